from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.strengths.corpora import STEPS, arrow, chain, chance_papers, corpus, duckdb
from tsunagu.strengths.errors import TooLarge
from tsunagu.strengths.storage.engines import ROW_GROUP, TEXTS, DuckDB, Engine, Spark
from tsunagu.strengths.storage.files import values_hash
from tsunagu.strengths.tables import INSTITUTION, TITLE, WORK

TITLES = [
    {"work_id": 3, "year": 2020, "title": "強み"},
    {"work_id": 1, "year": 2021, "title": None},
    {"work_id": 2, "year": 2020, "title": "it's", "doi": '10.1/"x"'},
]


@pytest.fixture(params=["duckdb", "spark"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Each engine in turn."""
    if request.param == "duckdb":
        yield duckdb()
    else:
        with Spark(request.getfixturevalue("spark"), scratch=tmp_path) as spark:
            yield spark


def written(folder: Path, rows: list[dict[str, Any]], name: str = "it's one.parquet") -> Path:
    pq.write_table(arrow(TITLE, rows), folder / name)
    return folder / name


@pytest.mark.long
def test_every_step_has_the_same_bits_and_the_types_it_tells_on_both_engines(spark_engine):
    tables = corpus(chance_papers(600, unplaced=0.1))
    ours, theirs = chain(tables), chain(tables, engine=spark_engine)
    for name, expression in STEPS.items():
        assert ours[name].schema.types == theirs[name].schema.types == expression.schema().to_pyarrow().types, name
        assert ours[name].num_rows > 0, name
        assert ours[name].equals(theirs[name].cast(ours[name].schema)), name


def test_files_are_read_as_one_table_whatever_their_order_of_columns(engine, tmp_path):
    one = written(tmp_path, TITLES[:1])
    pq.write_table(arrow(TITLE, TITLES[1:]).select(["title", "doi", "year", "work_id"]), tmp_path / "two.parquet")
    engine.bind("title", [one, tmp_path / "two.parquet"], TITLE)
    found = engine.fetch(TITLE.unbound()).sort_by("work_id")
    assert (found.schema.names, found.schema.types) == (TITLE.arrow.names, TITLE.arrow.types)
    assert found.to_pylist() == arrow(TITLE, sorted(TITLES, key=lambda row: row["work_id"])).to_pylist()


@pytest.mark.parametrize("table", [TITLE, WORK, INSTITUTION], ids=lambda table: table.name)
def test_a_table_without_files_is_empty_and_has_its_types(engine, table):
    engine.bind(table.name, [], table)
    found = engine.fetch(table.unbound())
    assert (found.schema.names, found.schema.types, found.num_rows) == (table.arrow.names, table.arrow.types, 0)


def test_what_is_kept_is_computed_once(engine, tmp_path):
    path = written(tmp_path, TITLES)
    engine.bind("title", [path], TITLE)
    of_year = TITLE.unbound().filter(TITLE.unbound().year == 2020)
    engine.keep("kept", of_year)
    path.unlink()
    assert sorted(engine.fetch(TITLE.unbound("kept"))["work_id"].to_pylist()) == [2, 3]


def test_what_is_kept_may_be_nothing_and_may_be_kept_again(engine, tmp_path):
    engine.bind("title", [written(tmp_path, TITLES)], TITLE)
    titles = TITLE.unbound()
    for year, expected in ((1999, []), (2021, [1]), (1999, [])):
        engine.keep("kept", titles.filter(titles.year == year))
        assert engine.fetch(TITLE.unbound("kept"))["work_id"].to_pylist() == expected


def test_a_table_is_written_in_its_order_with_its_types(engine, tmp_path):
    engine.bind("title", [written(tmp_path, TITLES)], TITLE)
    path = tmp_path / "it's out.parquet"
    # A year from a sum is wider on every engine than the table has it.
    titles = TITLE.unbound()
    rows = titles.group_by("work_id", "title", "doi").agg(year=titles.year.sum())
    assert engine.write(rows, TITLE, path) == 3
    found = pq.read_table(path)
    assert (found.schema.names, found.schema.types) == (TITLE.arrow.names, TITLE.arrow.types)
    assert found.to_pylist() == arrow(TITLE, sorted(TITLES, key=lambda row: row["work_id"])).to_pylist()
    metadata = pq.ParquetFile(path).metadata
    assert metadata.row_group(0).column(0).compression == "ZSTD"


@pytest.mark.long
def test_both_engines_write_the_same_values_in_row_groups_of_one_size(spark_engine, tmp_path):
    rows = [
        {
            "work_id": number * 7919 % 100_003,
            "year": 2000 + number % 20,
            "title": f"{number % 11}" if number % 5 else None,
        }
        for number in range(100_003)
    ]
    path = written(tmp_path, rows)
    hashes = []
    for number, engine in enumerate((duckdb(), spark_engine)):
        engine.bind("title", [path], TITLE)
        assert engine.write(TITLE.unbound(), TITLE, tmp_path / f"{number}.parquet") == len(rows)
        metadata = pq.ParquetFile(tmp_path / f"{number}.parquet").metadata
        assert (
            max(metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)) <= ROW_GROUP < len(rows)
        )
        hashes.append(values_hash(tmp_path / f"{number}.parquet"))
    assert hashes[0] == hashes[1]


def test_dates_and_unknown_numbers_pass_through(engine, tmp_path):
    rows = [
        {"institution_id": 1, "openalex_id": 5, "name_ja": "甲大学", "lat": 35.5, "valid_from": date(1886, 3, 1)},
        {"institution_id": 2, "openalex_id": 6, "parent_id": 1},
    ]
    pq.write_table(arrow(INSTITUTION, rows), tmp_path / "in.parquet")
    engine.bind("institution", [tmp_path / "in.parquet"], INSTITUTION)
    assert engine.write(INSTITUTION.unbound(), INSTITUTION, tmp_path / "out.parquet") == 2
    assert pq.read_table(tmp_path / "out.parquet").to_pylist() == arrow(INSTITUTION, rows).to_pylist()


def test_small_tables_given_with_a_question_are_gone_after_it():
    given = ibis.table({"year": "int16"}, name="given_once")
    engine = duckdb()
    assert engine.fetch(given, given_once=pa.table({"year": pa.array([2020], pa.int16())}))["year"].to_pylist() == [
        2020
    ]
    assert engine.fetch(given, given_once=pa.table({"year": pa.array([2021], pa.int16())}))["year"].to_pylist() == [
        2021
    ]
    with pytest.raises(Exception, match="given_once"):
        engine.fetch(given)


def test_an_expression_is_compiled_once():
    with DuckDB() as engine:
        titles = TITLE.unbound()
        assert engine.sql(titles.filter(titles.year == 2020)) is engine.sql(titles.filter(titles.year == 2020))
        assert engine.sql(titles.filter(titles.year == 2020)) != engine.sql(titles.filter(titles.year == 2021))


@pytest.mark.long
def test_of_compiled_expressions_only_those_asked_for_last_are_kept():
    titles = TITLE.unbound()
    with DuckDB() as engine:
        first = engine.sql(titles.filter(titles.year == 0))
        for year in range(1, TEXTS + 1):
            engine.sql(titles.filter(titles.year == year))
        assert engine.sql(titles.filter(titles.year == TEXTS)) is engine.sql(titles.filter(titles.year == TEXTS))
        assert engine.sql(titles.filter(titles.year == 0)) is not first


@pytest.mark.long
def test_a_question_that_takes_more_memory_than_it_may_says_so_and_writes_nothing(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with DuckDB(memory="20MB", threads=1, spills=False) as duck:
        numbers = ibis.range(5_000_000).unnest().name("number").as_table()
        with pytest.raises(TooLarge, match="more memory"):
            duck.fetch(numbers.mutate(text=numbers.number.cast("string")).order_by("text"))
    assert list(tmp_path.iterdir()) == []
