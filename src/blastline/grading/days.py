"""On which day of treatment a result was taken: as the table says, or counted from the first dose."""

from dataclasses import dataclass

import narwhals as nw

from blastline.derive.frames import Frame
from blastline.engines.engine import NUMBER, TEXT, Engine
from blastline.grading.columns import GradingError, LaboratoryTable, as_text, distinct, key
from blastline.normalise.laboratory import dates_of, values_of

SUBJECT = "USUBJID"
# Where an SDTM table says when treatment began: DM, DM, EX.
FIRST_DOSE = ("RFXSTDTC", "RFSTDTC", "EXSTDTC")


@dataclass(frozen=True, slots=True)
class Days:
    """What each text of a day or a date means, and when each patient had the first dose; None where it is not there."""

    table: LaboratoryTable
    stated: Frame | None
    dated: Frame | None
    first_doses: Frame | None

    @property
    def told_by(self) -> tuple[str, ...]:
        """The names of the columns that tell a day."""
        return self.table.keyed

    def on(self, rows: Frame, patient: nw.Expr) -> Frame:
        """
        The rows with `on_day`, which is 1 on the day of the first dose; null where the day is not known.

        A day that the table states wins over one that is counted from dates. Days are whole: half past 3 is on day 3.
        """
        return self._counted(rows, patient).with_columns(nw.col("on_day").floor())

    def _counted(self, rows: Frame, patient: nw.Expr) -> Frame:
        there = rows.with_columns(stated_day=self._given())
        if self.stated is not None:
            there = there.drop("stated_day").join(self.stated, left_on=key("day"), right_on="day_text", how="left")
        if self.dated is None or self.first_doses is None:
            return there.with_columns(on_day=nw.col("stated_day")).drop("stated_day")
        counted = there.join(self.dated, left_on=key("date"), right_on="date_text", how="left")
        counted = counted.with_columns(dosed=patient).join(
            self.first_doses, left_on="dosed", right_on="subject", how="left"
        )
        apart = nw.col("date_number") - nw.col("dose_number")
        # There is no day 0: the day before the first dose is day -1.
        day = nw.when(apart >= 0).then(apart + 1).otherwise(apart)
        chosen = nw.when(nw.col("stated_day").is_null()).then(day).otherwise(nw.col("stated_day"))
        return counted.with_columns(on_day=chosen).drop("stated_day", "date_number", "dosed", "dose_number")

    def _given(self) -> nw.Expr:
        """The day where its column holds numbers; a day that is no number is not known."""
        if "day" not in self.table.keyed or self.stated is not None:
            return nw.lit(None, dtype=nw.Float64)
        return nw.when(~nw.col(key("day")).is_nan()).then(nw.col(key("day")))


def read_days(here: Engine, table: LaboratoryTable, doses: Frame | None, called: str) -> Days:
    """How the days of this table are told. GradingError where `doses` does not say whose and when."""
    if doses is not None and "date" in table.keyed:
        stated = _stated(here, table) if _has_texts(table) else None
        return Days(table, stated, _dated(here, table), _first_doses(here, doses, called))
    if not _has_texts(table):
        return Days(table, None, None, None)
    return Days(table, _stated(here, table), None, None)


def _has_texts(table: LaboratoryTable) -> bool:
    return "day" in table.keyed and bool(table.rows.collect_schema()[key("day")] == nw.String)


def _stated(here: Engine, table: LaboratoryTable) -> Frame:
    """Each text of a day and the day that it means; null where it means none, or several."""
    texts = [text for (text,) in distinct(here, table.rows, key("day")) if text is not None]
    ends = [(value["low"], value["high"]) for value in values_of(text.strip() for text in texts)]
    rows = [
        {"day_text": text, "stated_day": low if low == high else None}
        for text, (low, high) in zip(texts, ends, strict=True)
    ]
    return here.frame(rows, {"day_text": TEXT, "stated_day": NUMBER})


def _dated(here: Engine, table: LaboratoryTable) -> Frame:
    texts = [text for (text,) in distinct(here, table.rows, key("date")) if text is not None]
    rows = [
        {"date_text": text, "date_number": date["day_number"]}
        for text, date in zip(texts, dates_of(text.strip() for text in texts), strict=True)
    ]
    return here.frame(rows, {"date_text": TEXT, "date_number": NUMBER})


def _first_doses(here: Engine, doses: Frame, called: str) -> Frame:
    """The day number of the first dose of each subject; a start that is not known to the day is not counted from."""
    schema = doses.collect_schema()
    started = next((name for name in FIRST_DOSE if name in schema), "")
    if not started or SUBJECT not in schema:
        raise GradingError(f"{called}: {SUBJECT} and one of {', '.join(FIRST_DOSE)} are needed to count days from.")
    cells = doses.select(subject=_filled(SUBJECT), started=_filled(started))
    cells = here.keep(cells.select(as_text("subject").alias("subject"), as_text("started").alias("started")))
    dates = here.frame(
        dates_of(text for (text,) in distinct(here, cells, "started")), {"text": TEXT, "day_number": NUMBER}
    )
    joined = cells.join(dates, left_on="started", right_on="text", how="left").group_by("subject")
    return here.keep(joined.agg(nw.col("day_number").min().alias("dose_number")))


def _filled(column: str) -> nw.Expr:
    return nw.col(column).cast(nw.String).fill_null("")
