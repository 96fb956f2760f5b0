"""Geometry of rank-size curves, of lines of several universities, and of dots on intervals that share an axis, for SVG.

Places are percent across and pixels down, so that text keeps its size on a phone; the curves themselves lie in a box of
their own that stretches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import ceil, floor, log10

from tsunagu.strengths.doors.drawings.intervals import Value

BOX = 1000  # the side of the box of the curves
SHAPES = ("circle", "square", "triangle", "diamond")
_LEFT, _RIGHT = 13.0, 97.0  # percent: room for the numbers of the axis, and for half a label
_TOP, _FOOT = 14, 28
_MARKED = (1, 2, 5, 10, 20, 50, 100, 200, 500)  # ranks at which a curve bears its shape
_ROUND = (1, 2, 5, 10)
_ROW = 60  # a name, its figures, and the interval under them


@dataclass(frozen=True, slots=True)
class Tick:
    """A number on an axis, with its line."""

    text: str
    at: str


@dataclass(frozen=True, slots=True)
class Point:
    """A shape on a curve."""

    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Curve:
    """A country's curve: its line in the box, its shapes on the plot."""

    shape: str
    line: str
    points: list[Point]


@dataclass(frozen=True, slots=True)
class Band:
    """A span of ranks that the text speaks of."""

    x: str
    width: str


@dataclass(frozen=True, slots=True)
class RankPlot:
    """Rank-size curves over shared axes."""

    curves: list[Curve]
    across: list[Tick]
    up: list[Tick]
    bands: list[Band]
    top: int
    bottom: int
    height: int
    left: str
    width: str


def rank_plot(
    sizes: Sequence[Sequence[float]], *, logarithmic: bool, bands: Sequence[tuple[int, int]] = (), height: int = 380
) -> RankPlot | None:
    """The curves of some countries, whose sizes come from the largest on.

    logarithmic: both axes. None where nothing is above 0.
    """
    known = [[size for size in values if size > 0] for values in sizes]
    deepest = max((len(values) for values in known), default=0)
    if not deepest:
        return None
    largest, least = max(max(values) for values in known if values), min(min(values) for values in known if values)
    across = _Axis.of(1, max(deepest, 2), logarithmic=logarithmic)
    up = _Axis.of(least, largest, logarithmic=logarithmic, to_round=True)
    bottom = height - _FOOT
    curves = [_curve(SHAPES[number], values, across, up, bottom) for number, values in enumerate(known)]
    shaded = [Band(*_span(across, low, high)) for low, high in bands if low < across.last]
    return RankPlot(
        curves,
        [Tick(_text(value), f"{_x(across.part(value)):.2f}%") for value in across.ticks],
        [Tick(_text(value), f"{_y(up.part(value), bottom):.1f}") for value in up.ticks],
        shaded,
        _TOP,
        bottom,
        height,
        f"{_LEFT:.0f}%",
        f"{_RIGHT - _LEFT:.0f}%",
    )


@dataclass(frozen=True, slots=True)
class _Axis:
    """A span of numbers, as parts of 1."""

    first: float
    last: float
    logarithmic: bool
    ticks: list[float]

    @classmethod
    def of(cls, least: float, largest: float, *, logarithmic: bool, to_round: bool = False) -> _Axis:
        """The axis that holds the numbers; from 0 on where it is linear and ends at a round number."""
        if logarithmic:
            steps = [
                one * 10.0**power for power in range(floor(log10(least)), ceil(log10(largest)) + 1) for one in (1, 2, 5)
            ]
            below, above = [one for one in steps if one <= least], [one for one in steps if one >= largest]
            first, last = (below[-1], above[0]) if to_round else (least, largest)
            ticks = [one for one in steps if first <= one <= last]
            return cls(
                first,
                max(last, first * 2),
                True,
                ticks if len(ticks) < 8 else [one for one in ticks if log10(one).is_integer()],
            )
        step = _step(largest)
        first = 0.0 if to_round else 1.0
        last = ceil(largest / step) * step if to_round else largest
        return cls(
            first,
            last,
            False,
            [n * step for n in range(floor(last / step) + 1) if n * step >= first]
            if to_round
            else [1.0, *_multiples(step, last)],
        )

    def part(self, value: float) -> float:
        """Where a number lies, from 0 to 1."""
        if self.logarithmic:
            return (log10(value) - log10(self.first)) / (log10(self.last) - log10(self.first))
        return (value - self.first) / (self.last - self.first)


def _multiples(step: float, last: float) -> list[float]:
    return [n * step for n in range(1, floor(last / step) + 1)]


def _step(largest: float) -> float:
    """The round number of which about five make up the largest."""
    power = 10.0 ** floor(log10(largest / 5))
    return next(one * power for one in _ROUND if one * power * 5 >= largest * 0.999)


def _curve(shape: str, values: Sequence[float], across: _Axis, up: _Axis, bottom: int) -> Curve:
    places = [(across.part(rank), up.part(size)) for rank, size in enumerate(values, start=1)]
    line = " ".join(f"{x * BOX:.1f},{(1 - y) * BOX:.1f}" for x, y in places)
    marked = [places[rank - 1] for rank in _MARKED if rank <= len(places)]
    return Curve(shape, line, [Point(f"{_x(x):.2f}%", f"{_y(y, bottom):.1f}") for x, y in marked])


