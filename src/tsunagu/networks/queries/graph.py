"""The graph of networks and bodies: exactly what is drawn, tabled and exported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.urls import reverse

from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import asked
from tsunagu.kernel.tables import Column, Columns
from tsunagu.kernel.years import FiscalYear
from tsunagu.networks.enums import NetworkKind
from tsunagu.networks.models import LONGEST_KEY, Link, Network
from tsunagu.networks.queries import directory, layouts, overlaps
from tsunagu.networks.queries.directory import Listed, NetworkQuery
from tsunagu.organizations.enums import Side
from tsunagu.organizations.queries import memberships, regions

MOST = 300  # nodes that can still be read; more are drawn prefecture by prefecture
NETWORK, BODY, PLACE = "network", "body", "place"
MEMBERSHIP, LINK, FLOW = "membership", "link", "flow"
_NOWHERE = (13.0, 0.0)  # the tile of what has no known place
Rows = Sequence[Listed]
Ties = Sequence[Any]
Numbers = Mapping[int, int]
"""Of nodes, by the numbers of their bodies."""
Flows = Mapping[tuple[str, str], int]
"""How many memberships lead from one prefecture to another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphQuery:
    """Which networks and bodies are drawn."""

    program: str = asked(
        Label("事業", "Program"),
        "",
        choices=directory.programs,
        most=LONGEST_KEY,
        help="only networks that this program gave rise to",
    )
    kind: NetworkKind | None = asked(Label("種類", "Kind"), None, help="only networks of this kind")
    prefecture: str = asked(
        Label("都道府県", "Prefecture"),
        "",
        choices=directory.prefectures,
        most=2,
        help="only networks that work in this prefecture",
    )
    side: Side | None = asked(Label("構成員の立場", "Side"), None, help="only members on this side")
    year: FiscalYear | None = asked(
        Label("年度", "Fiscal year"), None, choices=directory.years, help="as in this year; today where it is not said"
    )
    focus: str = asked(
        Label("中心にする機関", "Focus"),
        "",
        most=LONGEST_KEY,
        help="only the networks of the body with this key, and their members",
    )
    whole: bool | None = asked(
        Label("すべての機関を描く", "Draw every body"), None, help="every body, also where there are very many"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A network, a body, or a prefecture that stands for all there. side: of a body. size: how many edges it has."""

    key: str
    label: str
    kind: str
    side: Side | None
    place: str
    size: int
    x: float
    y: float
    url: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A membership, a link, or how many memberships lead from one prefecture to another; url: of its record."""

    source: int
    target: int
    kind: str
    label: str
    url: str
    since: str = ""
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Graph:
    """What is drawn. clustered: whether prefectures stand for those there, since there are too many."""

    nodes: Sequence[Node]
    edges: Sequence[Edge]
    clustered: bool
    bodies: int
    networks: int


@dataclass(frozen=True, slots=True)
class Row:
    """An edge with both of its nodes, as the table and files have it."""

    source: Node
    target: Node
    edge: Edge


@dataclass(frozen=True, slots=True)
class _Thing:
    """What becomes a node: a body, or one as a network."""

    body: Any
    kind: str
    url: str
    side: Side | None = None


EDGES = Columns[Row](
    Column("body", "機関", "Body", lambda row: row.source.label),
    Column("side", "立場", "Side", lambda row: row.source.side.ja if row.source.side else ""),
    Column("network", "座組", "Network", lambda row: row.target.label),
    Column("what", "関係", "Relation", lambda row: row.edge.label),
    Column("since", "加わった日", "Since", lambda row: row.edge.since),
    Column("weight", "本数", "Number", lambda row: row.edge.weight, style="number"),
    Column("record", "記録", "Record", lambda row: row.edge.url),
)
_OF_NETWORKS = ("program", "kind", "prefecture", "year")  # what is asked as in the list of networks
SORTS = ("body", "side", "network", "since")


def graph(question: GraphQuery) -> Graph:
    """The networks that fit and their members, in a fixed number of statements."""
    asked_for = NetworkQuery(**{name: getattr(question, name) for name in _OF_NETWORKS})
    rows: Rows = directory.networks(asked_for)
    if not (question.whole or question.focus or question.side):
        by_places = _too_many(rows, asked_for)
        if by_places:
            return by_places
    rows, ties = _narrowed(rows, overlaps.members(rows, asked_for), question)
    bodies = len({tie.body_id for tie in ties})
    if question.whole or len(rows) + bodies <= MOST:
        return _drawn([row.network for row in rows], ties, question)
    flows = Counter((tie.body.prefecture, tie.of.prefecture) for tie in ties)
    return _clustered(len(rows), flows, bodies)


def _too_many(rows: Rows, question: NetworkQuery) -> Graph | None:
    """Prefectures, counted by the database, where all members could not be read; else none."""
    there = [row.network.body_id for row in rows]
    bodies = memberships.how_many(there, *question.moment.days)
    if len(rows) + bodies <= MOST:
        return None
    return _clustered(len(rows), memberships.flows(there, *question.moment.days), bodies)


def _narrowed(rows: Rows, ties: Ties, question: GraphQuery) -> tuple[Rows, Ties]:
    """Only the networks of the body in focus, and only members of the side that is asked for."""
    if question.focus:
        own = {tie.of_id for tie in ties if question.focus in {tie.body.key, tie.of.key}}
        rows = [row for row in rows if row.network.body_id in own]
        ties = [tie for tie in ties if tie.of_id in own]
    if question.side:
        ties = [tie for tie in ties if tie.side is question.side]
    return rows, ties


def table(found: Graph, sort: str = "network", *, backward: bool = False) -> list[Row]:
    """The edges with their nodes, sorted by a column."""
    rows = [_row(found, edge) for edge in found.edges]
    column = EDGES[sort if sort in SORTS else "network"]
    return sorted(rows, key=lambda row: str(column.value(row)), reverse=backward)


def _row(found: Graph, edge: Edge) -> Row:
    return Row(found.nodes[edge.source], found.nodes[edge.target], edge)


def _drawn(networks: Sequence[Network], ties: Ties, question: GraphQuery) -> Graph:
    things = list(_things(networks, ties))
    numbers = {thing.body.pk: number for number, thing in enumerate(things)}
    when = f"?year={int(question.year)}" if question.year else ""
    pages = {network.body_id: network.get_absolute_url() + when for network in networks}
    edges = [_membership(tie, numbers, pages[tie.of_id]) for tie in ties]
    edges += _links(networks, numbers)
    pairs = [(edge.source, edge.target) for edge in edges]
    sizes = Counter(chain.from_iterable(pairs))
    places = _places([thing.body.prefecture for thing in things], pairs)
    nodes = [_node(thing, sizes[number], places[number]) for number, thing in enumerate(things)]
    bodies = len(things) - len(networks)
    return Graph(nodes, edges, clustered=False, bodies=bodies, networks=len(networks))


def _things(networks: Sequence[Network], ties: Ties) -> Iterator[_Thing]:
    """All networks, then all bodies that are none of these; each once."""
    there = {network.body_id for network in networks}
    members = {tie.body_id: tie for tie in ties if tie.body_id not in there}
    for network in networks:
        yield _Thing(network.body, NETWORK, network.get_absolute_url())
    for tie in members.values():
        yield _Thing(tie.body, BODY, tie.body.get_absolute_url(), tie.side)


def _places(codes: Sequence[str], pairs: Sequence[layouts.Pair]) -> list[layouts.Place]:
    """By springs where that can be read; else around the tiles of the prefectures. codes: of these, node by node."""
    if len(codes) <= MOST:
        return layouts.spread(len(codes), pairs)
    tiles = {tile.code: (tile.row, tile.column) for tile in regions.known_tiles()}
    return layouts.on_tiles([tiles.get(code, _NOWHERE) for code in codes])


def _node(thing: _Thing, size: int, place: layouts.Place) -> Node:
    return Node(
        key=thing.body.key,
        label=thing.body.display_name,
        kind=thing.kind,
        side=thing.side,
        place=thing.body.prefecture,
        size=size,
        x=place[0],
        y=place[1],
        url=thing.url,
    )


def _membership(tie: Any, numbers: Numbers, page: str) -> Edge:
    label = tie.role or str(_MEMBER)
    ends = (numbers[tie.body_id], numbers[tie.of_id])
    return Edge(*ends, MEMBERSHIP, label, f"{page}#member-{tie.body.key}", since=_day(tie.valid_from))


_MEMBER = Label("構成員", "Member")


def _links(networks: Sequence[Network], numbers: Numbers) -> list[Edge]:
    """The recorded links between networks that are drawn."""
    there = [network.pk for network in networks]
    found = Link.objects.filter(one__in=there, other__in=there).select_related("one__body", "other__body")
    return [_link(link, numbers) for link in found]


def _link(link: Link, numbers: Numbers) -> Edge:
    url = f"{link.one.get_absolute_url()}#link-{link.other.body.key}"
    ends = (numbers[link.one.body_id], numbers[link.other.body_id])
    return Edge(*ends, LINK, link.issue, url, since=_day(link.since))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _clustered(networks: int, flows: Flows, bodies: int) -> Graph:
    """Prefectures with how many memberships lead from each to each."""
    sizes = _sizes(flows)
    tiles = [tile for tile in regions.known_tiles() if tile.code in sizes]
    nodes = [_place_node(tile, sizes[tile.code]) for tile in tiles]
    edges = list(_flows(flows, nodes))
    return Graph(nodes, edges, clustered=True, bodies=bodies, networks=networks)


def _sizes(flows: Flows) -> Counter[str]:
    """How many memberships begin or end in each prefecture; those within it count once."""
    sizes = Counter[str]()
    for pair, size in flows.items():
        sizes.update(dict.fromkeys(pair, size))
    return sizes


def _flows(flows: Flows, nodes: Sequence[Node]) -> Iterator[Edge]:
    """From each prefecture to each other one; what is in no known prefecture, or stays in one, is no edge."""
    numbers = {node.key: number for number, node in enumerate(nodes)}
    label = str(Label("構成員の数", "Memberships"))
    for (home, there), size in flows.items():
        if home != there and {home, there} <= numbers.keys():
            ends = (numbers[home], numbers[there])
            yield Edge(*ends, FLOW, label, nodes[ends[1]].url, weight=size)


def _place_node(tile: Any, size: int) -> Node:
    return Node(
        key=tile.code,
        label=tile.display_name,
        kind=PLACE,
        side=None,
        place=tile.code,
        size=size,
        x=tile.column * 100.0,
        y=tile.row * 100.0,
        url=f"{reverse('networks:graph')}?prefecture={tile.code}",
    )
