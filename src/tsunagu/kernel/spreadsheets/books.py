"""XLSX: measured before it is unpacked, its flaws marked, its values taken row by row, and all of it counted."""

from __future__ import annotations

import datetime
import io
import zipfile
from array import array
from collections.abc import Iterator
from itertools import islice
from typing import Any

from python_calamine import CalamineWorkbook

from tsunagu.kernel.spreadsheets.bounds import Bounds, Refused, Tally
from tsunagu.kernel.spreadsheets.cells import Flaw
from tsunagu.kernel.spreadsheets.frames import Cell
from tsunagu.kernel.spreadsheets.marks import Marks, Place, lengths, places

MAX_RATIO = 100
_EXACT = 2**53  # below it whole numbers are what was typed
_ARCHIVE = b"PK\x03\x04"
_LOCKED = bytes.fromhex("d0cf11e0a1b11ae1")  # how a workbook under a password begins, and one of before 2007


def rows(content: bytes, bounds: Bounds) -> Iterator[str | list[Cell]]:
    """The name of each sheet, then its rows. Raises ``Refused``."""
    if content.startswith(_LOCKED):
        raise Refused("locked")
    if not content.startswith(_ARCHIVE):
        raise Refused("not_xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        _measure(archive, bounds)
        marks = _marks(archive, bounds)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    tally = Tally(bounds)
    for name in book.sheet_names:
        tally.begin(name)
        yield name
        yield from _rows(book.get_sheet_by_name(name), marks.get(name) or Marks(bounds, array("I")), tally)


def _measure(archive: zipfile.ZipFile, bounds: Bounds) -> None:
    """Refuse an archive that unpacks to too much, before anything is unpacked."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if len(entries) > bounds.entries or unpacked > bounds.unpacked or unpacked / packed > MAX_RATIO:
        raise Refused("bomb")


def _marks(archive: zipfile.ZipFile, bounds: Bounds) -> dict[str, Marks]:
    texts, sheets = lengths(archive), places(archive)
    if len(set(sheets.values())) < len(sheets):
        raise Refused("bomb")  # one part as many sheets
    found = {name: Marks(bounds, texts).read(archive, place) for name, place in sheets.items()}
    if sum(marks.characters for marks in found.values()) > bounds.characters:
        raise Refused("too_much")
    return found


def _rows(sheet: Any, marks: Marks, tally: Tally) -> Iterator[list[Cell]]:
    """The cells of a sheet as texts, those with a flaw as pairs."""
    first_row, first_column = sheet.start or (0, 0)
    for row, values in islice(enumerate(sheet.iter_rows()), first_row, None):
        cells = [_cell(value, marks, (row, column)) for column, value in enumerate(values, start=first_column)]
        tally.take(list(map(_typed, cells)))
        yield cells


def _cell(value: object, marks: Marks, place: Place) -> Cell:
    cell = _text(value)
    if place not in marks.flaws:
        return cell
    text, flaw = marks.flaws[place]
    return text or _typed(cell), flaw


def _typed(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell[0]


def _text(value: object) -> Cell:
    """A cell as typed: whole numbers without a decimal point, booleans as true/false."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value), Flaw.NUMBER
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return str(value), Flaw.DATE
    return str(value)


def _number(value: float) -> str:
    exact = abs(value) < _EXACT and float(value).is_integer()
    return str(int(value) if exact else value)
