"""Geometry of the budget chart: numbers for SVG, in pixels down the page and percent across it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tsunagu.catalog.enums import BudgetKind
from tsunagu.catalog.models import BudgetFigure
from tsunagu.catalog.queries.program import Bar

_ROW = 46  # one bar with its line of text
_HEADING = 34


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar: the baseline of its text, the top of its rectangle, its width in percent."""

    figure: BudgetFigure
    text_y: int
    bar_y: int
    width: str


@dataclass(frozen=True, slots=True)
class DrawnKind:
    """The bars of one kind under their heading."""

    kind: BudgetKind
    heading_y: int
    bars: list[DrawnBar]


@dataclass(frozen=True, slots=True)
class BarChart:
    """A chart of bars lying across the page, kinds kept apart."""

    kinds: list[DrawnKind]
    height: int


def bar_chart(bars: Mapping[BudgetKind, Sequence[Bar]]) -> BarChart | None:
    """The chart of the figures with a known amount; none where there is nothing to draw."""
    kinds, y = [], 0
    for kind, members in bars.items():
        known = _once([bar for bar in members if bar.figure.amount is not None])
        if known:
            top = y + _HEADING
            kinds.append(DrawnKind(kind, y + 20, [_drawn(bar, top + n * _ROW) for n, bar in enumerate(known)]))
            y = top + len(known) * _ROW + 6
    return BarChart(kinds, y) if kinds else None


def _once(bars: Sequence[Bar]) -> list[Bar]:
    """The same amount printed in several places is one bar."""
    return list(
        {(bar.figure.fiscal_year, bar.figure.amount, bar.figure.inclusive): bar for bar in reversed(bars)}.values()
    )[::-1]


def _drawn(bar: Bar, top: int) -> DrawnBar:
    return DrawnBar(bar.figure, top + 14, top + 20, f"{max(bar.share * 100, 0.4):.2f}%")
