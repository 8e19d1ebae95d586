"""Neutrophils, platelets and haemoglobin by CTCAE 4.03 and 5.0, whose thresholds are the same."""

import pytest

pytestmark = pytest.mark.parametrize("version", ["4.03", "5.0"])


def test_a_neutrophil_count_on_an_edge_takes_the_milder_grade(grade, version):
    grade(f"ctcae/{version}/neutrophil_count_decreased", """
        patient | neutrophils | neutrophils lln | grade
        --------+-------------+-----------------+------
        1       | 0           | 1.8             | 4
        2       | 0.49        | 1.8             | 4
        3       | 0.50        | 1.8             | 3
        4       | 0.99        | 1.8             | 3
        5       | 1.0         | 1.8             | 2
        6       | 1.49        | 1.8             | 2
        7       | 1.5         | 1.8             | 1
        8       | 1.79        | 1.8             | 1
        9       | 1.8         | 1.8             | 0
        10      | 30          | 1.8             | 0
    """)  # fmt: skip


def test_a_platelet_count_on_an_edge_takes_the_milder_grade(grade, version):
    grade(f"ctcae/{version}/platelet_count_decreased", """
        patient | platelets | platelets lln | grade
        --------+-----------+---------------+------
        1       | 0         | 150           | 4
        2       | 24.9      | 150           | 4
        3       | 25        | 150           | 3
        4       | 49.9      | 150           | 3
        5       | 50        | 150           | 2
        6       | 74.9      | 150           | 2
        7       | 75        | 150           | 1
        8       | 149       | 150           | 1
        9       | 150       | 150           | 0
        10      | 900       | 150           | 0
    """)  # fmt: skip


def test_haemoglobin_on_an_edge_takes_the_milder_grade_and_no_value_is_grade_4(grade, version):
    grade(f"ctcae/{version}/anemia", """
        patient | haemoglobin | haemoglobin lln | grade
        --------+-------------+-----------------+------
        1       | 20          | 130             | 3
        2       | 79.9        | 130             | 3
        3       | 80          | 130             | 2
        4       | 99.9        | 130             | 2
        5       | 100         | 130             | 1
        6       | 129         | 130             | 1
        7       | 130         | 130             | 0
        8       | 180         | 130             | 0
    """)  # fmt: skip


def test_without_the_lower_limit_of_normal_grade_1_stays_open_and_no_other_grade_does(grade, version):
    grade(f"ctcae/{version}/platelet_count_decreased", """
        patient | platelets | platelets lln | grade
        --------+-----------+---------------+------------------------------------------------------------------
        1       | 24        |               | 4
        2       | 49        |               | 3
        3       | 74        |               | 2
        4       | 75        |               | 0, possibly 1: lower limit of normal of platelets not recorded
        5       | 400       |               | 0, possibly 1: lower limit of normal of platelets not recorded
        6       | 110       | 100–150       | 0, possibly 1: lower limit of normal of platelets known only as 100–150
        7       | 99        | 100–150       | 1
    """)  # fmt: skip


def test_a_count_known_only_within_limits_keeps_both_ends(grade, version):
    grade(f"ctcae/{version}/neutrophil_count_decreased", """
        patient | neutrophils | neutrophils lln | grade
        --------+-------------+-----------------+------------------------------------------------
        1       | <0.5        | 1.8             | 4
        2       | <=0.5       | 1.8             | 3, possibly 4: neutrophils known only as <=0.5
        3       | <1.5        | 1.8             | 2, possibly 4: neutrophils known only as <1.5
        4       | <3          | 1.8             | 0, possibly 4: neutrophils known only as <3
        5       | >=0.5       | 1.8             | 0, possibly 3: neutrophils known only as >=0.5
        6       | >1.5        | 1.8             | 0, possibly 1: neutrophils known only as >1.5
        7       | >=1.8       | 1.8             | 0
        8       | 0.4–0.9     | 1.8             | 3, possibly 4: neutrophils known only as 0.4–0.9
        9       | 0.5–0.9     | 1.8             | 3
    """)  # fmt: skip


def test_whoever_has_no_count_is_not_assessed_rather_than_grade_0(grade, version):
    grade(f"ctcae/{version}/anemia", """
        patient | haemoglobin | haemoglobin lln | grade
        --------+-------------+-----------------+-------------------------------------
        1       |             | 130             | not assessed: haemoglobin not recorded
        2       |             |                 | not assessed: haemoglobin not recorded
    """)  # fmt: skip


def test_the_noise_of_a_unit_conversion_moves_no_count_across_an_edge(grade, version):
    grade(f"ctcae/{version}/platelet_count_decreased", """
        patient | platelets          | platelets lln | grade
        --------+--------------------+---------------+------
        1       | 49.99999999999999  | 150           | 2
        2       | 50.00000000000001  | 150           | 2
        3       | 149.99999999999997 | 150           | 0
        4       | 49.9999            | 150           | 3
    """)  # fmt: skip


def test_a_limit_of_normal_below_the_grade_2_edge_does_not_undo_grade_2(grade, version):
    # CTCAE is silent on it; the documents follow the order of its table.
    grade(f"ctcae/{version}/neutrophil_count_decreased", """
        patient | neutrophils | neutrophils lln | grade
        --------+-------------+-----------------+------
        1       | 1.3         | 1.2             | 2
        2       | 1.6         | 1.2             | 0
    """)  # fmt: skip
