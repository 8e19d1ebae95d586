"""What `blastline grade` makes of the invented table, and what four scales make of the same CRS."""

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

from blastline.criteria.criterion import Criterion, adjudicate
from blastline.criteria.examples import input_of
from blastline.criteria.library import criterion, read_criterion
from blastline.criteria.show import outcome_text, shown
from blastline.grading.rows import grade
from pages.markdown import table

SCALES = {"ASTCT 2019": "astct/2019/crs", "Lee 2014": "lee/2014/crs"} | {
    f"CTCAE {version}": f"ctcae/{version}/cytokine_release_syndrome" for version in ("5.0", "6.0")
}
SIDES = ("low", "high")
# What is found beside a fever of 38.5 °C without another cause; everything else is normal and recorded.
CASES: dict[str, dict[str, str]] = {
    "fever alone": {},
    "37.9 °C, no fever": {"temperature": "37.9"},
    "face mask, 35 % oxygen": {"oxygen_device": "face mask", "inspired_oxygen": "35"},
    "nasal cannula, 6 L/min, 30 % oxygen": {
        "oxygen_device": "nasal cannula",
        "oxygen_flow": "6",
        "inspired_oxygen": "30",
    },
    "hypotension, no vasopressor": {"hypotension": "yes"},
    "norepinephrine 5 µg/min": {"hypotension": "yes", "vasopressors": "1", "norepinephrine": "5"},
    "norepinephrine and vasopressin": {
        "hypotension": "yes",
        "vasopressors": "1",
        "norepinephrine": "5",
        "vasopressin": "yes",
    },
    "transaminases of grade 4 alone": {"transaminase_grade": "4"},
}
NORMAL = {"yes_no": "no", "choice": "none"}


def grading_pages(docs: Path) -> dict[str, str]:
    """The parts of grading.md, of the how-to and of the page on four scales."""
    document = (docs / "examples" / "criterion.toml").read_text(encoding="utf-8")
    with TemporaryDirectory() as temporary:
        out = Path(temporary) / "graded.csv"
        grade(docs / "examples" / "laboratory.csv", ["ctcae/5.0"], out)
        graded = _read(out)
    given = _read(docs / "examples" / "laboratory.csv")
    return {
        "laboratory-in.md": table(list(given[0])[:-1], [list(row.values())[:-1] for row in given]),
        "laboratory-out.md": table(OUT, [_row(row) for row in graded]),
        "criterion-check.txt": "\n".join(shown(read_criterion(document, "my-criterion.toml"))) + "\n",
        "crs-by-four-scales.md": _four_scales(),
    }


def _read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


OUT = (
    "patient_id",
    "test",
    "value_used",
    "unit_used",
    "low",
    "surely",
    "possibly",
    "high",
    "surely",
    "possibly",
    "reason",
)


def _row(row: dict[str, str]) -> list[str]:
    """The columns of one set without the beginning of their names, and a criterion without the name of its set."""
    graded = [row[f"ctcae_5_0_{side}{end}"] for side in SIDES for end in ("", "_surely", "_possibly")]
    terms = [cell.removeprefix("ctcae/5.0/") for cell in graded]
    used = [row["patient_id"], row["test"], row["value_used"], row["unit_used"]]
    return [cell or "–" for cell in (*used, *terms, row["ctcae_5_0_reason"])]


def _four_scales() -> str:
    rules = {name: criterion(identifier) for name, identifier in SCALES.items()}
    rows = [(case, *(_graded(rule, found) for rule in rules.values())) for case, found in CASES.items()]
    return table(["Found", *rules], rows)


def _graded(rule: Criterion, found: dict[str, str]) -> str:
    cells = {name: found.get(name, _usual(rule, name)) for name in rule.needs}
    printed = {name: cell for name, cell in cells.items() if cell}
    inputs = {name: input_of(rule.needs[name], name, cell) for name, cell in printed.items()}
    return outcome_text(adjudicate(rule, inputs, printed))


def _usual(rule: Criterion, name: str) -> str:
    if name == "temperature":
        return "38.5"
    return NORMAL.get(rule.needs[name], "0")
