"""The founding study in a folder of its own, to be spoilt in one place; and what a person then reads."""

import gc
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from blastline.cli import main

FOUNDING = Path(__file__).parents[2] / "studies" / "salvage-blinatumomab"


@dataclass(frozen=True)
class Said:
    """What a command left: its exit code and both outputs."""

    code: int
    out: str
    err: str

    @property
    def problems(self) -> list[str]:
        """The problems as they are printed, a place and a remedy each, without the last line that counts them."""
        listed = re.sub(r"\n\n\d+ problems?; nothing was written\.\n\Z", "", self.err)
        return re.split(r"\n(?! )", listed)


@dataclass(frozen=True)
class Spoilt:
    """A copy of the founding study, and the ways in which a file goes wrong."""

    folder: Path

    def path(self, name: str) -> Path:
        return self.folder / (name if "." in name else f"{name}.csv")

    def change(self, name: str, right: str, wrong: str) -> None:
        """One place of a file, which must be there."""
        text = self.path(name).read_text(encoding="utf-8")
        assert right in text
        self.path(name).write_text(text.replace(right, wrong, 1), encoding="utf-8")

    def add(self, name: str, *lines: str) -> None:
        """Rows at the end of a table."""
        with self.path(name).open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)

    def write(self, name: str, text: str) -> None:
        self.path(name).write_text(text, encoding="utf-8")

    def line(self, name: str, containing: str) -> int:
        """The line of a file on which this stands, counted from 1."""
        lines = self.path(name).read_text(encoding="utf-8").splitlines()
        return next(number for number, line in enumerate(lines, start=1) if containing in line)

    def next_row(self, name: str) -> int:
        """The row that a line added to a table will be."""
        return len(self.path(name).read_text(encoding="utf-8").splitlines()) + 1


@pytest.fixture
def study(tmp_path: Path) -> Spoilt:
    return Spoilt(Path(shutil.copytree(FOUNDING, tmp_path / "study")))


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Said]:
    """`blastline …` as typed in the folder in which the study lies. A traceback fails the test wherever it is."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(gc, "set_threshold", lambda *_: None)

    def type_(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["blastline", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        code = left.value.code
        return Said(code if isinstance(code, int) else 0, out, err)

    return type_


@pytest.fixture
def check(study: Spoilt, typed: Callable[..., Said]) -> Callable[[], list[str]]:
    """The problems that `blastline check` finds; with any of them it exits 1 and says how many there are."""

    def run() -> list[str]:
        said = typed("check", study.folder)
        if said.code == 0:
            return []
        count = len(said.problems)
        assert (said.code, said.out) == (1, "")
        assert said.err.endswith(f"\n\n{count} problem{'s' if count > 1 else ''}; nothing was written.\n")
        return said.problems

    return run


@dataclass(frozen=True)
class Answer:
    """An exit code, and every word that was said on either output."""

    code: int
    said: str


@pytest.fixture
def asked(typed: Callable[..., Said]) -> Callable[..., Answer]:
    def ask(*words: object) -> Answer:
        said = typed(*words)
        return Answer(said.code, said.out + said.err)

    return ask
