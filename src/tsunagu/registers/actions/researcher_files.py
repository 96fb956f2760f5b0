"""The entries of a file of researchers, one by one, however long it is."""

from __future__ import annotations

import codecs
import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.text import counted
from tsunagu.registers.actions.members import members
from tsunagu.registers.enums import PeopleRegister
from tsunagu.registers.rules import kaken, researchmap
from tsunagu.registers.rules.researchers import Researcher, Wrong

_AT_ONCE = 2**20  # bytes
_LONGEST = 4 * 2**20  # characters of a line
_LINED = {".jsonl", ".ndjson"}
_Cells = Sequence[str] | None
_Numbered = tuple[int, Mapping[str, Any] | Wrong]
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Raw:
    """A line of a file, and what makes an entry of it. unknown: fields that nobody knows here."""

    line: int
    make: Callable[[], Researcher]
    unknown: Counter[str]


def mark(path: Path) -> str:
    """The SHA-256 of a file."""
    told = sha256()
    with path.open("rb") as file:
        while data := file.read(_AT_ONCE):
            told.update(data)
    return told.hexdigest()


def entries(register: PeopleRegister, path: Path) -> Iterator[Raw]:
    """The lines of a file with their numbers. Raises ``Rejected`` for a file that is none of this register."""
    if path.suffix.lower() in {".xlsx", ".xls", ".zip"}:
        raise Rejected([Problem("form", "save it as CSV or JSON, not packed, and read that in", path.name)])
    try:
        yield from _tables(path) if register is PeopleRegister.KAKEN else _documents(path)
    except Wrong as error:
        raise Rejected([Problem(error.code, error.message, path.name)]) from error


def _tables(path: Path) -> Iterator[Raw]:
    """The lines of a table in UTF-8 or Shift_JIS (CP932)."""
    encoding = "utf-8-sig" if _is_utf8(path) else "cp932"
    with path.open(encoding=encoding, errors="surrogateescape", newline="") as file:
        reader = csv.reader(file)
        head = next(reader, [])
        places = kaken.places(head)
        strange = Counter(kaken.unknown(head))
        for line, row in _rows(reader):
            if row is None or any(cell.strip() for cell in row):
                yield Raw(line, partial(_row, row, len(head), places), strange)


def _rows(reader: Any) -> Iterator[tuple[int, _Cells]]:
    """The rows with the numbers of their first lines; none for one that is no row of cells."""
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield line, None


def _row(row: _Cells, wide: int, places: dict[str, int]) -> Researcher:
    """A row as an entry. wide: how many columns the table has."""
    if row is None:
        raise Wrong("", "quotes", "no row of cells: one is too long, or a quotation mark is not closed")
    if len(row) > wide:
        raise Wrong("", "columns", f"{counted(len(row), 'column')}, but the first row has {wide}")
    filled = [*row, *[""] * (wide - len(row))]
    return kaken.researcher({name: filled[place] for name, place in places.items()})


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while data := file.read(_AT_ONCE):
                decoder.decode(data)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _documents(path: Path) -> Iterator[Raw]:
    """The records of JSON: one, a list, or one a line."""
    with path.open("rb") as file:
        lined = path.suffix.lower() in _LINED or _has_one_a_line(file)
        found = _lined(file) if lined else enumerate(members(file, path.name), start=1)
        for line, member in found:
            if isinstance(member, Wrong):
                yield Raw(line, partial(_failing, member), Counter())
                continue
            for record in researchmap.records(member):
                yield Raw(line, partial(researchmap.researcher, record), researchmap.unknown(record))


def _has_one_a_line(file: IO[bytes]) -> bool:
    """Whether the first line is an object of its own."""
    first = file.readline(_LONGEST).decode("utf-8-sig", "replace").strip()
    file.seek(0)
    try:
        return isinstance(json.loads(first), dict)
    except (json.JSONDecodeError, RecursionError):
        return False


def _lined(file: IO[bytes]) -> Iterator[_Numbered]:
    line = 0
    while data := file.readline(_LONGEST):
        line += 1
        if data.strip():
            yield line, _parsed(data)


def _parsed(data: bytes) -> dict[str, Any] | Wrong:
    try:
        found = json.loads(data.decode().lstrip(_BOM))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        return Wrong("", "json", f"no JSON in UTF-8: {error}")
    return found if isinstance(found, dict) else Wrong("", "json", "a record in braces is wanted")


def _failing(error: Wrong) -> Researcher:
    raise error
