"""The sealer: it chains what was committed, in a transaction of its own, so that no action ever waits for the chain.

Numbers of entries become visible out of order: a transaction may commit later with a smaller one. So the order of the
chain is the sealer's own, and what is left to seal is found by transactions. Those older than ``pg_snapshot_xmin`` are
over; once all their entries are sealed, that number is the ``horizon``, and nothing before it is looked at again. What
is committed behind it is sealed at once, also while an older transaction still runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from django.db import connection, transaction
from django.utils import timezone

from tsunagu.access import rules
from tsunagu.access.models import Head, Seal
from tsunagu.access.rules import Line

_Rows = Sequence[Sequence[Any]]
_Link = tuple[int, int, int, int, bytes]  # number, entry, time, horizon and hash of a seal
MOST = 5000  # entries at a time; the next time follows at once
_LOCK = 0x7A63  # any number of our own: two sealers would both give out the same place
TURN = "SELECT pg_try_advisory_xact_lock(%s)"

ENTRY = """
e.id, (extract(epoch FROM e.at) * 1000000)::bigint, e.xact, e.actor, e.role, e.organization, e.membership,
e.instead_of, e.verb, e.kind, e.thing, e.request, e.digests
"""
"""The columns of an entry as ``rules.Line`` has them."""

_MOMENT = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, clock_timestamp(),
       (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
"""
# Before the tables were ever analyzed the planner guesses that a third of them is waiting, and would read both whole,
# by several processes, every half second.
_BY_INDEX = """
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
    set_config('enable_mergejoin', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)
"""
_UNSEALED = "NOT EXISTS (SELECT FROM access_seal s WHERE s.entry_id = e.id)"
_RECENT = f"""
WITH recent AS MATERIALIZED (SELECT id FROM access_entry WHERE xact >= %s AND id > %s)
SELECT {ENTRY} FROM recent JOIN access_entry e USING (id) WHERE {_UNSEALED} ORDER BY e.id LIMIT %s
"""  # noqa: S608 (only names of ours)
_ONWARD = f"""
SELECT {ENTRY} FROM access_entry e WHERE e.xact >= %s AND e.id > %s AND {_UNSEALED} ORDER BY e.id LIMIT %s
"""  # noqa: S608
_KEEP = """
INSERT INTO access_seal (number, entry_id, at, horizon, hash)
SELECT number, entry, to_timestamp(0) + sealed * interval '1 microsecond', horizon, hash
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bytea[])
    AS seals (number, entry, sealed, horizon, hash)
"""


def seal() -> int:
    """Seal what was committed and is not sealed yet, and keep the head of a day that is over; gives how many entries.

    Where another process is sealing, it does nothing.
    """
    sealed, reached = 0, _Reached()
    while True:
        now = _seal_some(reached)
        sealed += now
        if now < MOST:
            return sealed


@dataclass(slots=True)
class _Reached:
    """How far a pass of several batches is, so that a long backlog is gone along once.

    entry: the last one that was sealed. oldest: the oldest transaction that ran when the pass began. What is committed
    behind it meanwhile, with a smaller number of entry, is left to the next pass, which begins at that transaction.
    """

    entry: int = 0
    oldest: int | None = None


class _Moment(NamedTuple):
    """The oldest transaction that still runs, and the time of the database."""

    oldest: int
    at: datetime
    microseconds: int


def _seal_some(reached: _Reached) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        if not _has_turn(cursor):
            return 0
        last = Seal.objects.order_by("number").last()
        cursor.execute(_MOMENT)  # before the entries are read: of older transactions these then are all
        now = _Moment(*cursor.fetchone())
        if last:
            _keep_head(last, timezone.localdate(now.at))
        known = _horizon(last, now)
        reached.oldest = reached.oldest or now.oldest
        waiting = _waiting(cursor, known, reached.entry)
        horizon = reached.oldest if len(waiting) < MOST else known
        if waiting:
            cursor.execute(_KEEP, _columns(_links(last, waiting, now, horizon)))
            reached.entry = waiting[-1][0]
    return len(waiting)


def _waiting(cursor: Any, horizon: int, after: int) -> _Rows:
    """The next entries to seal. after: the number of entry behind which they are looked for."""
    cursor.execute(_BY_INDEX)
    # of a backlog the entries are gone along; else the few of the transactions since the horizon are looked at
    cursor.execute(_ONWARD if after or not horizon else _RECENT, [horizon, after, MOST])
    return cast("_Rows", cursor.fetchall())


def _has_turn(cursor: Any) -> bool:
    cursor.execute(TURN, [_LOCK])
    return bool(cursor.fetchone()[0])


def _horizon(last: Seal | None, now: _Moment) -> int:
    """From which transaction on something can be left to seal.

    After a restore into another server its transactions may be numbered from the beginning; then all are looked at.
    """
    return last.horizon if last and last.horizon <= now.oldest else 0


def _links(last: Seal | None, waiting: _Rows, now: _Moment, horizon: int) -> Iterator[_Link]:
    """The seals of these entries, each over the one before."""
    first = last.number + 1 if last else 1
    before = bytes(last.hash) if last else rules.BEGINNING
    for number, entry in enumerate(waiting, start=first):
        before = rules.link(before, Line(number, now.microseconds, horizon, *entry))
        yield number, entry[0], now.microseconds, horizon, before


def _columns(rows: Iterator[_Link]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _keep_head(last: Seal, today: date) -> None:
    """Keep the last seal of a day that is over."""
    day = timezone.localdate(last.at)
    if day < today and not Head.objects.filter(day=day).exists():
        Head.objects.create(day=day, number=last.number, hash=last.hash)
