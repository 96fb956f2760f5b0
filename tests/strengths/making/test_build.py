from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.strengths.corpora import Paper, cells, chance_papers, duckdb, stored
from tsunagu.strengths.conventions import editions
from tsunagu.strengths.conventions.settings import Settings
from tsunagu.strengths.errors import StoreProblem
from tsunagu.strengths.making import windows
from tsunagu.strengths.making.build import build, spans
from tsunagu.strengths.storage.engines import DuckDB, Spark
from tsunagu.strengths.storage.store import Store
from tsunagu.strengths.tables import AMOUNTS, DERIVED

SETTINGS = Settings(width=1, windows=2, draws=20)
PAPERS = [paper for paper in chance_papers(500, seed=3, institutions=12, unplaced=0.1) if paper.year >= 2021]
SCHEMES = (("field", 1), ("subfield", 100))
YEARLY = ("contribution", "threshold", "cell", "collaboration")


def compute(store: Store, settings: Settings = SETTINGS, *, anew: bool = False) -> Mapping[str, str]:
    """Compute, and tell the hash of every table."""
    return build(store, settings=settings, engine=duckdb(), anew=anew).hashes


def inodes(store: Store) -> dict[str, int]:
    return {f"{table}/{path.stem}": path.stat().st_ino for table in YEARLY for path in store.files(table)}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store that tests only read."""
    made = Store(tmp_path_factory.mktemp("built") / "store")
    stored(made, PAPERS)
    compute(made)
    return made


@pytest.fixture
def store(built: Store, tmp_path: Path) -> Store:
    """A copy of it that a test may change."""
    return Store(shutil.copytree(built.directory, tmp_path / "store", symlinks=True))


def touched(*fields_and_years: tuple[int, int]) -> list[tuple[str, int, int]]:
    """What a reading tells of the fields and years in which anything changed, in both schemes."""
    return [(scheme, (10 + field) * factor, year) for scheme, factor in SCHEMES for field, year in fields_and_years]


def more_cited(papers: Sequence[Paper | None], field: int, year: int) -> list[Paper | None]:
    return [
        paper._replace(cited=2 * paper.cited + 1) if paper and (paper.field, paper.year) == (field, year) else paper
        for paper in papers
    ]


def test_every_table_is_there_with_its_columns_types_and_order(built):
    for table in DERIVED:
        files = built.files(table.name)
        assert files, table.name
        for path in files:
            found = pq.read_table(path)
            assert (found.schema.names, found.schema.types) == (table.arrow.names, table.arrow.types), path
            assert found.equals(found.sort_by([(name, "ascending") for name in table.order])), path
            assert {pq.ParquetFile(path).metadata.row_group(0).column(0).compression} == {"ZSTD"}


def test_values_keep_within_the_limits_of_their_columns_and_are_known_where_they_must_be(built):
    checked = 0
    for table in DERIVED:
        rows = built.arrow(table.name)
        assert rows.num_rows > 0
        for name, column in zip(rows.column_names, rows.columns, strict=True):
            if name not in table.nullable and table.name != "interval":
                assert column.null_count == 0, (table.name, name)
            if name in table.limits:
                least, most = table.limits[name]
                values = column.drop_null().to_pylist()
                assert least <= min(values) <= max(values) <= most, (table.name, name)
                checked += 1
    assert checked > 20


@pytest.mark.long
def test_cells_are_those_of_the_expressions_by_scheme(built):
    expected = {
        (row["field"], row["institution_id"], row["year"]): [row[name] for name in (*AMOUNTS, "ncs")]
        for row in cells(PAPERS).to_pylist()
    }
    assert len(expected) > 50
    for scheme, factor in SCHEMES:
        rows = [row for row in built.arrow("cell").to_pylist() if row["scheme"] == scheme]
        found = {
            (row["field"] // factor - 10, row["institution_id"], row["year"]): [row[name] for name in (*AMOUNTS, "ncs")]
            for row in rows
        }
        assert found == expected


def test_the_run_tells_the_settings_and_the_hash_of_every_table(built):
    run = built.runs()[-1]
    assert (run.kind, run.snapshot) == ("build", "2026-01")
    assert (run.parameters["settings"]["width"], run.parameters["settings"]["citations"]) == (1, "cited_by")
    assert run.hashes.keys() == run.row_counts.keys() >= {table.name for table in DERIVED} | {"work", "authorship"}
    assert run.row_counts["work"] == len(PAPERS)
    assert {name: built.arrow(name).num_rows for name in run.row_counts} == run.row_counts


@pytest.mark.long
def test_spark_leaves_the_same_tables(store, spark, tmp_path):
    ours = store.runs()[-1].hashes
    with Spark(spark, scratch=tmp_path) as engine:
        assert build(store, settings=SETTINGS, engine=engine, anew=True).hashes == ours


@pytest.mark.long
def test_one_thread_and_little_memory_leave_the_same_tables(store):
    ours = store.runs()[-1].hashes
    with DuckDB(threads=1, memory="500MB") as engine:
        assert build(store, settings=SETTINGS, engine=engine, anew=True).hashes == ours


@pytest.mark.long
def test_nothing_read_in_means_nothing_computed_anew(store):
    before, ours = inodes(store), store.runs()[-1].hashes
    assert compute(store) == ours
    assert inodes(store) == before
    assert [run.kind for run in store.runs()] == ["ingest", "build", "build"]


@pytest.mark.long
def test_only_the_touched_fields_and_years_are_computed_anew(store):
    before, ours = inodes(store), store.runs()[-1].hashes
    number = next(
        number
        for number, paper in enumerate(PAPERS)
        if paper.core and (paper.field, paper.year, paper.group) == (2, 2022, 0)
    )
    changed = more_cited(PAPERS, 1, 2021)
    changed[number] = PAPERS[number]._replace(cited=10_000, authors=[[1], [2], [3], [4]])
    stored(store, changed, touched=[*touched((1, 2021)), ("field", 12, 2022)])
    found = compute(store)
    kept = {name for name, inode in inodes(store).items() if before[name] == inode}
    assert kept == {name for name in before if name.partition("/")[2] == "subfield-2022"}
    assert [name for name in YEARLY if found[name] == ours[name]] == []
    # That the paper's subfield changed too was not told: it stays as it was, by the word of the one who reads in.
    assert compute(store, anew=True)["cell"] != found["cell"]


@pytest.mark.long
def test_a_partial_computation_after_several_readings_leaves_what_a_whole_one_would(store):
    ours = dict(store.runs()[-1].hashes)
    changed = more_cited(PAPERS, 1, 2021)
    stored(store, changed, touched=touched((1, 2021)))
    moved = next(number for number, paper in enumerate(PAPERS) if paper.core and (paper.field, paper.year) == (2, 2021))
    changed[moved] = PAPERS[moved]._replace(field=3, year=2022)
    stored(
        store, [*changed, Paper(3, [[1], [11]], field=3, year=2021)], touched=touched((2, 2021), (3, 2021), (3, 2022))
    )
    partly = compute(store)
    assert {name for name in ours if partly[name] != ours[name]} >= {*YEARLY, "bootstrap_bin", "interval", "edge"}
    assert compute(store, anew=True) == partly


@pytest.mark.long
def test_a_field_and_a_year_that_vanish_leave_nothing_behind(store):
    stored(
        store,
        [None if paper.year == 2021 or paper.field == 3 else paper for paper in PAPERS],
        touched=touched((1, 2021), (2, 2021), (3, 2021), (3, 2022)),
    )
    partly = compute(store)
    assert store.years("cell") == [2022]
    assert {(row["scheme"], row["field"]) for row in store.arrow("cell").to_pylist()} == {
        (scheme, at * by) for scheme, by in SCHEMES for at in (11, 12)
    }
    assert compute(store, anew=True) == partly


@pytest.mark.long
def test_other_settings_compute_everything_anew(store):
    before, ours = inodes(store), store.runs()[-1].hashes
    found = compute(store, replace(SETTINGS, citations="cited_4y"))
    assert set(before.values()) & set(inodes(store).values()) == set()
    assert [name for name in YEARLY if found[name] == ours[name]] == []
    assert compute(store) == ours


@pytest.mark.long
def test_without_settings_those_of_the_last_time_hold(store):
    found = build(store, engine=duckdb())
    assert (found.parameters["settings"]["width"], found.parameters["settings"]["draws"]) == (1, 20)
    assert found.hashes == store.runs()[-2].hashes


@pytest.mark.long
def test_intervals_and_joint_works_made_in_parts_are_the_same(store, monkeypatch):
    ours = store.runs()[-1].hashes
    monkeypatch.setattr(windows, "SLICE", 50)
    monkeypatch.setattr(windows, "WORKS", 1)
    found = compute(store, anew=True)
    assert (found["interval"], found["edge"]) == (ours["interval"], ours["edge"])
    assert store.arrow("bootstrap_bin").num_rows > 200


def test_an_author_who_would_weigh_more_after_unification_stops_the_computation(store):
    """As of then, an affiliation is unified by the year of its work, which must be there once."""
    link = next(
        link for link in editions.institution_links() if link.relation == "component" and link.first_year is None
    )
    stored(store, PAPERS, rors={1: link.child_ror, 2: link.parent_ror})
    with store.change("ingest", snapshot="2026-01", parameters={"touched": "all"}) as change:
        works = pq.read_table(store.files("work", year=2021)[0])
        change.clear("work")
        for year in store.years("work"):
            change.carry("work", year=year)
        pq.write_table(pa.concat_tables([works, works]), change.path("work", year=2021))
    before = store.home
    with pytest.raises(StoreProblem, match="would not weigh the same after unification, first those of work W"):
        compute(store, replace(SETTINGS, view="as_was"))
    assert store.home == before


@pytest.mark.long
def test_links_that_begin_to_hold_are_followed_even_where_no_work_changed(store):
    """A hospital's ROR becomes known: it belongs to its university from now on."""
    link = next(
        link for link in editions.institution_links() if link.relation == "component" and link.last_year is None
    )
    stored(store, PAPERS, rors={1: link.child_ror, 2: link.parent_ror}, touched=[])
    partly = compute(store)
    assert store.arrow("institution_link")["child_id"].to_pylist() == [1]
    assert 1 not in store.arrow("cell")["institution_id"].to_pylist()
    assert compute(store, anew=True) == partly


