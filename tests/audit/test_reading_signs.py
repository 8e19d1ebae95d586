"""Signs as extractors and typesetters write them, and how they are read."""

import pytest

from blastline.audit.reading.signs import decoded, decoded_cell, raised


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("platelets ($58 \\times 10^6/L$)", "platelets (58 ×10^6/L)"),
        ("Neutrophil ($\\times 10^6/L$)", "Neutrophil (×10^6/L)"),
        ("$10^{9}$/L and $\\geq 3$ and $5\\%$", "10^9/L and ≥3 and 5%"),
        ("58 × 10⁹/L", "58 ×10^9/L"),
        ("58 × 109/L", "58 ×10^9/L"),
        ("10⁻³ of cells", "10^-3 of cells"),
        ("CD3⁺ and CD19⁻", "CD3+ and CD19-"),
        ("CD3 ⁺CD8 ⁺ (%)", "CD3+CD8+ (%)"),
        ("as told before.⁴", "as told before.[4]"),
        ("5 mg/m²", "5 mg/m^2"),
        ("n ¼ 5 and p ¼ .03", "n = 5 and p = .03"),
        ("a ¼ of all", "a ¼ of all"),
        ("1\u202f000\u2009mL", "1 000 mL"),
        ("ﬁve eﬃcient", "five efficient"),
        ("hyper\u00adcytokin\u200baemia", "hypercytokinaemia"),
        ("10·5 g", "10.5 g"),
        ("（4/5，80％）", "(4/5,80%)"),
        ("−3.2 and ⩾4 μg", "-3.2 and ≥4 µg"),
        ("It costs $5 a day, $9 a week", "It costs $5 a day, $9 a week"),
    ],
)
def test_a_sign_is_read_in_its_plainest_form(written, read):
    assert decoded(written) == read


def test_a_quarter_alone_in_a_cell_is_one_against_four():
    assert decoded_cell(" ¼ ") == "1/4"


@pytest.mark.parametrize(
    ("before", "text", "read"),
    [
        ("58 × 10", "9", "^9"),
        ("10", "-3", "^-3"),
        ("CD3", "+", "+"),
        ("the first scale", "16", "[16]"),
        ("the first scale.", "3–5", "[3–5]"),
        ("Yao Qi", "a", "^a"),
        ("mg/m", "2", "^2"),
    ],
)
def test_raised_figures_are_a_power_after_a_unit_and_a_reference_after_a_word(before, text, read):
    assert raised(before, text) == read
