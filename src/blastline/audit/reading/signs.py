"""Signs that mean the same, read as one: what extractors, typesetters and word processors make of =, ⁹ and ×."""

import re

_SUPER = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼"
_SUPER_PLAIN = str.maketrans(_SUPER, "0123456789+-=")
_SPACES = "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
# The soft hyphen is among those that nobody sees: the joining of lines has already used it.
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_HYPHENS = "\u2010\u2011\u2212\ufe63"
_PLAINER = {
    "μ": "µ", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st",
    "⩾": "≥", "⩽": "≤", "≧": "≥", "≦": "≤", "∼": "~",
}  # fmt: skip
_ONE_FOR_ONE: dict[int, str | None] = {
    **{ord(sign): " " for sign in _SPACES},
    **{ord(sign): None for sign in _UNSEEN},
    **{ord(sign): "-" for sign in _HYPHENS},
    **{ord(sign): plain for sign, plain in _PLAINER.items()},
    # The letters and figures of Chinese and Japanese keyboards, which are as wide as their signs.
    **{0xFF01 + at: chr(0x21 + at) for at in range(94)},
    **{ord("₀") + at: str(at) for at in range(10)},
}
_LATEX = re.compile(r"\$([^$\n]{1,200})\$")
_MEANT_AS_LATEX = re.compile(r"[\\^_{}]|^[\d.\s/<>=+-]+$")
_COMMANDS = {
    "times": "×", "cdot": "·", "geq": "≥", "ge": "≥", "leq": "≤", "le": "≤", "pm": "±", "mu": "µ", "sim": "~",
    "approx": "≈", "alpha": "α", "beta": "β", "gamma": "γ", "kappa": "κ", "chi": "χ", "circ": "°", "lt": "<", "gt": ">",
    "rightarrow": "→", "to": "→", "neq": "≠",
}  # fmt: skip
_COMMAND = re.compile(r"\\([A-Za-z]+)\s?")
_RAISED = re.compile(f"[{_SUPER}]+")
# A raised number after one of these is a power; after a word or a full stop it names references.
_BASE = re.compile(r"(?:10|\b[A-Za-zχ]|\b(?:cm|mm|dm|km|nm|µm|mol|min|sec)|/\s?\w{1,2})$")
# "n ¼ 5": the sign for "=" of some typefaces, which extractors take for a quarter.
_QUARTER_FOR_EQUALS = re.compile(r"(?<=[A-Za-z)\]χ²2]) ?¼ ?(?=[-–<]?\.?\d)|(?<=[A-Za-z)\]]) ¼ (?=[A-Za-z])(?!of\b)")
_LOST_POWER = re.compile(r"([×x]\s?10)\s?([369]|12)(?=\s?/\s?(?:[LlµmuM]))")
_FRACTIONS = {
    "½": "1/2",
    "⅓": "1/3",
    "⅔": "2/3",
    "¼": "1/4",
    "¾": "3/4",
    "⅕": "1/5",
    "⅖": "2/5",
    "⅗": "3/5",
    "⅘": "4/5",
}


def decoded(text: str) -> str:
    """A piece of text with every sign in its plainest form: "58 × 10⁹/L" and "$58 \\times 10^9/L$" are "58 ×10^9/L"."""
    text = _LATEX.sub(_from_latex, text) if "$" in text else text
    if text.isascii():
        return text
    text = _raised_signs(text.translate(_ONE_FOR_ONE))
    text = _QUARTER_FOR_EQUALS.sub(" = ", text) if "¼" in text else text
    text = re.sub(r"(?<=\d)·(?=\d)", ".", text)
    text = _LOST_POWER.sub(r"\1^\2", text)
    return re.sub(r"×\s+10\^", "×10^", text)


def decoded_cell(text: str) -> str:
    """A cell's text decoded; "¼" alone in a cell is "1/4", which extractors make of one of two against four."""
    stripped = text.strip()
    return _FRACTIONS.get(stripped) or " ".join(decoded(stripped).split())


def raised(base: str, text: str) -> str:
    """Raised text on the line, given what stands before it: "^9" after 10, "+" after CD3, "[4]" after a word."""
    plain = text.strip()
    if not plain or plain in "+-−–±*":
        return plain.replace("−", "-").replace("–", "-")
    if re.fullmatch(r"\d+(?:\s?[,–-]\s?\d+)*", plain) and not _BASE.search(base.rstrip()):
        return f"[{plain}]" if base.strip() and not base.rstrip()[-1:].isdigit() else f"^{plain}"
    return f"^{plain}"


def _raised_signs(text: str) -> str:
    # "CD3 ⁺ (%)": an extractor's space before a raised sign is nobody's.
    text = re.sub(r"(?<=\w) (?=[⁺⁻](?!\d))", "", text)
    text = re.sub(r"(?<=\d[⁺⁻]) (?=CD\d)", "", text)

    def on_the_line(found: re.Match[str]) -> str:
        return raised(text[max(0, found.start() - 8) : found.start()], found[0].translate(_SUPER_PLAIN))

    return _RAISED.sub(on_the_line, text)


def _from_latex(found: re.Match[str]) -> str:
    """A piece of LaTeX as plain text. What is no LaTeX ("$5 a day, $9 a week") stays as it is."""
    inner = found[1]
    if not _MEANT_AS_LATEX.search(inner):
        return found[0]
    inner = re.sub(r"\\(?:mathrm|text|mathit|mathbf|operatorname)\s*\{([^{}]*)\}", r"\1", inner)
    inner = re.sub(r"\^\s*\{\s*([^{}]*?)\s*\}", lambda power: "^" + power[1].replace(" ", ""), inner)
    inner = re.sub(r"_\s*\{\s*([^{}]*?)\s*\}|_(?=\w)", lambda low: low[1] or "", inner)
    inner = re.sub(r"\\frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"\1/\2", inner)
    inner = _COMMAND.sub(lambda command: _COMMANDS.get(command[1], command[1]), inner)
    inner = re.sub(r"\\([%$&#_{} ,;!])", lambda sign: sign[1] if sign[1] in "%$&#_{}" else " ", inner)
    inner = re.sub(r"\^([+-])(?!\d)", r"\1", inner.replace("{", "").replace("}", ""))
    return re.sub(r"×\s+10", "×10", " ".join(inner.split()))
