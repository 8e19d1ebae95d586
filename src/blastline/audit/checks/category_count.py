"""How many are in a category: between two places of the text, and between text and the rows of the patients."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from blastline.audit.checks.patient_category import said_of
from blastline.audit.checks.saying import (
    CANNOT_BE_TOLD,
    attributes_said,
    attributes_told,
    disagreement,
    listed,
    patients_said,
    people,
    place_said,
    places,
    places_said,
)
from blastline.audit.disagreement import Disagreement, Quote, Severity
from blastline.audit.understanding.claims import Attribute, CountClaim
from blastline.audit.understanding.series import column_of
from blastline.audit.understanding.understood import Understood

NAME = "category-count"
LISTED = ("event", "mrd")
REMISSIONS = frozenset({"CR", "CRi", "CRh"})


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    The count of a category differs between places, or from the number of patients whose rows have it.

    So too a list of patients that names others than the table, and a part of the series that is counted in the text and
    in a table. Compared are only counts of the same things at the same moment out of the same whole. Silent on
    categories that no table tells of every patient.
    """
    alike: defaultdict[tuple[object, ...], list[CountClaim]] = defaultdict(list)
    for claim in understood.counts:
        if claim.attributes and _of_all(claim, understood):
            alike[claim.attributes, _moment(claim)].append(claim)
    timed = Counter(attributes for attributes, _ in alike)
    for (attributes, _), claims in alike.items():
        who = understood.series.whose(attributes) if timed[attributes] == 1 else None  # type: ignore[arg-type]
        if who is not None and _of_a_time(claims) and all(_n(claim, understood) <= len(who) for claim in claims):
            who = None  # the table tells of events at any time
        counts = {_n(claim, understood) for claim in claims} | ({len(who)} if who is not None else set())
        listed = [claim for claim in claims if claim.patients and len(set(claim.patients)) == claim.n]
        if len(counts) > 1 and not (who is not None and len(listed) == len(claims)):
            yield _said(claims, who, understood)
    yield from _restricted(understood)
    yield from _of_parts(understood)
    yield from _listed(understood)


def _of_parts(understood: Understood) -> Iterator[Disagreement]:
    """ "Two of the six in remission" in the text, and 3/6 in a table of counts: of one part of the series."""
    alike: defaultdict[tuple[frozenset[Attribute], int, tuple[str, ...]], list[CountClaim]] = defaultdict(list)
    for claim in understood.counts:
        held = frozenset(one for one in claim.attributes if not one[1] <= REMISSIONS)
        if held and claim.of and claim.of != understood.series.n and claim.n >= 0 and not claim.patients:
            alike[held, claim.of, _moment(claim)].append(claim)
    for claim in understood.counts:
        if claim.everybody and claim.within == "restricted":
            held = frozenset(one for one in claim.attributes if not one[1] <= REMISSIONS)
            for (other, of, moment), claims in alike.items():
                if (other, moment) == (held, _moment(claim)):
                    claims.append(replace(claim, n=of, everybody=False))
    for claims in alike.values():
        whole_told = len({claim.in_table for claim in claims}) > 1
        if whole_told and len({claim.n for claim in claims}) > 1:
            yield _said(sorted(claims, key=lambda claim: len(claim.attributes)), None, understood)


def _listed(understood: Understood) -> Iterator[Disagreement]:
    """As many are named as are counted, and the table has it of others; categories are checked patient by patient."""
    for claim in understood.counts:
        if not claim.patients or len(set(claim.patients)) != claim.n or claim.phase or claim.when:
            continue
        held = _listed_of(claim)
        if not held:
            continue
        who = understood.series.whose(held, claim.compartment if "mrd" in dict(held) else "")
        if who is not None and len(who) == claim.n and who != set(claim.patients):
            named, rows = patients_said(claim.patients), [one for one in understood.series.patients if one in who]
            about = f"{attributes_said(claim.attributes)}: {named} in the text, {patients_said(rows)} in the table."
            cells = _rows(claim, understood)
            message = (
                f"{attributes_told(claim.attributes)} is reported of {named} in {place_said(claim.quote)}, and of "
                f"{patients_said(rows)} in {places_said(cells)}."
            )
            yield disagreement(NAME, about, "contradiction", message, CANNOT_BE_TOLD, [claim.quote, *cells])


