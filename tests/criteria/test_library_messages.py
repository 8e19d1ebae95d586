"""What the author of a document reads when it cannot be used: where, what, and what is known instead."""

import tomllib

import pytest

from blastline.criteria.criterion import adjudicate
from blastline.criteria.exclusive import check_exclusive
from blastline.criteria.library import criterion, read_criterion
from blastline.criteria.reading import criterion_of
from blastline.errors import CriterionError
from blastline.records.interval import Interval

DOCUMENT = """
id       = "mine/platelets"
title    = "Platelets"
term     = "platelets"
group    = "haematology"
cite     = "A paper, 2024"
reviewed = "from knowledge"
unverified = ["everything"]
needs    = { platelets = "10*9/L", platelets_lln = "10*9/L" }
assessed_by = ["platelets"]

[[grade]]
grade = 2
when  = "platelets < 50"
[[grade]]
grade = 1
when  = "platelets < platelets_lln"

[[example]]
platelets = 40
grade = 2
[[example]]
platelets = 60
platelets_lln = 150
grade = 1
[[example]]
platelets = 160
platelets_lln = 150
grade = 0
[[example]]
platelets = 150
platelets_lln = 150
grade = 0
[[example]]
platelets = 50
platelets_lln = 150
grade = 1
[[example]]
platelets = 60
grade = 0
possibly = 1
[[example]]
platelets_lln = 150
grade = "not assessed"
"""


def test_the_document_that_is_spoilt_below_is_itself_in_order():
    assert read_criterion(DOCUMENT, "mine.toml").level_names == ["2", "1", "0"]


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        (
            '"platelets < 50"',
            '"platlets < 50"',
            '"platlets" in "platlets < 50" is not among its needs. Did you mean "platelets" or "platelets_lln"?',
        ),
        ("title    =", "titel    =", 'the key "titel" is not known. Did you mean '),
        ('cite     = "A paper, 2024"', 'cite = ""', '"cite" is missing'),
        ('cite     = "A paper, 2024"', "", '"cite" is missing'),
        (
            '"from knowledge"',
            '"by heart"',
            'reviewed is "by heart". Known: primary, secondary source, from knowledge.',
        ),
        (
            '{ platelets = "10*9/L"',
            '{ platelets = "10*6/L"',
            'needs has platelets in "10*6/L"; it is kept in "10*9/L"',
        ),
        ('{ platelets = "10*9/L"', '{ platelet = "10*9/L"', 'needs names "platelet". Did you mean "platelets"?'),
        ('["platelets"]', '["platelet"]', 'assessed_by names "platelet". Did you mean "platelets" or "platelets_lln"?'),
        ("grade = 2\nwhen", "grade = 0\nwhen", "grades stand in order, the highest first"),
        ("grade = 2\nwhen", "grade = 1\nwhen", "one level stands there twice"),
        ("platelets = 40\ngrade = 2", "platelets = 51\nplatelets_lln = 150\ngrade = 1", "no example reaches 2"),
        (
            "platelets = 40\ngrade = 2",
            "platelets = 40\ngrade = 1",
            "[[example]] 1 (platelets = 40) states 1 but comes out as 2",
        ),
        (
            "platelets = 160",
            "platelets = 149\nplatelets_lln = 150\ngrade = 1\n[[example]]\nplatelets = 150",
            'no example lies over "platelets below',
        ),
        (
            "platelets = 50\nplatelets_lln = 150\ngrade = 1",
            "platelets = 51\nplatelets_lln = 150\ngrade = 1",
            'no example lies exactly on "platelets below 50 ×10^9/L"',
        ),
        (
            "[[example]]\nplatelets = 60\ngrade = 0\npossibly = 1\n[[example]]\nplatelets_lln = 150\n",
            "[[example]]\nplatelets_lln = 150\n",
            "no example is left open because lower limit of normal of platelets is not recorded",
        ),
        (
            '[[example]]\nplatelets_lln = 150\ngrade = "not assessed"\n',
            "",
            "no example shows a patient who was not assessed",
        ),
        ('unverified = ["everything"]\n', "", '"unverified" is missing'),
        ('"haematology"', '"blood"', 'group is "blood"'),
        ("platelets = 60\ngrade = 0", 'platelets = "6o"\ngrade = 0', 'an example has platelets = "6o"'),
        (
            '"platelets < 50"',
            '"50 / (platelets - 3) > 1"',
            "a product or quotient needs a plain number above zero, or sides that are never negative",
        ),
        (
            '"platelets < 50"',
            '"platelets * (platelets_lln - 3) < 50"',
            "a product or quotient needs a plain number above zero, or sides that are never negative",
        ),
        (
            '"platelets < 50"',
            '"platelets / 0 < 50"',
            "a quotient needs a plain number above zero",
        ),
        ('"platelets < 50"', '"lambda: 1"', '"lambda: 1" in "lambda: 1" is not part of the language'),
        (
            '"platelets < 50"',
            '"platelets.real < 50"',
            '"platelets.real" in "platelets.real < 50" is not part of the language',
        ),
        (
            '"platelets < 50"',
            '"abs(platelets) < 50"',
            '"abs(platelets)" in "abs(platelets) < 50" is not part of the language',
        ),
        (
            '"platelets < 50"',
            '"25 < platelets < 50"',
            '"25 < platelets < 50" in "25 < platelets < 50" is not part of the language',
        ),
        ('"platelets < 50"', '"platelets <"', '"platelets <" cannot be read: invalid syntax'),
        ('"platelets < 50"', '"platelets in [low]"', '"low" in "platelets in [low]" is not a word in quotation marks'),
        ("[[grade]]\ngrade = 2", "[[rank]]\ngrade = 2", 'the key "rank" is not known.'),
        ("needs    =", "needs    = =", "not valid TOML: Invalid value (at line 9"),
    ],
)
def test_a_document_that_cannot_be_used_is_refused_with_what_and_where(right, wrong, message):
    assert right in DOCUMENT
    with pytest.raises(CriterionError) as refused:
        read_criterion(DOCUMENT.replace(right, wrong, 1), "mine.toml")
    assert str(refused.value).startswith(f"mine.toml: {message}")


