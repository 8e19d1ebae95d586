"""Whether anything is tested: never among few patients, and with more only where study.toml says so."""

from collections.abc import Iterator

from blastline.estimate.exact_tests import Tested, least_of_fisher, least_of_signs, printed_p, printed_test
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import key_of
from blastline.estimate.sources import Sources
from blastline.settings import Reporting

SECTION = "tests"
P = "p"
NOT_TESTED = "not tested"


def are_made(sources: Sources) -> bool:
    """Whether the study asks for tests and has the patients for them."""
    return sources.settings.report.tests and not _few(len(sources.patients), sources.settings.report)


def _few(n: int, policy: Reporting) -> bool:
    return n < policy.few_patients


def testing_rows(sources: Sources) -> Iterator[LedgerRow]:
    """One row of section `tests`: that none is asked for, that some are made, or that there are too few patients."""
    n, few = len(sources.patients), sources.settings.report.few_patients
    if not sources.settings.report.tests:
        yield _row("off", "off")
    elif are_made(sources):
        yield _row("on", f"from {few} patients on")
    else:
        signs, groups = printed_p(least_of_signs(n)), printed_p(least_of_fisher(n))
        yield _row("too-few", f"{n} patients are fewer than {few}")
        yield _row("least-by-signs", signs)
        yield _row("least-of-groups", groups)


def _row(variable: str, text: str) -> LedgerRow:
    return LedgerRow(
        key=key_of(SECTION, variable),
        label="Exact tests",
        section=SECTION,
        variable=variable,
        statistic="policy",
        text=text,
        evidence=("study.toml",),
    )


def test_row(section: str, variable: str, tested: Tested | None, *, label: str, n: int, policy: Reporting) -> LedgerRow:
    """A p beside the least that was possible; of too few patients, or with too much open, why there is none."""
    text, undecided = NOT_TESTED, ""
    if tested is None:
        undecided = "too many answers are open"
    elif _few(n, policy):
        text = f"{NOT_TESTED}: {n} patients (at best {printed_p(tested.least)})"
        tested = None
    else:
        text = printed_test(tested)
    return LedgerRow(
        key=key_of(section, variable, P),
        label=label,
        section=section,
        variable=variable,
        statistic=P,
        text=text,
        population=f"patients compared (n = {n})",
        value=tested.p if tested else None,
        value_possible=tested.p_possible if tested else None,
        denominator=n,
        undecided=undecided,
    )
