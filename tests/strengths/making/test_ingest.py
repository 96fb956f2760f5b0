"""Reading in: what lands in the store, which record wins, what is touched, and that nothing lands by halves."""

from __future__ import annotations

import os
import random

import pyarrow.parquet as pq
import pytest

from tests.strengths.snapshots import (
    BEIJING,
    FIRST,
    HEI,
    HONG_KONG,
    KO,
    OTSU,
    SECOND,
    author,
    flat,
    lent,
    lines,
    nested,
    old_work,
    place,
    read,
    rows,
    work,
)
from tsunagu.strengths.errors import WrongTable
from tsunagu.strengths.making.readers import landing, merge
from tsunagu.strengths.storage.engines import DuckDB
from tsunagu.strengths.storage.store import Store
from tsunagu.strengths.tables import COLLAB, DISTANCE_KNOWN, ENTRY, INDUSTRY, INTERNATIONAL, LONG, SHORT


def test_every_table_of_entry_is_filled_with_its_types_and_order(store, tmp_path):
    records = [work(2, 2020, author(1, KO, OTSU)), work(1, 2020, author(2)), work(3, 2019, author(3, HEI))]
    old = old_work(4, 2019, author(4, KO), concepts=[(71924100, 0, "0.5")])
    run = read(store, lines(tmp_path / "w.jsonl", *records, old))
    assert run.row_counts == {"authorship": 5, "institution": 3, "title": 4, "work": 4, "work_field": 7}
    for table in ENTRY:
        for path in store.files(table.name):
            assert pq.read_schema(path).names == list(table.columns)
            assert [str(kind) for kind in pq.read_schema(path).types] == [str(kind) for kind in table.arrow.types]
    assert {str(path.relative_to(store.home)) for table in ENTRY for path in store.files(table.name)} == {
        *(f"{table}/{year}.parquet" for table in ("work", "title", "authorship") for year in (2019, 2020)),
        *(f"work_field/{scheme}-{year}.parquet" for scheme in ("field", "subfield") for year in (2019, 2020)),
        "work_field/concept-2019.parquet",
        "institution/part-000.parquet",
    }
    assert rows(store, "work", "work_id", "year", "type", "type_group", "n_inst", "n_author", "is_core") == [
        (3, 2019, "article", 0, 1, 1, True),
        (4, 2019, "journal-article", 0, 1, 1, True),
        (1, 2020, "article", 0, 0, 1, False),  # no institution
        (2, 2020, "article", 0, 2, 1, True),
    ]
    assert rows(store, "work_field", "scheme", "work_id", "field", "weight_num", "weight_den") == [
        ("concept", 4, 14, 1, 1),  # medicine is the 14th of the top concepts
        ("field", 3, 27, 1, 1),
        ("field", 1, 27, 1, 1),
        ("field", 2, 27, 1, 1),
        ("subfield", 3, 2713, 1, 1),
        ("subfield", 1, 2713, 1, 1),
        ("subfield", 2, 2713, 1, 1),
    ]
    assert rows(store, "institution", "institution_id", "openalex_id", "name_en", "country", "sector") == [
        (1, 11, "Ko University", "JP", "education"),
        (2, 12, "Otsu University", "JP", "education"),
        (3, 13, "Hei Company", "DE", "company"),
    ]
    assert rows(store, "authorship", "work_id", "author_seq", "author_id", "institution_id", "is_corresponding") == [
        (3, 0, 3, 3, False),
        (4, 0, 4, 1, None),
        (1, 0, 2, None, False),
        (2, 0, 1, 1, False),
        (2, 0, 1, 2, False),
    ]
    assert rows(store, "title", "work_id", "title", "doi")[0] == (3, "Title 3", "https://doi.org/10.1/3")


def test_core_works_are_of_a_compared_type_not_retracted_and_have_an_institution(store, tmp_path):
    records = [
        work(1, 2020, author(1, KO)),
        work(2, 2020, author(1, KO), type="editorial"),
        work(3, 2020, author(1, KO), is_retracted=True),
        work(4, 2020, author(1)),
        work(5, 2020, author(1, KO), is_retracted=None),
        work(6, 2020, author(1, KO), type=None),
    ]
    read(store, lines(tmp_path / "w.jsonl", *records))
    assert rows(store, "work", "work_id", "type", "type_group", "is_core") == [
        (1, "article", 0, True),
        (2, "editorial", -1, False),
        (3, "article", 0, False),
        (4, "article", 0, False),
        (5, "article", 0, True),
        (6, "unknown", -1, False),
    ]


