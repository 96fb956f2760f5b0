"""Bars of how many works have how many citations, around the threshold of a reference cell.

One row a bar, so that text stays readable on a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ROW = 26  # pixels down
_ROWS = 14
_LABEL, _BAR = 24.0, 40.0  # percent across: the citations on the left, the longest bar


@dataclass(frozen=True, slots=True)
class CitationBar:
    """Works with ``low`` to ``high`` citations (None: or more).

    side: where they stand to the threshold; mine: the work explained is among them.
    """

    low: int
    high: int | None
    works: int
    side: str
    mine: bool
    y: int
    text_y: int
    width: str
    end: str

    @property
    def citations(self) -> str:
        """The citations as text."""
        return (
            f"{self.low:,}+"
            if self.high is None
            else f"{self.low:,}"
            if self.low == self.high
            else f"{self.low:,}–{self.high:,}"
        )


@dataclass(frozen=True, slots=True)
class CitationBars:
    """All bars, from few citations to many."""

    bars: Sequence[CitationBar]
    height: int
    exact: bool  # whether the bar of the threshold holds nothing but the works exactly at it


def citation_bars(counts: Sequence[tuple[int, int]], threshold: int, cited: int) -> CitationBars:
    """The bars of a distribution (citations and works, in order), with one that begins at the threshold.

    The last one is open.

    They reach to about twice the threshold, which is where the question is decided.
    """
    wide = max(1, -(-(2 * threshold + 2) // _ROWS))
    starts = sorted({0, *range(threshold % wide, 2 * threshold + 2, wide)})
    ends: list[int | None] = [*(start - 1 for start in starts[1:]), None]
    rows = [
        (low, high, sum(n for c, n in counts if c >= low and (high is None or c <= high)))
        for low, high in zip(starts, ends, strict=True)
    ]
    most = max(works for *_, works in rows) or 1
    bars = [_bar(number, low, high, works, most, threshold, cited) for number, (low, high, works) in enumerate(rows)]
    return CitationBars(bars, ROW * len(bars) + 4, wide == 1)


def _bar(number: int, low: int, high: int | None, works: int, most: int, threshold: int, cited: int) -> CitationBar:
    side = "below" if low < threshold else "at" if low == threshold else "above"
    mine = cited >= low and (high is None or cited <= high)
    width = _BAR * works / most
    return CitationBar(
        low, high, works, side, mine, number * ROW + 4, number * ROW + 19, f"{width:.2f}%", f"{_LABEL + width:.2f}%"
    )