def _listed_of(claim: CountClaim) -> frozenset[Attribute]:
    """
    What those who are named are said to have, where only the list as a whole can be held against the table.

    Responses and grades are held against it patient by patient; MRD may be told of a part, for others have none.
    """
    held = frozenset(one for one in claim.attributes if one[0] in LISTED)
    whole = held == claim.attributes and not claim.within
    return held if len(held) == 1 and (whole or "mrd" in dict(held)) else frozenset()


def _restricted(understood: Understood) -> Iterator[Disagreement]:
    """ "All six patients in remission were MRD negative": those of whom both hold, against the rows of the table."""
    for claim in understood.counts:
        events = sum(variable == "event" for variable, _ in claim.attributes)
        if not claim.within.endswith("restricted") or claim.patients or claim.when or events > 1 or claim.n < 0:
            continue
        of_mrd = any(name == "mrd" for name, _ in claim.attributes)
        who = understood.series.whose(claim.attributes, claim.compartment if of_mrd else "")
        if who is not None and len(who) != claim.n:
            yield _said([claim], who, understood)


def _n(claim: CountClaim, understood: Understood) -> int:
    return (understood.series.n or 0) if claim.everybody else claim.n


def _of_all(claim: CountClaim, understood: Understood) -> bool:
    n = understood.series.n
    if claim.everybody and n is None:
        return False
    # "All eight remissions were MRD negative": eight are all of whom it is told.
    return claim.within in ("", f"of {n}") and claim.of in (None, n, claim.n)


def _moment(claim: CountClaim) -> tuple[str, ...]:
    """When and where a count holds: events by their phase, MRD by its compartment, all by a moment that is named."""
    of_event = any(variable == "event" for variable, _ in claim.attributes)
    of_mrd = any(variable == "mrd" for variable, _ in claim.attributes)
    early = claim.phase if of_event else "before" if claim.phase == "before" else ""
    where = claim.compartment if of_mrd and claim.compartment != "marrow" else ""
    return early, claim.when, where


def _of_a_time(claims: Sequence[CountClaim]) -> bool:
    """Whether events are counted of one time: "no patient had an infection during therapy"."""
    return all(one.phase and any(name == "event" for name, _ in one.attributes) for one in claims)


def _said(claims: Sequence[CountClaim], who: set[str] | None, understood: Understood) -> Disagreement:
    attributes = claims[0].attributes
    by_n: defaultdict[int, list[Quote]] = defaultdict(list)
    for claim in claims:
        by_n[_n(claim, understood)].append(claim.quote)
    told = [f"of {people(n)} in {places_said(quotes)}" for n, quotes in by_n.items()]
    quotes = [quote for them in by_n.values() for quote in them]
    of_event = any(variable == "event" for variable, _ in attributes)
    severity: Severity = "doubt" if of_event and len(by_n) == 1 else "contradiction"
    if who is None:
        (most, often), *rest = Counter({n: len(set(them)) for n, them in by_n.items()}).most_common()
        likelier = f"{most}, by {places(often)} against {rest[0][1]}; correct the other." if often > rest[0][1] else ""
    else:
        named = patients_said([patient for patient in understood.series.patients if patient in who])
        cells = _rows(claims[0], understood)
        those = f"{people(len(who))} ({named})" if who else "nobody"
        told.append(f"of {those} in the rows of {places_said(cells)}")
        likelier = f"{len(who)}, for the table has each patient ({named}); correct the count."
        if not who:
            likelier = f"None, for in the table {_instead(claims[0], understood)}; correct the count."
        quotes += cells
    message = f"{attributes_told(attributes)} is reported {listed(told, ', and ')}."
    return disagreement(
        NAME, f"{attributes_said(attributes)} {_moment(claims[0])}", severity, message, likelier, quotes
    )


def _instead(claim: CountClaim, understood: Understood) -> str:
    """What the table has where nobody has what is counted: "Pt 5 PR, the others CR"."""
    columns = [column_of(attribute) for attribute in claim.attributes]
    rows = understood.series.held.get(columns[0], {})
    by_said: defaultdict[str, list[str]] = defaultdict(list)
    for patient, held in rows.items():
        by_said[said_of(held[0])].append(patient)
    return ", ".join(f"{said} is that of {patients_said(patients)}" for said, patients in by_said.items())


def _rows(claim: CountClaim, understood: Understood) -> list[Quote]:
    columns = {column_of(attribute) for attribute in claim.attributes}
    held = understood.series.held
    return [one.quote for column in columns for claims in held.get(column, {}).values() for one in claims]
