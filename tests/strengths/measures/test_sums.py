"""Sums of cells: windows, totals of the world, Q, and institutions that are merged."""

from __future__ import annotations

from collections import Counter

import duckdb as engine_of_duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings

from tests.strengths.corpora import (
    CELL_TABLE,
    PAPERS,
    SPANS,
    STEPS,
    Paper,
    amounts,
    arrow,
    by_key,
    cells,
    chain,
    chance_papers,
    corpus,
    duckdb,
    held,
    places,
)
from tsunagu.strengths.enums import Top
from tsunagu.strengths.measures import counting
from tsunagu.strengths.tables import AMOUNTS, CELL, ONE

KEY = ("field", "institution_id", "year")
OF_ALL = counting.quality(counting.sums(CELL_TABLE, ["year"]))


def side_by_side(one: list[Paper], other: list[Paper]) -> tuple[pa.Table, pa.Table]:
    """The cells of two corpora, computed at once: the fields of the second are moved away and back."""
    found = cells([*one, *(paper._replace(field=paper.field + 100) for paper in other)])
    first, second = (found.filter(mask) for mask in (pc.less(found["field"], 100), pc.greater(found["field"], 100)))
    return first, second.set_column(0, "field", pc.subtract(second["field"], pa.scalar(100, pa.int16())))


@pytest.mark.long
@settings(max_examples=15)
@given(PAPERS)
def test_merging_two_institutions_adds_what_is_shared_and_counts_joint_papers_once(papers):
    """Institution 2 becomes institution 1: each affiliation stays one."""
    merged = [
        paper._replace(authors=[sorted({1 if at == 2 else at for at in author}) for author in paper.authors])
        for paper in papers
    ]
    apart, together = (
        {key: row["p_full"] for key, row in by_key(found, *KEY).items()} for found in side_by_side(papers, merged)
    )
    joint = Counter(
        (paper.field, 1, paper.year) for paper in papers if {1, 2} <= {at for author in paper.authors for at in author}
    )
    for key in {key for key in (*apart, *together) if key[1] in (1, 2)}:
        one, other = (key[0], 1, key[2]), (key[0], 2, key[2])
        assert other not in together
        assert together[one] == apart.get(one, 0) + apart.get(other, 0) - joint[one]
    # Author shares move as they are when the affiliation keeps its weight; k falls where both were on a work, so 1/k
    # does not.
    before = held(places(papers))
    after = held(
        [place._replace(institution=1 if place.institution == 2 else place.institution) for place in places(papers)]
    )
    for work in range(len(papers)):
        ours = [before[work, institution]["w_author"] for institution in (1, 2) if (work, institution) in before]
        assert abs(sum(ours) - after.get((work, 1), {"w_author": 0})["w_author"]) <= len(papers[work].authors)


@pytest.mark.long
@settings(max_examples=15)
@given(PAPERS)
def test_merging_institutions_that_never_meet_adds_everything(papers):
    papers = [paper for paper in papers if not {1, 2} <= {at for author in paper.authors for at in author}] or [
        Paper(1, [[1]]),
        Paper(2, [[2]]),
    ]
    merged = [
        paper._replace(authors=[[1 if at == 2 else at for at in author] for author in paper.authors])
        for paper in papers
    ]
    apart, together = (amounts(found, *KEY) for found in side_by_side(papers, merged))
    for field, institution, year in {key for key in apart if key[1] in (1, 2)}:
        assert institution in (1, 2)
        both = [apart[key] for key in ((field, 1, year), (field, 2, year)) if key in apart]
        whole = together[field, 1, year]
        assert {name: sum(part[name] for part in both) for name in AMOUNTS} == {name: whole[name] for name in AMOUNTS}


@pytest.mark.long
@settings(max_examples=10)
@given(PAPERS)
def test_a_window_is_the_sum_of_its_years(papers):
    found = chain(corpus(papers), "cell", "window")
    assert {found["window"].schema.field(name).type for name in AMOUNTS} == {pa.int64()}
    expected: dict[tuple[int, ...], dict[str, float]] = {}
    for row in found["cell"].to_pylist():
        for first, last in ((2018, 2020), (2019, 2021), (2020, 2022)):
            if first <= row["year"] <= last:
                sums = expected.setdefault(
                    (row["field"], row["institution_id"], first, last), dict.fromkeys((*AMOUNTS, "ncs"), 0)
                )
                sums |= {name: sums[name] + row[name] for name in sums}
    assert amounts(found["window"], "field", "institution_id", "first_year", "last_year") == expected


