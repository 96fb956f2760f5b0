"""Spreadsheets on their way in: XLSX and CSV from people, read without trusting them.

An XLSX file is measured before it is unpacked, then read by another process under limits of memory and time
(``python -m tsunagu.kernel.spreadsheets FILE``), so that a file made to explode takes nothing down.
"""

from __future__ import annotations

import contextlib
import csv
import datetime
import io
import json
import posixpath
import resource
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any
from xml.etree import ElementTree  # nosec B405  # of files that were measured, in a process under limits

from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.tables import DANGEROUS

MAX_FILE = 5 * 2**20
MAX_ENTRIES = 300
MAX_UNPACKED = 40 * 2**20
MAX_RATIO = 100
MAX_MEMORY = 2**30
MAX_SECONDS = 20
MAX_ROWS = 20_000

MAX_COLUMNS = 500

Sheets = Mapping[str, list[list[str]]]
_LOCKED = bytes.fromhex("d0cf11e0a1b11ae1")  # how a workbook under a password begins, and one of before 2007


class Flaw(Enum):
    """Why a cell of a workbook holds no value that can be used."""

    ERROR = "error"  # #N/A, #REF!
    NO_VALUE = "no_value"  # a formula that no program has calculated
    DATE = "date"
    MERGED = "merged"  # with others, whose values are gone


class Flawed(str):
    """A cell as it is typed, with what is wrong with it; who does not ask reads it as any other."""

    flaw: Flaw

    def __new__(cls, text: str, flaw: Flaw) -> Flawed:
        """Keep the flaw beside the text."""
        cell = super().__new__(cls, text)
        cell.flaw = flaw
        return cell


def read(path: Path) -> Sheets:
    """All sheets of an XLSX file, or one CSV file, or the CSV files of a folder (a sheet each), as texts row by row.

    Raises ``Rejected`` with what is wrong and what to do.
    """
    if path.is_dir():
        return {file.stem: _read_csv(file) for file in sorted(path.iterdir()) if _is_csv(file)}
    if not path.exists():
        raise _refuse("no_file", "there is no such file", path)
    if path.stat().st_size > MAX_FILE:
        raise _too_large(path)
    if _is_csv(path):
        return {path.stem: _read_csv(path)}
    return _read_xlsx(path)


def _is_csv(path: Path) -> bool:
    return path.suffix.lower() == ".csv"


def _refuse(code: str, message: str, path: Path, place: str = "") -> Rejected:
    return Rejected([Problem(code, message, where=f"{path.name} {place}".strip())])


def _too_large(path: Path) -> Rejected:
    size = MAX_FILE // 2**20
    return _refuse(
        "too_large",
        f"the file is larger than {size} MB; keep only the sheets that are needed",
        path,
    )


def _read_csv(path: Path) -> list[list[str]]:
    content = path.read_bytes()
    if len(content) > MAX_FILE:
        raise _too_large(path)
    text = _decoded(content)
    if text is None:
        raise _refuse(
            "encoding",
            "the file is neither UTF-8 nor Shift_JIS; save it as CSV UTF-8",
            path,
        )
    if "\0" in text:
        raise _refuse("not_text", "the file is not a CSV file", path)
    try:
        lines = io.StringIO(text, newline="")
        rows = list(csv.reader(lines, strict=True, delimiter=_delimiter(text)))
    except csv.Error as error:
        raise _refuse(
            "not_csv",
            f"the file is not a readable CSV file ({error})",
            path,
        ) from error
    return [list(map(_unquoted, row)) for row in rows]


def _decoded(content: bytes) -> str | None:
    """The text in the encoding of today or in that of older spreadsheets; none where it is neither."""
    for encoding in ("utf-8-sig", "cp932"):
        with contextlib.suppress(UnicodeDecodeError):
            return content.decode(encoding)
    return None


def _delimiter(text: str) -> str:
    """What stands between the headings: a comma, or what some programs write in its place."""
    headings = text.partition("\n")[0]
    return max(",;\t", key=headings.count)


def _unquoted(cell: str) -> str:
    """Take back the quote that ``tables.cell_text`` puts before texts a spreadsheet would run."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(DANGEROUS) else cell


def _read_xlsx(path: Path) -> Sheets:
    _measure(path)
    try:
        result = subprocess.run(
            [sys.executable, "-m", "tsunagu.kernel.spreadsheets", str(path)],
            capture_output=True,
            text=True,
            timeout=MAX_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _refuse(
            "too_slow",
            "the file takes too long to read; copy its cells as values into a new file",
            path,
        ) from error
    if result.returncode:
        raise _refuse(
            "not_xlsx",
            "the file cannot be read as an Excel file (.xlsx); save it again as .xlsx or CSV UTF-8",
            path,
        )
    answer = json.loads(result.stdout)
    if isinstance(answer, str):
        raise _refuse(
            "far_cell",
            "the used range is huge, since a value stands far from the table; delete its row and its column",
            path,
            answer,
        )
    for name, rows in answer.items():
        if len(rows) > MAX_ROWS:
            raise _refuse(
                "too_many_rows",
                f"the sheet has more than {MAX_ROWS:,} rows",
                path,
                name,
            )
    return {name: _cells(rows) for name, rows in answer.items()}


def _cells(rows: list[list[Any]]) -> list[list[str]]:
    return [list(map(_cell, row)) for row in rows]


def _cell(answer: str | list[str]) -> str:
    """A cell as the child gives it: a text, or a text with its flaw."""
    return answer if isinstance(answer, str) else Flawed(answer[0], Flaw(answer[1]))


def _measure(path: Path) -> None:
    """Refuse an archive that unpacks to too much, before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        if path.read_bytes().startswith(_LOCKED):
            raise _refuse(
                "locked",
                "the file is protected by a password, or an old .xls; take the password off and save it as .xlsx",
                path,
            ) from error
        raise _refuse(
            "not_xlsx",
            "the file is not an Excel file (.xlsx); save it as .xlsx or CSV UTF-8",
            path,
        ) from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked / packed > MAX_RATIO:
        raise _refuse(
            "bomb",
            "the file unpacks to far more than such a table needs and was not opened; copy its cells into a new file",
            path,
        )


