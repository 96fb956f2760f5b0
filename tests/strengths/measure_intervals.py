"""What intervals cost beside drawing papers one by one, and how often they hold the truth.

Run as ``python -m tests.strengths.measure_intervals [STORE]``: for Japan's universities x the eight fields x the
windows of a computed store; without one, for made-up universities.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tsunagu.strengths.making.build import eight_fields
from tsunagu.strengths.measures.intervals import DRAWS, intervals, regrouped
from tsunagu.strengths.storage.engines import DuckDB
from tsunagu.strengths.storage.store import Store
from tsunagu.strengths.tables import BOOTSTRAP_BIN, INSTITUTION, INTERVAL, ONE

UNIVERSITIES, FIELDS, WINDOWS = 180, 8, 6
LARGEST, SMALLEST = 60_000, 20
CHUNK = 2**20  # papers drawn at once by the naive way
SAMPLE = 400  # groups on which the naive way is timed


@dataclass(frozen=True)
class Papers:
    """The papers of one institution, field and window."""

    institution: int
    field: int
    window: int
    k: np.ndarray
    top: np.ndarray


class Interval(NamedTuple):
    """The ends of the interval of Q, by full and by fractional counting."""

    low_full: float
    high_full: float
    low_frac: float
    high_frac: float


def interval(k: npt.ArrayLike, top: npt.ArrayLike, n: npt.ArrayLike, *, seed: str, **how: Any) -> Interval:
    """The interval of one institution from its bins: n papers each with k institutions and a top weight."""
    papers = {"k": np.asarray(k), "top": np.asarray(top), "n": np.asarray(n)}
    same = {"institution_id": 1, "field": 1, "window": 2020}
    columns = {"scheme": ["ours"] * papers["n"].size}
    columns |= {name: np.full(papers["n"].size, value) for name, value in same.items()} | papers
    types = BOOTSTRAP_BIN.arrow
    table = pa.table({name: pa.array(columns[name], types.field(name).type, safe=False) for name in types.names})
    [row] = intervals(table, question=seed, **how).to_pylist()
    return Interval(*(row[name] for name in Interval._fields))


def zipf(count: int = UNIVERSITIES, largest: int = LARGEST, smallest: int = SMALLEST) -> np.ndarray:
    """Papers by rank: a power of the rank, from the largest to the smallest."""
    slope = np.log(largest / smallest) / np.log(count)
    papers: np.ndarray = np.rint(largest * np.arange(1, count + 1) ** -slope).astype(int)
    return papers


def drawn_papers(random: np.random.Generator, n: int, quality: float = 0.115) -> tuple[np.ndarray, np.ndarray]:
    """k from 1 to 50 with a heavy tail (43% alone, mean 5), and tops: 88% nothing, most others whole, some one of 24
    parts of ties.
    """
    chance = np.arange(1, 51) ** -1.5
    k = random.choice(np.arange(1, 51), size=n, p=chance / chance.sum())
    tied = np.random.default_rng(1).integers(1, ONE, 24)
    part = random.random(n)
    return k, np.where(part < quality * 0.8, ONE, np.where(part < quality * 1.04, tied[random.integers(24, size=n)], 0))


def whole_sizes() -> list[np.ndarray]:
    """Papers of each university by field: the sizes of ``zipf`` divided among the fields, unevenly."""
    random = np.random.default_rng(2)
    return [np.maximum(random.multinomial(size, random.dirichlet(np.full(FIELDS, 1.5))), 1) for size in zipf()]


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
    return pa.table(
        [pa.array(rows[field.name], type=field.type) for field in BOOTSTRAP_BIN.arrow], schema=BOOTSTRAP_BIN.arrow
    )


def naive(
    random: np.random.Generator, k: np.ndarray, top: np.ndarray, draws: int = DRAWS
) -> tuple[np.ndarray, np.ndarray]:
    """The ratios by full and fractional counting of papers drawn one by one."""
    n = len(k)
    full, part, papers = top / ONE, top / ONE / k, 1 / k
    ratios = []
    step = max(1, CHUNK // n)
    for begin in range(0, draws, step):
        index = random.integers(n, size=(min(step, draws - begin), n))
        ratios.append((full[index].sum(axis=1) / n, part[index].sum(axis=1) / papers[index].sum(axis=1)))
    return np.concatenate([full for full, _ in ratios]), np.concatenate([frac for _, frac in ratios])


def of_japan(store: Store) -> pa.Table:
    """The bins of Japan's universities in the eight fields and all windows of a computed store."""
    eight = eight_fields(store)
    assert eight is not None
    map_ = pa.table({"field": eight.table["field"], "to": eight.table["to"]})
    universities = INSTITUTION.unbound().filter(ibis._.country == "JP", ibis._.sector == "education")
    with DuckDB() as engine:
        engine.bind("institution", store.files("institution"), INSTITUTION)
        engine.bind("bootstrap_bin", store.files("bootstrap_bin", scheme=eight.base), BOOTSTRAP_BIN)
        bins = BOOTSTRAP_BIN.unbound().semi_join(universities, "institution_id")
        return engine.fetch(regrouped(bins, ibis.table({"field": "int16", "to": "int16"}, name="map")), map=map_)


