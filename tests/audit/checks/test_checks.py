"""Each check on invented sentences: what it finds, and what it must not take for a disagreement."""

import re

import pytest

from blastline.audit.checks.mean_spread import possible_mean, possible_median, possible_spread
from blastline.audit.checks.registry import CHECKS
from blastline.audit.disagreement import SEVERITIES
from blastline.audit.understanding.vocabulary import are

# What a person is told to do.
DONE = r"(?i)\b(?:correct|look|swap|add|print|write|say|give|name|count|work|keep|define|cite|describe|take|move)\b"

FOUND = [
    # check, a sentence on the four patients of the drawn table, a part of what is said
    ("count-list", "Two patients (Pt 1, 3, 4) had grade 1 of CRS.", "2 patients are counted with CRS of grade 1, and 3 are named beside the count (Pt 1, 3, 4)"),
    ("count-list", "The CD22 expression was 5%, 6%, and 7% in Pt 1 to Pt 4.", "3 values of CD22 expression are given for 4 patients (Pt 1, 2, 3, 4)"),
    ("fraction-percent", "Three patients (3/4, 65%) obtained CR/CRi.", "3 of 4 are 75 %, and 65 % is printed (CR/CRi)"),
    ("fraction-percent", "Three patients (2/4, 50%) obtained CR/CRi.", "3 patients are counted, and 2 in the brackets"),
    ("fraction-percent", "Three patients (3/4, 75%; 95% CI 80-99) obtained CR/CRi.", "75 % lies outside its own interval, which is 80 to 99 %"),
    ("fraction-percent", "Two of three patients (66.6%) obtained CR.", "2 of 3 are 66.7 %, and 66.6 % is printed (CR)"),
    ("beyond-whole", "Of four patients, five obtained CR/CRi.", "5 of only 4 are counted (CR/CRi)"),
    ("beyond-whole", "A total of 120% of the patients obtained CR; 120% (n = 4) had CRS.", "120 % of the patients"),
    ("response-counts", "Pt 1 had platelets of 20 ×10^9/L at response.", "which every system of response rules out"),
    ("implausible", "Pt 1 had CD19 expression of 140%.", "between 0 and 100 %"),
    ("implausible", "Pt 1 had platelets of 250000 ×10^9/L.", "no limit of normal is near it"),
    ("implausible", "Their haemoglobin ranged from 0.08 to 0.11 g/L.", "a hundredth of the lowest"),
    ("category-count", "Two patients (Pt 1, 4) had an infection.", "infection is reported of Pt 1, 4 in the Results, and of Pt 1, 3 in Table 1"),
    ("category-count", "All patients except Pt 1 obtained CR.", "CR is reported of 3 patients in the Results, and of 2 patients (Pt 1, 3) in the rows of Table 1"),
    ("category-count", "Three patients obtained CR/CRi. The marrow was free of MRD in all of these.", "CR/CRi with negative MRD is reported of 3 patients in the Results, and of 2 patients (Pt 1, 3) in the rows of Table 1"),
    ("parts-whole", "Of these four patients, two had grade 0 of CRS, two had grade 1 of CRS and one had grade 2 of CRS.", "The grades of CRS sum to more than the whole of 4: 2 (CRS of grade 0) + 2 (CRS of grade 1) + 1 (CRS of grade 2) = 5"),
    ("parts-whole", "Of these four patients, two had grade 0 of CRS; the other patient had grade 2 of CRS.", "should make up 4"),
    ("range-reversed", "Their age ranged from 65 to 20 years.", "from high to low: 65-20"),
    ("mean-spread", "The mean age was 35.10 ± 10.00 years.", "The age of 4 patients cannot have a mean of 35.10, which no whole numbers give"),
    ("patient-category", "Pt 2 obtained CR after therapy.", "The response of Pt 2 is CRi in Table 1 and CR in the Results"),
    ("patient-category", "Pt 4 was diagnosed with grade 2 of neutropenia.", "The grade of neutropenia of Pt 4 is 1 in Table 1 and 2 in the Results"),
    ("patient-value", "The platelet nadir of Pt 3 was 11 x10^9/L, and IL-6 of Pt 1 peaked at 82.4 pg/mL.", "IL-6 of Pt 1 is 82.4 in the Results and 28.4 in Table 1"),
    ("units", "Pt 3 had platelets of 120 ×10^6/L.", "platelets of Pt 3 are 120 ×10^6/L in the Results and 120 ×10^9/L in Table 1"),
    ("compartment", "Pt 2 was MRD-negative in his cerebrospinal fluid. In our study, Pt 2 obtained an MRD-negative response.", "The MRD of Pt 2 is negative in the Results without a word of where, and positive in Table 1; it is negative in the cerebrospinal fluid"),
    ("category-count", "Two patients obtained NR.", "NR is reported of 2 patients in the Results, and of 1 patient (Pt 4) in the rows of Table 1"),
    ("category-count", "All patients obtained CR/CRi.", "CR/CRi is reported of 4 patients in the Results, and of 3 patients (Pt 1, 2, 3) in the rows of Table 1"),
    ("category-count", "All three patients with CR/CRi were MRD-negative.", "CR/CRi with negative MRD is reported of 3 patients in the Results, and of 2 patients (Pt 1, 3) in the rows of Table 1"),
    ("totals", "Five patients were enrolled.", "The series has 5 patients in the Results, and 4 rows in the tables of patients"),
    ("exceptions", "Except for Pt 4, hematological toxicity recovered. The hematological toxicity recovered quickly.", "except for Pt 4 in another"),
    ("time-word", "During therapy, two patients developed fungal infections. Pt 1 was diagnosed with mucormycosis on day 9. Pt 3 was diagnosed with cryptococcosis before therapy.", "2 patients had fungal infection during treatment; by the time that is told of each, only Pt 1 had it then (Pt 3 before)"),
    ("time-word", "Pt 1 developed bacterial pneumonia before treatment, on day 9.", "placed before treatment, and on day 9"),
    ("summary-rows", "Their age ranged from 25 to 65 years.", "The range of age is 25-65 in the Results; the lowest of the patients in Table 1 is 20 (Pt 1)"),
    ("summary-rows", "The median age was 40 years.", "the rows of the patients give 42.5"),
    ("overall-grade", "Pt 3 was diagnosed with grade 0 of hematological toxicity.", "is grade 0 in all"),
    ("grade-value", "In Pt 3, platelets fell to 40 ×10^9/L (grade 1).", "platelets of 40 ×10^9/L are grade 3 by the criteria, and grade 1 is reported of Pt 3 in the Results"),
    ("unsupported", "Pt 1 had a fever below 38.0 °C.", "below the usual limit of fever"),
    ("scales", "The study conformed to ARRIVE.", "guideline for animal experiments"),
    ("count-list", "Thus, 2/4 pts (50%) achieved CR/CRi (pts #1, #2, #3).", "2 patients are counted with CR/CRi, and 3 are named"),
    ("count-list", "CRS was noted in 2 (50%; pts #1, #2, #3).", "2 patients are counted with CRS of any grade, and 3 are named"),
    ("count-list", "Remission: 3/4 (75%); 1, 2.", "3 patients are counted with CR/CRi, and 2 are named beside the count (Pt 1, 2)"),
    ("fraction-percent", "The remission rate was 70% (3/4).", "3 of 4 are 75 %, and 70 % is printed"),
    ("fraction-percent", "Three of four cases (Cases 1, 2 and 3) obtained CR/CRi, a rate of 70%.", "3 of 4 are 75 %, and 70 % is printed"),
    ("fraction-percent", "All patients (5/4, 120%) obtained CR/CRi.", "All are counted, and 5 of 4 in the brackets behind it"),
    ("fraction-percent", "All patients (4/4, 84%) obtained CR/CRi.", "4 of 4 are 100 %, and 84 % is printed"),
    ("parts-whole", "The neutropenia was frequent (G0, n = 1, G1, n = 2 and G3, n = 2).", "The grades of neutropenia sum to more than the whole of 4"),
    ("parts-whole", "Sex: male 3 and female 2.", "Men and women sum to more than the whole of 4"),
    ("category-count", "Best responses were: CR, 3, CRi, 1 and NR, 1.", "CR is reported of 3 patients in the Results, and of 2 patients (Pt 1, 3)"),
    ("category-count", "The ORR (CR + CRi) was 50% (2/4).", "CR/CRi is reported of 2 patients in the Results, and of 3 patients (Pt 1, 2, 3)"),
    ("category-count", "None of the four entered remission.", "CR/CRi is reported of 0 patients in the Results, and of 3 patients"),
    ("category-count", "MRD negativity in the marrow was reached in all responders.", "CR/CRi with negative MRD is reported of 3 patients in the Results, and of 2 patients (Pt 1, 3)"),
    ("category-count", "MRD negativity was present in all.", "negative MRD is reported of 4 patients in the Results, and of 2 patients (Pt 1, 3)"),
    ("category-count", "Among these responders, MRD became undetectable in the marrow of all.", "is reported of 3 patients in the Results, and of 2 patients (Pt 1, 3)"),
    ("category-count", "All patients who were in remission were MRD negative in the marrow.", "is reported of 3 patients in the Results, and of 2 patients (Pt 1, 3)"),
    ("category-count", "Of 3 responders, 2 were MRD negative in marrow (Pt 1, 4).", "negative MRD is reported of Pt 1, 4 in the Results, and of Pt 1, 3 in Table 1"),
    ("category-count", "Among these three responders, MRD became undetectable in the marrow of two (Pt 1 and 4).", "negative MRD is reported of Pt 1, 4 in the Results, and of Pt 1, 3 in Table 1"),
    ("patient-category", "Pt #3 had G2 neutropenia.", "The grade of neutropenia of Pt 3 is 0 in Table 1 and 2 in the Results"),
    ("patient-category", "Case 2. A woman of 35 was referred. The marrow was consistent with NR.", "The response of Pt 2 is CRi in Table 1 and NR in the Results"),
    ("patient-value", "In Pt 3, IL-6 and PLT were 4.1 pg/mL and 110 ×10^9/L, respectively.", "Platelets of Pt 3 are 110 in the Results and 120 in Table 1"),
    ("patient-value", "Pt 1: IL-6, 3.0 pg/mL (pre-treatment) vs. 27.4 pg/mL (peak).", "IL-6 of Pt 1 is 27.4 in the Results and 28.4 in Table 1"),
    ("patient-value", "IL-6 of Pt 1 rose from 3.0 to 27.4 pg/mL.", "IL-6 of Pt 1 is 27.4 in the Results and 28.4 in Table 1"),
    ("patient-value", "Case 2. A woman was referred. IL-6 peaked at 18.5 pg/mL.", "IL-6 of Pt 2 is 18.5 in the Results and 16.5 in Table 1"),
    ("units", "The platelets ranged from 40 to 160 ×10^6/L.", "The range of platelets, 40-160, is in ×10^6/L in the Results and in ×10^9/L in Table 1"),
    ("units", "Pt 3: plt d42 120 ×10^6/l.", "120 ×10^6/L in the Results and 120 ×10^9/L in Table 1"),
    ("totals", "We herein report our experience (n = 5).", "The series has 5 patients in the Results, and 4 rows"),
    ("totals", "Patients: 5, all treated.", "The series has 5 patients in the Results, and 4 rows"),
    ("time-word", "Pt 1 acquired bacterial pneumonia on blina (day −14).", "placed during treatment, and on day -14"),
    ("time-word", "Pt 1 had been diagnosed with bacterial pneumonia on 3 May 2020 (day −14), while receiving blinatumomab.", "placed during treatment, and on day -14"),
    ("abbreviations", "CRS (= cytokine release syndrome) and minimal residual disease (MRD; by flow) rose. CRS (capillary retention syndrome) fell.", "CRS is explained as cytokine release syndrome"),
    ("abbreviations", "Minimal residual disease (MRD; by flow) fell. It had a marrow response duration (MRD) of a year.", "MRD is explained as Minimal residual disease"),
    ("exhibits", "The responses are shown in Table 7.", "Table 7 is pointed to in the Results, and there is none"),
    ("abbreviations", "Minimal residual disease (MRD) fell. It had a marrow response duration (MRD) of a year.", "MRD is explained as"),
    ("spelling", "Rhizopus microsporus grew. A rhizopus microspores infection was treated.", "are one organism"),
]  # fmt: skip

