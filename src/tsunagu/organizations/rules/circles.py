"""Circles in what follows what, and in what belongs to what."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

Pairs = Iterable[tuple[Hashable, Hashable]]


def circle(pairs: Pairs) -> list[Hashable]:
    """The members of a circle among directed pairs, in their order; empty where there is none."""
    following: dict[Hashable, list[Hashable]] = {}
    for before, after in pairs:
        following.setdefault(before, []).append(after)
    done: set[Hashable] = set()
    for start in following:
        if found := _from(start, following, done):
            return found
    return []


def _from(start: Hashable, following: Mapping[Hashable, list[Hashable]], done: set[Hashable]) -> list[Hashable]:
    """A circle that can be reached from here, walked without recursion since chains can be long."""
    path: dict[Hashable, None] = {}
    waiting: list[tuple[Hashable, bool]] = [(start, False)]
    while waiting:
        node, leaving = waiting.pop()
        if leaving:
            done.add(path.popitem()[0])
        elif node in path:
            members = list(path)
            return members[members.index(node) :]
        elif node not in done:
            path[node] = None
            waiting.append((node, True))
            waiting.extend((after, False) for after in following.get(node, ()))
    return []
