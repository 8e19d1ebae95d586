"""Every figure at every size of a study, with all events and with none: it is drawn whole, or there is nothing to draw."""

import csv

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from blastline.estimate.ledger import Ledger
from blastline.report.drawing import FIGURES
from blastline.report.figures.style import journal_style, with_words_below
from blastline.study import open_study
from blastline.synthesise.cohort import synthesise

# What even one invented patient has.
ALWAYS = {"flow", "marrow_change", "time_course", "counts", "toxicity"}
SIZES = (1, 2, 5, 300)
BEYOND = 2.0  # points that a letter may stand over the edge


@pytest.fixture(scope="module")
def ledger_of(tmp_path_factory):
    """The ledgers of invented cohorts by what they are; each is made when it is asked for, and once."""
    made = {}

    def build(kind):
        if kind not in made:
            folder = tmp_path_factory.mktemp("cohort") / "study"
            synthesise(folder, kind if isinstance(kind, int) else 40, 11)
            if kind in FATES:
                follow(folder, FATES[kind])
            made[kind] = open_study(folder).run("polars").ledger
        return made[kind]

    return build


def follow(folder, fate):
    """Everybody's last contact becomes what `fate` says, and what led to it goes."""
    path = folder / "follow_up.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["phase"] == "after"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(row | {"cause_of_death": ""} | fate for row in rows)


FATES = {
    "all die": {"status": "dead", "relapse": "no", "date": "", "day": "1090", "cause_of_death": "leukaemia"},
    "nobody dies": {"status": "alive", "relapse": "no", "date": "", "day": "1090"},
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*SIZES, *FATES])
def test_each_is_drawn_whole_or_there_is_nothing_to_draw(ledger_of, kind):
    """One cohort a test: to invent and derive it takes longer than to draw it."""
    ledger = ledger_of(kind)
    drawn = {name: drawing.draw(ledger) for name, drawing in FIGURES.items()}
    assert {name for name, figure in drawn.items() if figure} >= ALWAYS
    whole = {name: with_words_below(figure, "INVENTED DATA") for name, figure in drawn.items() if figure}
    assert {name: found for name, figure in whole.items() if (found := list(beyond_the_edge(figure)))} == {}


def test_of_no_patient_there_is_nothing_to_draw(ledger_of):
    about_the_study = Ledger([row for row in ledger_of(2) if row.section == "study"])
    assert {name for name, drawing in FIGURES.items() if drawing.draw(about_the_study)} == set()


def beyond_the_edge(figure):
    """The words that stand over the edge of the sheet."""
    with journal_style():
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        sheet = figure.bbox
        for text in figure.findobj(lambda artist: hasattr(artist, "get_text") and artist.get_visible()):
            box = text.get_window_extent(canvas.get_renderer())
            inside = box.x0 >= sheet.x0 - BEYOND and box.x1 <= sheet.x1 + BEYOND
            if text.get_text().strip() and not (inside and box.y0 >= -BEYOND and box.y1 <= sheet.y1 + BEYOND):
                yield text.get_text()


def test_a_word_over_the_edge_is_found(ledger_of):
    figure = FIGURES["flow"].draw(ledger_of(2))
    figure.axes[0].text(99, 0.1, "far out")
    assert list(beyond_the_edge(figure)) == ["far out"]