def test_collaboration_follows_from_countries_sectors_and_places(store, tmp_path):
    # Along the equator one degree is 6371 pi / 180 = 111.19 km; 0.5 degrees are 55.6 km and 60 degrees 6,672 km.
    places = [
        place(KO, 0, 0),
        place(OTSU, 0, 0.5),
        place(HEI, 0, 60),
        HONG_KONG | {"works_count": 1, "geo": {}},
        BEIJING | {"works_count": 1, "geo": {}},
    ]
    records = [
        work(1, 2020, author(1, KO), author(2, OTSU)),
        work(2, 2020, author(1, KO, HEI)),
        work(3, 2020, author(1, HONG_KONG), author(2, BEIJING)),
        work(4, 2020, author(1, KO)),
        work(5, 2020),
    ]
    read(store, lines(tmp_path / "w.jsonl", *records), lines(tmp_path / "i.jsonl", *places))
    assert rows(store, "work", "work_id", "n_inst", "n_country", "collab", "max_km") == [
        (1, 2, 1, COLLAB | SHORT | DISTANCE_KNOWN, 56),
        (2, 2, 2, COLLAB | INTERNATIONAL | INDUSTRY | LONG | DISTANCE_KNOWN, 6672),
        (3, 2, 1, COLLAB, None),  # Hong Kong counts as China
        (4, 1, 1, DISTANCE_KNOWN, 0),
        (5, 0, 0, 0, None),
    ]


def test_citations_of_the_first_four_years_are_unknown_until_these_are_over(store, tmp_path):
    counted = [{"year": year, "cited_by_count": 1} for year in range(2015, 2025)]
    records = [work(year, year, author(1, KO), counts_by_year=counted) for year in (2014, 2015, 2020, 2021)]
    read(store, lines(tmp_path / "w.jsonl", *records))
    # Counts of records of 2024 begin in 2015, and 2024 is not over: 2021 to 2024 is not known yet.
    assert rows(store, "work", "year", "cited_4y") == [(2014, None), (2015, 4), (2020, 4), (2021, None)]


def test_flat_files_fill_the_same_tables(store, tmp_path):
    works = {
        "work_id": [1, 2, 3, 4],
        "year": [2019, 2019, 2020, None],
        "type": ["article", None, "review", "article"],
        "cited_by_count": [5, 0, 3, 1],
        "subfield": [2713, None, None, 2713],
        "field_l0_id": [None, 71924100, None, None],
    }
    authorships = {
        "work_id": [1, 1, 1, 2, 9, 4],
        "author_seq": [0, 0, 1, 0, 0, 0],
        "author_id": [1, 1, 2, 3, 4, 5],
        # A row twice; an author without an institution; a work that is not there.
        "institution_id": [12, 12, 11, None, 11, 13],
    }
    institutions = {
        "institution_id": [12, 20],
        "display_name": ["Otsu University", "Far"],
        "ror": ["r", None],
        "country_code": ["JP", "FR"],
        "type": ["education", None],
        "name_ja": ["乙大学", None],
        "prefecture": ["滋賀県", None],
        "lat": [35.0, None],
        "lon": [135.9, None],
    }
    cited = {"work_id": [1, 1, 1, 3], "year": [2019, 2022, 2023, 2020], "cited_by_count": [2, 1, 1, 3]}
    run = read(store, flat(tmp_path / "f", works, authorships, institutions=institutions, citations_by_year=cited))
    assert run.parameters["without_year"] == 1
    # The table of citations goes from 2019 to 2023, which is not over: 2019 to 2022 is known (2 + 1 citations), 2020 to
    # 2023 is not.
    assert rows(
        store, "work", "work_id", "type", "cited_by", "subfield", "cited_4y", "n_inst", "n_author", "is_retracted"
    ) == [
        (1, "article", 5, 2713, 3, 2, 2, None),
        (2, "unknown", 0, None, 0, 0, 1, None),
        (3, "review", 3, None, None, 0, 0, None),
    ]
    assert rows(store, "authorship", "work_id", "author_seq", "author_id", "institution_id") == [
        (1, 0, 1, 2),
        (1, 1, 2, 1),
        (2, 0, 3, None),
    ]
    assert rows(store, "institution", "openalex_id", "name_en", "name_ja", "prefecture", "sector", "lat", "lon") == [
        (11, None, None, None, None, None, None),
        (12, "Otsu University", "乙大学", "滋賀県", "education", 35.0, 135.9),
        (13, None, None, None, None, None, None),
        (20, "Far", None, None, None, None, None),
    ]
    assert rows(store, "work_field", "scheme", "work_id", "field") == [
        ("concept", 2, 14),
        ("field", 1, 27),
        ("subfield", 1, 2713),
    ]


