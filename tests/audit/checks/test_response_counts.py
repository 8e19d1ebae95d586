"""CR against its counts, where the Methods name a system and where they do not."""

import pytest

from blastline.audit.checks.response_counts import allows_cr, systems_of_response
from blastline.records.interval import Interval

METHODS = "Blinatumomab in an invented series\n\nMETHODS\n\nResponses followed the {} recommendations.\n\nRESULTS\n\n"
TABLE = """
No | Response | Platelets at response (×10^9/L)
Pt 1 | CR  | 30
Pt 2 | CRi | 30
Pt 3 | CR  | 160
"""


def test_a_named_system_makes_it_a_contradiction(said):
    (one,) = said.found("response-counts", METHODS.format("ELN"), table=f"Table 1. Invented.\n{TABLE}")
    assert (one.severity, one.message) == (
        "contradiction",
        "Pt 1 has CR with platelets of 30 ×10^9/L at response, which Response in ALL, ELN rules out.",
    )


def test_without_a_named_system_it_is_a_doubt(said):
    (one,) = said.found("response-counts", METHODS.format("local"), table=f"Table 1. Invented.\n{TABLE}")
    assert one.severity == "doubt"


def test_no_system_that_is_asked_for_counts_leaves_them_out():
    assert "eln/2024/response" in systems_of_response()
    assert "locatelli/2021/response" not in systems_of_response()


@pytest.mark.parametrize("system", systems_of_response())
def test_every_system_allows_cr_with_full_counts_and_rules_it_out_without_any(system):
    assert allows_cr(system, {"platelets": Interval.exactly(200), "neutrophils": Interval.exactly(3)})
    assert not allows_cr(system, {"platelets": Interval.exactly(10)})
