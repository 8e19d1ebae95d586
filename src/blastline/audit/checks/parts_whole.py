"""Parts against the whole: the counts of a sentence and its "other" patients have to make up everybody."""

from collections.abc import Iterator, Sequence

from blastline.audit.checks.saying import attributes_told, disagreement
from blastline.audit.disagreement import Disagreement, Severity
from blastline.audit.understanding.claims import CountClaim
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import label_of, toxicity_label

NAME = "parts-whole"
NEAR = 2
SEXES = ("male", "female")
RECOUNT = "It cannot be told which part is wrong: count each again, and correct it."


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    Counts of a variable's categories that stand together sum to more than all, or "the other" ones miss the whole.

    The whole is that of the sentence ("of these five"), the series, or a count just before. Silent where categories
    overlap, and where the sum is smaller and nobody said that the rest is told: three grades from 0 on tell it.
    """
    for parts in _runs([one for one in understood.counts if not one.in_table]):
        yield from _judged(parts, understood)
    yield from _options(understood)
    yield from _grades(understood)


def _grades(understood: Understood) -> Iterator[Disagreement]:
    """A row of grades from 0 on, in a table of counts, names everybody."""
    rows: dict[tuple[str, str, str], list[CountClaim]] = {}
    for claim in understood.counts:
        graded = [variable for variable, _ in claim.attributes if variable.endswith(" grade")]
        if claim.in_table and graded and not claim.within:
            rows.setdefault((claim.quote.place.table, claim.quote.place.row, graded[0]), []).append(claim)
    for (_, _, variable), parts in rows.items():
        total, whole = sum(one.n for one in parts), understood.series.n
        from_none = any(grades == {"0"} for one in parts for _, grades in one.attributes)
        if whole and from_none and len(parts) > 2 and total != whole:
            graded_ = toxicity_label(variable.removesuffix(" grade"))
            message = f"The grades of {graded_} sum to {total}, and there are {whole} patients."
            yield disagreement(NAME, f"{variable} {total}", "doubt", message, RECOUNT, [one.quote for one in parts])


def _runs(counts: Sequence[CountClaim]) -> Iterator[list[CountClaim]]:
    """Neighbouring counts of one variable whose categories exclude each other; "the other" closes a run."""
    run: list[CountClaim] = []
    for claim in counts:
        if run and not _continues(run, claim):
            yield run
            run = []
        if _single(claim):
            run.append(claim)
            if claim.other:
                yield run
                run = []
    if run:
        yield run


def _single(claim: CountClaim) -> bool:
    return (
        len(claim.attributes) == 1
        and claim.n >= 0
        and "restricted" not in claim.within
        and "event" not in dict(claim.attributes)
    )


def _continues(run: Sequence[CountClaim], claim: CountClaim) -> bool:
    if not _single(claim) or claim.sentence - run[-1].sentence > 1:
        return False
    ((variable, categories),) = claim.attributes
    held = [one for part in run for one in part.attributes]
    apart = all(name == variable and not categories & others for name, others in held)
    return apart and (claim.sentence == run[-1].sentence or claim.other) and claim.when == run[-1].when


def _judged(parts: Sequence[CountClaim], understood: Understood) -> Iterator[Disagreement]:
    whole = next((one.of for one in parts if one.of), None)
    stated = next((int(one.within.split()[1]) for one in parts if one.within.startswith("of ")), None)
    total, series = sum(one.n for one in parts), understood.series.n
    limit = stated or whole or series
    if len(parts) < 2 or limit is None:
        return
    at = parts[0].sentence
    before = [n for near in range(at - NEAR, at) for n in understood.counted_in.get(near, ()) if near >= 0]
    ((variable, _),) = parts[0].attributes
    said = " + ".join(f"{one.n} ({attributes_told(one.attributes)})" for one in parts)
    about = f"{variable} {parts[0].quote.place.line} {total}"
    quotes = [one.quote for one in parts]
    if total > limit:
        message = f"{_parts_of(variable)} sum to more than the whole of {limit}: {said} = {total}."
        yield disagreement(NAME, about, "contradiction", message, RECOUNT, quotes)
    elif variable == "sex" and len(parts) == len(SEXES) and total < limit and not parts[-1].other:
        message = f"Men and women should make up {limit}: {said} = {total}."
        yield disagreement(NAME, about, "doubt", message, RECOUNT, quotes)
    elif _from_none(parts) and total < limit and not stated:
        message = f"Grades from 0 on should make up {limit}: {said} = {total}."
        yield disagreement(NAME, about, "doubt", message, RECOUNT, quotes)
    elif parts[-1].other and total not in (limit, series, *before):
        of = _parts_of(variable)[:1].lower() + _parts_of(variable)[1:]
        message = f"With the other patients {of} should make up {limit}: {said} = {total}."
        yield disagreement(NAME, about, "contradiction" if stated else "doubt", message, RECOUNT, quotes)


def _parts_of(variable: str) -> str:
    """What stands for everybody where its parts do: "The grades of CRS"."""
    if variable.endswith(" grade"):
        return f"The grades of {toxicity_label(variable.removesuffix(' grade'))}"
    return {"response": "The responses", "sex": "Men and women"}.get(variable, f"The results of {label_of(variable)}")


def _from_none(parts: Sequence[CountClaim]) -> bool:
    """Whether several grades are counted, and those without as well: then everybody is."""
    graded = [one for part in parts for one in part.attributes if one[0].endswith(" grade")]
    told = {grade for _, grades in graded for grade in grades}
    return len(parts) > NEAR and len(graded) == len(parts) and "0" in told and not parts[-1].other


def _options(understood: Understood) -> Iterator[Disagreement]:
    """A cell "4/1" under "Sex, male/female" names everybody."""
    cells: dict[object, list[CountClaim]] = {}
    for claim in understood.counts:
        if claim.in_table and not claim.percent:
            cells.setdefault(claim.quote, []).append(claim)
    for parts in cells.values():
        whole = parts[0].of
        total = sum(one.n for one in parts)
        if len(parts) == 2 and whole and total != whole:
            said = " + ".join(f"{one.n} ({attributes_told(one.attributes)})" for one in parts)
            message = f"The parts sum to {total} in a column of {whole} patients: {said}."
            severity: Severity = "contradiction" if total > whole else "doubt"
            yield disagreement(
                NAME, f"{parts[0].quote.place.row} {total}", severity, message, RECOUNT, [parts[0].quote]
            )
