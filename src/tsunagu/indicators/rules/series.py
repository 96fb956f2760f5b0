"""Figures of one body over time: cut where the definition changes or a year is missing; growth; what was known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Protocol, TypeVar

from tsunagu.indicators.enums import Direction, Status, Unknown
from tsunagu.indicators.rules.figures import Figure, Period

Bridges = Mapping[int, Decimal | None]
"""By version, what the figures of the version before are to be multiplied by; none where nobody knows."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A figure in its place: when, and under which version of the definition."""

    period: Period
    version: int
    figure: Figure

    @property
    def place(self) -> tuple[int, date]:
        """Those of one version stand together, the oldest first."""
        return self.version, self.period.last


@dataclass(frozen=True, slots=True)
class Break:
    """Where the definition changes. before, after: the last spot under the old one, the first under the new one."""

    before: Spot
    after: Spot


@dataclass(frozen=True, slots=True)
class Growth:
    """By how much of the earlier figure the later one is more; unknown for a reason. bridged: over a break."""

    share: Decimal | None
    why: Unknown | None = None
    bridged: bool = False


def ordered(spots: Iterable[Spot]) -> list[Spot]:
    """Spots as a series has them."""
    return sorted(spots, key=lambda spot: spot.place)


def breaks(series: Sequence[Spot]) -> list[Break]:
    """Every change of the definition in a series that is in order."""
    return [Break(before, after) for before, after in pairwise(series) if before.version != after.version]


def segments(series: Sequence[Spot]) -> list[list[Spot]]:
    """What may be drawn as one line: under one definition, without a year that is missing or unknown."""
    found: list[list[Spot]] = []
    before: Spot | None = None
    for spot in (one for one in series if one.figure.number is not None):
        if before is None or not _joined(before, spot):
            found.append([])
        found[-1].append(spot)
        before = spot
    return found


def _joined(before: Spot, after: Spot) -> bool:
    return before.version == after.version and after.period.follows(before.period)


def growth(earlier: Spot, later: Spot, bridges: Bridges) -> Growth:
    """Growth from one spot to another; over a break it is unknown unless each step has its bridging factor."""
    old, new = earlier.figure.number, later.figure.number
    if old is None or new is None:
        return Growth(None, Unknown.MISSING)
    if old <= 0:
        return Growth(None, Unknown.BASE)
    factor = _factor(earlier.version, later.version, bridges)
    if factor is None:
        return Growth(None, Unknown.BREAK)
    return Growth(new / (old * factor) - 1, bridged=earlier.version != later.version)


def _factor(earlier: int, later: int, bridges: Bridges) -> Decimal | None:
    """What a figure of one version is multiplied by to stand beside one of a later version."""
    if later < earlier:
        return None
    factor = Decimal(1)
    for version in range(earlier + 1, later + 1):
        step = bridges.get(version)
        if step is None:
            return None
        factor *= step
    return factor


def steps(series: Sequence[Spot], bridges: Bridges) -> Iterator[Growth | None]:
    """For each spot of a series its growth since the one before; none for the first, or where years are missing."""
    yield from [None] if series else []
    for before, after in pairwise(series):
        overlaps = before.version != after.version and before.period == after.period
        near = after.period.follows(before.period) and after.period.year is not None
        yield growth(before, after, bridges) if near and not overlaps else None


@dataclass(frozen=True, slots=True)
class Beside:
    """A plan beside what came. short: actual less plan; reached: unknown where nothing says which way is better."""

    short: Decimal | None
    reached: bool | None


def beside(plan: Figure | None, actual: Figure | None, direction: Direction) -> Beside:
    """The difference of an actual figure from its plan, for one period under one definition."""
    planned = plan.number if plan else None
    came = actual.number if actual else None
    if planned is None or came is None:
        return Beside(None, None)
    difference = came - planned
    if direction is Direction.NEITHER:
        return Beside(difference, None)
    return Beside(difference, difference >= 0 if direction is Direction.UP else difference <= 0)


class Written(Protocol):
    """A row of the history of a figure. public: whether it counts for everybody."""

    @property
    def state(self) -> Status:
        """How sure it is."""

    @property
    def public(self) -> bool:
        """Whether it counts for everybody."""


Row = TypeVar("Row", bound=Written)


def standing(history: Sequence[Row]) -> Row | None:
    """Of what was written of one figure, the oldest first, the row that counts; none where it was taken back.

    A draft that was taken back leaves the figure as it was confirmed before.
    """
    if not history:
        return None
    last = history[-1]
    if last.state is Status.TAKEN_BACK and not last.public:
        settled = [row for row in history if row.public]
        return standing(settled)
    return None if last.state is Status.TAKEN_BACK else last
