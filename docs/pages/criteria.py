"""One page a scale: every criterion of it in words and in its language, and its examples with what comes out."""

import re
from importlib.resources import files
from itertools import groupby

from blastline.criteria.criterion import Criterion, Example, adjudicate
from blastline.criteria.examples import inputs_of
from blastline.criteria.in_words import label, say
from blastline.criteria.library import criterion, criterion_ids, document
from blastline.criteria.show import REVIEWED, by_name, definitions, headings, outcome_text
from blastline.criteria.soundness import base_of
from blastline.estimate.printing import printed_unit
from blastline.records.schema import tests
from pages.markdown import MADE, code, listed, table

# A criterion of more inputs than this has its examples told as sentences: a table of them would not fit a page.
COLUMNS = 5


def criteria_pages() -> dict[str, str]:
    """A page for each set of criteria that comes with Blastline, by its path below docs/."""
    sets = groupby(criterion_ids(), key=lambda name: name.rpartition("/")[0])
    return {f"criteria/scales/{re.sub(r'[/.]', '-', name)}.md": _page(name, list(ids)) for name, ids in sets}


def _page(name: str, identifiers: list[str]) -> str:
    rules = [criterion(identifier) for identifier in identifiers]
    computed = [rule for rule in rules if not rule.entered]
    entered = [rule for rule in rules if rule.entered]
    chosen = f"In `study.toml` the whole set is called `{name}`, and one criterion of it by its id.\n\n"
    return (
        MADE + f"# {headings()[name]}\n\n" + chosen + "\n".join(map(_criterion, computed)) + _entered(computed, entered)
    )


def _criterion(rule: Criterion) -> str:
    parts = [
        f"## {rule.title}\n",
        listed(_facts(rule)),
        _score(rule) if rule.value else _levels(rule),
        _as_written(rule),
        listed(rule.notes),
        "Worked examples, which are worked again whenever the document is read:\n",
        _examples(rule),
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _facts(rule: Criterion) -> list[str]:
    facts = [
        f"**Id:** {code(rule.id)}",
        f"**Source:** {rule.cite}",
        f"**Review:** {REVIEWED[rule.reviewed]}",
        *[f"**Not verified:** {part}" for part in rule.unverified],
    ]
    facts += [f"**Changed:** {rule.changed}"] if rule.changed else []
    needs = "; ".join(_need(name, unit) for name, unit in rule.needs.items())
    return [
        *facts,
        f"**Needs:** {needs}",
        f"**Not assessed** unless recorded: {' or '.join(map(label, rule.assessed_by))}",
    ]


def _need(name: str, unit: str) -> str:
    words = {"yes_no": "yes or no", "choice": "one of a list", "1": "a number"}
    return f"{label(name)} ({words.get(unit) or printed_unit(unit)})"


def _score(rule: Criterion) -> str:
    assert rule.value is not None
    unit = printed_unit(rule.value.unit)
    return f"The score is {say(rule.value.formula)}{f' ({unit})' if unit else ''}.\n"


def _levels(rule: Criterion) -> str:
    kind = "grade" if rule.none else "category"
    first = f"The first line that holds is the {kind}."
    if rule.overlapping:
        first += " Several may hold; all that do are kept beside it."
    rows = [(level.name, level.means or "–", said) for level, said in zip(rule.levels, by_name(rule), strict=True)]
    rows += [(rule.none, "–", "none of the above")] if rule.none else []
    where = listed([f"*{name}:* {said}" for name, said in definitions(rule)])
    return f"{first}\n\n" + table([kind.capitalize(), "Means", "When"], rows) + (f"\nWhere\n\n{where}" if where else "")


def _as_written(rule: Criterion) -> str:
    lines = [f"{name} = {text}" for name, text in rule.defined]
    lines += [f"{level.name}: {level.text}" for level in rule.levels]
    lines += [f"score: {rule.value.text}"] if rule.value else []
    return "As the document writes it:\n\n```text\n" + "\n".join(lines) + "\n```\n"


def _named(rule: Criterion) -> list[str]:
    """What each example shows, in its document's own words: the comment beside [[example]]."""
    source = rule.id if document(rule.id).get("example") else document(rule.id)["same_as"]
    text = (files("blastline.criteria") / "documents" / f"{source}.toml").read_text(encoding="utf-8")
    return [found.strip() for found in re.findall(r"^\[\[example\]\][ \t]*#?(.*)$", text, re.MULTILINE)]


def _examples(rule: Criterion) -> str:
    said = zip(_named(rule), rule.examples, strict=True)
    if len(rule.needs) > COLUMNS:
        told = table(["Example", "Recorded", "What comes out"], [_told(rule, name, example) for name, example in said])
        return f":::{{container}} told\n{told}:::\n"
    head = ["Example", *[_heading(name) for name in rule.needs], "What comes out"]
    return table(head, [_laid_out(rule, name, example) for name, example in said])


def _heading(name: str) -> str:
    return label(name)[0].upper() + label(name)[1:]


def _laid_out(rule: Criterion, name: str, example: Example) -> list[str]:
    cells = [str(example.inputs.get(need, "not recorded")) for need in rule.needs]
    return [name, *cells, _outcome(rule, example)]


def _told(rule: Criterion, name: str, example: Example) -> list[str]:
    """What is there, then what was stated to be absent, then what was not recorded at all."""
    recorded = {need: str(example.inputs[need]) for need in rule.needs if need in example.inputs}
    absent = [label(need) for need, value in recorded.items() if value in ("no", "none", "0")]
    there = [_with_unit(need, value) for need, value in recorded.items() if value not in ("no", "none", "0")]
    missing = [label(need) for need in rule.needs if need not in recorded]
    sentences = ["; ".join(there)] if there else []
    sentences += [f"without {', '.join(absent)}"] if absent else []
    sentences += [f"not recorded: {', '.join(missing)}"] if missing else []
    return [name, ". ".join(_capital(sentence) for sentence in sentences), _outcome(rule, example)]


def _with_unit(need: str, value: str) -> str:
    unit = tests()[base_of(need)].unit
    return label(need) if value == "yes" else f"{label(need)} {value} {printed_unit(unit)}".strip()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _outcome(rule: Criterion, example: Example) -> str:
    printed = {name: str(value) for name, value in example.inputs.items()}
    return outcome_text(adjudicate(rule, inputs_of(rule, example), printed))


def _entered(computed: list[Criterion], entered: list[Criterion]) -> str:
    """The terms that only an investigator can grade, in one table; a grade without an entry does not exist."""
    if not entered:
        return ""
    grades = ["1", "2", "3", "4", "5"]
    rows = [(rule.title, *(dict(rule.entered).get(grade, "–") for grade in grades)) for rule in entered]
    notes = [
        f"**{rule.title}:** {note}" for rule in entered for note in (*rule.notes, *_changed(rule), *rule.unverified)
    ]
    title = "Terms that are entered" if computed else "Grades that are entered"
    return (
        f"## {title}\n\nOnly an investigator can grade these. A grade shown as – does not exist in this version and is "
        f"refused.\n\nSource: {entered[0].cite}. Review: {REVIEWED[entered[0].reviewed]}.\n\n"
        + table(["Term", *grades], rows)
        + "\n"
        + listed(notes)
    )


def _changed(rule: Criterion) -> list[str]:
    return [rule.changed] if rule.changed else []
