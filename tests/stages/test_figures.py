"""Figures: the same bytes every time, nothing invented for what is not recorded, at any number of patients."""

import random
import re

import matplotlib
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.report.figures.expression import draw_expression
from blastline.report.figures.flow import draw_flow
from blastline.report.figures.marks import RESPONSES
from blastline.report.figures.patients import drawn_patients
from blastline.report.figures.style import save_figure, sheet, with_words_below
from blastline.report.figures.survival import MOST_TICKED, draw_survival
from blastline.report.figures.swimmer import draw_swimmer
from blastline.report.figures.swimmer_marks import EVENTS, INFECTION_OUTCOMES, SPARE

# Patients 1 to 5 as Qi et al. (Ann Med 2023) print them: Table 1A and the Results.
CD19_PERCENT = {"Pt 1": "73.09", "Pt 2": "99.44", "Pt 3": "45.24", "Pt 4": "59.03", "Pt 5": "32.02"}
RESPONSE = {"Pt 1": "CR", "Pt 2": "CRi", "Pt 3": "CR", "Pt 4": "CR", "Pt 5": "PR"}
COURSE = """
    patient | phase  | event             | category          | day | label
    Pt 1    | during | infection         | fungal            | 10  | Rhizopus microsporus pneumonia diagnosed
    Pt 1    | end    | response          | CR                |     | CR, MRD-negative
    Pt 1    | end    | infection_outcome | partial response  |     | Partial response of pneumonia
    Pt 1    | after  | infection_outcome | complete response | +40 | Complete response of pneumonia
    Pt 1    | after  | alive             |                   |     | Alive at cut-off
    Pt 2    | during | infection         | bacterial         |     | Bacterial pneumonia
    Pt 2    | during | infection_outcome | complete response | 21  | Complete response of pneumonia
    Pt 2    | end    | response          | CRi               |     | CRi, MRD-positive
    Pt 2    | after  | transplant        | allo-HSCT         |     | Allo-HSCT
    Pt 2    | after  | infection         | fungal            |     | Severe invasive fungal disease
    Pt 2    | after  | death             |                   |     | Death two months after allo-HSCT
    Pt 3    | before | infection         | bacterial         |     | Bacterial pneumonia
    Pt 3    | before | infection         | fungal            |     | Cryptococcal encephalopathy
    Pt 3    | end    | response          | CR                |     | CR, MRD-negative
    Pt 3    | end    | infection_outcome | complete response |     | Complete response of encephalopathy
    Pt 3    | after  | transplant        | allo-HSCT         |     | Allo-HSCT
    Pt 3    | after  | maintenance       | blinatumomab      |     | Blinatumomab maintenance
    Pt 3    | after  | alive             |                   |     | Alive at cut-off
    Pt 4    | end    | response          | CR                |     | CR, MRD-negative
    Pt 4    | after  | alive             |                   |     | Alive at cut-off
    Pt 5    | during | cycle             | 2                 |     | Second cycle
    Pt 5    | end    | response          | PR                |     | PR
    Pt 5    | after  | maintenance       |                   |     | Maintenance
    Pt 5    | after  | alive             |                   |     | Alive at cut-off
"""


def course_rows(table: str) -> list[LedgerRow]:
    """A drawn table as rows of the course; "+40" is 40 days after treatment, an empty day is not recorded."""
    lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()[1:]]
    return [_course_row(place, *line) for place, line in enumerate(lines)]


def _course_row(place: int, patient: str, phase: str, event: str, category: str, day: str, label: str) -> LedgerRow:
    after = day.startswith("+")
    words = f"{int(day)} days after treatment" if after else f"day {day}"
    return LedgerRow(
        key=f"course.{patient}.{place}",
        label=label,
        section="course",
        variable=event,
        statistic="event",
        text=words if day else "day not recorded",
        patient_id=patient,
        category=category,
        phase=phase,
        value=float(day) if day else None,
        unit="days after treatment" if after else "day",
    )


