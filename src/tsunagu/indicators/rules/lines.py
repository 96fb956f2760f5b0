"""Where the spots of a series lie in a drawing: percent across, pixels down, so that text keeps its size on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain, pairwise

from tsunagu.indicators.rules.figures import Period
from tsunagu.indicators.rules.series import Spot, breaks, segments

HEIGHT = 190
_TOP, _BOTTOM = 16, HEIGHT - 28
_LEFT, _RIGHT = 12.0, 94.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A spot in its place."""

    spot: Spot
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """From one dot to the next of its segment."""

    before: Dot
    after: Dot


@dataclass(frozen=True, slots=True)
class Drawing:
    """A series as lines that are cut. cuts: where across the definition changes. years: at the ends of the axis."""

    dots: list[Dot]
    strokes: list[Stroke]
    cuts: list[str]
    ends: list[tuple[str, Period]]
    ticks: list[tuple[str, Decimal]]


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date
    low: Decimal
    high: Decimal

    def across(self, day: date) -> float:
        days = (self.last - self.first).days
        part = (day - self.first).days / days if days else 0.5
        return _LEFT + (_RIGHT - _LEFT) * part

    def down(self, number: Decimal) -> float:
        return _BOTTOM - (_BOTTOM - _TOP) * float((number - self.low) / (self.high - self.low))

    def dot(self, spot: Spot) -> Dot:
        number = spot.figure.number or Decimal(0)
        return Dot(spot, _percent(self.across(spot.period.last)), f"{self.down(number):.1f}")


def drawing(series: Sequence[Spot]) -> Drawing | None:
    """The drawing of a series; none where fewer than two figures are known."""
    drawn = segments(series)
    spots = list(chain.from_iterable(drawn))
    if len(spots) < 2:
        return None
    numbers = [spot.figure.number or Decimal(0) for spot in spots]
    periods = [spot.period for spot in spots]
    first, last = min(periods, key=_last), max(periods, key=_last)
    low, high = min(Decimal(0), *numbers), max(Decimal(0), *numbers)
    scale = _Scale(first.last, last.last, low, high if high > low else low + 1)
    lines = [list(map(scale.dot, segment)) for segment in drawn]
    dots = list(chain.from_iterable(lines))
    strokes = [Stroke(*pair) for pair in chain.from_iterable(map(pairwise, lines))]
    ends = [(_percent(scale.across(one.last)), one) for one in _both(first, last)]
    ticks = [(f"{scale.down(number):.1f}", number) for number in (scale.low, scale.high)]
    return Drawing(dots, strokes, _cuts(series, scale), ends, ticks)


def _cuts(series: Sequence[Spot], scale: _Scale) -> list[str]:
    """Each change of the definition, halfway between the spots beside it."""
    found = []
    for one in breaks(series):
        sides = scale.across(one.before.period.last), scale.across(one.after.period.last)
        found.append(_percent(sum(sides) / 2))
    return found


def _both(first: Period, last: Period) -> list[Period]:
    return [first] if first == last else [first, last]


def _last(period: Period) -> date:
    return period.last


def _percent(place: float) -> str:
    return f"{place:.2f}%"
