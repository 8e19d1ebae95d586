"""One page a scale: every criterion of it in words and in its language, and its examples with what comes out."""

import re
import tomllib
from importlib.resources import files
from itertools import groupby
from typing import Any

from blastline.criteria.criterion import Criterion, Example, Outcome, adjudicate
from blastline.criteria.in_words import label, say
from blastline.criteria.library import criterion, criterion_ids
from blastline.criteria.plainly import Input
from blastline.estimate.printing import printed_unit
from blastline.normalise.cells import read_number
from blastline.records.interval import Interval
from blastline.records.schema import tests
from pages.markdown import MADE, code, listed, table

REVIEWED = {
    "primary": "checked against the publication itself",
    "secondary source": "checked against a secondary source, not yet against the publication itself",
    "from knowledge": "written from knowledge, not yet checked",
}
TITLES = {
    "ctcae/4.03": "CTCAE 4.03: blood counts",
    "ctcae/5.0": "CTCAE 5.0: blood counts",
    "astct/2019": "ASTCT 2019: cytokine release syndrome",
    "eln/2024": "ELN 2024: response",
}
# A criterion of more inputs than this has its examples told as sentences: a table of them would not fit a page.
COLUMNS = 5


def criteria_pages() -> dict[str, str]:
    """A page for each set of criteria that comes with Blastline, by its path below docs/."""
    sets = groupby(criterion_ids(), key=lambda name: name.rpartition("/")[0])
    return {f"criteria/scales/{re.sub(r'[/.]', '-', name)}.md": _page(name, list(ids)) for name, ids in sets}


def _page(name: str, identifiers: list[str]) -> str:
    chosen = f"In `study.toml` the whole set is called `{name}`, and one criterion of it by its id.\n\n"
    return MADE + f"# {TITLES.get(name, name)}\n\n" + chosen + "\n".join(map(_criterion, identifiers))


def _criterion(identifier: str) -> str:
    rule, text = criterion(identifier), _document(identifier)
    document = tomllib.loads(text)
    parts = [
        f"## {rule.title}\n",
        listed(
            [
                f"**Id:** {code(rule.id)}",
                f"**Source:** {rule.cite}",
                f"**Review:** {REVIEWED[rule.reviewed]}",
                f"**Needs:** {'; '.join(_need(name, unit) for name, unit in rule.needs.items())}",
                f"**Not assessed** unless recorded: {' or '.join(map(label, rule.assessed_by))}",
            ]
        ),
        "The first line that holds is the " + ("grade." if rule.none else "category.") + "\n",
        table(["Grade" if rule.none else "Category", "When"], _in_words(rule)),
        "As the document writes it:\n",
        _as_written(rule, document),
        listed(rule.notes),
        "Worked examples, each of which also runs as a test:\n",
        _examples(rule, _named(text)),
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _document(identifier: str) -> str:
    return (files("blastline.criteria") / "documents" / f"{identifier}.toml").read_text(encoding="utf-8")


def _need(name: str, unit: str) -> str:
    words = {"yes_no": "yes or no", "choice": "one of a list", "1": "how many"}
    return f"{label(name)} ({words.get(unit) or printed_unit(unit)})"


def _in_words(rule: Criterion) -> list[tuple[str, str]]:
    lines = [(level.name, say(level.when)) for level in rule.levels]
    return lines + ([(rule.none, "none of the above")] if rule.none else [])


def _as_written(rule: Criterion, document: dict[str, Any]) -> str:
    defined = [f"{name}: {text}" for name, text in document.get("define", {}).items()]
    levels = [f"{level.name}: {level.text}" for level in rule.levels]
    return "```text\n" + "\n".join([*defined, *levels]) + "\n```\n"


def _named(text: str) -> list[str]:
    """What each example shows, in its document's own words: the comment beside [[example]]."""
    return [found.strip() for found in re.findall(r"^\[\[example\]\][ \t]*#?(.*)$", text, re.MULTILINE)]


def _examples(rule: Criterion, names: list[str]) -> str:
    names = names or [""] * len(rule.examples)
    said = zip(names, rule.examples, strict=True)
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
    kind = tests()[need]
    return label(need) if value == "yes" else f"{label(need)} {value} {printed_unit(kind.unit)}".strip()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _outcome(rule: Criterion, example: Example) -> str:
    """What the criterion says today; an example that says otherwise stops the page."""
    printed = {name: str(value) for name, value in example.inputs.items()}
    outcome = adjudicate(rule, {name: reading(name, text) for name, text in printed.items()}, printed)
    if (outcome.surely, outcome.possibly) != (example.surely, example.possibly):
        raise ValueError(f"{rule.id}: {example} comes out as {outcome}")
    return shown(outcome) + (f": {outcome.reason}" if outcome.reason else "")


def reading(name: str, text: str) -> Input:
    """A cell as a criterion reads it."""
    test = tests().get(name)
    if test and test.kind == "choice":
        return text
    return Interval.exactly(float(text == "yes")) if text in ("yes", "no") else read_number(text)


def shown(outcome: Outcome) -> str:
    """An outcome as a table prints it."""
    if outcome.surely is None:
        return "not assessed"
    both = f"{outcome.surely}, possibly {outcome.possibly}"
    return outcome.surely if outcome.surely == outcome.possibly else both
