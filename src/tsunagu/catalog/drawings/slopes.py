"""Slopes over the years: a line for each program whose figures of one kind are known for several years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log10

from tsunagu.catalog.enums import BudgetKind
from tsunagu.catalog.models import BudgetFigure
from tsunagu.kernel.years import FiscalYear

_WIDTH, _HEIGHT = 1000, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 110, 330, 16, 30  # room for amounts, names, and the years
_LINE = 17  # the least distance of two names
_LEAST, _MOST = 3, 20  # lines: fewer are no picture; the largest programs


@dataclass(frozen=True, slots=True)
class Point:
    """A figure and where it stands."""

    figure: BudgetFigure
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Slope:
    """A program's points from left to right, and the height of its name beside the last."""

    points: list[Point]
    name_y: float

    @property
    def path(self) -> str:
        """The points as an SVG polyline takes them."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)

    @property
    def last(self) -> Point:
        """The newest."""
        return self.points[-1]


@dataclass(frozen=True, slots=True)
class SlopeChart:
    """The chart, on a logarithmic scale: a line that rises by the same height has grown by the same factor."""

    slopes: list[Slope]
    years: list[tuple[FiscalYear, float]]
    kind: BudgetKind
    name_x: float = _WIDTH - _RIGHT + 10
    width: int = _WIDTH
    height: int = _HEIGHT


def slope_chart(figures: Iterable[BudgetFigure]) -> SlopeChart | None:
    """The chart of figures of one kind, one a program and year; none where few programs have two years."""
    by_program: dict[int, list[BudgetFigure]] = defaultdict(list)
    for figure in figures:
        if figure.amount:
            by_program[figure.program_id].append(figure)
    several = [sorted(members, key=_year) for members in by_program.values() if len(set(map(_year, members))) > 1]
    if len(several) < _LEAST:
        return None
    shown = sorted(several, key=lambda members: -_amount(members[-1]))[:_MOST]
    years = sorted({figure.fiscal_year for members in shown for figure in members})
    lines = [_points(members, years, _scale(shown)) for members in shown]
    return SlopeChart(_named(lines), [(year, _x(year, years)) for year in years], BudgetKind(shown[0][0].kind))


def _scale(shown: Sequence[Sequence[BudgetFigure]]) -> tuple[float, float]:
    """The logarithms of the least and the greatest amount."""
    amounts = [_amount(figure) for members in shown for figure in members]
    return log10(min(amounts)), log10(max(amounts))


def _points(members: Iterable[BudgetFigure], years: Sequence[FiscalYear], scale: tuple[float, float]) -> list[Point]:
    least, most = scale
    room = _HEIGHT - _TOP - _BOTTOM
    span = (most - least) or 1.0
    return [
        Point(figure, _x(figure.fiscal_year, years), round(_TOP + room * (most - log10(_amount(figure))) / span, 1))
        for figure in members
    ]


def _named(lines: Iterable[list[Point]]) -> list[Slope]:
    """The lines with their names moved apart, from the top down."""
    slopes: list[Slope] = []
    lowest = float(-_LINE)
    for points in sorted(lines, key=lambda points: points[-1].y):
        lowest = max(points[-1].y, lowest + _LINE)
        slopes.append(Slope(points, round(lowest, 1)))
    return slopes


def _x(year: FiscalYear, years: Sequence[FiscalYear]) -> float:
    room = _WIDTH - _LEFT - _RIGHT
    return round(_LEFT + room * (year - years[0]) / ((years[-1] - years[0]) or 1), 1)


def _year(figure: BudgetFigure) -> int:
    return int(figure.fiscal_year)


def _amount(figure: BudgetFigure) -> int:
    return int(figure.amount or 0)
