"""Invented bedside records: temperatures, pressure and oxygen day by day, neurological examinations, drugs."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from blastline.synthesise.fate import Fate, Numbers
from blastline.synthesise.rows import NOTHING, every_day, printed_day, table, words

WATCHED = np.arange(14)
LATE = 220
DEVICES = np.array(["none", "none", "nasal cannula", "high-flow cannula"], dtype=object)


def feverish(fate: Fate, who: Numbers, day: Numbers) -> Numbers:
    """Whether CRS runs on that day: from its onset, for as many days as its grade and one."""
    since = day - fate.onset[who]
    return (fate.crs[who] > 0) & (since >= 0) & (since <= fate.crs[who])


def vital_signs(fate: Fate, draw: Generator) -> Iterator[pa.Table]:
    """One reading a day for two weeks; the worst day of CRS has what makes its grade."""
    who, day = every_day(fate, WATCHED)
    ill = feverish(fate, who, day)
    worst = ill & (day == fate.onset[who] + 1)
    grade = np.where(worst, fate.crs[who], np.where(ill, 1, 0))
    temperature = np.round(np.where(ill, draw.normal(38.9, 0.4, len(who)).clip(38.1, 41), 36.8), 1)
    device = DEVICES[grade]
    told = draw.random(len(who)) >= 0.04
    yield table(
        fate,
        who,
        {
            "day": printed_day(day),
            "statistic": "single",
            "temperature": np.where(draw.random(len(who)) >= 0.02, temperature, np.nan),
            "temperature_unit": "Cel",
            "fever_other_cause": "no",
            "hypotension": words(grade >= 2, "yes", "no"),
            "vasopressors": np.where(grade >= 3, 1, 0),
            "vasopressin": "no",
            "oxygen_device": np.where(told, device, NOTHING),
            "oxygen_flow": np.where(device == "nasal cannula", 3.0, np.where(grade >= 3, 30.0, np.nan)),
        },
    )


def neuro_exams(fate: Fate, draw: Generator) -> Iterator[pa.Table]:
    """One examination a day for two weeks, with the sum of the ICE score; some are left out."""
    who, day = every_day(fate, WATCHED)
    since = day - fate.onset[who] - 2
    ill = (fate.icans[who] > 0) & (since >= 0) & (since <= fate.icans[who] + 1)
    score = np.where(ill, 10 - 3 * fate.icans[who] + draw.integers(0, 2, len(who)), 10)
    done = draw.random(len(who)) >= 0.05
    yield table(
        fate,
        who[done],
        {
            "day": printed_day(day[done]),
            "ice_score": score[done],
            "consciousness": words(ill & (fate.icans[who] >= 2), "awakens to voice", "alert")[done],
            "seizure": "none",
            "focal_weakness": "no",
            "brain_oedema": "none",
            "raised_pressure_signs": "no",
            "sedated": "no",
        },
    )


def medications(fate: Fate, draw: Generator) -> Iterator[pa.Table]:
    """Premedication, what was given for CRS, growth factor, transfusions."""
    everyone = np.arange(len(fate))
    yield _given(fate, everyone, np.zeros(len(fate), int), "dexamethasone", "corticosteroid", "premedication")
    treated = np.flatnonzero(fate.crs >= 2)
    yield _given(fate, treated, fate.onset[treated] + 1, "tocilizumab", "anticytokine", "CRS")
    steroid = np.flatnonzero((fate.crs >= 3) | (fate.icans >= 2))
    why = words(fate.icans[steroid] >= 2, "ICANS", "CRS")
    yield _given(fate, steroid, fate.onset[steroid] + 2, "dexamethasone", "corticosteroid", why)
    growth = np.flatnonzero(fate.aplastic & (fate.last_seen > 20))
    yield _given(fate, growth, draw.integers(10, 18, len(growth)), "filgrastim", "G-CSF", "neutropenia")
    bled = np.flatnonzero((draw.random(len(fate)) < 0.3) & (fate.last_seen > 20))
    yield _given(fate, bled, draw.integers(5, 15, len(bled)), "platelet concentrate", "transfusion", "thrombocytopenia")


def _given(fate: Fate, who: Numbers, day: Numbers, drug: str, kind: str, why: str | Numbers) -> pa.Table:
    alive = day <= fate.last_seen[who]
    reason = why if isinstance(why, str) else why[alive]
    return table(fate, who[alive], {"drug": drug, "class": kind, "day": printed_day(day[alive]), "indication": reason})


def adverse_events(fate: Fate, draw: Generator) -> Iterator[pa.Table]:
    """CRS and ICANS as the ward graded them, now and then one grade off, and headaches with a partial date."""
    for term, grade in (("CRS", fate.crs), ("ICANS", fate.icans)):
        who = np.flatnonzero(grade > 0)
        off = np.where(draw.random(len(who)) < 0.08, 1, 0)
        yield table(
            fate,
            who,
            {
                "term": term,
                "grade": grade[who] + off,
                "scale": "ASTCT 2019",
                "day": printed_day(fate.onset[who] + (2 if term == "ICANS" else 0)),
                "related": "related",
                "action": words(fate.interrupted[who] & (grade[who] >= 3), "interrupted", "none"),
            },
        )
        none = np.flatnonzero(grade == 0)
        yield table(fate, none, {"term": term, "grade": "0", "scale": "ASTCT 2019", "phase": "during"})
    who = np.flatnonzero(draw.random(len(fate)) < 0.25)
    month = fate.first_dose[who].astype("datetime64[M]").astype(str).astype(object)
    columns = {"term": "headache", "grade": "1", "date": month, "phase": "during", "related": "possibly related"}
    yield table(fate, who, columns)
    # Long after the last dose, and so outside the window in which events count.
    tired = np.flatnonzero((draw.random(len(fate)) < 0.05) & (fate.last_seen > LATE + 60))
    day = printed_day(LATE + draw.integers(0, 60, len(tired)))
    yield table(fate, tired, {"term": "fatigue", "grade": "2", "day": day, "phase": "after", "related": "not related"})
