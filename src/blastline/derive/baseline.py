"""The state before treatment: of several results the last one, for grades and for tables alike."""

from collections import defaultdict
from collections.abc import Sequence

from blastline.normalise.records import Result


def last_before(results: Sequence[Result]) -> list[Result]:
    """
    Single results before treatment, of each patient and test those of the last recorded day.

    Results without a day count only where none has one: they may be older than any that has.
    """
    groups: defaultdict[tuple[str, str], list[Result]] = defaultdict(list)
    for result in results:
        if result.phase == "before" and result.statistic == "single":
            groups[result.patient_id, result.test].append(result)
    return [result for group in groups.values() for result in _last(group)]


def _last(group: list[Result]) -> list[Result]:
    days = [result.day for result in group if result.day is not None]
    return [result for result in group if not days or result.day == max(days)]
