"""How much of a telegraphic and of a verbose register is understood: numbers, lists, abbreviations, places of sentences."""

import pytest

from blastline.audit.reading.sentences import sentences_of
from blastline.audit.understanding.mentions import mentions_in
from blastline.audit.understanding.plain import plainly


def _first(kind, text):
    return next(one for one in mentions_in(plainly(text)) if one.kind == kind)


@pytest.mark.parametrize(("text", "n"), [("twenty-three patients", 23), ("Ninety patients", 90), ("in n = 4.", 4)])
def test_counts_in_words_and_behind_n(text, n):
    assert _first("count", f"It was seen {text}" if text.startswith("in") else text).n == n


@pytest.mark.parametrize("text", ["Not one case responded.", "Not a single patient responded."])
def test_not_one_is_nobody(text):
    assert _first("count", text).n == 0


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("CR in 3 pts (1, 2, 4).", ("1", "2", "4")),
        ("CR in 3 pts (2-4).", ("2", "3", "4")),
        ("CR in 1 pt (3).", ("3",)),
        ("Of 12 patients (40, 60), some.", ()),
        ("In 3 patients (20-64) it rose.", ()),
        ("In 3 patients (9, 4) it rose.", ()),
    ],
)
def test_numbers_in_brackets_name_patients_where_they_are_about_as_many(text, who):
    assert tuple(name for one in mentions_in(text) if one.kind == "patients" for name in one.patients) == who


@pytest.mark.parametrize(
    ("text", "unit"), [("ANC was 0.58 10^9/L.", "×10^9/L"), ("Age: 51 y, range 3 to 4.", "y"), ("FU was 3 mo.", "mo")]
)
def test_units_in_short(text, unit):
    assert _first("value", text).unit == unit


def test_a_grade_in_short():
    assert _first("grade", "CRS gr. 3 in one.").low == "3"


def test_a_quarter_at_the_head_of_a_line_is_an_equals_sign_and_a_quarter_is_none():
    assert plainly("gr. 1 in n ¼ 2") == "gr. 1 in n = 2"
    assert plainly("CD3 in ¼") == "CD3 in 1/4"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("CRS: 5 pts. Deaths: 2.", 2),
        ("Pt 3: MRD neg. (CSF). Pt 4: CR.", 2),
        ("CRS gr. 2 was seen. It resolved.", 2),
        ("This is pt. 3. She died.", 2),
    ],
)
def test_sentences_of_a_telegram(text, count):
    assert len(sentences_of(text)) == count


def test_a_number_at_the_head_of_a_line_belongs_to_the_word_before_it(read, said):
    text = "An invented series\n\nRESULTS\n\nIt was 45 and 58 years in Pt 1 to Pt\n2. They were well.\n"
    assert said(read(text)) == ["Results | It was 45 and 58 years in Pt 1 to Pt 2.", "Results | They were well."]
