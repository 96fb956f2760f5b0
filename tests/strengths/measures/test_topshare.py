from __future__ import annotations

from fractions import Fraction

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strengths import oracle
from tests.strengths.corpora import COUNTS, PAPERS, Paper, by_key, chain, corpus, duckdb, unit, works
from tsunagu.strengths.measures import topshare
from tsunagu.strengths.tables import ONE, THRESHOLD

CASE_A = [30, 12, 12, 12] + [5] * 6 + [1] * 10
CASE_B = [5] * 5 + [0] * 95
CASE_C = [3] * 15 + [1] * 85
CASE_D = list(range(100))
CABINET_OFFICE = [50] * 7 + [9] * 10 + [1] * 83

PERMILLES = (1, 10, 100, 250, 333)
REFERENCE = ibis.table(
    {
        "work_id": "int64",
        "field": "int16",
        "year": "int16",
        "type_group": "int8",
        "cited_by": "int32",
        "flags": "int16",
    },
    name="works",
)
LIMITS = {permille: topshare.thresholds(topshare.histogram(REFERENCE), permille) for permille in PERMILLES}
WEIGHTED = {
    (permille, rule): topshare.weighted(REFERENCE, topshare.weights(LIMITS[permille], permille, rule)).select(
        "work_id", "top"
    )
    for permille in PERMILLES
    for rule in ("cwts", "nistep_scale")
}


def reference(rows: list[oracle.Work]) -> pa.Table:
    fields, years, groups, ids, cited = (
        [getattr(row, name) for row in rows] for name in ("field", "year", "group", "work", "cited")
    )
    columns = {
        "work_id": ids,
        "field": fields,
        "year": years,
        "type_group": groups,
        "cited_by": cited,
        "flags": [0] * len(rows),
    }
    return pa.table({name: pa.array(values, REFERENCE.schema()[name].to_pyarrow()) for name, values in columns.items()})


def weights(rows: list[oracle.Work], permille: int = 100, rule: str = "cwts") -> dict[int, int]:
    """{work: top weight in units of 2^-40}."""
    found = duckdb().fetch(WEIGHTED[permille, rule], works=reference(rows))
    assert found.schema.types == [pa.int64(), pa.int64()]
    assert sorted(found["work_id"].to_pylist()) == sorted(row.work for row in rows)  # each work once
    return dict(zip(*found.to_pydict().values(), strict=True))


def one_cell(counts: list[int]) -> list[oracle.Work]:
    """Works of one reference cell."""
    return [oracle.Work(number, 1, 2020, 0, cited) for number, cited in enumerate(counts)]


def by_citations(counts: list[int], rule: str = "cwts") -> dict[int, int]:
    found = weights(one_cell(counts), rule=rule)
    return {cited: found[number] for number, cited in enumerate(counts)}


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (CASE_A, {30: 1, 12: Fraction(1, 3), 5: 0, 1: 0}),  # two works of twenty: one above, one to share among three
        (CASE_B, {5: 1, 0: Fraction(5, 95)}),
        (CASE_C, {3: Fraction(10, 15), 1: 0}),
        (CASE_D, {cited: int(cited >= 90) for cited in range(100)}),
        ([7], {7: Fraction(1, 10)}),
        ([0] * 30, {0: Fraction(3, 30)}),
    ],
)
def test_works_at_the_threshold_count_in_part_by_hand(counts, expected):
    assert by_citations(counts) == {cited: unit(weight) for cited, weight in expected.items()}


def test_the_cabinet_office_example_multiplies_seven_works_to_ten():
    found = by_citations(CABINET_OFFICE, rule="nistep_scale")
    assert found == {50: unit(Fraction(10, 7)), 9: 0, 1: 0}
    amounts = [n * found[50] / ONE for n in (4, 2, 1)]
    assert amounts == pytest.approx([5.714285714, 2.857142857, 1.428571429], abs=1e-9)


def test_scaling_shares_among_the_most_cited_where_nothing_is_above_the_threshold():
    assert by_citations(CASE_C, rule="nistep_scale") == {3: unit(Fraction(10, 15)), 1: 0}


def test_the_threshold_table_tells_what_the_label_rests_on():
    found = duckdb().fetch(LIMITS[100], works=reference(one_cell(CASE_A)))
    assert list(zip(found.schema.names, found.schema.types, strict=True)) == [
        (name, kind)
        for name, kind in zip(THRESHOLD.arrow.names, THRESHOLD.arrow.types, strict=True)
        if name != "scheme"
    ]
    assert found.to_pylist() == [
        {
            "field": 1,
            "year": 2020,
            "type_group": 0,
            "top_permille": 100,
            "cited_by": 12,
            "n_total": 20,
            "n_above": 1,
            "n_tied": 3,
            "n_cited": 30 + 3 * 12 + 6 * 5 + 10,
        }
    ]


