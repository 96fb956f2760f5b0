"""Who writes with whom."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tsunagu.strengths.measures import intervals, networks
from tsunagu.strengths.storage.engines import DuckDB
from tsunagu.strengths.tables import BOOTSTRAP_BIN, CONTRIBUTION, EDGE, ONE

WEIGHTS = ibis.table(
    {
        "field": "int16",
        "year": "int16",
        "type_group": "int8",
        "threshold": "int32",
        "w_above": "int64",
        "w_tied": "int64",
    },
    name="weights",
)
SPANS = ibis.table({"first_year": "int16", "last_year": "int16"}, name="spans")
FOCUS = ibis.table({"institution_id": "int32"}, name="focus")
ALL = networks.edges(CONTRIBUTION.unbound(), WEIGHTS, SPANS, cap=4)
FOCUSED = networks.edges(CONTRIBUTION.unbound(), WEIGHTS, SPANS, cap=4, focus=FOCUS)
BINS = ibis.table(BOOTSTRAP_BIN.schema, name="bins")
ENGINE = DuckDB()
TIED = ONE // 3  # of works with 5 citations; more count whole


def corpus(
    *works: tuple[int, int, int, list[int]],
    spans: tuple[tuple[int, int], ...] = ((2019, 2020),),
    focus: tuple[int, ...] = (),
) -> dict:
    """Works 1, 2, ... as (field, year, citations, institutions)."""
    rows = [
        {
            "scheme": "s",
            "field": field,
            "year": year,
            "type_group": 0,
            "institution_id": u,
            "work_id": work,
            "k": len(named),
            "w_author": 1,
        }
        | {"cited_by": cited, "flags": 0}
        for work, (field, year, cited, named) in enumerate(works, 1)
        for u in named
    ]
    weights = [
        {"field": field, "year": year, "type_group": 0, "threshold": 5, "w_above": ONE, "w_tied": TIED}
        for field in (1, 2)
        for year in range(2018, 2023)
    ]
    return {
        "contribution": pa.Table.from_pylist(rows, schema=CONTRIBUTION.arrow),
        "weights": pa.Table.from_pylist(weights, schema=WEIGHTS.schema().to_pyarrow()),
        "spans": pa.Table.from_pylist(
            [{"first_year": a, "last_year": b} for a, b in spans], schema=SPANS.schema().to_pyarrow()
        ),
        "focus": pa.table({"institution_id": pa.array(focus, pa.int32())}),
    }


def rows(found: pa.Table) -> list[tuple]:
    return sorted(tuple(row.values()) for row in found.to_pylist())


def edges(data: dict, expression: ibis.Table = ALL) -> list[tuple]:
    """field, window, u, v, n, top, frac"""
    found = ENGINE.fetch(expression, **data)
    assert {(name, found.schema.field(name).type) for name in found.column_names} == {
        (name, EDGE.arrow.field(name).type) for name in EDGE.columns if name != "scheme"
    }
    return rows(found)


def test_three_institutions_share_a_top_work_in_thirds():
    # 2 / (3 x 2) = 1/3 of a whole: 366,503,875,925 of 2^40 = 1,099,511,627,776
    third = 366_503_875_925
    assert edges(corpus((1, 2020, 9, [7, 3, 5]))) == [
        (1, 2020, 3, 5, 1, ONE, third),
        (1, 2020, 3, 7, 1, ONE, third),
        (1, 2020, 5, 7, 1, ONE, third),
    ]


def test_works_below_the_threshold_are_joint_works_too():
    data = corpus(
        (1, 2020, 0, [1, 2]), (1, 2019, 5, [1, 2]), (1, 2019, 6, [2, 1]), (2, 2020, 6, [1, 2]), (1, 2020, 9, [1])
    )
    assert edges(data) == [
        (1, 2020, 1, 2, 3, ONE + TIED, ONE + TIED),
        (2, 2020, 1, 2, 1, ONE, ONE),
    ]


def test_a_work_counts_in_each_span_that_holds_its_year():
    data = corpus((1, 2018, 9, [1, 2]), (1, 2019, 9, [1, 2]), (1, 2022, 9, [1, 2]), spans=((2018, 2019), (2019, 2020)))
    assert edges(data) == [(1, 2019, 1, 2, 2, 2 * ONE, 2 * ONE), (1, 2020, 1, 2, 1, ONE, ONE)]


def test_works_above_the_cap_are_left_out_and_counted():
    data = corpus(
        (1, 2020, 9, [1, 2, 3, 4]),
        (1, 2020, 9, [1, 2, 3, 4, 5]),
        (1, 2019, 0, [1, 2, 3, 4, 5, 6]),
        (2, 2021, 0, [1, 2, 3, 4, 5]),
    )
    assert [row[4] for row in edges(data)] == [1] * 6
    counted = ENGINE.fetch(
        networks.left_out(BINS, cap=4),
        bins=ENGINE.fetch(intervals.bins(CONTRIBUTION.unbound(), WEIGHTS, SPANS), **data),
    )
    assert rows(counted) == [*((u, 2020, 2, 6) for u in range(1, 6)), (6, 2020, 1, 6)]


def test_edges_in_focus_have_an_end_in_it_and_are_counted_once():
    data = corpus((1, 2020, 9, [1, 2, 3, 4]), (1, 2020, 9, [3, 4]), focus=(4, 2))
    assert [row[2:5] for row in edges(data, FOCUSED)] == [(1, 2, 1), (1, 4, 1), (2, 3, 1), (2, 4, 1), (3, 4, 2)]
    assert edges(data, FOCUSED) == [row for row in edges(data) if {2, 4} & {row[2], row[3]}]


NAMED = st.lists(st.integers(1, 6), min_size=1, max_size=5, unique=True)
WORKS = st.lists(
    st.tuples(st.integers(1, 2), st.integers(2018, 2021), st.sampled_from([0, 5, 6]), NAMED), min_size=1, max_size=12
)


@pytest.mark.long
@settings(max_examples=20, deadline=None)
@given(WORKS, st.sets(st.integers(1, 6)))
def test_edges_are_those_of_plain_python(works: list, focus: set[int]):
    spans = ((2018, 2020), (2020, 2021))
    expected: dict[tuple, list[int]] = defaultdict(lambda: [0, 0, 0])
    for field, year, cited, named in works:
        top, pairs = {0: 0, 5: TIED, 6: ONE}[cited], len(named) * (len(named) - 1) // 2
        for first, last in spans:
            for u, v in combinations(sorted(named), 2):
                if len(named) <= 4 and first <= year <= last:
                    amounts = expected[field, last, u, v]
                    for place, amount in enumerate((1, top, (2 * top + pairs) // (2 * pairs))):
                        amounts[place] += amount
    data = corpus(*works, spans=spans, focus=tuple(focus))
    plain = sorted((*key, *amounts) for key, amounts in expected.items())
    assert edges(data) == plain
    assert edges(data, FOCUSED) == [row for row in plain if focus & {row[2], row[3]}]


@pytest.mark.parametrize("size", [2, 3, 4, 17, 100])
def test_the_edges_of_a_work_add_up_to_its_top_weight(size: int):
    found = ENGINE.fetch(
        networks.edges(CONTRIBUTION.unbound(), WEIGHTS, SPANS), **corpus((1, 2020, 5, list(range(1, size + 1))))
    )
    pairs = size * (size - 1) // 2
    total = sum(found["frac"].to_pylist())
    assert (found.num_rows, 2 * abs(total - TIED) <= pairs) == (pairs, True)


PAIRS = pa.Table.from_pylist(
    [
        {"scheme": "s", "u": 1, "v": 2, "field": 1, "window": 2020, "n": 3, "top": 5, "frac": 4},
        {"scheme": "s", "u": 1, "v": 2, "field": 2, "window": 2020, "n": 1, "top": 1, "frac": 1},
        {"scheme": "s", "u": 2, "v": 3, "field": 1, "window": 2020, "n": 2, "top": 0, "frac": 0},
        {"scheme": "s", "u": 2, "v": 4, "field": 1, "window": 2020, "n": 4, "top": 0, "frac": 0},
        {"scheme": "s", "u": 1, "v": 3, "field": 1, "window": 2020, "n": 9, "top": 9, "frac": 9},
    ],
    schema=EDGE.arrow,
)


def focused(*institutions: int) -> pa.Table:
    return pa.table({"institution_id": pa.array(institutions, pa.int32())})


def test_partners_are_listed_for_each_that_is_chosen():
    found = ENGINE.fetch(networks.partners(EDGE.unbound(), FOCUS), edge=PAIRS, focus=focused(2))
    assert found.column_names == ["institution_id", "partner_id", "window", "n", "top", "frac"]
    assert rows(found) == [(2, 1, 2020, 4, 6, 5), (2, 3, 2020, 2, 0, 0), (2, 4, 2020, 4, 0, 0)]
    both = ENGINE.fetch(networks.partners(EDGE.unbound(), FOCUS), edge=PAIRS, focus=focused(1, 3))
    assert [row[:4] for row in rows(both)] == [(1, 2, 2020, 4), (1, 3, 2020, 9), (3, 1, 2020, 9), (3, 2, 2020, 2)]


LEADING = networks.leading(networks.partners(EDGE.unbound(), FOCUS), 2)


def test_the_leading_partners_are_those_with_most_joint_works_and_of_equal_ones_the_first():
    found = ENGINE.fetch(LEADING, edge=PAIRS, focus=focused(1, 2))
    assert [(row[0], row[6], row[1], row[3]) for row in rows(found)] == [
        (1, 2, 2, 4),
        (1, 1, 3, 9),
        (2, 1, 1, 4),
        (2, 2, 4, 4),
    ]


@pytest.mark.long
def test_sail_finds_the_same_partners(spark_engine):
    given = {"edge": PAIRS, "focus": focused(1, 2)}
    assert rows(spark_engine.fetch(LEADING, **given)) == rows(ENGINE.fetch(LEADING, **given))
    papers = [
        {"scheme": "s", "institution_id": 1, "field": 1, "window": 2020, "k": k, "top": 0, "n": k} for k in (4, 5, 6)
    ]
    bins = pa.Table.from_pylist(papers, schema=BINS.schema().to_pyarrow())
    left_out = networks.left_out(BINS, cap=4)
    assert (
        rows(spark_engine.fetch(left_out, bins=bins)) == rows(ENGINE.fetch(left_out, bins=bins)) == [(1, 2020, 11, 6)]
    )


@pytest.mark.long
def test_sail_finds_the_same_edges(spark_engine):
    works = [
        (1 + number % 2, 2018 + number % 4, 5 + number % 2, list(range(1 + number % 3, 3 + number % 7)))
        for number in range(40)
    ]
    data = corpus(*works, spans=((2018, 2020), (2020, 2021)), focus=(2, 5))
    for expression in (ALL, FOCUSED):
        assert rows(spark_engine.fetch(expression, **data)) == rows(ENGINE.fetch(expression, **data))
