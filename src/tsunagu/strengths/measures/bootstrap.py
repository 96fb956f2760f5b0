"""The bootstrap behind ``intervals``: many institutions' papers drawn again, to the same bits whoever else is drawn.

How often each of n papers is drawn does not depend on what the papers are. Most institutions have few papers in a field
and window: for them, the draws of n papers are made once for each n, and all institutions with n papers are one product
of matrices.

Where papers are many, those with the same k and the same top weight cannot be told apart, so that a draw is a
multinomial count over bins, with exactly the law of drawing papers one by one. That count is made from independent
Poisson counts, which are multinomial once their total is given. All bins but the fullest are drawn, each with its own
number of papers as mean; what is missing to n falls to the fullest bin, and the draw is taken with the probability that
a Poisson count of its mean would be just that, over the greatest such probability. (Of the draws sqrt(papers of the
fullest bin / n) are taken.) Poisson counts add up, so that a bin of 1,234 papers is the sum of counts with means 1,024,
192, 16 and 2: few means serve all bins of all institutions, their counts are made once, and a group costs a product of
small matrices.

So the institutions of one question share their random numbers. Each interval has the exact law by itself, the same
papers give the same interval wherever they occur, and neither the order nor the company of a batch changes a bit; but
the errors of simulation of two institutions are not independent of each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tsunagu.strengths.tables import ONE

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.signedinteger]
Floats = npt.NDArray[np.float64]

WIDTH = 2048  # draws that are made of a mean at once
DIGIT = 4  # a number of papers is cut into digits of this many bits
PIECE = 48  # counts that are multiplied at once
FEW = 96  # papers up to which groups of equally many are drawn together
TOGETHER = 64  # groups whose draws are sorted at once
SMALL = 2**18  # multiplications of one call
EXACT = 53  # whole numbers below 2^53 are exact in float64, so that their sums are the same in any order


@dataclass(frozen=True, slots=True)
class Bins:
    """The bins of many groups (institution, field and window), one group after the other, each bin once.

    Amounts are whole numbers in float64.
    """

    row: Ints  # of what was given, one of each group
    start: Ints  # first bin of each group
    group: Ints  # of each bin
    n: Ints  # papers of each bin
    values: Floats  # (top, top / k, 1 / k) of a paper x bins, in units of the group
    one: Floats  # units of 1 paper, by group

    @classmethod
    def of(cls, keys: Sequence[Keys], k: Ints, top: Ints, n: Ints) -> Bins:
        """Bins of n papers that each have k institutions and a top weight (units of 2^-40), grouped by their keys.

        Groups come in the order of the keys, and equal bins are added up. Raises ValueError for numbers outside the
        limits of the ``bootstrap_bin`` table.
        """
        _check(k, top, n)
        # Papers of the same top weights come in the same order, whatever their k.
        order = np.lexsort((k, top, *keys[::-1]))
        k, top, n = k[order], top[order], n[order]
        new_group = _changes(*(key[order] for key in keys))
        first = np.flatnonzero(new_group | _changes(top, k))
        start, group = np.flatnonzero(new_group[first]), np.cumsum(new_group)[first] - 1
        k, top, n = k[first], top[first], np.add.reduceat(n, first)
        shift = _coarsening(top, n, start)
        values = _coarsened(_counted(top, k), shift[group]).astype(np.float64)
        one = (ONE >> shift).astype(np.float64)
        return cls(order[new_group], start, group, n, values, one)

    @property
    def papers(self) -> Ints:
        """The papers of each group."""
        return np.add.reduceat(self.n, self.start)

    def only(self, groups: Flags) -> Bins:
        """The bins of some groups."""
        mine = groups[self.group]
        group = (np.cumsum(groups) - 1)[self.group[mine]]
        start = np.flatnonzero(_changes(group))
        return Bins(
            row=self.row[groups],
            start=start,
            group=group,
            n=self.n[mine],
            values=self.values[:, mine],
            one=self.one[groups],
        )


def _check(k: Ints, top: Ints, n: Ints) -> None:
    weighted = 0 <= top.min() <= top.max() < 2**61
    if min(k.min(), n.min()) < 1 or not weighted:
        raise ValueError("bins need k and n of 1 or more and a top weight from 0 up to 2^61 units of 2^-40")


def _changes(*columns: Keys) -> Flags:
    """Whether a row's values are not those of the row before; the first row's are not."""
    new = np.zeros(columns[0].size, dtype=bool)
    new[:1] = True
    for column in columns:
        new[1:] |= column[1:] != column[:-1]
    return new


def _counted(top: Ints, k: Ints) -> Ints:
    """What a paper of each bin counts: top (full counting), top / k and 1 / k (fractional counting)."""
    whole_paper = np.full_like(k, ONE)
    return np.stack([top, _shared(top, k), _shared(whole_paper, k)])


def _shared(amount: Ints, k: Ints) -> Ints:
    """An amount over k, to the nearest unit, halves up: as ``fixed.share`` rounds it for the cells."""
    rounded: Ints = (2 * amount + k) // (2 * k)
    return rounded


def _coarsening(top: Ints, n: Ints, start: Ints) -> Ints:
    """By how many bits the units of each group must be coarser for its sums to be exact.

    With top weights up to 1 that is above 2^13 papers.
    """
    papers = np.add.reduceat(n, start).astype(np.float64)
    greatest = papers * np.maximum(np.maximum.reduceat(top, start), ONE)
    bits = np.frexp(greatest)[1]
    shift: Ints = np.maximum(bits - EXACT, 0).astype(np.int64)
    return shift


def _coarsened(values: Ints, shift: Ints) -> Ints:
    """Values in units that are coarser by so many bits, to the nearest."""
    half = (1 << shift) >> 1
    coarser: Ints = (values + half) >> shift
    return coarser


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


def _random(seed: str, what: str) -> np.random.Generator:
    digest = hashlib.sha256(f"{seed}\n{what}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest)))


# Few papers: drawn one by one, groups of equally many at once.


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
    papers = _random(seed, f"papers {n}").integers(n, size=(draws, n))
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


# Many papers: bins drawn as sums of Poisson counts, group by group.


def _of_many(bins: Bins, seed: str, draws: int, level: float) -> Floats:
    """The bounds of groups of many papers."""
    plan = _Plan(bins)
    pool = _Pool(seed, plan.means, plan.slots)
    groups = (plan.group(number) for number in range(plan.n.size))
    return np.stack([_ends(_ratios(group, pool, draws), level).ravel() for group in groups])


@dataclass(frozen=True, slots=True)
class _Group:
    """What is drawn for one group, and what it counts.

    A count of a bin takes as many papers from the fullest one, so that a factor is the difference of what they count.
    """

    n: int
    fullest: int  # papers of the fullest bin
    base: Floats  # (top, top / k, 1 / k) if all n papers were of the fullest bin
    one: np.float64  # units of 1 paper
    factors: Floats  # (1, top, top / k, 1 / k) x counts: what each count adds
    kinds: Ints  # the mean of each count, as a number of the pool
    rows: Ints  # where each count stands in a block of the pool


class _Plan:
    """Which Poisson counts each group needs: those of the digits of its bins' papers, but for the fullest bin."""

    def __init__(self, bins: Bins) -> None:
        self.n, self.one = bins.papers, bins.one
        self.fullest = np.maximum.reduceat(bins.n, bins.start)
        fullest = _fullest(bins, self.fullest)
        self.base = bins.values[:, fullest] * self.n
        bin_, mean = _needed(bins, fullest)
        group = bins.group[bin_]
        self.factors = np.ascontiguousarray(_factors(bins, fullest)[:, bin_])
        self.start = np.searchsorted(group, np.arange(self.n.size + 1))
        self.means, self.kind = np.unique(mean, return_inverse=True)
        # The counts that a group needs of one mean are the first ones made of it.
        slot = _places(_changes(group, mean))
        self.slots = np.zeros(self.means.size, dtype=np.int64)
        np.maximum.at(self.slots, self.kind, slot + 1)
        self.row = (np.cumsum(self.slots) - self.slots)[self.kind] + slot

    def group(self, number: int) -> _Group:
        """The counts and factors of one group."""
        mine = slice(self.start[number], self.start[number + 1])
        return _Group(
            n=int(self.n[number]),
            fullest=int(self.fullest[number]),
            base=self.base[:, number, None],
            one=self.one[number],
            factors=self.factors[:, mine],
            kinds=self.kind[mine],
            rows=self.row[mine],
        )


