"""What the Methods of a report can say: criteria, definitions and methods that were really used, with their sources."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from blastline.criteria.library import criteria_of
from blastline.criteria.show import headings
from blastline.estimate import agreement, relapse, subgroups, survival
from blastline.estimate.ledger import Ledger
from blastline.estimate.printing import percent
from blastline.estimate.row import LedgerRow
from blastline.estimate.sources import Sources
from blastline.normalise.tidy import slug

SECTION, DEFINITION, REFERENCE = "method", "definition", "reference"
CITED = "; "


@dataclass(frozen=True, slots=True)
class Method:
    """A way to a number: what sentences call it, and where it was published."""

    text: str
    cite: str


INTERVALS = {
    "clopper-pearson": Method("Clopper and Pearson", "Clopper CJ, Pearson ES. Biometrika 1934;26:404"),
    "wilson": Method("Wilson", "Wilson EB. J Am Stat Assoc 1927;22:209"),
    "jeffreys": Method("Jeffreys", "Brown LD, Cai TT, DasGupta A. Stat Sci 2001;16:101"),
    "mid-p": Method("mid-P", "Newcombe RG. Stat Med 1998;17:857"),
}
MEDIANS = Method("order statistics", "Thompson WR. Ann Math Stat 1936;7:122")
# By the section of the ledger that is made by it.
ESTIMATES: Mapping[str, tuple[str, Method]] = {
    survival.SECTION: ("survival", Method("Kaplan and Meier", "Kaplan EL, Meier P. J Am Stat Assoc 1958;53:457")),
    relapse.SECTION: ("competing", Method("Aalen and Johansen", "Aalen OO, Johansen S. Scand J Stat 1978;5:141")),
    subgroups.TEST: ("gray", Method("Gray's test", "Gray RJ. Ann Stat 1988;16:1141")),
}
FOLLOW_UP = Method("reverse Kaplan-Meier", "Schemper M, Smith TL. Control Clin Trials 1996;17:343")
HAZARD_RATIOS = Method(
    "Firth's penalty", "Firth D. Biometrika 1993;80:27; Heinze G, Schemper M. Biometrics 2001;57:114"
)
AGREEMENT = Method("Cohen's kappa", "Cohen J. Educ Psychol Meas 1960;20:37")


def method_rows(sources: Sources, counted: Ledger) -> Iterator[LedgerRow]:
    """Rows of the sections `method`, `definition` and `reference`; only of what was used for a number of the ledger."""
    used = {**_criteria(sources), **_estimates(sources, counted)}
    yield from _references(used)
    for name, methods in used.items():
        yield _row(SECTION, name, _listed([method.text for method in methods]))
    for name, text in _definitions(sources, counted).items():
        yield _row(DEFINITION, name, text)


def _row(section: str, name: str, text: str, *, category: str = "", value: float | None = None) -> LedgerRow:
    return LedgerRow(
        key=f"{section}.{name}",
        label=f"{section.capitalize()}: {name}",
        section=section,
        variable=name,
        statistic="citation" if section == REFERENCE else "words",
        text=text,
        category=category,
        value=value,
        value_possible=value,
        evidence=("study.toml",),
    )


def _references(used: Mapping[str, list[Method]]) -> Iterator[LedgerRow]:
    """Each source once, numbered in the order of the Methods; `category` names what it is cited for."""
    cited_for: dict[str, list[str]] = {}
    for name, methods in used.items():
        for method in methods:
            cited_for.setdefault(method.cite, []).append(name)
    for number, (cite, names) in enumerate(cited_for.items(), start=1):
        yield _row(REFERENCE, str(number), cite, category=CITED.join(dict.fromkeys(names)), value=float(number))


def _listed(texts: list[str]) -> str:
    """One, two, or more things as a sentence names them."""
    *first, last = dict.fromkeys(texts)
    return f"{', '.join(first)} and {last}" if first else last


def _criteria(sources: Sources) -> dict[str, list[Method]]:
    """Of each group the scales that graded anybody, in the order in which the study names them."""
    asked = {finding.criterion for finding in sources.findings if finding.assessed}
    found: dict[str, list[Method]] = {}
    for group, names in sources.settings.criteria:
        for name in names:
            rules = [rule for rule in criteria_of(group, [name]) if rule.id in asked]
            methods = {rule.cite: Method(_scale(name, rule.title), rule.cite) for rule in rules}
            if methods:
                found.setdefault(group, []).extend(methods.values())
    return found


def _scale(name: str, title: str) -> str:
    """How a sentence calls a scale and its version; a document of the study's own goes by its title."""
    known = [prefix for prefix in headings() if name == prefix or name.startswith(f"{prefix}/")]
    return headings()[known[0]].partition(":")[0] if known else title


def _estimates(sources: Sources, counted: Ledger) -> dict[str, list[Method]]:
    found: dict[str, list[Method]] = {}
    if any(row.interval_method and row.statistic == "count" for row in counted):
        found["proportions"] = [INTERVALS[sources.settings.report.interval]]
    if any(row.interval_method == MEDIANS.text for row in counted):
        found["medians"] = [MEDIANS]
    for section, (name, method) in ESTIMATES.items():
        if any(row.value is not None for row in counted.where(section=section)):
            found[name] = [method]
    if any("hazard ratio" in row.statistic and row.value is not None for row in counted):
        found["hazard-ratios"] = [HAZARD_RATIOS]
    if any(row.key.endswith(".follow-up") for row in counted.where(section=survival.SECTION)):
        found["follow-up"] = [FOLLOW_UP]
    if any(row.statistic == "kappa" for row in counted.where(section=agreement.SECTION)):
        found["agreement"] = [AGREEMENT]
    return found


def _definitions(sources: Sources, counted: Ledger) -> dict[str, str]:
    """The windows and rules that decided anything in this study."""
    windows, rules = sources.settings.windows, sources.settings.survival
    span = windows.adverse_events
    found: dict[str, str] = {}
    if sources.findings_of("event_window") or sources.findings_of("worst_grade"):
        found["window"] = _window(span.days, after_last=span.since == "last dose")
    if sources.findings_of("episode"):
        found["episode-gap"] = _days(windows.episode_gap_days)
    if sources.findings_of("response_at"):
        found["marrow-window"] = _days(windows.marrow_counts_days)
    if counted.where(section=survival.SECTION, statistic="events"):
        found["transplant"] = _handling(rules.transplant)
        found["new-therapy"] = _handling(rules.new_therapy)
        found["level"] = f"{percent(sources.settings.report.level)}%"
    return {slug(name): text for name, text in found.items()}


def _days(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'}"


def _window(days: int, *, after_last: bool) -> str:
    return f"{_days(days)} after the last dose" if after_last else f"day {days} from the first dose"


def _handling(chosen: str) -> str:
    return "censors the patient on its day" if chosen == "censor" else "does not end the observation"
