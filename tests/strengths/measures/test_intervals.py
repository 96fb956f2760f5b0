"""Intervals of Q値: the law of drawing papers one by one, from bins."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings

from tests.strengths import corpora, oracle
from tests.strengths.corpora import PAPERS, Paper
from tests.strengths.measure_intervals import Interval, Papers, binned, coverage, drawn_papers, interval, naive
from tsunagu.strengths.measures.intervals import bins, intervals, regrouped
from tsunagu.strengths.tables import BOOTSTRAP_BIN, CONTRIBUTION, INTERVAL, ONE

WEIGHTS = corpora.named(corpora.STEPS["weight"], "weight")
BINS = bins(CONTRIBUTION.unbound(), WEIGHTS, corpora.SPANS)
FIELD_MAP = ibis.table({"field": "int16", "to": "int16"}, name="field_map")
REGROUPED = regrouped(BOOTSTRAP_BIN.unbound(), FIELD_MAP)
SPANS = [tuple(row.values()) for row in corpora.WINDOWS.to_pylist()]


def fields(*pairs: tuple[int, int]) -> pa.Table:
    return pa.table(
        {
            "field": pa.array([field for field, _ in pairs], pa.int16()),
            "to": pa.array([to for _, to in pairs], pa.int16()),
        }
    )


def sources(papers: list[Paper]) -> dict[str, pa.Table]:
    """The contributions and weights of papers, as the computation has them."""
    found = corpora.chain(
        corpora.corpus(papers), "works", "histogram", "threshold", "holding", "contribution", "weight"
    )
    scheme = pa.array(["ours"] * found["contribution"].num_rows, pa.string())
    return {
        "contribution": found["contribution"].append_column("scheme", scheme),
        "weight": found["weight"],
        "spans": corpora.WINDOWS,
    }


def tallied(papers: list[Paper], to: dict[int, list[int]] | None = None) -> Counter[tuple[int, int, int, int, int]]:
    """(institution, field, window, k, top) of papers counted one by one."""
    tally: Counter[tuple[int, int, int, int, int]] = Counter()
    for paper in papers:
        peers = [
            one.cited
            for one in papers
            if one.core and (one.field, one.year, one.group) == (paper.field, paper.year, paper.group)
        ]
        here = {institution for at in paper.authors for institution in at}
        if paper.core:
            top = corpora.unit(oracle.top_weights(peers)[paper.cited])
            for institution in here:
                for field in (to or {}).get(paper.field, [] if to else [paper.field]):
                    for first, last in SPANS:
                        if first <= paper.year <= last:
                            tally[institution, field, last, len(here), top] += 1
    return tally


def counted(table: pa.Table) -> dict[tuple[int, int, int, int, int], int]:
    return {
        (row["institution_id"], row["field"], row["window"], row["k"], row["top"]): row["n"]
        for row in table.to_pylist()
    }


@pytest.mark.long
@given(PAPERS.map(lambda papers: [paper._replace(flags=0) for paper in papers]))
@settings(max_examples=8, deadline=None)
def test_bins_are_papers_counted_one_by_one(papers):
    table = corpora.duckdb().fetch(BINS, **sources(papers))
    assert table.schema == BOOTSTRAP_BIN.arrow
    assert table["scheme"].to_pylist() == ["ours"] * table.num_rows
    assert counted(table) == tallied(papers)
    assert table.num_rows == len(tallied(papers))


def test_the_bins_of_groups_of_fields_are_those_of_their_papers_together():
    papers = corpora.chance_papers(400, institutions=8)
    each = corpora.duckdb().fetch(BINS, **sources(papers))
    table = corpora.duckdb().fetch(
        REGROUPED, bootstrap_bin=each, field_map=fields((1, 11), (2, 11), (1, 0), (2, 0), (3, 0), (3, 0))
    )
    assert table.schema == BOOTSTRAP_BIN.arrow
    # The weights are still those of the single fields: a group has no threshold of its own.
    assert counted(table) == tallied(papers, {1: [11, 0], 2: [11, 0], 3: [0]})
    assert {row["field"] for row in table.to_pylist()} == {0, 11}


def test_bins_are_the_same_on_spark(spark_engine):
    given = sources(corpora.chance_papers(300, institutions=8))
    ours, theirs = (corpora.canonical(engine.fetch(BINS, **given)) for engine in (corpora.duckdb(), spark_engine))
    assert theirs.cast(ours.schema).equals(ours)
    mapped = {"bootstrap_bin": ours, "field_map": fields((1, 0), (2, 0), (3, 7))}
    ours, theirs = (corpora.canonical(engine.fetch(REGROUPED, **mapped)) for engine in (corpora.duckdb(), spark_engine))
    assert theirs.cast(ours.schema).equals(ours)


def test_of_two_papers_a_quarter_of_the_draws_has_none_and_a_quarter_only_the_top_one():
    # 1/4 draw 0 of 2, 1/2 draw 1 of 2, 1/4 draw 2 of 2. The top paper is shared by two, the other is not: 1/2 / (1/2 +
    # 1) = 1/3.
    pair = {"k": [2, 1], "top": [ONE, 0], "n": [1, 1], "seed": "pair", "draws": 4000}
    assert interval(**pair, level=0.4) == Interval(0.5, 0.5, 1 / 3, 1 / 3)
    assert interval(**pair, level=0.6) == Interval(0.0, 1.0, 0.0, 1.0)


@pytest.mark.parametrize("level", [0.2, 0.8, 0.95])
@pytest.mark.parametrize(
    "papers",
    [
        # All different: few draws are taken.
        ([1, 2, 3, 4, 5, 6, 7], [0, ONE, 0, ONE // 3, 0, ONE, 0], [1, 1, 1, 1, 1, 1, 1]),
        ([1, 1, 2, 2, 3, 50], [0, ONE, 0, ONE // 3, 0, ONE], [40, 5, 20, 3, 7, 2]),
        ([1, 2, 1, 4], [0, 0, ONE, ONE // 7], [300, 155, 33, 18]),  # numbers of two and three digits
        ([1, 2, 3], [ONE, 10 * ONE // 7, 0], [10, 4, 3]),  # weights above 1, as by NISTEP's rule
    ],
)
def test_intervals_have_the_law_of_drawing_papers_one_by_one(papers, level):
    draws = 10_000
    k, top, n = (np.array(values) for values in papers)
    ours = interval(k, top, n, seed="law", draws=draws, level=level)
    theirs = naive(np.random.default_rng(5), np.repeat(k, n), np.repeat(top, n), draws)
    tail = (1 - level) / 2
    error = 4.5 * np.sqrt(2 * tail * (1 - tail) / draws)  # both are drawn
    for ratios, low, high in zip(theirs, (ours.low_full, ours.low_frac), (ours.high_full, ours.high_frac), strict=True):
        # Ratios repeat, so that a bound may carry much of the law itself: at least the tail up to it, at most the tail
        # before it.
        assert np.mean(ratios < low - 1e-9) - error < tail < np.mean(ratios < low + 1e-9) + error
        assert np.mean(ratios > high + 1e-9) - error < tail < np.mean(ratios > high - 1e-9) + error


@pytest.mark.long
def test_the_true_q_is_in_the_interval_in_93_to_97_of_100_cases_where_papers_are_many():
    full, frac = coverage(500, universities=1500, draws=400)
    assert 0.93 <= full <= 0.97
    assert 0.93 <= frac <= 0.97


def test_few_papers_are_covered_less_than_the_level_says():
    full, frac = coverage(20, universities=1500, draws=400)
    assert 0.8 <= full <= 0.92
    assert 0.7 <= frac <= 0.85


def batch(seed: int = 8) -> pa.Table:
    """Bins of institutions of many sizes."""
    random = np.random.default_rng(seed)
    sizes = (1, 2, 5, 20, 90, 400, 3000, 20_000)
    return binned(
        [Papers(number, field, 2020, *drawn_papers(random, n)) for number, n in enumerate(sizes) for field in (1, 2)]
    )


def test_a_batch_has_one_row_per_institution_field_and_window_in_the_order_of_the_table():
    found = intervals(batch(), question="edition")
    assert found.schema == INTERVAL.arrow
    assert [(row["institution_id"], row["field"], row["window"], row["draws"]) for row in found.to_pylist()] == [
        (number, field, 2020, 1000) for number in range(8) for field in (1, 2)
    ]
    assert found.equals(found.sort_by([(name, "ascending") for name in INTERVAL.order]))


def test_the_same_question_has_the_same_bits_and_another_has_others():
    assert intervals(batch(), question="edition").equals(intervals(batch(), question="edition"))
    ours, others = (
        intervals(batch(), question=question).filter(pa.compute.field("institution_id") == 7)
        for question in ("edition", "other")
    )
    assert ours["low_frac"] != others["low_frac"]
    assert np.allclose(ours["low_frac"].to_numpy(), others["low_frac"].to_numpy(), rtol=0.03)


def test_neither_order_nor_company_nor_division_of_rows_changes_a_bit():
    table = batch()
    found = intervals(table, question="edition")
    assert intervals(table.take(np.random.default_rng(6).permutation(table.num_rows)), question="edition").equals(found)
    for number in (3, 6):
        alone = table.filter(pa.compute.field("institution_id") == number)
        assert intervals(alone, question="edition").equals(found.filter(pa.compute.field("institution_id") == number))
    single = table.filter((pa.compute.field("institution_id") == 5) & (pa.compute.field("field") == 2))
    row = found.filter((pa.compute.field("institution_id") == 5) & (pa.compute.field("field") == 2)).to_pylist()[0]
    columns = {name: single[name].to_numpy() for name in ("k", "top", "n")}
    assert interval(**columns, seed="edition") == Interval(
        *(row[name] for name in ("low_full", "high_full", "low_frac", "high_frac"))
    )
    twice = {name: np.concatenate((values, values)) for name, values in columns.items()}
    doubled = {**columns, "n": 2 * columns["n"]}
    assert interval(**twice, seed="edition") == interval(**doubled, seed="edition")


def test_the_same_papers_have_the_same_interval_at_every_institution():
    k, top = drawn_papers(np.random.default_rng(9), 60)
    found = intervals(binned([Papers(number, 1, 2020, k, top) for number in range(3)]), question="edition")
    assert {(row["low_full"], row["high_full"], row["low_frac"], row["high_frac"]) for row in found.to_pylist()} == {
        tuple(getattr(interval(k, top, np.ones(60), seed="edition"), name) for name in Interval._fields)
    }


def test_one_paper_and_papers_all_alike_have_their_point_as_interval():
    assert interval([3], [ONE // 4], [1], seed="one") == Interval(0.25, 0.25, *[pytest.approx(0.25, abs=1e-11)] * 2)
    assert interval([1], [ONE // 2], [9000], seed="alike") == Interval(0.5, 0.5, 0.5, 0.5)


def test_without_a_top_paper_the_interval_is_nothing():
    assert interval([1, 2, 9], [0, 0, 0], [50, 20, 3], seed="none") == Interval(0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize("n", [3, 1000, 2_000_000])
def test_sums_are_exact_however_many_papers_there_are(n):
    # Every paper is a top one: top / k and 1 / k are the same sums, and any lost bit would show. 120 bins are more than
    # are multiplied at once.
    k = np.arange(1, 121)
    assert interval(k, np.full(120, ONE), np.full(120, n), seed="exact", draws=100) == Interval(1.0, 1.0, 1.0, 1.0)


def test_a_billion_papers_have_the_interval_of_the_normal_law():
    # Q = 1/10 of 10^9 papers: 1.96 sqrt(0.1 x 0.9 / 10^9) = 1.859e-5 to each side
    found = interval([1, 1], [0, ONE], [900_000_000, 100_000_000], seed="many")
    assert 0.1 - found.low_full == pytest.approx(1.859e-5, rel=0.1)
    assert found.high_full - 0.1 == pytest.approx(1.859e-5, rel=0.1)
    assert (found.low_frac, found.high_frac) == (found.low_full, found.high_full)


def test_intervals_hold_the_point_narrow_with_papers_and_widen_with_the_level():
    k, top, n = [1, 2, 1, 3], [0, 0, ONE, ONE // 2], [60, 25, 10, 5]
    point = Fraction(10 * ONE + 5 * (ONE // 2), 100 * ONE)
    one = interval(k, top, n, seed="point")
    many = interval(k, top, [100 * value for value in n], seed="point")
    wide = interval(k, top, n, seed="point", level=0.99)
    assert one.low_full < many.low_full < point < many.high_full < one.high_full
    assert many.high_full - many.low_full == pytest.approx((one.high_full - one.low_full) / 10, rel=0.15)
    assert wide.low_full < one.low_full
    assert one.high_full < wide.high_full
    assert wide.low_frac < one.low_frac
    assert one.high_frac < wide.high_frac


def test_more_top_papers_move_both_ends_up():
    ends = [interval([1, 1, 2], [0, ONE, ONE], [900 - tops, tops, 100], seed="up") for tops in (20, 60, 120, 300)]
    assert [end.low_full for end in ends] == sorted({end.low_full for end in ends})
    assert [end.high_frac for end in ends] == sorted({end.high_frac for end in ends})


def test_a_table_without_bins_has_no_intervals():
    assert intervals(BOOTSTRAP_BIN.arrow.empty_table(), question="edition").equals(INTERVAL.arrow.empty_table())


@pytest.mark.parametrize("wrong", [{"k": [0]}, {"n": [0]}, {"top": [-1]}, {"top": [2**61]}])
def test_numbers_that_no_bin_has_are_refused(wrong):
    with pytest.raises(ValueError, match="k and n of 1 or more"):
        interval(**{"k": [1], "top": [0], "n": [1], **wrong}, seed="wrong")


@pytest.mark.parametrize("wrong", [{"draws": 0}, {"level": 0.0}, {"level": 1.0}])
def test_draws_and_levels_that_say_nothing_are_refused(wrong):
    with pytest.raises(ValueError, match="at least 1 draw and a level between 0 and 1"):
        interval([1, 1], [0, ONE], [3, 1], seed="wrong", **wrong)


def test_unknown_values_are_refused_with_their_column():
    table = pa.Table.from_pylist(
        [{**dict.fromkeys(BOOTSTRAP_BIN.columns, 1), "scheme": "ours", "top": None}], schema=BOOTSTRAP_BIN.arrow
    )
    with pytest.raises(ValueError, match="the column top has 1 empty values"):
        intervals(table, question="edition")