def _fullest(bins: Bins, most: Ints) -> Ints:
    """The bin of each group that has the most papers, the first of equal ones."""
    at = np.flatnonzero(bins.n == most[bins.group])
    return at[_changes(bins.group[at])]


def _factors(bins: Bins, fullest: Ints) -> Floats:
    """(1, top, top / k, 1 / k) of a paper of each bin less that of a paper of the fullest bin."""
    more = bins.values - bins.values[:, fullest][:, bins.group]
    return np.concatenate((np.ones((1, bins.n.size)), more))


def _needed(bins: Bins, fullest: Ints) -> tuple[Ints, Ints]:
    """The bin and the mean of each Poisson count, by group, mean and bin."""
    drawn = bins.n.copy()
    drawn[fullest] = 0
    bin_, mean = _digits(drawn)
    order = np.lexsort((bin_, mean, bins.group[bin_]))
    return bin_[order], mean[order]


def _digits(n: Ints) -> tuple[Ints, Ints]:
    """The digits of numbers that are not 0, as the index of the number and what the digit stands for."""
    index, digits = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for place in range(0, int(n.max()).bit_length(), DIGIT):
        digit = n & ((2**DIGIT - 1) << place)
        at = np.flatnonzero(digit)
        index.append(at)
        digits.append(digit[at])
    return np.concatenate(index), np.concatenate(digits)


