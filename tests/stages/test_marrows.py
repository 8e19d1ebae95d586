"""Response at each marrow with the counts near to it; the best, by cycle, the first remission; relapse with its antigens."""

import pytest

SETTINGS = '[criteria]\nresponse = ["eln/2024/response", "tower/2017/response"]\nmrd = ["tower/2017/mrd"]\n'
SETTINGS += 'cns = ["cns/cog/status"]\n'
ELN, TOWER = "eln/2024/response", "tower/2017/response"
PATIENTS = "patient\n---\nPt 1\nPt 2\nPt 3"
DOSES = """
patient | drug         | day | end day | dose | dose unit | cycle
--------+--------------+-----+---------+------+-----------+------
Pt 1    | blinatumomab | 1   | 28      | 28   | ug/day    | 1
Pt 1    | blinatumomab | 43  | 70      | 28   | ug/day    | 2
Pt 2    | blinatumomab | 1   | 28      | 28   | ug/day    | 1
Pt 3    | blinatumomab | 1   | 28      | 28   | ug/day    | 1
"""
MARROWS = """
patient | day | blasts | blasts unit | mrd    | mrd unit
--------+-----+--------+-------------+--------+---------
Pt 1    | -3  | 80     | %           |        |
Pt 1    | 15  | 20     | %           |        |
Pt 1    | 43  | 2      | %           | 0.001  | %
Pt 1    | 71  | 1      | %           | 0.02   | %
Pt 1    | 120 | 40     | %           |        |
Pt 2    | 29  | <5     | %           |        |
"""
COUNTS = """
patient | test        | day | value | unit | words
--------+-------------+-----+-------+---------+------
Pt 1    | neutrophils | 14  | 0.3   | ×10^9/L |
Pt 1    | platelets   | 14  | 20    | ×10^9/L |
Pt 1    | neutrophils | 41  | 0.9   | ×10^9/L |
Pt 1    | neutrophils | 46  | 1.8   | ×10^9/L |
Pt 1    | platelets   | 41  | 140   | ×10^9/L |
Pt 1    | neutrophils | 71  | 2     | ×10^9/L |
Pt 1    | platelets   | 71  | 200   | ×10^9/L |
Pt 1    | neutrophils | 119 | 2     | ×10^9/L |
Pt 1    | platelets   | 119 | 200   | ×10^9/L |
Pt 1    | circulating_blasts | 43 |  |  | no
Pt 1    | circulating_blasts | 71 |  |  | no
Pt 1    | circulating_blasts | 120 |  |  | no
Pt 2    | neutrophils | 29  | 2     | ×10^9/L |
Pt 2    | platelets   | 21  | 200   | ×10^9/L |
"""
SITES = """
patient | site    | day | present
--------+---------+-----+--------
Pt 1    | any     | 15  | no
Pt 1    | any     | 43  | no
Pt 1    | any     | 71  | no
Pt 1    | any     | 120 | no
Pt 2    | any     | 29  | no
"""
REPORTED = "patient | endpoint | value | day\n---\nPt 1 | response | CR | 44\nPt 1 | response | CR | 71"
CONTACTS = """
patient | status | day | relapse | relapse cd19 | relapse cd22
--------+--------+-----+---------+--------------+-------------
Pt 1    | alive  | 120 | yes     | negative     | not tested
Pt 2    | alive  | 60  | no      |              |
"""
FLUIDS = """
patient | day | blasts seen | white cells | red cells
--------+-----+-------------+-------------+----------
Pt 1    | -3  | yes         | 3           | 2
Pt 1    | 43  | no          | 1           | 0
"""
TABLES = {"patients": PATIENTS, "doses": DOSES, "marrow_exams": MARROWS, "measurements": COUNTS}
TABLES |= {"disease_sites": SITES, "reported": REPORTED, "follow_up": CONTACTS, "csf_exams": FLUIDS}


@pytest.fixture
def run(study_of, engine_name):
    return study_of(SETTINGS, **TABLES).run(engine_name)


def found(run, section, criterion=""):
    rows = [f for f in run.findings if f.section == section and criterion in ("", f.criterion)]
    return {f"{f.patient_id} {f.at}".strip(): f.text for f in rows}


def test_each_marrow_takes_the_nearest_counts_within_the_window(run):
    """Day 41 lies nearer to day 43 than day 46, and day 21 lies outside the week around day 29."""
    assert found(run, "response_at", ELN) == {
        "Pt 1 day 15": "NR",
        "Pt 1 day 43": "CRi",
        "Pt 1 day 71": "CR",
        "Pt 1 day 120": "NR",
        "Pt 2 day 29": "open: MLFS to CR",
    }


def test_a_rise_of_blasts_after_an_earlier_remission_is_a_relapse_where_the_system_has_it(run):
    assert found(run, "response_at", TOWER)["Pt 1 day 120"] == "relapse"


def test_a_report_stands_beside_the_marrow_that_it_is_near(run):
    verdicts = {f.at: (f.reported, f.verdict) for f in run.findings if f.section == "response_at" if f.criterion == ELN}
    assert verdicts["day 43"] == ("CR", "differs")
    assert verdicts["day 71"] == ("CR", "agrees")
    assert verdicts["day 15"] == ("", "no response reported")


