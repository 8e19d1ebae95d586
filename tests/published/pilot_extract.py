"""
Progression in the simulated oncology records of the CDISC pilot, one row a subject: writes pilot_progression.csv.

    python tests/published/pilot_extract.py FOLDER

FOLDER holds `dm.parquet` and `rs_onco.parquet` of pharmaversesdtm 1.5.0.9001 (Apache License 2.0; Cytel Inc., F.
Hoffmann-La Roche AG, GlaxoSmithKline LLC and the package authors). No tumour was ever measured in that trial. Day and
event are those of the accepted reader: the first progression, or the last assessment; `reader_1` and `reader_2` are the
overall responses of both radiologists at a subject's first visit that both read.
"""

import sys
from pathlib import Path

import polars as pl

HERE = Path(__file__).parent


def main(folder: Path) -> None:
    """Write the table."""
    dm, rs = (pl.read_parquet(folder / f"{name}.parquet") for name in ("dm", "rs_onco"))
    overall = rs.filter((pl.col("RSTESTCD") == "OVRLRESP") & (pl.col("RSSTRESC") != "CHECK"))
    accepted = overall.filter(pl.col("RSACPTFL") == "Y").group_by("USUBJID").agg(_day(), _event())
    told = accepted.join(_readers(overall), on="USUBJID", how="left").join(dm.select("USUBJID", "ARM"), on="USUBJID")
    told.sort("USUBJID").write_csv(HERE / "pilot_progression.csv", line_terminator="\n")


def _day() -> pl.Expr:
    day, progressed = pl.col("RSDY").cast(pl.Int64), pl.col("RSSTRESC") == "PD"
    return pl.coalesce(day.filter(progressed).min(), day.max()).alias("day")


def _event() -> pl.Expr:
    return (pl.col("RSSTRESC") == "PD").any().cast(pl.Int8).alias("progressed")


def _readers(overall: pl.DataFrame) -> pl.DataFrame:
    one, two = (
        overall.filter(pl.col("RSEVALID") == f"RADIOLOGIST {at}").select(
            "USUBJID", "VISITNUM", pl.col("RSSTRESC").alias(f"reader_{at}")
        )
        for at in (1, 2)
    )
    both = one.join(two, on=["USUBJID", "VISITNUM"]).sort("USUBJID", "VISITNUM")
    return both.unique("USUBJID", keep="first", maintain_order=True).drop("VISITNUM")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
