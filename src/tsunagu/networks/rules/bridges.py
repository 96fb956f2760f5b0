"""Which bridge fell: a body left, and networks that it held together are apart since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

Members = Mapping[int, Set[int]]
"""The members of each network, both by any numbers."""
Pairs = Iterable[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Fallen:
    """A body that left, and its networks by the parts in which they are since."""

    body: int
    parts: tuple[tuple[int, ...], ...]


def fallen(before: Members, after: Members, links: Pairs = ()) -> Iterator[Fallen]:
    """The bodies that left between two days and whose networks nothing connects any more, neither member nor link.

    A network that ended itself is no loss of a bridge. Of several bodies that left at once each is named.
    """
    part = islands(after, links)
    for body in sorted(_left(before, after)):
        held = [network for network, members in before.items() if body in members and network in part]
        parts: dict[int, list[int]] = {}
        for network in held:
            parts.setdefault(part[network], []).append(network)
        if len(parts) > 1:
            yield Fallen(body, tuple(map(tuple, parts.values())))


def islands(members: Members, links: Pairs = ()) -> dict[int, int]:
    """For each network the number of the part in which it is with those that a member or a link connects with it."""
    above = {network: network for network in members}
    first: dict[int, int] = {}
    for network, bodies in members.items():
        for body in bodies:
            _join(above, network, first.setdefault(body, network))
    for one, other in links:
        if one in above and other in above:
            _join(above, one, other)
    return {network: _root(above, network) for network in members}


def _left(before: Members, after: Members) -> set[int]:
    """Who is no longer in a network that is still there."""
    gone: set[int] = set()
    for network in before.keys() & after.keys():
        gone |= before[network] - after[network]
    return gone


def _root(above: dict[int, int], network: int) -> int:
    while above[network] != network:
        above[network] = above[above[network]]
        network = above[network]
    return network


def _join(above: dict[int, int], one: int, other: int) -> None:
    above[_root(above, one)] = _root(above, other)