def test_authors_are_counted_one_by_one_also_in_long_lists(store, tmp_path):
    authorships = {
        "work_id": [1] * 130 + [2] * 3,
        "author_seq": [*range(65), *range(65), 5, 59, 60],
        "author_id": [7] * 133,
        "institution_id": [11] * 133,
    }
    works = {"work_id": [1, 2], "year": [2020] * 2, "type": ["article"] * 2, "cited_by": [0] * 2}
    read(store, flat(tmp_path / "f", works, authorships))
    assert rows(store, "work", "work_id", "n_author", "n_inst") == [(1, 65, 1), (2, 3, 1)]
    assert store.runs()[-1].row_counts["authorship"] == 68


def test_json_lines_and_nested_parquet_make_the_same_store(tmp_path):
    records = [
        work(1, 2019, author(1, KO, OTSU), author(2, HEI)),
        work(2, 2020, author(3)),
        old_work(3, 2019, author(4, KO), concepts=[(71924100, 0, "0.4")]),
    ]
    a, b = Store(tmp_path / "a"), Store(tmp_path / "b")
    read(a, lines(tmp_path / "w.jsonl.gz", *records))
    read(b, nested(tmp_path / "w.parquet", *records))
    assert a.runs()[-1].hashes == b.runs()[-1].hashes


def test_bad_rows_are_left_out_and_counted_where_that_is_asked_for(store, tmp_path):
    records = [work(1, 2020, author(1, KO)), work(2, 0), work(3, 2020, cited_by_count=-1)]
    works = {"work_id": [4, 5], "year": [2020, 0], "type": ["article"] * 2, "cited_by": [0, 0]}
    folder = flat(
        tmp_path / "f",
        works,
        {"work_id": [4, 5], "author_seq": [0, 0], "author_id": [1, 1], "institution_id": [11, -1]},
    )
    said: list[str] = []
    paths = [
        lines(tmp_path / "w.jsonl", *records),
        nested(tmp_path / "x.parquet", work(6, 2020), work(7, 2101)),
        folder,
    ]
    run = read(store, *paths, skip_bad=True, progress=said.append)
    assert rows(store, "work", "work_id") == [(1,), (4,), (6,)]
    assert run.parameters["left_out"] == {"w.jsonl": 2, "x.parquet": 1, "works.parquet": 1, "authorships.parquet": 1}
    assert "w.jsonl: 2 rows left out" in said


def test_a_reading_that_failed_goes_on_from_the_files_that_were_read(store, tmp_path):
    good = lines(tmp_path / "a.jsonl.gz", *FIRST)
    bad = lines(tmp_path / "b.jsonl.gz", *SECOND)
    whole = bad.read_bytes()
    bad.write_bytes(whole[:-20])
    said: list[str] = []
    with pytest.raises(WrongTable, match="ends too early"):
        read(store, good, bad, progress=said.append)
    assert said == ["a.jsonl.gz: 5 records"]
    assert store.runs() == []
    bad.write_bytes(whole)
    said.clear()
    read(store, good, bad, progress=said.append)
    assert said[:2] == ["a.jsonl.gz: 5 records, read before", "b.jsonl.gz: 4 records"]
    assert not (store.directory / ".staging").exists()
    assert rows(store, "work", "work_id") == [(6,), (1,), (2,), (3,), (4,), (5,)]


def test_a_file_that_changed_since_is_read_again(store, tmp_path):
    good, bad = lines(tmp_path / "a.jsonl", *FIRST), lines(tmp_path / "b.jsonl", work(9, 0))
    with pytest.raises(WrongTable):
        read(store, good, bad)
    lines(good, FIRST[0])
    os.utime(good, (1, 1))
    said: list[str] = []
    read(store, good, progress=said.append)
    assert said[0] == "a.jsonl: 1 records"


@pytest.mark.long
def test_works_sorted_into_files_by_year_give_the_same_values(tmp_path, monkeypatch):
    a, b = lines(tmp_path / "a.jsonl", *FIRST), lines(tmp_path / "b.jsonl", *SECOND)
    held_in_memory, sorted_by_year = Store(tmp_path / "one"), Store(tmp_path / "many")
    said: list[str] = []
    read(held_in_memory, a, progress=said.append)
    assert said[1:] == [
        "4 years to write",
        "6 authorships",
        *(f"{year}: {works} works merged" for year, works in ((2017, 1), (2018, 1), (2019, 2), (2020, 1))),
    ]
    read(held_in_memory, b)
    monkeypatch.setattr(merge, "HELD", 2)
    said.clear()
    read(sorted_by_year, a, progress=said.append)
    assert said[2] == "6 authorships sorted by year"
    read(sorted_by_year, b)
    assert held_in_memory.runs()[-1].hashes == sorted_by_year.runs()[-1].hashes


