"""Dots on intervals, one row each, over lines of what they are compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tsunagu.strengths.doors.drawings import axis as axes
from tsunagu.strengths.doors.drawings.axis import Axis, Frame, Tick, percent
from tsunagu.strengths.doors.drawings.values import Mark, Value, reach

_ROW = 48  # one line of text and the interval under it
_HEAD = 26  # the labels of marks, one line each
_FOOT = 26
_BEYOND = 1.2  # a mark does not stand on the edge, where the figures are written
_ROUNDING = 1e-9
_ACROSS = Frame(0, 100)


@dataclass(frozen=True, slots=True)
class DrawnValue:
    """A dot on its interval: the baseline of its text, the height of its line, places across."""

    of: Value
    text_y: int
    y: int
    x: str | None
    low: str | None
    width: str | None


@dataclass(frozen=True, slots=True)
class DrawnMark:
    """A mark as a line, across or down the plot as the values lie, with the place of its label."""

    of: Mark
    at: str
    label_y: int = 0
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class IntervalPlot:
    """Dots on intervals, one row each, over marks."""

    values: list[DrawnValue]
    marks: list[DrawnMark]
    ticks: list[Tick]
    top: int
    bottom: int
    height: int


def interval_plot(values: Sequence[Value], marks: Sequence[Mark] = ()) -> IntervalPlot:
    """Dots on intervals in the order given.

    Values are shares of 1; the axis starts at 0 and ends at a round number beyond the largest.
    """
    axis = shared_axis(values, marks)
    top = _HEAD * len(marks) + 4
    bottom = top + _ROW * len(values)
    drawn = [_drawn(value, top + number * _ROW, axis) for number, value in enumerate(values)]
    return IntervalPlot(drawn, _lines(marks, axis), _ticks(axis), top, bottom, bottom + _FOOT)


def shared_axis(values: Sequence[Value], marks: Sequence[Mark], end: float | None = None) -> Axis:
    """The axis from 0 on that holds all of these, or ends where it is said."""
    known = [*reach(values), *(mark.value * _BEYOND for mark in marks)]
    largest = end or max(known, default=0) or 1
    return axes.from_zero(largest, axes.fine_step(largest), _ROUNDING)


def _drawn(value: Value, top: int, axis: Axis) -> DrawnValue:
    x, low = (None if number is None else _ACROSS.x(axis.inside(number)) for number in (value.value, value.low))
    return DrawnValue(value, top + 20, top + 34, x, low, _width(value, axis))


def _width(value: Value, axis: Axis) -> str | None:
    if value.low is None or value.high is None:
        return None
    return _ACROSS.width(axis.part(max(value.high - value.low, 0)))


def _lines(marks: Sequence[Mark], axis: Axis) -> list[DrawnMark]:
    left = any(mark.value > axis.last / 2 for mark in marks)
    away = sorted(marks, key=lambda mark: mark.value, reverse=left)  # no label crosses the line of another
    anchor = "end" if left else "start"
    places = (_ACROSS.x(axis.inside(mark.value)) for mark in away)
    return [
        DrawnMark(mark, at, 16 + _HEAD * number, anchor)
        for number, (mark, at) in enumerate(zip(away, places, strict=True))
    ]


def _ticks(axis: Axis) -> list[Tick]:
    anchors = {axis.ticks[0]: "start", axis.ticks[-1]: "end"}
    return [
        Tick(percent(value, axis.step), _ACROSS.x(axis.inside(value)), anchors.get(value, "middle"))
        for value in axis.ticks
    ]
