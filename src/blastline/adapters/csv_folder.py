"""A folder with one CSV file a table, as a spreadsheet saves it: UTF-8, a header row, one record a row."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from blastline.errors import Problem, near, quoted
from blastline.records.received import Place, Received, ReceivedRow
from blastline.records.schema import TableSchema, tables


def read_folder(folder: Path, names: Sequence[str]) -> tuple[Received, list[Problem]]:
    """
    The rows of the tables in `names` as received, and every problem met on the way.

    A file that is missing, is not UTF-8 or has a column that no table knows is a problem and gives no rows.
    """
    received, problems = Received(), _stray_files(folder, names)
    for name in names:
        rows, found = _read_table(folder / f"{name}.csv", tables()[name])
        received.tables[name] = rows
        problems += found
    return received, problems


def _stray_files(folder: Path, names: Sequence[str]) -> list[Problem]:
    # A misspelt file name would otherwise be a table that is silently not there.
    found = sorted(path.name for path in folder.glob("*.csv") if path.stem not in names)
    return [
        Problem(
            name,
            "this file is not among the records that study.toml lists, so nothing in it would be used.",
            f"Add {quoted(Path(name).stem)} to [study] records, or remove the file. "
            + near(Path(name).stem, list(tables())),
        )
        for name in found
    ]


def _read_table(path: Path, schema: TableSchema) -> tuple[list[ReceivedRow], list[Problem]]:
    text, problems = _read_text(path)
    if problems:
        return [], problems
    reader = csv.reader(io.StringIO(text, newline=""))
    header = [name.strip() for name in next(reader, [])]
    problems = _header_problems(path.name, header, schema)
    if problems:
        return [], problems
    return _rows(path.name, header, reader, schema)


def _read_text(path: Path) -> tuple[str, list[Problem]]:
    try:
        return path.read_text(encoding="utf-8-sig"), []
    except FileNotFoundError:
        remedy = "Add the file, or take its name out of [study] records in study.toml."
        return "", [Problem(path.name, "study.toml lists this table, but there is no such file.", remedy)]
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        byte = f"byte 0x{error.object[error.start]:02X}"
        remedy = 'Save it again as "CSV UTF-8" (in Excel: Save As, CSV UTF-8).'
        return "", [Problem(f"{path.name}, row {line}", f"the file is not UTF-8 ({byte}).", remedy)]
    except OSError as error:
        return "", [Problem(path.name, f"the file cannot be read ({error.strerror}).", "Check its permissions.")]


def _header_problems(file: str, header: list[str], schema: TableSchema) -> list[Problem]:
    place = f"{file}, row 1"
    if not header:
        return [Problem(place, "the file is empty.", f"Its first row names the columns: {', '.join(schema.columns)}.")]
    unknown = [
        Problem(place, f"column {quoted(name)} is not known in {schema.name}.", near(name, list(schema.columns)))
        for name in header
        if name not in schema.columns
    ]
    twice = [
        Problem(place, f"column {quoted(name)} stands there twice.", "Keep one of them.")
        for name in sorted({name for name in header if header.count(name) > 1})
    ]
    missing = [
        Problem(place, f"column {quoted(column.name)} is missing.", f"Add it: {column.meaning}.")
        for column in schema.columns.values()
        if column.required and column.name not in header
    ]
    return unknown + twice + missing


def _rows(
    file: str, header: list[str], reader: Iterator[list[str]], schema: TableSchema
) -> tuple[list[ReceivedRow], list[Problem]]:
    rows: list[ReceivedRow] = []
    problems: list[Problem] = []
    # Rows are counted as a spreadsheet counts them: the header is row 1, and a line break inside a cell adds none.
    for number, cells in enumerate(reader, start=2):
        place = Place(file, number)
        if len(cells) > len(header):
            remedy = "Put a cell that holds a comma in double quotes."
            problems.append(Problem(str(place), f"{len(cells)} cells, but {len(header)} columns.", remedy))
        elif any(cell.strip() for cell in cells):
            padded = cells + [""] * (len(header) - len(cells))
            values = {name: cell.strip() for name, cell in zip(header, padded, strict=True)}
            rows.append(ReceivedRow(schema.name, place, values))
    return rows, problems
