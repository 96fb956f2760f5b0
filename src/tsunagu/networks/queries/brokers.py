"""Who holds a graph together, by rustworkx: brokers, bridges, islands, each with the paths that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import rustworkx

from tsunagu.networks.queries import layouts
from tsunagu.networks.queries.drawn import BODY, MOST, NETWORK, Graph, Node

_SHOWN = 5  # brokers of a page


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
    """What is read off a graph. islands: the networks that are connected with one another, by whatever way."""

    brokers: Sequence[Broker]
    bridges: Sequence[Bridge]
    islands: Sequence[Sequence[Node]]


def reading(found: Graph) -> Reading:
    """Brokers, bridges and islands of a graph; none where prefectures are drawn, or more than can be read."""
    if found.clustered or not found.edges or len(found.nodes) > MOST:
        return Reading((), (), ())
    pairs = [edge[:2] for edge in found.edges if edge.holds_together]
    whole = layouts.graph(len(found.nodes), pairs)
    between = rustworkx.betweenness_centrality(whole, normalized=True)
    joining = [number for number in whole.node_indices() if _joins(found, whole, number)]
    ranked = sorted(joining, key=lambda number: -between[number])[:_SHOWN]
    cut = rustworkx.articulation_points(whole)
    return Reading(
        brokers=[_broker(found, whole, number, between[number]) for number in ranked],
        bridges=[_bridge(found, whole, number) for number in joining if number in cut],
        islands=_islands(found, pairs),
    )


def _joins(found: Graph, whole: rustworkx.PyGraph[int, None], number: int) -> bool:
    return found.nodes[number].kind == BODY and whole.degree(number) > 1


def _broker(found: Graph, whole: rustworkx.PyGraph[int, None], number: int, share: float) -> Broker:
    networks = _nodes(found, whole.neighbors(number))
    return Broker(found.nodes[number], round(share * 100, 1), networks)


def _bridge(found: Graph, whole: rustworkx.PyGraph[int, None], number: int) -> Bridge:
    beside, without = set(whole.neighbors(number)), whole.copy()
    without.remove_node(number)
    parts = (sorted(beside & part) for part in rustworkx.connected_components(without))
    apart = [_nodes(found, part) for part in sorted(filter(None, parts))]
    return Bridge(found.nodes[number], apart)


def _nodes(found: Graph, numbers: Iterable[int]) -> list[Node]:
    return [found.nodes[number] for number in sorted(numbers)]


def _islands(found: Graph, pairs: Sequence[layouts.Pair]) -> list[list[Node]]:
    numbers = layouts.islands(len(found.nodes), pairs)
    parts: dict[int, list[Node]] = {}
    for node, number in zip(found.nodes, numbers, strict=True):
        if node.kind == NETWORK:
            parts.setdefault(number, []).append(node)
    return [part for _, part in sorted(parts.items())]
