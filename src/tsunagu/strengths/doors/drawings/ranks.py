"""Rank-size curves of some countries. The curves themselves lie in a box of their own that stretches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tsunagu.strengths.doors.drawings import axis as axes
from tsunagu.strengths.doors.drawings.axis import FOOT, Across, Axis, Tick, Up
from tsunagu.strengths.doors.drawings.values import SHAPES

BOX = 1000  # the side of the box of the curves

Ranks = tuple[int, int]  # the first and the last
Sizes = Sequence[float]  # of a country, from the largest on

_LEFT, _RIGHT = 13.0, 97.0  # percent: room for the numbers of the axis, and for half a label
_TOP = 14
_MARKED = (1, 2, 5, 10, 20, 50, 100, 200, 500)  # ranks at which a curve bears its shape


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
    sizes: Sequence[Sizes], *, logarithmic: bool, bands: Sequence[Ranks] = (), height: int = 380
) -> RankPlot | None:
    """The curves of some countries, whose sizes come from the largest on.

    logarithmic: both axes. None where nothing is above 0.
    """
    known = [[size for size in values if size > 0] for values in sizes]
    if not any(known):
        return None
    across, up = _across(known, logarithmic=logarithmic), _up(known, height - FOOT, logarithmic=logarithmic)
    return RankPlot(
        [_curve(shape, values, across, up) for shape, values in zip(SHAPES, known, strict=False)],
        axes.ticks(across, _text),
        axes.ticks(up, _text),
        [_band(ranks, across) for ranks in bands if ranks[0] < across.axis.last],
        up.top,
        up.bottom,
        height,
        f"{_LEFT:.0f}%",
        f"{_RIGHT - _LEFT:.0f}%",
    )


def _across(sizes: Sequence[Sizes], *, logarithmic: bool) -> Across:
    deepest = max(2, *map(len, sizes))
    axis = axes.logarithmic(1, deepest, to_round=False) if logarithmic else axes.of_ranks(deepest)
    return Across(axis, _LEFT, _RIGHT)


def _up(sizes: Sequence[Sizes], bottom: int, *, logarithmic: bool) -> Up:
    every = [size for values in sizes for size in values]
    largest = max(every)
    if logarithmic:
        return Up(axes.logarithmic(min(every), largest, to_round=True), _TOP, bottom)
    return Up(axes.from_zero(largest, axes.round_step(largest)), _TOP, bottom)


def _curve(shape: str, sizes: Sizes, across: Across, up: Up) -> Curve:
    ranked = list(enumerate(sizes, start=1))
    line = " ".join(_in_box(rank, size, across.axis, up.axis) for rank, size in ranked)
    marked = [ranked[rank - 1] for rank in _MARKED if rank <= len(ranked)]
    points = [Point(across.at(rank), up.at(size)) for rank, size in marked]
    return Curve(shape, line, points)


def _in_box(rank: int, size: float, across: Axis, up: Axis) -> str:
    return f"{across.part(rank) * BOX:.1f},{(1 - up.part(size)) * BOX:.1f}"


def _band(ranks: Ranks, across: Across) -> Band:
    first, last = map(across.place, ranks)
    return Band(f"{first:.2f}%", f"{last - first:.2f}%")


def _text(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"