SILENT = [
    ("count-list", "Two patients (Pt 1, 3) had grade 1 of CRS."),
    ("fraction-percent", "Three patients (3/4, 75%) obtained CR/CRi."),
    ("fraction-percent", "Three patients (3/4, 75%; 95% CI 19.4-99.4) obtained CR/CRi."),
    ("fraction-percent", "One of eight patients (12%) had died; by the other rounding 1/8 (13%) had."),
    ("fraction-percent", "The CRS was grade 0/one patient, grade 1/three."),
    ("beyond-whole", "Of four patients, three obtained CR/CRi."),
    ("response-counts", "Pt 1 had platelets of 20 ×10^9/L on day 9."),
    ("response-counts", "Pt 2 had platelets of 20 ×10^9/L at response."),
    ("response-counts", "Pt 1 had platelets of 120 ×10^9/L at response."),
    ("implausible", "Pt 1 had platelets of 8 ×10^9/L."),
    ("implausible", "Pt 1 had CD19 expression of 100%."),
    ("mean-spread", "Neutrophils fell to a median of 1 ×10^9/L (range 0.58-0.74)."),
    ("category-count", "Two patients (Pt 1, 3) had an infection."),
    ("category-count", "All patients except Pt 4 obtained CR/CRi."),
    ("category-count", "All patients but Pt 4 obtained CR/CRi."),
    ("category-count", "Three patients obtained CR/CRi. The marrow was free of MRD in two of these."),
    ("category-count", "CRS in two pts, none gr. 5."),
    ("parts-whole", "Of these four patients, one had grade 0 of CRS; the other three had grade 1 of CRS."),
    ("parts-whole", "Three patients obtained CR/CRi. Two were MRD-negative, whereas the other patient was MRD-positive."),
    ("range-reversed", "IL-6 fell from 98 to 3 pg/mL in Pt 1."),
    ("mean-spread", "The mean age was 42.50 ± 19.36 years."),
    ("patient-category", "Pt 2 obtained CR/CRi after therapy."),
    ("patient-category", "Pt 4 obtained PR after one cycle, and Pt 4 obtained NR after two cycles."),
    ("patient-category", "After the first cycle Pt 3 had shown no response; the second brought CR."),
    ("patient-category", "Pt 1 obtained PR of his rhizopus pneumonia."),
    ("patient-category", "Pt 3 was diagnosed with grade 1 of thrombocytopenia, which had resolved to grade 0."),
    ("patient-category", "Pt 2 was MRD-negative in his cerebrospinal fluid."),
    ("patient-value", "IL-6 of Pt 1 peaked at 28 pg/mL."),
    ("patient-value", "The peak of IL-6 was 45.7 pg/mL in the cerebrospinal fluid of Pt 1."),
    ("patient-value", "Before therapy, IL-6 of Pt 1 was 3.1 pg/mL."),
    ("units", "Pt 3 had platelets of 120 ×10^9/L."),
    ("compartment", "Pt 2 was MRD-negative in his cerebrospinal fluid and MRD-positive in the marrow."),
    ("category-count", "Three patients obtained CR/CRi, while the other patient received NR."),
    ("category-count", "Two patients (Pt 1, 3) who obtained CR survived."),
    ("totals", "All three patients in remission were well. Two patients received blinatumomab maintenance."),
    ("exceptions", "Except for Pt 4, hematological toxicity recovered. All these toxicities disappeared."),
    ("exceptions", "Except for Pt 4, hematological toxicity recovered. Hematological toxicity mostly recovered."),
    ("time-word", "During therapy, one patient developed a fungal infection. Pt 1 was diagnosed with mucormycosis on day 9. Pt 3 was diagnosed with cryptococcosis before therapy."),
    ("time-word", "Pt 1 developed bacterial pneumonia during treatment, on day 9."),
    ("summary-rows", "Their age ranged from 20 to 65 years, with a median of 42.5."),
    ("overall-grade", "Pt 3 was diagnosed with grade 1 of hematological toxicity."),
    ("grade-value", "In Pt 3, platelets fell to 40 ×10^9/L (grade 3)."),
    ("totals", "Remission rates of 81% (61/75) have been seen [1]."),
    ("count-list", "In other words, 3 of 4 had CR/CRi (Pt 1, 2, 3); infections were seen in 2 (50%; Pt 1, 3)."),
    ("category-count", "MRD negativity in the marrow was reached in two of the responders."),
    ("category-count", "There were four patients in all. Three obtained CR/CRi."),
    ("category-count", "No patient developed an infection during blinatumomab therapy."),
    ("category-count", "All patients were still alive; the exception was Pt 3, who had died."),
    ("category-count", "Prior lines were given (mean 4.67; SD, 1.95)."),
    ("category-count", "Of 3 responders, 2 were MRD negative in marrow (Pt 1, 3)."),
    ("mean-spread", "The mean age was 42.50 years (SD, 19.36; range, 20-65)."),
    ("patient-value", "In Pt 3, IL-6 and PLT were 4.1 pg/mL and 120 ×10^9/L, respectively."),
    ("patient-value", "At a median age of 42.5 years (20-65) all patients but Pt 1 were well."),
    ("patient-value", "Platelets fell to a median of 100 ×10^9/L (range, 40-160), as one patient (Pt 1) had an infection."),
    ("patient-value", "Pt 1: IL-6, 3.0 pg/mL (pre-treatment) vs. 28.4 pg/mL (peak)."),
    ("patient-value", "Case 2. A woman was referred. The median IL-6 peak of all patients was 11.8 pg/mL."),
    ("summary-rows", "IL-6 (at baseline, 1.0-9.0 pg/mL) peaked at 4.1-28.4 pg/mL."),
    ("units", "The platelets ranged from 40 to 160 ×10^9/l."),
    ("exhibits", "The responses are shown in Table 1 and Table S2."),
    ("abbreviations", "Minimal residual disease (MRD) fell. Measurable residual disease (MRD) rose."),
    ("spelling", "Aspergillus fumigatus grew, and aspergillus terreus did not."),
]  # fmt: skip

