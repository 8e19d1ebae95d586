"""Whether responses are as frequent in one group as in another: Fisher's exact test of two rows of the ledger."""

from dataclasses import replace

from blastline.estimate.exact_tests import Group, fisher
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import in_order, key_of
from blastline.estimate.sources import Sources
from blastline.estimate.testing import P, test_row


def response_test(sources: Sources, row: LedgerRow, reference: LedgerRow) -> LedgerRow:
    """The p of a group's responses against those of the reference."""
    groups = [Group(len(one.patients), len(one.patients_possible), one.denominator or 0) for one in (row, reference)]
    made = test_row(
        row.section,
        row.variable,
        fisher(*groups),
        label=f"{row.label}, against {reference.category}: Fisher's exact test",
        n=sum(group.n for group in groups),
        policy=sources.settings.report,
    )
    return replace(
        made,
        key=key_of(row.section, row.variable, row.category, P),
        category=row.category,
        findings=(*row.findings, *reference.findings),
        evidence=in_order([*row.evidence, *reference.evidence]),
    )
