"""The graph of networks and bodies: exactly what is drawn, tabled and exported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from django.utils.translation import gettext

from tsunagu.kernel import clock
from tsunagu.kernel.labels import Label, language
from tsunagu.kernel.questions import asked
from tsunagu.kernel.remembering import remembered
from tsunagu.kernel.tables import Column, Columns
from tsunagu.kernel.years import FiscalYear
from tsunagu.networks.enums import NetworkKind
from tsunagu.networks.models import LONGEST_KEY, JointPapers, Link, Network
from tsunagu.networks.queries import directory, layouts
from tsunagu.networks.queries.directory import NetworkQuery
from tsunagu.networks.queries.drawn import BODY, FLOW, LINK, MEMBERSHIP, MOST, NETWORK, PAPERS, PLACE, Edge, Graph, Node
from tsunagu.organizations.enums import Side
from tsunagu.organizations.queries import memberships, regions
from tsunagu.organizations.queries.memberships import Held, Named

_NOWHERE = (13.0, 0.0)  # the tile of what has no known place
_MOST_PAPERS = 99_999
Networks = Sequence[Network]
Ties = Sequence[Held]
Bodies = Mapping[int, Named]
Numbers = Mapping[int, int]
"""Of nodes, by the numbers of their bodies."""
Order = Callable[[Edge], str]
Flows = Mapping[tuple[str, str], int]
"""How many memberships lead from one prefecture to another."""


class _Thing(NamedTuple):
    """What becomes a node: a body, or one as a network. number: of the body."""

    number: int
    key: str
    label: str
    place: str
    kind: str
    side: Side | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphQuery:
    """Which networks and bodies are drawn."""

    program: str = asked(
        Label("事業", "Program"),
        "",
        choices=directory.programs,
        most=LONGEST_KEY,
        help="only networks that this program gave rise to",
        example="coi-next",
    )
    kind: NetworkKind | None = asked(Label("種類", "Kind"), None, help="only networks of this kind")
    prefecture: str = asked(
        Label("都道府県", "Prefecture"),
        "",
        choices=directory.prefectures,
        most=2,
        help="only networks that work in this prefecture",
        example="36",
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
        example="pref-tokushima",
    )
    papers: int | None = asked(
        Label("共著論文（この数以上）", "Joint papers, at least"),
        None,
        least=1,
        most=_MOST_PAPERS,
        help="draw also which of the bodies wrote at least so many papers together",
    )
    whole: bool | None = asked(
        Label("すべての機関を描く", "Draw every body"), None, help="every body, also where there are very many"
    )


class Row(NamedTuple):
    """An edge with both of its nodes, as the table and files have it."""

    source: Node
    target: Node
    edge: Edge


EDGES = Columns[Row](
    Column("body", "機関", "Body", lambda row: row.source.label),
    Column("side", "立場", "Side", lambda row: row.source.side.ja if row.source.side else ""),
    Column("network", "座組・相手", "Network or partner", lambda row: row.target.label),
    Column("what", "関係", "Relation", lambda row: row.edge.label),
    Column("since", "加わった日", "Since", lambda row: row.edge.since),
    Column("weight", "本数", "Number", lambda row: row.edge.weight, style="number"),
    Column("record", "記録", "Record", lambda row: row.edge.url),
)
_OF_NETWORKS = ("program", "kind", "prefecture", "year")  # what is asked as in the list of networks


def graph(question: GraphQuery) -> Graph:
    """The networks that fit and their members, in a fixed number of statements."""
    if question.whole:  # kept by nobody but the front, which counts what it keeps
        return _narrowed(question)
    return _readable(question, clock.today())


@remembered(language)
def _readable(question: GraphQuery, today: date) -> Graph:
    """A graph small enough to be kept for page, table and files of the same data. today: on which its answer hangs."""
    is_narrow = question.focus or question.side
    by_places = None if is_narrow else _too_many(question)
    return by_places or _narrowed(question)


def _of_networks(question: GraphQuery) -> NetworkQuery:
    return NetworkQuery(**{name: getattr(question, name) for name in _OF_NETWORKS})


def _too_many(question: GraphQuery) -> Graph | None:
    """Prefectures, counted by the database, where all members could not be read; else none."""
    of_networks = _of_networks(question)
    there, days = directory.fitting(of_networks).order_by(), of_networks.moment.days
    networks = there.count()
    bodies = memberships.how_many(there.values("body"), *days)
    if networks + bodies <= MOST:
        return None
    return _clustered(networks, memberships.flows(there.values("body"), *days), bodies)


def _narrowed(question: GraphQuery) -> Graph:
    """Only the networks of the body in focus, and only members of the side that is asked for."""
    of_networks = _of_networks(question)
    there, days = directory.fitting(of_networks), of_networks.moment.days
    networks: Networks = list(there)
    among = there.order_by().values("body")
    ties: Ties = memberships.held(among, *days)
    bodies = memberships.named(among, *days)
    if question.focus:
        own = set(_of_focus(question.focus, networks, ties, bodies))
        networks = [network for network in networks if network.body_id in own]
        ties = [tie for tie in ties if tie.of in own]
    if question.side:
        ties = [tie for tie in ties if tie.side is question.side]
    return _shown(networks, ties, bodies, question)


def _of_focus(key: str, networks: Networks, ties: Ties, bodies: Bodies) -> Iterator[int]:
    """The networks of a body: those in which it is, and itself."""
    yield from (network.body_id for network in networks if network.body.key == key)
    yield from (tie.of for tie in ties if bodies[tie.body].key == key)


def _shown(networks: Networks, ties: Ties, bodies: Bodies, question: GraphQuery) -> Graph:
    size = len({tie.body for tie in ties})
    if question.whole or len(networks) + size <= MOST:
        return _drawn(networks, ties, bodies, question)
    homes = {network.body_id: network.body.prefecture for network in networks}
    flows = Counter((bodies[tie.body].prefecture, homes[tie.of]) for tie in ties)
    return _clustered(len(networks), flows, size)


def ordered(found: Graph, sort: str = "network", *, backward: bool = False) -> list[Edge]:
    """The edges sorted by a column of their table; of thousands a page then shows some."""
    return sorted(found.edges, key=_ORDERS[sort if sort in SORTS else "network"](found.nodes), reverse=backward)


def rows(found: Graph, edges: Iterable[Edge]) -> list[Row]:
    """Edges with their nodes."""
    return [Row(found.nodes[edge.source], found.nodes[edge.target], edge) for edge in edges]


def _by_body(nodes: Sequence[Node]) -> Order:
    return lambda edge: nodes[edge.source].label


def _by_side(nodes: Sequence[Node]) -> Order:
    sides = [node.side.ja if node.side else "" for node in nodes]
    return lambda edge: sides[edge.source]


def _by_network(nodes: Sequence[Node]) -> Order:
    return lambda edge: nodes[edge.target].label


def _by_since(nodes: Sequence[Node]) -> Order:
    return lambda edge: edge.since


_ORDERS = {"body": _by_body, "side": _by_side, "network": _by_network, "since": _by_since}
SORTS = tuple(_ORDERS)


def _drawn(networks: Networks, ties: Ties, bodies: Bodies, question: GraphQuery) -> Graph:
    things = list(_things(networks, ties, bodies))
    numbers = {number: place for place, number in enumerate(thing.number for thing in things)}
    edges = list(_memberships(networks, ties, numbers, things, question.year))
    edges += _links(networks, numbers)
    pairs = [edge[:2] for edge in edges]
    sizes = Counter(chain.from_iterable(pairs))
    places = _places([thing.place for thing in things], pairs)
    edges += _papers(numbers, question.papers)  # last: they make nobody larger and move nobody
    nodes = [_node(thing, sizes[number], places[number]) for number, thing in enumerate(things)]
    return Graph(nodes, edges, clustered=False, bodies=len(things) - len(networks), networks=len(networks))


def _things(networks: Networks, ties: Ties, bodies: Bodies) -> Iterator[_Thing]:
    """All networks, then all bodies that are none of these; each once."""
    there = {network.body_id for network in networks}
    members = {tie.body: tie for tie in ties if tie.body not in there}
    for network in networks:
        body = network.body
        yield _Thing(body.pk, body.key, body.display_name, body.prefecture, NETWORK)
    for number, tie in members.items():
        named = bodies[number]
        yield _Thing(number, named.key, named.display_name, named.prefecture, BODY, tie.side)


def _places(codes: Sequence[str], pairs: Sequence[layouts.Pair]) -> list[layouts.Place]:
    """By springs where that can be read; else around the tiles of the prefectures. codes: of these, node by node."""
    if len(codes) <= MOST:
        return layouts.spread(len(codes), pairs)
    tiles = {tile.code: (tile.row, tile.column) for tile in regions.known_tiles()}
    return layouts.on_tiles([tiles.get(code, _NOWHERE) for code in codes])


def _node(thing: _Thing, size: int, place: layouts.Place) -> Node:
    return Node(thing.key, thing.label, thing.kind, thing.side, thing.place, size, *place)


def _memberships(
    networks: Networks, ties: Ties, numbers: Numbers, things: Sequence[_Thing], year: FiscalYear | None
) -> Iterator[Edge]:
    when, member = f"?year={int(year)}" if year else "", str(_MEMBER)
    pages = {network.body_id: network.get_absolute_url() + when for network in networks}
    for tie in ties:
        source = numbers[tie.body]
        anchor, since = f"member-{things[source].key}", _day(tie.since)
        yield Edge(source, numbers[tie.of], MEMBERSHIP, tie.role or member, pages[tie.of], anchor, since)


_MEMBER = Label("構成員", "Member")


def _links(networks: Networks, numbers: Numbers) -> list[Edge]:
    """The recorded links between networks that are drawn."""
    there = {network.pk for network in networks}
    found = Link.objects.select_related("one__body", "other__body")
    return [_link(link, numbers) for link in found if {link.one_id, link.other_id} <= there]


def _link(link: Link, numbers: Numbers) -> Edge:
    ends = (numbers[link.one.body_id], numbers[link.other.body_id])
    page, anchor = link.one.get_absolute_url(), f"link-{link.other.body.key}"
    return Edge(*ends, LINK, link.issue, page, anchor, _day(link.since))


def _papers(numbers: Numbers, least: int | None) -> Iterator[Edge]:
    """The joint papers of bodies that are drawn; none where nobody asks for them."""
    if least is None:
        return
    ends = {"one__in": numbers.keys(), "other__in": numbers.keys()}
    for pair in JointPapers.objects.filter(papers__gte=least, **ends):
        joined = (numbers[pair.one_id], numbers[pair.other_id])
        yield Edge(*joined, PAPERS, _counted(pair), pair.get_absolute_url(), weight=pair.papers)


def _counted(pair: JointPapers) -> str:
    told = gettext("共著論文 %(papers)s編（%(first)s～%(last)s年）")
    return told % {"papers": pair.papers, "first": pair.first_year, "last": pair.last_year}


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
    pages = {node.key: node.url for node in nodes}  # once each: thousands of edges lead to some forty
    label = str(Label("構成員の数", "Memberships"))
    for (home, there), size in flows.items():
        if home != there and {home, there} <= numbers.keys():
            ends = (numbers[home], numbers[there])
            yield Edge(*ends, FLOW, label, pages[there], weight=size)


def _place_node(tile: Any, size: int) -> Node:
    code = tile.code
    return Node(code, tile.display_name, PLACE, None, code, size, tile.column * 100.0, tile.row * 100.0)
