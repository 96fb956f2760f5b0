"""Whether the ledger is what was written: every line against its seal, every part against its digest, every head.

It reads the chain as a stream, with a cursor of the server, and holds one batch in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec
from django.db import connection, transaction

from tsunagu.access import rules
from tsunagu.access.enums import Flaw
from tsunagu.access.models import BLANKED, Head
from tsunagu.access.rules import Line
from tsunagu.access.sealing import ENTRY

BATCH = 5000
LATE = 3600 * 10**6  # microseconds that the transaction of a line may take; who writes a line into the past is seen
_ALONE = f"SELECT {ENTRY}, d.parts::text FROM access_entry e LEFT JOIN access_detail d ON d.entry_id = e.id"  # noqa: S608
_CHAIN = f"""
SELECT s.number, (extract(epoch FROM s.at) * 1000000)::bigint, s.horizon, {ENTRY}, d.parts::text, s.entry_id, s.hash
FROM access_seal s LEFT JOIN access_entry e ON e.id = s.entry_id LEFT JOIN access_detail d ON d.entry_id = s.entry_id
ORDER BY s.number
"""  # noqa: S608
_UNSEALED = f"""
{_ALONE} WHERE NOT EXISTS (SELECT FROM access_seal s WHERE s.entry_id = e.id AND s.number <= %s) ORDER BY e.id
"""
_STRAY = """
SELECT d.entry_id FROM access_detail d
WHERE NOT EXISTS (SELECT FROM access_entry e WHERE e.id = d.entry_id)
  AND NOT EXISTS (SELECT FROM access_seal s WHERE s.entry_id = d.entry_id)