def _span(axis: _Axis, low: int, high: int) -> tuple[str, str]:
    first, last = _x(axis.part(low)), _x(axis.part(min(high, axis.last)))
    return f"{first:.2f}%", f"{last - first:.2f}%"


def _x(part: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * part


def _y(part: float, bottom: int) -> float:
    return _TOP + (bottom - _TOP) * (1 - part)


def _text(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


@dataclass(frozen=True, slots=True)
class LinePoint:
    """A value in a window with its interval; ``after`` is where the next known one is."""

    of: Value
    x: str
    y: str
    low: str | None
    high: str | None
    after: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Line:
    """The values of one university or group over windows."""

    shape: str
    points: list[LinePoint]


@dataclass(frozen=True, slots=True)
class LinesPlot:
    """Several lines over the same windows."""

    lines: list[Line]
    windows: list[Tick]
    up: list[Tick]
    bottom: int
    height: int


def lines_plot(series: Sequence[Sequence[Value]], windows: Sequence[str], *, height: int = 260) -> LinesPlot | None:
    """Shares of 1 over windows, several universities beside one another. None where nothing is known."""
    known = [one for values in series for value in values for one in (value.value, value.high) if one is not None]
    if not known or not windows:
        return None
    axis = _Axis.of(0, max(*known, 0.01), logarithmic=False, to_round=True)
    bottom = height - _FOOT
    lines = [_line(number, len(series), values, axis, bottom) for number, values in enumerate(series)]
    names = [Tick(text, f"{_window_x(number, len(windows)):.2f}%") for number, text in enumerate(windows)]
    ticks = [Tick(_percent(value, axis.ticks), f"{_y(axis.part(value), bottom):.1f}") for value in axis.ticks]
    return LinesPlot(lines, names, ticks, bottom, height)


def _line(number: int, count: int, values: Sequence[Value], axis: _Axis, bottom: int) -> Line:
    # Side by side within a window, so that intervals do not hide one another.
    aside = (number - (count - 1) / 2) * 1.6
    places = [
        (f"{_window_x(at, len(values)) + aside:.2f}%", f"{_y(axis.part(value.value), bottom):.1f}", value)
        for at, value in enumerate(values)
        if value.value is not None
    ]
    points = [
        LinePoint(
            value,
            x,
            y,
            _height(value.low, axis, bottom),
            _height(value.high, axis, bottom),
            after[:2] if after else None,
        )
        for (x, y, value), after in zip_longest(places, places[1:])
    ]
    return Line(SHAPES[number], points)


def _height(value: float | None, axis: _Axis, bottom: int) -> str | None:
    return None if value is None else f"{_y(axis.part(value), bottom):.1f}"


def _window_x(number: int, count: int) -> float:
    return 55.0 if count == 1 else 20 + 70 * number / (count - 1)


def _percent(value: float, ticks: Sequence[float]) -> str:
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1
    return f"{value * 100:.1f}%" if step < 0.0099 else f"{value * 100:.0f}%"


@dataclass(frozen=True, slots=True)
class Dot:
    """A value on its interval: the baselines of its name and figures, the height of its line, places across.

    None where it is unknown.
    """

    of: Value
    shape: str
    name_y: int
    text_y: int
    y: int
    x: str | None
    low: str | None
    width: str | None
    beyond: bool  # whether it or its interval goes on beyond the axis


@dataclass(frozen=True, slots=True)
class DotsPlot:
    """Dots on intervals, one row each, with the ends of the axis."""

    dots: list[Dot]
    ticks: list[Tick]
    world: str | None
    bottom: int
    height: int


def dots_axis(groups: Sequence[Sequence[Value]], world: float) -> list[float]:
    """The numbers of the axis that all of these plots share; shares of 1, from 0 on.

    What goes beyond is drawn at its end.
    """
    known = [one for values in groups for value in values for one in (value.value, value.high) if one is not None]
    return _Axis.of(0, min(max([*known, world * 1.5]), 1), logarithmic=False, to_round=True).ticks


def dots_plot(values: Sequence[Value], axis: Sequence[float], world: float | None = None) -> DotsPlot:
    """Dots on intervals in the order given, on an axis from ``dots_axis``."""
    end = axis[-1]

    def across(value: float) -> float:
        return 1 + 95 * min(value / end, 1)

    dots = []
    for number, value in enumerate(values):
        top = number * _ROW
        low, high = value.low, value.high
        left, width = (
            (None, None)
            if low is None or high is None
            else (f"{across(low):.2f}%", f"{across(high) - across(low):.2f}%")
        )
        x = None if value.value is None else f"{across(value.value):.2f}%"
        beyond = max(value.value or 0, high or 0) > end + 1e-9
        dots.append(Dot(value, SHAPES[number], top + 16, top + 33, top + 46, x, left, width, beyond))
    bottom = len(values) * _ROW
    ticks = [Tick(_percent(value, axis), f"{across(value):.2f}%") for value in axis]
    return DotsPlot(dots, ticks, None if world is None else f"{across(world):.2f}%", bottom, bottom + 24)
