"""Invented patients, their treatment before, the doses, marrows, fluids, infections, responses and follow-up."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from blastline.synthesise.fate import ANTIGEN, CYCLE, EVERY, NEVER, STEP, Fate, Numbers, died_early
from blastline.synthesise.rows import NOTHING, printed_day, table, words

DIAGNOSIS = "B-ALL, relapsed or refractory"
INFECTIONS = (
    ("bacteraemia", "bacterial", "meropenem"),
    ("pneumonia", "bacterial", "piperacillin and tazobactam"),
    ("herpes zoster", "viral", "aciclovir"),
    ("pulmonary aspergillosis", "fungal", "voriconazole"),
)


def patients(fate: Fate, draw: Generator) -> Iterator[pa.Table]:
    """One row a patient."""
    weight = np.where(draw.random(len(fate)) < 0.05, np.nan, fate.weight)
    yield table(
        fate,
        np.arange(len(fate)),
        {
            "age": fate.age,
            "sex": words(fate.female, "female", "male"),
            "diagnosis": DIAGNOSIS,
            "philadelphia": words(draw.random(len(fate)) < 0.25, "yes", "no"),
            "prior_lines": draw.integers(1, 6, len(fate)),
            "first_dose": fate.first_dose.astype(str).astype(object),
            "weight": weight,
        },
    )


def therapies(fate: Fate, draw: Generator) -> Iterator[pa.Table]:
    """Chemotherapy before all; CAR-T before some; what was given later; a transplant, or that there was none."""
    everyone = np.arange(len(fate))
    yield table(fate, everyone, {"therapy": "chemotherapy", "given": "yes", "phase": "before"})
    infused = draw.random(len(fate)) < 0.3
    once = {"therapy": "CAR-T", "target": "CD19", "given": "yes", "times": "1", "phase": "before"}
    failed = draw.random(len(fate)) < 0.5
    yield table(fate, np.flatnonzero(infused & failed), {**once, "response": "NR", "ended": "no response"})
    gone = {**once, "response": "CR", "ended": "progression after CR or CRi"}
    yield table(fate, np.flatnonzero(infused & ~failed), gone)
    yield table(fate, np.flatnonzero(~infused), {"therapy": "CAR-T", "given": "no", "phase": "before"})
    later = np.flatnonzero(fate.next_therapy < NEVER)
    given = {"therapy": "inotuzumab", "given": "yes", "phase": "after", "day": printed_day(fate.next_therapy[later])}
    yield table(fate, later, given)
    done = np.flatnonzero(fate.transplant < NEVER)
    day = printed_day(fate.transplant[done])
    yield table(fate, done, {"therapy": "allo-HSCT", "given": "yes", "phase": "after", "day": day})
    never = np.flatnonzero(fate.transplant == NEVER)
    yield table(fate, never, {"therapy": "allo-HSCT", "given": "no", "phase": "after"})


def doses(fate: Fate, draw: Generator) -> Iterator[pa.Table]:
    """Step dosing in the first cycle, with a pause in some and an early end in a few; full rate in the later ones."""
    why = words(fate.interrupted, "adverse event", "technical")
    for first, end, rate in ((0, STEP, 9), (STEP, CYCLE, 28)):
        paused = (fate.pause_from >= first) & (fate.pause_from < end)
        moved = np.where(fate.pause_from < first, fate.pause_days, 0)
        stop = np.where(paused, fate.pause_from, end + moved)
        goes_on = np.flatnonzero(~fate.stopped | (first <= fate.pause_from))
        reason = np.where(paused, why, "planned")[goes_on]
        yield _infused(fate, goes_on, (first + moved)[goes_on], (stop - 1)[goes_on], rate, 1, reason)
        again = np.flatnonzero(paused & ~fate.stopped)
        begun = fate.pause_from[again] + fate.pause_days[again]
        yield _infused(fate, again, begun, end - 1 + fate.pause_days[again], rate, 1)
    for cycle in (2, 3):
        who = np.flatnonzero(fate.cycles >= cycle)
        start = first_day(fate, who, cycle)
        yield _infused(fate, who, start, start + CYCLE - 1, 28, cycle)


def first_day(fate: Fate, who: Numbers, cycle: int) -> Numbers:
    """A pause in the first cycle moves the later ones."""
    return (cycle - 1) * EVERY + fate.pause_days[who]


def _infused(
    fate: Fate, who: Numbers, first: Numbers, last: Numbers, rate: int, cycle: int, why: str | Numbers = "planned"
) -> pa.Table:
    alive = first <= fate.last_seen[who]
    ended = np.minimum(last, fate.last_seen[who])[alive]
    reason = np.full(len(who), why) if isinstance(why, str) else why
    reason = np.where((fate.death[who] <= last), "death", reason).astype(object)
    return table(
        fate,
        who[alive],
        {
            "drug": "blinatumomab",
            "cycle": np.full(int(alive.sum()), cycle),
            "day": printed_day(first[alive]),
            "end_day": printed_day(ended),
            "dose": np.full(int(alive.sum()), rate),
            "dose_unit": "ug/day",
            "stopped": reason[alive],
        },
    )


def marrow_days(fate: Fate) -> Iterator[tuple[str, Numbers, Numbers]]:
    """Which marrow, of whom, on which day: before treatment, after each cycle, at relapse."""
    yield "before", np.arange(len(fate)), np.full(len(fate), -3)
    for cycle in (1, 2, 3):
        who = np.flatnonzero(fate.cycles >= cycle)
        day = first_day(fate, who, cycle) + CYCLE + 1
        # A relapse in between is found at its own marrow.
        there = (day <= fate.last_seen[who]) & (day < fate.relapse[who])
        yield f"cycle {cycle}", who[there], day[there]
    who = np.flatnonzero(fate.relapse < NEVER)
    yield "relapse", who, fate.relapse[who]


def marrow_exams(fate: Fate, draw: Generator) -> Iterator[pa.Table]:
    """Blasts and, in remission, MRD; some of it below what the method sees."""
    for kind, who, day in marrow_days(fate):
        free = fate.responder[who] & (kind != "before") & (kind != "relapse")
        high = np.where(kind == "before", fate.blasts[who], draw.uniform(20, 90, len(who)))
        blasts = np.round(np.where(free, draw.uniform(0, 4.5, len(who)), high), 1)
        share = np.round(10 ** draw.uniform(-3.5, 0, len(who)), 4)
        mrd = np.where(free, np.where(share < 0.01, "<0.01", share.astype(str)), NOTHING)
        columns = {
            "day": printed_day(day),
            "blasts": blasts,
            "blasts_unit": "%",
            "method": "morphology",
            "mrd": mrd,
            "mrd_unit": np.where(free, "%", NOTHING),
            "mrd_evaluable": np.where(free, "yes", NOTHING),
        }
        yield table(fate, who, columns)


def disease_sites(fate: Fate, draw: Generator) -> Iterator[pa.Table]:
    """Looked for at each marrow; found in a few before treatment."""
    for kind, who, day in marrow_days(fate):
        found = (draw.random(len(who)) < 0.04) & (kind == "before")
        yield table(fate, who, {"site": "any", "day": printed_day(day), "present": words(found, "yes", "no")})


def csf_exams(fate: Fate, draw: Generator) -> Iterator[pa.Table]:
    """One fluid before treatment."""
    who = np.flatnonzero(draw.random(len(fate)) < 0.8)
    seen = draw.random(len(who)) < 0.05
    columns = {
        "day": np.full(len(who), -3),
        "blasts_seen": words(seen, "yes", "no"),
        "white_cells": np.where(seen, draw.integers(1, 30, len(who)), draw.integers(0, 4, len(who))),
        "red_cells": draw.integers(0, 12, len(who)),
    }
    yield table(fate, who, columns)


def infections(fate: Fate, draw: Generator) -> Iterator[pa.Table]:
    """An infection in three of ten, or the statement that there was none; the onset of some is not recorded."""
    ill = (draw.random(len(fate)) < 0.3) | died_early(fate)
    who = np.flatnonzero(ill)
    kind = draw.integers(0, len(INFECTIONS), len(who))
    names, groups, drugs = (np.array(part, dtype=object)[kind] for part in zip(*INFECTIONS, strict=True))
    onset = np.minimum(draw.integers(2, 28, len(who)), fate.last_seen[who])
    onset = np.where(died_early(fate)[who], fate.death[who] - 5, onset)
    mould = names == "pulmonary aspergillosis"
    # A scan or an antigen test was done on some day, so that the onset of a mould disease is known.
    known = (draw.random(len(who)) >= 0.08) | mould
    cured = words(draw.random(len(who)) < 0.9, "complete response", "partial response")
    ended = np.minimum(onset + draw.integers(7, 40, len(who)), fate.last_seen[who])
    columns = {
        "infection": names,
        "organism_group": groups,
        "day": np.where(known, printed_day(onset), np.nan),
        "drugs": drugs,
        "lung_ct": np.where(mould, "dense well-circumscribed lesion", NOTHING),
        "galactomannan_blood": np.where(mould, np.round(draw.uniform(0.2, 2, len(who)), 1), np.nan),
        "outcome": np.where(died_early(fate)[who], "death", cured),
        "outcome_day": np.where(known, printed_day(ended), np.nan),
    }
    yield table(fate, who, columns)
    yield table(fate, np.flatnonzero(~ill), {"infection": "none"})


def reported(fate: Fate, draw: Generator) -> Iterator[pa.Table]:
    """The response as the investigator stated it after the first cycle; one in twelve is a category too good."""
    who = np.flatnonzero(fate.last_seen >= CYCLE + 12)
    day = printed_day(CYCLE + 1 + fate.pause_days[who])
    better = np.where(fate.recovered[who] | (draw.random(len(who)) < 0.08), "CR", "CRi")
    stated = np.where(fate.responder[who], better, words(draw.random(len(who)) < 0.08, "PR", "NR"))
    columns = {
        "endpoint": "response",
        "value": stated,
        "phase": "end",
        "day": day,
        "after_cycles": np.ones(len(who), int),
    }
    yield table(fate, who, columns)
    for death in ("death from CRS", "death from ICANS"):
        yield table(fate, np.arange(len(fate)), {"endpoint": death, "value": "no", "phase": "end"})


def follow_up(fate: Fate, draw: Generator) -> Iterator[pa.Table]:
    """A contact at relapse, and the last one, which for some is dated by its month."""
    seen_before = fate.relapse < fate.last_seen
    who = np.flatnonzero(seen_before & (fate.relapse < NEVER))
    found = {
        "status": "alive",
        "day": printed_day(fate.relapse[who]),
        "relapse": "yes",
        "relapse_site": "marrow",
        "relapse_cd19": fate.cd19_at_relapse[who],
        "relapse_cd22": ANTIGEN[draw.choice(4, len(who), p=[0.7, 0.1, 0.05, 0.15])],
    }
    yield table(fate, who, found)
    dead = fate.death < NEVER
    by_month = (draw.random(len(fate)) < 0.1) & ~dead
    month = (fate.first_dose + fate.last_seen).astype("datetime64[M]").astype(str).astype(object)
    together = fate.relapse == fate.last_seen
    seen = np.flatnonzero(~fate.lost)
    columns = {
        "status": words(dead, "dead", "alive")[seen],
        "day": np.where(by_month, np.nan, printed_day(fate.last_seen))[seen],
        "date": np.where(by_month, month, NOTHING)[seen],
        "phase": "after",
        "relapse": words(together, "yes", "no")[seen],
        "cause_of_death": np.where(dead, _cause(fate), NOTHING)[seen],
    }
    yield table(fate, seen, columns)


def _cause(fate: Fate) -> Numbers:
    """Who died in remission died of an infection, or of the transplant."""
    in_remission = fate.responder & (fate.relapse == NEVER)
    of_treatment = words(fate.transplant < NEVER, "transplant", "infection")
    return np.where(died_early(fate), "infection", np.where(in_remission, of_treatment, "leukaemia"))
