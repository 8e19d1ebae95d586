"""From records and findings to the ledger: every section in turn."""

from collections.abc import Sequence

from blastline.derive.finding import Finding
from blastline.estimate.adverse_events import adverse_event_rows
from blastline.estimate.agreement import agreement_rows
from blastline.estimate.antigen import antigen_rows
from blastline.estimate.baseline import baseline_rows
from blastline.estimate.by_day import grade_by_day_rows
from blastline.estimate.change import change_rows
from blastline.estimate.course import course_rows
from blastline.estimate.events import event_rows
from blastline.estimate.flow import flow_rows
from blastline.estimate.images import image_rows
from blastline.estimate.infections import infection_rows
from blastline.estimate.infusion import infusion_rows
from blastline.estimate.ledger import Ledger
from blastline.estimate.marrow_change import marrow_change_rows
from blastline.estimate.methods import method_rows
from blastline.estimate.numbers import number_rows
from blastline.estimate.outcomes import outcome_rows
from blastline.estimate.relapse import relapse_rows
from blastline.estimate.response import response_rows
from blastline.estimate.response_by_cycle import response_by_cycle_rows
from blastline.estimate.sources import Sources
from blastline.estimate.statements import statement_rows
from blastline.estimate.study import study_rows
from blastline.estimate.subgroups import subgroup_rows
from blastline.estimate.suppress import suppressed
from blastline.estimate.survival import survival_rows
from blastline.estimate.syndromes import syndrome_rows
from blastline.estimate.testing import testing_rows
from blastline.estimate.time_course import time_course_rows
from blastline.estimate.timeline import timeline_rows
from blastline.estimate.toxicity import toxicity_rows
from blastline.estimate.transplant import transplant_rows
from blastline.estimate.treatment import treatment_rows
from blastline.normalise.records import Records
from blastline.settings import Settings

SECTIONS = (
    study_rows,
    testing_rows,
    flow_rows,
    baseline_rows,
    treatment_rows,
    number_rows,
    toxicity_rows,
    adverse_event_rows,
    syndrome_rows,
    event_rows,
    response_rows,
    response_by_cycle_rows,
    outcome_rows,
    infection_rows,
    survival_rows,
    relapse_rows,
    transplant_rows,
    subgroup_rows,
    agreement_rows,
    change_rows,
    course_rows,
    infusion_rows,
    time_course_rows,
    grade_by_day_rows,
    marrow_change_rows,
    antigen_rows,
    timeline_rows,
    image_rows,
)


def ledger_of(records: Records, findings: Sequence[Finding], settings: Settings) -> Ledger:
    """The ledger of a study, in the order in which a report reads it."""
    sources = Sources(records, findings, settings)
    counted = Ledger(row for section in SECTIONS for row in section(sources))
    whole = [*counted, *method_rows(sources, counted), *statement_rows(sources, counted)]
    below = settings.report.suppress_below
    return Ledger(suppressed(whole, below) if below else whole, records.received.folder)
