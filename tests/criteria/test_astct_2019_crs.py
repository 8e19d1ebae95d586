"""Cytokine release syndrome by the ASTCT consensus of 2019."""

CRS = "astct/2019/crs"
CALM = {
    "fever_other_cause": "no",
    "hypotension": "no",
    "vasopressors": "0",
    "vasopressin": "no",
    "oxygen_device": "none",
    "crs_diagnosed_before": "no",
    "masking_drug": "no",
    "death_from_crs": "no",
}


def test_fever_is_38_0_or_more_and_alone_makes_grade_1(grade):
    grade(CRS, """
        patient | temperature       | grade
        --------+-------------------+------------------------------------------------
        1       | 36.8              | 0
        2       | 37.9              | 0
        3       | 38.0              | 1
        4       | 41                | 1
        5       | 37.99999999999999 | 1
        6       | <38.0             | 0
        7       | <=38.0            | 0, possibly 1: temperature known only as <=38.0
        8       | <38.5             | 0, possibly 1: temperature known only as <38.5
        9       | >=38.0            | 1
        10      |                   | not assessed: temperature not recorded
    """, **CALM)  # fmt: skip


def test_pressure_is_graded_by_vasopressors_and_vasopressin_is_not_one_of_them(grade):
    grade(CRS, """
        patient | hypotension | vasopressors | vasopressin | grade
        --------+-------------+--------------+-------------+---------------------------------------------------
        1       | no          | 0            | no          | 1
        2       | yes         | 0            | no          | 2
        3       | yes         | 1            | no          | 3
        4       | yes         | 1            | yes         | 3
        5       | yes         | 0            | yes         | 3
        6       | yes         | 2            | no          | 4
        7       | yes         | 3            | yes         | 4
        8       | yes         | at least 1   | no          | 3, possibly 4: vasopressors known only as at least 1
        9       | yes         |              | no          | 2, possibly 4: vasopressors not recorded
        10      | yes         | 1            |             | 3
        11      |             | 0            | no          | 1, possibly 2: hypotension not recorded
        12      | yes         | 0            |             | 2, possibly 3: vasopressin not recorded
    """, **CALM | {"temperature": "38.5"})  # fmt: skip


def test_oxygen_is_graded_by_device_and_a_cannula_above_6_litres_is_high_flow(grade):
    grade(CRS, """
        patient | oxygen device       | oxygen flow | grade
        --------+---------------------+-------------+-------------------------------------------
        1       | none                |             | 1
        2       | blow-by             |             | 2
        3       | nasal cannula       | 2           | 2
        4       | nasal cannula       | 6           | 2
        5       | nasal cannula       | 6.1         | 3
        6       | nasal cannula       |             | 2, possibly 3: oxygen flow not recorded
        7       | nasal cannula       | <=6         | 2
        8       | nasal cannula       | >6          | 3
        9       | high-flow cannula   |             | 3
        10      | face mask           |             | 3
        11      | non-rebreather mask |             | 3
        12      | Venturi mask        |             | 3
        13      | CPAP                |             | 4
        14      | BiPAP               |             | 4
        15      | ventilator          |             | 4
        16      |                     | 2           | 1, possibly 4: oxygen device not recorded
    """, **CALM | {"temperature": "39"})  # fmt: skip


def test_the_worse_of_pressure_and_oxygen_is_the_grade(grade):
    grade(CRS, """
        patient | hypotension | vasopressors | oxygen device | oxygen flow | grade
        --------+-------------+--------------+---------------+-------------+------
        1       | yes         | 1            | nasal cannula | 2           | 3
        2       | yes         | 0            | face mask     |             | 3
        3       | yes         | 2            | none          |             | 4
        4       | no          | 0            | ventilator    |             | 4
    """, **CALM | {"temperature": "38.0"})  # fmt: skip


def test_pressure_and_oxygen_without_any_fever_are_not_crs(grade):
    grade(CRS, """
        patient | hypotension | vasopressors | oxygen device | grade
        --------+-------------+--------------+---------------+------
        1       | yes         | 0            | none          | 0
        2       | yes         | 2            | none          | 0
        3       | no          | 0            | ventilator    | 0
    """, **CALM | {"temperature": "37.9"})  # fmt: skip


def test_a_drug_that_masks_fever_keeps_grades_2_to_4_but_never_grade_1(grade):
    grade(CRS, """
        patient | crs diagnosed before | masking drug | hypotension | vasopressors | grade
        --------+----------------------+--------------+-------------+--------------+------------------------------------------------
        1       | yes                  | yes          | no          | 0            | 0
        2       | yes                  | yes          | yes         | 0            | 2
        3       | yes                  | yes          | yes         | 1            | 3
        4       | yes                  | yes          | yes         | 2            | 4
        5       | yes                  | no           | yes         | 2            | 0
        6       | no                   | yes          | yes         | 2            | 0
        7       | yes                  |              | yes         | 0            | 0, possibly 2: drug that masks fever not recorded
        8       |                      | yes          | yes         | 0            | 0, possibly 2: CRS diagnosed before not recorded
        9       |                      |              | no          | 0            | 0
    """, **CALM | {"temperature": "37.0"})  # fmt: skip


def test_death_from_crs_is_grade_5_whatever_else_was_recorded(grade):
    grade(CRS, """
        patient | temperature | death from crs | grade
        --------+-------------+----------------+------------------------------------------
        1       | 39          | yes            | 5
        2       | 37          | yes            | 5
        3       | 39          | no             | 1
        4       | 39          |                | 1, possibly 5: death from CRS not recorded
    """, **{name: cell for name, cell in CALM.items() if name != "death_from_crs"})  # fmt: skip


def test_what_was_not_recorded_is_named_and_leaves_the_grade_open(grade):
    grade(CRS, """
        patient | temperature | hypotension | oxygen device | grade
        --------+-------------+-------------+---------------+--------------------------------------------------------------
        1       | 39          |             | none          | 1, possibly 2: hypotension not recorded
        2       | <38.5       |             | none          | 0, possibly 2: hypotension not recorded; temperature known only as <38.5
        3       | <38.5       | yes         |               | 0, possibly 4: oxygen device, oxygen flow not recorded; temperature known only as <38.5
        4       | <38.0       |             |               | 0
    """, **{name: cell for name, cell in CALM.items() if name not in ("hypotension", "oxygen_device")})  # fmt: skip


def test_a_fever_with_another_cause_is_not_crs_and_one_that_nobody_judged_may_be(grade):
    grade(CRS, """
        patient | temperature | fever other cause | hypotension | grade
        --------+-------------+-------------------+-------------+------------------------------------------------------
        1       | 39          | no                | no          | 1
        2       | 39          | yes               | yes         | 0
        3       | 39          |                   | no          | 0, possibly 1: other cause of the fever not recorded
        4       | 39          |                   | yes         | 0, possibly 2: other cause of the fever not recorded
        5       | 37.9        |                   | yes         | 0
    """, **{name: cell for name, cell in CALM.items() if name not in ("hypotension", "fever_other_cause")})  # fmt: skip
