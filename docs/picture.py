"""Draws the picture in the README: three pages of the founding study's report, as the PDF prints them."""

from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

import blastline
from blastline.report.build import document_of, tables_of
from blastline.report.drawing import figures_of
from blastline.report.pdf import render_pages

ROOT = Path(__file__).parent.parent
PAGES = (1, 3, 4)
GAP = 24


def main() -> None:
    """Write docs/pictures/report.png."""
    study = blastline.open_study(ROOT / "studies" / "salvage-blinatumomab")
    ledger = study.run().ledger
    with TemporaryDirectory() as name:
        folder = Path(name)
        document = document_of(ledger, study.settings.study, tables_of(ledger), figures_of(ledger, folder))
        pages = render_pages(document, folder, ppi=88)
        joined = beside([Image.open(pages[number - 1]).convert("RGB") for number in PAGES])
    target = ROOT / "docs" / "pictures" / "report.png"
    target.parent.mkdir(exist_ok=True)
    joined.save(target, optimize=True)


def beside(pages: list[Image.Image]) -> Image.Image:
    """The pages side by side on grey, as sheets lie on a desk."""
    width = sum(page.width for page in pages) + GAP * (len(pages) + 1)
    height = max(page.height for page in pages) + 2 * GAP
    desk = Image.new("RGB", (width, height), (222, 222, 222))
    left = GAP
    for page in pages:
        desk.paste(page, (left, GAP))
        left += page.width + GAP
    return desk


if __name__ == "__main__":
    main()
