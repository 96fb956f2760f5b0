"""Identifiers and codes that do not exist are refused with their place, in any kind of file; types that are newer than
our list are told.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tests.strengths.snapshots import (
    HEI,
    KO,
    OTSU,
    author,
    flat,
    lines,
    nested,
    old_work,
    place,
    read,
    rows,
    told,
    work,
)
from tsunagu.strengths.storage.store import Store

SUBFIELD = "is not a subfield of OpenAlex, such as 1702."
CONCEPT = "is not one of the 19 top concepts of OpenAlex, such as 71924100."
COUNTRY = "is not a country code of ISO 3166, such as JP."
TYPE = "is not a type of document of OpenAlex, such as article or journal-article."
RECORDS = [
    work(1, 2020, author(1, KO)),
    work(2, 2020, author(1, KO), subfield=9999),
    work(3, 2020, author(1, KO), author(2, HEI, {**OTSU, "country_code": "Japan"})),
    old_work(4, 2020, author(1, KO), concepts=[(71924100, 0, "0.2"), (5, 0, "0.3")]),
    work(5, 2020, author(1, {**KO, "country_code": ""})),
]


def flat_of(
    folder: Path, *, works: dict[str, list[Any]] | None = None, institutions: dict[str, list[Any]] | None = None
) -> Path:
    """Three flat works of two institutions, with some columns otherwise."""
    given = {"work_id": [1, 2, 3], "year": [2020] * 3, "type": ["article"] * 3, "cited_by": [0] * 3, **(works or {})}
    authorships = {"work_id": [1, 2, 3], "author_seq": [0] * 3, "author_id": [1] * 3, "institution_id": [11, 12, 12]}
    places = {
        "institution_id": [11, 12],
        "display_name": ["a", "b"],
        "ror": ["a", "b"],
        "country_code": ["JP", None],
        "type": ["education", None],
    }
    return flat(folder, given, authorships, institutions={**places, **(institutions or {})})


def test_lines_of_json_name_what_does_not_exist(store, tmp_path):
    assert told(store, lines(tmp_path / "w.jsonl", *RECORDS)) == [
        ("w.jsonl, line 2, primary_topic.subfield.id", f"9999 {SUBFIELD}"),
        ("w.jsonl, line 3, authorships[1].institutions.country_code", f"'Japan' {COUNTRY}"),
        ("w.jsonl, line 4, concepts.id", f"5 {CONCEPT}"),
    ]
    own = place({**KO, "country_code": "UK"}, 35.0, 135.0)
    assert told(store, lines(tmp_path / "i.jsonl", own)) == [("i.jsonl, line 1, country_code", f"'UK' {COUNTRY}")]


def test_nested_parquet_names_what_does_not_exist(store, tmp_path):
    assert sorted(told(store, nested(tmp_path / "w.parquet", *RECORDS))) == [
        ("w.parquet, row 2, primary_topic.subfield.id", f"9999 {SUBFIELD}"),
        ("w.parquet, row 3, authorships.institutions.country_code", f"'Japan' {COUNTRY}"),
        ("w.parquet, row 4, concepts.id", f"5 {CONCEPT}"),
    ]
    own = place({**KO, "country_code": "UK"}, 35.0, 135.0)
    assert told(store, nested(tmp_path / "i.parquet", own)) == [("i.parquet, row 1, country_code", f"'UK' {COUNTRY}")]


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        ("type", ["article", "Article", "zzz"], f"'Article' of work 2 {TYPE}"),
        ("subfield", [2713, 9999, None], f"9999 of work 2 {SUBFIELD}"),
        ("subfield", [2713, 17, 2713], f"17 of work 2 {SUBFIELD}"),
        ("concept", [19, 20, None], "20 of work 2 is not the number of one of the 19 top concepts."),
        ("field_l0_id", [71924100, 71924101, None], f"71924101 of work 2 {CONCEPT}"),
    ],
)
def test_flat_works_name_what_does_not_exist(store, tmp_path, column, values, message):
    found = told(store, flat_of(tmp_path / "f", works={column: values}))
    assert found[0] == (f"works.parquet, row 2, {column}", message)
    assert len(found) == (2 if "zzz" in values else 1)


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        ("country_code", ["Japan", None], f"'Japan' {COUNTRY}"),
        ("country_code", ["jp", "FR"], f"'jp' {COUNTRY}"),
        (
            "type",
            ["Company", "company"],
            "'Company' is not a type of institution of OpenAlex, such as education or company.",
        ),
    ],
)
def test_flat_institutions_name_what_does_not_exist(store, tmp_path, column, values, message):
    assert told(store, flat_of(tmp_path / "f", institutions={column: values})) == [
        (f"institutions.parquet, row 1, {column}", message)
    ]


def test_rows_with_what_does_not_exist_are_left_out_and_counted_where_that_is_asked_for(store, tmp_path):
    folder = flat_of(
        tmp_path / "f",
        works={"type": ["article", "zzz", None], "work_id": [6, 7, 8]},
        institutions={"country_code": ["Japan", "JP"]},
    )
    run = read(store, lines(tmp_path / "w.jsonl", *RECORDS), folder, skip_bad=True)
    assert run.parameters["left_out"] == {"works.parquet": 1, "institutions.parquet": 1, "w.jsonl": 3}
    assert rows(store, "work", "work_id") == [(1,), (5,), (6,), (8,)]
    assert rows(store, "institution", "openalex_id", "country") == [(11, "JP"), (12, "JP")]


def test_types_that_are_newer_than_our_list_are_counted_in_a_snapshot(store, tmp_path):
    firm = {**KO, "type": "Company"}
    records = [
        work(1, 2020, author(1, firm)),
        *(work(n, 2020, author(1, KO), type="case-report") for n in (2, 3)),
        work(4, 2020, type=None),
    ]
    said: list[str] = []
    run = read(
        store,
        lines(tmp_path / "a.jsonl", *records[:2]),
        nested(tmp_path / "b.parquet", *records[2:]),
        progress=said.append,
    )
    assert run.parameters["unknown_types"] == {"case-report": 2}
    assert run.parameters["unknown_sectors"] == {"Company": 1}
    assert "2 works of the type 'case-report', which is not known, are not compared" in said
    assert (
        "1 institutions of the type 'Company', which is not known, count neither as universities nor as companies"
        in said
    )
    core = [(1, "article", True), (2, "case-report", False), (3, "case-report", False), (4, "unknown", False)]
    assert sorted(rows(store, "work", "work_id", "type", "is_core")) == core
    assert read(Store(tmp_path / "other"), flat_of(tmp_path / "f")).parameters["unknown_types"] == {}


@pytest.mark.long
def test_an_empty_text_is_unknown_whatever_the_kind_of_file(tmp_path):
    nowhere = {**KO, "country_code": "", "type": ""}
    records = [work(1, 2020, author(1, nowhere), type=""), work(2, 2020, author(1, HEI))]
    works = {
        "work_id": [1, 2],
        "year": [2020] * 2,
        "type": pa.array(["", "article"]).dictionary_encode(),
        "cited_by": [7] * 2,
    }
    authorships = {"work_id": [1, 2], "author_seq": [0] * 2, "author_id": [1] * 2, "institution_id": [11, 13]}
    places = {
        "institution_id": [11, 13],
        "display_name": [None] * 2,
        "ror": [None] * 2,
        "country_code": ["", "DE"],
        "type": ["", "company"],
    }
    given = {
        "json": lines(tmp_path / "w.jsonl", *records),
        "nested": nested(tmp_path / "w.parquet", *records),
        "flat": flat(tmp_path / "f", works, authorships, institutions=places),
    }
    for name, path in given.items():
        store = Store(tmp_path / name)
        assert read(store, path).parameters["unknown_types"] == {}
        assert rows(store, "work", "work_id", "type", "is_core") == [(1, "unknown", False), (2, "article", True)]
        assert rows(store, "institution", "openalex_id", "country", "sector") == [
            (11, None, None),
            (13, "DE", "company"),
        ]


def test_columns_of_flat_files_in_which_nothing_is_known_are_read(store, tmp_path):
    nothing = {"country_code": [None, None], "type": [None, None], "lat": [None, None], "lon": [None, None]}
    read(store, flat_of(tmp_path / "f", works={"type": [None] * 3, "subfield": [None] * 3}, institutions=nothing))
    assert set(rows(store, "work", "type", "subfield")) == {("unknown", None)}
    assert set(rows(store, "institution", "country", "sector", "lat", "lon")) == {(None,) * 4}


def test_institutions_that_no_file_describes_are_counted(store, tmp_path):
    works = {"work_id": [1], "year": [2020], "type": ["article"], "cited_by": [0]}
    authorships = {
        "work_id": [1] * 3,
        "author_seq": [0, 1, 2],
        "author_id": [1, 2, 3],
        "institution_id": [11, 999, 998],
    }
    places = {
        "institution_id": [11],
        "display_name": ["a"],
        "ror": [None],
        "country_code": ["JP"],
        "type": ["education"],
    }
    said: list[str] = []
    run = read(store, flat(tmp_path / "f", works, authorships, institutions=places), progress=said.append)
    assert run.parameters["unnamed_institutions"] == 2
    assert "2 institutions are named by works but described nowhere: their names and countries are unknown" in said
    assert read(Store(tmp_path / "other"), flat_of(tmp_path / "g")).parameters["unnamed_institutions"] == 0
