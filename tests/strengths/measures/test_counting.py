from __future__ import annotations

import random
from collections import Counter, defaultdict
from fractions import Fraction
from pathlib import Path

import duckdb as engine_of_duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strengths import oracle
from tests.strengths.corpora import (
    CELL_TABLE,
    HELD,
    PAPERS,
    STEPS,
    Paper,
    arrow,
    by_key,
    cells,
    chain,
    chance_papers,
    corpus,
    duckdb,
    held,
    places,
    unit,
    works,
)
from tsunagu.strengths.enums import Top
from tsunagu.strengths.measures import counting
from tsunagu.strengths.storage.engines import DuckDB
from tsunagu.strengths.tables import (
    AMOUNTS,
    AUTHORSHIP,
    CELL,
    COLLAB,
    CONTRIBUTION,
    CORRESPONDING,
    CORRESPONDING_KNOWN,
    DISTANCE_KNOWN,
    FINE,
    INDUSTRY,
    INTERNATIONAL,
    ONE,
    WORK,
)

SAMPLE = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "openalex_sample"
KEY = ("field", "institution_id", "year")
OF_ALL = counting.quality(counting.sums(CELL_TABLE, ["year"]))
FOUR_YEARS = counting.reference(
    WORK.unbound(), ibis.table({"work_id": "int64", "field": "int16"}, name="work_field"), "cited_4y"
)


def contributions(papers: list[Paper]) -> dict[tuple[int, int], dict[str, int]]:
    return by_key(chain(corpus(papers), "contribution")["contribution"], "work_id", "institution_id")


def agree(found: pa.Table, compared: list[oracle.Work], at: list[oracle.Place]) -> None:
    """The cells are the oracle's, but for the rounding of each term."""
    rows, expected = by_key(found, *KEY), oracle.cells(compared, at)
    assert rows.keys() == expected.keys()
    authors, year, size, cited = Counter((row.work, row.institution) for row in at), {}, Counter(), Counter()
    for row in compared:
        year[row.work] = row
        size[row[1:4]] += 1
        cited[row[1:4]] += row.cited
    terms, steepest = Counter(), defaultdict(lambda: Fraction(1))
    for work, institution in authors:
        if work in year and institution is not None:
            key = (year[work].field, institution, year[work].year)
            terms[key] += authors[work, institution] + 1
            reference = year[work][1:4]
            steepest[key] = max(steepest[key], Fraction(size[reference], max(cited[reference], 1)))
    tops = {name: max(weights.values(), default=Fraction(0)) for name, weights in oracle.weights_of(compared).items()}
    for key, row in expected.items():
        assert (rows[key]["p_full"], rows[key]["p_lead"]) == (row["p_full"], row["p_lead"])
        for name in AMOUNTS:
            if name in ("p_full", "p_lead"):
                continue
            # A product has the rounding of the weight, of each author's share times the weight, and its own.
            slack = terms[key] * (2 + tops.get(name.partition("_")[0], 0))
            assert abs(rows[key][name] - row[name] * ONE) <= slack, (key, name)
        # Half a unit of 2^-20 over the mean for each work, and a unit for each type group.
        assert abs(rows[key]["ncs"] - row["ncs"]) * FINE <= terms[key] * steepest[key] + 3, key


def test_cells_of_one_paper_by_hand():
    found = cells([Paper(3, [[1, 2]])])
    assert found.schema == pa.schema([field for field in CELL.arrow if field.name != "scheme"])
    tenth, hundredth = unit(Fraction(1, 10)), unit(Fraction(1, 100))
    assert by_key(found, *KEY) == {
        (1, institution, 2020): {
            **dict(zip(KEY, (1, institution, 2020), strict=True)),
            "p_full": 1,
            "p_frac": ONE // 2,
            "p_author": ONE // 2,
            "p_lead": 1,
            **{f"{name}_full": tenth for name in ("top", "scale")},
            **{
                f"{name}_{part}": unit(Fraction(tenth, 2 * ONE))
                for name in ("top", "scale")
                for part in ("frac", "author")
            },
            **{f"{name}_full": hundredth for name in ("top1", "scale1")},
            **{
                f"{name}_{part}": unit(Fraction(hundredth, 2 * ONE))
                for name in ("top1", "scale1")
                for part in ("frac", "author")
            },
            "ncs": 0.5,
        }
        for institution in (1, 2)
    }


