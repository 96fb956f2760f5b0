"""Dots on intervals, one row each, over lines of what they are compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tsunagu.strengths.doors.drawings import axis as axes
from tsunagu.strengths.doors.drawings.axis import Across, Axis, Tick
from tsunagu.strengths.doors.drawings.values import Mark, Value, reach

_ROW = 48  # one line of text and the interval under it
_HEAD = 26  # the labels of marks, one line each
_FOOT = 26
_BEYOND = 1.2  # a mark does not stand on the edge, where the figures are written
_ROUNDING = 1e-9


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
    across = Across(shared_axis(values, marks))
    top = _HEAD * len(marks) + 4
    bottom = top + _ROW * len(values)
    drawn = [_drawn(value, top + number * _ROW, across) for number, value in enumerate(values)]
    return IntervalPlot(drawn, _lines(marks, across), _ticks(across), top, bottom, bottom + _FOOT)


def shared_axis(values: Sequence[Value], marks: Sequence[Mark], end: float | None = None) -> Axis:
    """The axis from 0 on that holds all of these, or ends where it is said."""
    known = [*reach(values), *(mark.value * _BEYOND for mark in marks)]
    largest = end or max(known, default=0) or 1
    return axes.from_zero(largest, axes.fine_step(largest), _ROUNDING)


def _drawn(value: Value, top: int, across: Across) -> DrawnValue:
    x, low = across.known(value.value), across.known(value.low)
    return DrawnValue(value, top + 20, top + 34, x, low, _width(value, across))


def _width(value: Value, across: Across) -> str | None:
    if value.low is None or value.high is None:
        return None
    return across.at(max(value.high - value.low, 0))


def _lines(marks: Sequence[Mark], across: Across) -> list[DrawnMark]:
    left = any(mark.value > across.axis.last / 2 for mark in marks)
    away = sorted(marks, key=lambda mark: mark.value, reverse=left)  # no label crosses the line of another
    side = "end" if left else "start"
    places = [across.at(mark.value) for mark in away]
    heights = range(16, 16 + _HEAD * len(away), _HEAD)
    return [DrawnMark(*line, side) for line in zip(away, places, heights, strict=True)]


def _ticks(across: Across) -> list[Tick]:
    """The ticks, with the texts of the outer ones inside of the plot."""
    first, *inner, last = axes.ticks(across, across.axis.percent)
    return [replace(first, anchor="start"), *inner, replace(last, anchor="end")]