def _places(begins: Flags) -> Ints:
    """The place of each row in its run, from 0 on; begins: whether a run begins there."""
    first = np.flatnonzero(begins)
    lengths = np.diff(first, append=begins.size)
    return np.arange(begins.size) - np.repeat(first, lengths)


@dataclass(frozen=True, slots=True)
class _Block:
    """WIDTH draws."""

    counts: Floats  # Poisson counts: slots of all means x WIDTH
    chances: Floats  # WIDTH numbers from 0 up to 1
    there: Flags  # of which means the counts are made


class _Pool:
    """Random numbers of one question. What they are does not depend on which groups need them, when, or how many."""

    def __init__(self, seed: str, means: Ints, slots: Ints) -> None:
        self.seed, self.means, self.slots = seed, means, slots
        self._ends = np.cumsum(slots)
        self._blocks: list[_Block] = []

    def block(self, number: int, kinds: Ints) -> _Block:
        """A block with the counts of the means asked for."""
        while number >= len(self._blocks):
            self._open()
        block = self._blocks[number]
        missing = ~block.there[kinds]
        if missing.any():
            self._make(number, np.unique(kinds[missing]))
        return block

    def _open(self) -> None:
        number = len(self._blocks)
        counts = np.empty((int(self.slots.sum()), WIDTH))
        chances = _random(self.seed, f"chance\n{number}").random(WIDTH)
        self._blocks.append(_Block(counts, chances, np.zeros(self.means.size, dtype=bool)))
        if not number:
            self._make(0, np.arange(self.means.size))  # every mean is needed by some group

    def _make(self, number: int, kinds: Ints) -> None:
        block = self._blocks[number]
        for kind in kinds.tolist():
            mean, slots = int(self.means[kind]), int(self.slots[kind])
            end = self._ends[kind]
            random = _random(self.seed, f"poisson {mean}\n{number}")
            block.counts[end - slots : end] = random.poisson(mean, (slots, WIDTH))
        block.there[kinds] = True


def _ratios(group: _Group, pool: _Pool, draws: int) -> Floats:
    """2 x draws: the ratio of n papers drawn with replacement by full and by fractional counting.

    The first draws that are taken.
    """
    ratios = np.empty((2, draws))
    done, column = 0, 0
    while done < draws:
        number, low = divmod(column, WIDTH)
        high = min(WIDTH, low + _columns_for(draws - done, group))
        block = pool.block(number, group.kinds)
        more = _taken(group, block, slice(low, high), draws - done)
        ratios[:, done : done + more.shape[1]] = more
        done += more.shape[1]
        column += high - low
    return ratios


def _columns_for(draws: int, group: _Group) -> int:
    """Of how many columns so many draws are likely to be taken."""
    return int(draws * (group.n / group.fullest) ** 0.5 * 1.05) + 64


def _taken(group: _Group, block: _Block, columns: slice, most: int) -> Floats:
    """The ratios (full, frac) of the first of these columns that are taken."""
    first, chance = _taking(group.fullest)
    sums = _product(group.factors, block.counts, group.rows, columns)
    rest = (group.n - first - sums[0]).astype(np.int64)
    taken = np.flatnonzero(block.chances[columns] < chance.take(rest, mode="clip"))[:most]
    top, shared, papers = sums[1:].take(taken, axis=1) + group.base
    return np.stack((top / (group.n * group.one), shared / papers))


def _product(factors: Floats, counts: Floats, rows: Ints, columns: slice) -> Floats:
    """Factors x some rows of counts, a few at a time."""
    sums = factors[:, :PIECE] @ counts[rows[:PIECE], columns]
    for begin in range(PIECE, rows.size, PIECE):
        piece = slice(begin, begin + PIECE)
        sums += factors[:, piece] @ counts[rows[piece], columns]
    return sums


@lru_cache(maxsize=4096)
def _taking(mean: int) -> tuple[int, Floats]:
    """P(Poisson(mean) = count) / P(Poisson(mean) = mean) for counts from the first number returned on.

    0 at both ends, as it is beyond to 2^-64.
    """
    reach = int(10 * mean**0.5) + 40
    first = max(mean - reach, 0)
    upwards = np.arange(mean + 1, mean + reach)
    downwards = np.arange(mean, first, -1)
    up = np.cumsum(np.log(mean / upwards))
    down = np.cumsum(np.log(downwards / mean))
    chances = np.exp(np.concatenate((down[::-1], [0.0], up)))
    return first - 1, np.concatenate(([0.0], chances, [0.0]))
