"""The disagreements on a terminal, the gravest first, each with its quotes and where they stand."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from blastline.audit.disagreement import SEVERITIES, Disagreement, Quote, Severity
from blastline.audit.manuscript import Manuscript
from blastline.audit.saying.words import NOT_CLINICAL, NOTHING, PLURALS, counted, printable, quote_place

# Words say the same as the colours, for whoever sees or prints none.
STYLES: dict[Severity, str] = {"contradiction": "bold red", "doubt": "bold yellow", "wording": "bold blue"}
LONGEST_QUOTE = 320


def as_terminal(disagreements: Sequence[Disagreement], uncovered: Sequence[Quote], manuscript: Manuscript) -> Group:
    """
    What an audit found, to be printed by a rich console.

    `uncovered` are the numbers of the text that no number of the study could be held against.
    """
    return Group(*_parts(disagreements, uncovered, manuscript))


def _parts(
    disagreements: Sequence[Disagreement], uncovered: Sequence[Quote], manuscript: Manuscript
) -> Iterator[RenderableType]:
    for severity in SEVERITIES:
        found = [one for one in disagreements if one.severity == severity]
        if found:
            yield Text(f"{PLURALS[severity].capitalize()} ({len(found)})", style=STYLES[severity])
            yield Text()
            for one in found:
                yield from _told(one, manuscript)
    if uncovered:
        yield Text(f"Numbers of the text without one of the study ({len(uncovered)})", style="bold")
        yield Text()
        for quote in uncovered:
            yield Padding(_quoted(quote, manuscript), (0, 0, 0, 2))
        yield Text()
    yield Text(f"{counted(disagreements)}." if disagreements else NOTHING)
    yield Text(NOT_CLINICAL, style="dim")


def _told(one: Disagreement, manuscript: Manuscript) -> Iterator[RenderableType]:
    yield Padding(Text(printable(one.sentence), style="bold"), (0, 0, 0, 2))
    for quote in one.places:
        yield Padding(_quoted(quote, manuscript), (0, 0, 0, 4))
    yield Padding(Text(printable(one.likelier)), (0, 0, 0, 4))
    yield Padding(Text(one.check, style="dim"), (0, 0, 0, 4))
    yield Text()


def _quoted(quote: Quote, manuscript: Manuscript) -> Text:
    words = printable(quote.quote)
    shown = words if len(words) <= LONGEST_QUOTE else f"{words[: LONGEST_QUOTE - 1]}…"
    # A Text takes words as they are: what looks like a colour of rich in a manuscript stays a word.
    return Text.assemble((quote_place(quote, manuscript.line_is), "cyan"), ": ", f"“{shown}”")
