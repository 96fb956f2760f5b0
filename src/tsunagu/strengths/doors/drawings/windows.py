"""Values over windows as points of a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from tsunagu.strengths.doors.drawings.axis import Up
from tsunagu.strengths.doors.drawings.values import Value


@dataclass(frozen=True, slots=True)
class Point:
    """A value with its interval; ``after``: where the next one is, for the piece of line between them."""

    of: Value
    x: str
    y: str | None
    low: str | None
    high: str | None
    after: tuple[str, str] | None = None


def points(values: Sequence[Value], across: Sequence[str], up: Up) -> list[Point]:
    """The values at their places across; no piece of line leads to or from one that is not known."""
    drawn = [_point(value, x, up) for value, x in zip(values, across, strict=True)]
    return [_joined(point, after) for point, after in zip_longest(drawn, drawn[1:])]


def _point(value: Value, x: str, up: Up) -> Point:
    y, low, high = map(up.known, (value.value, value.low, value.high))
    return Point(value, x, y, low, high)


def _joined(point: Point, after: Point | None) -> Point:
    """The point with where the piece of line ends that begins at it."""
    return replace(point, after=(after.x, after.y)) if after and after.y and point.y else point
