"""A network with everything that is known of it at a time, as one record for its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q

from tsunagu.catalog.queries import choices
from tsunagu.kernel import clock
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import asked
from tsunagu.kernel.tables import Column, Columns
from tsunagu.kernel.years import FiscalYear
from tsunagu.networks.enums import NetworkKind, ServiceStage, Standstill
from tsunagu.networks.models import (
    Agreement,
    Coordinator,
    Link,
    Meeting,
    Network,
    Offer,
    Service,
    Strategy,
)
from tsunagu.networks.queries import directory
from tsunagu.networks.queries.directory import cited, published
from tsunagu.networks.queries.moments import Moment, moment
from tsunagu.networks.rules import stages
from tsunagu.organizations.enums import Side
from tsunagu.organizations.queries import memberships

QUIET = 12  # months without a meeting after which a network is asked whether it still lives; ours


@dataclass(frozen=True, slots=True, kw_only=True)
class OneQuery:
    """As of which year a network is asked for."""

    year: FiscalYear | None = asked(
        Label("年度", "Fiscal year"),
        None,
        choices=directory.years,
        help="as in this fiscal year; as today where it is not said",
    )


@dataclass(frozen=True, slots=True)
class Event:
    """Who joined or left a network on a day."""

    day: date
    tie: Any
    joined: bool


@dataclass(frozen=True, slots=True)
class Linked:
    """A link, seen from one of its networks: the other one."""

    link: Link
    network: Network


@dataclass(frozen=True, slots=True)
class Served:
    """A service with its stages. stands: the stage by now, since when, and for how many whole years."""

    service: Service
    steps: Sequence[Any]
    stands: tuple[ServiceStage, date, int] | None
    stuck: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A network at a time.

    program: that gave rise to it. sides: its members by side. ties: all memberships there ever were. events: who joined
    and left, the latest first. undated: of how many members nobody knows since when. quiet: whether its last known
    meeting is long ago.
    """

    network: Network
    moment: Moment
    program: Any
    sides: Sequence[tuple[Side | None, Sequence[Any]]]
    ties: Sequence[Any]
    events: Sequence[Event]
    undated: int
    coordinators: Sequence[Coordinator]
    links: Sequence[Linked]
    services: Sequence[Served]
    offers: Sequence[Offer]
    agreements: Sequence[Agreement]
    meetings: Sequence[Meeting]
    strategies: Sequence[Strategy]
    quiet: bool

    @property
    def members(self) -> int:
        """How many members are known."""
        return sum(len(ties) for _, ties in self.sides)


MEMBERS = Columns[Any](
    Column("body", "機関", "Body", lambda tie: tie.body.name),
    Column("key", "番号", "Key", lambda tie: tie.body.key),
    Column("side", "立場", "Side", lambda tie: tie.side.ja if tie.side else ""),
    Column("role", "役割", "Role", lambda tie: tie.role),
    Column("valid_from", "参加日", "Since", lambda tie: tie.valid_from and tie.valid_from.isoformat()),
    Column("valid_to", "最終日", "Until", lambda tie: tie.valid_to and tie.valid_to.isoformat()),
    Column("document", "資料", "Document", cited),
)


def network(key: str, question: OneQuery = OneQuery()) -> Shown | None:
    """The published network whose body has this key, in a fixed number of statements; none where there is none."""
    found = published().filter(body__key=key).first()
    return shown(found, question) if found else None


def shown(network: Network, question: OneQuery) -> Shown:
    """A network with everything that is known of it."""
    at = moment(question.year)
    ties = list(memberships.memberships([network.body_id]))
    there = [tie for tie in ties if _held(tie, at)]
    is_city = network.kind == NetworkKind.STARTUP_CITY
    meetings = list(Meeting.objects.filter(network=network))
    return Shown(
        network=network,
        moment=at,
        program=next(iter(choices.named([network.program])), None) if network.program else None,
        sides=by_side(there),
        ties=ties,
        events=sorted(_events(ties), key=lambda event: event.day, reverse=True),
        undated=sum(tie.valid_from is None for tie in there),
        coordinators=list(Coordinator.objects.filter(network=network).select_related("body")),
        links=_links(network),
        services=_services(network),
        offers=list(Offer.objects.filter(network=network)),
        agreements=list(Agreement.objects.filter(network=network).prefetch_related("parties")),
        meetings=meetings,
        strategies=list(Strategy.objects.prefetch_related("actions")) if is_city else [],
        quiet=bool(meetings) and is_quiet(meetings[0].held),
    )


