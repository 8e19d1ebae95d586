"""A complete remission that its own counts rule out: CR with platelets of 40 at response."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from blastline.audit.checks.saying import disagreement
from blastline.audit.disagreement import Disagreement, Severity
from blastline.audit.sections import tells_methods
from blastline.audit.understanding.claims import PatientClaim
from blastline.audit.understanding.heads import AT_RESPONSE
from blastline.audit.understanding.plain import plainly
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import label_of, lexicon
from blastline.criteria.criterion import adjudicate
from blastline.criteria.library import criterion, criterion_ids
from blastline.normalise.units import UnknownUnit, conversion
from blastline.records.interval import Interval

NAME = "response-counts"
COUNTS = ("neutrophils", "platelets")


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    CR of a patient whose neutrophils or platelets at response no definition of CR allows.

    Where the Methods name a system of response, that system is asked, and it is a contradiction; else every system is,
    and where all rule it out, it is a doubt. Silent where the counts are not those at response.
    """
    named = _named(understood)
    severity: Severity = "contradiction" if named else "doubt"
    for patient, counts in _at_response(understood).items():
        complete = [
            one
            for one in understood.by_patient.get((patient, "response"), [])
            if one.category == {"CR"} and not one.when
        ]
        systems = named or systems_of_response()
        if complete and not any(allows_cr(system, _inputs(counts)) for system in systems):
            told = " and ".join(f"{label_of(one.variable)} of {one.printed} {one.unit}" for one in counts)
            whose = criterion(systems[0]).title if named else "every system of response"
            message = f"Pt {patient} has CR with {told} at response, which {whose} rules out."
            quotes = [complete[0].quote, *(one.quote for one in counts)]
            likelier = "CRi or the like, if the counts are right; look both up, and correct one."
            yield disagreement(NAME, f"{patient}", severity, message, likelier, quotes)


@cache
def systems_of_response() -> tuple[str, ...]:
    """The systems of the library whose CR asks for counts."""
    found = (criterion(name) for name in criterion_ids() if name.endswith("/response"))
    return tuple(one.id for one in found if "CR" in one.level_names and set(COUNTS) <= set(one.needs))


def allows_cr(system: str, counts: Mapping[str, Interval]) -> bool:
    """Whether CR is possible with these counts and a marrow without blasts."""
    rule = criterion(system)
    best = {name: Interval.exactly(0) for name in rule.assessed_by if name not in counts}
    return adjudicate(rule, {**best, **counts}).possibly == "CR"


def _named(understood: Understood) -> tuple[str, ...]:
    """The systems that the Methods name."""
    methods = (one for one in understood.manuscript.sentences if tells_methods(one.place.section))
    scales = {name for one in methods for _, _, name in lexicon("scales").find(plainly(one.text))}
    return tuple(system for system in systems_of_response() if system.split("/")[0] in scales)


def _at_response(understood: Understood) -> dict[str, list[PatientClaim]]:
    """The counts of each patient that are said to be those at response."""
    found: defaultdict[str, list[PatientClaim]] = defaultdict(list)
    for claim in understood.patients:
        said = claim.quote.place.column or claim.quote.place.row if claim.in_table else claim.quote.quote
        alone = claim.low is not None and claim.low == claim.high
        across = AT_RESPONSE.search(claim.quote.place.row) if claim.in_table else None
        if claim.variable in COUNTS and alone and (AT_RESPONSE.search(said) or across) and _factor(claim):
            found[claim.patient].append(claim)
    return dict(found)


def _factor(claim: PatientClaim) -> float:
    """What leads from the unit that is printed to that of the criteria; 0 where it is not known."""
    try:
        return conversion(claim.unit, "10*9/L").factor if claim.unit else 0
    except UnknownUnit:
        return 0


def _inputs(counts: Sequence[PatientClaim]) -> dict[str, Interval]:
    return {one.variable: Interval.exactly((one.low or 0) * _factor(one)) for one in counts}
