"""Institutions become the universities they belong to, and no weight is lost."""

from __future__ import annotations

from fractions import Fraction

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tsunagu.strengths.errors import WrongTable
from tsunagu.strengths.making.unification import CLOSED, closed, discrepancies, unified
from tsunagu.strengths.storage.engines import DuckDB
from tsunagu.strengths.tables import AUTHORSHIP, INSTITUTION_LINK, ONE

YEARS = ibis.table({"work_id": "int64", "year": "int16"}, name="years")
ROWS = {view: unified(AUTHORSHIP.unbound(), CLOSED.unbound("links"), YEARS, view) for view in ("as_is", "as_was")}
ENGINE = DuckDB()

# 大学 and their parts
UNIVERSITY, HOSPITAL, WARD, OTHER, INSTITUTE, MERGED, STRANGER = range(1, 8)


def links(*given: tuple) -> pa.Table:
    """Links as (child, parent, relation, weight, first year, last year); what is left out is 1 and unknown."""
    names = ("child_id", "parent_id", "relation", "weight", "valid_from", "valid_to")
    rows = [{"weight": 1.0, "edition": "test", **dict(zip(names, link, strict=False))} for link in given]
    return pa.Table.from_pylist(rows, schema=INSTITUTION_LINK.arrow)


def works(*named: tuple[int, list[list[int]]]) -> dict[str, pa.Table]:
    """Works 1, 2, ... as (year, the institutions of each author)."""
    rows = [
        {
            "work_id": work,
            "author_seq": seq,
            "author_id": 100 * work + seq,
            "institution_id": institution,
            "is_corresponding": seq == 0,
        }
        for work, (_, authors) in enumerate(named, 1)
        for seq, places in enumerate(authors)
        for institution in places or [None]
    ]
    years = [{"work_id": work, "year": year} for work, (year, _) in enumerate(named, 1)]
    return {
        "authorship": pa.Table.from_pylist(rows, schema=AUTHORSHIP.arrow),
        "years": pa.Table.from_pylist(years, schema=YEARS.schema().to_pyarrow()),
    }


def held(given: pa.Table, *named: tuple[int, list[list[int]]], view: str = "as_is") -> list[tuple]:
    """Work, author, institution and weight (in wholes) after unification."""
    found = ENGINE.fetch(ROWS[view], links=closed(given, view), **works(*named))
    assert found.column_names == [*AUTHORSHIP.columns, "weight"]
    key = ("work_id", "author_seq", "institution_id", "weight")
    rows = [tuple(row[name] for name in key) for row in found.to_pylist()]
    return sorted(
        ((*row[:3], Fraction(row[3], ONE)) for row in rows), key=lambda row: (row[0], row[1], row[2] or 0, row[3])
    )


def test_a_hospital_and_its_ward_are_their_university():
    given = links((HOSPITAL, UNIVERSITY, "component"), (WARD, HOSPITAL, "component"))
    assert held(given, (2020, [[HOSPITAL], [WARD, STRANGER], [UNIVERSITY], []])) == [
        (1, 0, UNIVERSITY, 1),
        (1, 1, UNIVERSITY, 1),
        (1, 1, STRANGER, 1),
        (1, 2, UNIVERSITY, 1),
        (1, 3, None, 1),
    ]


def test_a_joint_institute_is_half_of_each_university():
    given = links((INSTITUTE, UNIVERSITY, "joint", 0.5), (INSTITUTE, OTHER, "joint", 0.5))
    half = Fraction(1, 2)
    assert held(given, (2020, [[INSTITUTE]])) == [(1, 0, UNIVERSITY, half), (1, 0, OTHER, half)]


def test_thirds_add_up_to_exactly_one_the_last_parent_taking_the_rest():
    given = links(*((INSTITUTE, parent, "joint", 0.333) for parent in (UNIVERSITY, OTHER, STRANGER)))
    # 2^40 = 3 x 366,503,875,925 + 1
    third = 366_503_875_925
    assert [row["weight"] for row in closed(given).to_pylist()] == [third, third, third + 1]


def test_a_merger_counts_always_as_is_and_from_its_year_as_it_was():
    given = links(
        (UNIVERSITY, MERGED, "successor", 1, 2022),
        (OTHER, MERGED, "successor", 1, 2022),
        (HOSPITAL, UNIVERSITY, "component"),
    )
    named = [(year, [[UNIVERSITY], [HOSPITAL], [OTHER]]) for year in (2021, 2022)]
    assert [row[2] for row in held(given, *named)] == [MERGED] * 6
    assert [row[2] for row in held(given, *named, view="as_was")] == [
        UNIVERSITY,
        UNIVERSITY,
        OTHER,
        MERGED,
        MERGED,
        MERGED,
    ]


