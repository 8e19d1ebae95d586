"""The pictures of a study: each with its patient and what is seen, and none that lies elsewhere or is none."""

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from blastline.report.figures.images import MOST

PATIENTS = "patient | first dose\nPt 1 | 2022-01-01\nPt 2 | 2022-01-01"
HEADER = "patient | file | modality | finding | phase | day\n"


@pytest.fixture
def study(study_of):
    def build(rows, settings=""):
        built = study_of(settings, patients=PATIENTS, images=HEADER + rows)
        Image.new("RGB", (60, 40), "grey").save(built.folder / "scan.png")
        (built.folder / "words.png").write_text("no picture", encoding="utf-8")
        return built

    return build


def test_each_picture_is_drawn_with_its_caption(study):
    figure = study(
        "Pt 1 | scan.png | CT of the chest | a halo | during | 12\nPt 2 | scan.png | MRI | nothing | before |"
    )
    figure = figure.run("polars").figure("images")
    words = [text.get_text() for text in figure.axes[0].texts]
    assert words == ["A", "Pt 1. CT of the chest, day 12: a halo", "B", "Pt 2. MRI, before treatment: nothing"]
    assert len(figure.axes[0].images) == 2


def test_of_very_many_the_first_are_drawn(study):
    rows = "\n".join(f"Pt {1 + n % 2} | scan.png | scan {n} | | before | -{n + 1}" for n in range(MOST + 2))
    assert len(study(rows).run("polars").figure("images").axes[0].images) == MOST


def test_where_nobody_may_be_named_there_is_none(study):
    built = study("Pt 1 | scan.png | CT | a halo | during | 12", "[report]\nsuppress_below = 5\n")
    assert built.run("polars").figure("images") is None


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ("absent.png", "is not there"),
        ("words.png", "cannot be read as a picture"),
        ("study.toml", "is no picture that is known"),
        ("../scan.png", "lies outside the study folder"),
        ("/etc/hostname", "lies outside the study folder"),
    ],
)
def test_a_file_that_is_no_picture_of_the_study_is_a_problem(study, file, what):
    (problem,) = study(f"Pt 1 | {file} | CT | | during | 3").check()
    assert what in problem.what
    assert problem.place.startswith("images.csv, row 2")
    assert "PNG, JPEG or TIFF" in problem.remedy


def test_a_picture_leaves_what_else_its_file_tells_behind(study, tmp_path):
    about = PngInfo()
    about.add_text("Patient", "Somebody Real")
    built = study("Pt 1 | named.png | CT | a halo | during | 12")
    Image.new("RGB", (60, 40), "grey").save(built.folder / "named.png", pnginfo=about)
    built.run("polars").write(tmp_path / "out", formats=["html"])
    for path in (tmp_path / "out").rglob("*"):
        assert path.is_dir() or b"Somebody Real" not in path.read_bytes()
