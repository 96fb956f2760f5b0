"""The bootstrap behind ``intervals``: many institutions' papers drawn again, to the same bits whoever else is drawn.

How often each of n papers is drawn does not depend on what the papers are. Most institutions have few papers in a field
and window: for them, the draws of n papers are made once for each n, and all institutions with n papers are one product
of matrices. Where papers are many, ``poisson`` draws bins of them.

So the institutions of one question share their random numbers. Each interval has the exact law by itself, the same
papers give the same interval wherever they occur, and neither the order nor the company of a batch changes a bit; but
the errors of simulation of two institutions are not independent of each other.
"""

from __future__ import annotations

import numpy as np

from tsunagu.strengths.measures import poisson
from tsunagu.strengths.measures.bins import Bins, Floats

FEW = 96  # papers up to which groups of equally many are drawn together
TOGETHER = 64  # groups whose draws are sorted at once
SMALL = 2**18  # multiplications of one call


def bounds(bins: Bins, seed: str, draws: int, level: float) -> Floats:
    """The intervals of all groups: groups x (low full, high full, low frac, high frac).

    seed: the text of the question. Raises ValueError without a draw, or for a level that is not between 0 and 1.
    """
    if draws < 1 or not 0 < level < 1:
        raise ValueError(f"an interval needs at least 1 draw and a level between 0 and 1, not {draws} and {level}")
    n = bins.papers
    top, shared, papers = np.add.reduceat(bins.values * bins.n, bins.start, axis=1)
    points = np.stack((top / (n * bins.one), shared / papers))
    ends = np.repeat(points.T, 2, axis=1)
    # Where no paper counts at all, or all papers are alike, there is nothing to draw.
    drawn = (top > 0) & (np.diff(bins.start, append=bins.n.size) > 1)
    for of_size, way in ((n <= FEW, _of_few), (n > FEW, _of_many)):
        groups = drawn & of_size
        if groups.any():
            ends[groups] = way(bins.only(groups), seed, draws, level)
    return ends


def _ends(ratios: Floats, level: float) -> Floats:
    """Low and high of each row, which is sorted for it.

    Between two sorted draws, linearly, as ``numpy.quantile`` has it by default.
    """
    last = ratios.shape[1] - 1
    at = [last * (1 - level) / 2, last * (1 + level) / 2]
    below = [int(place) for place in at]
    above = [min(place + 1, last) for place in below]
    ratios.sort(axis=1)
    low = ratios[:, below]
    return low + (ratios[:, above] - low) * (np.array(at) - below)


def _of_few(bins: Bins, seed: str, draws: int, level: float) -> Floats:
    """The bounds of groups of few papers."""
    sizes = bins.papers
    ends = np.empty((sizes.size, 4))
    bin_of_paper = np.repeat(np.arange(bins.n.size), bins.n)
    after = np.cumsum(sizes)  # the first paper of the next group
    for n in np.unique(sizes).tolist():
        groups = np.flatnonzero(sizes == n)
        papers = after[groups, None] - n + np.arange(n)
        top, shared, parts = bins.values[:, bin_of_paper[papers]]
        ones = np.repeat(bins.one[groups, None], n, axis=1)
        counts = _counts(seed, n, draws)
        ends[groups, :2] = _ends_of_few(top, ones, counts, level)
        ends[groups, 2:] = _ends_of_few(shared, parts, counts, level)
    return ends


def _counts(seed: str, n: int, draws: int) -> Floats:
    """How often each of n papers is drawn: n x draws."""
    papers = poisson.random(seed, f"papers {n}").integers(n, size=(draws, n))
    of_draw = papers + n * np.arange(draws)[:, None]
    counts = np.bincount(of_draw.ravel(), minlength=n * draws).reshape(draws, n)
    return np.ascontiguousarray(counts.T, dtype=np.float64)


def _ends_of_few(amounts: Floats, papers: Floats, counts: Floats, level: float) -> Floats:
    """Groups x (low, high) of drawn amounts / drawn papers.

    amounts, papers: what each paper of a group counts; groups in which that is the same are computed once.
    """
    known: dict[bytes, int] = {}
    both = np.hstack((amounts, papers))
    like = [known.setdefault(row.tobytes(), number) for number, row in enumerate(both)]
    once = list(known.values())
    ends = np.empty((len(both), 2))
    for begin in range(0, len(once), TOGETHER):
        some = once[begin : begin + TOGETHER]
        ratios = _times(amounts[some], counts) / _times(papers[some], counts)
        ends[some] = _ends(ratios, level)
    return ends[like]


def _times(rows: Floats, counts: Floats) -> Floats:
    """The product of matrices, a few rows at a time: what is small stays in the cache and on one thread.

    Sums are exact, so order is nothing.
    """
    step = max(1, SMALL // counts.size)
    begins = range(0, len(rows), step)
    return np.concatenate([rows[begin : begin + step] @ counts for begin in begins])


def _of_many(bins: Bins, seed: str, draws: int, level: float) -> Floats:
    """The bounds of groups of many papers, one after the other."""
    drawn = poisson.ratios(bins, seed, draws)
    return np.stack([_ends(ratios, level).ravel() for ratios in drawn])
