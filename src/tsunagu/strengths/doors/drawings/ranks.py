"""Rank-size curves of some countries. The curves themselves lie in a box of their own that stretches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tsunagu.strengths.doors.drawings import axis as axes
from tsunagu.strengths.doors.drawings.axis import FOOT, Axis, Frame, Tick
from tsunagu.strengths.doors.drawings.values import SHAPES

BOX = 1000  # the side of the box of the curves

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


@dataclass(frozen=True, slots=True)
class _Axes:
    """Both axes in their frame."""

    across: Axis
    up: Axis
    frame: Frame

    def curve(self, shape: str, sizes: Sequence[float]) -> Curve:
        places = [(self.across.part(rank), self.up.part(size)) for rank, size in enumerate(sizes, start=1)]
        line = " ".join(f"{x * BOX:.1f},{(1 - y) * BOX:.1f}" for x, y in places)
        marked = [places[rank - 1] for rank in _MARKED if rank <= len(places)]
        return Curve(shape, line, [Point(self.frame.x(x), self.frame.y(y)) for x, y in marked])

    def band(self, first: int, last: int) -> Band:
        begins = self.frame.across(self.across.part(first))
        ends = self.frame.across(self.across.part(min(last, self.across.last)))
        return Band(f"{begins:.2f}%", f"{ends - begins:.2f}%")

    @property
    def ticks_across(self) -> list[Tick]:
        return [Tick(_text(value), self.frame.x(self.across.part(value))) for value in self.across.ticks]

    @property
    def ticks_up(self) -> list[Tick]:
        return [Tick(_text(value), self.frame.y(self.up.part(value))) for value in self.up.ticks]


def rank_plot(
    sizes: Sequence[Sequence[float]], *, logarithmic: bool, bands: Sequence[tuple[int, int]] = (), height: int = 380
) -> RankPlot | None:
    """The curves of some countries, whose sizes come from the largest on.

    logarithmic: both axes. None where nothing is above 0.
    """
    known = [[size for size in values if size > 0] for values in sizes]
    if not any(known):
        return None
    bottom = height - FOOT
    both = _axes(known, Frame(_LEFT, _RIGHT, _TOP, bottom), logarithmic=logarithmic)
    return RankPlot(
        [both.curve(SHAPES[number], values) for number, values in enumerate(known)],
        both.ticks_across,
        both.ticks_up,
        [both.band(*ranks) for ranks in bands if ranks[0] < both.across.last],
        _TOP,
        bottom,
        height,
        f"{_LEFT:.0f}%",
        f"{_RIGHT - _LEFT:.0f}%",
    )


def _axes(sizes: Sequence[Sequence[float]], frame: Frame, *, logarithmic: bool) -> _Axes:
    deepest = max(2, *map(len, sizes))
    every = [size for values in sizes for size in values]
    least, largest = min(every), max(every)
    if logarithmic:
        across = axes.logarithmic(1, deepest, to_round=False)
        return _Axes(across, axes.logarithmic(least, largest, to_round=True), frame)
    return _Axes(axes.of_ranks(deepest), axes.from_zero(largest, axes.round_step(largest)), frame)


def _text(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"
