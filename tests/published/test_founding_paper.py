"""
The numbers of the founding study, Qi et al. Ann Med 2023 (doi 10.1080/07853890.2023.2230888), beside our ledger.

First those that the ledger must reproduce as printed, then those where the paper contradicts its own rows: there the
ledger says what the rows say, and the test's name says what is wrong in print.
"""

from pathlib import Path

import pytest

from blastline.study import Run, open_study

FIVE = ("Pt 1", "Pt 2", "Pt 3", "Pt 4", "Pt 5")


@pytest.fixture(scope="module")
def run() -> Run:
    return open_study(Path(__file__).parents[2] / "studies" / "salvage-blinatumomab").run()


@pytest.fixture(scope="module")
def printed(run):
    return lambda key: run.ledger[key].text


@pytest.fixture(scope="module")
def statement(run):
    """How a statement of the paper on the group compares with its rows, by what it is about and where it stands."""
    return lambda about, source: next(
        row.category for row in run.ledger.where(section="statement", label=about) if row.population.startswith(source)
    )


# ---- As printed ----


@pytest.mark.parametrize(
    ("key", "as_printed"),
    [
        ("baseline.age.range", "20–68"),
        ("baseline.prior-lines.range", "3–5"),
        ("baseline.prior-car-t.range", "1–3"),
        ("baseline.marrow-blasts.range", "22.9–98.2"),
        ("baseline.cd19-on-blasts.range", "32.02–99.44"),
        ("baseline.neutrophils.range", "1.1–2.8"),
        ("baseline.haemoglobin.range", "67–123"),
        ("baseline.platelets.range", "58–152"),
        ("baseline.cd3.range", "73–92"),
        ("baseline.cd3-cd8.range", "25–51"),
    ],
)
def test_ranges_of_table_1b(printed, key, as_printed):
    assert printed(key) == as_printed


@pytest.mark.parametrize(
    ("key", "of_five"),
    [
        ("baseline.sex.male.count", 4),
        ("baseline.sex.female.count", 1),
        ("baseline.philadelphia.yes.count", 0),
        ("baseline.prior-allo-hsct.yes.count", 1),
        ("baseline.car-t-response.cr.count", 1),
        ("baseline.car-t-response.nr.count", 4),
    ],
)
def test_counts_of_table_1b(run, key, of_five):
    row = run.ledger[key]
    assert (row.numerator, row.numerator_possible, row.denominator) == (of_five, of_five, 5)


@pytest.mark.parametrize(
    ("variable", "as_printed"),
    [
        # Table 2, columns IL-6, CD3+, CD3+CD8+, CD3+CD4+, rows Pt 1 to Pt 5; IL-6 of Pt 3 stands further down.
        ("cd3", ("81–85", "87–91", "88–91", "92–96", "71–73")),
        ("cd3-cd8", ("42–45", "49–52", "45–47", "28–39", "25–28")),
        ("cd3-cd4", ("37–38", "36–39", "41–43", "50–63", "44–47")),
        ("interleukin-6", ("5.81–28.4", "13.40–162.5", None, "4.37–12.72", "6.94–10.5")),
    ],
)
def test_ranges_on_treatment_of_table_2(printed, variable, as_printed):
    for patient, text in zip(FIVE, as_printed, strict=True):
        if text:
            assert printed(f"treatment.{variable}-range.{patient.lower().replace(' ', '-')}") == text


@pytest.mark.parametrize(
    ("key", "of_five", "patients"),
    [
        # Abstract, Results, and Results, Clinical responses
        ("response.response.cr-or-cri.count", 4, FIVE[:4]),
        ("response.response.pr.count", 1, ("Pt 5",)),
        # Results, AEs of Blinatumomab therapy
        ("reported-grade.icans.1.count", 1, ("Pt 2",)),
        ("reported-grade.icans.0.count", 4, ("Pt 1", "Pt 3", "Pt 4", "Pt 5")),
        ("support.g-csf.given.count", 4, ("Pt 1", "Pt 2", "Pt 4", "Pt 5")),
        # Results, Survival after the salvage therapy
        ("after.allo-hsct.yes.count", 2, ("Pt 2", "Pt 3")),
        ("alive.alive-at-last-contact.yes.count", 4, ("Pt 1", "Pt 3", "Pt 4", "Pt 5")),
    ],
)
def test_counts_of_the_text(run, key, of_five, patients):
    row = run.ledger[key]
    assert (row.numerator, row.numerator_possible, row.denominator) == (of_five, of_five, 5)
    assert row.patients == patients


def test_months_from_car_t_are_printed_for_the_group_and_recorded_for_nobody(printed):
    # Table 1B prints 1–18; no row of Table 1A has it, so the ledger cannot.
    assert printed("baseline.months-from-car-t.range") == "not recorded"


# ---- Where the paper contradicts its own rows ----


def test_the_range_of_cd3_cd4_is_printed_as_32_to_50_and_the_rows_give_37_to_50(printed, statement):
    # Table 1B, last row, against Table 1A, last column: 38, 37, 42, 50, 46.
    assert printed("baseline.cd3-cd4.range") == "37–50"
    assert statement("CD3+CD4+, %", "Table 1B") == "differs: the rows give 37–50"


