"""Two readers of one response: what counts is what they settled on, and how far they agreed is told."""

import pytest

PATIENTS = "patient | first dose\n" + "\n".join(f"Pt {n} | 2022-01-01" for n in range(1, 6))
READ = """
    patient | endpoint | value  | reader | phase
    Pt 1    | response | CR     | A      | end
    Pt 1    | response | CR     | B      | end
    Pt 2    | response | CR     | A      | end
    Pt 2    | response | PR     | B      | end
    Pt 2    | response | PR     |        | end
    Pt 3    | response | CRi    | A      | end
    Pt 3    | response | NR     | B      | end
    Pt 4    | response | NR     | A      | end
    Pt 4    | response | NR     | B      | end
    Pt 5    | response | CR/CRi | A      | end
    Pt 5    | response | CR     | B      | end
"""


@pytest.fixture
def run(study_of, engine_name):
    return study_of("", patients=PATIENTS, reported=READ).run(engine_name)


def test_what_they_settled_on_counts_and_else_what_each_said_stays_possible(run):
    said = {f.patient_id: f.reported for f in run.findings if f.section == "reported_response"}
    assert said == {"Pt 1": "CR", "Pt 2": "PR", "Pt 3": "CRi/NR", "Pt 4": "NR", "Pt 5": "CR/CRi"}


def test_a_statement_of_readers_who_differ_rests_on_both_rows(run):
    (row,) = run.ledger.where(section="response", patient_id="Pt 3")
    assert row.evidence == ("reported:7", "reported:8")


def test_what_they_settled_on_rests_on_its_own_row_alone(run):
    (row,) = run.ledger.where(section="response", patient_id="Pt 2")
    assert row.evidence == ("reported:6",)


def test_their_agreement_is_counted_before_they_settled(run):
    """Pt 5 is open to A; of the other four they name the same of two, in 0.5 of which chance plays no part."""
    counts = {row.category: row.text.partition(" (")[0] for row in rows(run, "count")}
    assert counts == {"the same": "2/5, possibly 3/5", "another": "2/5, possibly 3/5"}


def test_kappa_of_two_readers_is_that_of_the_settled_pairs(run):
    """CR-CR, CR-PR, CRi-NR, NR-NR: two of four agree, by chance (2*1 + 1*2) / 16; kappa (0.5 - 0.25) / 0.75."""
    (kappa,) = rows(run, "kappa")
    assert kappa.denominator == 4
    assert kappa.value == pytest.approx(1 / 3)
    assert (kappa.interval_low, kappa.interval_high) == pytest.approx((-0.2432, 0.9099), abs=1e-4)


def test_the_table_names_both_readers(run):
    table = run.table("agreement")
    assert [(row[0].text, row[1].text) for row in table.rows] == [("Response", "read by B against read by A")]


def test_one_reader_who_says_two_things_is_a_problem(study_of):
    twice = (
        "patient | endpoint | value | reader | phase\nPt 1 | response | CR | A | end\nPt 1 | response | NR | A | end"
    )
    (problem,) = study_of("", patients=PATIENTS, reported=twice).check()
    assert "value is" in problem.what


def rows(run, statistic):
    return run.ledger.where(section="agreement", variable="response", statistic=statistic)