def test_works_looked_at_a_few_at_a_time_give_the_same_values(tmp_path, monkeypatch):
    works = {"work_id": [*range(1, 41)], "year": [2020] * 40, "type": ["article"] * 40, "cited_by": [0] * 40}
    of = [work for work in range(1, 41) for _ in range(work % 5)]
    authorships = {
        "work_id": of * 2,
        "author_seq": [number % 3 for number in range(len(of))] * 2,
        "author_id": [*range(len(of)), *range(7, len(of) + 7)],
        "institution_id": [None if number % 4 == 0 else number % 5 for number in range(len(of))] * 2,
        "is_corresponding": [None, True, False, None] * (len(of) // 2),
    }
    path = flat(tmp_path / "f", works, authorships)
    one, many = Store(tmp_path / "one"), Store(tmp_path / "many")
    read(one, path)
    monkeypatch.setattr(landing, "ROWS", 1)
    monkeypatch.setattr(merge, "_ROWS", 3)
    read(many, path)
    assert one.runs()[-1].hashes == many.runs()[-1].hashes
    assert one.runs()[-1].row_counts["authorship"] == len(
        set(zip(of, authorships["author_seq"], authorships["institution_id"], strict=False))
    )


@pytest.mark.parametrize("column", ["cited_by", "title"])
def test_a_flat_file_that_is_damaged_inside_is_named(store, tmp_path, column):
    chance = random.Random(0)
    number = 5_000
    works = {
        "work_id": [*range(number)],
        "year": [2020] * number,
        "type": ["article"] * number,
        "cited_by": [chance.randrange(10**6) for _ in range(number)],
        "title": [f"{chance.random()}" for _ in range(number)],
    }
    folder = flat(tmp_path / "f", works, {"work_id": [1], "author_seq": [0], "author_id": [1], "institution_id": [11]})
    path = folder / "works.parquet"
    pq.write_table(pq.read_table(path), path, compression="zstd", use_dictionary=False)
    chunk = next(at for n in range(5) if (at := pq.read_metadata(path).row_group(0).column(n)).path_in_schema == column)
    data = bytearray(path.read_bytes())
    middle = chunk.data_page_offset + chunk.total_compressed_size // 2
    data[middle : middle + 2000] = bytes(2000)
    path.write_bytes(data)
    with pytest.raises(WrongTable) as caught:
        read(store, folder)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("broken", str(path))
    assert problem.message.startswith("The Parquet file cannot be read (")
    assert problem.message.endswith("Download or write the file again.")
    assert not store.directory.exists()


def test_a_reading_that_is_refused_leaves_no_folder_behind(store, tmp_path):
    bad = lines(tmp_path / "w.jsonl", work(1, 0))
    for engine in (None, lent()):
        with pytest.raises(WrongTable):
            read(store, bad, engine=engine)
        assert not store.directory.exists()
    store.directory.mkdir()
    (store.directory / "names").mkdir()
    with pytest.raises(WrongTable):
        read(store, bad)
    assert [path.name for path in store.directory.iterdir()] == ["names"]


def test_too_many_fields_and_years_are_all(store, tmp_path, monkeypatch):
    monkeypatch.setattr(merge, "MOST_TOUCHED", 1)
    run = read(store, lines(tmp_path / "w.jsonl", *FIRST))
    assert run.parameters["touched"] == "all"


def test_an_engine_that_is_lent_is_left_as_it_was(store, tmp_path):
    engine = DuckDB()
    read(store, lines(tmp_path / "w.jsonl", *FIRST), engine=engine)
    assert engine.connection.execute("FROM information_schema.tables SELECT table_name").fetchall() == []


@pytest.mark.long
def test_an_engine_of_its_own_gives_the_same_values(store, tmp_path):
    path = lines(tmp_path / "w.jsonl", *FIRST)
    run = read(store, path, engine=None)
    assert run.hashes == read(Store(tmp_path / "lent"), path).hashes


def test_files_without_any_work_are_refused_by_an_empty_store(store, tmp_path):
    with pytest.raises(WrongTable, match="There is no work with a year in these files"):
        read(store, lines(tmp_path / "i.jsonl", place(KO, 0, 0)))
