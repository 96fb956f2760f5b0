"""Reading in a file of the register of corporate numbers: all of it, or the changes of a day.

Portion by portion, each in a transaction with the place that was reached, so that a reading that was stopped goes on
where it was. What stands in the database already is compared by its digest and left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from tsunagu.kernel import clock
from tsunagu.registers.actions.alone import Alone
from tsunagu.registers.actions.lines import LongFile, Portion
from tsunagu.registers.enums import Outcome, RegisterKind, State
from tsunagu.registers.models import Corporation, Reading, Register
from tsunagu.registers.rules import houjin

_MOST_PROBLEMS = 1000  # that are kept with their lines
_LOCK = "registers.houjin"
Tell = Callable[[Reading, int], object]
_Known = dict[int, tuple[int, date]]  # digest and day of update by number


@dataclass(slots=True)
class _Sorted:
    """What becomes of the lines of a portion."""

    new: dict[int, houjin.Corporation] = field(default_factory=dict)
    changed: dict[int, houjin.Corporation] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    counts: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    problems: list[dict[str, object]] = field(default_factory=list)


def read_in(path: Path, *, tell: Tell = lambda reading, size: None, dry_run: bool = False) -> Reading:
    """Read a file into the register of corporate numbers, from where an earlier reading of it was stopped.

    tell: is given the reading and the size of the file in bytes after each portion. dry_run: everything is done and
    taken back, so that the counts are those of the real run. Raises ``Rejected``, also while another one reads.
    """
    with LongFile(path) as file, Alone(_LOCK):
        if dry_run:
            with transaction.atomic():
                reading = _read(file, tell)
                transaction.set_rollback(True)
        else:
            reading = _read(file, tell)
    return reading


def _read(file: LongFile, tell: Tell) -> Reading:
    reading = _begun(file)
    try:
        for portion in file.portions(reading.position):
            with transaction.atomic():
                _take(reading, portion)
            tell(reading, file.size)
    except BaseException:
        Reading.objects.filter(pk=reading.pk).update(state=State.STOPPED)
        raise
    with transaction.atomic():
        reading.state, reading.ended = State.DONE, clock.now()
        reading.save()
        _date()
    return reading


def _begun(file: LongFile) -> Reading:
    """The reading of this file that was stopped, or a new one."""
    earlier = Reading.objects.filter(register=RegisterKind.HOUJIN, mark=file.mark)
    stopped = earlier.exclude(state=State.DONE).first()
    if stopped:
        stopped.state = State.RUNNING
        return stopped
    return Reading.objects.create(register=RegisterKind.HOUJIN, file=file.name[:200], mark=file.mark)


def _take(reading: Reading, portion: Portion) -> None:
    """Write what a portion changes, and how far the reading has come."""
    found = _sorted(portion, reading.lines)
    _insert(found.new.values())
    _update(found.changed.values())
    Corporation.objects.filter(pk__in=found.deleted).delete()
    for outcome, count in found.counts.items():
        setattr(reading, outcome, getattr(reading, outcome) + count)
    reading.problems = [*reading.problems, *found.problems][:_MOST_PROBLEMS]
    reading.lines += len(portion.rows)
    reading.position = portion.end
    reading.save()


def _sorted(portion: Portion, before: int) -> _Sorted:
    """Sort the lines of a portion. before: the lines that were read already.

    A line whose digest stands in the database was read before, so it is not taken apart again.
    """
    found = _Sorted()
    known = _known(number for row in portion.rows if row and (number := houjin.number(row)))
    for line, row in enumerate(portion.rows, start=before + 1):
        try:
            outcome = _outcome(_whole(row), known, found)
        except houjin.Unreadable as error:
            outcome = Outcome.REFUSED
            found.problems.append({"line": line, "code": error.code, "message": error.message})
        found.counts[outcome] += 1
    return found


def _whole(row: Sequence[str] | None) -> Sequence[str]:
    if row is None:
        raise houjin.Unreadable("quotes", "a quotation mark that is not closed, or a line that is cut")
    return row


def _known(numbers: Iterable[int]) -> _Known:
    """Digest and day of update of the corporations that are here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, digest, updated FROM registers_corporation WHERE number = ANY(%s)", [list(numbers)]
        )
        return {number: (digest, updated) for number, digest, updated in cursor.fetchall()}


def _outcome(row: Sequence[str], known: _Known, found: _Sorted) -> Outcome:
    """What becomes of one line; what was updated later than it says is left as it is."""
    here = known.get(houjin.number(row))
    if here is not None and here[0] == houjin.digest(row):
        return Outcome.SAME
    one = houjin.corporation(row)
    if one is None or (here is not None and here[1] > one.updated):
        return Outcome.SAME
    if one.deleted:
        return _deleted(one.number, known, found)
    (found.new if here is None or one.number in found.new else found.changed)[one.number] = one
    known[one.number] = (one.digest, one.updated)
    return Outcome.NEW if here is None else Outcome.CHANGED


def _deleted(number: int, known: _Known, found: _Sorted) -> Outcome:
    """Take out what was given by mistake."""
    if known.pop(number, None) is None:
        return Outcome.SAME
    found.new.pop(number, None)
    found.changed.pop(number, None)
    found.deleted.add(number)
    return Outcome.CHANGED


_OWN = tuple(column.name for column in fields(houjin.Corporation) if column.name != "deleted")
_own = attrgetter(*_OWN)
_COLUMNS = [*_OWN, "key", "pairs"]
_TYPES = {"name": "text", "number": "int8", "digest": "int8", "successor": "int8", "hidden": "bool", "pairs": "text"}
_DAYS = {"assigned", "changed", "updated", "closed"}


def _values(one: houjin.Corporation) -> list[Any]:
    """A corporation as a row of the table, with what its names are found by, written as PostgreSQL writes a list."""
    key = houjin.key(one.name)
    pairs = houjin.pairs([key, houjin.key(one.kana), houjin.key(one.name_en)])
    return [*_own(one), key, f"{{{','.join(map(str, pairs))}}}"]


def _insert(new: Iterable[houjin.Corporation]) -> None:
    rows = list(map(_values, new))
    if rows:
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY registers_corporation ({', '.join(_COLUMNS)}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)


def _update(changed: Iterable[houjin.Corporation]) -> None:
    rows = list(map(_values, changed))
    if not rows:
        return
    columns = [list(column) for column in zip(*rows, strict=True)]
    given = ", ".join(f"%s::{_type(name)}[]" for name in _COLUMNS)
    taken = ", ".join(f"{name} = new.{name}{'::int4[]' if name == 'pairs' else ''}" for name in _COLUMNS[1:])
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE registers_corporation old SET {taken} "  # noqa: S608 - names of our own columns
            f"FROM unnest({given}) AS new({', '.join(_COLUMNS)}) WHERE old.number = new.number",
            columns,
        )


def _type(name: str) -> str:
    return "date" if name in _DAYS else _TYPES.get(name, "text")


def _date() -> None:
    """Write down as of which day the register is here, and how many entries it has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(updated), count(*) FROM registers_corporation")
        as_of, entries = cursor.fetchone()
    Register.objects.update_or_create(key=RegisterKind.HOUJIN, defaults={"as_of": as_of, "entries": entries})
