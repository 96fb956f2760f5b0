"""The log of changes as PostgreSQL names it: segments of 16 MB on timelines, of which each restore begins a new one."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

SIZE = 16 * 2**20  # bytes
_PER_LOG = 2**32 // SIZE
_NAME = re.compile(r"([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})")
_FORK = re.compile(r"^\s*(\d+)\s+([0-9A-F]+/[0-9A-F]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, order=True)
class Segment:
    """One piece of the log. number: counted from the beginning of the cluster."""

    timeline: int
    number: int

    @property
    def name(self) -> str:
        """As PostgreSQL calls its file."""
        log, place = divmod(self.number, _PER_LOG)
        return f"{self.timeline:08X}{log:08X}{place:08X}"


def named(name: str) -> Segment | None:
    """The segment whose file has this name; none where it is no such name."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    timeline, log, place = (int(part, 16) for part in found.groups())
    return Segment(timeline, log * _PER_LOG + place)


def ending_at(timeline: int, position: str) -> Segment:
    """The last segment that is needed to read up to a position such as ``0/2000120``."""
    return Segment(timeline, (_byte(position) - 1) // SIZE)


def _byte(position: str) -> int:
    high, low = position.split("/")
    return (int(high, 16) << 32) + int(low, 16)


@dataclass(frozen=True, slots=True)
class Fork:
    """Where a timeline was left: in which of its segments."""

    timeline: int
    number: int


def forks(history: str) -> list[Fork]:
    """What a timeline's history file says of those before it, the oldest first."""
    return [Fork(int(timeline), _byte(position) // SIZE) for timeline, position in _FORK.findall(history)]


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the log goes on after a base backup. gap: the first segment that is missing before later ones."""

    segments: tuple[Segment, ...]
    gap: Segment | None = None


def reach(last: Segment, there: Collection[Segment], histories: Mapping[int, Sequence[Fork]]) -> Reach:
    """What follows ``last``, the last segment of a base backup, on the newest timeline that comes from it.

    histories: the forks of each timeline but the first.
    """
    path = _path(last, histories)
    furthest = max((segment.number for segment in there if _is_on(path, segment)), default=last.number)
    found: list[Segment] = []
    for number in range(last.number + 1, furthest + 1):
        candidates = [segment for segment in there if segment.number == number and _is_on(path, segment)]
        if not candidates:
            return Reach(tuple(found), Segment(path[-1].timeline, number))
        found.append(max(candidates))  # where a timeline was left, the newer one has both
    return Reach(tuple(found))


def _path(last: Segment, histories: Mapping[int, Sequence[Fork]]) -> list[Fork]:
    """The timelines from the one of ``last`` to the newest that comes from it, each with where it was left."""
    endless = 2**63
    best = [Fork(last.timeline, endless)]
    for timeline in sorted(histories):
        since = [fork for fork in histories[timeline] if fork.timeline >= last.timeline]
        if since and since[0].timeline == last.timeline and since[0].number >= last.number:
            best = [*since, Fork(timeline, endless)]
    return best


def _is_on(path: Sequence[Fork], segment: Segment) -> bool:
    """Whether a segment lies on its timeline between where that was begun and where it was left."""
    begun = 0
    for fork in path:
        if segment.timeline == fork.timeline:
            return begun <= segment.number <= fork.number
        begun = fork.number
    return False
