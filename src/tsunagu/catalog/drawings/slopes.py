"""Slopes over the years: a line for each program whose figures of one kind are known for several years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from math import log10

from tsunagu.catalog.enums import BudgetKind
from tsunagu.catalog.models import BudgetFigure
from tsunagu.kernel.years import FiscalYear

_WIDTH, _HEIGHT = 1000, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 110, 330, 16, 30  # room for amounts, names, and the years
_LINE = 17  # the least distance of two names
_LEAST, _MOST = 3, 20  # lines: fewer are no picture; the largest programs

Scale = tuple[float, float]


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
    several = _several_years(figures)
    if len(several) < _LEAST:
        return None
    shown = sorted(several, key=_newest_amount, reverse=True)[:_MOST]
    drawn = list(chain.from_iterable(shown))
    years = sorted({figure.fiscal_year for figure in drawn})
    scale = _scale(map(_amount, drawn))
    lines = [_points(members, years, scale) for members in shown]
    named_years = [(year, _x(year, years)) for year in years]
    return SlopeChart(_named(lines), named_years, BudgetKind(drawn[0].kind))


def _several_years(figures: Iterable[BudgetFigure]) -> list[list[BudgetFigure]]:
    """The figures of each program that has some for two years or more, the oldest first."""
    by_program: dict[int, list[BudgetFigure]] = defaultdict(list)
    for figure in figures:
        if figure.amount:
            by_program[figure.program_id].append(figure)
    ordered = [sorted(members, key=_year) for members in by_program.values()]
    return [members for members in ordered if _year(members[0]) < _year(members[-1])]


def _scale(amounts: Iterable[int]) -> Scale:
    """The logarithms of the least and the greatest amount."""
    logarithms = sorted(map(log10, amounts))
    return logarithms[0], logarithms[-1]


def _points(members: Iterable[BudgetFigure], years: Sequence[FiscalYear], scale: Scale) -> list[Point]:
    return [Point(figure, _x(figure.fiscal_year, years), _y(_amount(figure), scale)) for figure in members]


def _y(amount: int, scale: Scale) -> float:
    least, most = scale
    part = (most - log10(amount)) / ((most - least) or 1.0)
    return round(_TOP + part * (_HEIGHT - _TOP - _BOTTOM), 1)


def _named(lines: Iterable[list[Point]]) -> list[Slope]:
    """The lines with their names moved apart, from the top down."""
    slopes: list[Slope] = []
    lowest = float(-_LINE)
    for points in sorted(lines, key=_end):
        lowest = max(points[-1].y, lowest + _LINE)
        slopes.append(Slope(points, round(lowest, 1)))
    return slopes


def _end(points: Sequence[Point]) -> float:
    return points[-1].y


def _x(year: FiscalYear, years: Sequence[FiscalYear]) -> float:
    room = _WIDTH - _LEFT - _RIGHT
    return round(_LEFT + room * (year - years[0]) / ((years[-1] - years[0]) or 1), 1)


def _year(figure: BudgetFigure) -> int:
    return int(figure.fiscal_year)


def _newest_amount(members: Sequence[BudgetFigure]) -> int:
    return _amount(members[-1])


def _amount(figure: BudgetFigure) -> int:
    return int(figure.amount or 0)
