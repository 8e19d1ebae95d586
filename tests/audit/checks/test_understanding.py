"""What a sentence, or a cell, is understood to say. All texts are invented."""

import pytest

from blastline.audit.understanding.claims import CountClaim, ListClaim, PatientClaim, RangeClaim, TimeClaim, TotalClaim
from blastline.audit.understanding.mentions import mentions_in, patients_of
from blastline.audit.understanding.numbers import is_percent_of, same_number
from blastline.audit.understanding.plain import plainly


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("CD3 ⁺ CD8 ⁺", "CD3+CD8+"),
        (r"$\times 10^6/L$", "×10^6/L"),
        ("x 10⁹/L", "×10^9/L"),
        ("¼", "1/4"),
        ("22.9–98.2", "22.9-98.2"),
        ("MRD ⁻", "MRD-"),
    ],
)
def test_one_way_of_writing_for_many(printed, plain):
    assert plainly(printed) == plain


@pytest.mark.parametrize(
    ("text", "patients"),
    [
        ("Pt 1, 3, 4", "1 3 4"),
        ("patients 1-3", "1 2 3"),
        ("Pt 1 to Pt 5", "1 2 3 4 5"),
        ("case 2", "2"),
        ("UPN 07", "7"),
        ("P2, P3 and P6", "2 3 6"),
        ("patients 18 years or older", ""),
        ("patients 30% of the time", ""),
    ],
)
def test_patients_by_their_numbers(text, patients):
    named = [mention for mention in mentions_in(text) if mention.kind == "patients"]
    assert " ".join(one for mention in named for one in mention.patients) == patients


def test_a_range_of_patients_names_each():
    assert patients_of("Pt 1, 3-5 and 7") == ("1", "3", "4", "5", "7")


@pytest.mark.parametrize(
    ("text", "n", "of", "other"),
    [
        ("four patients obtained CR", 4, None, False),
        ("the other four were well", 4, None, True),
        ("the other patient (Pt 2) was well", 1, None, True),
        ("4 of 5 patients were well", 4, 5, False),
        ("4/5 (80%) were well", 4, 5, False),
        ("46.2% (n=6) were well", 6, None, False),
        ("none of these patients died", 0, None, False),
        ("two (Pt 1, 3) were well", 2, None, False),
        ("80% of 5 patients were well", 4, 5, False),
    ],
)
def test_counts_in_words_and_figures(text, n, of, other):
    (count, *_) = [mention for mention in mentions_in(text) if mention.kind == "count"]
    assert (count.n, count.of, count.other) == (n, of, other)


@pytest.mark.parametrize("text", ["two cycles of therapy", "ALL was treated", "a grade 2 fever", "9 µg/d for 7 days"])
def test_numbers_that_count_no_patients(text):
    assert [mention for mention in mentions_in(text) if mention.kind == "count"] == []


def test_a_number_rounded_further_is_the_same_number():
    assert same_number("73", "73.09")
    assert same_number("2.5", "2.45")  # half up
    assert same_number("2.4", "2.45")  # half to even
    assert not same_number("73.1", "73.9")


def test_a_percentage_by_both_ways_of_rounding():
    assert is_percent_of("13", 1, 8)
    assert is_percent_of("12", 1, 8)
    assert not is_percent_of("14", 1, 8)


def _of(kind, understood, text):
    return [
        claim for claim in understood(text).claims if isinstance(claim, kind) and not getattr(claim, "in_table", False)
    ]


def test_a_count_takes_its_list_and_its_grade(understood):
    (claim,) = _of(CountClaim, understood, "Two patients (Pt 1, 3) had grade 2 of CRS.")
    assert (claim.n, claim.patients, claim.attributes) == (2, ("1", "3"), frozenset({("crs grade", frozenset("2"))}))


def test_grades_before_their_counts(understood):
    claims = _of(CountClaim, understood, "The CRS was grade 0/one patient, grade 1/three, and grade 2/one.")
    assert [(claim.n, *(min(held) for _, held in claim.attributes)) for claim in claims] == [
        (1, "0"),
        (3, "1"),
        (1, "2"),
    ]


def test_who_is_restricted_is_not_who_is_counted(understood):
    (claim,) = _of(CountClaim, understood, "Two patients (Pt 1, 4) who obtained CR/CRi survived to the cut-off.")
    assert claim.within == "restricted"


@pytest.mark.parametrize("of_whom", ["He", "This patient"])
def test_the_patient_of_the_sentence_before(understood, of_whom):
    claims = _of(
        PatientClaim, understood, f"Pt 2 was treated twice. {of_whom} had 98.2% leukemia cells in his bone marrow."
    )
    assert [(one.patient, one.variable, one.printed, one.compartment) for one in claims] == [
        ("2", "blasts", "98.2", "marrow")
    ]


def test_values_in_the_order_of_patients(understood):
    text = "The CD19 expression was 73.09%, 99.44% and 45.24% in Pt 1 to Pt 3."
    (told,) = _of(ListClaim, understood, text)
    assert (told.values, told.patients) == (("73.09", "99.44", "45.24"), ("1", "2", "3"))


