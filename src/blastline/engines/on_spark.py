"""Plans on Spark 4: on this machine, or on a cluster where the session already is one."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import narwhals as nw
import pyarrow as pa
from pyspark.errors import PySparkRuntimeError
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sf

from blastline.engines.engine import NUMBER, TEXT, TRUTH, WHOLE, EngineError, Kinds, separator_of

TYPES = {TEXT: pa.string(), NUMBER: pa.float64(), WHOLE: pa.int64(), TRUTH: pa.bool_()}
# What the session must be like for a plan to mean here what it means on the other engines.
MEANING = {
    # A division by nothing gives nothing, and not an error for the whole cohort.
    "spark.sql.ansi.enabled": "false",
    "spark.sql.caseSensitive": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    # What follows from the conditions of a plan of many steps, worked out, grows beyond any memory.
    "spark.sql.constraintPropagation.enabled": "false",
}
# So do its steps when they are written into one another.
EXCLUDED, COLLAPSE = "spark.sql.optimizer.excludedRules", "org.apache.spark.sql.catalyst.optimizer.CollapseProject"
# For a session of our own on one machine; spark-submit brings its own.
LOCAL = {
    "spark.ui.enabled": "false",
    "spark.driver.memory": "4g",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    # The plans are many and small: to compile each into Java, or to change it on the way, takes longer than to run it.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.autoBroadcastJoinThreshold": "64m",
    "spark.driver.host": "127.0.0.1",
    "spark.log.level": "ERROR",
}
IN_PARTITION = 1 << 33


class Spark:
    """An engine on the active Spark session, or on one of its own on all cores of this machine."""

    keeps_order = False

    def __init__(self) -> None:
        self.session = SparkSession.getActiveSession() or _local_session()
        for name, value in MEANING.items():
            self.session.conf.set(name, value)
        others = (self.session.conf.get(EXCLUDED, "") or "").split(",")
        self.session.conf.set(EXCLUDED, ",".join(dict.fromkeys([*filter(None, others), COLLAPSE])))

    def frame(self, rows: Sequence[Mapping[str, Any]], kinds: Kinds) -> nw.LazyFrame[Any]:
        columns = {name: pa.array([row[name] for row in rows], TYPES[kind]) for name, kind in kinds.items()}
        return self.lay(pa.table(columns))

    def arrow(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        return frame.to_native().toArrow()

    def lay(self, table: pa.Table) -> nw.LazyFrame[Any]:
        # What is laid is small, and each union adds up the parts of its frames.
        laid: nw.LazyFrame[Any] = nw.from_native(self.session.createDataFrame(table).coalesce(1))
        return laid

    def scan(self, path: Path) -> nw.LazyFrame[Any]:
        if path.is_dir() or path.suffix == ".parquet":
            return self.take(self.session.read.parquet(str(path)))
        how: dict[str, Any] = {"header": True, "multiLine": True, "escape": '"', "sep": separator_of(path)}
        return self.take(self.session.read.csv(str(path), **how))

    def take(self, frame: Any) -> nw.LazyFrame[Any]:
        taken: nw.LazyFrame[Any] = nw.from_native(frame)
        return taken

    def numbered(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        numbered: nw.LazyFrame[Any] = nw.from_native(_numbered(frame.to_native()).localCheckpoint())
        return numbered

    def matched(self, rows: nw.LazyFrame[Any], found: nw.LazyFrame[Any], on: Sequence[str]) -> nw.LazyFrame[Any]:
        left, right = rows.to_native().alias("l"), found.to_native().alias("r")
        same = [sf.col(f"l.`{column}`").eqNullSafe(sf.col(f"r.`{column}`")) for column in on]
        columns = [sf.col(f"l.`{column}`") for column in left.columns]
        columns += [sf.col(f"r.`{column}`") for column in right.columns if column not in on]
        matched: nw.LazyFrame[Any] = nw.from_native(left.join(right, same, "inner").select(*columns))
        return matched

    def united(self, frame: nw.LazyFrame[Any], by: Sequence[str], bits: Sequence[str]) -> nw.LazyFrame[Any]:
        wanted = [sf.bit_or(column).alias(column) for column in bits]
        united: nw.LazyFrame[Any] = nw.from_native(frame.to_native().groupBy(*by).agg(*wanted))
        return united

    def keep(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        # A checkpoint also cuts the plan off: Spark would otherwise plan everything before it once more.
        kept: nw.LazyFrame[Any] = nw.from_native(frame.to_native().localCheckpoint())
        return kept

    def write(self, frame: nw.LazyFrame[Any], path: Path) -> None:
        """Parquet is a folder with a file a partition, as Spark writes it; CSV is one file."""
        native = frame.to_native()
        if path.suffix == ".parquet":
            native.write.mode("overwrite").parquet(str(path))
            return
        with TemporaryDirectory(dir=path.parent) as folder:
            parts = Path(folder) / "parts"
            native.coalesce(1).write.csv(str(parts), header=True, escape='"', emptyValue="", nullValue="")
            (part,) = parts.glob("part-*.csv")
            shutil.move(part, path)

    def rows(self, frame: nw.LazyFrame[Any]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = frame.to_native().toArrow().to_pylist()
        return rows


def _local_session() -> SparkSession:
    builder = SparkSession.builder.master("local[*]").appName("blastline")
    for name, value in LOCAL.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except PySparkRuntimeError as error:
        raise EngineError(f"Spark did not start; it needs Java 17 or newer ({str(error).splitlines()[0]})") from None


def _numbered(table: DataFrame) -> DataFrame:
    """
    The rows with `row` from 1, without bringing them onto one machine.

    An id tells the partition and the place within it; the rows of the partitions before are added to the place.
    """
    placed = table.withColumn("_id", sf.monotonically_increasing_id()).localCheckpoint()
    partition = sf.floor(sf.col("_id") / IN_PARTITION)
    counted = {row[0]: row[1] for row in placed.groupBy(partition.alias("part")).count().collect()}
    before, so_far = sf.lit(0).cast("long"), 0
    for part in sorted(counted):
        before = sf.when(partition == part, sf.lit(so_far).cast("long")).otherwise(before)
        so_far += counted[part]
    row = (sf.col("_id") - partition * IN_PARTITION + before + 1).cast("long")
    return placed.select(*[sf.col(f"`{name}`") for name in table.columns], row.alias("row"))
