"""What a section of a manuscript is for, whatever its authors call it."""

import re
from functools import lru_cache
from typing import Literal

Kind = Literal[
    "abstract", "introduction", "methods", "results", "discussion", "conclusion", "references", "exhibits", "about", ""
]

# A heading is one of these words and nothing else: "Results of the first cycle" heads a part of the results.
_NAMES: tuple[tuple[Kind, str], ...] = (
    ("abstract", r"(structured |graphical )?abstract|summary|synopsis|(dear|to the) editors?"),
    ("introduction", r"introduction|background( and (aims?|objectives?|purpose))?|objectives?|aims?|purpose|rationale"),
    (
        "methods",
        r"((patients?|subjects?|materials?|participants|cases|design|study design) (and|&) )?methods?"
        r"|methods (and|&) (patients|materials)|(patients|subjects) (and|&) materials|methodology|experimental section"
        r"|online methods|study design|(study )?(population|setting|definitions)( and .{0,30})?"
        r"|(patients?|cases|treatments?|assessments?|definitions?) (and|&) "
        r"(treatments?|assessments?|definitions?|grading)",
    ),
    (
        "results",
        r"(main )?results?( (of|in) (the|this|our) (series|study|cohort|patients|cases))?|findings"
        r"|(responses?|efficacy|outcomes?) (and|&) (toxicity|toxicities|safety|adverse events|survival)"
        r"|case (reports?|presentations?|descriptions?|series)|cases?|observations",
    ),
    (
        "discussion",
        r"(results and )?discussions?( and conclusions?)?|comments?|interpretation|strengths and limitations",
    ),
    ("conclusion", r"(discussion and )?conclusions?|concluding remarks"),
    ("references", r"references|bibliography|reference list|literature( cited)?|works cited|literature references"),
    ("exhibits", r"(figures?|tables?)( and (figures?|tables?))?( legends?| captions?)?|legends?( to figures?)?"),
    (
        "about",
        r"authors?|affiliations?|authors?['’]? contributions?|contributors?|acknowledge?ments?|fundings?( .{0,40})?"
        r"|orcid.*|key ?words|key (messages?|points?)|highlights?|article (history|info(rmation)?)"
        r"|correspondence( to)?|contact"
        r"|(data|code) (availability|sharing)( .{0,40})?|availability of .{0,40}|(ethics?|ethical) .{0,60}|ethics"
        r"|disclosures?( .{0,40})?|declarations?( .{0,40})?|(conflicts?|competing|declaration) .{0,20}interests?"
        r"|consent .{0,40}|informed consent( statement)?|institutional review board statement|publisher['’]s note"
        r"|supplement(ary|al)?( (materials?|information|data|files?))?|appendi(x|ces)( .{0,3})?|abbreviations"
        r"|financial (support|disclosures?)|trial registration|plain[- ]language summary|license|copyright|provenance",
    ),
)
_KNOWN = tuple((kind, re.compile(names, re.IGNORECASE)) for kind, names in _NAMES)
LONGEST_NAME = 120
# "Results: Patients" heads a part, and "Methods: We reviewed the charts." is a sentence.
_OF_A_SECTION = re.compile(r"([^:–—]+)(?::|\s[–—-])\s+(?:\S+ ){0,4}[^\s.?!]+")
_NUMBERING = re.compile(r"^\s*(?:\d{1,2}(?:\.\d{1,2})*[.):]?|[IVX]{1,4}[.):])\s+")

# Where authors tell of the article rather than of the patients: checks of what was found leave these out.
NOT_ABOUT_PATIENTS: frozenset[Kind] = frozenset({"about", "references"})


@lru_cache(maxsize=4096)
def kind_of(section: str) -> Kind:
    """What a section is for: "2. Patients and Methods" is methods, "Funding" about, others ""."""
    if len(section) > LONGEST_NAME:
        return ""
    name = plain_name(section)
    part = _OF_A_SECTION.fullmatch(section.strip())
    name = plain_name(part[1]) if part else name
    return next((kind for kind, names in _KNOWN if names.fullmatch(name)), "")


def tells_methods(section: str) -> bool:
    """Whether a section says how things were done, alone or with something else: "Cases and methods"."""
    return kind_of(section) == "methods" or "method" in section.lower()


@lru_cache(maxsize=4096)
def plain_name(heading: str) -> str:
    """A heading without its number and colon, not in capitals: "2. PATIENTS AND METHODS:" is Patients and methods."""
    name = _NUMBERING.sub("", heading).strip().rstrip(":.").strip()
    return name.capitalize() if name.isupper() and len(name) > 5 else name
