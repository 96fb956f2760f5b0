"""Geometry of the chart of a program's budget: years across, a column for each kind, in units of its view box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from tsunagu.catalog.enums import BudgetKind
from tsunagu.catalog.models import BudgetFigure
from tsunagu.kernel.years import FiscalYear

_HEIGHT, _TOP, _BOTTOM = 190, 28, 34  # of the drawing; above the highest column; below the axis
_COLUMN, _BETWEEN, _YEARS_APART = 56, 8, 36
_LEAST = 1.5  # a column that can be seen


@dataclass(frozen=True, slots=True)
class YearColumn:
    """A figure as a column: its left edge, top, width and height, and the middle, above which its amount stands."""

    figure: BudgetFigure
    kind: BudgetKind
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Where its amount is centered."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class YearGroup:
    """The columns of a fiscal year, and where its name is centered."""

    year: FiscalYear
    columns: list[YearColumn]
    middle: float


@dataclass(frozen=True, slots=True)
class YearChart:
    """The chart: its size, the height of its axis, its years from left to right."""

    width: float
    height: float
    axis: float
    years: list[YearGroup]

    @property
    def columns(self) -> list[YearColumn]:
        """All columns."""
        return list(chain.from_iterable(group.columns for group in self.years))

    @property
    def kinds(self) -> list[BudgetKind]:
        """The kinds that it shows."""
        shown = {column.kind for column in self.columns}
        return [kind for kind in BudgetKind if kind in shown]

    @property
    def has_envelopes(self) -> bool:
        """Whether a column is a 内数."""
        return any(column.figure.inclusive for column in self.columns)


def year_chart(figures: Iterable[BudgetFigure]) -> YearChart | None:
    """The chart of the figures with a known amount; none where there is nothing to draw.

    Figures of different kinds stand side by side and never on each other: they do not add up. Amounts that several
    documents print alike are one column.
    """
    known = _distinct(figures)
    if not known:
        return None
    largest = max(figure.amount or 0 for figure in known) or 1
    years = sorted({figure.fiscal_year for figure in known})
    groups: list[YearGroup] = []
    left = float(_BETWEEN)
    for year in years:
        columns = _columns([figure for figure in known if figure.fiscal_year == year], left, largest)
        right = columns[-1].x + _COLUMN
        groups.append(YearGroup(year, columns, (left + right) / 2))
        left = right + _YEARS_APART
    return YearChart(left - _YEARS_APART + _BETWEEN, _HEIGHT + _TOP + _BOTTOM, _HEIGHT + _TOP, groups)


def _columns(figures: Sequence[BudgetFigure], left: float, largest: int) -> list[YearColumn]:
    return [_column(figure, left + number * (_COLUMN + _BETWEEN), largest) for number, figure in enumerate(figures)]


def _column(figure: BudgetFigure, x: float, largest: int) -> YearColumn:
    height = round(max((figure.amount or 0) / largest * _HEIGHT, _LEAST), 1)
    return YearColumn(figure, BudgetKind(figure.kind), x, round(_TOP + _HEIGHT - height, 1), _COLUMN, height)


def _distinct(figures: Iterable[BudgetFigure]) -> list[BudgetFigure]:
    """Those with an amount, kind by kind within a year; the same amount printed in several places is one."""
    kinds = list(BudgetKind)
    unique = {
        (figure.fiscal_year, kinds.index(BudgetKind(figure.kind)), figure.amount or 0): figure
        for figure in figures
        if figure.amount is not None
    }
    return [unique[key] for key in sorted(unique)]