def test_a_hospital_that_changed_hands_goes_to_the_university_of_the_year():
    given = links((HOSPITAL, UNIVERSITY, "component", 1, None, 2010), (HOSPITAL, OTHER, "component", 1, 2011, None))
    named = [(year, [[HOSPITAL]]) for year in (2010, 2011)]
    assert [row[2] for row in held(given, *named, view="as_was")] == [UNIVERSITY, OTHER]
    assert [row[2] for row in held(given, *named)] == [OTHER, OTHER]


def test_an_institution_that_left_stands_alone_afterwards_and_as_is():
    given = links((HOSPITAL, UNIVERSITY, "component", 1, 2005, 2010))
    named = [(year, [[HOSPITAL]]) for year in (2004, 2005, 2010, 2011)]
    assert [row[2] for row in held(given, *named, view="as_was")] == [HOSPITAL, UNIVERSITY, UNIVERSITY, HOSPITAL]
    assert [row[2] for row in held(given, *named)] == [HOSPITAL] * 4


def test_an_associated_hospital_counts_only_where_the_university_is_on_the_work():
    given = links((HOSPITAL, UNIVERSITY, "associated"))
    assert [row[2] for row in held(given, (2020, [[HOSPITAL], [UNIVERSITY]]), (2020, [[HOSPITAL], [OTHER]]))] == [
        UNIVERSITY,
        UNIVERSITY,
        HOSPITAL,
        OTHER,
    ]


def test_a_university_is_on_the_work_also_by_its_component_or_under_its_new_name():
    given = links(
        (HOSPITAL, UNIVERSITY, "associated"),
        (WARD, UNIVERSITY, "component"),
        (UNIVERSITY, MERGED, "successor", 1, 2022),
    )
    named = [(2020, [[HOSPITAL], [WARD]]), (2023, [[HOSPITAL], [MERGED]])]
    assert [row[2] for row in held(given, *named, view="as_was")] == [UNIVERSITY, UNIVERSITY, MERGED, MERGED]
    assert [row[2] for row in held(given, *named)] == [MERGED] * 4


def test_a_ward_of_an_associated_hospital_goes_where_the_hospital_goes():
    given = links((WARD, HOSPITAL, "component"), (HOSPITAL, UNIVERSITY, "associated"))
    assert [row[2] for row in held(given, (2020, [[WARD], [UNIVERSITY]]), (2020, [[WARD]]))] == [
        UNIVERSITY,
        UNIVERSITY,
        HOSPITAL,
    ]


def test_the_rest_of_an_association_by_half_stays_with_the_hospital():
    given = links((HOSPITAL, UNIVERSITY, "associated", 0.5), (HOSPITAL, OTHER, "associated", 0.25))
    half, quarter = Fraction(1, 2), Fraction(1, 4)
    assert held(given, (2020, [[HOSPITAL], [UNIVERSITY]])) == [
        (1, 0, UNIVERSITY, half),
        (1, 0, HOSPITAL, quarter),  # the part of the absent university
        (1, 0, HOSPITAL, quarter),
        (1, 1, UNIVERSITY, 1),
    ]


def test_a_divided_university_goes_to_its_successors_by_weight():
    given = links(
        (UNIVERSITY, OTHER, "successor", 0.75),
        (UNIVERSITY, MERGED, "successor", 0.25),
        (INSTITUTE, UNIVERSITY, "joint", 0.5),
    )
    given = pa.concat_tables([given, links((INSTITUTE, OTHER, "joint", 0.5))])
    # of the institute: 1/2 x 3/4 + 1/2 = 7/8 and 1/2 x 1/4 = 1/8
    assert held(given, (2020, [[INSTITUTE]])) == [(1, 0, OTHER, Fraction(7, 8)), (1, 0, MERGED, Fraction(1, 8))]


def test_all_contradictions_are_told_at_once():
    given = links(
        (HOSPITAL, UNIVERSITY, "component", 1, None, 2010),
        (HOSPITAL, OTHER, "component", 1, 2010, None),
        (INSTITUTE, UNIVERSITY, "joint", 0.5),
        (INSTITUTE, OTHER, "joint", 0.4),
        (WARD, MERGED, "component"),
        (MERGED, WARD, "successor"),
    )
    with pytest.raises(WrongTable) as refused:
        closed(given)
    assert str(refused.value).splitlines() == [
        "institution 5: has joint weights of 0.9 with 1, 4 until 2009; they must be 1 in all.",
        "institution 3: belongs to itself by way of 3, 6 until 2009. Take one of these links away.",
        "institution 2: is a component of 1, 4 in 2010: one parent at a time; several are joint.",
    ]


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ((HOSPITAL, UNIVERSITY, "owned"), "unknown-relation"),
        ((HOSPITAL, 99, "component"), "unknown-institution"),
        ((HOSPITAL, HOSPITAL, "component"), "circle"),
        ((HOSPITAL, UNIVERSITY, "joint", 0.0), "weights"),
        ((HOSPITAL, UNIVERSITY, "component", 0.5), "weights"),
        ((HOSPITAL, UNIVERSITY, "component", 1, 2011, 2010), "years"),
        ((None, UNIVERSITY, "component"), "missing"),
    ],
)
def test_a_wrong_link_is_refused(link: tuple, code: str):
    with pytest.raises(WrongTable) as refused:
        closed(links(link), institutions=range(1, 8))
    assert [problem.code for problem in refused.value.problems] == [code]