def world_of(rows: list[dict[str, int]]) -> pa.Table:
    return arrow(
        CELL,
        [
            {**dict.fromkeys(AMOUNTS, 0), "field": 1, "institution_id": 1, "year": 2020, "ncs": 0.0, **row}
            for row in rows
        ],
    ).drop_columns("scheme")


def test_windows_of_all_fields_leave_the_field_out():
    spans = pa.table(
        {"first_year": pa.array([2020, 2030], pa.int16()), "last_year": pa.array([2021, 2031], pa.int16())}
    )
    rows = world_of(
        [{"p_full": 2, "ncs": 0.5}, {"p_full": 3, "field": 2, "year": 2021, "ncs": 0.25}, {"p_full": 9, "year": 2022}]
    )
    found = duckdb().fetch(counting.windows(CELL_TABLE, SPANS, ["institution_id"]), cell=rows, spans=spans).to_pylist()
    assert [
        (row["institution_id"], row["first_year"], row["last_year"], row["p_full"], row["ncs"]) for row in found
    ] == [(1, 2020, 2021, 5, 0.75)]


def test_q_is_a_ratio_of_sums():
    rows = world_of(
        [{"p_full": 1, "p_frac": ONE, "top_full": ONE, "top_frac": ONE}, {"year": 2021, "p_full": 3, "p_frac": 3 * ONE}]
    )
    for part in ("full", "frac"):
        found = duckdb().fetch(
            counting.quality(counting.sums(CELL_TABLE, ["institution_id"]), counting=part), cell=rows
        )
        assert found.schema.field("q").type == pa.float64()
        assert found["q"].to_pylist() == [0.25]  # the mean of ratios would be a half


@pytest.mark.parametrize("top", Top)
@pytest.mark.parametrize("part", ["full", "frac", "author"])
def test_q_takes_the_share_and_the_counting_asked_for_and_is_unknown_without_papers(top, part):
    one = ONE if part != "full" else 1
    rows = world_of([{f"p_{part}": 8 * one, top.column(part): ONE}, {"institution_id": 2}])
    found = duckdb().fetch(counting.quality(CELL_TABLE, top, part), cell=rows)
    assert {row["institution_id"]: row["q"] for row in found.to_pylist()} == {1: 0.125, 2: None}


def test_a_sum_that_does_not_fit_is_an_error_and_not_a_wrong_number():
    with pytest.raises(engine_of_duckdb.ConversionException):
        duckdb().fetch(OF_ALL, cell=world_of([{"p_frac": 2**62, "institution_id": number} for number in range(3)]))


def test_totals_have_room_for_the_world():
    rows = world_of(
        [
            {"p_full": 2**40, "p_frac": 2**62, "top_frac": 2**61, "ncs": 0.5, "institution_id": number}
            for number in range(3)
        ]
    )
    row = duckdb().fetch(STEPS["total"], cell=rows).to_pylist()[0]
    assert (row["p_full"], row["p_frac"], row["top_frac"], row["p_lead"], row["ncs"]) == (
        3.0 * 2**40,
        3.0 * 2**22,
        3.0 * 2**21,
        0.0,
        1.5,
    )


def test_totals_are_the_sums_in_papers():
    found = chain(corpus(chance_papers(400)))
    sums, totals = (
        by_key(duckdb().fetch(counting.sums(CELL_TABLE, ["field"]), cell=found["cell"]), "field"),
        by_key(found["total"], "field"),
    )
    assert sums.keys() == totals.keys() == {(1,), (2,), (3,)}
    for key, row in sums.items():
        in_papers = {name: row[name] / (1 if name in ("p_full", "p_lead") else ONE) for name in AMOUNTS}
        assert {name: totals[key][name] for name in AMOUNTS} == in_papers
        assert totals[key]["ncs"] == row["ncs"]