def test_the_four_top_shares_of_a_large_cell_by_hand():
    """250 works, so 25 and 2.5 of them: 2 cited 9 times, 20 cited 5 times, 228 never.

    Institution 1 has one of each, institution 2 the others.
    """
    counts = [9, 5, 0, 9, *[5] * 19, *[0] * 227]
    rows = by_key(
        cells([Paper(cited, [[1 if number < 3 else 2]]) for number, cited in enumerate(counts)]), "institution_id"
    )
    found = {name: (rows[1,][f"{name}_full"], rows[2,][f"{name}_full"]) for name in Top}
    tied, tied1 = unit(Fraction(3, 228)), unit(Fraction(1, 40))  # 25 - 22 for 228, 2.5 - 2 for 20
    assert found == {
        "top": (2 * ONE + tied, 20 * ONE + 227 * tied),
        "scale": (2 * unit(Fraction(25, 22)), 20 * unit(Fraction(25, 22))),
        "top1": (ONE + tied1, ONE + 19 * tied1),
        "scale1": (unit(Fraction(5, 4)), unit(Fraction(5, 4))),
    }


def test_two_japanese_and_one_american_organization_share_by_institution():
    papers = [Paper(0, [[1], [2], [3]])]
    assert {key: row["k"] for key, row in contributions(papers).items()} == {(0, 1): 3, (0, 2): 3, (0, 3): 3}
    rows = by_key(cells(papers), "institution_id")
    assert rows[1,]["p_frac"] + rows[2,]["p_frac"] == 2 * unit(Fraction(1, 3))  # Japan: 2/3


def test_an_authors_share_is_divided_by_the_authors_institutions():
    rows = contributions([Paper(0, [[1], [1, 2], [3], [4], [5]])])
    # five authors, two at the university, one of them at a second one too: 1.5 of 5
    assert rows[0, 1]["w_author"] == unit(Fraction(1, 5)) + unit(Fraction(1, 10))
    assert abs(rows[0, 1]["w_author"] - Fraction(3, 10) * ONE) <= 1
    assert rows[0, 2]["w_author"] == unit(Fraction(1, 10))


def test_two_faculties_of_a_university_are_two_affiliations_of_an_author():
    """What unification leaves: the author's rows of one institution add up, and so do the leads."""
    rows = held(
        [
            oracle.Place(0, 0, 1, False),
            oracle.Place(0, 0, 1, True),
            oracle.Place(0, 0, 2, False),
            oracle.Place(0, 1, 3, None),
        ]
    )
    assert {institution: row["w_author"] for (_, institution), row in rows.items()} == {
        1: 2 * unit(Fraction(1, 3) / 2),  # each affiliation is rounded by itself
        2: unit(Fraction(1, 3) / 2),
        3: unit(Fraction(1, 2)),
    }
    assert [(row["k"], row["flags"] & CORRESPONDING) for row in rows.values()] == [
        (3, CORRESPONDING * (at == 1)) for _, at in rows
    ]