def test_two_patients_without_crs_are_counted_and_one_is_named(run, statement):
    # Results, AEs: "two (Pt 5) were diagnosed with grade 0 of CRS"; Table 2 has one, Pt 5.
    row = run.ledger["reported-grade.cytokine-release-syndrome.0.count"]
    assert (row.numerator, row.patients) == (1, ("Pt 5",))
    assert statement("CRS grade 0", "Results") == "differs: the rows give 1"
    assert statement("CRS grade 0", "Abstract") == "agrees"


def test_two_patients_with_crs_of_grade_1_are_counted_and_three_are_named(run, statement):
    # Results, AEs: "two (Pt 1, 3, 4) were diagnosed with grade 1 of CRS"; Table 2 and the Abstract have three.
    row = run.ledger["reported-grade.cytokine-release-syndrome.1.count"]
    assert (row.numerator, row.patients) == (3, ("Pt 1", "Pt 3", "Pt 4"))
    assert statement("CRS grade 1", "Results") == "differs: the rows give 3"
    assert statement("CRS grade 1", "Abstract") == "agrees"


def test_a_fever_below_38_0_is_reported_as_crs_of_grade_1(run):
    # Results, AEs: Pt 1 "developed a fever below 38.0 °C"; CRS of any kind begins at 38.0 °C. Table 2: grade 1.
    (finding,) = [f for f in run.findings if f.section == "toxicity" and f.patient_id == "Pt 1"]
    assert (finding.reported, finding.text) == ("1", "0")
    assert finding.verdict == "reported higher than the records allow"


def test_il_6_of_pt_3_is_printed_backwards_and_its_lower_end_as_the_peak(printed, run):
    # Table 2, row Pt 3: 6.80–4.10; Results, cytokine levels: the peak of Pt 3 was 4.10.
    assert printed("treatment.interleukin-6-range.pt-3") == "4.10–6.80"
    assert printed("treatment.interleukin-6-peak.pt-3") == "6.80"
    readings = [r for r in run.ledger.where(section="reading", variable="measurements") if r.patients == ("Pt 3",)]
    assert [row.text for row in readings] == ["read as 4.10–6.80", "set aside"]


def test_grade_0_is_stated_for_all_of_pt_3s_blood_counts_and_two_of_them_have_grade_1(run):
    # Results, AEs, and Abstract: Pt 3 had grade 0; Table 2, row Pt 3: neutrophil 1, haemoglobin 0, platelets 1.
    (finding,) = [f for f in run.findings if f.section == "overall" and f.patient_id == "Pt 3"]
    assert (finding.reported, finding.text) == ("0", "1")
    assert finding.verdict == "reported lower than the records require"


@pytest.mark.parametrize(("patient", "haemoglobin", "grade"), [("Pt 2", "67", "3"), ("Pt 5", "86", "2")])
def test_anaemia_of_pt_2_and_pt_5_is_reported_as_toxicity_and_was_there_before(
    run, printed, patient, haemoglobin, grade
):
    # Table 1A, column Haemoglobin, against Table 2, column Haemoglobin: the grade on treatment repeats the one before.
    name = patient.lower().replace(" ", "-")
    assert printed(f"baseline.haemoglobin.{name}") == haemoglobin
    assert printed(f"baseline-grade.ctcae-4-03-anemia.{name}") == grade
    assert printed(f"reported-grade.anaemia.{name}") == grade
    emergent = run.ledger[f"treatment-emergent.ctcae-4-03-anemia.{name}"]
    assert (emergent.text, emergent.category) == ("no", "only repeats the baseline grade")


def test_two_fungal_infections_are_counted_during_treatment_and_one_of_them_began_before(run, statement):
    # Results, Infection: "During Blinatumomab therapy, two patients developed invasive fungal disease"; three
    # sentences on, Pt 3's cryptococcal encephalopathy is diagnosed "before his Blinatumomab therapy".
    row = run.ledger["infection-onset.fungal-infection-with-onset-during-treatment.yes.count"]
    assert (row.numerator, row.patients) == (1, ("Pt 1",))
    assert run.ledger["infection.pt-3.1.onset"].text == "before treatment"
    assert statement("Invasive fungal disease developed during therapy", "Results") == "differs: the rows give 1"


def test_neutrophils_are_printed_in_a_unit_that_would_make_every_patient_grade_4(run):
    # Table 1A and 1B, column Neutrophil: ×10^6/L; 2.2 of those are two cells per microlitre.
    reading = run.ledger["reading.1"]
    assert (reading.text, reading.patients) == ("read as ×10^9/L", FIVE)


def test_the_abstract_says_nr_and_pr_of_the_same_patient(run):
    # Abstract, Results: "the other patient received NR", and two sentences on "Pt 5, who obtained PR".
    (reading,) = [r for r in run.ledger.where(section="reading", variable="reported") if r.patients == ("Pt 5",)]
    assert reading.text == "set aside"
    assert run.ledger["response.response.pt-5"].text == "PR"