def test_a_criterion_that_does_not_exist_is_answered_with_near_ones():
    with pytest.raises(CriterionError, match=r'no criterion is called "ctcae/5.0/anaemia"\. Did you mean .*anemia"'):
        criterion("ctcae/5.0/anaemia")


# A document that loads, to break in one place at a time.
SOUND = """
id = "x/1/y"
title = "Y"
term = "y"
group = "crs"
cite = "Z"
reviewed = "primary"
assessed_by = ["platelets"]
[needs]
platelets = "10*9/L"
oxygen_device = "choice"
[[grade]]
grade = 1
when = "platelets < 50 or oxygen_device in ['CPAP']"
[[example]]
platelets = 40
grade = 1
[[example]]
platelets = 60
oxygen_device = "none"
grade = 0
[[example]]
platelets = 50
oxygen_device = "none"
grade = 0
[[example]]
platelets = 50
grade = 0
possibly = 1
[[example]]
oxygen_device = "none"
grade = "not assessed"
"""

CATEGORIES = """
id = "x/1/z"
title = "Z"
term = "z"
group = "response"
cite = "Z"
reviewed = "primary"
assessed_by = ["platelets"]
needs = { platelets = "10*9/L", hypotension = "yes_no" }
[[category]]
category = "low"
when = "platelets < 50"
[[category]]
category = "other"
when = "platelets >= 50 and (2 if hypotension else 1) >= 1"
[usual]
hypotension = "no"
[[example]]
platelets = 40
category = "low"
[[example]]
platelets = 50
category = "other"
[[example]]
platelets = 60
category = "other"
[[example]]
category = "not assessed"
not_recorded = ["hypotension"]
"""


