"""Who was eligible: each rule of study.toml on each patient, met surely or possibly, with the reason."""

import narwhals as nw

from blastline.derive.frames import Frame, Frames
from blastline.derive.lines import Lines, yes_or_no
from blastline.settings import Eligibility, PriorCarT

MET, NOT_MET = "met", "not met"


def derive_eligibility(frames: Frames, rules: Eligibility) -> list[Lines]:
    """One finding a patient and rule; a rule that study.toml does not set is not there."""
    lines = []
    if rules.diagnosis:
        lines.append(_diagnosis(frames, rules.diagnosis))
    if rules.prior_car_t:
        lines.append(_prior_car_t(frames, rules.prior_car_t))
    return lines + [_never_had(frames, therapy) for therapy in rules.never_had]


def _diagnosis(frames: Frames, wanted: str) -> Lines:
    stated = nw.col("diagnosis")
    judged = frames["patients"].with_columns(
        surely=(stated == wanted).fill_null(False), possibly=(stated == wanted).fill_null(True)
    )
    return _lines(judged, "diagnosis", "diagnosis not recorded", frames["patients"].select("patient_id", "record_id"))


def _prior_car_t(frames: Frames, rule: PriorCarT) -> Lines:
    """Enough infusions against the target, and one course that ended as the rule asks."""
    rows = frames["therapies"].filter(
        (nw.col("therapy") == "CAR-T")
        & (nw.col("phase") == "before").fill_null(True)
        & (nw.col("target") == rule.target).fill_null(True)
    )
    ended = nw.col("ended").is_in(list(rule.ended))
    given = nw.col("given")
    known = given & (nw.col("target") == rule.target).fill_null(False)
    # A course whose number of infusions was not recorded was at least one, and may have been as many as the rule asks.
    counted = rows.with_columns(
        at_least=nw.when(known).then(nw.col("times").fill_null(1)).otherwise(nw.lit(0)),
        at_most=nw.when(given).then(nw.col("times").fill_null(rule.at_least)).otherwise(nw.lit(0)),
        ended_so=known & ended.fill_null(False),
        may_have=given & ended.fill_null(True),
    )
    by_patient = counted.group_by("patient_id").agg(
        nw.col("at_least").sum(), nw.col("at_most").sum(), nw.col("ended_so").max(), nw.col("may_have").max()
    )
    judged = _per_patient(frames, by_patient).with_columns(
        surely=((nw.col("at_least") >= rule.at_least) & nw.col("ended_so")).fill_null(False),
        possibly=((nw.col("at_most") >= rule.at_least) & nw.col("may_have")).fill_null(True),
    )
    reason = "prior CAR-T, its target or how it ended not recorded"
    return _lines(judged, "prior CAR-T", reason, rows.select("patient_id", "record_id"))


def _never_had(frames: Frames, therapy: str) -> Lines:
    """Stated not to have been given; no statement at all leaves it open."""
    rows = frames["therapies"].filter((nw.col("therapy") == therapy) & (nw.col("phase") == "before").fill_null(True))
    before = (nw.col("phase") == "before").fill_null(False)
    judged = rows.with_columns(had=nw.col("given") & before, may_have_had=nw.col("given"))
    by_patient = judged.group_by("patient_id").agg(nw.col("had").max(), nw.col("may_have_had").max())
    joined = _per_patient(frames, by_patient).with_columns(
        surely=(~nw.col("may_have_had")).fill_null(False), possibly=(~nw.col("had")).fill_null(True)
    )
    reason = f"no statement on prior {therapy}, or not when it was given"
    return _lines(joined, f"no prior {therapy}", reason, rows.select("patient_id", "record_id"))


def _per_patient(frames: Frames, by_patient: Frame) -> Frame:
    return frames["patients"].select("patient_id").join(by_patient, on="patient_id", how="left")


def _lines(judged: Frame, rule: str, open_reason: str, evidence: Frame) -> Lines:
    levels = yes_or_no(judged, yes=MET, no=NOT_MET, reason=nw.lit(open_reason))
    return Lines("eligibility", rule, "", levels, evidence)
