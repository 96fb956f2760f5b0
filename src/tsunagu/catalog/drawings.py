"""Geometry of the budget chart: numbers for SVG, in pixels down the page and percent across it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tsunagu.catalog.enums import BudgetKind
from tsunagu.catalog.models import BudgetFigure
from tsunagu.catalog.queries.program import Bar

_ROW = 46  # one bar with its line of text
_HEADING = 34
_BELOW = 6  # from the last bar of a kind to the next kind
_HEADING_BASELINE, _TEXT_BASELINE, _BAR_TOP = 20, 14, 20
_THINNEST = 0.4  # percent: a bar that can be seen


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
    kinds: list[DrawnKind] = []
    bottom = 0
    for kind, members in bars.items():
        known = _distinct([bar for bar in members if bar.figure.amount is not None])
        if known:
            kinds.append(_drawn_kind(kind, known, top=bottom))
            bottom += _HEADING + len(known) * _ROW + _BELOW
    return BarChart(kinds, bottom) if kinds else None


def _distinct(bars: Sequence[Bar]) -> list[Bar]:
    """The same amount printed in several places is one bar, drawn at the place of the last one."""
    last: dict[tuple[int, int | None, bool], Bar] = {}
    for bar in reversed(bars):
        figure = bar.figure
        last[figure.fiscal_year, figure.amount, figure.inclusive] = bar
    return list(reversed(last.values()))


def _drawn_kind(kind: BudgetKind, bars: Sequence[Bar], top: int) -> DrawnKind:
    first = top + _HEADING
    drawn = [_drawn_bar(bar, first + number * _ROW) for number, bar in enumerate(bars)]
    return DrawnKind(kind, top + _HEADING_BASELINE, drawn)


def _drawn_bar(bar: Bar, top: int) -> DrawnBar:
    width = max(bar.share * 100, _THINNEST)
    return DrawnBar(bar.figure, top + _TEXT_BASELINE, top + _BAR_TOP, f"{width:.2f}%")
