"""Random tamperings with a ledger, by somebody who may do everything in the database; each is taken back afterwards."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from benchmarks import ledger
from tsunagu.access import rules
from tsunagu.access.rules import Line
from tsunagu.access.sealing import ENTRY, seal
from tsunagu.access.verification import Printed, verify

NUMBERS = ("xact", "actor", "organization", "membership", "instead_of")
TEXTS = ("role", "verb", "kind", "thing", "request", "digests")
PARTS = ("actor", "thing", "before.state", "after.state", "reason")


def tried(chance: random.Random, lines: int, many: int) -> dict[str, Any]:
    """Tamper many times with a ledger of so many lines, and count what was found."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("TRUNCATE access_entry, access_detail, access_seal, access_head")
        cursor.execute("SET session_replication_role = origin")
        cursor.execute(ledger.FILL, [lines])
    seal()
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, encode(hash, 'hex') FROM access_seal ORDER BY number DESC LIMIT 1")
        printed = Printed(*cursor.fetchone())
    if verify([printed]).bad:
        raise SystemExit("a ledger that nobody touched is called wrong")
    found, missed = Counter[str](), Counter[str]()
    for _ in range(many):
        way = chance.choice(WAYS)
        (found if _is_found(way, chance, printed) else missed)[way.__name__] += 1
    return {
        "tamperings": many,
        "tamperings_found": found.total(),
        "tamperings_missed": dict(missed),
        "ways": dict(sorted(found.items())),
    }


def _is_found(way: Callable[..., None], chance: random.Random, printed: Printed) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        way(cursor, chance, printed.number)
        bad = verify([printed]).bad
        transaction.set_rollback(True)
    return bool(bad)


def _entry(cursor: Any, chance: random.Random, last: int) -> int:
    cursor.execute("SELECT entry_id FROM access_seal WHERE number = %s", [chance.randint(1, last)])
    return int(cursor.fetchone()[0])


def entry_changed(cursor: Any, chance: random.Random, last: int) -> None:
    """One column of one entry."""
    column = chance.choice((*NUMBERS, *TEXTS, "at"))
    change = {"at": "at + random() * interval '1 day' + interval '1 microsecond'"}.get(column)
    change = change or (f"coalesce({column}, 0) + 1" if column in NUMBERS else f"left({column}, 60) || 'x'")
    cursor.execute(f"UPDATE access_entry SET {column} = {change} WHERE id = %s", [_entry(cursor, chance, last)])


def seal_changed(cursor: Any, chance: random.Random, last: int) -> None:
    """One column of one seal."""
    change = chance.choice(("at = at + interval '1 second'", "horizon = horizon + 1", "hash = sha256(hash)"))
    cursor.execute(f"UPDATE access_seal SET {change} WHERE number = %s", [chance.randint(1, last)])


def entry_removed(cursor: Any, chance: random.Random, last: int) -> None:
    """One entry, its seal left."""
    cursor.execute("DELETE FROM access_entry WHERE id = %s", [_entry(cursor, chance, last)])


def seal_removed(cursor: Any, chance: random.Random, last: int) -> None:
    """One seal, its entry left."""
    cursor.execute("DELETE FROM access_seal WHERE number = %s", [chance.randint(1, last)])


def line_removed(cursor: Any, chance: random.Random, last: int) -> None:
    """The entry, its parts and its seal; half of the time those behind move up."""
    number = chance.randint(1, last)
    cursor.execute(
        "DELETE FROM access_detail USING access_seal s WHERE s.entry_id = access_detail.entry_id AND s.number = %s",
        [number],
    )
    cursor.execute(
        "DELETE FROM access_entry USING access_seal s WHERE s.entry_id = access_entry.id AND s.number = %s", [number]
    )
    cursor.execute("DELETE FROM access_seal WHERE number = %s", [number])
    if chance.random() < 0.5:
        cursor.execute("UPDATE access_seal SET number = -number WHERE number > %s", [number])
        cursor.execute("UPDATE access_seal SET number = -number - 1 WHERE number < 0")


def part_changed(cursor: Any, chance: random.Random, last: int) -> None:
    """A part changed, blanked without a line, or added."""
    name = chance.choice(PARTS)
    change = chance.choice(
        (
            f"jsonb_set(parts, '{{{name}}}', to_jsonb((parts ->> '{name}') || ' '))",
            f"parts - '{name}'",
            'parts || \'{"after.more": "x"}\'',
        )
    )
    cursor.execute(f"UPDATE access_detail SET parts = {change} WHERE entry_id = %s", [_entry(cursor, chance, last)])