SCALES = """
Blinatumomab, invented

METHODS

The CRS was graded by {scale} [1].

RESULTS

All was well.

References

- [1] Lee DW, Gardner R, et al. Current concepts in the diagnosis and management of cytokine release syndrome. Blood. 2014;124:188-195.
"""


@pytest.mark.parametrize(("check", "text", "part"), FOUND, ids=[f"{check}: {text[:40]}" for check, text, _ in FOUND])
def test_what_a_check_finds(said, check, text, part):
    assert any(part in message for message in said(check, text)), said(check, text)


@pytest.mark.parametrize(("check", "text"), SILENT, ids=[f"{check}: {text[:40]}" for check, text in SILENT])
def test_what_a_check_leaves_alone(said, check, text):
    assert said(check, text) == []


def test_every_check_is_shown_finding_and_silent():
    elsewhere = {"undefined"}
    assert set(CHECKS) - {check for check, *_ in FOUND} <= elsewhere
    assert set(CHECKS) - {check for check, _ in SILENT} <= elsewhere | {"unsupported", "scales"}


def test_a_scale_named_while_another_is_cited(said):
    assert said("scales", SCALES.format(scale="the NCI Common Terminology Criteria")) == [
        "CTCAE is named in the Methods, and [1] is Lee 2014, another scale."
    ]
    assert said("scales", SCALES.format(scale="the Lee criteria")) == []


