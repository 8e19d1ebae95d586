"""What the manuscripts say before a slip is planted: every printed fact is held against the patients, one by one."""

from itertools import islice

import pytest

from mutation.draft import Numbering, text_of
from mutation.filling import Filler
from mutation.layouts import LAYOUTS
from mutation.manuscript import PLACES, Plan, draft_of
from mutation.plain_truth import number, untrue
from mutation.printed import in_words, joined, middle, percent, possible_mean
from mutation.study import Infection, Patient, Study
from mutation.telling import told
from mutation.voice import VOICES, voice
from mutation.writing import FORMATS, written

PLANS = [Plan(1, number) for number in range(180)]


@pytest.fixture(scope="module")
def drafts():
    return [draft_of(plan) for plan in PLANS]


def test_every_printed_fact_of_a_clean_manuscript_is_true_of_its_patients(drafts):
    found = [(draft.voice, part.text, slot) for draft in drafts for part, slot in untrue(draft)]
    assert found == []


def test_every_response_that_is_told_is_defined(drafts):
    for draft in drafts:
        defined = {slot.about for part in draft.sentences() for slot in part.slots("definition")}
        assert {patient.response for patient in draft.study.patients} <= defined


def test_each_reference_is_cited_and_each_is_numbered_by_its_first_mention(drafts):
    for draft in drafts:
        cited = [int(slot.text) for part in draft.sentences() for slot in part.slots("cite")]
        assert list(dict.fromkeys(cited)) == list(range(1, len(draft.references) + 1))


def test_every_voice_meets_every_layout_and_every_format():
    assert {(plan.voice, plan.layout, plan.format) for plan in PLANS} == {
        (voice, layout, format_) for voice in VOICES for layout in LAYOUTS for format_ in FORMATS
    }


def test_studies_have_from_three_to_forty_patients(drafts):
    sizes = {len(draft.study) for draft in drafts}
    assert min(sizes) == 3
    assert 30 < max(sizes) <= 40


def test_the_same_seed_gives_the_same_text_and_another_another():
    def text(seed):
        return [written(draft_of(Plan(seed, number)), "markdown").text for number in range(5)]

    assert text(1) == text(1)
    assert not set(text(1)) & set(text(2))


def test_every_manuscript_says_that_it_is_invented(drafts):
    for draft in drafts:
        assert draft.title.text.startswith("INVENTED DATA")
        assert "INVENTED DATA" in next(draft.sentences()).text + next(islice(draft.sentences(), 1, None)).text


# ---- The sentence that suits ----


def _study(*responses):
    """Patients who differ in their response alone."""
    counts = {"neutrophils": 1, "haemoglobin": 1, "platelets": 1}
    fixed = {"mrd_marrow": "", "cns": False, "mrd_csf": "", "crs": 0, "icans": 0, "transplanted": False, "died": False}
    return Study(
        tuple(
            Patient(number=n, sex="male", response=response, infection=None, values={}, grades=counts, **fixed)
            for n, response in enumerate(responses, 1)
        )
    )


ENTRY = {
    "group": "remission",
    "none": "None responded.",
    "all": "All {whole} responded.",
    "both": "Both responded.",
    "only": "The only patient responded.",
    "all_but_one": "All but {others} responded.",
    "some": "{Count} [patient|patients] ({list}) responded.",
}


@pytest.mark.parametrize(
    ("responses", "sentence"),
    [
        ("NR NR NR", "None responded."),
        ("CR CRi CR", "All three responded."),
        ("CR CRi", "Both responded."),
        ("CR", "The only patient responded."),
        ("NR", ""),
        ("CR PR CR", "All but Pt 2 responded."),
        ("CR PR NR", "One patient (Pt 1) responded."),
        ("CR CRi NR PR", "Two patients (Pt 1, 2) responded."),
        ("CR " * 9 + "NR NR", "Nine patients responded."),
    ],
)
def test_the_sentence_that_is_true_is_chosen(responses, sentence):
    filler = Filler(voice("pt"), _study(*responses.split()), PLACES)
    paragraphs = told(filler, Numbering(), [ENTRY], {})
    assert [part.text for paragraph in paragraphs for part in paragraph] == ([sentence] if sentence else [])


def test_what_would_be_said_of_all_is_kept_where_one_or_two_are_the_exception():
    entry = {"group": "remission", "all": "All responded.", "some": "{Count} responded."}

    def as_all(responses):
        filler = Filler(voice("pt"), _study(*responses.split()), PLACES)
        ((part,),) = told(filler, Numbering(), [entry], {})
        return text_of(part.as_all)

    assert as_all("CR CR NR") == "All responded."
    assert as_all("CR NR NR NR") == ""


# ---- Numbers and lists ----


@pytest.mark.parametrize(
    ("name", "one", "two", "several"),
    [
        ("pt", "Pt 3", "Pt 3, 4", "Pt 1, 2, 3, 5"),
        ("case", "case 3", "cases 3 and 4", "cases 1–3 and 5"),
        ("patient", "patient 3", "patients 3 and 4", "patients 1–3 and 5"),
        ("upn", "UPN 03", "UPN 03, UPN 04", "UPN 01, UPN 02, UPN 03, UPN 05"),
        ("cohort", "P3", "P3 and P4", "P1–P3 and P5"),
    ],
)
def test_each_voice_lists_patients_in_its_own_way(name, one, two, several):
    assert [voice(name).patients(them) for them in ([3], [3, 4], [1, 2, 3, 5])] == [one, two, several]


def test_a_comma_before_and_stands_only_in_lists_of_three():
    assert joined(["1", "4"], ", and ") == "1 and 4"
    assert joined(["1", "4", "6"], ", and ") == "1, 4, and 6"


def test_numbers_are_rounded_as_a_person_rounds():
    assert percent(1, 8, 0) == "13"
    assert percent(2, 3, 1) == "66.7"
    assert percent(4, 5, 1) == "80"


def test_a_median_between_two_values_keeps_the_half(drafts):
    ages = [draft.study.values("age") for draft in drafts if len(draft.study) % 2 == 0]
    assert any(middle(values).endswith(".5") for values in ages)


@pytest.mark.parametrize(("mean", "n", "possible"), [("3.40", 5, True), ("3.41", 5, False), ("3.67", 3, True)])
def test_a_mean_of_whole_numbers_is_possible_or_not(mean, n, possible):
    assert possible_mean(mean, n) is possible


def test_numbers_in_words_are_read_back():
    assert [number(in_words(count)) for count in range(41)] == list(range(41))


def test_the_phase_of_an_infection_and_its_day_say_the_same(drafts):
    found = [p.infection for draft in drafts for p in draft.study.patients if p.infection]
    assert {infection.phase for infection in found} == {"before", "during", "after"}
    assert Infection("bacterial pneumonia", "before", -3).day < 0
    assert all((infection.day < 0) == (infection.phase == "before") for infection in found)
