"""Dots on intervals of several universities in one field, on an axis that all fields share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tsunagu.strengths.doors.drawings import axis as axes
from tsunagu.strengths.doors.drawings.axis import Axis, Frame, Tick
from tsunagu.strengths.doors.drawings.values import SHAPES, Value, reach

_ROW = 60  # a name, its figures, and the interval under them
_FOOT = 24
_ACROSS = Frame(1, 96)


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
    known = [number for values in groups for number in reach(values)]
    largest = min(max([*known, world * 1.5]), 1)
    return list(axes.from_zero(largest, axes.round_step(largest)).ticks)


def dots_plot(values: Sequence[Value], axis: Sequence[float], world: float | None = None) -> DotsPlot:
    """Dots on intervals in the order given, on an axis from ``dots_axis``."""
    shared = Axis(0.0, axis[-1], axis)
    dots = [_dot(number, value, shared) for number, value in enumerate(values)]
    bottom = len(values) * _ROW
    ticks = [Tick(axes.percent(value, shared.step), _x(value, shared)) for value in axis]
    return DotsPlot(dots, ticks, None if world is None else _x(world, shared), bottom, bottom + _FOOT)


def _dot(number: int, value: Value, axis: Axis) -> Dot:
    top = number * _ROW
    x = None if value.value is None else _x(value.value, axis)
    low, width = _interval(value, axis)
    beyond = max(value.value or 0, value.high or 0) > axis.last + 1e-9
    return Dot(value, SHAPES[number], top + 16, top + 33, top + 46, x, low, width, beyond)


def _interval(value: Value, axis: Axis) -> tuple[str | None, str | None]:
    """Where the interval begins, and how wide it is."""
    if value.low is None or value.high is None:
        return None, None
    low, high = _ACROSS.across(axis.inside(value.low)), _ACROSS.across(axis.inside(value.high))
    return f"{low:.2f}%", f"{high - low:.2f}%"


def _x(value: float, axis: Axis) -> str:
    return _ACROSS.x(axis.inside(value))
