"""Bins of papers that cannot be told apart, as arrays: what ``bootstrap`` draws from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tsunagu.strengths.tables import ONE

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.signedinteger]
Floats = npt.NDArray[np.float64]

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
        new_group = changes(*(key[order] for key in keys))
        first = np.flatnonzero(new_group | changes(top, k))
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
        start = np.flatnonzero(changes(group))
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


def changes(*columns: Keys) -> Flags:
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