def seconds(bins: pa.Table, repeats: int = 3) -> float:
    """CPU seconds of ``intervals``, the median."""
    taken = []
    for number in range(repeats):
        begin = time.process_time()
        intervals(bins, question=str(number))
        taken.append(time.process_time() - begin)
    return sorted(taken)[repeats // 2]


def seconds_naive(k: np.ndarray, top: np.ndarray) -> float:
    """CPU seconds of drawing the papers of a group one by one, interval included."""
    random = np.random.default_rng(4)
    begin = time.process_time()
    np.quantile(np.stack(naive(random, k, top)), (0.025, 0.975), axis=1)
    return time.process_time() - begin


def cost(bins: pa.Table) -> dict[str, float]:
    """CPU seconds of both ways for all groups, and of the naive one for the groups where there is something to draw.

    The naive way is timed on a sample of groups, evenly in the order of their papers, with all the largest; its time
    grows evenly with papers."""
    bins = bins.sort_by([(key, "ascending") for key in INTERVAL.order])
    keys = np.stack([bins[key].to_numpy() for key in INTERVAL.order[1:]])
    start = np.flatnonzero(np.concatenate(([True], (np.diff(keys) != 0).any(axis=0))))
    k, top, n = (bins[name].to_numpy() for name in ("k", "top", "n"))
    sizes = np.add.reduceat(n, start)
    order = np.argsort(sizes, kind="stable")
    places = np.unique(
        np.concatenate((np.linspace(0, sizes.size - 1, SAMPLE), np.arange(max(sizes.size - 20, 0), sizes.size))).astype(
            int
        )
    )
    rows = [slice(start[group], start[group + 1] if group + 1 < start.size else None) for group in order[places]]
    taken = [seconds_naive(np.repeat(k[row], n[row]), np.repeat(top[row], n[row])) for row in rows]
    known, which = np.unique(sizes[order[places]], return_inverse=True)
    each = np.interp(sizes, known, np.bincount(which, taken) / np.bincount(which))
    drawn = (np.maximum.reduceat(top, start) > 0) & (np.diff(start, append=n.size) > 1)
    own = seconds(bins)
    return {
        "groups": sizes.size,
        "groups drawn": int(drawn.sum()),
        "papers": int(sizes.sum()),
        "bins": n.size,
        "seconds": own,
        "seconds one by one": each.sum(),
        "ratio": each.sum() / own,
        "ratio for the groups drawn": each[drawn].sum() / own,
    }


def coverage(n: int, universities: int = 4000, quality: float = 0.115, draws: int = DRAWS) -> tuple[float, float]:
    """Part of simulated universities of n papers with their true Q in the interval, by full and fractional counting."""
    random = np.random.default_rng(n)
    papers = [Papers(number, 1, 1, *drawn_papers(random, n, quality)) for number in range(universities)]
    # The truth is the same by both countings: tops do not depend on k here.
    tied = np.random.default_rng(1).integers(1, ONE, 24)
    truth = quality * 0.8 + quality * 0.24 * tied.mean() / ONE
    found = intervals(binned(papers), question="coverage", draws=draws)
    low_full, high_full, low_frac, high_frac = (found[name].to_numpy() for name in found.column_names[4:8])
    return float(np.mean((low_full <= truth) & (truth <= high_full))), float(
        np.mean((low_frac <= truth) & (truth <= high_frac))
    )


def main(*store: str) -> None:
    """Print the figures."""
    figures = cost(of_japan(Store(Path(*store))) if store else binned(groups(whole_sizes())))
    for name, value in figures.items():
        print(f"{name:28} {value:14,.2f}" if isinstance(value, float) else f"{name:28} {value:11,}")
    for n in (10, 20, 50, 100, 200, 500, 1000, 5000):
        full, frac = coverage(n)
        print(f"coverage at {n} papers: full {full:.1%}, fractional {frac:.1%}")


if __name__ == "__main__":
    main(*sys.argv[1:])
