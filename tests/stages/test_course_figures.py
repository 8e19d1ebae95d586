"""Figures of courses: at any number of patients, with every event and with none, and nothing drawn that was not recorded."""

from itertools import pairwise

import matplotlib
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import PathPatch

from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.report.figures.grades import GRADE_COLOURS
from blastline.report.figures.marrow_change import draw_marrow_change
from blastline.report.figures.scales import scale_of
from blastline.report.figures.time_course import draw_counts, draw_time_course
from blastline.report.figures.toxicity import draw_toxicity

SECTIONS = {
    "time_course": draw_time_course,
    "counts": draw_counts,
    "toxicity": draw_toxicity,
    "marrow_change": draw_marrow_change,
}
SETTINGS = """
[criteria]
haematology = ["ctcae/5.0"]
crs         = ["astct/2019/crs"]
response    = ["eln/2024/response"]
"""
FEVER = "temperature | temperature unit | fever other cause | hypotension | vasopressors | oxygen device"


def table(header, n, *lines):
    """The lines, once for each patient; `{n}` is the patient's number."""
    cells = [line.format(n=number) for number in range(1, n + 1) for line in lines]
    return "\n".join([header, *cells])


def study(study_of, n, *, ill):
    """So many patients with counts, IL-6, vital signs, doses and marrows, all of them ill or none."""
    low, il6, temperature, blasts = ("<20", "9000", "39.5", "80") if ill else ("250", "<2", "36.6", "0")
    names = "Pt {n} | "
    return study_of(
        SETTINGS,
        patients=table("patient", n, "Pt {n}"),
        measurements=table(
            "patient | test | day | value | unit | lower limit",
            n,
            names + "platelets | -1 | 200 | ×10^9/L | 150",
            names + f"platelets | 2 | {low} | ×10^9/L | 150",
            names + f"platelets | 5 | {low} | ×10^9/L | 150",
            names + f"interleukin_6 | 2 | {il6} | pg/mL |",
            names + "interleukin_6 | 3 | 20 | pg/mL |",
        ),
        vital_signs=table(
            f"patient | day | {FEVER}",
            n,
            names + f"2 | {temperature} | Cel | no | no | 0 | none",
            names + f"3 | {temperature} | Cel | no | no | 0 |",
        ),
        doses=table(
            "patient | drug | day | end day | dose | dose unit | cycle",
            n,
            names + "blinatumomab | 1 | 3 | 9 | µg/day | 1",
            names + "blinatumomab | 5 | 9 | 9 | µg/day | 1",
        ),
        marrow_exams=table(
            "patient | blasts | blasts unit | day",
            n,
            names + "40 | % | -3",
            names + f"{blasts} | % | 20",
        ),
    )


def written(figure):
    """Where each stretch of words stands on the page."""
    with matplotlib.rc_context({"text.parse_math": False}):
        return {text: text.get_window_extent() for text in figure.axes[0].texts if text.get_text()}


def words_in(figure):
    return [text.get_text() for text in figure.axes[0].texts if text.get_text()]


@pytest.mark.parametrize("draw", SECTIONS.values(), ids=SECTIONS)
def test_where_nothing_is_known_nothing_is_drawn(draw):
    assert draw(Ledger([])) is None


@pytest.mark.parametrize("ill", [True, False], ids=["every event", "no event"])
@pytest.mark.parametrize("n", [1, 2, 5, 12])
def test_each_is_drawn_for_any_number_of_patients_and_no_words_leave_the_page(n, ill, study_of):
    ledger = study(study_of, n, ill=ill).run("polars").ledger
    for name, draw in SECTIONS.items():
        figure = draw(ledger)
        page = figure.bbox.padded(1)
        outside = [text.get_text() for text, box in written(figure).items() if not page.contains(box.x0, box.y0)]
        assert not outside, f"{name}: {outside}"
        assert all(page.contains(box.x1, box.y1) for box in written(figure).values()), name


def test_a_value_below_a_limit_is_a_hollow_triangle_at_the_limit(study_of):
    ledger = study(study_of, 1, ill=False).run("polars").ledger
    axes = draw_time_course(ledger).axes[0]
    below, known = (
        next(line for line in axes.lines if line.get_gid() == f"time-course.interleukin-6.pt-1.{day}") for day in (2, 3)
    )
    assert (below.get_marker(), below.get_markerfacecolor()) == ("v", "white")
    assert known.get_marker() != "v"
    assert below.get_ydata()[0] > known.get_ydata()[0]  # lower on the sheet is further from its top
    assert "below a limit (pointing up: above one)" in words_in(draw_time_course(ledger))


def test_few_patients_have_lines_with_names_and_more_have_numbers_under_the_ticks(study_of):
    few = words_in(draw_counts(study(study_of, 2, ill=True).run("polars").ledger))
    many = words_in(draw_counts(study(study_of, 12, ill=True).run("polars").ledger))
    assert {"Pt 1", "Pt 2"} <= set(few)
    assert not [word for word in many if word.startswith("Pt")]
    assert many.count("12") >= 3  # before treatment, day 2 and day 5
    assert "pause within a cycle" in few


