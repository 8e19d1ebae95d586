"""Dated courses: what the ledger tells of each lane, and how lanes are drawn at any number of patients."""

import matplotlib
import pytest

from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.report.figures.style import save_figure
from blastline.report.figures.swimmer import draw_swimmer
from blastline.report.figures.timeline import draw_timeline

PATIENTS = "patient\n---\nPt 1\nPt 2\nPt 3"
DOSES = """
patient | drug         | day | end day
--------+--------------+-----+--------
Pt 1    | blinatumomab | 1   | 7
Pt 1    | blinatumomab | 8   | 20
Pt 1    | blinatumomab | 24  | 28
"""
FOLLOW_UP = """
patient | status | relapse | relapse cd19 | phase | day
--------+--------+---------+--------------+-------+----
Pt 1    | alive  | yes     | negative     | after | 200
Pt 1    | dead   |         |              | after | 400
Pt 2    | alive  |         |              | after | 90
"""
THERAPIES = """
patient | therapy   | given | phase | day
--------+-----------+-------+-------+----
Pt 1    | allo-HSCT | yes   | after | 150
"""
REPORTED = """
patient | endpoint | value | phase | day
--------+----------+-------+-------+----
Pt 1    | response | CR    | end   | 30
Pt 2    | response | CR/CRi | end  | 100
"""


@pytest.fixture
def told(study_of):
    def rows(**changed):
        tables = {"doses": DOSES, "follow_up": FOLLOW_UP, "therapies": THERAPIES, "reported": REPORTED} | changed
        return study_of(patients=PATIENTS, **tables).run("polars").ledger

    return rows


def test_a_lane_tells_given_days_response_relapse_with_its_antigen_transplant_and_death(told):
    lane = {(r.variable, r.text, r.category) for r in told().where(section="timeline", patient_id="Pt 1")}
    assert lane == {
        ("end", "day 400", "dead"),
        ("infusion", "1-20 24-28", ""),
        ("response", "day 30", "CR"),
        ("transplant", "day 150", ""),
        ("relapse", "day 200", "negative"),
    }


def test_somebody_alive_is_followed_to_the_last_event_if_that_is_later_than_the_last_contact(told):
    lane = {r.variable: r for r in told().where(section="timeline", patient_id="Pt 2")}
    assert lane["end"].text == "day 100"
    assert lane["response"].category == "CR/CRi"


def test_who_has_no_day_of_death_or_last_contact_is_counted_and_not_drawn(told):
    row = told()["timeline.patients"]
    assert (row.text, row.undecided) == ("2/3", "without a day of death or last contact: 1")


def test_only_changes_of_an_answer_are_told_and_those_of_the_marrow(study_of):
    run = study_of(
        '[criteria]\nmrd = ["tower/2017/mrd"]\n',
        patients="patient | first dose\nPt 1 | 2022-01-01",
        follow_up="patient | status | phase | day\nPt 1 | alive | after | 200",
        measurements="""
            patient | test | day | phase | value | unit | specimen
            Pt 1    | mrd  | 29  | end   | 0.5   | %    | bone marrow
            Pt 1    | mrd  | 43  | after | 0.001 | %    | bone marrow
            Pt 1    | mrd  | 50  | after | 0.5   | %    | peripheral blood
            Pt 1    | mrd  | 71  | after | 0.001 | %    | bone marrow
        """,
    ).run("polars")
    told = [(row.text, row.category) for row in run.ledger.where(section="timeline", variable="mrd")]
    assert told == [("day 29", "positive"), ("day 43", "negative")]


def test_courses_of_which_most_have_no_days_are_told_in_order(told):
    ledger = told(follow_up=FOLLOW_UP.replace("| 90", "|   "))
    assert draw_timeline(ledger) is None
    assert draw_swimmer(ledger) is not None
    assert draw_swimmer(told()) is None


def event(patient, kind, day, category=""):
    return LedgerRow(
        f"timeline.{patient}.{kind}.{day}", kind, "timeline", kind, "event", f"day {day}", patient, category, value=day
    )


def cohort(number, *, eventful):
    """So many patients, each followed for another time, with everything that a lane can hold or with nothing."""
    rows = [LedgerRow("study.first_day", "First day", "study", "first_day", "value", "1", value=1)]
    for place in range(number):
        patient = f"Pt {place + 1}"
        last = 20 + place * 37 % 900 if eventful else 30
        rows.append(event(patient, "end", last, ("dead", "alive", "unknown")[place % 3]))
        if eventful:
            rows.append(LedgerRow(f"i.{place}", "", "timeline", "infusion", "infusion", "1-10 14-28 57-70", patient))
            rows.append(event(patient, "response", min(15, last), ("CR", "CRh", "CRi", "PR", "NR", "other")[place % 6]))
            rows.append(event(patient, "mrd", min(15, last), ("negative", "positive")[place % 2]))
            rows.append(event(patient, "transplant", last))
            rows.append(event(patient, "relapse", last, ("negative", "positive", "not tested")[place % 3]))
            for name in ("cytokine release syndrome", "ICANS"):
                rows.append(
                    LedgerRow(f"{name}.{place}", "", "grade_by_day", name, "course", "1-2:0 3:1 4:0-2 5:4", patient)
                )
    return Ledger(rows)


def boxes_of(figure):
    with matplotlib.rc_context({"text.parse_math": False}):
        texts = [text for text in figure.axes[0].texts if text.get_text()]
        return {f"{text.get_text()}@{text.get_position()}": text.get_window_extent().padded(-1.2) for text in texts}


@pytest.mark.parametrize("eventful", [True, False])
@pytest.mark.parametrize("number", [1, 2, 5, 40, 300])
def test_words_stay_on_the_page_and_off_each_other_and_two_runs_are_the_same_bytes(number, eventful, tmp_path):
    figure = draw_timeline(cohort(number, eventful=eventful))
    page, areas = figure.bbox, list(boxes_of(figure).items())
    for place, (words, box) in enumerate(areas):
        assert page.x0 <= box.x0, words
        assert box.x1 <= page.x1, words
        assert page.y0 <= box.y0, words
        assert box.y1 <= page.y1, words
        assert [other for other, area in areas[place + 1 :] if box.overlaps(area)] == []
    if number == 5:
        files = [save_figure(draw_timeline(cohort(5, eventful=eventful)), tmp_path / run, "f") for run in ("a", "b")]
        assert [file.read_bytes() for file in files[0]] == [file.read_bytes() for file in files[1]]


def test_no_patients_no_figure():
    assert draw_timeline(cohort(0, eventful=True)) is None


def legend_of(number, *, eventful):
    figure = draw_timeline(cohort(number, eventful=eventful))
    return [text.get_text() for text in figure.axes[0].texts if text.get_gid() == "legend"]


def test_the_legend_names_what_is_drawn_and_nothing_else():
    assert legend_of(1, eventful=False) == ["no response recorded yet", "Death"]
    assert {"CR", "after relapse", "Relapse, CD19 negative", "grade 4 or 5", "possibly a grade"} <= set(
        legend_of(1, eventful=True)
    )
    assert "Relapse, CD19 positive" not in legend_of(1, eventful=True)
