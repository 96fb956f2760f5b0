"""The values of one university over windows, as a line with intervals and marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from tsunagu.strengths.doors.drawings import axis as axes
from tsunagu.strengths.doors.drawings.axis import Axis, Tick, Up
from tsunagu.strengths.doors.drawings.intervals import DrawnMark, shared_axis
from tsunagu.strengths.doors.drawings.values import Mark, Value
from tsunagu.strengths.doors.drawings.windows import Point, points

_FOOT = 26
_TOP = 16
_FIRST, _LAST, _ALONE = 14, 94, 50.0  # leave room for the axis on the left and half a label on the right


@dataclass(frozen=True, slots=True)
class LinePlot:
    """Values over windows. Heights are in pixels, written out."""

    points: list[Point]
    marks: list[DrawnMark]
    ticks: list[Tick]
    bottom: int
    height: int


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
    axis = shared_axis(values, marks, end)
    bottom = height - _FOOT
    up = Up(axis, _TOP, bottom)
    lines = [DrawnMark(mark, up.at(mark.value)) for mark in marks]
    ticks = axes.ticks(up, axis.percent if shares else partial(_papers, axis))
    across = [f"{x:.2f}%" for x in axes.side_by_side(len(values), _FIRST, _LAST, _ALONE)]
    return LinePlot(points(values, across, up), lines, ticks, bottom, height)


def shared_end(groups: Sequence[Sequence[Value]], marks: Sequence[Mark] = ()) -> float:
    """The end of an axis on which all of these fit."""
    return shared_axis([value for values in groups for value in values], marks).last


def _papers(axis: Axis, value: float) -> str:
    return f"{value:,.1f}" if axis.step < 1 else f"{value:,.0f}"