def test_a_store_without_works_says_what_to_do(tmp_path):
    with pytest.raises(StoreProblem, match="Read data in first"):
        build(Store(tmp_path))


def test_a_computation_that_fails_leaves_the_store_as_it_was(store):
    before = store.home
    files = sorted(path.name for path in store.directory.iterdir())
    with pytest.raises(Exception, match="citations_of_nobody"):
        build(store, settings=replace(SETTINGS, citations="citations_of_nobody"), engine=duckdb())
    assert store.home == before
    assert sorted(path.name for path in store.directory.iterdir()) == files


@pytest.mark.parametrize(
    ("years", "width", "windows", "expected"),
    [
        ([], 5, 6, []),
        ([2020], 5, 6, [(2020, 2020)]),
        (range(2014, 2024), 5, 2, [(2018, 2022), (2019, 2023)]),
        (range(2014, 2024), 5, 99, [(first, first + 4) for first in range(2014, 2020)]),
        ([2018, 2022], 2, 3, [(2019, 2020), (2020, 2021), (2021, 2022)]),
        (range(2020, 2023), 5, 6, [(2020, 2022)]),
        (range(2020, 2025), 5, 6, [(2020, 2024)]),
    ],
)
def test_windows_are_the_newest_full_ones(years, width, windows, expected):
    assert spans(dict.fromkeys(years, 100), Settings(width=width, windows=windows)) == expected


def test_single_works_that_are_dated_ahead_move_no_window():
    works = {2019: 500, 2020: 900, 2021: 1000, 2022: 10, 2023: 9, 2050: 1}
    assert spans(works, Settings(width=2, windows=2)) == [(2020, 2021), (2021, 2022)]
