"""What the author of a document reads when it cannot be used: where, what, and what is known instead."""

import pytest

from blastline.criteria.library import criterion, read_criterion
from blastline.errors import CriterionError

DOCUMENT = """
id       = "mine/platelets"
title    = "Platelets"
term     = "platelets"
cite     = "A paper, 2024"
reviewed = "from knowledge"
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
        ("platelets = 40\ngrade = 2", "platelets = 40\ngrade = 1", "no example reaches 2"),
        ("platelets_lln = 150\ngrade = 0", "platelets_lln = 150\ngrade = 1", "no example reaches 0"),
        (
            '"platelets < 50"',
            '"50 / platelets > 1"',
            "a product or quotient needs a plain number above zero on one side",
        ),
        (
            '"platelets < 50"',
            '"platelets * platelets_lln < 50"',
            "a product or quotient needs a plain number above zero on one side",
        ),
        (
            '"platelets < 50"',
            '"platelets / 0 < 50"',
            "a product or quotient needs a plain number above zero on one side",
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
        ("[[grade]]\ngrade = 2", "[[rank]]\ngrade = 2", 'the key "rank" is not known. Known: assessed_by'),
        ("needs    =", "needs    = =", "not valid TOML: Invalid value (at line 7"),
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
cite = "Z"
reviewed = "primary"
assessed_by = ["platelets"]
[needs]
platelets = "10*9/L"
oxygen_device = "choice"
[[grade]]
grade = 1
when = "platelets < 50"
[[example]]
platelets = 40
grade = 1
[[example]]
platelets = 60
grade = 0
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('when = "platelets < 50"', 'when = "platelets + 1"', '"platelets + 1" is a number, not a condition'),
        ('when = "platelets < 50"', 'when = "5"', '"5" is a number, not a condition'),
        ('when = "platelets < 50"', "when = \"platelets in ['low']\"", 'reads "platelets" as a word; it is a number'),
        ('when = "platelets < 50"', 'when = "oxygen_device < 5"', 'reads "oxygen_device" as a number; it is a word'),
        ('when = "platelets < 50"', 'when = "(platelets < 5) < 3"', "compares a condition as if it were a number"),
        ('when = "platelets < 50"', "", 'a [[grade]] has no "when"'),
        ("platelets = 60", "plateletts = 60", '[[example]] 2 names "plateletts". Did you mean "platelets"?'),
        ("platelets = 60\ngrade = 0", "platelets = 60", "[[example]] 2 does not say which grade comes out"),
    ],
)
def test_a_document_that_could_not_be_read_later_does_not_load(old, new, says):
    read_criterion(SOUND, "x")
    with pytest.raises(CriterionError) as caught:
        read_criterion(SOUND.replace(old, new), "x")
    assert says in str(caught.value)
