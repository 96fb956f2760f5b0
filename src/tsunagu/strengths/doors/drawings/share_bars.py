"""Bars of shares, one a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

_END = Fraction(1, 2)  # of the axis
_ROW = 44  # pixels down: a year and its share, and the bar under them


@dataclass(frozen=True, slots=True)
class ShareBar:
    """The share of a year: the baseline of its text, the top and the width of its bar."""

    year: int
    share: Fraction
    text_y: int
    y: int
    width: str


@dataclass(frozen=True, slots=True)
class ShareBars:
    """All bars, in the order given."""

    bars: Sequence[ShareBar]
    height: int


def share_bars(shares: Sequence[tuple[int, Fraction]]) -> ShareBars:
    """Years and shares as bars, from nothing to a half."""
    bars = [_bar(number * _ROW, year, share) for number, (year, share) in enumerate(shares)]
    return ShareBars(bars, len(bars) * _ROW)


def _bar(top: int, year: int, share: Fraction) -> ShareBar:
    return ShareBar(year, share, top + 16, top + 22, f"{float(share / _END) * 100:.2f}%")
