"""What surrounds an episode of CRS or ICANS: the drugs given for it, and what else may explain it."""

import narwhals as nw

from blastline.criteria.criterion import Criterion
from blastline.derive.frames import Frame, Frames
from blastline.derive.lines import Lines, first_that_holds

FOR_A_SYNDROME = ("anticytokine", "corticosteroid", "antipyretic", "vasopressor")
# How an indication may name the syndrome.
NAMES = {"cytokine release syndrome": ("CRS", "cytokine release"), "ICANS": ("ICANS", "neurotox")}


def derive_drugs_for(frames: Frames, episodes: Frame, criterion: Criterion) -> list[Lines]:
    """
    Drugs that were given during each episode of CRS or ICANS, one line a drug; and those given for it at other times.

    It was surely given for it where its indication says so; a drug with another indication was not. `episodes` has
    patient_id, episode, first_possible and last_possible; a drug begun on the day after the last counts as well.
    """
    indication = nw.col("indication").str.to_lowercase()
    names = [name.lower() for name in NAMES.get(criterion.term, (criterion.term,))]
    said_so = nw.any_horizontal(*[indication.str.contains(name, literal=True) for name in names], ignore_nulls=True)
    drugs = (
        frames["medications"]
        .filter(nw.col("class").is_in(list(FOR_A_SYNDROME)))
        .with_columns(name=nw.col("drug"), said_so=said_so.fill_null(False))
        .filter(nw.col("said_so") | nw.col("indication").is_null())
    )
    meant = frames.keep(
        drugs.join(episodes, on="patient_id", how="inner").filter(
            (nw.col("day") >= nw.col("first_possible")) & (nw.col("day") <= nw.col("last_possible") + 1)
        )
    )
    return [_during(meant, criterion), _at_other_times(drugs, meant, criterion)]


def _during(meant: Frame, criterion: Criterion) -> Lines:
    """The drugs of each episode."""
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


def _at_other_times(drugs: Frame, meant: Frame, criterion: Criterion) -> Lines:
    """Each drug whose indication names the syndrome and that no episode holds: by its day, or for want of one."""
    inside = meant.select("record_id", inside=nw.lit(True)).unique()
    left = drugs.filter(nw.col("said_so")).join(inside, on="record_id", how="left")
    outside = left.filter(nw.col("inside").is_null()).with_columns(one=nw.lit(1))
    numbered = outside.with_columns(place=nw.col("one").cum_sum().over("patient_id", order_by=["order"]))
    said = numbered.with_columns(
        at=nw.concat_str(nw.lit("drug "), nw.col("place").cast(nw.String), nw.lit(": "), nw.col("name")),
        surely=nw.lit("given for it"),
        possibly=nw.lit("given for it"),
        verdict=first_that_holds(
            (~nw.col("day").is_null(), "outside every episode"),
            (nw.col("day_earliest").is_null(), "its day is not recorded"),
            otherwise="its day is known only within limits",
        ),
    )
    used = outside.select("patient_id", "record_id")
    return Lines("drug_outside", f"{criterion.term}, drug", criterion.id, said, used, several=True)


SEDATION, CNS = "sedation", "CNS leukaemia"


def derive_confounders(frames: Frames, episodes: Frame, criterion: Criterion) -> list[Lines]:
    """
    Of each episode what else may explain it, kept beside its grade: infection, sedation, leukaemia in the CNS.

    Where nothing of it is recorded it may have been there, unless the study says that the table is complete.
    """
    infections = frames["infections"].filter((nw.col("infection") != "none") & ~nw.col("day").is_null())
    sedated = frames["neuro_exams"].filter(nw.col("sedated") & ~nw.col("day").is_null())
    fluids = frames.inputs.filter((nw.col("test") == "csf_blasts_seen") & ~nw.col("day").is_null())
    seen, clear = fluids.filter(nw.col("low") == 1), fluids.filter(nw.col("high") == 0)
    no_end = nw.lit(None, dtype=nw.Int64)
    found = {
        ("infection", "infections"): _spans(infections, nw.col("end_day")),
        (SEDATION, "neuro_exams"): _spans(sedated, nw.col("day")),
        (CNS, "csf_exams"): _until_clear(_spans(seen, no_end), clear),
    }
    awake = frames["neuro_exams"].filter((~nw.col("sedated")).fill_null(False) & ~nw.col("day").is_null())
    # Whoever was sedated may be awake a day later; leukaemia in the fluid does not come and go by the day.
    ruled_out = {SEDATION: _throughout(episodes, awake), CNS: _within(episodes, clear)}
    return [
        _confounder(
            _with_ruled_out(episodes, ruled_out.get(name)),
            spans,
            name,
            criterion,
            complete=table in frames.complete,
        )
        for (name, table), spans in found.items()
    ]


