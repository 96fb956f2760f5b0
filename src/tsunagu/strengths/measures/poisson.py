"""Draws of many papers as sums of Poisson counts, group by group, from random numbers that all groups share.

Papers with the same k and the same top weight cannot be told apart, so that a draw is a multinomial count over bins,
with exactly the law of drawing papers one by one. That count is made from independent Poisson counts, which are
multinomial once their total is given. All bins but the fullest are drawn, each with its own number of papers as mean;
what is missing to n falls to the fullest bin, and the draw is taken with the probability that a Poisson count of its
mean would be just that, over the greatest such probability. (Of the draws sqrt(papers of the fullest bin / n) are
taken.) Poisson counts add up, so that a bin of 1,234 papers is the sum of counts with means 1,024, 192, 16 and 2: few
means serve all bins of all institutions, their counts are made once, and a group costs a product of small matrices.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tsunagu.strengths.measures.bins import Bins, Flags, Floats, Ints, changes

WIDTH = 2048  # draws that are made of a mean at once
DIGIT = 4  # a number of papers is cut into digits of this many bits
PIECE = 48  # counts that are multiplied at once


def ratios(bins: Bins, seed: str, draws: int) -> Iterator[Floats]:
    """For each group 2 x draws: the ratio of n papers drawn with replacement by full and by fractional counting."""
    plan = _Plan(bins)
    pool = _Pool(seed, plan.means, plan.slots)
    for number in range(plan.n.size):
        yield _ratios(plan.group(number), pool, draws)


def random(seed: str, what: str) -> np.random.Generator:
    """Random numbers that follow from the question and from what they are for."""
    digest = hashlib.sha256(f"{seed}\n{what}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest)))


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
        slot = _places(changes(group, mean))
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
    return at[changes(bins.group[at])]


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
        chances = random(self.seed, f"chance\n{number}").random(WIDTH)
        self._blocks.append(_Block(counts, chances, np.zeros(self.means.size, dtype=bool)))
        if not number:
            self._make(0, np.arange(self.means.size))  # every mean is needed by some group

    def _make(self, number: int, kinds: Ints) -> None:
        block = self._blocks[number]
        for kind in kinds.tolist():
            mean, slots = int(self.means[kind]), int(self.slots[kind])
            end = self._ends[kind]
            generator = random(self.seed, f"poisson {mean}\n{number}")
            block.counts[end - slots : end] = generator.poisson(mean, (slots, WIDTH))
        block.there[kinds] = True


def _ratios(group: _Group, pool: _Pool, draws: int) -> Floats:
    """The ratios of the first draws that are taken."""
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