def map_of(*texts):
    """A map of one toxicity with these courses, one a patient."""
    patients = tuple(f"Pt {number}" for number in range(1, len(texts) + 1))
    n = str(len(texts))
    rows = [LedgerRow("study.patients", "Patients", "study", "patients", "value", n, patients=patients)]
    rows += [LedgerRow("study.first_day", "First day", "study", "first_day", "value", "1", value=1)]
    rows += [LedgerRow("grade-by-day.x.patients", "ICANS", "grade_by_day", "ICANS", "patients", f"{n}/{n}")]
    for patient, text in zip(patients, texts, strict=True):
        rows.append(
            LedgerRow(f"grade-by-day.x.{patient}", "ICANS", "grade_by_day", "ICANS", "course", text, patient_id=patient)
        )
    return Ledger(rows)


def maps(figure):
    """The shapes that hold the days of many patients; those of the legend are plain rectangles."""
    return [patch for patch in figure.axes[0].patches if isinstance(patch, PathPatch)]


def boxes(figure, colour):
    """How wide all days of one colour are together."""
    shapes = [patch for patch in maps(figure) if to_hex(patch.get_facecolor()).upper() == colour]
    return sum(width for shape in shapes for width in widths(shape))


def widths(shape):
    return [polygon[:, 0].max() - polygon[:, 0].min() for polygon in shape.get_path().to_polygons()]


def test_an_open_day_is_half_its_sure_and_half_its_possible_grade():
    figure = draw_toxicity(map_of("1:2 2:1-3"))
    one, two, three = (boxes(figure, GRADE_COLOURS[grade]) for grade in (1, 2, 3))
    assert one == pytest.approx(three)
    assert two == pytest.approx(2 * one)
    assert "open: surely (left) to possibly (right)" in words_in(figure)


def test_a_day_that_nobody_assessed_is_hatched_and_what_comes_after_the_last_is_not():
    figure = draw_toxicity(map_of("1:2 3:2 6:2", "1:2"))
    (hatched,) = [shape for shape in maps(figure) if shape.get_hatch()]
    day = boxes(figure, GRADE_COLOURS[2]) / 4
    # Day 2, and days 4 and 5, of the first patient; the second was graded on no later day for anything.
    assert sorted(widths(hatched)) == pytest.approx([day, 2 * day])


def test_patients_without_room_for_a_name_stand_by_severity():
    figure = draw_toxicity(map_of(*["1:0"] * 39, "1:4"))
    tops = {to_hex(shape.get_facecolor()).upper(): shape.get_path().vertices[:, 1].min() for shape in maps(figure)}
    assert tops[GRADE_COLOURS[4]] < tops[GRADE_COLOURS[0]]


def test_grades_darken_step_by_step():
    lightness = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in map(to_rgb, GRADE_COLOURS)]
    assert all(pale - dark > 0.08 for pale, dark in pairwise(lightness))


def change(patient, low, high, response="CR"):
    return LedgerRow(
        f"marrow-change.{patient}",
        "Change",
        "marrow_change",
        "marrow_blasts",
        "best change",
        f"{low}",
        patient_id=patient,
        category=response,
        value=low,
        value_possible=high,
    )


def test_bars_stand_from_the_largest_rise_to_the_deepest_fall_and_who_was_not_examined_has_none():
    measured = LedgerRow("marrow-change.patients", "Measured", "marrow_change", "patients", "patients", "3/4")
    rows = [
        change("a", -90.0, -90.0),
        change("b", 20.0, 20.0, "NR"),
        change("c", None, None),
        change("d", 300.0, 300.0),
    ]
    figure = draw_marrow_change(Ledger([measured, *rows]))
    bars = [patch for patch in figure.axes[0].patches if str(patch.get_gid()).startswith("marrow-change.")]
    assert [bar.get_gid().rpartition(".")[2] for bar in sorted(bars, key=lambda bar: bar.get_x())] == ["d", "b", "a"]
    assert "Patients with blasts before treatment and since: 3/4" in words_in(figure)


@pytest.mark.parametrize(
    ("values", "logarithmic", "low", "high"),
    [
        ([1, 2], False, 0, 2),
        ([0.05, 8], True, 0.02, 10),
        ([0, 0.4, 20], True, 0.2, 50),
        ([5], False, 0, 6),
        ([], False, 0, 1),
    ],
)
def test_a_ruler_holds_its_values_and_is_logarithmic_over_orders_of_magnitude(values, logarithmic, low, high):
    scale = scale_of(values)
    assert (scale.logarithmic, scale.low, scale.high) == (logarithmic, low, pytest.approx(high))
    assert all(0 <= scale.height_of(value) <= 1 for value in values)
    assert scale.ticks[0] >= low
