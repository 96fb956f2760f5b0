"""A prefecture with its networks side by side (S66, S67, S74): who is in several, what lacks, who is from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Any

from django.db.models import Q

from tsunagu.kernel import clock
from tsunagu.kernel.tables import Column, Columns
from tsunagu.networks.enums import Missing, Topic
from tsunagu.networks.models import Coordinator, Link, Network
from tsunagu.networks.queries import directory, overlaps
from tsunagu.networks.queries.directory import STAR, Listed, NetworkQuery, published
from tsunagu.networks.queries.one import by_side
from tsunagu.networks.queries.overlaps import Shared
from tsunagu.networks.rules.gaps import Gap, Seen, gaps
from tsunagu.organizations.enums import Side
from tsunagu.organizations.queries import memberships, regions

Networks = Mapping[int, Network]
"""Networks by the numbers of their bodies."""
Ties = Sequence[Any]
Links = Mapping[str, Set[str]]
"""With which others each network is linked, by the keys of their bodies."""
_STARRED = set(STAR)
MOST = 50  # of a list of the page; who wants all of hundreds has the table of the graph


@dataclass(frozen=True, slots=True)
class Beside:
    """A network beside others. sides: its members by side, each with whether it is in another of these, too."""

    row: Listed
    sides: Mapping[Side | None, Sequence[tuple[Any, bool]]]
    starred: bool
    spoken_for: bool


@dataclass(frozen=True, slots=True)
class Lacking:
    """What is missing, with the networks and bodies themselves."""

    kind: Missing
    one: Network
    other: Network | None
    topics: Sequence[Topic]
    members: Sequence[Any]


LACKING = Columns[Lacking](
    Column("kind", "足りないもの", "What is missing", lambda row: row.kind.label),
    Column("key", "番号", "Key", lambda row: row.one.body.key),
    Column("network", "座組", "Network", lambda row: row.one.body.name),
    Column("other_key", "相手の番号", "Key of the other", lambda row: row.other.body.key if row.other else ""),
    Column("other", "相手の座組", "Other network", lambda row: row.other.body.name if row.other else ""),
    Column("topics", "どちらも扱う分野", "Fields of both", lambda row: "|".join(topic.label for topic in row.topics)),
    Column("members", "つなげる機関", "Members of both", lambda row: "|".join(body.name for body in row.members)),
)


@dataclass(frozen=True, slots=True)
class Beyond:
    """A member from another prefecture. kilometers: how far its capital is; none where it is not known where it is."""

    tie: Any
    place: str
    kilometers: int | None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Networks that work elsewhere, with who from here is in them. more: how many are not named."""

    rows: Sequence[tuple[Network, Sequence[Any]]]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionView:
    """A prefecture with its networks.

    sides: those that any network has. pairs: two programs that meet there, and whether the package marks them with ★.
    elsewhere: the networks of others in which bodies of the prefecture take part. beyond: at most so many of the
    nearest; further: how many more there are.
    """

    tile: Any
    networks: Sequence[Beside]
    sides: Sequence[Side | None]
    shared: Sequence[Shared]
    pairs: Sequence[tuple[str, str, bool]]
    lacking: Sequence[Lacking]
    beyond: Sequence[Beyond]
    further: int
    elsewhere: Elsewhere


def region(code: str, question: NetworkQuery) -> RegionView | None:
    """A prefecture with its networks at a time, in a fixed number of statements; none where there is none."""
    tile = regions.tile(code)
    if tile is None:
        return None
    rows = directory.networks(NetworkQuery(prefecture=code, year=question.year))
    ties = overlaps.members(rows, question)
    networks = {row.network.body_id: row.network for row in rows}
    shared = overlaps.shared(ties, networks)
    spoken_for = _spoken_for(networks)
    beyond = _beyond(tile, ties)
    beside = [_beside(row, ties, shared, row.network.body_id in spoken_for) for row in rows]
    known = set(chain.from_iterable(one.sides for one in beside))
    return RegionView(
        tile=tile,
        networks=beside,
        sides=[side for side in (*Side, None) if side in known],
        shared=shared,
        pairs=_pairs(rows),
        lacking=_lacking(networks, ties, spoken_for),
        beyond=beyond[:MOST],
        further=len(beyond[MOST:]),
        elsewhere=_elsewhere(code, networks, question),
    )


