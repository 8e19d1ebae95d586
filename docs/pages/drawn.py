"""The drawn tables of "surely and possibly": what the criteria make of a hole, worked out here."""

from dataclasses import replace

from blastline.criteria.criterion import Outcome, adjudicate
from blastline.criteria.examples import input_of
from blastline.criteria.library import criterion
from blastline.criteria.plainly import read_truth
from blastline.criteria.show import outcome_text
from blastline.normalise.cells import read_number
from blastline.study import Run
from pages.markdown import MADE, table

PLATELETS = "ctcae/5.0/platelet_count_decreased"
COUNTS = ("<25", "<40", "40", "<75", "30–60", "75", "150", "")


def drawn_pages(founding: Run) -> dict[str, str]:
    """Each table by its path below docs/."""
    return {
        "drawn-condition.md": MADE + _condition(),
        "drawn-platelets.md": MADE + _platelets(),
        "drawn-crs.md": MADE + _crs(founding),
        "drawn-counts.md": MADE + _counts(founding),
    }


def _condition() -> str:
    """`platelets < 50`, which is grade 3 or worse, on each count."""
    (level,) = [level for level in criterion(PLATELETS).levels if level.name == "3"]
    rows = []
    for printed in ("<40", "40", "<75", "50", "120", ""):
        truth = read_truth(level.when, _recorded(printed))
        rows.append((printed or "not recorded", _yes(truth.surely), _yes(truth.possibly)))
    return table(["Platelets (×10⁹/L)", f"Surely `{level.text}`", f"Possibly `{level.text}`"], rows)


def _platelets() -> str:
    rows = [
        (count or "not recorded", limit or "not recorded", *_said(_grade(count, limit))) for count, limit in _cases()
    ]
    return table(["Platelets (×10⁹/L)", "Lower limit", "Surely", "Possibly", "As printed", "Why it is open"], rows)


def _cases() -> list[tuple[str, str]]:
    return [(count, limit) for count in COUNTS for limit in ("150", "") if limit or count in ("75", "150")]


def _grade(count: str, limit: str) -> Outcome:
    printed = {"platelets": count, "platelets_lln": limit}
    inputs = {name: read_number(text) for name, text in printed.items() if text}
    return adjudicate(criterion(PLATELETS), inputs, printed)


def _said(outcome: Outcome) -> tuple[str, str, str, str]:
    return outcome.surely or "–", outcome.possibly or "–", outcome_text(replace(outcome, reason="")), outcome.reason


def _recorded(printed: str) -> dict[str, object]:
    return {"platelets": input_of("10*9/L", "platelets", printed)} if printed else {}


def _crs(run: Run) -> str:
    """The patients of the founding study by ASTCT, with the temperature that they rest on."""
    rows = [
        (f.patient_id, _temperature(run, f.evidence), f.reported, f.surely or "–", f.possibly or "–", f.text, f.reason)
        for f in run.findings
        if f.section == "toxicity"
    ]
    head = ["Patient", "Temperature", "Grade as reported", "Surely", "Possibly", "As printed", "Why it is open"]
    return table(head, rows)


def _temperature(run: Run, evidence: tuple[str, ...]) -> str:
    found = [r.printed for r in run.records.results if r.test == "temperature" and r.record_id in evidence]
    return f"{found[0]} °C" if found else "not recorded"


def _counts(run: Run) -> str:
    keys = (
        "response.response.cr-or-cri.count",
        "treatment-emergent.ctcae-4-03-platelet-count-decreased.yes.count",
        "toxicity.astct-2019-crs.any.count",
        "infection-onset.infection-with-onset-during-treatment.yes.count",
    )
    rows = [run.ledger[key] for key in keys]
    cells = [
        (row.label, row.text, ", ".join(row.patients) or "–", ", ".join(row.patients_possible) or "–") for row in rows
    ]
    return table(["What is counted", "As printed", "Surely", "Possibly too"], cells)


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