def study_rows() -> list[LedgerRow]:
    """What the swimmer figure needs to know of the study: 28 planned days from day 1, and the cut-off."""
    return [
        LedgerRow("study.planned_days", "Planned days", "study", "planned_days", "value", "28", value=28),
        LedgerRow("study.first_day", "First day", "study", "first_day", "value", "1", value=1),
        LedgerRow("study.cutoff", "Cut-off", "study", "cutoff", "value", "31 October 2022"),
    ]


def expression_rows(percents: dict[str, str], responses: dict[str, str]) -> list[LedgerRow]:
    """Antigen values before therapy, as printed ("" is not recorded), and the responses."""
    values = [
        LedgerRow(
            f"baseline.cd19.{patient}",
            "CD19 expression on leukaemia cells",
            "baseline",
            "cd19_on_blasts",
            "value",
            f"{percent}%" if percent else "not recorded",
            patient_id=patient,
            value=float(percent) if percent else None,
            value_possible=float(percent) if percent else None,
            unit="%",
        )
        for patient, percent in percents.items()
    ]
    return values + [
        LedgerRow(f"response.{patient}", "Response", "response", "response", "category", text, patient_id=patient)
        for patient, text in responses.items()
    ]


def flow_row(category: str, label: str, patients: list[str], possibly: tuple[str, ...] = ()) -> LedgerRow:
    """One box of the patient flow, or one reason in a box."""
    return LedgerRow(
        key=f"flow.{label}",
        label=label,
        section="flow",
        variable="flow",
        statistic="count",
        text=str(len(patients)),
        category=category,
        numerator=len(patients),
        numerator_possible=len({*patients, *possibly}),
        patients=tuple(patients),
        patients_possible=tuple(dict.fromkeys([*patients, *possibly])),
    )


def flow_rows(patients: list[str]) -> list[LedgerRow]:
    """A flow with reasons for leaving, an outcome that is not settled and one that nobody had."""
    screened = [*patients, "Pt S1", "Pt S2"] if patients else []
    return [
        flow_row("stage", "Assessed for eligibility", screened),
        flow_row("excluded", "No prior anti-CD19 CAR-T therapy", screened[-1:]),
        flow_row("excluded", "Prior blinatumomab or another antibody against CD19", screened[-2:-1]),
        flow_row("stage", "Enrolled", patients),
        flow_row("stage", "Received blinatumomab", patients),
        flow_row("excluded", "Died before response was assessed", []),
        flow_row("stage", "Response assessed", patients),
        flow_row("outcome", "CR", patients[:3]),
        flow_row("outcome", "CRi", patients[3:4], tuple(patients[:1])),
        flow_row("outcome", "PR", patients[4:]),
        flow_row("outcome", "No response", []),
    ]


def cohort(number: int) -> Ledger:
    """The founding study's patients for up to five, invented ones with busier courses beyond."""
    if number == 0:
        return Ledger(study_rows())
    patients = [f"Pt {place}" for place in range(1, number + 1)]
    rows = [row for row in course_rows(COURSE) if row.patient_id in patients]
    for patient in patients[5:]:
        rows += invented_course(patient)
    draw = random.Random(7)
    percents = {patient: CD19_PERCENT.get(patient, f"{draw.uniform(0, 100):.1f}") for patient in patients}
    percents |= dict.fromkeys(patients[8::9], "")
    responses = {p: RESPONSE.get(p, draw.choice(["CR", "CRh", "CRi", "PR", "NR"])) for p in patients[:27]}
    flow = flow_rows(patients)
    return Ledger([*study_rows(), *flow, *expression_rows(percents, responses), *rows])