def test_a_category_that_the_methods_leave_out(said):
    text = "Blinatumomab\n\nMETHODS\n\nResponses were CR, CRi and {}.\n\nRESULTS\n\nPt 4 obtained NR."
    assert "NR is used in Table 1 and the Results, and the Methods define only CR, CRi and PR." in said(
        "undefined", text.format("PR")
    )
    assert said("undefined", text.format("NR")) == []


METHODS = """Blinatumomab

{heading}

We used ELN 2024 (CR: complete remission; PR: partial remission; NR: no response{more}). The remission rate comprises CR and CRi.

RESULTS

Pt 2 obtained CRi."""


@pytest.mark.parametrize("heading", ["METHODS", "Patients and treatment", "Study population"])
def test_a_category_that_the_methods_name_without_its_meaning(said, heading):
    missing = "CRi is used in Table 1 and the Results, and the Methods define only CR, NR and PR."
    assert missing in said("undefined", METHODS.format(heading=heading, more=""))
    assert missing not in said("undefined", METHODS.format(heading=heading, more="; CRi: incomplete recovery"))


def test_a_count_of_infections_in_a_table_is_held_against_the_text(said):
    table = """
    Table 1. Patients.

    Characteristic | n = 22
    Any infection, n/N (%) | 7/22 (32%)
    Prior lines, median (range) | 5 (5)
    """
    (message,) = said("category-count", "Infections were seen in 8 patients.", table=table)
    assert message == "infection is reported of 7 patients in Table 1, and of 8 patients in the Results."
    assert said("fraction-percent", "All was well.", table=table) == []


