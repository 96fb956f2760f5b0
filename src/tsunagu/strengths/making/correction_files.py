"""Corrections as CSV files, kept beside the tables (``DIR/corrections/*.csv``) and apart from what is read in.

Columns: work_id, openalex_id (of the institution), action, author_seq, by, on, reason, source; ids as numbers, as
W2741809807 and I4210086933, or as addresses of OpenAlex.
"""

from __future__ import annotations

import fcntl
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from tsunagu.kernel import spreadsheets, tables
from tsunagu.kernel.problems import Problem
from tsunagu.strengths.enums import CorrectionAction
from tsunagu.strengths.errors import WrongTable
from tsunagu.strengths.tables import CORRECTION, INT16

FOLDER = "corrections"
OWN_FILE = "corrections.csv"  # where corrections are appended; people may put files of their own beside it

_REQUIRED = ("work_id", "openalex_id", "action", "by", "on", "reason")
_KEY = ("work_id", "openalex_id", "author_seq")

Correction = Mapping[str, Any]  # one row of ``tables.CORRECTION``
Located = tuple[str, Correction]  # with the place where it stands
Problems = list[Problem]


def read(path: Path) -> pa.Table:
    """The corrections of a CSV file, or of all CSV files of a folder; none where the folder does not exist.

    Returns rows of ``tables.CORRECTION`` in its order. Raises WrongTable with all problems, each with file and row:
    columns and values that are missing or unreadable, unknown actions, and corrections that are there twice or
    contradict one another; Rejected for a file that is no table.
    """
    rows, problems = _located(path)
    _refuse([*problems, *_clashes(rows)])
    return _table([row for _, row in rows])


def append(directory: Path, corrections: Sequence[Correction]) -> int:
    """Add corrections to those of a folder; those already there word for word are left alone. Returns how many are new.

    directory: the folder of the CSV files, made where missing. The file is replaced as a whole, so that it is never
    half written, and only one process writes at a time. Raises WrongTable with all problems, where nothing is written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with _alone(directory):
        before, problems = _located(directory)
        new = _new(corrections, before, problems)
        _refuse([*problems, *_clashes([*before, *new])])
        if new:
            own = directory / OWN_FILE
            kept = _located(own)[0] if own.exists() else []
            _replace(own, [row for _, row in (*kept, *new)])
    return len(new)


def _new(corrections: Sequence[Correction], before: Sequence[Located], problems: Problems) -> list[Located]:
    """The corrections that are not there yet; what is wrong with them goes to ``problems``."""
    known = [row for _, row in before]
    new: list[Located] = []
    for number, correction in enumerate(corrections, 1):
        where = f"correction {number}"
        row = _parsed(_texts(correction), where, problems)
        if row is not None and row not in known:
            new.append((where, row))
    return new


def _refuse(problems: Problems) -> None:
    if problems:
        raise WrongTable(problems)


def _located(path: Path) -> tuple[list[Located], Problems]:
    """The readable rows of a file or folder, each with its place, and what is wrong with the others."""
    rows: list[Located] = []
    problems: list[Problem] = []
    for file in [path] if path.is_file() or path.suffix else sorted(path.glob("*.csv")):
        for sheet in spreadsheets.read(file, spreadsheets.LONG_LIST).values():
            rows += _sheet(file.name, sheet or [[]], problems)
    return rows, problems


def _sheet(file: str, lines: Sequence[Sequence[str]], problems: Problems) -> list[Located]:
    """The readable rows of a sheet; nothing of one whose columns are not those that they should be."""
    names = [name.strip() for name in lines[0]]
    faults = _column_faults(names)
    if faults:
        message = f"the file {' and '.join(faults)}. Its columns are {', '.join(CORRECTION.columns)}."
        problems.append(Problem("columns", message, file))
        return []
    rows: list[Located] = []
    for number, cells in enumerate(lines[1:], 2):
        where = f"{file} row {number}"
        texts = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
        row = _parsed(texts, where, problems) if any(texts.values()) else None
        if row:
            rows.append((where, row))
    return rows


def _column_faults(names: Sequence[str]) -> list[str]:
    missing = [f"lacks the column {name}" for name in _REQUIRED if name not in names]
    unknown = [f"has the unknown column {name}" for name in names if name and name not in CORRECTION.columns]
    return missing + unknown


def _parsed(texts: Mapping[str, str], where: str, problems: Problems) -> Correction | None:
    """One correction, or None where something is wrong with it, which goes to ``problems``."""
    faults = [Problem("missing", f"{name} is missing", where) for name in _REQUIRED if not texts.get(name)]
    row: dict[str, Any] = {}
    for name in CORRECTION.columns:
        text = texts.get(name, "")
        cell = _CELLS.get(name, _TEXT)
        try:
            row[name] = cell.parse(text) if text else None
        except ValueError:
            faults.append(Problem(name, f"{text!r} is not {cell.meant}", where))
    problems += faults
    return None if faults else row


def _number(text: str, letter: str) -> int:
    match = re.fullmatch(rf"(?:https?://openalex\.org/)?{letter}?(\d{{1,18}})", text, re.IGNORECASE)
    if not match:
        raise ValueError(text)
    return int(match[1])


def _work(text: str) -> int:
    return _number(text, "W")


def _institution(text: str) -> int:
    return _number(text, "I")


def _action(text: str) -> str:
    return CorrectionAction(text.lower()).value


def _author(text: str) -> int:
    if not (text.isdecimal() and int(text) <= INT16):
        raise ValueError(text)
    return int(text)


class _Cell(NamedTuple):
    """How the text of a column is read, with ValueError where it cannot be, and what should stand there, in words."""

    parse: Callable[[str], Any]
    meant: str


_TEXT = _Cell(str, "a text")
_CELLS = {
    "work_id": _Cell(_work, "a work of OpenAlex, such as W2741809807"),
    "openalex_id": _Cell(_institution, "an institution of OpenAlex, such as I4210086933"),
    "action": _Cell(_action, "add or remove"),
    "author_seq": _Cell(_author, "the place of an author, 0 for the first"),
    "on": _Cell(date.fromisoformat, "a date, such as 2026-04-01"),
}


def _clashes(rows: Sequence[Located]) -> list[Problem]:
    """Corrections of the same thing that are there twice or say the opposite."""
    problems = []
    first: dict[tuple[Any, ...], Located] = {}
    for where, row in rows:
        place, other = first.setdefault(tuple(row[name] for name in _KEY), (where, row))
        if other is not row:
            clash = "says the same as" if other["action"] == row["action"] else "says the opposite of"
            problems.append(Problem("twice", f"{clash} {place}. Take one of them away.", where))
    return problems


def _table(rows: Sequence[Correction]) -> pa.Table:
    table = pa.Table.from_pylist(list(rows), schema=CORRECTION.arrow)
    return table.sort_by([(name, "ascending") for name in (*CORRECTION.order, "author_seq")])


def _texts(correction: Correction) -> dict[str, str]:
    return {name: _as_text(correction.get(name)) for name in CORRECTION.columns}


def _as_text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _replace(path: Path, rows: Sequence[Correction]) -> None:
    """Write a file beside the old one, and put it in its place when it is whole."""
    lines = [list(_texts(row).values()) for row in rows]
    listing = tables.Table(FOLDER, list(CORRECTION.columns), lines)
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=".new-", encoding="utf-8", newline="", delete=False
    ) as draft:
        draft.write(tables.to_csv(listing))
        draft.flush()
        os.fsync(draft.fileno())
    Path(draft.name).chmod(0o644)
    Path(draft.name).replace(path)


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Wait until no other process appends."""
    with (directory / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