def invented_course(patient: str) -> list[LedgerRow]:
    """A course drawn by lot, the same for one patient on every run."""
    draw = random.Random(patient)
    table = "patient | phase | event | category | day | label\n"
    for _ in range(draw.randint(0, 2)):
        table += f"{patient} | before | infection | fungal | | Infection\n"
    for day in sorted(draw.randint(1, 28) for _ in range(draw.randint(0, 4))):
        kind = draw.choice(["infection", "complication"])
        table += f"{patient} | during | {kind} | | {draw.choice(['', day])} | Event\n"
    if draw.random() < 0.15:
        return course_rows(table + f"{patient} | during | death | | 28 | Death\n")
    table += f"{patient} | end | response | {draw.choice(['CR', 'CRi', 'PR', 'NR'])} | | Response\n"
    for kind in draw.sample(["transplant", "maintenance", "infection", "complication"], draw.randint(0, 4)):
        table += f"{patient} | after | {kind} | | {draw.choice(['', '+30'])} | Event\n"
    ends = ["death", "alive", "alive", ""]
    if end := draw.choice(ends):
        table += f"{patient} | after | {end} | | | End\n"
    return course_rows(table)


DRAWN = {"flow": draw_flow, "expression": draw_expression, "swimmer": draw_swimmer}
each_figure = pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
each_size = pytest.mark.parametrize("patients", [1, 2, 5, 30])


def words_in(figure: Figure) -> list[str]:
    """Every stretch of words on the page."""
    return [text.get_text().replace("\u00a0", " ") for text in figure.axes[0].texts if text.get_text()]


def legend_of(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts if text.get_gid() == "legend"]


def course_ledger(table: str) -> Ledger:
    """A drawn course, with what the swimmer figure needs to know of the study."""
    return Ledger([*study_rows(), *course_rows("patient | phase | event | category | day | label\n" + table)])


def hollow_events(axes: Axes) -> dict[str, bool]:
    """Per event of the course, whether its symbol is hollow."""
    symbols = [line for line in axes.lines if str(line.get_gid()).startswith("course.")]
    return {str(line.get_gid()): line.get_markerfacecolor() == "white" for line in symbols}


@each_figure
def test_two_runs_leave_the_same_bytes(draw, tmp_path):
    first = save_figure(draw(cohort(5)), tmp_path / "first", "figure")
    second = save_figure(draw(cohort(5)), tmp_path / "second", "figure")
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]


def test_a_readers_own_matplotlib_settings_neither_change_the_bytes_nor_are_changed(tmp_path):
    plain = save_figure(draw_flow(cohort(2)), tmp_path / "plain", "flow")
    with matplotlib.rc_context({"font.size": 20, "text.color": "red", "savefig.bbox": "tight"}):
        own = save_figure(draw_flow(cohort(2)), tmp_path / "own", "flow")
        assert matplotlib.rcParams["font.size"] == 20
    assert [file.read_bytes() for file in plain] == [file.read_bytes() for file in own]


@each_figure
@each_size
def test_any_number_of_patients_can_be_drawn(draw, patients, tmp_path):
    svg, png, pdf = save_figure(draw(cohort(patients)), tmp_path, "figure")
    assert svg.read_text(encoding="utf-8").startswith("<?xml")
    assert png.read_bytes().startswith(b"\x89PNG")
    assert pdf.read_bytes().startswith(b"%PDF")
    assert b"/Type3" not in pdf.read_bytes()


@each_figure
def test_where_there_is_nothing_to_draw_there_is_no_figure(draw):
    assert draw(Ledger([])) is None


@each_figure
@each_size
def test_no_words_leave_the_page_or_touch_each_other(draw, patients):
    figure = draw(cohort(patients))
    page, boxes = figure.bbox, written_boxes(figure)
    assert all(page.x0 <= box.x0 and box.x1 <= page.x1 for box in boxes.values())
    assert all(page.y0 <= box.y0 and box.y1 <= page.y1 for box in boxes.values())
    areas = list(boxes.items())
    for place, (text, box) in enumerate(areas):
        touched = [other.get_text() for other, area in areas[place + 1 :] if box.overlaps(area)]
        assert not touched, f"{text.get_text()} touches {touched}"


def written_boxes(figure: Figure) -> dict[Text, matplotlib.transforms.Bbox]:
    """Where each stretch of words stands, less a hair: lines of one label stand close. The legend's "?" is inside."""
    with matplotlib.rc_context({"text.parse_math": False}):
        texts = [text for text in figure.axes[0].texts if text.get_text() not in ("", "?")]
        return {text: text.get_window_extent().padded(-1.2) for text in texts}


