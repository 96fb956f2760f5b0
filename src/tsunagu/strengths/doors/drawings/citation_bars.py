"""Bars of how many works have how many citations, around the threshold of a reference cell.

One row a bar, so that text stays readable on a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

ROW = 26  # pixels down
_ROWS = 14
Limit = tuple[int, int]  # the threshold, and the citations of the work explained

_LABEL, _BAR = 24.0, 40.0  # percent across: the citations on the left, the longest bar


@dataclass(frozen=True, slots=True)
class Span:
    """So many citations: from ``low`` to ``high``, None: or more."""

    low: int
    high: int | None

    def __contains__(self, citations: int) -> bool:
        return citations >= self.low and (self.high is None or citations <= self.high)

    def __str__(self) -> str:
        if self.high is None:
            return f"{self.low:,}+"
        return f"{self.low:,}" if self.low == self.high else f"{self.low:,}–{self.high:,}"

    def side(self, threshold: int) -> str:
        """Where they stand to the threshold, at which one of the spans begins."""
        if self.low == threshold:
            return "at"
        return "below" if self.low < threshold else "above"


@dataclass(frozen=True, slots=True)
class CitationBar:
    """Works with the citations of a span.

    side: where they stand to the threshold; mine: the work explained is among them.
    """

    span: Span
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
        return str(self.span)


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
    spans = _spans(threshold, wide)
    works = [_within(span, counts) for span in spans]
    longest = max(works) or 1
    widths = [_BAR * number / longest for number in works]
    rows = enumerate(zip(spans, works, widths, strict=True))
    bars = [_bar(number * ROW, *row, (threshold, cited)) for number, row in rows]
    return CitationBars(bars, ROW * len(bars) + 4, wide == 1)


def _within(span: Span, counts: Sequence[tuple[int, int]]) -> int:
    return sum(works for citations, works in counts if citations in span)


def _spans(threshold: int, wide: int) -> list[Span]:
    starts = sorted({0, *range(threshold % wide, 2 * threshold + 2, wide)})
    closed = [Span(low, after - 1) for low, after in pairwise(starts)]
    return [*closed, Span(starts[-1], None)]


def _bar(top: int, span: Span, works: int, width: float, limit: Limit) -> CitationBar:
    threshold, cited = limit
    side, mine = span.side(threshold), cited in span
    return CitationBar(span, works, side, mine, top + 4, top + 19, f"{width:.2f}%", f"{_LABEL + width:.2f}%")
