"""What the networks of a region lack: links that could be, and windows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from itertools import combinations

from tsunagu.networks.enums import Missing, Topic

# so wide that nearly every network is about it: no reason by itself
_WIDE = frozenset({Topic.REGION, Topic.TALENT, Topic.RESEARCH})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A network as it is compared with others. members: by any number. links: the keys of networks linked with it."""

    key: str
    topics: Set[Topic] = frozenset()
    members: Set[int] = frozenset()
    links: Set[str] = frozenset()
    has_window: bool = True


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing, where, and what speaks for it. other: empty where one network alone lacks it."""

    kind: Missing
    one: str
    other: str = ""
    topics: tuple[Topic, ...] = ()
    members: frozenset[int] = field(default_factory=frozenset)


def gaps(networks: Iterable[Seen]) -> Iterator[Gap]:
    """What is missing between and in networks, in their order.

    Two about the same thing without a common member should know each other; two with a common member could be linked
    by it. Networks with a recorded link lack nothing.
    """
    every = list(networks)
    for one, other in combinations(every, 2):
        if other.key not in one.links and one.key not in other.links:
            yield from _between(one, other)
    yield from (Gap(Missing.WINDOW, one.key) for one in every if not one.has_window)


def _between(one: Seen, other: Seen) -> Iterator[Gap]:
    common = frozenset(one.members & other.members)
    topics = tuple(topic for topic in Topic if topic in one.topics & other.topics)
    if common:
        yield Gap(Missing.RECORD, one.key, other.key, topics, common)
    elif set(topics) - _WIDE:
        yield Gap(Missing.MEMBER, one.key, other.key, topics)