def _throughout(episodes: Frame, rows: Frame) -> Frame:
    """The episodes of which every day has such a row."""
    days = (
        _inside(episodes, rows)
        .group_by("patient_id", "episode", "first_possible", "last_possible")
        .agg(nw.col("day").n_unique().alias("days"))
    )
    whole = days.filter(nw.col("days") == nw.col("last_possible") - nw.col("first_possible") + 1)
    return whole.select("patient_id", "episode", ruled_out=nw.lit(True))


def _within(episodes: Frame, rows: Frame) -> Frame:
    """The episodes of which some day has such a row."""
    return _inside(episodes, rows).select("patient_id", "episode", ruled_out=nw.lit(True)).unique()


def _inside(episodes: Frame, rows: Frame) -> Frame:
    pairs = episodes.join(rows.select("patient_id", "day"), on="patient_id", how="inner")
    return pairs.filter((nw.col("day") >= nw.col("first_possible")) & (nw.col("day") <= nw.col("last_possible")))


def _with_ruled_out(episodes: Frame, ruled_out: Frame | None) -> Frame:
    if ruled_out is None:
        return episodes.with_columns(ruled_out=nw.lit(False))
    joined = episodes.join(ruled_out, on=["patient_id", "episode"], how="left")
    return joined.with_columns(nw.col("ruled_out").fill_null(False))


def _spans(rows: Frame, ended: nw.Expr) -> Frame:
    no_day = nw.lit(None, dtype=nw.Int64)
    return rows.select("patient_id", "record_id", nw.col("day").alias("begun"), ended.alias("ended"), gone=no_day)


def _until_clear(spans: Frame, clear: Frame) -> Frame:
    """With the day of the first fluid without leukaemia cells after each that had them."""
    pairs = spans.drop("gone").join(clear.select("patient_id", "day"), on="patient_id", how="inner")
    later = pairs.filter(nw.col("day") > nw.col("begun")).group_by("record_id").agg(nw.col("day").min().alias("gone"))
    return spans.drop("gone").join(later, on="record_id", how="left")


def _confounder(episodes: Frame, spans: Frame, name: str, criterion: Criterion, *, complete: bool) -> Lines:
    """Present where it overlaps with the episode; begun before and not known to have ended, it may have been."""
    pairs = spans.join(episodes, on="patient_id", how="inner")
    overlap = pairs.filter(
        (nw.col("begun") <= nw.col("last_possible"))
        & (nw.col("ended") >= nw.col("first_possible")).fill_null(True)
        & (nw.col("gone") > nw.col("first_possible")).fill_null(True)
    ).with_columns(sure=(nw.col("begun") >= nw.col("first_possible")) | ~nw.col("ended").is_null())
    present = overlap.group_by("patient_id", "episode").agg(nw.col("sure").max())
    joined = episodes.select("patient_id", "episode", "ruled_out").join(
        present, on=["patient_id", "episode"], how="left"
    )
    absent, sure = nw.col("sure").is_null(), nw.col("sure").fill_null(False)
    told_no = absent & (nw.col("ruled_out") | nw.lit(complete))
    said = joined.with_columns(
        at=nw.concat_str(nw.lit("episode "), nw.col("episode").cast(nw.String), nw.lit(f": {name}")),
        place=nw.col("episode"),
        surely=nw.when(sure).then(nw.lit("yes")).otherwise(nw.lit("no")),
        possibly=nw.when(told_no).then(nw.lit("no")).otherwise(nw.lit("yes")),
        reason=first_that_holds((sure | told_no, ""), (absent, "not recorded"), otherwise="its end is not recorded"),
    )
    used = overlap.select("patient_id", "record_id")
    return Lines("confounder", f"{criterion.term}, {name}", criterion.id, said, used, several=True)
