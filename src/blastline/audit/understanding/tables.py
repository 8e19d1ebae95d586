"""What the cells of a table say: of one patient by row or column, or of everybody by characteristic."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from blastline.audit.disagreement import Quote
from blastline.audit.manuscript import TextCell, TextTable
from blastline.audit.understanding.claims import Attribute, Claim, CountClaim, PatientClaim, RangeClaim, TotalClaim
from blastline.audit.understanding.mentions import mentions_in
from blastline.audit.understanding.numbers import NUMBER, UNIT, ends_of, number_of
from blastline.audit.understanding.plain import plainly
from blastline.audit.understanding.vocabulary import heads, lexicon, variable

PATIENT_HEAD = re.compile(
    r"(?i)^(?:no\.?|nr\.?|#|number|id|upn|(?:patients?|pts?|cases?|subjects?)(?: ?(?:no\.?|number|id|#))?)$"
)
PATIENT_CELL = re.compile(r"(?i)^(?:(?:patient|pt|case|upn|subject|p|#|no)\.? ?(?:no\.? ?|#)?)?(\d{1,4})$")
NAMED_CELL = re.compile(r"(?i)^(?:patient|pt|case|upn|subject)\.? ?(?:no\.? ?|#)?(\d{1,4})$")
NONE = re.compile(r"(?i)^(?:-+|none|no|n/?a|nil|0|absent|negative|)$")
SIZE = re.compile(r"(?i)\bn ?= ?(\d+)")
IN_UNITS = re.compile(rf"[(\[,]\s*({UNIT})\s*[)\]]?|\s({UNIT})$")


@dataclass(frozen=True, slots=True)
class Head:
    """What a column or row is about: its variable, unit, and what its cells hold (number, grade, response, event)."""

    variable: str
    unit: str
    kind: str
    compartment: str = ""
    options: tuple[str, ...] = ()


def head_of(text: str, main_therapy: str) -> Head:
    """What stands under "Hematological toxicity Grade: Neutrophil", "Efficacy of CAR-T" or "Sex, male/female"."""
    plain = plainly(text)
    found = IN_UNITS.search(plain)
    unit = (found[1] or found[2]) if found else ""
    options = re.search(r",\s*([^,/(]+)/([^,/(]+)$", plain)
    named = tuple(option.strip() for option in options.groups()) if options else ()
    bare = re.sub(r"\([^)]*\)", "", plain[: options.start()] if options else plain).strip(" ,:")
    compartment = lexicon("compartments").first(plain)
    if re.search(r"(?i)\bgrade", plain):
        about = lexicon("toxicities").first(plain.split(":")[-1]) or heads().first(plain.split(":")[-1])
        about = about or lexicon("toxicities").first(plain) or heads().first(plain)
        return Head(f"{about} grade" if about else bare.lower(), "", "grade", options=named)
    if re.search(r"(?i)response|efficacy|outcome of|remission", plain):
        therapy = lexicon("therapies").first(plain)
        name = "response" if therapy in ("", main_therapy) else f"response to {therapy}"
        return Head(name, "", "response", options=named)
    if re.search(r"(?i)\bMRD|residual disease", plain):
        return Head("mrd", "", "mrd", compartment, named)
    if re.search(r"(?i)\b(?:sex|gender)\b", plain):
        return Head("sex", "", "sex", options=named)
    if re.search(r"(?i)infection", plain):
        return Head("infection", "", "event", options=named)
    known = heads().first(bare)
    return Head(known or _tidied(bare), unit, "number", compartment, named)


def _tidied(bare: str) -> str:
    """A head that the vocabulary does not know, so that "Prior lines" and "prior lines, n" are one."""
    return re.sub(r"[^a-z0-9+ ]+", " ", re.sub(r"(?i),? *(?:n|no|number|median|range|mean|%|years?)\b *", " ", bare.lower())).strip()  # fmt: skip


@dataclass(frozen=True, slots=True)
class PatientCells:
    """The cells of a table with one patient per row or per column: (patient, head, cell)."""

    cells: tuple[tuple[str, str, TextCell], ...]
    patients: tuple[str, ...]


def patient_cells(table: TextTable) -> PatientCells | None:
    """The table as cells of patients, or nothing where it summarises."""
    firsts = [plainly(row[0].text) if row else "" for row in table.rows]
    numbered = [PATIENT_CELL.match(first) for first in firsts]
    headed = bool(table.header) and bool(PATIENT_HEAD.match(plainly(table.header[0])))
    named = [bool(NAMED_CELL.match(first)) for first in firsts]
    if len(firsts) >= 2 and (all(named) or (headed and sum(map(bool, numbered)) >= max(2, len(firsts) - 2))):
        rows = [(str(int(found[1])), row) for found, row in zip(numbered, table.rows, strict=True) if found]
        cells = ((who, head, cell) for who, row in rows for head, cell in list(zip(table.header, row, strict=False))[1:])
        return PatientCells(tuple(cells), tuple(dict.fromkeys(who for who, _ in rows)))
    columns = [NAMED_CELL.match(plainly(head)) for head in table.header[1:]]
    if len(columns) >= 2 and all(columns):
        whose = [str(int(found[1])) for found in columns if found]
        across = ((who, row[0].text, cell) for row in table.rows for who, cell in zip(whose, row[1:], strict=False))
        return PatientCells(tuple(across), tuple(whose))
    return None


def phase_of(title: str) -> str:
    """The time of which a table speaks, by its title."""
    return next((name for _, _, name in lexicon("phases").find(plainly(title))), "")


def claims_of_patients(table: TextTable, cells: PatientCells, main_therapy: str) -> Iterator[Claim]:
    """One claim for each cell that can be read, several for "CR, MRD-"."""
    phase = phase_of(table.title)
    for patient, head, cell in cells.cells:
        about = head_of(head, main_therapy)
        quote = Quote(cell.text, cell.place)
        text = plainly(cell.text)
        yield from _cell(patient, about, text, quote, phase)


def _cell(patient: str, head: Head, text: str, quote: Quote, phase: str) -> Iterator[PatientClaim]:
    if head.kind == "grade":
        found = re.fullmatch(r"(?i)(?:grade )?(\d)(?:\s?-\s?(\d))?", text)
        if found:
            low, high = float(found[1]), float(found[2] or found[1])
            yield PatientClaim(patient, head.variable, quote, low, high, text, phase=phase, in_table=True)
        return
    if head.kind in ("response", "mrd"):
        yield from _categories(patient, head, text, quote, phase)
        return
    if head.kind == "sex":
        sex = lexicon("sexes").first(text) or {"m": "male", "f": "female"}.get(text.lower(), "")
        if sex:
            yield PatientClaim(patient, "sex", quote, category=frozenset({sex}), phase=phase, in_table=True)
        return
    if head.kind == "event":
        events = frozenset(name for _, _, name in lexicon("events").find(text))
        if events or NONE.match(text):
            yield PatientClaim(patient, "infection", quote, category=events or frozenset({"none"}), in_table=True)
        return
    ends = ends_of(text)
    single = re.fullmatch(rf"[<>≤≥~]?\s*({NUMBER})\s*({UNIT}|times?|cycles?)?", text)
    if ends:
        low, high = map(number_of, ends)
        yield PatientClaim(patient, head.variable, quote, low, high, text, head.unit, statistic="range", compartment=head.compartment, phase=phase, in_table=True)  # fmt: skip
    elif single:
        value = number_of(single[1])
        yield PatientClaim(patient, head.variable, quote, value, value, single[1], head.unit, compartment=head.compartment, phase=phase, in_table=True)  # fmt: skip
    elif re.fullmatch(r"(?i)yes|no|[+-]", text):
        word = {"+": "yes", "-": "no"}.get(text, text.lower())
        yield PatientClaim(patient, head.variable, quote, category=frozenset({word}), phase=phase, in_table=True)


def _categories(patient: str, head: Head, text: str, quote: Quote, phase: str) -> Iterator[PatientClaim]:
    found = frozenset(name for _, _, name in lexicon("responses").find(text))
    if found and head.kind == "response":
        yield PatientClaim(patient, head.variable, quote, category=found, in_table=True)
    residual = lexicon("mrd").first(text)
    if not residual and head.kind == "mrd":
        words = {"-": "negative", "+": "positive", "neg": "negative", "pos": "positive"}
        residual = words.get(text.lower(), text.lower() if text.lower() in ("negative", "positive") else "")
    if residual:
        yield PatientClaim(patient, "mrd", quote, category=frozenset({residual}), compartment=head.compartment, in_table=True)  # fmt: skip


def claims_of_summary(table: TextTable, main_therapy: str) -> Iterator[Claim]:
    """Ranges, middles and counts by characteristic; of several columns each is a group of its own."""
    phase = phase_of(table.title)
    sizes = [SIZE.search(plainly(head)) for head in table.header]
    several = len([head for head in table.header[1:] if head.strip()]) > 1
    under = ""
    for row in table.rows:
        if not row:
            continue
        label = plainly(row[0].text)
        if not any(cell.text.strip() for cell in row[1:]):
            under = label
            continue
        for at, cell in list(enumerate(row))[1:]:
            size = int(sizes[at][1]) if at < len(sizes) and sizes[at] else None  # type: ignore[index]
            group = plainly(table.header[at]) if several and at < len(table.header) else ""
            if re.match(r"(?i)(?:all|total|overall)\b", group):
                group = ""
            if re.fullmatch(r"(?i)p(?:[ -]?values?)?", group):
                continue
            yield from _summary_cell(head_of(label, main_therapy), label, under, cell, size, group, phase)
    for head, size in zip(table.header, sizes, strict=True):
        if size and not several:
            yield TotalClaim(int(size[1]), Quote(head, table.place))


def _summary_cell(
    head: Head, label: str, under: str, cell: TextCell, size: int | None, group: str, phase: str
) -> Iterator[Claim]:
    text, quote = plainly(cell.text), Quote(cell.text, cell.place)
    parts = re.fullmatch(r"(\d+)\s*/\s*(\d+)", text)
    if parts and head.options:
        for n, option in zip(parts.groups(), head.options, strict=True):
            holds = attribute_of(head, option)
            if holds:
                yield CountClaim(int(n), quote, frozenset({holds}), of=size, within=group, phase=phase, in_table=True)
        return
    ends = ends_of(text)
    if ends and not head.options:
        low, high = map(number_of, ends)
        yield RangeClaim(head.variable, quote, low, high, text, head.unit, "range", size, group, phase, in_table=True)
        return
    yield from _middle(head, label, text, quote, size, group, phase)
    count = re.fullmatch(r"(\d+)(?:\s*/\s*(\d+))?\s*(?:\(\s*(\d+(?:\.\d+)?)\s*%?\s*\))?", text)
    if count and (count[3] or count[2]):
        holds = attribute_of(head_of(under, ""), label) or attribute_of(head, re.sub(r"(?i),? *n? *\(%\)", "", label))
        of = int(count[2]) if count[2] else size
        yield CountClaim(int(count[1]), quote, frozenset({holds} if holds else set()), of=of, percent=count[3] or "", within=group, phase=phase, in_table=True)  # fmt: skip


def _middle(
    head: Head, label: str, text: str, quote: Quote, size: int | None, group: str, phase: str
) -> Iterator[RangeClaim]:
    spread = re.fullmatch(rf"({NUMBER})\s*(?:±|\+/-)\s*({NUMBER})", text)
    bracketed = re.fullmatch(rf"({NUMBER})\s*[(\[]\s*(?:range:? ?)?({NUMBER})\s*(?:-|to|,)\s*({NUMBER})\s*[)\]]", text)
    if spread:
        yield RangeClaim(head.variable, quote, number_of(spread[1]), number_of(spread[1]), spread[1], head.unit, "mean", size, group, phase, spread[2], True)  # fmt: skip
    if bracketed and not re.search(r"(?i)IQR|interquartile|quartile|95|CI\b|Q1", label):
        middle = "mean" if re.search(r"(?i)\bmean\b", label) else "median"
        yield RangeClaim(head.variable, quote, number_of(bracketed[1]), number_of(bracketed[1]), bracketed[1], head.unit, middle, size, group, phase, in_table=True)  # fmt: skip
        yield RangeClaim(head.variable, quote, number_of(bracketed[2]), number_of(bracketed[3]), f"{bracketed[2]}-{bracketed[3]}", head.unit, "range", size, group, phase, in_table=True)  # fmt: skip


def attribute_of(head: Head, option: str) -> Attribute | None:
    """What a count under this head counts: "male" under sex, "CR" under response, "yes" under anything."""
    name = option.strip()
    response = lexicon("responses").find(name)
    categories = frozenset(found for _, _, found in response)
    if categories:
        return (head.variable if head.variable.startswith("response") else "response", categories)
    sex = lexicon("sexes").first(name)
    if sex:
        return ("sex", frozenset({sex}))
    residual = lexicon("mrd").first(name)
    if residual:
        return ("mrd", frozenset({residual}))
    grade = next((mention for mention in mentions_in(name) if mention.kind == "grade"), None)
    about = next((mention.name for mention in mentions_in(name) if mention.kind == "toxicity"), "")
    variable_ = f"{about} grade" if about else head.variable
    if grade and variable_.endswith(" grade"):
        return (variable_, frozenset(str(one) for one in range(int(grade.low), int(grade.high) + 1)))
    if name.lower() in ("yes", "no"):
        return (head.variable, frozenset({name.lower()}))
    return None


def whole_numbered(name: str) -> bool:
    """Whether a variable counts whole things, so that its mean over few patients can be checked."""
    return bool(variable(name).get("whole"))


