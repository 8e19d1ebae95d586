"""The data dictionary: every table and column, every test, every way to write a unit."""

import math
import tomllib
from importlib.resources import files

from blastline.records.schema import Column, TableSchema, TestSchema, answers, tables, tests
from pages.markdown import MADE, code, table

# How a cell of each kind is written. A kind that is missing here stops the page.
KINDS = {
    "id": ("the patient; must stand in `patients`", "`Pt 1`"),
    "text": ("words, kept as they are", "`next-generation sequencing`"),
    "number": ("a number as printed, a limit, or a range", "`82.5`, `<40`, `>=10`, `below 38.0`, `5.81–28.4`"),
    "count": ("a whole number, in digits or words", "`3`, `three`, `3 times`"),
    "yes_no": ("yes or no; empty means not known", "`yes`, `no`"),
    "choice": ("one of a list; capitals do not matter", "`during`"),
    "unit": ("the unit of the column before it", "`×10^9/L`, `g/dL`, `°C`"),
    "date": ("as far as it is known", "`2025-09-15`, `2025-09`, `2025`"),
    "day": ("a study day", "`10`, `-3`"),
    "test": ("a name from the list of tests below", "`platelets`"),
    "event": ("an adverse event; usual names are brought to one", "`cytokine release syndrome`, `CRS`, `neutropenia`"),
    "answer": ("one of a list; a slash leaves both open", "`CR`, `CR/CRi`"),
}
SHARED = ("source", "note")
TIME = ("phase", "day", "date")


def dictionary_pages() -> dict[str, str]:
    """What data-dictionary.md includes, by its path below docs/."""
    used = {column.kind for schema in tables().values() for column in schema.columns.values()}
    if used != set(KINDS):
        raise ValueError(f"docs/pages/dictionary.py: kinds of cell differ from tables.toml: {used ^ set(KINDS)}")
    parts = (_kinds(), _everywhere(), *map(_table, tables().values()), _tests(), _answers(), _units())
    return {"data-dictionary.md": MADE + "\n".join(parts)}


def _kinds() -> str:
    rows = [(kind, meaning, example) for kind, (meaning, example) in KINDS.items()]
    return "## How a cell is written\n\n" + table(["Kind", "What it holds", "For example"], rows)


def _everywhere() -> str:
    any_table = next(schema for schema in tables().values() if schema.timed)
    rows = [(code(name), any_table.columns[name].kind, _meaning(any_table.columns[name])) for name in TIME + SHARED]
    return (
        "## Columns of many tables\n\n"
        "Every table may have `source` and `note`. Tables marked *timed* may have `phase`, `day` and `date` too.\n\n"
        + table(["Column", "Kind", "Meaning"], rows)
    )


def _table(schema: TableSchema) -> str:
    own = [column for name, column in schema.columns.items() if name not in SHARED + TIME]
    rows = [(code(column.name), column.kind, _meaning(column)) for column in own]
    timed = " *Timed.*" if schema.timed else ""
    same = ", ".join(map(code, schema.same))
    return (
        f"## `{schema.name}.csv`\n\nOne row is {schema.row}.{timed}\n\n"
        + table(["Column", "Kind", "Meaning"], rows)
        + f"\nTwo rows speak of one thing where these are the same: {same}.\n"
    )


def _meaning(column: Column) -> str:
    needed = "**Needed.** " if column.required else ""
    known = f" One of: {', '.join(column.choices)}." if column.choices else ""
    unit = f" In {column.unit}." if column.unit and column.unit not in ("a", "mo") else ""
    meaning = column.meaning[0].upper() + column.meaning[1:]
    return f"{needed}{meaning}{'' if meaning.endswith('…') else '.'}{known}{unit}"


def _tests() -> str:
    rows = [(code(test.name), test.label, _unit(test), _limits(test)) for test in tests().values()]
    return (
        "## Tests\n\nThese names may stand in the column `test` of `measurements`, and a criterion may ask for them. "
        "A result is converted to the unit given here. The limits are of what can exist, not of what is normal.\n\n"
        + table(["Name", "What it is", "Kept in", "Can be"], rows)
    )


def _unit(test: TestSchema) -> str:
    return {"yes_no": "yes or no", "choice": "a word"}.get(test.kind) or code(test.unit)


def _limits(test: TestSchema) -> str:
    if math.isinf(test.least):
        return ""
    return f"{test.least:g} or more" if math.isinf(test.most) else f"{test.least:g} to {test.most:g}"


def _answers() -> str:
    rows = [(question, ", ".join(known)) for question, known in answers().items()]
    return "## Answers\n\nWhat may stand in a cell of kind answer.\n\n" + table(["Endpoint", "Answers"], rows)


def _units() -> str:
    document = (files("blastline.normalise") / "units.toml").read_text(encoding="utf-8")
    known = tomllib.loads(document)
    rows = [(code(unit), ", ".join(map(code, ways))) for unit, ways in known.items()]
    return (
        "## Units\n\nA [UCUM](https://ucum.org) code is always understood; these other ways to write one are too.\n\n"
        + table(["UCUM", "Also written"], rows)
    )