def test_the_best_response_is_of_all_marrows_and_of_those_of_a_cycle(run, said):
    assert {f.patient_id: f.text for f in run.findings if f.section == "best_response" and f.criterion == ELN} == {
        "Pt 1": "CR",
        "Pt 2": "open: MLFS to CR",
        "Pt 3": "not assessed",
    }
    assert found(run, "response_by_cycle", ELN) == {
        "Pt 1 cycle 1": "CRi",
        "Pt 1 cycle 2": "CR",
        "Pt 2 cycle 1": "open: MLFS to CR",
    }


def test_the_first_remission_has_its_day(run):
    assert found(run, "first_remission", ELN) == {"Pt 1": "day 43", "Pt 2": "day 29 or later", "Pt 3": "not assessed"}


def test_without_a_marrow_it_is_not_said_that_none_was_in_remission(study_of, engine_name):
    marrows = "patient | day | blasts | blasts unit | phase\n---\nPt 1 | 29 | 30 | % | end"
    deaths = "patient | status | day | phase\n---\nPt 2 | dead | 20 | during"
    run = study_of(SETTINGS, patients="patient\nPt 1\nPt 2", marrow_exams=marrows, follow_up=deaths).run(engine_name)
    why = {f.patient_id: f.reason for f in run.findings if f.section == "first_remission" and f.criterion == ELN}
    assert why == {"Pt 1": "no marrow in remission", "Pt 2": "no marrow on a known day since the first dose"}


def test_a_relapse_carries_its_antigens(run):
    said = {f.variable: (f.at, f.text, f.reason) for f in run.findings if f.section == "relapse_antigen"}
    assert said == {
        "CD19": ("relapse 1", "negative", ""),
        "CD22": ("relapse 1", "not assessed", "CD22 at relapse not tested"),
    }


def test_mrd_is_judged_of_each_marrow_and_the_central_nervous_system_of_each_fluid(run):
    assert found(run, "mrd_at") == {"Pt 1 day 43": "negative", "Pt 1 day 71": "positive"}
    assert found(run, "cns_at") == {"Pt 1 day -3": "CNS2a, possibly CNS3c", "Pt 1 day 43": "CNS1, possibly CNS3c"}


def test_a_remission_after_another_therapy_is_listed_and_is_not_the_best_response_to_this_one(study_of, engine_name):
    salvaged = TABLES | {
        "therapies": "patient | therapy | given | phase | day\n---\nPt 1 | inotuzumab | yes | after | 30",
        "reported": "patient | endpoint | value | day\n---\nPt 2 | response | MLFS | 29",
    }
    run = study_of(SETTINGS, **salvaged).run(engine_name)
    assert found(run, "response_at", ELN)["Pt 1 day 43"] == "CRi"
    assert found(run, "best_response", ELN)["Pt 1"] == "NR"
    assert [f.text for f in run.findings if f.section == "first_remission" and f.patient_id == "Pt 1"] == [
        "not assessed"
    ] * 2


def test_mrd_of_the_blood_stands_beside_that_of_the_marrow_and_not_for_it(study_of, engine_name):
    counts = COUNTS + "Pt 1 | mrd | 43 | 0.5 | % |\n"
    header, *rows = [line for line in counts.splitlines() if "|" in line]
    with_specimen = [
        header + " | specimen",
        *(row + (" | peripheral blood" if "mrd" in row else " | ") for row in rows),
    ]
    tables = TABLES | {"measurements": "\n".join(row for row in with_specimen if "---" not in row)}
    run = study_of(SETTINGS, **tables).run(engine_name)
    said = found(run, "mrd_at")
    assert said["Pt 1 day 43"] == "negative"
    assert said["Pt 1 day 43, peripheral blood"] == "positive"


def test_responses_are_counted_by_system_and_cycle(run):
    """Pt 2 may be MLFS, or any better; Pt 3 had no marrow, so every response is open for the best and none by cycle."""
    table = run.table("responses_by_cycle")
    names = [column.label for column in table.columns]
    rows = {
        (row[0].text, row[1].text): dict(zip(names, [cell.text for cell in row], strict=True)) for row in table.rows
    }
    best = rows["ELN 2024", "Best"]
    assert (best["Patients"], best["Any remission"].partition(" (")[0]) == ("3", "1/3, possibly 3/3")
    assert [best[name] for name in ("CR", "CRh", "CRi", "MLFS", "PR", "NR")] == ["1–3", "–", "0–2", "0–2", "–", "–"]
    assert [rows["ELN 2024", "Cycle 2"][name] for name in ("Patients", "CR", "CRi")] == ["1", "1", "–"]
    assert names.index("CR") < names.index("CRh") < names.index("CRi") < names.index("PR") < names.index("NR")


def test_the_day_of_the_first_remission_is_told_of_those_who_surely_had_one(run):
    (row,) = run.ledger.where(section="derived_response_at", statistic="median", criterion=ELN)
    assert (row.text, row.denominator, row.patients) == ("43", 1, ("Pt 1",))
    assert "ELN 2024, first remission: median day 43 (1 patient)." in run.table("responses_by_cycle").notes
