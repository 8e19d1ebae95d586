"""What surrounds an episode of CRS or ICANS: the drugs given for it, and what else may explain it."""

import narwhals as nw

from blastline.criteria.criterion import Criterion
from blastline.derive.frames import Frame, Frames
from blastline.derive.lines import Lines, first_that_holds

FOR_A_SYNDROME = ("anticytokine", "corticosteroid", "antipyretic", "vasopressor")
# How an indication may name the syndrome.
NAMES = {"cytokine release syndrome": ("CRS", "cytokine release"), "ICANS": ("ICANS", "neurotox")}


def derive_drugs_for(frames: Frames, episodes: Frame, criterion: Criterion) -> Lines:
    """
    Drugs that were given during each episode of CRS or ICANS, one line a drug.

    It was surely given for it where its indication says so; a drug with another indication was not. `episodes` has
    patient_id, episode, first_possible and last_possible; a drug begun on the day after the last counts as well.
    """
    drugs = (
        frames["medications"]
        .filter(nw.col("class").is_in(list(FOR_A_SYNDROME)) & ~nw.col("day").is_null())
        .with_columns(name=nw.col("drug"))
    )
    pairs = drugs.join(episodes, on="patient_id", how="inner").filter(
        (nw.col("day") >= nw.col("first_possible")) & (nw.col("day") <= nw.col("last_possible") + 1)
    )
    indication = nw.col("indication").str.to_lowercase()
    names = [name.lower() for name in NAMES.get(criterion.term, (criterion.term,))]
    said_so = nw.any_horizontal(*[indication.str.contains(name, literal=True) for name in names], ignore_nulls=True)
    meant = pairs.with_columns(said_so=said_so.fill_null(False)).filter(
        nw.col("said_so") | nw.col("indication").is_null()
    )
    by_drug = meant.group_by("patient_id", "episode", "name").agg(
        nw.col("said_so").max(), nw.col("day").min().alias("first")
    )
    number = nw.col("episode").cast(nw.String)
    said = by_drug.with_columns(
        at=nw.concat_str(nw.lit("episode "), number, nw.lit(": "), nw.col("name")),
        place=nw.col("episode"),
        surely=nw.when(nw.col("said_so")).then(nw.lit("given for it")).otherwise(nw.lit("given during it")),
        possibly=nw.lit("given for it"),
        reason=nw.when(nw.col("said_so")).then(nw.lit("")).otherwise(nw.lit("indication not recorded")),
    )
    return Lines(
        "episode_drug",
        f"{criterion.term}, drug",
        criterion.id,
        said,
        meant.select("patient_id", "record_id"),
        several=True,
    )


def derive_confounders(frames: Frames, episodes: Frame, criterion: Criterion) -> list[Lines]:
    """
    Of each episode what else may explain it, kept beside its grade: infection, sedation, leukaemia in the CNS.

    Where nothing of it is recorded it may have been there, unless the study says that the table is complete.
    """
    infections = frames["infections"].filter((nw.col("infection") != "none") & ~nw.col("day").is_null())
    sedated = frames["neuro_exams"].filter(nw.col("sedated") & ~nw.col("day").is_null())
    seen = frames.inputs.filter((nw.col("test") == "csf_blasts_seen") & (nw.col("low") == 1) & ~nw.col("day").is_null())
    no_end = nw.lit(None, dtype=nw.Int64)
    found = {
        ("infection", "infections"): _spans(infections, nw.col("end_day")),
        ("sedation", "neuro_exams"): _spans(sedated, nw.col("day")),
        ("CNS leukaemia", "csf_exams"): _spans(seen, no_end),
    }
    return [
        _confounder(episodes, spans, f"{criterion.term}, {name}", criterion.id, complete=table in frames.complete)
        for (name, table), spans in found.items()
    ]


def _spans(rows: Frame, ended: nw.Expr) -> Frame:
    return rows.select("patient_id", "record_id", nw.col("day").alias("begun"), ended.alias("ended"))


def _confounder(episodes: Frame, spans: Frame, variable: str, rule: str, *, complete: bool) -> Lines:
    """Present where it overlaps with the episode; begun before and not known to have ended, it may have been."""
    pairs = spans.join(episodes, on="patient_id", how="inner")
    overlap = pairs.filter(
        (nw.col("begun") <= nw.col("last_possible")) & (nw.col("ended") >= nw.col("first_possible")).fill_null(True)
    ).with_columns(sure=(nw.col("begun") >= nw.col("first_possible")) | ~nw.col("ended").is_null())
    present = overlap.group_by("patient_id", "episode").agg(nw.col("sure").max())
    joined = episodes.select("patient_id", "episode").join(present, on=["patient_id", "episode"], how="left")
    absent, sure = nw.col("sure").is_null(), nw.col("sure").fill_null(False)
    said = joined.with_columns(
        at=nw.concat_str(nw.lit("episode "), nw.col("episode").cast(nw.String)),
        place=nw.col("episode"),
        surely=nw.when(sure).then(nw.lit("yes")).otherwise(nw.lit("no")),
        possibly=nw.when(absent & nw.lit(complete)).then(nw.lit("no")).otherwise(nw.lit("yes")),
        reason=first_that_holds(
            (sure | (absent & nw.lit(complete)), ""), (absent, "not recorded"), otherwise="its end is not recorded"
        ),
    )
    return Lines("confounder", variable, rule, said, overlap.select("patient_id", "record_id"), several=True)