def by_side(ties: Iterable[Any]) -> list[tuple[Side | None, list[Any]]]:
    """Memberships by side, those of no known side last."""
    found: dict[Side | None, list[Any]] = {side: [] for side in (*Side, None)}
    for tie in ties:
        found[tie.side].append(tie)
    return [(side, members) for side, members in found.items() if members]


def is_quiet(last: date) -> bool:
    """Whether a network's last known meeting is a year or more ago."""
    return stages.full_months(last, clock.today()) >= QUIET


def _held(tie: Any, at: Moment) -> bool:
    begun = tie.valid_from is None or tie.valid_from <= at.last
    return begun and (tie.valid_to is None or tie.valid_to >= at.first)


def _events(ties: Iterable[Any]) -> Iterator[Event]:
    for tie in ties:
        if tie.valid_from:
            yield Event(tie.valid_from, tie, joined=True)
        if tie.valid_to:
            yield Event(tie.valid_to, tie, joined=False)


def _links(network: Network) -> list[Linked]:
    """The links of a network with others that everybody may see."""
    of_it = Q(one=network, other__draft=False) | Q(other=network, one__draft=False)
    found = Link.objects.filter(of_it).select_related("one__body", "other__body")
    return [Linked(link, link.other if link.one_id == network.pk else link.one) for link in found]


def _services(network: Network) -> list[Served]:
    found = Service.objects.filter(network=network).prefetch_related("steps")
    return [served(service) for service in found]


def served(service: Any) -> Served:
    """A service with how long it has stood in its stage."""
    today, steps = clock.today(), list(service.steps.all())
    pairs = [(ServiceStage(step.stage), step.since) for step in steps]
    stands = stages.stage_on(pairs, today)
    how_long = (*stands, stages.full_years(stands[1], today)) if stands else None
    return Served(service, steps, how_long, stages.is_stuck(pairs, today))


def stuck() -> list[Served]:
    """The services of published networks that have been in demonstration for more than three years (S75)."""
    found = Service.objects.filter(network__draft=False).select_related("network__body").prefetch_related("steps")
    return [one for one in map(served, found) if one.stuck]


@dataclass(frozen=True, slots=True)
class Still:
    """What may stand still: a network that has not met, or a service of one. since: the last known day, if any."""

    why: Standstill
    network: Network
    service: str
    since: date | None


STILL = Columns[Still](
    Column("why", "理由", "Why", lambda row: row.why.label),
    Column("key", "番号", "Key", lambda row: row.network.body.key),
    Column("network", "座組", "Network", lambda row: row.network.body.name),
    Column("service", "サービス", "Service", lambda row: row.service),
    Column("since", "最後の日", "Since", lambda row: row.since and row.since.isoformat()),
)


def still() -> list[Still]:
    """Networks that are not known to have met for a year, then services that stay in demonstration."""
    rows = [Still(Standstill.SILENT, network, "", last) for network, last in silent()]
    return rows + [_still(one) for one in stuck()]


def _still(one: Served) -> Still:
    since = one.stands[1] if one.stands else None
    return Still(Standstill.STUCK, one.service.network, one.service.name, since)


def silent() -> list[tuple[Network, date | None]]:
    """Networks with agreements or meetings that are not known to have met for a year (S44), with the last meeting."""
    asked_of = published().filter(Q(agreements__isnull=False) | Q(meetings__isnull=False))
    rows = asked_of.annotate(last=Max("meetings__held")).order_by("pk")
    return [(row, row.last) for row in rows if row.last is None or is_quiet(row.last)]