@pytest.mark.parametrize(
    ("second", "code"),
    [
        ((HOSPITAL, UNIVERSITY, "component"), "twice"),
        ((HOSPITAL, OTHER, "joint"), "two-relations"),
        ((HOSPITAL, OTHER, "component"), "two-parents"),
    ],
)
def test_links_that_contradict_are_refused(second: tuple, code: str):
    with pytest.raises(WrongTable) as refused:
        closed(links((HOSPITAL, UNIVERSITY, "component"), second))
    assert [problem.code for problem in refused.value.problems] == [code]


def test_links_of_several_editions_are_refused():
    other = links((OTHER, MERGED, "successor")).set_column(6, "edition", pa.array(["next"]))
    with pytest.raises(WrongTable, match="links of 2 editions: next, test"):
        closed(pa.concat_tables([links((HOSPITAL, UNIVERSITY, "component")), other]))


LINKS = [
    links(
        (HOSPITAL, UNIVERSITY, "component"),
        (WARD, HOSPITAL, "component", 1, 2019, None),
        (UNIVERSITY, MERGED, "successor", 1, 2021),
    ),
    links(
        (INSTITUTE, UNIVERSITY, "joint", 0.3),
        (INSTITUTE, OTHER, "joint", 0.7),
        (HOSPITAL, OTHER, "associated", 0.3),
        (WARD, HOSPITAL, "component"),
    ),
    links(
        *((INSTITUTE, parent, "joint", 1 / 3) for parent in (UNIVERSITY, OTHER, HOSPITAL)),
        (HOSPITAL, STRANGER, "associated"),
    ),
    links(),
]
PEOPLE = st.lists(st.lists(st.integers(1, 7), max_size=3, unique=True), min_size=1, max_size=4)
WORKS = st.lists(st.tuples(st.integers(2018, 2022), PEOPLE), min_size=1, max_size=4)
LOST = {view: discrepancies(AUTHORSHIP.unbound(), rows) for view, rows in ROWS.items()}


@pytest.mark.long
@settings(max_examples=20, deadline=None)
@given(st.sampled_from(LINKS), WORKS, st.sampled_from(["as_is", "as_was"]))
def test_every_author_keeps_exactly_the_weight_of_the_affiliations(given_links: pa.Table, named: list, view: str):
    assert ENGINE.fetch(LOST[view], links=closed(given_links, view), **works(*named)).num_rows == 0


def test_links_closed_as_it_was_unify_as_is_too():
    works_now = works((2010, [[HOSPITAL], [WARD], [UNIVERSITY]]))
    found = [
        sorted(map(repr, ENGINE.fetch(ROWS["as_is"], links=closed(LINKS[0], view), **works_now).to_pylist()))
        for view in ("as_is", "as_was")
    ]
    assert found[0] == found[1]


def test_a_weight_that_was_lost_is_found():
    table = closed(LINKS[0]).slice(1)
    broken = table.set_column(3, "weight", pa.array([ONE - 1] * table.num_rows, pa.int64()))
    found = ENGINE.fetch(LOST["as_is"], links=broken, **works((2020, [[UNIVERSITY], [WARD]])))
    assert found.to_pylist() == [{"work_id": 1, "author_seq": 1, "expected": ONE, "found": ONE - 1}]


@pytest.mark.long
@pytest.mark.parametrize("view", ["as_is", "as_was"])
def test_sail_unifies_to_the_same_rows(spark_engine, view: str):
    named = works(
        *(
            (2018 + number % 5, [[1 + (number + seq) % 7, 1 + (number * 3 + seq) % 7] for seq in range(3)] + [[]])
            for number in range(12)
        )
    )
    for given_links in LINKS[:2]:
        table = closed(given_links, view)
        rows = [engine.fetch(ROWS[view], links=table, **named).to_pylist() for engine in (ENGINE, spark_engine)]
        first, second = (sorted(map(repr, found)) for found in rows)
        assert first == second