def lacking(code: str, question: NetworkQuery) -> list[Lacking] | None:
    """What the networks of a prefecture lack, as on its page; none where there is no such prefecture."""
    if regions.tile(code) is None:
        return None
    rows = directory.networks(NetworkQuery(prefecture=code, year=question.year))
    networks = {row.network.body_id: row.network for row in rows}
    return _lacking(networks, overlaps.members(rows, question), _spoken_for(networks))


def _beside(row: Listed, ties: Ties, shared: Iterable[Shared], spoken_for: bool) -> Beside:
    in_several = {one.body.pk for one in shared}
    own = [tie for tie in ties if tie.of_id == row.network.body_id]
    sides = {side: _marked(members, in_several) for side, members in by_side(own)}
    return Beside(row, sides, row.network.program in STAR, spoken_for)


def _marked(ties: Ties, in_several: Set[int]) -> list[tuple[Any, bool]]:
    return [(tie, tie.body_id in in_several) for tie in ties]


def _pairs(rows: Sequence[Listed]) -> list[tuple[str, str, bool]]:
    """Each two programs that meet here; those that the package marks first."""
    names = {row.network.program: row.program for row in rows if row.program}
    pairs = sorted(combinations(names, 2), key=lambda pair: set(pair) != _STARRED)
    return [(names[one], names[other], {one, other} == _STARRED) for one, other in pairs]


def _spoken_for(networks: Networks) -> set[int]:
    """The bodies of networks that have a window, or a body that speaks for them."""
    today = clock.today()
    there = [network.pk for network in networks.values()]
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    speaking = Coordinator.objects.filter(lasting, network__in=there).exclude(contact="")
    with_contact = set(speaking.values_list("network__body", flat=True))
    return with_contact | memberships.with_window(networks, today)


def _lacking(networks: Networks, ties: Ties, spoken_for: Set[int]) -> list[Lacking]:
    by_key = {network.body.key: network for network in networks.values()}
    bodies = {tie.body_id: tie.body for tie in ties}
    links = _links(networks.values())
    seen = [_seen(network, ties, links, body in spoken_for) for body, network in networks.items()]
    return [_told(gap, by_key, bodies) for gap in gaps(seen)]


def _seen(network: Network, ties: Ties, links: Links, has_window: bool) -> Seen:
    return Seen(
        key=network.body.key,
        topics=frozenset(network.about),
        members=frozenset(tie.body_id for tie in ties if tie.of_id == network.body_id),
        links=links.get(network.body.key, set()),
        has_window=has_window,
    )


def _told(gap: Gap, networks: Mapping[str, Network], bodies: Mapping[int, Any]) -> Lacking:
    members = sorted((bodies[number] for number in gap.members), key=lambda body: body.pk)
    return Lacking(gap.kind, networks[gap.one], networks.get(gap.other), gap.topics, members)


def _links(networks: Iterable[Network]) -> Links:
    found: dict[str, set[str]] = {}
    there = [network.pk for network in networks]
    pairs = Link.objects.filter(one__in=there, other__in=there).values_list("one__body__key", "other__body__key")
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
    return found


def _beyond(tile: Any, ties: Ties) -> list[Beyond]:
    """Members from elsewhere, the nearest first; each body once."""
    known = {one.code: one for one in regions.known_tiles()}
    rows: dict[int, Beyond] = {}
    for tie in ties:
        home = known.get(tie.body.prefecture)
        if tie.body_id not in rows and home and home.code != tile.code:
            rows[tie.body_id] = Beyond(tie, home.display_name, tile.kilometers(home))
    return sorted(rows.values(), key=lambda row: row.kilometers or 0)


def _elsewhere(code: str, networks: Networks, question: NetworkQuery) -> Elsewhere:
    """Networks that work elsewhere, and who from here is in them; the first of very many."""
    away = published().filter(question.moment.networks).exclude(body__in=list(networks))
    joined: dict[int, list[int]] = {}
    for tie in memberships.held(away.order_by().values("body"), *question.moment.days, home=code):
        joined.setdefault(tie.of, []).append(tie.body)
    first = list(joined)[:MOST]
    others = {network.body_id: network for network in away.filter(body__in=first)}
    bodies = memberships.numbered(set(chain.from_iterable(joined[number] for number in first)))
    rows = [(others[number], [bodies[body] for body in joined[number]]) for number in first]
    return Elsewhere(rows, len(joined) - len(rows))
