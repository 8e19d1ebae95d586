"""The fate of invented patients, drawn first, so that every table tells one course. Nothing here is clinical fact."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator

Numbers = np.ndarray[Any, Any]

NEVER = 10_000
ANTIGEN = np.array(["positive", "dim", "negative", "not tested"], dtype=object)
STEP, CYCLE = 7, 28
EVERY = 42
FIRST_ENROLMENT = np.datetime64("2020-01-01")
LAST_ENROLMENT_DAYS = 1_270
LONGEST_FOLLOW_UP = 900


@dataclass(frozen=True, slots=True)
class Fate:
    """
    What befalls each patient of a batch, one number a patient; days are counted from 0, the day of the first dose.

    NEVER stands for what does not happen. `crs` and `icans` are the worst grades, `onset` the first day of fever.
    `recovered` tells a remission whose counts come back (CR) from one whose platelets stay low (CRi); `next_therapy` is
    the day of what was given instead, after no response or a relapse; `interrupted` means paused for toxicity,
    `stopped` that it was not resumed; of who is `lost` there is no last contact.
    """

    ids: Numbers
    first_dose: Numbers
    age: Numbers
    female: Numbers
    weight: Numbers
    blasts: Numbers
    cycles: Numbers
    pause_from: Numbers
    pause_days: Numbers
    interrupted: Numbers
    crs: Numbers
    onset: Numbers
    icans: Numbers
    aplastic: Numbers
    responder: Numbers
    recovered: Numbers
    next_therapy: Numbers
    relapse: Numbers
    transplant: Numbers
    death: Numbers
    last_seen: Numbers
    other_units: Numbers
    stopped: Numbers
    lost: Numbers
    cd19_at_relapse: Numbers

    def __len__(self) -> int:
        return len(self.ids)


def fates(numbers: Numbers, draw: Generator) -> Fate:
    """The fates of patients with these numbers."""
    n = len(numbers)
    # What was added later is drawn apart, so that everything else of a seed stays as it was.
    apart = draw.spawn(1)[0]
    blasts = np.round(draw.uniform(6, 96, n))
    responder = draw.random(n) < np.where(blasts < 50, 0.75, 0.45)
    follow_up = draw.integers(150, LONGEST_FOLLOW_UP, n)
    relapse = np.where(responder & (draw.random(n) < 0.5), 60 + draw.exponential(220, n).astype(int), NEVER)
    planned = draw.integers(95, 170, n)
    transplant = np.where(responder & (draw.random(n) < 0.35) & (planned < relapse), planned, NEVER)
    relapse = np.where(transplant < NEVER, np.where(draw.random(n) < 0.6, NEVER, relapse + 120), relapse)
    after = 40 + draw.exponential(160, n).astype(int)
    death = np.where(relapse < NEVER, relapse + after, np.where(responder, NEVER, after))
    death = np.where(draw.random(n) < 0.02, draw.integers(12, 30, n), death)
    in_remission = (death == NEVER) & (apart.random(n) < 0.15)
    death = np.where(in_remission, 100 + apart.exponential(200, n).astype(int), death)
    last_seen = np.minimum(follow_up, death)
    cycles = np.where(responder, draw.integers(1, 4, n), 1)
    # A transplant or a relapse ends the treatment.
    ends = np.minimum(np.minimum(relapse, transplant), last_seen)
    cycles = np.maximum(1, np.minimum(cycles, (ends - CYCLE - 12) // EVERY + 1))
    crs, icans = draw.choice(4, n, p=[0.4, 0.4, 0.14, 0.06]), draw.choice(4, n, p=[0.84, 0.09, 0.05, 0.02])
    onset = draw.integers(0, 3, n)
    interrupted = (crs >= 3) | (icans >= 3)
    paused = interrupted | ((draw.random(n) < 0.08) & (last_seen > 40))
    pause_from = np.where(interrupted, onset + 3, draw.integers(10, 20, n))
    stopped = interrupted & (apart.random(n) < 0.25)
    # Who did not respond, or relapsed, is often given something else; who was transplanted is not.
    failed = np.where(responder, relapse, CYCLE + 1)
    treated_on = failed + draw.integers(7, 40, n)
    goes_on = (failed < NEVER) & (draw.random(n) < 0.6) & (treated_on < last_seen)
    return Fate(
        ids=np.array([f"INV-{number:07d}" for number in numbers]),
        first_dose=FIRST_ENROLMENT + draw.integers(0, LAST_ENROLMENT_DAYS, n),
        age=draw.integers(18, 80, n),
        female=draw.random(n) < 0.45,
        weight=np.round(draw.normal(72, 13, n).clip(40, 140)),
        blasts=blasts,
        cycles=np.where(stopped, 1, cycles),
        pause_from=np.where(paused, pause_from, NEVER),
        pause_days=np.where(paused, draw.integers(1, 8, n), 0),
        interrupted=interrupted,
        crs=crs,
        onset=onset,
        icans=icans,
        aplastic=draw.random(n) < 0.08,
        responder=responder,
        recovered=responder & (draw.random(n) < 0.6),
        next_therapy=np.where(goes_on, treated_on, NEVER),
        relapse=np.where(relapse <= last_seen, relapse, NEVER),
        transplant=np.where(transplant <= last_seen, transplant, NEVER),
        death=np.where(death <= follow_up, death, NEVER),
        last_seen=last_seen,
        other_units=draw.random(n) < 0.2,
        stopped=stopped,
        cd19_at_relapse=ANTIGEN[apart.choice(len(ANTIGEN), n, p=[0.6, 0.1, 0.2, 0.1])],
        lost=(death > follow_up) & (apart.random(n) < 0.03),
    )


def died_early(fate: Fate) -> Numbers:
    """Whether a patient died before the first marrow, which in these cohorts is of an infection."""
    return fate.death <= CYCLE + 2


def first_part(fate: Fate, count: int) -> Fate:
    """The first patients of a batch: a smaller cohort of the same seed has the same patients."""
    return Fate(**{name: getattr(fate, name)[:count] for name in Fate.__dataclass_fields__})
