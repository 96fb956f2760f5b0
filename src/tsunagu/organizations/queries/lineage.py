"""What a body was before, and what has become of it, on any day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from tsunagu.organizations.models import Organization, Succession

# Both are walked by the database, since a body of a register may have come from any number of others.
_BEFORE = """
WITH RECURSIVE line(id, body) AS (
    SELECT s.id, s.predecessor_id FROM organizations_succession s WHERE s.successor_id = ANY(%s)
    UNION
    SELECT s.id, s.predecessor_id FROM organizations_succession s JOIN line ON s.successor_id = line.body
)
SELECT id FROM line
"""
_AFTER = """
WITH RECURSIVE line(id, body) AS (
    SELECT s.id, s.successor_id FROM organizations_succession s WHERE s.predecessor_id = ANY(%s)
    UNION
    SELECT s.id, s.successor_id FROM organizations_succession s JOIN line ON s.predecessor_id = line.body
)
SELECT id FROM line
"""


@dataclass(frozen=True, slots=True)
class Lineage:
    """The successions before a body and after it, each from the earliest on."""

    before: list[Succession]
    after: list[Succession]

    def now(self, body: Organization, day: date) -> list[Organization]:
        """What has become of a body by a day: itself, or those at the end of what followed until then."""
        return _followed(body, self.after, day) or [body]

    def then(self, body: Organization, day: date) -> list[Organization]:
        """What a body was on a day: itself, or those at the beginning of what had not happened yet."""
        return _preceded(body, self.before, day) or [body]


def lineage(body: Organization) -> Lineage:
    """Everything that came before a body and after it; in four statements."""
    return Lineage(_line(_BEFORE, [body.pk]), _line(_AFTER, [body.pk]))


def successors(bodies: Collection[Organization], day: date) -> dict[int, list[Organization]]:
    """What has become by a day of each of these bodies, by its number; empty where it is still itself."""
    line = _line(_AFTER, [body.pk for body in bodies])
    return {body.pk: _followed(body, line, day) for body in bodies}


def predecessors(bodies: Collection[Organization], day: date) -> dict[int, list[Organization]]:
    """What each of these bodies was on a day, by its number; empty where it was itself."""
    line = _line(_BEFORE, [body.pk for body in bodies])
    return {body.pk: _preceded(body, line, day) for body in bodies}


def _followed(body: Organization, line: Sequence[Succession], day: date) -> list[Organization]:
    """The ends of what follows a body until a day: successions are walked from the earliest on."""
    reached: set[int] = {body.pk}
    ends: dict[int, Organization] = {}
    for succession in line:
        if succession.predecessor_id in reached and succession.day <= day:
            reached.add(succession.successor_id)
            ends.pop(succession.predecessor_id, None)
            ends[succession.successor_id] = succession.successor
    return list(ends.values())


def _preceded(body: Organization, line: Sequence[Succession], day: date) -> list[Organization]:
    """The beginnings of what leads to a body after a day: successions are walked from the last one back."""
    reached: set[int] = {body.pk}
    starts: dict[int, Organization] = {}
    for succession in reversed(line):
        if succession.successor_id in reached and succession.day > day:
            reached.add(succession.predecessor_id)
            starts.pop(succession.successor_id, None)
            starts[succession.predecessor_id] = succession.predecessor
    return list(starts.values())


def _line(statement: str, bodies: Collection[int]) -> list[Succession]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(bodies)])
        numbers = [number for (number,) in cursor.fetchall()]
    if not numbers:  # of most bodies nothing is known to come before or after; even an empty question takes time
        return []
    return list(Succession.objects.filter(pk__in=numbers).select_related("predecessor", "successor"))
