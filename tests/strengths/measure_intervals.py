"""What intervals cost beside drawing papers one by one, and how often they hold the truth. Run as ``python -m tests.strengths.measure_intervals``.

numpy's multinomial over bins, timed beside, draws a binomial with new parameters for every bin and draw, some 90 ns each, and gains little where
there are few papers a bin. A Poisson count of numpy's takes 30 to 60 ns, so that it pays to share them among groups, where each costs a multiply-add.
What is left is, for small groups, the sorting of the ratios and the calls themselves: where most groups have few papers, the gain is least.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tsunagu.strengths.intervals import DRAWS, intervals
from tsunagu.strengths.tables import BOOTSTRAP_BIN, ONE

UNIVERSITIES, FIELDS, WINDOWS = 180, 8, 6
LARGEST, SMALLEST = 60_000, 20
CHUNK = 2**20  # papers drawn at once by the naive way


@dataclass(frozen=True)
class Papers:
    """The papers of one institution, field and window."""

    institution: int
    field: int
    window: int
    k: np.ndarray
    top: np.ndarray


def zipf(count: int = UNIVERSITIES, largest: int = LARGEST, smallest: int = SMALLEST) -> np.ndarray:
    """Papers by rank: a power of the rank, from the largest to the smallest."""
    slope = np.log(largest / smallest) / np.log(count)
    return np.rint(largest * np.arange(1, count + 1) ** -slope).astype(int)


def drawn_papers(random: np.random.Generator, n: int, quality: float = 0.115) -> tuple[np.ndarray, np.ndarray]:
    """k from 1 to 50 with a heavy tail (43% alone, mean 5), and tops: 88% nothing, most others whole, some one of 24 parts of ties."""
    chance = np.arange(1, 51) ** -1.5
    k = random.choice(np.arange(1, 51), size=n, p=chance / chance.sum())
    tied = np.random.default_rng(1).integers(1, ONE, 24)
    part = random.random(n)
    return k, np.where(part < quality * 0.8, ONE, np.where(part < quality * 1.04, tied[random.integers(24, size=n)], 0))


def whole_sizes() -> list[np.ndarray]:
    """Papers of each university by field: the sizes of ``zipf`` divided among the fields, unevenly."""
    random = np.random.default_rng(2)
    return [np.maximum(random.multinomial(size, random.dirichlet(np.full(FIELDS, 1.5))), 1) for size in zipf()]


def field_sizes() -> list[np.ndarray]:
    """The sizes of ``zipf`` in each field."""
    return [np.full(FIELDS, size) for size in zipf()]


def groups(sizes: Sequence[np.ndarray]) -> list[Papers]:
    """Papers of universities x fields x windows."""
    random = np.random.default_rng(3)
    return [
        Papers(number, field, window, *drawn_papers(random, int(n)))
        for number, by_field in enumerate(sizes)
        for field, n in enumerate(by_field)
        for window in range(WINDOWS)
    ]


def binned(papers: Sequence[Papers]) -> pa.Table:
    """A ``bootstrap_bin`` table."""
    columns: dict[str, list[np.ndarray]] = {name: [] for name in BOOTSTRAP_BIN.columns}
    for one in papers:
        order = np.lexsort((one.top, one.k))
        k, top = one.k[order], one.top[order]
        new = np.flatnonzero(np.concatenate(([True], (np.diff(k) != 0) | (np.diff(top) != 0))))
        values = {"institution_id": one.institution, "field": one.field, "window": one.window}
        for name, value in values.items():
            columns[name].append(np.full(new.size, value))
        columns["k"].append(k[new])
        columns["top"].append(top[new])
        columns["n"].append(np.diff(new, append=k.size))
    rows = {name: np.concatenate(parts) for name, parts in columns.items() if parts}
    rows["scheme"] = np.full(len(rows["n"]), "test")
    return pa.table([pa.array(rows[field.name], type=field.type) for field in BOOTSTRAP_BIN.arrow], schema=BOOTSTRAP_BIN.arrow)


def naive(random: np.random.Generator, k: np.ndarray, top: np.ndarray, draws: int = DRAWS) -> tuple[np.ndarray, np.ndarray]:
    """The ratios by full and fractional counting of papers drawn one by one."""
    n = len(k)
    full, part, papers = top / ONE, top / ONE / k, 1 / k
    ratios = []
    step = max(1, CHUNK // n)
    for begin in range(0, draws, step):
        index = random.integers(n, size=(min(step, draws - begin), n))
        ratios.append((full[index].sum(axis=1) / n, part[index].sum(axis=1) / papers[index].sum(axis=1)))
    return np.concatenate([full for full, _ in ratios]), np.concatenate([frac for _, frac in ratios])


def multinomial(random: np.random.Generator, k: np.ndarray, top: np.ndarray, draws: int = DRAWS) -> tuple[np.ndarray, np.ndarray]:
    """The same from counts of equal papers as numpy draws them: the plain way to use bins."""
    kinds, n = np.unique(np.stack((k, top)), axis=1, return_counts=True)
    order = np.argsort(-n)
    (k, top), n = kinds[:, order], n[order]
    counts = random.multinomial(n.sum(), n / n.sum(), size=draws).astype(float)
    return counts @ (top / ONE) / n.sum(), (counts @ (top / ONE / k)) / (counts @ (1 / k))


def seconds_naive(papers: Sequence[Papers], way=naive) -> float:
    """CPU seconds of a way to draw, intervals included."""
    random = np.random.default_rng(4)
    begin = time.process_time()
    for one in papers:
        np.quantile(np.stack(way(random, one.k, one.top)), (0.025, 0.975), axis=1)
    return time.process_time() - begin


def seconds(bins: pa.Table, repeats: int = 3) -> float:
    """CPU seconds of ``intervals``, the median."""
    taken = []
    for number in range(repeats):
        begin = time.process_time()
        intervals(bins, question=str(number))
        taken.append(time.process_time() - begin)
    return sorted(taken)[repeats // 2]


def cost(sizes: Sequence[np.ndarray], every: int) -> dict[str, float]:
    """CPU seconds for all universities, fields and windows. The naive ways are timed on every so many groups in order of size, times that number."""
    papers = groups(sizes)
    some = sorted(papers, key=lambda one: len(one.k))[every // 2 :: every]
    scale = sum(len(one.k) for one in papers) / sum(len(one.k) for one in some)
    bins = binned(papers)
    own = seconds(bins)
    result = {"groups": len(papers), "papers": sum(len(one.k) for one in papers), "bins": bins.num_rows, "seconds": own}
    for name, way in (("naive", naive), ("multinomial", multinomial)):
        taken = seconds_naive(some, way)
        # Drawing one by one grows with papers, drawing bins rather with groups.
        result[name] = taken * (scale if name == "naive" else every)
        result[f"{name}_ratio"] = result[name] / own
    return result


def coverage(n: int, universities: int = 4000, quality: float = 0.115, draws: int = DRAWS) -> tuple[float, float]:
    """Part of simulated universities of n papers with their true Q in the interval, by full and fractional counting."""
    random = np.random.default_rng(n)
    papers = [Papers(number, 1, 1, *drawn_papers(random, n, quality)) for number in range(universities)]
    # The truth is the same by both countings: tops do not depend on k here.
    tied = np.random.default_rng(1).integers(1, ONE, 24)
    truth = quality * 0.8 + quality * 0.24 * tied.mean() / ONE
    found = intervals(binned(papers), question="coverage", draws=draws)
    low_full, high_full, low_frac, high_frac = (found[name].to_numpy() for name in found.column_names[4:8])
    return float(np.mean((low_full <= truth) & (truth <= high_full))), float(np.mean((low_frac <= truth) & (truth <= high_frac)))


def main() -> None:
    """Print the figures."""
    for name, sizes, every in (("sizes of whole universities", whole_sizes(), 4), ("sizes in each field", field_sizes(), 48)):
        figures = cost(sizes, every)
        print(f"{name}: {', '.join(f'{key} {value:,.3g}' if value < 1000 else f'{key} {value:,.0f}' for key, value in figures.items())}")
    for n in (10, 20, 50, 100, 200, 500, 1000, 5000):
        full, frac = coverage(n)
        print(f"coverage at {n} papers: full {full:.1%}, fractional {frac:.1%}")


if __name__ == "__main__":
    main()
