"""The words of a report: methods and results, every number in them read from the ledger by its key."""

from collections.abc import Sequence

from blastline.estimate.ledger import Ledger
from blastline.report.document import Block, Heading
from blastline.report.prose import can_say, paragraph

METHODS = (
    "The records hold {{ study.patients }} patients; the cut-off was {{ study.cutoff }}.",
    "Planned dosing was {{ study.step_1_dose }} for {{ study.step_1_days }} days, then {{ study.step_2_dose }} for "
    "{{ study.step_2_days }} days by continuous infusion.",
    "Every condition of a criterion is read twice: it holds surely, whatever the missing part may be, or possibly, for "
    "some value of it. Where the two differ, both ends are printed and the gap is named in Table 8.",
    "Table 10 lists the criteria with their sources and how far each has been checked, Table 9 how ambiguous records "
    "are read.",
    "With fewer than ten patients they are listed by name, proportions carry exact intervals, and nothing is tested.",
)

FLOW = (
    "Of {{ flow.recorded.count }} patients recorded, {{ flow.treated.count }} were eligible and treated "
    "({{ patients(flow.treated.count) }}).",
)

BASELINE = (
    "Age was {{ baseline.age.range }} (median {{ baseline.age.median }}); {{ baseline.sex.male.count }} were "
    "male.",
    "Patients had received {{ baseline.prior-lines.range }} lines of therapy (median {{ baseline.prior-lines.median }}) "
    "and {{ baseline.prior-car-t.range }} CAR-T infusions; {{ baseline.prior-allo-hsct.yes.count }} had had an "
    "allogeneic transplant ({{ patients(baseline.prior-allo-hsct.yes.count) }}).",
    "Before treatment the marrow held {{ baseline.marrow-blasts.range }} leukaemia cells, of which "
    "{{ baseline.cd19-on-blasts.range }} expressed CD19.",
    "The time from CAR-T to treatment, by patient, is {{ baseline.months-from-car-t.range }}.",
)

RESPONSE = (
    "CR or CRi was reported in {{ response.response.cr-or-cri.count }} "
    "({{ patients(response.response.cr-or-cri.count) }}): CR in {{ response.response.cr.count }} "
    "({{ patients(response.response.cr.count) }}) and CRi in {{ response.response.cri.count }} "
    "({{ patients(response.response.cri.count) }}).",
    "PR was reported in {{ response.response.pr.count }} ({{ patients(response.response.pr.count) }}).",
    "MRD, in a compartment that was not stated, was reported negative in {{ mrd.not-stated.negative.count }} of those "
    "with a report ({{ patients(mrd.not-stated.negative.count) }}).",
    "In the cerebrospinal fluid it was reported negative in {{ patients(mrd.cerebrospinal-fluid.negative.count) }}.",
)

CYTOKINE = (
    "The largest IL-6 in blood on treatment ranged over {{ treatment.interleukin-6-peak.range }} across patients.",
    "In the cerebrospinal fluid the largest value was {{ treatment.interleukin-6-in-cerebrospinal-fluid-peak.range }} "
    "({{ patients(treatment.interleukin-6-in-cerebrospinal-fluid-peak.range) }}).",
)

TOXICITY = (
    "CRS of any grade was reported in {{ reported-grade.cytokine-release-syndrome.any.count }} "
    "({{ patients(reported-grade.cytokine-release-syndrome.any.count) }}).",
    "By ASTCT 2019 the records bear out CRS of any grade in {{ toxicity.astct-2019-crs.any.count }} "
    "({{ patients(toxicity.astct-2019-crs.any.count) }}).",
    "A grade higher than the records allow was reported for "
    "{{ patients(toxicity.astct-2019-crs.reported-higher-than-the-records-allow.count) }}; for "
    "{{ patients(toxicity.astct-2019-crs.nothing-recorded-to-derive-a-grade-from.count) }} no sign was recorded that "
    "could be graded (Table 4).",
    "ICANS of any grade was reported in {{ reported-grade.icans.any.count }} "
    "({{ patients(reported-grade.icans.any.count) }}).",
)