def test_an_event_without_a_day_is_hollow_and_one_with_a_day_is_filled():
    rows = course_rows(COURSE)
    axes = draw_swimmer(Ledger([*study_rows(), *rows])).axes[0]
    expected = {row.key: row.value is None for row in rows if row.variable != "alive"}
    drawn = hollow_events(axes)
    assert {key: drawn[key] for key in expected} == expected


def test_a_day_is_drawn_to_scale():
    figure = draw_swimmer(
        course_ledger("""\
            Pt 1 | during | infection    | | 1  | First day
            Pt 1 | during | complication | | 10 | Tenth day
            Pt 1 | during | infection    | | 28 | Last day
        """)
    )
    first, tenth, last = (line.get_xdata()[0] for line in figure.axes[0].lines if line.get_gid())
    assert (tenth - first) / (last - first) == pytest.approx(9 / 27)


def test_events_on_one_day_stand_below_each_other():
    figure = draw_swimmer(
        course_ledger("""\
            Pt 1 | during | infection    | | 10 | Pneumonia
            Pt 1 | during | complication | | 10 | Bleeding
        """)
    )
    upper, lower = (line for line in figure.axes[0].lines if line.get_gid())
    assert upper.get_xdata()[0] == lower.get_xdata()[0]
    assert upper.get_ydata()[0] < lower.get_ydata()[0]


def test_a_second_cycle_does_not_stand_among_the_days_of_the_first():
    words = words_in(draw_swimmer(course_ledger("Pt 5 | during | cycle | 2 | | Second cycle")))
    assert "Later cycles," in words


def test_an_event_in_a_phase_after_death_is_an_error():
    ledger = course_ledger("""\
        Pt 2 | during | death      | |    | Death of sepsis
        Pt 2 | after  | transplant | |    | Allo-HSCT
    """)
    message = (
        'Pt 2: "Allo-HSCT" (after treatment, day not recorded) comes after death (during treatment, day not '
        "recorded). Correct the day or the phase of one of them."
    )
    with pytest.raises(ValueError, match=re.escape(message)):
        draw_swimmer(ledger)


def test_nobody_is_dead_and_alive_at_the_cutoff():
    ledger = course_ledger("""\
        Pt 2 | after | death | | | Death
        Pt 2 | after | alive | | | Alive at cut-off
    """)
    with pytest.raises(ValueError, match='Pt 2: "Alive at cut-off"'):
        draw_swimmer(ledger)


def test_a_death_before_treatment_ends_the_lane_before_the_planned_bar():
    figure = draw_swimmer(course_ledger("Pt 2 | before | death | | | Death"))
    assert legend_of(figure) == ["Death", "hollow: day not recorded"]


def test_no_two_meanings_share_a_shape():
    marks = [*RESPONSES.values(), *INFECTION_OUTCOMES.values(), *EVENTS.values()]
    shapes = [mark.symbol for mark in marks] + [shape for spare in SPARE.values() for shape in spare]
    assert len(shapes) == len(set(shapes))


def test_an_event_that_no_symbol_stands_for_is_an_error():
    with pytest.raises(ValueError, match='Pt 1: no symbol for "holiday"'):
        draw_swimmer(course_ledger("Pt 1 | after | holiday | | | Two weeks at sea"))


def test_the_legend_lists_what_is_drawn_and_nothing_else():
    figure = draw_swimmer(
        course_ledger("""\
            Pt 1 | end   | response | CRi | | CRi
            Pt 1 | after | death    |     | | Death
        """)
    )
    assert legend_of(figure) == [
        "Response: CRi",
        "Death",
        "hollow: day not recorded",
        "planned infusion, not the days given",
        "length not recorded",
    ]


def test_a_lane_of_which_nobody_knows_the_end_is_marked():
    figure = draw_swimmer(course_ledger("Pt 1 | end | response | PR | | PR"))
    assert "status at cut-off not recorded" in legend_of(figure)
    assert words_in(figure).count("?") == 3  # the lane's end, its legend, and the legend of hollow symbols


