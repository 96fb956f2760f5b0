"""Geometry of this room's plots for SVG.

Pixels down the page, percent across it, so that text keeps its size on a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

_ROW = 48  # one line of text and the interval under it
_HEAD = 26  # the labels of marks, one line each
_FOOT = 26
_STEPS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
_TICKS = 5
_BEYOND = 1.2  # a mark does not stand on the edge, where the figures are written


@dataclass(frozen=True, slots=True)
class Value:
    """A value with its interval, either of them perhaps unknown.

    note: what is said beside it, such as n; key: whatever the page needs to link it.
    """

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""
    key: object = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A value that all others are compared with. name: how it is drawn (``world``, ``reference``)."""

    label: str
    value: float
    name: str


@dataclass(frozen=True, slots=True)
class DrawnValue:
    """A dot on its interval: the baseline of its text, the height of its line, places across."""

    of: Value
    text_y: int
    y: int
    x: str | None
    low: str | None
    high: str | None
    width: str | None


@dataclass(frozen=True, slots=True)
class DrawnMark:
    """A line down the plot with its label above."""

    of: Mark
    x: str
    label_y: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis."""

    text: str
    x: str
    y: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class IntervalPlot:
    """Dots on intervals, one row each, over marks."""

    values: list[DrawnValue]
    marks: list[DrawnMark]
    ticks: list[Tick]
    top: int
    bottom: int
    height: int


@dataclass(frozen=True, slots=True)
class DrawnPoint:
    """A point of a line over windows; ``after`` is where the next known one is, for the piece of line between them."""

    of: Value
    x: str
    y: str | None
    low: str | None
    high: str | None
    after: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class LinePlot:
    """Values over windows. Heights are in pixels, written out."""

    points: list[DrawnPoint]
    marks: list[DrawnMark]
    ticks: list[Tick]
    bottom: int
    height: int


def interval_plot(values: Sequence[Value], marks: Sequence[Mark] = ()) -> IntervalPlot:
    """Dots on intervals in the order given.

    Values are shares of 1; the axis starts at 0 and ends at a round number beyond the largest.
    """
    end, step = _scale(values, marks)
    top = _HEAD * len(marks) + 4
    bottom = top + _ROW * len(values)
    drawn = [_drawn(value, top + number * _ROW, end) for number, value in enumerate(values)]
    left = any(mark.value > end / 2 for mark in marks)
    away = sorted(marks, key=lambda mark: mark.value, reverse=left)  # no label crosses the line of another
    lines = [
        DrawnMark(mark, _across(mark.value, end), 16 + _HEAD * number, "end" if left else "start")
        for number, mark in enumerate(away)
    ]
    return IntervalPlot(drawn, lines, _across_ticks(end, step), top, bottom, bottom + _FOOT)


def line_plot(
    values: Sequence[Value],
    marks: Sequence[Mark] = (),
    *,
    height: int = 150,
    shares: bool = True,
    end: float | None = None,
) -> LinePlot:
    """Values over windows, left to right.

    shares: whether the axis is of percentages; end: its end, to give several plots the same.
    """
    scale, step = _scale(values, marks, end)
    inner, top = height - _FOOT, 16

    def up(value: float | None) -> str | None:
        return None if value is None else f"{top + (inner - top) * (1 - min(value, scale) / scale):.1f}"

    places = [f"{_place(number, len(values)):.2f}%" for number in range(len(values))]
    points = []
    for number, value in enumerate(values):
        nearest = values[number + 1] if number + 1 < len(values) else None
        height_after = up(nearest.value) if nearest else None
        after = (places[number + 1], height_after) if height_after is not None and value.value is not None else None
        points.append(DrawnPoint(value, places[number], up(value.value), up(value.low), up(value.high), after))
    lines = [DrawnMark(mark, up(mark.value) or "0", 0, "start") for mark in marks]
    ticks = [
        Tick(_number(n * step, step, shares), "0", up(n * step) or "0", "start") for n in range(round(scale / step) + 1)
    ]
    return LinePlot(points, lines, ticks, inner, height)


def shared_end(groups: Sequence[Sequence[Value]], marks: Sequence[Mark] = ()) -> float:
    """The end of an axis on which all of these fit."""
    return _scale([value for values in groups for value in values], marks)[0]


def _scale(values: Sequence[Value], marks: Sequence[Mark], end: float | None = None) -> tuple[float, float]:
    """The end of the axis and the step between its ticks."""
    known = [one for value in values for one in (value.value, value.high) if one is not None] + [
        mark.value * _BEYOND for mark in marks
    ]
    largest = end or max(known, default=0) or 1
    step = next((step for step in _STEPS if largest / step <= _TICKS), None) or _round_step(largest / _TICKS)
    return max(1, ceil(largest / step - 1e-9)) * step, step


def _round_step(least: float) -> float:
    """The next of 1, 2 and 5 times a power of ten."""
    power = 10.0 ** (len(str(int(least))) - 1)
    return next(power * one for one in (1, 2, 5, 10) if power * one >= least)


def _drawn(value: Value, top: int, end: float) -> DrawnValue:
    x, low, high = (None if one is None else _across(one, end) for one in (value.value, value.low, value.high))
    wide = None if value.low is None or value.high is None else f"{max(value.high - value.low, 0) / end * 100:.2f}%"
    return DrawnValue(value, top + 20, top + 34, x, low, high, wide)


def _across(value: float, end: float) -> str:
    return f"{min(value / end, 1) * 100:.2f}%"


def _across_ticks(end: float, step: float) -> list[Tick]:
    last = round(end / step)
    anchors = {0: "start", last: "end"}
    return [
        Tick(_number(n * step, step, shares=True), _across(n * step, end), "0", anchors.get(n, "middle"))
        for n in range(last + 1)
    ]


def _number(value: float, step: float, shares: bool) -> str:
    if not shares:
        return f"{value:,.1f}" if step < 1 else f"{value:,.0f}"
    return f"{value * 100:.1f}%" if step < 0.01 else f"{value * 100:.0f}%"


def _place(number: int, count: int) -> float:
    """Where a window lies across, leaving room for the axis on the left and half a label on the right."""
    return 50.0 if count == 1 else 14 + 80 * number / (count - 1)
