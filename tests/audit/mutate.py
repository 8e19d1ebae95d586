"""
Measures the auditor on invented manuscripts: recall for each kind of slip, false alarms for each clean manuscript.

    python tests/audit/mutate.py --manuscripts 200 --seed 1 [--verbose]
    python tests/audit/mutate.py --hold                                 # raises the bars that a test holds
    python tests/audit/mutate.py --manuscripts 180 --seed 5 --page docs/audit-measured.md
    python tests/audit/mutate.py --manuscripts 20 --write FOLDER        # only writes them, clean and with their slips
"""

import argparse
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from mutation.manuscript import Plan, draft_of
from mutation.measure import Measured, measure, slip_draw
from mutation.page import page_of
from mutation.results import HELD, as_held, by_check, held, messages, missed, report
from mutation.slips import SLIPS, planted
from mutation.writing import SUFFIX, write


def main() -> None:
    """What a person types."""
    asked = _arguments()
    plans = plans_of(asked.seed, asked.manuscripts)
    if asked.write:
        write_all(plans, asked.write)
    elif asked.hold:
        HELD.write_text(as_held(_measured(plans_of(held()["seed"], held()["manuscripts"])), held()), encoding="utf-8")
    elif asked.page:
        asked.page.write_text(page_of(_measured(plans)), encoding="utf-8")
    else:
        _print(_measured(plans), verbose=asked.verbose)


def plans_of(seed: int, count: int) -> list[Plan]:
    return [Plan(seed, number) for number in range(count)]


def _arguments() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--manuscripts", type=int, default=100, metavar="N", help="how many clean manuscripts (100)")
    asked.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed gives the same manuscripts (1)")
    asked.add_argument("--verbose", action="store_true", help="list the false alarms and the slips that were missed")
    asked.add_argument("--hold", action="store_true", help=f"raise the bars of {HELD.name} to what is found now")
    asked.add_argument("--page", type=Path, metavar="FILE", help="write the figures as a page of the documentation")
    asked.add_argument("--write", type=Path, metavar="FOLDER", help="write the manuscripts there; audit nothing")
    return asked.parse_args()


def _measured(plans: list[Plan]) -> Measured:
    # Manuscripts can be written, and looked at, where no auditor is installed.
    from blastline.audit.audit import audit  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        return measure(plans, audit, Path(folder))


def _print(measured: Measured, *, verbose: bool) -> None:
    print(report(measured))
    if verbose:
        print("\nSaid of clean manuscripts, by check:\n", *by_check(measured.alarms), sep="\n")
        print("\nSaid of clean manuscripts:\n", *messages(measured.alarms), "\nMissed:\n", *missed(measured), sep="\n")


def write_all(plans: list[Plan], folder: Path) -> None:
    """Every manuscript clean and with each slip that it has a place for; truth.jsonl says what was planted where."""
    folder.mkdir(parents=True, exist_ok=True)
    truths = [truth for plan in plans for truth in _written(plan, folder)]
    lines = [json.dumps(truth, ensure_ascii=False) for truth in truths]
    (folder / "truth.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _written(plan: Plan, folder: Path) -> list[dict[str, object]]:
    draft = draft_of(plan)
    write(draft, plan.format, folder / f"{plan.number:03d}-clean{SUFFIX[plan.format]}", quarters=plan.quarters)
    truths = []
    for kind in SLIPS:
        one = planted(kind, draft, slip_draw(plan, kind))
        if one:
            name = f"{plan.number:03d}-{kind.replace(' ', '-')}{SUFFIX[plan.format]}"
            places = write(one.draft, plan.format, folder / name, quarters=plan.quarters).places
            lines = [places[part] for part in one.parts if part in places]
            truths.append({"file": name, "kind": kind, "was": one.slip.was, "now": one.slip.now, "lines": lines})
    return truths


if __name__ == "__main__":
    main()
