"""Where the nodes of a graph stand: the same for the same graph, whenever and wherever it is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import cos, pi, sin, sqrt

import rustworkx

Pair = tuple[int, int]
Place = tuple[float, float]
_SEED = 7  # any number; a layout must not differ between visits
_ROOM = 60.0  # between neighbors, as the browser draws them
_ROUNDS = 120
_TILE = 900.0  # between the middles of two prefectures, where all of Japan is drawn
_TURN = pi * (3 - sqrt(5))  # leaves of a sunflower lie this far apart, and nowhere on one another
_SMALL = 3


def islands(size: int, pairs: Sequence[Pair]) -> Sequence[int]:
    """Positions are found island by island: for each node the number of its island, the largest island first."""
    parts = [sorted(part) for part in rustworkx.connected_components(graph(size, pairs))]
    parts.sort(key=lambda part: (-len(part), part))
    found = [0] * size
    for number, part in enumerate(parts):
        for node in part:
            found[node] = number
    return found


def graph(size: int, pairs: Sequence[Pair]) -> rustworkx.PyGraph[int, None]:
    """A graph of so many nodes."""
    made: rustworkx.PyGraph[int, None] = rustworkx.PyGraph(multigraph=False)
    made.add_nodes_from(range(size))
    made.add_edges_from_no_data(list(pairs))
    return made


def spread(size: int, pairs: Sequence[Pair]) -> list[Place]:
    """Each island by springs, the islands beside one another in rows, the largest first."""
    numbers, members = islands(size, pairs), defaultdict[int, list[int]](list)
    for node, number in enumerate(numbers):
        members[number].append(node)
    whole = graph(size, pairs)
    drawn = [_island(whole, nodes) for _, nodes in sorted(members.items())]
    places = [(0.0, 0.0)] * size
    for node, place in _in_rows(drawn):
        places[node] = place
    return places


def on_tiles(homes: Sequence[Place]) -> list[Place]:
    """Nodes around the tile of their prefecture, in their order. homes: row and column of each."""
    there: dict[Place, int] = {}
    places: list[Place] = []
    for row, column in homes:
        place = there[row, column] = there.get((row, column), -1) + 1
        away, turn = _ROOM / 2 * sqrt(place), place * _TURN
        east, south = away * cos(turn), away * sin(turn)
        places.append((round(column * _TILE + east), round(row * _TILE + south)))
    return places


def _island(whole: rustworkx.PyGraph[int, None], nodes: Sequence[int]) -> Mapping[int, Place]:
    """Nodes around the middle of their island."""
    if len(nodes) <= _SMALL:
        return {node: (_ROOM * 2 * place, 0.0) for place, node in enumerate(nodes)}
    part, reach = whole.subgraph(list(nodes)), _ROOM * sqrt(len(nodes)) * 1.4
    found = rustworkx.spring_layout(part, seed=_SEED, num_iter=_ROUNDS, scale=int(reach))
    return {part[number]: (place[0], place[1]) for number, place in found.items()}


def _in_rows(drawn: Sequence[Mapping[int, Place]]) -> Iterator[tuple[int, Place]]:
    """Islands beside one another, in rows about as wide as high."""
    widths = [_width(places) for places in drawn]
    widest = max(sqrt(sum(width * width for width in widths)) * 1.3, max(widths, default=0))
    left = top = height = 0.0
    for places, width in zip(drawn, widths, strict=True):
        if left and left + width > widest:
            left, top, height = 0.0, top + height, 0.0
        west, north = map(min, zip(*places.values(), strict=True))
        for node, (x, y) in places.items():
            yield node, (round(left + x - west), round(top + y - north))
        left, height = left + width, max(height, width)


def _width(places: Mapping[int, Place]) -> float:
    """The side of the square that an island takes, with a margin."""
    across = [max(axis) - min(axis) for axis in zip(*places.values(), strict=True)]
    return float(max(across)) + _ROOM * 2
