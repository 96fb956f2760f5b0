"""Dots on intervals of several universities in one field, on an axis that all fields share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tsunagu.strengths.doors.drawings import axis as axes
from tsunagu.strengths.doors.drawings.axis import Across, Axis, Tick
from tsunagu.strengths.doors.drawings.values import SHAPES, Value, reach

_ROW = 60  # a name, its figures, and the interval under them
_FOOT = 24
_LEFT, _RIGHT = 1, 96  # percent across


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
    across = Across(shared, _LEFT, _RIGHT)
    dots = [_dot(number, value, across) for number, value in enumerate(values)]
    bottom = len(values) * _ROW
    return DotsPlot(dots, axes.ticks(across, shared.percent), across.known(world), bottom, bottom + _FOOT)


def _dot(number: int, value: Value, across: Across) -> Dot:
    top = number * _ROW
    low, width = _interval(value, across)
    beyond = max(value.value or 0, value.high or 0) > across.axis.last + 1e-9
    heights = (top + 16, top + 33, top + 46)
    return Dot(value, SHAPES[number], *heights, across.known(value.value), low, width, beyond)


def _interval(value: Value, across: Across) -> tuple[str | None, str | None]:
    """Where the interval begins, and how wide it is."""
    if value.low is None or value.high is None:
        return None, None
    return across.at(value.low), f"{across.place(value.high) - across.place(value.low):.2f}%"