WHEN = """when = "platelets < 50 or oxygen_device in ['CPAP']\""""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (WHEN, 'when = "platelets + 1"', '"platelets + 1" is a number, not a condition'),
        (WHEN, 'when = "5"', '"5" is a number, not a condition'),
        (WHEN, "when = \"platelets in ['low']\"", 'reads "platelets" as a word; it is a number'),
        (WHEN, 'when = "oxygen_device < 5"', 'reads "oxygen_device" as a number; it is a word'),
        (WHEN, 'when = "(platelets < 5) < 3"', "compares a condition as if it were a number"),
        (WHEN, "", 'a [[grade]] has no "when"'),
        (WHEN, 'when = "platelets < 50"', 'needs names "oxygen_device", which no condition asks for'),
        ("platelets = 60", "plateletts = 60", '[[example]] 2 names "plateletts". Did you mean "platelets"?'),
        (
            'oxygen_device = "none"\ngrade = 0',
            'oxygen_device = "none"',
            "[[example]] 2 does not say which grade comes out",
        ),
    ],
)
def test_a_document_that_could_not_be_read_later_does_not_load(old, new, says):
    read_criterion(SOUND, "x")
    with pytest.raises(CriterionError) as caught:
        read_criterion(SOUND.replace(old, new), "x")
    assert says in str(caught.value)


def test_words_of_a_choice_are_those_that_its_test_knows():
    with pytest.raises(CriterionError, match=r'"BIPAP" is no choice of oxygen_device\. Did you mean "BiPAP"'):
        read_criterion(SOUND.replace("CPAP", "BIPAP"), "x")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("platelets < 50", "platelets <= 50"),
        ("platelets >= 50 and", "platelets >= 49 and"),
        ("platelets < 50", "platelets < 50 or (hypotension and platelets < (70 if hypotension else 3))"),
        ("platelets < 50", "0.5 * platelets < 25.1"),
    ],
)
def test_categories_that_can_hold_together_are_refused_with_an_example(old, new):
    parted = criterion_of(tomllib.loads(CATEGORIES))
    check_exclusive(parted)
    with pytest.raises(CriterionError, match=r"low and other both hold for .*platelets = .*overlapping = true"):
        check_exclusive(criterion_of(tomllib.loads(CATEGORIES.replace(old, new))))
    check_exclusive(criterion_of(tomllib.loads("overlapping = true\n" + CATEGORIES.replace(old, new))))


def test_what_is_only_entered_is_never_computed():
    text = (
        SOUND.partition("assessed_by")[0]
        + '[[entered]]\ngrade = 3\nmeans = "severe"\n[[entered]]\ngrade = 1\nmeans = "mild"\n'
    )
    rule = read_criterion(text, "x")
    assert rule.entered == (("3", "severe"), ("1", "mild"))
    with pytest.raises(CriterionError, match="grades that an investigator enters"):
        adjudicate(rule, {})


def test_a_score_is_worked_out_with_both_of_its_ends():
    text = (
        SOUND.partition("[[grade]]")[0].replace('oxygen_device = "choice"', 'haemoglobin = "g/L"')
        + """
[value]
formula = "haemoglobin / platelets + (1 if platelets < 50 else 0)"
unit = "1"
[[example]]
platelets = 40
haemoglobin = 100
value = 3.5
[[example]]
platelets = 50
haemoglobin = 100
value = 2
[[example]]
platelets = 100
haemoglobin = "50-100"
value = 0.5
possibly = 1
[[example]]
platelets = 40
value = 1
possibly = "unbounded"
[[example]]
haemoglobin = 100
value = "not assessed"
"""
    )
    rule = read_criterion(text, "x")
    assert (
        adjudicate(rule, {"platelets": Interval.exactly(0), "haemoglobin": Interval.exactly(1)}).possibly == "unbounded"
    )
    with pytest.raises(CriterionError, match=r"states 3\.6 but comes out as 3\.5"):
        read_criterion(text.replace("value = 3.5", "value = 3.6"), "x")


def test_a_document_may_be_the_same_as_another_with_its_own_source():
    rule = read_criterion(
        'id = "x/2/anemia"\ntitle = "Anaemia"\ncite = "A paper"\nreviewed = "primary"\nsame_as = "ctcae/4.03/anemia"',
        "x",
    )
    known = criterion("ctcae/4.03/anemia")
    assert (rule.levels, rule.examples, rule.group) == (known.levels, known.examples, "haematology")
    assert (rule.cite, rule.reviewed, rule.title) == ("A paper", "primary", "Anaemia")