# In a process of its own -------------------------------------------------------------------------------------------


def _child(path: str) -> None:
    """Read one XLSX file under limits and print its sheets as JSON, or the name of a cell far from them."""
    with contextlib.suppress(ValueError, OSError):  # macOS knows the limit of memory but does not take it
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    from python_calamine import CalamineWorkbook

    with zipfile.ZipFile(path) as archive:
        marks = {name: _marks(archive, place) for name, place in _places(archive).items()}
    if far := next(filter(None, (mark.far for mark in marks.values())), None):
        json.dump(far, sys.stdout)
        return
    book = CalamineWorkbook.from_path(path)
    sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
    texts = {name: _texts(sheet, marks.get(name, _Marks())) for name, sheet in sheets.items()}
    json.dump(texts, sys.stdout)


@dataclass
class _Marks:
    """What the reading of values passes over: cells with a flaw, by row and column, and a cell too far away."""

    flaws: dict[tuple[int, int], tuple[str, Flaw]] = field(default_factory=dict)
    far: str = ""


def _places(archive: zipfile.ZipFile) -> dict[str, str]:
    """Where in the archive each sheet of cells stands, by its name."""
    relations = _parsed(archive, "xl/_rels/workbook.xml.rels")
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    book = _parsed(archive, "xl/workbook.xml")
    sheets = [element for element in book.iter() if element.tag.endswith("}sheet")]
    places = {sheet.get("name", ""): targets.get(_relation(sheet), "") for sheet in sheets}
    return {name: _from_the_top(target) for name, target in places.items()}


def _from_the_top(target: str) -> str:
    """A path in the archive that may be said from the folder of the workbook."""
    return posixpath.normpath(posixpath.join("xl", target)).lstrip("/")


def _parsed(archive: zipfile.ZipFile, place: str) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read(place))  # noqa: S314  # nosec B314


def _relation(sheet: ElementTree.Element) -> str:
    return next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")


def _marks(archive: zipfile.ZipFile, place: str) -> _Marks:
    marks = _Marks()
    with archive.open(place) as content:
        for _, element in ElementTree.iterparse(content):  # noqa: S314  # nosec B314
            kind = element.tag.rpartition("}")[2]
            if kind == "c":
                _mark(element, marks)
            if kind in {"c", "row"}:
                element.clear()
    return marks


def _mark(cell: ElementTree.Element, marks: _Marks) -> None:
    """Note a cell that holds an error or a formula without a value, or stands far away."""
    parts = {part.tag.rpartition("}")[2]: part.text for part in cell}
    name = cell.get("r", "")
    if not parts or not name:
        return
    row, column = _row_and_column(name)
    if column >= MAX_COLUMNS or row >= 10 * MAX_ROWS:
        marks.far = name
    elif cell.get("t") == "e":
        marks.flaws[row, column] = (parts.get("v") or "", Flaw.ERROR)
    elif "f" in parts and not parts.get("v") and cell.get("t") != "str":
        marks.flaws[row, column] = ("", Flaw.NO_VALUE)


def _row_and_column(name: str) -> tuple[int, int]:
    """``C5`` is row 4 and column 2, counted from 0."""
    letters = name.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(name[len(letters) :]) - 1, column - 1


def _texts(sheet: Any, marks: _Marks) -> list[list[str | tuple[str, str]]]:
    """The cells of a sheet as texts, those with a flaw as pairs."""
    rows: list[list[Any]] = [list(map(_text, row)) for row in sheet.to_python()]
    first_row, first_column = sheet.start or (0, 0)
    for (row, column), (_, _) in sheet.merged_cell_ranges or ():
        marks.flaws.setdefault((row, column), ("", Flaw.MERGED))
    for (row, column), (text, flaw) in marks.flaws.items():
        place, across = row - first_row, column - first_column
        if 0 <= place < len(rows) and 0 <= across < len(rows[place]):
            rows[place][across] = text or _typed(rows[place][across]), flaw.value
    return rows


def _typed(cell: str | tuple[str, str]) -> str:
    return cell if isinstance(cell, str) else cell[0]


def _text(cell: object) -> str | tuple[str, str]:
    """A cell as typed: whole numbers without a decimal point, booleans as true/false."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.date | datetime.time | datetime.timedelta):
        return str(cell), Flaw.DATE.value
    return str(cell)


if __name__ == "__main__":
    _child(sys.argv[1])
