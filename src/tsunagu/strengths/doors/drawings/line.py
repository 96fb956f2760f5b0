"""The values of one university over windows, as a line with intervals and marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tsunagu.strengths.doors.drawings import axis as axes
from tsunagu.strengths.doors.drawings.axis import Axis, Frame, Tick
from tsunagu.strengths.doors.drawings.intervals import DrawnMark, shared_axis
from tsunagu.strengths.doors.drawings.values import Mark, Value

_FOOT = 26
_TOP = 16
_FIRST, _LAST, _ALONE = 14, 94, 50.0  # leave room for the axis on the left and half a label on the right


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
    up = _Up(axis, Frame(0, 100, _TOP, bottom))
    lines = [DrawnMark(mark, up.at(mark.value)) for mark in marks]
    ticks = [Tick(_text(value, axis, shares=shares), up.at(value), "start") for value in axis.ticks]
    return LinePlot(_points(values, up), lines, ticks, bottom, height)


def shared_end(groups: Sequence[Sequence[Value]], marks: Sequence[Mark] = ()) -> float:
    """The end of an axis on which all of these fit."""
    return shared_axis([value for values in groups for value in values], marks).last


@dataclass(frozen=True, slots=True)
class _Up:
    """An axis that goes up in a frame."""

    axis: Axis
    frame: Frame

    def at(self, value: float) -> str:
        return self.frame.y(self.axis.inside(value))

    def known(self, value: float | None) -> str | None:
        return None if value is None else self.at(value)


def _points(values: Sequence[Value], up: _Up) -> list[DrawnPoint]:
    places = [f"{place:.2f}%" for place in axes.side_by_side(len(values), _FIRST, _LAST, _ALONE)]
    points: list[DrawnPoint] = []
    after = None
    for value, x in zip(reversed(values), reversed(places), strict=True):
        y = up.known(value.value)
        points.append(DrawnPoint(value, x, y, up.known(value.low), up.known(value.high), after if y else None))
        after = (x, y) if y else None
    return points[::-1]


def _text(value: float, axis: Axis, *, shares: bool) -> str:
    if shares:
        return axes.percent(value, axis.step)
    return f"{value:,.1f}" if axis.step < 1 else f"{value:,.0f}"
