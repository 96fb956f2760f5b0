"""Spreadsheets on their way in: XLSX and CSV from people, read without trusting them.

An XLSX file is measured before it is unpacked, then read by another process under limits of memory and time
(``python -m tsunagu.kernel.spreadsheets FILE``), so that a file made to explode takes nothing down.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.tables import DANGEROUS

MAX_FILE = 5 * 2**20
MAX_ENTRIES = 300
MAX_UNPACKED = 40 * 2**20
MAX_RATIO = 100
MAX_MEMORY = 2**30
MAX_SECONDS = 20
MAX_ROWS = 20_000

Sheets = Mapping[str, list[list[str]]]


def read(path: Path) -> Sheets:
    """All sheets of an XLSX file, or one CSV file, or the CSV files of a folder (a sheet each), as texts row by row.

    Raises ``Rejected`` with what is wrong and what to do.
    """
    if path.is_dir():
        return {file.stem: _read_csv(file) for file in sorted(path.glob("*.csv"))}
    if not path.exists():
        raise _refuse("no_file", "there is no such file", path)
    if path.stat().st_size > MAX_FILE:
        raise _refuse(
            "too_large",
            f"the file is larger than {MAX_FILE // 2**20} MB; keep only the sheets of the map edition",
            path,
        )
    if path.suffix.lower() == ".csv":
        return {path.stem: _read_csv(path)}
    return _read_xlsx(path)


def _refuse(code: str, message: str, path: Path) -> Rejected:
    return Rejected([Problem(code, message, where=path.name)])


def _read_csv(path: Path) -> list[list[str]]:
    content = path.read_bytes()
    if len(content) > MAX_FILE:
        raise _refuse("too_large", f"the file is larger than {MAX_FILE // 2**20} MB", path)
    text = _decoded(content)
    if text is None:
        raise _refuse("encoding", "the file is neither UTF-8 nor Shift_JIS; save it as CSV UTF-8", path)
    if "\0" in text:
        raise _refuse("not_text", "the file is not a CSV file", path)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise _refuse("not_csv", f"the file is not a readable CSV file ({error})", path) from error
    return [list(map(_unquoted, row)) for row in rows]


def _decoded(content: bytes) -> str | None:
    """The text in the encoding of today or in that of older spreadsheets; none where it is neither."""
    for encoding in ("utf-8-sig", "cp932"):
        with contextlib.suppress(UnicodeDecodeError):
            return content.decode(encoding)
    return None


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
            "too_slow", "the file takes too long to read; copy its cells as values into a new file", path
        ) from error
    if result.returncode:
        raise _refuse(
            "not_xlsx", "the file cannot be read as an Excel file (.xlsx); save it again as .xlsx or CSV UTF-8", path
        )
    sheets: Sheets = json.loads(result.stdout)
    for name, rows in sheets.items():
        if len(rows) > MAX_ROWS:
            raise _refuse("too_many_rows", f"the sheet {name!r} has more than {MAX_ROWS:,} rows", path)
    return sheets


def _measure(path: Path) -> None:
    """Refuse an archive that unpacks to too much, before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _refuse(
            "not_xlsx", "the file is not an Excel file (.xlsx); save it as .xlsx or CSV UTF-8", path
        ) from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked / packed > MAX_RATIO:
        raise _refuse(
            "bomb",
            "the file unpacks to far more than a map edition needs and was not opened; copy its cells into a new file",
            path,
        )


def _child(path: str) -> None:
    """Read one XLSX file under limits and print its sheets as JSON."""
    with contextlib.suppress(ValueError, OSError):  # macOS knows the limit of memory but does not take it
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    json.dump({name: _texts(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names}, sys.stdout)


def _texts(rows: Iterable[Iterable[object]]) -> list[list[str]]:
    return [list(map(_text, row)) for row in rows]


def _text(cell: object) -> str:
    """A cell as typed: whole numbers without a decimal point, booleans as true/false."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


if __name__ == "__main__":
    _child(sys.argv[1])
