"""Who belongs to what, for the rooms above: networks with their members, and bodies with their networks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from tsunagu.kernel.labels import worded
from tsunagu.organizations.enums import OrganizationKind, Side, TieKind
from tsunagu.organizations.models import Organization, Tie, Window
from tsunagu.organizations.models.evidence import holding
from tsunagu.organizations.rules import sides

BELONGING = (TieKind.CORE, TieKind.MEMBER, TieKind.LINKED)
"""As what a body belongs to a network."""


class Held(NamedTuple):
    """A membership by the numbers of its bodies, for whoever reads thousands. part, kind: which tell its side."""

    body: int
    of: int
    part: str
    kind: str
    role: str
    since: date | None

    @property
    def side(self) -> Side | None:
        """On which side the body stands there; none where that is not known."""
        return _side(self.part, self.kind)


class Lasting(NamedTuple):
    """A membership with its days, for whoever looks at thousands over the years."""

    body: int
    of: int
    first: date | None
    last: date | None

    def holds(self, day: date) -> bool:
        """Whether it held on a day, as far as is known."""
        return (self.first is None or self.first <= day) and (self.last is None or self.last >= day)


class Named(NamedTuple):
    """A body, for whoever reads thousands of them."""

    number: int
    key: str
    name: str
    name_en: str
    prefecture: str

    @property
    def display_name(self) -> str:
        """The name in the reader's language, Japanese where no English one is known."""
        return worded(self.name, self.name_en or self.name)


_HELD = ("body_id", "of_id", "part", "body__kind", "role", "valid_from")
_NAMED = ("pk", "key", "name", "name_en", "prefecture")


def memberships(networks: Collection[int]) -> QuerySet[Tie]:
    """All memberships there ever were in these networks, in the order of their documents, with both bodies.

    The bodies are read by themselves: each is in many, and would be made anew for each of its memberships.
    """
    every = Tie.objects.filter(of__in=networks, kind__in=BELONGING).order_by("of", "pk")
    return every.prefetch_related("body", "of")


def memberships_of(body: int) -> QuerySet[Tie]:
    """All memberships there ever were of a body, with both bodies."""
    return Tie.objects.filter(body=body, kind__in=BELONGING).select_related("body", "of").order_by("pk")


def between(first: date, last: date) -> Q:
    """Memberships that held on any day of a span, as far as is known."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=last)
    return begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=first))


Among = Collection[int] | QuerySet[Any, Any]
"""The bodies of networks: their numbers, or better the question for these, as many numbers take long to send."""


def held(networks: Among, first: date, last: date, home: str = "") -> list[Held]:
    """The memberships of networks in a span of days, in the order of their documents; without their bodies.

    home: only those of bodies in the prefecture with this code.
    """
    found = _held(networks, first, last).order_by("of_id", "pk")
    if home:
        found = found.filter(body__prefecture=home)
    return list(map(Held._make, found.values_list(*_HELD)))


def lasting(networks: Among) -> list[Lasting]:
    """All memberships there ever were in these networks, without their bodies; none where none ever ended."""
    every = Tie.objects.filter(of__in=networks, kind__in=BELONGING).order_by("of", "pk")
    if not every.filter(valid_to__isnull=False).exists():
        return []
    return list(map(Lasting._make, every.values_list("body", "of", "valid_from", "valid_to")))


def numbered(numbers: Collection[int]) -> dict[int, Organization]:
    """The bodies of these numbers."""
    return Organization.objects.in_bulk(numbers)


def named(networks: Among, first: date, last: date) -> dict[int, Named]:
    """The members of networks in a span of days, by their numbers."""
    members = _held(networks, first, last).values("body")
    found = Organization.objects.filter(pk__in=members).order_by().values_list(*_NAMED)
    return {row[0]: Named._make(row) for row in found}


def sizes(networks: Among, first: date, last: date) -> dict[int, dict[Side | None, int]]:
    """How many members of each side each network had in a span of days; in one statement."""
    found = Tie.objects.filter(between(first, last), of__in=networks, kind__in=BELONGING).order_by()
    counted: dict[int, dict[Side | None, int]] = {}
    rows = found.values_list("of", "part", "body__kind").annotate(Count("body", distinct=True))
    for network, part, kind, size in rows:
        side, of_network = _side(part, kind), counted.setdefault(network, {})
        of_network[side] = of_network.get(side, 0) + size
    return counted


def flows(networks: Among, first: date, last: date) -> dict[tuple[str, str], int]:
    """How many memberships lead from bodies of each prefecture to networks of each, in a span of days."""
    found = _held(networks, first, last)
    rows = found.values_list("body__prefecture", "of__prefecture").annotate(Count("pk"))
    return {(home, there): size for home, there, size in rows}


def how_many(networks: Among, first: date, last: date) -> int:
    """How many bodies were in these networks in a span of days."""
    return _held(networks, first, last).values("body").distinct().count()


def with_window(bodies: Collection[int], day: date) -> set[int]:
    """Those of these bodies that publish a window for collaboration."""
    published = Window.objects.filter(holding(day), organization__in=bodies)
    return set(published.values_list("organization", flat=True))


def first_days() -> Sequence[date]:
    """The days on which somebody is known to have joined or left a network."""
    known = Tie.objects.filter(kind__in=BELONGING).order_by().values_list("valid_from", "valid_to").distinct()
    return sorted({day for pair in known for day in pair if day})


def everybody() -> set[int]:
    """The bodies that are, were or will be in any network."""
    return set(Tie.objects.filter(kind__in=BELONGING).order_by().values_list("body", flat=True))


def membership(number: int) -> Tie | None:
    """One membership."""
    return Tie.objects.filter(pk=number, kind__in=BELONGING).select_related("body", "of").first()


def bodies(keys: Collection[str]) -> dict[str, Organization]:
    """The bodies of these keys."""
    return {body.key: body for body in Organization.objects.filter(key__in=keys)}


def _held(networks: Among, first: date, last: date) -> QuerySet[Tie]:
    return Tie.objects.filter(between(first, last), of__in=networks, kind__in=BELONGING).order_by()


@cache  # few words and kinds, thousands of memberships
def _side(part: str, kind: str) -> Side | None:
    return sides.side(part, OrganizationKind(kind))