@pytest.mark.parametrize("whom", ["all patients in remission", "all responders"])
def test_all_of_a_part_is_held_against_a_table_of_counts(said, whom):
    table = """
    Table 1. Patients.

    Characteristic | n = 22
    CR or CRi, n/N (%) | 7/22 (32%)
    HSCT, n/N (%) | {}
    """
    text = f"Transplantation followed in {whom}."
    (message,) = said("category-count", text, table=table.format("3/7 (43%)"))
    assert "of 3 patients in Table 1, and of 7 patients in the Results" in message
    assert said("category-count", text, table=table.format("7/7 (100%)")) == []


def test_a_range_twice_in_two_units(said):
    table = """
    Table 1. Patients.

    Characteristic | n = 22
    Peak IL-6 (ng/L), median (range) | 30.1 (5.2-81.0)
    """
    text = "IL-6 peaked at 5.2-81.0 {} (median 30.1)."
    assert said("units", text.format("ng/L"), table=table) == []
    (message,) = said("units", text.format("µg/L"), table=table)
    assert message == "The range of IL-6, 5.2-81.0, is in ng/L in Table 1 and in µg/L in the Results."


def test_one_unit_that_makes_everybody_grade_4(said):
    table = """
    Table 1. Patients.

    No | Neutrophil (×10^6/L) | Neutrophils, grade
    Pt 1 | 2.2 | 1
    Pt 2 | 1.1 | 2
    """
    assert said("grade-value", "All was well.", table=table) == [
        "In ×10^6/L the neutrophils of all 2 patients would be grade 4, and grades 1/2 are reported in Table 1."
    ]
    assert said("grade-value", "All was well.", table=table.replace("10^6", "10^9")) == []


