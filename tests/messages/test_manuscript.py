"""What whoever writes a manuscript reads when it asks for what is not there."""

import pytest

from blastline.errors import StudyError
from blastline.report.manuscript import Manuscript, problems_of, read_manuscript


def told(text, run):
    return [str(problem) for problem in problems_of(Manuscript("paper.md", text), run.ledger)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "\n\nCR in {{ response.response.cr.coumt }}",
            'paper.md, line 3: no number is called "response.response.cr.coumt".\n  Did you mean "response.response.cr.count"',
        ),
        ("{{ patient(a.b) }}", 'paper.md, line 1: no word is called "patient".\n  Did you mean "patients"?'),
        ("{{ two words }}", 'paper.md, line 1: "two words" is no key.\n  Write {{ key }} or {{ patients(key) }}.'),
        ("{{ table(basline) }}", 'paper.md, line 1: no table is called "basline".\n  Did you mean "baseline"'),
        (
            "As {{ table(baseline) }} says.",
            'paper.md, line 1: the table "baseline" is named, and stands nowhere.\n  Put {{ table(baseline) }} on a line',
        ),
        (
            "{{ figure(survival) }}",
            'paper.md, line 1: the records hold nothing for the figure "survival".\n  Take it out.',
        ),
        (
            "{{ why(baseline.age.median) }}",
            'paper.md, line 1: nothing leaves "baseline.age.median" open.\n  Take it out',
        ),
        ("Words {{ and no end", "paper.md, line 1: there is {{ that is never closed.\n  Close it with }}"),
        ("One\n\n![x](y.png)", "paper.md, line 3: there is a picture (y.png).\n  Take it out"),
    ],
)
def test_a_slot_that_cannot_be_filled_is_told_with_its_line(text, message, founding_run):
    (problem,) = told(text, founding_run)
    assert problem.startswith(message)


def test_all_problems_are_told_at_once_in_the_order_of_their_lines(founding_run):
    lines = [problem.split(":")[0] for problem in told("{{ a b }}\n\n![x](y)\n\n{{ c d }}", founding_run)]
    assert lines == ["paper.md, line 1", "paper.md, line 3", "paper.md, line 5"]


def test_a_manuscript_that_is_not_there_or_is_no_text_is_told(tmp_path):
    with pytest.raises(StudyError, match=r"paper\.md: there is no such file\.\n  Name a Markdown file"):
        read_manuscript(tmp_path / "paper.md")
    (tmp_path / "paper.docx").write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(StudyError, match=r"paper\.docx: it is no text in UTF-8"):
        read_manuscript(tmp_path / "paper.docx")