# A toxicity, its slug among reported grades, and its slug in the criterion of the reported version.
HAEMATOLOGY = (
    ("neutropenia", "neutrophil-count-decreased", "neutrophil-count-decreased"),
    ("anaemia", "anemia", "anemia"),
    ("thrombocytopenia", "platelet-count-decreased", "platelet-count-decreased"),
)

REPEATS = "It only repeated the grade before treatment in {{ patients(treatment-emergent.%s.only-repeats-the-baseline-grade.count) }}."

OVERALL = (
    "The overall haematological grade was reported lower than the worst of its parts for "
    "{{ patients(overall.haematological-toxicity-overall.reported-lower-than-the-records-require.count) }} (Table 4).",
)

SUPPORT = (
    "G-CSF was given to {{ support.g-csf.given.count }} ({{ patients(support.g-csf.given.count) }}).",
    "A corticosteroid was given to {{ support.corticosteroid.given.count }} "
    "({{ patients(support.corticosteroid.given.count) }}).",
)

INFECTION = (
    "An infection began during treatment in {{ infection-onset.infection-with-onset-during-treatment.yes.count }} "
    "({{ patients(infection-onset.infection-with-onset-during-treatment.yes.count) }}).",
    "A fungal infection began during treatment in "
    "{{ infection-onset.fungal-infection-with-onset-during-treatment.yes.count }} "
    "({{ patients(infection-onset.fungal-infection-with-onset-during-treatment.yes.count) }}).",
)

OUTCOME = (
    "After treatment {{ after.allo-hsct.yes.count }} received an allogeneic transplant "
    "({{ patients(after.allo-hsct.yes.count) }}).",
    "At the cut-off {{ alive.alive-at-the-cut-off.yes.count }} were alive "
    "({{ patients(alive.alive-at-the-cut-off.yes.count) }}).",
    "Times from the first dose to response, transplant, death or the cut-off are not recorded, so no survival time is "
    "estimated.",
)


def methods(ledger: Ledger) -> list[Block]:
    """How the numbers were made: population, dosing, and how criteria are read."""
    return _section(ledger, "Methods", METHODS)


def results(ledger: Ledger) -> dict[str, list[Block]]:
    """Paragraphs of results by subject; a sentence whose numbers the study does not have is left out."""
    return {
        "flow": _section(ledger, "Patients", FLOW),
        "baseline": _section(ledger, "Before treatment", BASELINE),
        "response": _section(ledger, "Response", RESPONSE),
        "cytokine": _section(ledger, "IL-6 and T cells", CYTOKINE),
        "toxicity": _section(ledger, "Toxicity", [*TOXICITY, *_haematology(ledger), *OVERALL, *SUPPORT]),
        "infection": _section(ledger, "Infections", INFECTION),
        "outcome": _section(ledger, "After treatment", _outcome(ledger)),
    }


def _section(ledger: Ledger, title: str, sentences: Sequence[str]) -> list[Block]:
    said = [sentence for sentence in sentences if can_say(ledger, sentence)]
    return [Heading(title, 2), paragraph(ledger, said)] if said else []


def _haematology(ledger: Ledger) -> list[str]:
    """Reported grades against the grade before treatment, by the first version that the study chose."""
    chosen = next((row.criterion for row in ledger.where(section="treatment_emergent")), "")
    version = chosen.rpartition("/")[0].replace("/", "-").replace(".", "-")
    said = [
        f"Any {name} was reported in {{{{ reported-grade.{term}.any.count }}}}; the grade was above that before "
        f"treatment in {{{{ treatment-emergent.{version}-{rule}.yes.count }}}} "
        f"({{{{ patients(treatment-emergent.{version}-{rule}.yes.count) }}}}; Table 3)."
        for name, term, rule in HAEMATOLOGY
    ]
    repeats = [REPEATS % f"{version}-{rule}" for _, _, rule in HAEMATOLOGY]
    return [sentence for pair in zip(said, repeats, strict=True) for sentence in pair]


def _outcome(ledger: Ledger) -> Sequence[str]:
    """The last sentence stands only where it is true: no event after treatment has a day."""
    timed = any(row.value is not None for row in ledger.where(section="course", phase="after", unit="day"))
    return OUTCOME[:-1] if timed else OUTCOME