def test_antigens_of_more_than_thirty_patients_stand_in_rows_by_response():
    values = {f"Pt {number}": "50" for number in range(34)}
    figure = draw_expression(Ledger(expression_rows(values, dict.fromkeys(list(values)[:20], "CR"))))
    words = words_in(figure)
    assert "CR (n = 20)" in words
    assert "response not recorded (n = 14)" in words
    assert not [word for word in words if word.startswith("Pt")]


def test_more_patients_than_a_page_holds_are_counted():
    drawn, note = drawn_patients([f"Pt {number}" for number in range(1234)])
    assert (len(drawn), drawn[-1]) == (200, "Pt 199")
    assert note == "The first 200 of 1,234 patients are drawn; the ledger holds all."


def test_a_patient_without_an_antigen_value_keeps_a_row():
    figure = draw_expression(Ledger(expression_rows({"Pt 1": "73.09", "Pt 2": ""}, {"Pt 3": "NR", "Pt 1": "CR"})))
    words = words_in(figure)
    assert [word for word in words if word.startswith("Pt")] == ["Pt 1", "Pt 2", "Pt 3"]
    assert words.count("not recorded") == 2
    assert "73.09%" in words
    assert legend_of(figure) == ["Response: CR"]


def test_an_antigen_value_that_is_no_percentage_is_an_error():
    with pytest.raises(ValueError, match="Pt 1: cd19_on_blasts is 150, but a percentage is 0 to 100"):
        draw_expression(Ledger(expression_rows({"Pt 1": "150"}, {})))


def test_a_count_in_the_flow_carries_both_ends_and_its_patients():
    rows = [
        flow_row("stage", "Treated", ["Pt 1", "Pt 2"]),
        flow_row("excluded", "Lost", []),
        flow_row("outcome", "CR", ["Pt 1"], ("Pt 2",)),
    ]
    assert words_in(draw_flow(Ledger(rows))) == [
        "Treated (n = 2)",
        "Pt 1, Pt 2",
        "Lost (n = 0)",
        "CR (n = 1, possibly 2)",
        "Pt 1; possibly Pt 2",
    ]


def test_ten_patients_are_counted_but_not_listed():
    patients = [f"Pt {number}" for number in range(10)]
    assert words_in(draw_flow(Ledger([flow_row("stage", "Treated", patients)]))) == ["Treated (n = 10)"]


def test_words_below_a_figure_stand_on_it_and_move_nothing_out_of_its_place():
    figure, _ = sheet(0.8)
    width, height = figure.get_size_inches()
    inches = figure.axes[0].get_position().height * height
    marked = with_words_below(figure, "INVENTED DATA")
    assert [text.get_text() for text in marked.texts] == ["INVENTED DATA"]
    assert marked.get_size_inches()[0] == width
    assert marked.get_size_inches()[1] > height
    # The panel is as large as it was, and lies above the words.
    longer = marked.get_size_inches()[1]
    assert marked.axes[0].get_position().height * longer == pytest.approx(inches)
    assert marked.axes[0].get_position().y0 > marked.texts[0].get_position()[1]


@pytest.mark.parametrize(("patients", "ticks"), [(MOST_TICKED, 1), (MOST_TICKED + 1, 0)])
def test_censored_patients_have_a_tick_unless_ticks_would_cover_the_curve(patients, ticks):
    told = {"label": "Overall survival", "section": "survival", "variable": "overall survival", "statistic": "step"}
    steps = [(30, 1.0, 0, patients), (60, 0.9, 5, patients - 7)]
    rows = [
        LedgerRow(f"s.{day}", text="", category=str(day), value=share, numerator=events, denominator=at_risk,
                  interval_low=share - 0.1, interval_high=1.0, **told)
        for day, share, events, at_risk in steps
    ]  # fmt: skip
    lines = draw_survival(Ledger(rows)).axes[0].lines
    upright = [line for line in lines if line.get_linewidth() == 0.7 and len(set(line.get_xdata())) == 1]
    assert len(upright) == 2 * ticks
