"""The values of several universities over the same windows, as lines with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from tsunagu.strengths.doors.drawings import axis as axes
from tsunagu.strengths.doors.drawings.axis import FOOT, Axis, Frame, Tick
from tsunagu.strengths.doors.drawings.values import SHAPES, Value, reach

_TOP = 14
_FIRST, _LAST, _ALONE = 20, 90, 55.0  # percent across: leave room for the numbers of the axis, and for half a label
_ASIDE = 1.6  # from line to line within a window, so that intervals do not hide one another
_LEAST_END = 0.01  # of the axis


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
    known = [number for values in series for number in reach(values)]
    if not known or not windows:
        return None
    largest = max(*known, _LEAST_END)
    axis = axes.from_zero(largest, axes.round_step(largest))
    frame = Frame(0, 100, _TOP, height - FOOT)
    middle = (len(series) - 1) / 2
    lines = [
        Line(SHAPES[number], _points(values, (number - middle) * _ASIDE, axis, frame))
        for number, values in enumerate(series)
    ]
    names = [Tick(text, f"{x:.2f}%") for text, x in zip(windows, _places(len(windows)), strict=True)]
    ticks = [Tick(axes.percent(value, axis.step), frame.y(axis.part(value))) for value in axis.ticks]
    return LinesPlot(lines, names, ticks, frame.bottom, height)


def _places(count: int) -> list[float]:
    return axes.side_by_side(count, _FIRST, _LAST, _ALONE)


def _points(values: Sequence[Value], aside: float, axis: Axis, frame: Frame) -> list[LinePoint]:
    """The known values of a line, each with the place of the next."""
    known = [
        (value, f"{x + aside:.2f}%", frame.y(axis.part(value.value)))
        for value, x in zip(values, _places(len(values)), strict=True)
        if value.value is not None
    ]
    places = [(x, y) for _, x, y in known]
    return [
        LinePoint(value, x, y, _height(value.low, axis, frame), _height(value.high, axis, frame), after)
        for (value, x, y), after in zip_longest(known, places[1:])
    ]


def _height(value: float | None, axis: Axis, frame: Frame) -> str | None:
    return None if value is None else frame.y(axis.part(value))