def test_the_compartment_behind_each_value(understood):
    text = "Pt 2 had 98% leukemia cells in his bone marrow and 32% leukemia cells in his CNS."
    assert [one.compartment for one in _of(PatientClaim, understood, text)] == ["marrow", "csf"]


def test_a_response_of_an_infection_is_none_of_the_leukaemia(understood):
    text = "Pt 1 obtained PR of his rhizopus pneumonia at the end of his therapy."
    assert [one.variable for one in _of(PatientClaim, understood, text)] == ["infection response"]


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("Pt 1 was diagnosed with bacterial pneumonia before his blinatumomab therapy.", "before"),
        ("During blinatumomab therapy, Pt 1 developed bacterial pneumonia.", "during"),
        ("Pt 1 was diagnosed with bacterial pneumonia on day ten of his therapy.", "during"),
        ("Pt 1 developed bacterial pneumonia after anti-CD19 CAR T therapy.", ""),
    ],
)
def test_before_and_during_are_of_the_treatment_studied(understood, text, phase):
    assert [claim.phase for claim in _of(TimeClaim, understood, text)] == ([phase] if phase else [])


def test_the_study_of_others_makes_no_claim(understood):
    text = "Blinatumomab, invented\n\nRESULTS\n\nNothing is said here.\n\nDISCUSSION\n\nAnother study reported that three patients obtained CR [3]. The other patient obtained NR."
    assert _of(CountClaim, understood, text) == []
    assert len(_of(CountClaim, understood, text + " In our study, two patients obtained CR.")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "All five patients were treated.",
        "Five patients were enrolled.",
        "We report five cases.",
        "Five patients received blinatumomab.",
    ],
)
def test_the_size_of_the_series(understood, text):
    assert [claim.n for claim in _of(TotalClaim, understood, text)] == [5]


@pytest.mark.parametrize(
    "text", ["All five patients in remission were well.", "Five patients received blinatumomab maintenance."]
)
def test_a_part_is_not_the_series(understood, text):
    assert _of(TotalClaim, understood, text) == []


def test_a_range_and_a_middle_of_a_group(understood):
    claims = _of(RangeClaim, understood, "The median age was 31 years (range 20 to 68).")
    assert [(one.statistic, one.printed) for one in claims] == [("median", "31"), ("range", "20-68")]


def test_a_course_is_no_range(understood):
    assert _of(RangeClaim, understood, "IL-6 rose from 4.5 to 17.9 pg/mL.") == []


def test_a_summary_table_by_its_heads(understood):
    table = """
    Table 1. Baseline characteristics.

    Characteristic | n = 5
    Age, years, median (range) | 31 (20–68)
    Sex, male/female | 4/1
    CR, n (%) | 4 (80%)
    """
    claims = understood(table).claims
    assert [(one.n, *sorted(next(iter(one.attributes))[1])) for one in claims if isinstance(one, CountClaim)] == [
        (4, "male"),
        (1, "female"),
        (4, "CR"),
    ]
    assert [one.printed for one in claims if isinstance(one, RangeClaim)] == ["31", "20-68"]
    assert [one.n for one in claims if isinstance(one, TotalClaim)] == [5]


def test_a_table_with_one_patient_per_column(understood):
    table = """
    Table 1. Patients.

    Characteristic | Pt 1 | Pt 2
    Age (years) | 20 | 68
    Response | CR | NR
    """
    held = understood(table).by_patient
    assert held["2", "age"][0].printed == "68"
    assert held["1", "response"][0].category == {"CR"}


def test_a_count_left_open_is_held_against_the_list_of_those_who_surely_are(said):
    open_count = "Neutropenia was new in 2/4, possibly 3/4 (50–75%; 95% bounds 6.8–99.4%) (Pt 1, Pt 2; possibly Pt 3)."
    assert said("count-list", open_count) == []
    assert said("fraction-percent", open_count) == []
    assert said("count-list", open_count.replace("Pt 1, Pt 2", "Pt 1, Pt 2, Pt 4")) != []


def test_a_list_behind_a_confidence_interval_is_that_of_the_count(said):
    assert said("count-list", "CR was seen in 2/4 (50%; 95% CI 6.8–93.2%) (Pt 1, Pt 3).") == []
    assert said("count-list", "CR was seen in 2/4 (50%; 95% CI 6.8–93.2%) (Pt 1).") != []


def test_the_interval_of_a_median_is_not_that_of_a_percentage(said):
    assert said("fraction-percent", "3/4 (75%) died; the median was 8.0 months (95% CI 4.0 to 12.8).") == []
    assert said("fraction-percent", "3/4 (75%; 95% CI 4.0–12.8%) died.") != []


def test_a_share_of_cells_is_not_their_number(understood):
    told = understood("CD19 expression was on 32–99% of the leukaemia cells.")
    assert [claim.variable for claim in told.ranges] == ["cd19"]


def test_those_of_whom_is_counted_are_the_whole(understood):
    (count,) = understood("Of those whose time is known (40/40) 26 died.").counts
    assert (count.n, count.of) == (26, 40)
