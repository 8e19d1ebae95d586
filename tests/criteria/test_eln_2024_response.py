"""Response in acute lymphoblastic leukaemia by the European LeukemiaNet, 2024."""

ELN = "eln/2024/response"
RECOVERED = {"neutrophils": "2.0", "platelets": "150"}
NO_OTHER_DISEASE = {"extramedullary_disease": "no"}
FULL_MARROW_BEFORE = {"marrow_blasts_before": "80"}


def test_blast_free_with_counts_strictly_above_1_0_and_100_is_cr(grade):
    grade(ELN, """
        patient | marrow blasts | neutrophils | platelets | response
        --------+---------------+-------------+-----------+---------
        1       | 0             | 1.01        | 101       | CR
        2       | 4.9           | 1.01        | 101       | CR
        3       | 4.9           | 0.99        | 101       | CRi
        4       | 4.9           | 1.01        | 99        | CRi
        5       | 4.9           | 0.2         | 20        | CRi
        6       | <5            | 1.01        | 101       | CR
    """, **FULL_MARROW_BEFORE, **NO_OTHER_DISEASE)  # fmt: skip


def test_a_count_exactly_on_its_limit_is_neither_cr_nor_cri(grade):
    grade(ELN, """
        patient | marrow blasts | neutrophils | platelets | response
        --------+---------------+-------------+-----------+---------
        1       | 4             | 1.0         | 100       | MLFS
        2       | 4             | 1.0         | 150       | MLFS
        3       | 4             | 2.0         | 100       | MLFS
        4       | 4             | 1.0         | 99        | CRi
        5       | 4             | 0.99        | 100       | CRi
    """, **FULL_MARROW_BEFORE, **NO_OTHER_DISEASE)  # fmt: skip


def test_five_per_cent_is_not_blast_free_and_twenty_five_is_still_pr(grade):
    grade(ELN, """
        patient | marrow blasts | response
        --------+---------------+---------------------------------------------
        1       | 4.9           | CR
        2       | 5.0           | PR
        3       | 25            | PR
        4       | 25.1          | NR
        5       | 80            | NR
        6       | <=5           | NR, possibly CR: leukaemia cells in marrow known only as <=5
    """, **FULL_MARROW_BEFORE, **NO_OTHER_DISEASE, **RECOVERED)  # fmt: skip


def test_pr_needs_half_of_the_blasts_gone_and_both_counts(grade):
    grade(ELN, """
        patient | marrow blasts before | marrow blasts | neutrophils | platelets | response
        --------+----------------------+---------------+-------------+-----------+---------
        1       | 40                   | 20            | 2.0         | 150       | PR
        2       | 39                   | 20            | 2.0         | 150       | NR
        3       | 40                   | 20            | 1.0         | 150       | NR
        4       | 40                   | 20            | 1.01        | 100       | NR
        5       | 40                   | 20            | 1.01        | 101       | PR
        6       |                      | 20            | 2.0         | 150       | NR, possibly PR: leukaemia cells in marrow before treatment not recorded
        7       | >40                  | 20            | 2.0         | 150       | PR
    """, **NO_OTHER_DISEASE)  # fmt: skip


def test_extramedullary_disease_rules_every_blast_free_category_out(grade):
    grade(ELN, """
        patient | extramedullary disease | neutrophils | response
        --------+------------------------+-------------+---------------------------------------------------
        1       | no                     | 2.0         | CR
        2       | yes                    | 2.0         | NR
        3       | yes                    | 0.5         | NR
        4       | yes                    | 1.0         | NR
        5       |                        | 2.0         | NR, possibly CR: extramedullary disease not recorded
    """, marrow_blasts="2", platelets="150", **FULL_MARROW_BEFORE)  # fmt: skip


def test_a_count_that_was_not_recorded_leaves_cr_open_and_is_not_no_response(grade):
    grade(ELN, """
        patient | marrow blasts | neutrophils | platelets | response
        --------+---------------+-------------+-----------+------------------------------------------------
        1       | 3             |             | 110       | MLFS, possibly CR: neutrophils not recorded
        2       | 3             |             | 80        | CRi
        3       | 3             |             |           | MLFS, possibly CR: neutrophils, platelets not recorded
        4       | 3             | <0.5        |           | CRi
        5       | 3             | 2.0         | >=100     | MLFS, possibly CR: platelets known only as >=100
        6       |               | 2.0         | 150       | not assessed: leukaemia cells in marrow not recorded
    """, **FULL_MARROW_BEFORE, **NO_OTHER_DISEASE)  # fmt: skip
