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


SEDATION = "sedation"


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
        (SEDATION, "neuro_exams"): _spans(sedated, nw.col("day")),
        ("CNS leukaemia", "csf_exams"): _spans(seen, no_end),
    }
    awake = frames["neuro_exams"].filter((~nw.col("sedated")).fill_null(False) & ~nw.col("day").is_null())
    ruled_out = {SEDATION: _throughout(episodes, awake)}
    return [
        _confounder(
            _with_ruled_out(episodes, ruled_out.get(name)),
            spans,
            f"{criterion.term}, {name}",
            criterion.id,
            complete=table in frames.complete,
        )
        for (name, table), spans in found.items()
    ]


def _throughout(episodes: Frame, rows: Frame) -> Frame:
    """The episodes of which every day has such a row."""
    pairs = episodes.join(rows.select("patient_id", "day"), on="patient_id", how="inner")
    inside = pairs.filter((nw.col("day") >= nw.col("first_possible")) & (nw.col("day") <= nw.col("last_possible")))
    days = inside.group_by("patient_id", "episode", "first_possible", "last_possible").agg(
        nw.col("day").n_unique().alias("days")
    )
    whole = days.filter(nw.col("days") == nw.col("last_possible") - nw.col("first_possible") + 1)
    return whole.select("patient_id", "episode", ruled_out=nw.lit(True))


def _with_ruled_out(episodes: Frame, ruled_out: Frame | None) -> Frame:
    if ruled_out is None:
        return episodes.with_columns(ruled_out=nw.lit(False))
    joined = episodes.join(ruled_out, on=["patient_id", "episode"], how="left")
    return joined.with_columns(nw.col("ruled_out").fill_null(False))


def _spans(rows: Frame, ended: nw.Expr) -> Frame:
    return rows.select("patient_id", "record_id", nw.col("day").alias("begun"), ended.alias("ended"))


def _confounder(episodes: Frame, spans: Frame, variable: str, rule: str, *, complete: bool) -> Lines:
    """Present where it overlaps with the episode; begun before and not known to have ended, it may have been."""
    pairs = spans.join(episodes, on="patient_id", how="inner")
    overlap = pairs.filter(
        (nw.col("begun") <= nw.col("last_possible")) & (nw.col("ended") >= nw.col("first_possible")).fill_null(True)
    ).with_columns(sure=(nw.col("begun") >= nw.col("first_possible")) | ~nw.col("ended").is_null())
    present = overlap.group_by("patient_id", "episode").agg(nw.col("sure").max())
    joined = episodes.select("patient_id", "episode", "ruled_out").join(
        present, on=["patient_id", "episode"], how="left"
    )
    absent, sure = nw.col("sure").is_null(), nw.col("sure").fill_null(False)
    told_no = absent & (nw.col("ruled_out") | nw.lit(complete))
    said = joined.with_columns(
        at=nw.concat_str(nw.lit("episode "), nw.col("episode").cast(nw.String)),
        place=nw.col("episode"),
        surely=nw.when(sure).then(nw.lit("yes")).otherwise(nw.lit("no")),
        possibly=nw.when(told_no).then(nw.lit("no")).otherwise(nw.lit("yes")),
        reason=first_that_holds((sure | told_no, ""), (absent, "not recorded"), otherwise="its end is not recorded"),
    )
    return Lines("confounder", variable, rule, said, overlap.select("patient_id", "record_id"), several=True)
