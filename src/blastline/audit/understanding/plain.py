"""One way of writing for what is printed in many: superscripts, dashes, units between dollar signs, fractions."""

import re

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
SIGNS = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "μ": "µ"}
)
FRACTIONS = {
    "¼": "1/4",
    "½": "1/2",
    "¾": "3/4",
    "⅓": "1/3",
    "⅔": "2/3",
    "⅕": "1/5",
    "⅖": "2/5",
    "⅗": "3/5",
    "⅘": "4/5",
    "⅛": "1/8",
    "⅜": "3/8",
}
# "n ¼ 2": what a typeface makes of "=", also where a line was broken before it.
QUARTER_FOR_EQUALS = re.compile(r"(?<=[A-Za-z)]) ¼ (?=\d)")
RAISED = re.compile(r"(?<=10)[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
LATEX = re.compile(r"\$([^$]*)\$")


def plainly(text: str) -> str:
    """`text` with plain signs: "CD3 ⁺" is CD3+, "$\\times 10^6/L$" is ×10^6/L, "¼" is 1/4."""
    text = QUARTER_FOR_EQUALS.sub(" = ", text)
    for sign, written in FRACTIONS.items():
        text = text.replace(sign, written)
    text = RAISED.sub(lambda raised: "^" + raised[0].translate(SUPERSCRIPTS), text)
    text = LATEX.sub(lambda inside: inside[1].replace("\\times", "×").replace("{", "").replace("}", ""), text)
    text = re.sub(r"\s+(?=[⁺⁻])", "", text).translate(SUPERSCRIPTS).translate(SIGNS)
    text = re.sub(r"(CD\d+\+) (?=CD\d+\+)", r"\1", text)
    text = re.sub(r"(?:(?:×|\bx|\*) ?10(?:\^|E|\*\*)? ?|(?<![\w.])10\^)(\d+)(?= ?/)", r"×10^\1", text)
    text = re.sub(r"(?<=×10\^\d)( ?/ ?)l\b|(?<=×10\^\d\d)( ?/ ?)l\b", "/L", text)
    return re.sub(r"[ \t]+", " ", re.sub(r"(?<=\d)·(?=\d)", ".", text)).strip()
