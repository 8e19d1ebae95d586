"""Where a sentence ends, and where a full stop only shortens a word."""

import pytest

from blastline.audit.reading.sentences import sentences_of


@pytest.mark.parametrize(
    "whole",
    [
        "Platelets rose in Pt. 3 and Pt. 4 alike.",
        "Some infections, e.g. Aspergillus, were mild.",
        "This was told by Lee et al. [16] before.",
        "Grades were 2 vs. 3 in the other arm.",
        "Neutrophils were 10.5 × 10^9/L on day 3.",
        "As Fig. 2 shows, two relapsed.",
        "The dose was that of no. 4 in the list.",
        "It was read by J. Smith and A. B. Jones alone.",
        "Treatment followed the U.S. Food and Drug label.",
        "The mean was approx. 5 days.",
        "Version v. 4.03 of CTCAE was used.",
        "Figure 1. Responses over time.",
        "1. Some patients did not respond.",
    ],
)
def test_a_full_stop_that_shortens_a_word_ends_no_sentence(whole):
    assert sentences_of(whole) == [whole]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Four patients responded.", "One did not."),
        ("Four patients (4/5, 80%) responded.", "12 had fever."),
        ("It was graded by the first scale [16].", "The second was not used."),
        ("It was graded by the first scale.[16]", "The second was not used."),
        ("Nobody died (Table 2).", "(Two were lost.)"),
        ("He carried hepatitis B.", "Two others did not."),
        ("He received vitamin K.", "Bleeding stopped."),
        ("The scale is that of Lee et al.", "The grades were read twice."),
        ("IL-6 was 28.4 pg/mL.", "CRP was low."),
        ("Of others we know no.", "None was told of."),
        ("Was it toxic?", "We cannot tell."),
        ("Remission: all pts.", "MRD: none."),
    ],
)
def test_two_sentences_are_two(first, second):
    assert sentences_of(f"{first} {second}") == [first, second]
