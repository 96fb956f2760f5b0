"""What is counted of bodies and points, to compare with what a document prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tsunagu.governance.enums import Measure


@dataclass(frozen=True, slots=True)
class Asked:
    """A point as it is counted: of which body, of which kind, under which heading."""

    body: str
    kind: str
    heading: str


@dataclass(frozen=True, slots=True)
class There:
    """What there is to count. members, meetings: the body of each."""

    members: tuple[str, ...] = ()
    meetings: tuple[str, ...] = ()
    points: tuple[Asked, ...] = ()


def counted(measure: Measure, there: There, body: str = "", kind: str = "") -> int:
    """What a measure comes to. body, kind: of these only, where they are said."""
    if measure is Measure.MEMBERS:
        return _of(there.members, body)
    if measure is Measure.MEETINGS:
        return _of(there.meetings, body)
    points = [one for one in there.points if _fits(one, body, kind)]
    return len({one.heading for one in points}) if measure is Measure.HEADINGS else len(points)


def _fits(one: Asked, body: str, kind: str) -> bool:
    return body in ("", one.body) and kind in ("", one.kind)


def _of(bodies: Iterable[str], body: str) -> int:
    return sum(body in ("", one) for one in bodies)
