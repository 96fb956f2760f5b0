"""What the reading of values passes over, found in the XML of a workbook before any value is taken.

Cells with a flaw, cells that stand far from the table, and how many letters all cells hold together: one long text that
a hundred thousand cells refer to is short in the file.
"""

from __future__ import annotations

import posixpath
import zipfile
from array import array
from collections.abc import Callable, Mapping
from typing import Any
from xml.parsers import expat  # nosec B407  # without declarations, in a process under limits

from tsunagu.kernel.spreadsheets.bounds import Bounds, Refused
from tsunagu.kernel.spreadsheets.cells import Flaw

Place = tuple[int, int]  # row and column, from 0
_SPARSE = 4  # times as many cells in the used range as are filled
_LONGEST_NAME = 12  # of a cell: XFD1048576
_DEEPEST = 100  # elements in one another; a workbook needs some ten


def lengths(archive: zipfile.ZipFile) -> array[int]:
    """How many letters each text has to which cells refer by its number."""
    found = array("I")

    def start(kind: str, _attributes: Mapping[str, str]) -> None:
        if kind == "si":
            found.append(0)

    def text(letters: str) -> None:
        if found:
            found[-1] += len(letters)

    if "xl/sharedStrings.xml" in archive.namelist():
        _parse(archive, "xl/sharedStrings.xml", start, text=text)
    return found


def places(archive: zipfile.ZipFile) -> dict[str, str]:
    """Where in the archive each sheet of cells stands, by its name."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(kind: str, attributes: Mapping[str, str]) -> None:
        if kind == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(kind: str, attributes: Mapping[str, str]) -> None:
        if kind == "sheet":
            sheets[attributes.get("name", "")] = targets.get(_relation(attributes), "")

    _parse(archive, "xl/_rels/workbook.xml.rels", relation)
    _parse(archive, "xl/workbook.xml", sheet)
    return {name: _from_the_top(target) for name, target in sheets.items() if target}


def _relation(attributes: Mapping[str, str]) -> str:
    return next((value for name, value in attributes.items() if name.endswith(":id")), "")


def _from_the_top(target: str) -> str:
    """A path in the archive that may be said from the folder of the workbook."""
    return posixpath.normpath(posixpath.join("xl", target)).lstrip("/")


class Marks:
    """One sheet passed over. ``flaws``: the cells with one, and their texts. ``characters``: of all cells."""

    def __init__(self, bounds: Bounds, texts: array[int]) -> None:
        self.flaws: dict[Place, tuple[str, Flaw]] = {}
        self.characters = 0
        self._bounds = bounds
        self._texts = texts
        self._filled = 0
        self._rows: set[int] = set()
        self._first: Place | None = None
        self._last: Place = (0, 0)
        self._cell: Place = (-1, -1)
        self._kind = ""
        self._parts: dict[str, str] = {}
        self._part = ""

    def read(self, archive: zipfile.ZipFile, place: str) -> Marks:
        """Pass over the sheet. Raises ``Refused``."""
        _parse(archive, place, self._start, self._end, self._text)
        if self._first:
            self._check_range(self._first)
        return self

    def _start(self, kind: str, attributes: Mapping[str, str]) -> None:
        if kind == "row":
            self._cell = (_number(attributes.get("r"), self._cell[0] + 2) - 1, -1)
        elif kind == "c":
            name = attributes.get("r")
            self._cell = _row_and_column(name) if name else (self._cell[0], self._cell[1] + 1)
            self._kind = attributes.get("t", "")
            self._parts = {}
        elif kind == "mergeCell":
            self._note(_row_and_column(attributes.get("ref", "").partition(":")[0]), "", Flaw.MERGED)
        else:
            self._part = kind
            if kind in {"f", "v", "is"}:
                self._parts.setdefault(kind, "")

    def _text(self, letters: str) -> None:
        if self._part in {"v", "t"}:
            self.characters += len(letters)
        if self._part in self._parts and len(self._parts[self._part]) < _LONGEST_NAME:
            self._parts[self._part] += letters

    def _end(self, kind: str) -> None:
        self._part = ""
        if kind == "c" and self._parts:
            self._take()

    def _take(self) -> None:
        """Count a filled cell, and note what is wrong with it."""
        value = self._parts.get("v", "")
        self._grow()
        if self._kind == "s" and value:
            self.characters += self._texts[int(value)]
        elif self._kind == "e":
            self._note(self._cell, value, Flaw.ERROR)
        elif "f" in self._parts and not value and self._kind != "str":
            self._note(self._cell, "", Flaw.NO_VALUE)
        if self._filled > self._bounds.cells or self.characters > self._bounds.characters:
            raise Refused("too_much")

    def _note(self, cell: Place, text: str, flaw: Flaw) -> None:
        self.flaws.setdefault(cell, (text, flaw))
        if len(self.flaws) > self._bounds.cells:
            raise Refused("too_much")

    def _grow(self) -> None:
        """Widen the used range to the cell."""
        row, column = self._cell
        first, last = self._first or self._cell, self._last
        self._first = min(first[0], row), min(first[1], column)
        self._last = max(last[0], row), max(last[1], column)
        self._filled += 1
        self._rows.add(row)
        if column >= self._bounds.columns:
            raise Refused("far_cell", _name(self._cell))

    def _check_range(self, first: Place) -> None:
        """A range of which little is filled is one with a cell far from the table."""
        area = (self._last[0] - first[0] + 1) * (self._last[1] - first[1] + 1)
        if len(self._rows) > self._bounds.rows:
            raise Refused("too_many_rows")
        if area > self._bounds.cells:
            raise Refused("far_cell", _name(self._last)) if area > _SPARSE * self._filled else Refused("too_much")


def _parse(
    archive: zipfile.ZipFile,
    place: str,
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Hand the elements of an entry over one by one, by their names without the prefix of a namespace."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def starts(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise Refused("bomb")
        start(name.rpartition(":")[2], attributes)

    def ends(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end:
            end(name.rpartition(":")[2])

    parser.StartElementHandler, parser.EndElementHandler = starts, ends
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _no_declaration
    with archive.open(place) as content:
        parser.ParseFile(content)


def _no_declaration(*_given: Any) -> None:
    """A workbook declares no entities; what does is made to explode."""
    raise Refused("bomb")


def _number(text: str | None, usual: int) -> int:
    return int(text) if text else usual


def _row_and_column(name: str) -> Place:
    """``C5`` is row 4 and column 2, counted from 0."""
    if len(name) > _LONGEST_NAME:
        raise Refused("unreadable")
    letters = name.rstrip("0123456789")
    column = 0
    for letter in letters.upper():
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(name[len(letters) :]) - 1, column - 1


def _name(cell: Place) -> str:
    """Row 4 and column 2 are ``C5``."""
    row, column = cell
    letters = ""
    while column >= 0:
        letters = chr(ord("A") + column % 26) + letters
        column = column // 26 - 1
    return f"{letters}{row + 1}"
