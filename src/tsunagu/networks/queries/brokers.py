"""Who holds a graph together, by rustworkx: brokers, bridges, islands, each with the networks that it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import rustworkx

from tsunagu.kernel.tables import Column, Columns
from tsunagu.networks.enums import Holding, LeftOut
from tsunagu.networks.queries import layouts
from tsunagu.networks.queries.drawn import BODY, MOST, NETWORK, PAPERS, Graph, Node

_SHOWN = 5  # brokers of a page
Whole = rustworkx.PyGraph[int, None]
Parts = Mapping[int, list[int]]


@dataclass(frozen=True, slots=True)
class Broker:
    """A body between networks. share: of the shortest ways between any two nodes, how many percent lead through it."""

    node: Node
    share: float
    networks: Sequence[Node]


@dataclass(frozen=True, slots=True)
class Bridge:
    """A body without which networks would be apart. parts: its networks by the parts that would remain."""

    node: Node
    parts: Sequence[Sequence[Node]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read off a graph. islands: the networks that are connected with one another, by whatever way.

    left_out: what is not, since the graph is too large; what is left out is not known, and not none.
    """

    brokers: Sequence[Broker]
    bridges: Sequence[Bridge]
    islands: Sequence[Sequence[Node]]
    left_out: LeftOut | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """A broker or a bridge as a row of a file. share: of a broker."""

    what: Holding
    node: Node
    share: float | None
    parts: Sequence[Sequence[Node]]


HOLDERS = Columns[Holder](
    Column("what", "役割", "Role", lambda row: row.what),
    Column("key", "番号", "Key", lambda row: row.node.key),
    Column("body", "機関", "Body", lambda row: row.node.label),
    Column("share", "媒介中心性（%）", "Betweenness (%)", lambda row: row.share, style="number"),
    Column("networks", "座組", "Networks", lambda row: " / ".join(map(_named, row.parts))),
)


def holders(read: Reading) -> Iterator[Holder]:
    """Brokers, then bridges; of these the networks by the parts that would remain."""
    for broker in read.brokers:
        yield Holder(Holding.BROKER, broker.node, broker.share, [broker.networks])
    for bridge in read.bridges:
        yield Holder(Holding.BRIDGE, bridge.node, None, bridge.parts)


def _named(networks: Iterable[Node]) -> str:
    return "|".join(network.label for network in networks)


def reading(found: Graph) -> Reading:
    """Brokers, bridges and islands of a graph.

    Nothing is read off prefectures. Brokers are left out above so many nodes: every shortest way takes seconds there,
    while bridges and islands take one walk along the edges.
    """
    if found.clustered:
        return Reading((), (), (), LeftOut.ALL)
    pairs = [edge[:2] for edge in found.edges if edge.kind != PAPERS]  # these say who knows whom
    whole = layouts.graph(len(found.nodes), pairs)
    joining = _joining(found, pairs)
    is_large = len(found.nodes) > MOST
    return Reading(
        brokers=[] if is_large else _brokers(found, whole, joining),
        bridges=list(_bridges(found, whole, joining)),
        islands=_islands(found, pairs),
        left_out=LeftOut.BROKERS if is_large else None,
    )


def _joining(found: Graph, pairs: Iterable[layouts.Pair]) -> list[int]:
    """The bodies that are in several networks."""
    beside: dict[int, set[int]] = defaultdict(set)
    for body, network in pairs:  # of a membership, in this order; a link joins two networks
        beside[body].add(network)
    bodies = (number for number, networks in beside.items() if len(networks) > 1)
    return sorted(number for number in bodies if found.nodes[number].kind == BODY)


def _networks(found: Graph, numbers: Iterable[int]) -> list[Node]:
    nodes = [found.nodes[number] for number in sorted(numbers)]
    return [node for node in nodes if node.kind == NETWORK]


def _brokers(found: Graph, whole: Whole, joining: Iterable[int]) -> list[Broker]:
    between = rustworkx.betweenness_centrality(whole, normalized=True)
    ranked = sorted(joining, key=lambda number: -between[number])[:_SHOWN]
    return [_broker(found, whole, number, between[number]) for number in ranked]


def _broker(found: Graph, whole: Whole, number: int, share: float) -> Broker:
    networks = _networks(found, whole.neighbors(number))
    return Broker(found.nodes[number], round(share * 100, 1), networks)


def _bridges(found: Graph, whole: Whole, joining: Iterable[int]) -> Iterator[Bridge]:
    cut = rustworkx.articulation_points(whole)
    bodies = [number for number in joining if number in cut]
    beside = _beside(whole, set(bodies))
    for number in bodies:
        parts = [_networks(found, part) for part in sorted(beside[number].values())]
        apart = [part for part in parts if part]
        if len(apart) > 1:
            yield Bridge(found.nodes[number], apart)


def _beside(whole: Whole, numbers: Set[int]) -> Mapping[int, Parts]:
    """The neighbors of some nodes by the parts in which they would be without it.

    Two neighbors stay together exactly if the edges to them are in the same biconnected component.
    """
    found: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    if not numbers:
        return found
    for ends, part in rustworkx.biconnected_components(whole).items():
        for one, other in (ends, ends[::-1]):
            if one in numbers:
                found[one][part].append(other)
    for parts in found.values():
        for neighbors in parts.values():
            neighbors.sort()
    return found


def _islands(found: Graph, pairs: Sequence[layouts.Pair]) -> list[list[Node]]:
    numbers = layouts.islands(len(found.nodes), pairs)
    parts: dict[int, list[Node]] = {}
    for node, number in zip(found.nodes, numbers, strict=True):
        if node.kind == NETWORK:
            parts.setdefault(number, []).append(node)
    return [part for _, part in sorted(parts.items())]