def test_a_reference_that_is_cited_and_absent_and_the_reverse(said):
    text = "Blinatumomab\n\nRESULTS\n\nAll was well [1,3].\n\nReferences\n\n- [1] One A. A title. Blood. 2020.\n- [2] Two B. A title. Blood. 2021."
    assert said("exhibits", text, table="") == [
        "[3] is cited, and the list of references has no such number.",
        "[2] is listed among the references, and is nowhere cited.",
    ]


def test_the_table_of_each_patient_is_likelier_than_a_count(said):
    (found,) = said.found("category-count", "Two patients obtained NR.")
    assert found.likelier == "1, for the table has each patient (Pt 4); correct the count."
    assert found.id == "category-count:response-nr"


def test_ids_are_those_of_what_is_disagreed_about_and_not_of_its_place(said):
    text = "Pt 2 obtained CR after therapy."
    (first,), (second,) = (said.found("patient-category", before + text) for before in ("", "All was well.\n\n"))
    assert first.id == second.id == "patient-category:2-response"


def test_every_disagreement_names_its_places_and_one_of_three_severities(said):
    for check, text, _ in FOUND:
        for one in said.found(check, text):
            assert one.severity in SEVERITIES
            assert one.places
            assert all(place.quote for place in one.places)
            assert one.likelier


