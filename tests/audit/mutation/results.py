"""The two tables of a measurement in Markdown, and the figures that are held so that they only get better."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from math import ceil, floor
from pathlib import Path
from typing import Any

from mutation.layouts import LAYOUTS
from mutation.measure import ALARMS, Alarm, Measured
from mutation.slips import SLIPS
from mutation.voice import VOICES
from mutation.writing import FORMATS

HELD = Path(__file__).parent / "held.toml"
OPENING = """\
# What the auditor must at least find, and at most say of clean manuscripts; `python tests/audit/mutate.py --hold` raises the
# bars to what it does now, and never lowers one. Look at the manuscripts of other seeds while you work on the auditor.
"""


def report(measured: Measured) -> str:
    """Recall by kind, then false alarms by voice, layout and format."""
    return "\n".join([*_recall(measured), "", *_alarms(measured)])


def _recall(measured: Measured) -> Iterator[str]:
    yield "| kind of slip | found | planted | recall | only said elsewhere |"
    yield "|---|---:|---:|---:|---:|"
    for kind in SLIPS:
        counts = f"{measured.found[kind]} | {measured.planted[kind]}"
        yield f"| {kind} | {counts} | {measured.recall(kind):.0%} | {measured.elsewhere[kind]} |"
    found, planted = measured.found.total(), measured.planted.total()
    share = found / planted if planted else 0
    yield f"| **all** | {found} | {planted} | {share:.0%} | {measured.elsewhere.total()} |"


def _alarms(measured: Measured) -> Iterator[str]:
    yield "| clean manuscripts | number | contradictions each | doubts each | wordings each |"
    yield "|---|---:|---:|---:|---:|"
    for what, names in (("voice", VOICES), ("layout", LAYOUTS), ("format", FORMATS)):
        for name in names:
            yield _row(measured, f"{what} {name}", what, name)
    yield _row(measured, "**all**", "seed", measured.clean[0].seed)


def _row(measured: Measured, head: str, what: str, name: Any) -> str:
    number = sum(getattr(plan, what) == name for plan in measured.clean)
    said = Counter(a.disagreement.severity for a in measured.alarms if getattr(a.plan, what) == name)
    each = (f"{said[severity] / number:.2f}" if number else "–" for severity in (*ALARMS, "wording"))
    return f"| {head} | {number} | {' | '.join(each)} |"


def by_check(alarms: Iterable[Alarm]) -> Iterator[str]:
    """Which checks speak of clean manuscripts, the most talkative first."""
    said = Counter((alarm.disagreement.check, alarm.disagreement.severity) for alarm in alarms)
    yield from (f"- {check}, {severity}: {times}" for (check, severity), times in said.most_common())


def messages(alarms: Iterable[Alarm]) -> Iterator[str]:
    """Each false alarm with the manuscript, the check and the quotes."""
    for alarm in alarms:
        plan, said = alarm.plan, alarm.disagreement
        yield f"- {plan.number} ({plan.voice}, {plan.layout}, {plan.format}) {said.severity} {said.check}: {said.message}"
        yield from (f"  - line {quote.place.line}: {quote.quote}" for quote in said.places)


def missed(measured: Measured) -> Iterator[str]:
    """Each slip that was not found, with its words."""
    for plan, one in measured.missed:
        where = f"{plan.number} ({plan.voice}, {plan.layout}, {plan.format})"
        yield f"- {where} {one.kind}: {one.slip.was!r} became {one.slip.now!r}"


def held() -> Mapping[str, Any]:
    return tomllib.loads(HELD.read_text(encoding="utf-8"))


def as_held(measured: Measured, before: Mapping[str, Any]) -> str:
    """The text of the file that holds these figures, rounded to the careful side; no bar is ever lowered."""
    alarms = min(before["alarms_per_manuscript"], ceil(100 * measured.alarms_per_manuscript) / 100)
    lines = [f"manuscripts = {before['manuscripts']}", f"seed = {before['seed']}"]
    lines += [f"alarms_per_manuscript = {alarms:.2f}", "", "[recall]"]
    lines += [f'"{kind}" = {max(before["recall"].get(kind, 0), _floor(measured.recall(kind))):.2f}' for kind in SLIPS]
    return OPENING + "\n".join(lines) + "\n"


def _floor(share: float) -> float:
    return floor(100 * share) / 100