ORDER BY d.entry_id
"""
_BLANKINGS = f"{_ALONE} WHERE e.verb = %s"
_LINE, _AT = len(Line._fields), Line._fields.index("at")
_parts = msgspec.json.Decoder(dict[str, str]).decode
_names = msgspec.json.Decoder(list[str]).decode


class Bad(NamedTuple):
    """One thing that is wrong. number: its place in the chain; none where it has none."""

    number: int | None
    entry: int | None
    flaw: Flaw
    detail: str = ""


class Printed(NamedTuple):
    """A head as it was printed or exported: the hash at a place of the chain."""

    number: int
    hash: str


@dataclass(slots=True)
class Report:
    """What a verification found. rows: lines of the ledger; unsealed: those that the sealer has not come to yet."""

    rows: int = 0
    sealed: int = 0
    unsealed: int = 0
    bad: list[Bad] = field(default_factory=list)


def verify(printed: Iterable[Printed] = ()) -> Report:
    """Verify the whole ledger, also against the heads of its days and those that were printed."""
    report = Report()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL cursor_tuple_fraction = 0.001")  # go along the chain, rather than sort it all first
        chain = _Chain(_blanked(), [*_kept_heads(), *printed])
        for row in _read(_CHAIN):
            report.bad += chain.take(row)
        report.sealed = chain.there
        report.bad += chain.left_out()
        for row in _read(_UNSEALED, chain.number):
            report.unsealed += 1
            report.bad += chain.take_unsealed(row)
        report.bad += [Bad(None, entry, Flaw.INSERTED) for (entry,) in _read(_STRAY)]
    report.rows = report.sealed + report.unsealed
    return report


class _Chain:
    """The chain so far. blanked: which parts of which entries were blanked. heads: the hashes by their places."""

    def __init__(self, blanked: set[tuple[int, str]], heads: Iterable[Printed]) -> None:
        self.number = self.there = self._newest = self._horizon = 0
        self._before = rules.BEGINNING
        self._blanked = blanked
        self._heads: dict[int, set[str]] = {}
        for head in heads:
            self._heads.setdefault(head.number, set()).add(head.hash)

    def take(self, row: Sequence[Any]) -> Iterable[Bad]:
        """The next seal with its entry; gives what is wrong with them."""
        if not self._is_sound(row):
            return self._examined(row)
        self.there += 1
        self.number, self._before, self._horizon = row[0], row[-1], row[2]
        self._newest = max(self._newest, row[_AT])
        return ()

    def _is_sound(self, row: Sequence[Any]) -> bool:
        """Whether nothing at all is wrong or special with a row, said as fast as can be: nearly all are so."""
        line, parts = row[:_LINE], row[_LINE]
        return (
            line[0] == self.number + 1
            and line[0] not in self._heads
            and parts is not None
            and rules.link(self._before, line) == row[-1]
            and rules.digests(_parts(parts)) == line[-1]
            and line[_AT] >= self._newest - LATE
        )

    def _examined(self, row: Sequence[Any]) -> Iterator[Bad]:
        """What is wrong with a row, one thing after the other."""
        number, sealed, horizon, *columns, parts, entry, kept = row
        if number != self.number + 1:
            yield Bad(self.number + 1, None, Flaw.MISSING, f"{self.number + 1}-{number - 1}")
        if columns[0] is None:
            yield Bad(number, entry, Flaw.MISSING)
        else:
            self.there += 1
            line = Line(number, sealed, horizon, *columns)
            if rules.link(self._before, line) != kept:
                yield Bad(number, entry, Flaw.CHANGED)
            yield from self._beside(number, line, parts)
        if any(head != kept.hex() for head in self._heads.pop(number, ())):
            yield Bad(number, entry, Flaw.HEAD)
        self.number, self._before, self._horizon = number, kept, horizon

    def take_unsealed(self, row: Sequence[Any]) -> Iterator[Bad]:
        """An entry that is not sealed yet."""
        *columns, parts = row
        line = Line(0, 0, 0, *columns)
        if line.xact < self._horizon:  # the sealer had all of that transaction
            yield Bad(None, line.entry, Flaw.INSERTED)
        yield from self._beside(None, line, parts)

    def left_out(self) -> Iterator[Bad]:
        """The heads behind the end of the chain: its tail was cut off."""
        for number in sorted(self._heads):
            yield Bad(number, None, Flaw.CUT)

    def _beside(self, number: int | None, line: Line, parts: str | None) -> Iterator[Bad]:
        """What is wrong with the time of an entry and with its parts."""
        if line.at < self._newest - LATE:
            yield Bad(number, line.entry, Flaw.MISDATED)
        self._newest = max(self._newest, line.at)
        try:
            wrong, gone = rules.misfits(line.digests, _parts(parts) if parts else {})
        except (ValueError, msgspec.DecodeError):
            yield Bad(number, line.entry, Flaw.CHANGED, "parts")
            return
        missing = {name for name in gone if (line.entry, name) not in self._blanked}
        if wrong or missing:
            yield Bad(number, line.entry, Flaw.PARTS, ", ".join(sorted(wrong | missing)))


def _kept_heads() -> Iterator[Printed]:
    for head in Head.objects.all():
        yield Printed(head.number, bytes(head.hash).hex())


def _blanked() -> set[tuple[int, str]]:
    """Which parts of which entries the ledger says were blanked; the line itself is verified with all others."""
    found: set[tuple[int, str]] = set()
    for *columns, parts in _read(_BLANKINGS, BLANKED):
        thing = Line(0, 0, 0, *columns).thing
        told = _parts(parts or "{}").get("after.parts", "")
        if told and thing.isdecimal():
            found.update((int(thing), name) for name in _names(rules.value(told)))
    return found


def _read(question: str, *given: Any) -> Iterator[Sequence[Any]]:
    """The rows as the server finds them; it looks for the next ones while these are verified."""
    with connection.chunked_cursor() as cursor, ThreadPoolExecutor(1) as beside:
        cursor.execute(question, given)
        coming = beside.submit(cursor.fetchmany, BATCH)
        while rows := coming.result():
            coming = beside.submit(cursor.fetchmany, BATCH)
            yield from rows
