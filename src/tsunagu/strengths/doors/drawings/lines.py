"""The values of several universities over the same windows, as lines with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tsunagu.strengths.doors.drawings import axis as axes
from tsunagu.strengths.doors.drawings.axis import FOOT, Tick, Up
from tsunagu.strengths.doors.drawings.values import SHAPES, Value, reach
from tsunagu.strengths.doors.drawings.windows import Point, points

_TOP = 14
_FIRST, _LAST, _ALONE = 20, 90, 55.0  # percent across: leave room for the numbers of the axis, and for half a label
_ASIDE = 1.6  # from line to line within a window, so that intervals do not hide one another
_LEAST_END = 0.01  # of the axis

Series = Sequence[Value]  # of one university, a value a window


@dataclass(frozen=True, slots=True)
class Line:
    """The values of one university or group over windows."""

    shape: str
    points: list[Point]


@dataclass(frozen=True, slots=True)
class LinesPlot:
    """Several lines over the same windows."""

    lines: list[Line]
    windows: list[Tick]
    up: list[Tick]
    bottom: int
    height: int


def lines_plot(series: Sequence[Series], windows: Sequence[str], height: int = 260) -> LinesPlot | None:
    """Shares of 1 over windows, several universities beside one another. None where nothing is known."""
    known = [number for values in series for number in reach(values)]
    if not known or not windows:
        return None
    largest = max(*known, _LEAST_END)
    axis = axes.from_zero(largest, axes.round_step(largest))
    up = Up(axis, _TOP, height - FOOT)
    names = [Tick(text, f"{x:.2f}%") for text, x in zip(windows, _places(windows), strict=True)]
    return LinesPlot(_lines(series, up), names, axes.ticks(up, axis.percent), up.bottom, height)


def _lines(series: Sequence[Series], up: Up) -> list[Line]:
    middle = (len(series) - 1) / 2
    shaped = enumerate(zip(SHAPES, series, strict=False))
    return [_line(shape, values, (number - middle) * _ASIDE, up) for number, (shape, values) in shaped]


def _line(shape: str, values: Series, aside: float, up: Up) -> Line:
    """The known values; pieces of line lead over windows in which nothing is known."""
    placed = zip(values, _places(values), strict=True)
    known = [(value, x) for value, x in placed if value.value is not None]
    across = [f"{x + aside:.2f}%" for _, x in known]
    return Line(shape, points([value for value, _ in known], across, up))


def _places(windows: Sequence[object]) -> list[float]:
    return axes.side_by_side(len(windows), _FIRST, _LAST, _ALONE)