def test_counting_every_work_at_the_threshold_breaks_the_tenth():
    def gain_or_equal(counts: list[int]) -> int:
        limit = sorted(counts, reverse=True)[len(counts) // 10 - 1]
        return sum(cited >= limit for cited in counts)

    assert abs(sum(weights(one_cell(CASE_B)).values()) - 10 * ONE) <= 100
    assert gain_or_equal(CASE_B) == 100  # the whole cell is "the top tenth"
    assert gain_or_equal(CASE_D) == 10  # only where nothing is tied does the rule of the peers hold


def test_works_are_compared_within_field_year_and_type_only():
    rows = [Paper(9), Paper(1), Paper(9, field=2), Paper(9, year=2021), Paper(9, group=1), Paper(500, core=False)]
    table = chain(corpus(rows), "threshold")["threshold"]
    assert table.num_rows == 2 * 4
    found = by_key(table, "field", "year", "type_group", "top_permille")
    assert {key: (row["cited_by"], row["n_total"], row["n_cited"]) for key, row in found.items() if key[-1] == 100} == {
        (1, 2020, 0, 100): (9, 2, 10),
        (2, 2020, 0, 100): (9, 1, 9),
        (1, 2021, 0, 100): (9, 1, 9),
        (1, 2020, 1, 100): (9, 1, 9),
    }


@pytest.mark.parametrize("permille", [0, 1000, -1])
def test_a_share_outside_of_the_whole_is_refused(permille):
    with pytest.raises(ValueError, match="1 to 999 permille"):
        topshare.thresholds(COUNTS, permille)
    with pytest.raises(ValueError, match="1 to 999 permille"):
        topshare.weights(LIMITS[100], permille)


def test_an_unknown_rule_is_refused():
    with pytest.raises(ValueError, match="greater_or_equal"):
        topshare.weights(LIMITS[100], tie_rule="greater_or_equal")


@pytest.mark.long
@settings(max_examples=25)
@given(PAPERS, st.sampled_from(["cwts", "nistep_scale"]), st.sampled_from(PERMILLES))
def test_weights_are_the_oracles_rounded_and_add_up_to_the_share(papers, rule, permille):
    rows = works(papers)
    found = weights(rows, permille, rule)
    groups: dict[tuple[int, ...], list[oracle.Work]] = {}
    for row in rows:
        groups.setdefault((row.field, row.year, row.group), []).append(row)
    for members in groups.values():
        exact = oracle.top_weights([row.cited for row in members], permille, rule)
        assert [found[row.work] for row in members] == [unit(exact[row.cited]) for row in members]
        assert abs(sum(found[row.work] for row in members) - Fraction(permille * len(members), 1000) * ONE) <= len(
            members
        )


@pytest.mark.long
@settings(max_examples=25)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=40), st.data())
def test_one_citation_more_lowers_no_own_weight_and_raises_no_others(counts, data):
    chosen = data.draw(st.integers(0, len(counts) - 1))
    before = weights(one_cell(counts))
    after = weights(one_cell([cited + (number == chosen) for number, cited in enumerate(counts)]))
    assert after[chosen] >= before[chosen]
    assert [number for number in before if number != chosen and after[number] > before[number]] == []


def test_huge_factors_are_exact_where_floating_point_is_not():
    table = {"field": [1] * 3, "year": [2020] * 3, "type_group": [0] * 3, "cited_by": [9, 1, 0], "n": [1, 30, 199_969]}
    histogram = pa.table({name: pa.array(values, COUNTS.schema()[name].to_pyarrow()) for name, values in table.items()})
    tiny = topshare.weights(topshare.thresholds(COUNTS, 1), 1, "nistep_scale")
    assert duckdb().fetch(tiny, histogram=histogram)["w_above"].to_pylist() == [unit(Fraction(200, 31))]


def test_a_cell_of_eight_million_works_with_a_billion_citations_is_exact():
    table = {
        "field": [1] * 3,
        "year": [2020] * 3,
        "type_group": [0] * 3,
        "cited_by": [2**31 - 1, 7, 0],
        "n": [3, 999_998, 7_388_606],
    }
    histogram = pa.table({name: pa.array(values, COUNTS.schema()[name].to_pyarrow()) for name, values in table.items()})
    total = sum(table["n"])
    row = duckdb().fetch(topshare.thresholds(COUNTS, 100), histogram=histogram).to_pylist()[0]
    assert (row["n_total"], row["n_cited"]) == (total, 3 * (2**31 - 1) + 7 * 999_998)
    found = duckdb().fetch(topshare.weights(topshare.thresholds(COUNTS, 100)), histogram=histogram).to_pylist()[0]
    assert found["w_tied"] == unit(Fraction(total - 30, 10 * 999_998))