def test_grim_after_brown_and_heathers():
    assert not possible_mean("5.19", 28)  # their own example
    assert possible_mean("5.18", 28)
    assert possible_mean("2.5", 4)


def test_a_median_of_whole_numbers():
    assert possible_median("31", 5)
    assert possible_median("31.5", 4)
    assert not possible_median("31.5", 5)
    assert not possible_median("31.3", 4)


def test_grimmer_on_numbers_that_exist():
    # 1, 2, 3, 4: mean 2.5, standard deviation 1.29
    assert possible_spread("2.50", "1.29", 4)
    assert not possible_spread("2.50", "1.27", 4)


# ---- How it is said ----


@pytest.mark.parametrize(
    ("name", "verb"),
    [
        ("platelets", "are"),
        ("blasts", "are"),  # "leukaemia cells"
        ("cd3", "are"),
        ("prior_lines", "are"),
        ("il6", "is"),
        ("event cns_disease", "is"),
        ("platelets grade", "is"),  # "grade of thrombocytopenia"
        ("crs", "is"),  # its own s is no plural
        ("mucositis", "is"),
        ("doses of steroids", "are"),
    ],
)
def test_the_verb_follows_what_it_is_said_of(name, verb):
    assert are(name) == verb


def test_a_message_names_both_places_the_values_and_what_to_do(said):
    (found,) = said.found("patient-value", "The platelets of Pt 3 were 11 x10^9/L.")
    assert found.sentence == "Platelets of Pt 3 are 11 in the Results and 120 in Table 1."
    assert found.likelier == "120, for the table holds each patient's value; correct the Results."


def test_two_sentences_of_one_section_are_told_apart(said):
    (found,) = said.found(
        "patient-value", "IL-6 of Pt 1 peaked at 82.4 pg/mL. IL-6 of Pt 1 peaked at 80.1 pg/mL.", table=""
    )
    assert found.message == "IL-6 of Pt 1 is 80.1 in the Results and 82.4 in another sentence of the Results."


def test_whatever_is_found_says_what_to_do_about_it(said):
    """No telegram: a sentence that ends, and behind it one that tells a person what to do."""
    for check, text, _ in FOUND:
        for one in said.found(check, text):
            assert one.message.endswith("."), one.message
            assert re.search(DONE, one.likelier), (one.message, one.likelier)


def test_what_befell_patients_has_a_noun(said):
    (found,) = said.found("beyond-whole", "Of four patients, five had CNS involvement.")
    assert found.sentence == "5 of only 4 are counted (CNS disease)."


@pytest.mark.parametrize(
    ("check", "text"),
    [
        ("totals", "Five of four patients obtained CR/CRi."),  # beyond-whole says so
        ("summary-rows", "Their age ranged from 65 to 20 years."),  # range-reversed says so
    ],
)
def test_a_slip_is_not_told_again_by_a_wider_check(said, check, text):
    assert said(check, text) == []
