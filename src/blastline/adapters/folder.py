"""A folder with one file a table: CSV as a spreadsheet saves it (UTF-8, a header row, one record a row), or Parquet."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

from blastline.adapters.images import image_problems
from blastline.adapters.parquet_file import read_parquet, rows_of
from blastline.errors import Problem, closest, near, quoted
from blastline.records.received import Place, Received, ReceivedRow
from blastline.records.schema import TableSchema, tables

UTF_8 = 'Save it again as "CSV UTF-8" (in Excel: Save As, CSV UTF-8).'
# Signs that no keyboard makes: a page cannot print them, and an XML file that holds one does not open.
INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
SEPARATORS = {";": "semicolons", "\t": "tabs"}


def read_folder(folder: Path, names: Sequence[str]) -> tuple[Received, list[Problem]]:
    """
    The rows of the tables in `names` as received, and every problem met on the way.

    A file that is missing, is not UTF-8 or has a column that no table knows is a problem and gives no rows.
    """
    received, problems = Received(folder=folder), _stray_files(folder, names)
    for name in names:
        rows, found = _read_table(folder, tables()[name])
        received.tables[name] = rows
        problems += found
    problems += image_problems(folder, received.rows("images"))
    return received, problems


def _stray_files(folder: Path, names: Sequence[str]) -> list[Problem]:
    # A misspelt file name would otherwise be a table that is silently not there. Names that begin with a dot are
    # the system's own: macOS lays "._patients.csv" beside a file that it copies.
    found = sorted(
        p for p in folder.iterdir() if p.suffix.lower() in (".csv", ".parquet") and not p.name.startswith(".")
    )
    return [_stray(path) for path in found if path.name not in _files(names)]


def _files(names: Iterable[str]) -> set[str]:
    return {f"{name}.{kind}" for name in names for kind in ("csv", "parquet")}


def _stray(path: Path) -> Problem:
    what = "this file is not among the records that study.toml lists, so nothing in it would be used."
    if path.name in _files(tables()):
        return Problem(path.name, what, f"Add {quoted(path.stem)} to [study] records, or remove the file.")
    return Problem(path.name, what, f"Rename it to that of its table, or remove it. {near(path.stem, list(tables()))}")


def path_of(folder: Path, name: str) -> Path:
    """The file of a table: Parquet where there is one, else CSV."""
    parquet = folder / f"{name}.parquet"
    return parquet if parquet.exists() else folder / f"{name}.csv"


def _read_table(folder: Path, schema: TableSchema) -> tuple[list[ReceivedRow], list[Problem]]:
    path = path_of(folder, schema.name)
    if path.suffix == ".csv":
        return _read_csv(path, schema)
    if (folder / f"{schema.name}.csv").exists():
        what = f"there is {schema.name}.csv as well, and only one of them can be meant."
        return [], [Problem(path.name, what, "Remove one of the two.")]
    header, columns, problems = read_parquet(path)
    problems = problems or _header_problems(path.name, header, schema)
    return ([], problems) if problems else (rows_of(path.name, schema.name, columns), [])


def _read_csv(path: Path, schema: TableSchema) -> tuple[list[ReceivedRow], list[Problem]]:
    text, problems = _read_text(path)
    problems = problems or _invisible_signs(path.name, text)
    if problems:
        return [], problems
    # Strict: a quotation mark that is opened and never closed would swallow the rows below it without a word.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = _header(next(reader, []))
        problems = _header_problems(path.name, header, schema)
        return ([], problems) if problems else _rows(path.name, header, reader, schema)
    except csv.Error as error:
        return [], [_broken(path.name, reader.line_num, str(error))]


def _read_text(path: Path) -> tuple[str, list[Problem]]:
    try:
        return path.read_text(encoding="utf-8-sig"), []
    except FileNotFoundError:
        return "", [_missing(path)]
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        what = f"the file is not UTF-8 (byte 0x{error.object[error.start]:02X})."
        return "", [Problem(f"{path.name}, line {line}", what, UTF_8)]
    except OSError as error:
        what = f"the file cannot be read ({error.strerror})."
        return "", [Problem(path.name, what, "Check what it is, and its permissions.")]


def _missing(path: Path) -> Problem:
    strangers = {found.stem: found.name for found in path.parent.iterdir() if found.name not in _files(tables())}
    meant = closest(path.stem, sorted(strangers))
    there = f"There is {quoted(strangers[meant[0]])}; save or rename it as {path.name}. " if meant else ""
    what = "study.toml lists this table, but there is no such file."
    return Problem(path.name, what, there + "Add the file, or take its name out of [study] records in study.toml.")


def _invisible_signs(file: str, text: str) -> list[Problem]:
    found = {text.count("\n", 0, sign.start()) + 1: ord(sign[0]) for sign in INVISIBLE.finditer(text)}
    if 0 in found.values():
        line = next(line for line, code in found.items() if code == 0)
        return [Problem(f"{file}, line {line}", "the file holds zero bytes, so it is no UTF-8 text.", UTF_8)]
    return [
        Problem(f"{file}, line {line}", f"there is an invisible sign in this line (U+{code:04X}).", "Type it again.")
        for line, code in found.items()
    ]


def _broken(file: str, line: int, reason: str) -> Problem:
    limit = csv.field_size_limit()
    known = {f"field larger than field limit ({limit})": f"a cell is longer than {limit:,} letters"}
    what = f"{known.get(reason, 'a quotation mark is not closed, or one stands inside a quoted cell')}."
    return Problem(f"{file}, line {line}", what, 'Quote a cell as "…", and write a quotation mark inside it twice: "".')


def _header(cells: list[str]) -> list[str]:
    """The names of the columns; a spreadsheet may add empty ones at the end."""
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def _header_problems(file: str, header: list[str], schema: TableSchema) -> list[Problem]:
    place = f"{file}, row 1"
    columns = list(schema.columns)
    if not header:
        what = "the file, or its first row, is empty."
        return [Problem(place, what, f"The first row names the columns: {', '.join(columns)}.")]
    if not set(header) & set(columns):
        return [_no_header(place, header, columns)]
    unknown = [
        Problem(place, f"column {quoted(name)} is not known in {schema.name}.", near(name, columns))
        if name
        else Problem(place, "a column has no name.", "Name it, or delete it with everything in it.")
        for name in dict.fromkeys(header)
        if name not in columns
    ]
    twice = [
        Problem(place, f"column {quoted(name)} stands there twice.", "Keep one of them.")
        for name in columns
        if header.count(name) > 1
    ]
    missing = [
        Problem(place, f"column {quoted(column.name)} is missing.", f"Add it: {column.meaning}.")
        for column in schema.columns.values()
        if column.required and column.name not in header
    ]
    return unknown + twice + missing


def _no_header(place: str, header: list[str], columns: list[str]) -> Problem:
    """Nothing in the first row is a column: cells that another sign separates, or no header at all."""
    for sign, name in SEPARATORS.items():
        if len(header) == 1 and sign in header[0]:
            remedy = (
                "Save it with commas. Excel takes the sign from the list separator of the system's region settings; "
                'LibreOffice asks for it under Save As, "Edit filter settings".'
            )
            return Problem(place, f"the cells are separated by {name}, not by commas.", remedy)
    shown = ", ".join(quoted(name) for name in header[:4])
    what = f"this row should name the columns, but it holds {shown}{' …' if len(header) > 4 else ''}."
    return Problem(place, what, f"The columns are: {', '.join(columns)}.")


def _rows(
    file: str, header: list[str], reader: Iterator[list[str]], schema: TableSchema
) -> tuple[list[ReceivedRow], list[Problem]]:
    rows: list[ReceivedRow] = []
    problems: list[Problem] = []
    # Rows are counted as a spreadsheet counts them: the header is row 1, and a line break inside a cell adds none.
    for number, cells in enumerate(reader, start=2):
        place = Place(file, number)
        if any(cell.strip() for cell in cells[len(header) :]):
            remedy = "Put a cell that holds a comma in double quotes."
            problems.append(Problem(str(place), f"{len(cells)} cells, but {len(header)} columns.", remedy))
        elif any(cell.strip() for cell in cells):
            values = {name: cell.strip() for name, cell in zip_longest(header, cells[: len(header)], fillvalue="")}
            rows.append(ReceivedRow(schema.name, place, values))
    return rows, problems
