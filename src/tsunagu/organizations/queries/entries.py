"""Entries of people for whoever joins two of them: found by name, key or number, and side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext

from tsunagu.access.actors import Actor
from tsunagu.kernel.labels import in_row
from tsunagu.kernel.tables import Column, Columns
from tsunagu.organizations.enums import PersonField
from tsunagu.organizations.models import Appointment, Identifier, Joining, Person
from tsunagu.organizations.queries import oneself
from tsunagu.organizations.queries.people import person
from tsunagu.organizations.rights import PEOPLE
from tsunagu.registers.enums import Scheme

Said = Sequence[str]
MOST = 20  # entries of a search, and joinings of the list


@dataclass(frozen=True, slots=True)
class Line:
    """What two entries say of one thing, and what the joined one would say."""

    what: str
    first: str
    second: str
    joined: str


SIDES = Columns[Line](
    Column("what", "項目", "What", lambda line: line.what),
    Column("first", "残す記載", "Entry that stays", lambda line: line.first, show="as_written"),
    Column("second", "まとめられる記載", "Entry that goes into it", lambda line: line.second, show="as_written"),
    Column("joined", "まとめた後", "Joined", lambda line: line.joined, show="as_written"),
)


def found(by: Actor, words: str) -> list[Person]:
    """The entries with words in their name, or with this key or number; none without words."""
    asked = words.strip()
    if not asked:
        return []
    numbered = Identifier.objects.filter(value=asked, person__isnull=False).values("person")
    named = Q(name__icontains=asked) | Q(kana__icontains=asked) | Q(latin__icontains=asked)
    rows = PEOPLE.among(by, Person.objects.filter(joined=None)).prefetch_related("appointments__organization")
    fitting = rows.filter(named | Q(key=asked) | Q(pk__in=numbered))
    return list(fitting.order_by("name", "pk")[:MOST])


def chosen(by: Actor, key: str) -> Person | None:
    """The entry with this key, where it is joined to no other."""
    there = person(by, key) if key else None
    return there if there and there.joined_id is None else None


def joinings(by: Actor) -> list[Joining]:
    """The entries that were joined last, which can be parted again."""
    rows = Joining.objects.filter(person__in=PEOPLE.among(by, Person.objects.all()))
    return list(rows.select_related("person", "other")[:MOST])


def told(one: Person) -> list[str]:
    """What an entry says, line by line as ``sides`` sets them beside another."""
    facts = oneself.facts(one)
    own = [in_row(str(facts[field.value]).split("\n")) for field in PersonField]
    held = (in_row(_numbers(one)), in_row(_posts(one)))
    return [one.key, *own, *held, _user(one)]


def sides(first: Said, second: Said, joined: Said) -> list[Line]:
    """Two entries and what would become of them, line by line."""
    own = [field.label for field in PersonField]
    names = [gettext("記載の番号"), *own, gettext("研究者番号等"), gettext("職"), gettext("利用者")]
    beside = [joined[line] if joined else "" for line in range(len(names))]
    return [Line(*line) for line in zip(names, first, second, beside, strict=True)]


def _numbers(one: Person) -> list[str]:
    held = Identifier.objects.filter(person=one).order_by("scheme", "value").values_list("scheme", "value")
    return [f"{Scheme(scheme).label} {value}" for scheme, value in held]


def _posts(one: Person) -> list[str]:
    rows = Appointment.objects.filter(person=one).select_related("organization").order_by("pk")
    return [f"{row.organization.display_name} {row.title}".rstrip() for row in rows]


def _user(one: Person) -> str:
    return gettext("本人として登録あり") if one.user else ""