def test_an_author_without_institution_is_still_an_author():
    rows = held([oracle.Place(0, 0, 1, True), oracle.Place(0, 1, None, False)])
    assert {key: (row["k"], row["w_author"]) for key, row in rows.items()} == {(0, 1): (1, ONE // 2)}


def test_an_institution_leads_where_any_of_its_authors_does_and_unknown_is_not_no():
    rows = held(
        [
            oracle.Place(0, 0, 1, True),
            oracle.Place(0, 1, 1, False),
            oracle.Place(0, 1, 2, False),
            oracle.Place(0, 2, 3, None),
        ]
    )
    flags = {key: row["flags"] for key, row in rows.items()}
    assert flags == {(0, 1): CORRESPONDING | CORRESPONDING_KNOWN, (0, 2): CORRESPONDING_KNOWN, (0, 3): 0}


def test_an_affiliation_split_by_unification_is_still_one_affiliation():
    third = Fraction(ONE // 3, ONE)
    # A center of three universities, and the author's own university beside it: half for each affiliation.
    parts = [third, third, 1 - 2 * third]
    rows = held(
        [*(oracle.Place(0, 0, number, None, part) for number, part in enumerate(parts)), oracle.Place(0, 0, 4, None)]
    )
    assert {institution: row["w_author"] for (_, institution), row in rows.items()} == {
        **{number: unit(part / 2) for number, part in enumerate(parts)},
        4: unit(Fraction(1, 2)),
    }
    assert {row["k"] for row in rows.values()} == {4}


def test_holdings_and_contributions_have_the_types_they_tell():
    assert dict(HELD.schema()) == {
        name: ibis.dtype(kind)
        for name, kind in {
            "work_id": "int64",
            "institution_id": "int32",
            "w_author": "int64",
            "flags": "int16",
            "k": "int16",
        }.items()
    }
    found = chain(corpus([Paper()]), "contribution")["contribution"]
    assert found.schema == pa.schema([field for field in CONTRIBUTION.arrow if field.name != "scheme"])


@pytest.mark.long
def test_a_work_without_institution_counts_for_the_threshold_only():
    papers = [Paper(9), Paper(0), *[Paper(0, [[]])] * 8]
    assert [(row["p_full"], row["top_full"]) for row in cells(papers).to_pylist()] == [(2, ONE)]
    assert [row["top_full"] for row in cells(papers[:2]).to_pylist()] == [unit(Fraction(1, 5))]


@pytest.mark.long
def test_what_is_not_compared_is_not_counted():
    assert [row["p_full"] for row in cells([Paper(3), Paper(90, core=False)]).to_pylist()] == [1]
    assert [row["top_full"] for row in cells([Paper(3), Paper(90, core=False)]).to_pylist()] == [unit(Fraction(1, 10))]


def test_works_without_the_citations_asked_for_are_left_out():
    table = corpus([Paper(9), Paper(4)])["work"]
    position = table.schema.get_field_index("cited_4y")
    table = table.set_column(position, "cited_4y", pa.array([None, 2], pa.int32()))
    fields = pa.table({"work_id": pa.array([0, 1], pa.int64()), "field": pa.array([1, 1], pa.int16())})
    rows = duckdb().fetch(FOUR_YEARS, work=table, work_field=fields).to_pylist()
    assert [(row["work_id"], row["cited_by"]) for row in rows] == [(1, 2)]


def test_a_work_of_one_institution_is_no_collaboration():
    every = COLLAB | INTERNATIONAL | INDUSTRY | DISTANCE_KNOWN
    rows = contributions([Paper(0, [[1], [1]], flags=every, lead=None), Paper(0, [[1], [2]], flags=every, lead=None)])
    assert {key: row["flags"] for key, row in rows.items()} == {
        (0, 1): INDUSTRY | DISTANCE_KNOWN,
        (1, 1): every,
        (1, 2): every,
    }


def test_a_cell_where_nobody_is_cited_counts_each_work_once():
    rows = by_key(
        cells([Paper(0, [[1]]), Paper(0, [[1], [2]]), Paper(4, [[1]], field=2), Paper(0, [[2]], field=2)]),
        "field",
        "institution_id",
    )
    assert {key: row["ncs"] for key, row in rows.items()} == {(1, 1): 1.5, (1, 2): 0.5, (2, 1): 2.0, (2, 2): 0.0}


@pytest.mark.long
def test_the_score_of_a_work_with_all_citations_there_can_be_fits(spark_engine):
    """2^31 - 1 citations among a million works, so a score of a million, at each of two institutions a half."""
    found = chain(corpus([Paper(2**31 - 1, [[1], [2]])]))
    position = found["threshold"].schema.get_field_index("n_total")
    million = found["threshold"].set_column(position, "n_total", pa.array([2**20] * 2, pa.int64()))
    for engine in (duckdb(), spark_engine):
        rows = engine.fetch(STEPS["cell"], contribution=found["contribution"], threshold=million)
        assert rows["ncs"].to_pylist() == [2.0**19] * 2


@pytest.mark.long
@settings(max_examples=20)
@given(PAPERS)
def test_cells_are_the_oracles_and_the_world_keeps_its_tenth(papers):
    found = chain(corpus(papers), "cell", "world")
    agree(found["cell"], works(papers), places(papers))
    rows = found["cell"].to_pylist()
    shared = len(places(papers))
    assert abs(sum(row["p_frac"] for row in rows) - len(papers) * ONE) <= shared
    assert abs(sum(row["p_author"] for row in rows) - len(papers) * ONE) <= shared
    assert abs(sum(row["top_frac"] for row in rows) - Fraction(len(papers), 10) * ONE) <= shared + len(papers)
    steepest = len(papers)  # where one citation is all there is, a unit of it is as many units of the score
    assert abs(sum(row["ncs"] for row in rows) - len(papers)) * FINE <= shared * steepest
    for row in found["world"].to_pylist():
        assert row["q"] == pytest.approx(0.1, abs=1e-9)
    for row in rows:
        for part in ("full", "frac", "author"):
            unit_of_papers = ONE if part == "full" else 1
            assert all(0 <= row[f"{name}_{part}"] <= row[f"p_{part}"] * unit_of_papers + 2 for name in ("top", "top1"))


@pytest.mark.long
@settings(max_examples=10)
@given(PAPERS, st.integers(0, 999))
def test_the_order_of_rows_changes_no_bit(papers, seed):
    tables, chance = corpus(papers), random.Random(seed)
    first = chain(tables, "cell")["cell"]
    mixed = {name: table.take(chance.sample(range(table.num_rows), table.num_rows)) for name, table in tables.items()}
    assert chain(mixed, "cell")["cell"].equals(first)


@pytest.mark.long
def test_the_number_of_threads_changes_no_bit():
    tables = corpus(chance_papers(10_000))
    with DuckDB(threads=1) as alone:
        one, two = chain(tables, engine=alone), chain(tables)
    assert one["cell"].num_rows == 50 * 3 * 5
    assert [name for name in STEPS if not one[name].equals(two[name])] == []


@pytest.mark.long
def test_the_real_sample_agrees_with_the_oracle():
    if not SAMPLE.is_dir():
        pytest.skip(f"the sample of real works is not here ({SAMPLE}); it is not part of the repository")
    works_of, people = (f"'{SAMPLE}/{name}.parquet'" for name in ("works", "authorships"))
    with engine_of_duckdb.connect() as con:
        compared = [
            oracle.Work(*row)
            for row in con.sql(
                f"""select work_id, (dense_rank() over (order by field_l0_id))::int, year, 0, cited_by_count
                    from {works_of}
                where type = 'journal-article' and year > 0 and field_l0_id is not null"""
            ).fetchall()
        ]
        at = [
            oracle.Place(*row)
            for row in con.sql(
                f"""select distinct work_id, author_seq, institution, null::bool from (
                select *, if(institution_id is null, null,
                    dense_rank() over (order by institution_id)::int) as institution from {people})"""
            ).fetchall()
        ]
    assert len(compared) > 7000
    of = {row.work: row for row in compared}
    tables = corpus([])
    tables["work"] = arrow(
        WORK,
        [
            {
                "work_id": row.work,
                "year": row.year,
                "type_group": 0,
                "is_core": True,
                "collab": 0,
                "cited_by": row.cited,
            }
            for row in compared
        ],
    )
    tables["work_field"] = pa.Table.from_pylist(
        [
            {"work_id": row.work, "scheme": "level0", "field": row.field, "weight_num": 1, "weight_den": 1}
            for row in of.values()
        ],
        schema=tables["work_field"].schema,
    )
    tables["authorship"] = arrow(
        AUTHORSHIP, [{"work_id": row.work, "author_seq": row.author, "institution_id": row.institution} for row in at]
    )
    found = chain(tables, "cell")["cell"]
    assert found.num_rows > 5000
    agree(found, compared, at)