def parts_removed(cursor: Any, chance: random.Random, last: int) -> None:
    """All parts of an entry."""
    cursor.execute("DELETE FROM access_detail WHERE entry_id = %s", [_entry(cursor, chance, last)])


def parts_added(cursor: Any, chance: random.Random, last: int) -> None:
    """Parts that belong to no entry."""
    cursor.execute("INSERT INTO access_detail VALUES (%s, '{}')", [10**9 + chance.randint(1, 10**6)])


def two_exchanged(cursor: Any, chance: random.Random, last: int) -> None:
    """Two entries in each other's place."""
    first, second = chance.sample(range(1, last + 1), 2)
    cursor.execute("SELECT number, entry_id FROM access_seal WHERE number IN (%s, %s)", [first, second])
    (one, its), (other, others) = cursor.fetchall()
    cursor.execute("UPDATE access_seal SET entry_id = -1 WHERE number = %s", [one])
    cursor.execute("UPDATE access_seal SET entry_id = %s WHERE number = %s", [its, other])
    cursor.execute("UPDATE access_seal SET entry_id = %s WHERE number = %s", [others, one])


_COPY = """
INSERT INTO access_entry
SELECT %s, {at}, xact, actor + 1, role, organization, membership, instead_of, verb, kind, thing, request, digests
FROM access_entry WHERE id = %s
"""


def row_inserted_unsealed(cursor: Any, chance: random.Random, last: int) -> None:
    """An entry for the sealer to find, written into the past."""
    cursor.execute(_COPY.format(at="at - interval '1 day'"), [10**9, _entry(cursor, chance, last)])


def row_inserted_sealed(cursor: Any, chance: random.Random, last: int) -> None:
    """An entry in the middle with a seal that fits what is before; those behind move on."""
    place = chance.randint(2, last)
    cursor.execute(_COPY.format(at="at"), [10**9, _entry(cursor, chance, last)])
    cursor.execute("UPDATE access_seal SET number = -number WHERE number >= %s", [place])
    cursor.execute("UPDATE access_seal SET number = 1 - number WHERE number < 0")
    _seal_as(cursor, place, 10**9)


def _seal_as(cursor: Any, place: int, entry: int) -> None:
    cursor.execute(
        "SELECT at, (extract(epoch FROM at) * 1000000)::bigint, horizon, hash FROM access_seal WHERE number = %s",
        [place - 1],
    )
    at, sealed, horizon, before = cursor.fetchone()
    cursor.execute(f"SELECT {ENTRY} FROM access_entry e WHERE e.id = %s", [entry])
    made = rules.link(bytes(before), Line(place, sealed, horizon, *cursor.fetchone()))
    cursor.execute(
        "INSERT INTO access_seal (number, entry_id, at, horizon, hash) VALUES (%s, %s, %s, %s, %s)",
        [place, entry, at, horizon, made],
    )


def tail_cut(cursor: Any, chance: random.Random, last: int) -> None:
    """The end of the ledger, whole."""
    keep = chance.randint(1, last - 1)
    cursor.execute(
        "DELETE FROM access_detail USING access_seal s WHERE s.entry_id = access_detail.entry_id AND s.number > %s",
        [keep],
    )
    cursor.execute(
        "DELETE FROM access_entry USING access_seal s WHERE s.entry_id = access_entry.id AND s.number > %s", [keep]
    )
    cursor.execute("DELETE FROM access_seal WHERE number > %s", [keep])


def made_anew(cursor: Any, chance: random.Random, last: int) -> None:
    """An entry changed, and the whole chain computed again from there: only a head outside of the database tells."""
    entry_changed(cursor, chance, last)
    cursor.execute("DELETE FROM access_seal")
    seal()


def head_invented(cursor: Any, chance: random.Random, last: int) -> None:
    """A head of a day that was none."""
    cursor.execute("INSERT INTO access_head VALUES ('2026-04-01', %s, sha256('x'))", [chance.randint(1, last)])


WAYS = (
    entry_changed,
    seal_changed,
    entry_removed,
    seal_removed,
    line_removed,
    part_changed,
    parts_removed,
    parts_added,
    two_exchanged,
    row_inserted_unsealed,
    row_inserted_sealed,
    tail_cut,
    made_anew,
    head_invented,
)
