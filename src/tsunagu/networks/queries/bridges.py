"""Bridges that fell over the years: by who left, on which day, and which networks are apart since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tsunagu.kernel import clock
from tsunagu.kernel.tables import Column, Columns
from tsunagu.networks.models import Link, Network
from tsunagu.networks.queries import directory
from tsunagu.networks.queries.directory import NetworkQuery
from tsunagu.networks.rules import bridges
from tsunagu.networks.rules.bridges import Fallen
from tsunagu.organizations.queries import memberships
from tsunagu.organizations.queries.memberships import Lasting

Networks = Mapping[int, Network]
"""Networks by the numbers of their bodies."""
On = tuple[date, Fallen]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FallenBridge:
    """A body that held networks together until it left. last: its last day. parts: its networks as they are since."""

    last: date
    body: Any
    parts: Sequence[Sequence[Network]]


FALLEN = Columns[FallenBridge](
    Column("last", "最後の日", "Last day", lambda row: row.last.isoformat()),
    Column("key", "番号", "Key", lambda row: row.body.key),
    Column("body", "機関", "Body", lambda row: row.body.name),
    Column("networks", "離れた座組", "Networks apart since", lambda row: _parted(row.parts)),
)


def fallen(question: NetworkQuery) -> list[FallenBridge]:
    """The bridges that fell among the networks that fit, the latest first; in a year, if one is asked about.

    In a fixed number of statements, and one where nobody ever left.
    """
    there = {network.body_id: network for network in directory.fitting(question)}
    lasting = memberships.lasting(there) if there else []
    days = _days(lasting, question)
    found = list(_on(days, lasting, there))
    bodies = memberships.numbered({one.body for _, one in found}) if found else {}
    return [_bridge(last, one, bodies, there) for last, one in found]


def _parted(parts: Iterable[Sequence[Network]]) -> str:
    return " / ".join(map(_named, parts))


def _named(networks: Iterable[Network]) -> str:
    return "|".join(network.body.name for network in networks)


def _days(lasting: Iterable[Lasting], question: NetworkQuery) -> list[date]:
    """The last days of memberships that are over, the latest first; those of the year alone that is asked about."""
    today = clock.today()
    over = {one.last for one in lasting if one.last and one.last < today}
    if question.year is not None:
        first, last = question.moment.days
        over = {day for day in over if first <= day <= last}
    return sorted(over, reverse=True)


def _on(days: Sequence[date], lasting: Sequence[Lasting], networks: Networks) -> Iterator[On]:
    links = _links(networks) if days else []
    for day in days:
        before, after = (_members(lasting, networks, on) for on in (day, day + _DAY))
        yield from ((day, one) for one in bridges.fallen(before, after, links))


def _members(lasting: Iterable[Lasting], networks: Networks, day: date) -> dict[int, set[int]]:
    """The members of the networks that are there on a day, as far as is known."""
    there = [number for number, network in networks.items() if network.span.holds(day)]
    found: dict[int, set[int]] = {number: set() for number in there}
    for one in lasting:
        if one.of in found and one.holds(day):
            found[one.of].add(one.body)
    return found


def _links(networks: Networks) -> list[tuple[int, int]]:
    pairs = Link.objects.filter(one__body__in=networks, other__body__in=networks)
    return list(pairs.values_list("one__body", "other__body"))


def _bridge(last: date, one: Fallen, bodies: Mapping[int, Any], networks: Networks) -> FallenBridge:
    parts = [[networks[number] for number in part] for part in one.parts]
    return FallenBridge(last, bodies[one.body], parts)
