"""What a file is and what it says: OpenAlex as JSON lines and as Parquet in two schemas, flat Parquet, and everything
that may be wrong with them.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strengths.snapshots import (
    BEIJING,
    HEI,
    HONG_KONG,
    KO,
    OTSU,
    SITE,
    author,
    flat,
    lines,
    nested,
    old_work,
    work,
)
from tsunagu.strengths.errors import WrongTable
from tsunagu.strengths.making.ingest import ingest
from tsunagu.strengths.making.readers import identifiers, openalex_json, openalex_parquet, sources
from tsunagu.strengths.making.readers.checks import LEAVE_OUT, Problems
from tsunagu.strengths.making.readers.sources import Kind, Source
from tsunagu.strengths.storage.store import Store

UNKNOWN = {"id": None, "display_name": "Somewhere", "ror": None, "country_code": None, "type": None}
RECORDS = [
    work(1, 2019, author(1, KO, OTSU, corresponding=True), author(2, HEI), author(3)),
    work(2, 2020, author(4, KO, KO, UNKNOWN), author(5, UNKNOWN), title=None, display_name="Shown", is_retracted=True),
    work(3, 2020, subfield=None, language=None, cited_by_count=0),
    work(4, None, author(1, HONG_KONG), counts_by_year=[{"year": 2021, "cited_by_count": 3}]),
    work(
        5,
        2018,
        author(6, BEIJING),
        counts_by_year=[
            {"year": year, "cited_by_count": n} for year, n in ((2023, 8), (2022, 5), (2021, 4), (2018, 1), (2017, 9))
        ],
    ),
    work(6, 2012, author(7, KO), counts_by_year=[{"year": 2015, "cited_by_count": 2}], updated_date=None),
]
OLD = [
    old_work(7, 2020, author(8, OTSU, UNKNOWN), concepts=[(5, 1, "0.9"), (71924100, 0, "0.65"), (121332964, 0, "0.0")]),
    old_work(8, 2021, author(9, UNKNOWN), concepts=[(41008148, 0, "0.3"), (71924100, 0, "0.3"), (6, 2, "0.8")]),
    old_work(9, 2021, concepts=[]),
]


def read(path: Path, kind: Kind, partition: str | None = None) -> dict[str, list[tuple[Any, ...]]]:
    """The flat rows of one file, sorted."""
    problems = Problems()
    reader = openalex_json if "lines" in kind.value else openalex_parquet
    tables: dict[str, list[tuple[Any, ...]]] = {}
    for _, batch in reader.batches(Source(path, kind, partition), problems):
        for name, table in batch.items():
            tables.setdefault(name, []).extend(tuple(row.values()) for row in table.to_pylist())
    problems.settle()
    return {name: sorted(found, key=repr) for name, found in tables.items()}


def told(*paths: Path, tmp_path: Path, **options: Any) -> list[str]:
    """What an attempt to read files says is wrong."""
    with pytest.raises(WrongTable) as caught:
        ingest(Store(tmp_path / "store"), list(paths), snapshot="test", **options)
    assert not (tmp_path / "store" / "current").exists()
    return [str(problem).replace(f"{tmp_path}/", "") for problem in caught.value.problems]


def test_identifiers_are_the_number_behind_the_letter():
    texts = [
        "https://openalex.org/W2741",
        "W2741",
        "https://openalex.org/works/W2741",
        "http://openalex.org/W2741",
        "",
        None,
    ]
    assert [identifiers.number(text, "W") for text in texts] == [2741, 2741, 2741, 2741, None, None]
    found, wrong = identifiers.numbers(pa.array(texts), "W")
    assert found.to_pylist() == [2741, 2741, 2741, 2741, None, None]
    assert wrong.to_pylist() == [False] * 6
    assert (
        identifiers.number("https://openalex.org/subfields/2713", "subfields/")
        == identifiers.number(2713, "subfields/")
        == 2713
    )


@pytest.mark.parametrize(
    "text",
    ["A2741", "https://openalex.org/W", "W27x", "W" + "9" * 19, "https://example.org/W2741", "2741", "w2741", "W٣"],
)
def test_identifiers_of_other_forms_are_refused(text):
    with pytest.raises(ValueError, match="is not an identifier of OpenAlex"):
        identifiers.number(text, "W")
    assert identifiers.numbers(pa.array([text]), "W")[1].to_pylist() == [True]


def test_the_present_schema_becomes_flat_rows(tmp_path):
    tables = read(lines(tmp_path / "part_000.gz", RECORDS[0], RECORDS[4]), Kind.JSON_WORKS)
    updated = "2024-01-10T08:00:00.000000"
    doi = "https://doi.org/10.1/"
    # Work 5 of 2018 was cited 1 time in 2018 and 4 times in 2021: 5 times in its year and the three after it.
    assert tables["works"] == [
        (1, 1, 2019, "article", 7, f"{doi}1", "Title 1", "en", 5, 2713, None, False, 0, updated),
        (2, 5, 2018, "article", 7, f"{doi}5", "Title 5", "en", 5, 2713, None, False, 5, updated),
    ]
    assert tables["authorships"] == [
        (1, 1, 0, 1, 11, True),
        (1, 1, 0, 1, 12, True),
        (1, 1, 1, 2, 13, False),
        (1, 1, 2, 3, None, False),
        (2, 5, 0, 6, 15, False),
    ]
    assert tables["institutions"][0] == (
        11,
        "Ko University",
        "https://ror.org/0ko",
        "JP",
        "education",
        None,
        None,
        None,
        updated,
        False,
    )


def test_the_older_schema_gives_the_concept_of_the_highest_score_and_unknown_corresponding_authors(tmp_path):
    tables = read(lines(tmp_path / "part_000.jsonl", *OLD), Kind.JSON_WORKS)
    concepts = {row[1]: (row[8], row[9], row[10]) for row in tables["works"]}
    # 0.65 beats 0.0 in work 7; in work 8 both have 0.3 and the first one counts; level 1 and 2 never count.
    assert concepts == {7: (5, None, 71924100), 8: (5, None, 41008148), 9: (5, None, None)}
    assert tables["authorships"] == [(1, 7, 0, 8, 12, None), (2, 8, 0, 9, None, None)]


@pytest.mark.parametrize("partition", [None, "2023-12-31"])
def test_nested_parquet_and_json_lines_give_the_same_rows(tmp_path, partition):
    a = read(lines(tmp_path / "a.gz", *RECORDS, *OLD), Kind.JSON_WORKS, partition)
    b = read(nested(tmp_path / "b.parquet", *RECORDS, *OLD), Kind.NESTED_WORKS, partition)
    assert a == b
    assert len(a["works"]) == 9


def test_nested_parquet_in_small_row_groups_keeps_authors_with_their_works(tmp_path, monkeypatch):
    monkeypatch.setattr(openalex_parquet, "BATCH", 2)
    a = read(lines(tmp_path / "a.gz", *RECORDS, *OLD), Kind.JSON_WORKS)
    b = read(nested(tmp_path / "b.parquet", *RECORDS, *OLD), Kind.NESTED_WORKS)
    assert (a["works"], a["authorships"]) == (b["works"], b["authorships"])


def test_optional_columns_may_be_missing(tmp_path):
    short = [{"id": f"{SITE}W1", "publication_year": 2020, "cited_by_count": 3}]
    expected = (1, 1, 2020, None, 3, None, None, None, None, None, None, None, None, None)
    assert read(lines(tmp_path / "a.jsonl", *short), Kind.JSON_WORKS)["works"] == [expected]
    assert read(nested(tmp_path / "b.parquet", *short), Kind.NESTED_WORKS)["works"] == [expected]


def test_institutions_have_their_place_and_japanese_name(tmp_path):
    record = {
        **KO,
        "geo": {"city": "Kofu", "latitude": 35.5, "longitude": 138.5},
        "international": {"display_name": {"ja": "甲大学", "en": "Ko University"}},
        "works_count": 3,
        "updated_date": "2024-02-01",
    }
    expected = [
        (11, "Ko University", "https://ror.org/0ko", "JP", "education", "甲大学", 35.5, 138.5, "2024-02-01", True)
    ]
    assert read(lines(tmp_path / "a.jsonl", record), Kind.JSON_INSTITUTIONS)["institutions"] == expected
    assert read(nested(tmp_path / "b.parquet", record), Kind.NESTED_INSTITUTIONS)["institutions"] == expected
    names = pa.array([[("en", "Ko University"), ("ja", "甲大学")]], pa.map_(pa.string(), pa.string()))
    table = pa.Table.from_pylist([record])
    table = table.set_column(
        table.schema.get_field_index("international"),
        "international",
        pa.StructArray.from_arrays([names], ["display_name"]),
    )
    pq.write_table(table, tmp_path / "c.parquet")
    assert read(tmp_path / "c.parquet", Kind.NESTED_INSTITUTIONS)["institutions"] == expected


def test_kinds_are_told_by_content_and_other_entities_are_passed_over(tmp_path):
    folder = tmp_path / "snapshot"
    lines(folder / "works" / "updated_date=2024-01-10" / "part_000.gz", RECORDS[0])
    lines(folder / "institutions" / "oddly-named.txt", {**KO, "works_count": 1})
    lines(folder / "authors" / "part_000.gz", {"id": f"{SITE}A1", "display_name": "x"})
    lines(folder / "manifest", {"entries": []})
    nested(folder / "parquet" / "x", RECORDS[1])
    nested(folder / "parquet" / "y", {**KO, "works_count": 1, "geo": {"latitude": 1.0}})
    flat(
        folder / "flat",
        {"work_id": [1], "year": [2020], "type": ["a"], "cited_by": [1]},
        {"work_id": [1], "author_seq": [0]},
    )
    pq.write_table(pa.table({"work_id": [1], "year": [2020], "cited_by_count": [1]}), folder / "flat" / "z.parquet")
    (folder / "merged_ids" / "works").mkdir(parents=True)
    (folder / "merged_ids" / "works" / "m.csv.gz").write_bytes(
        gzip.compress(b"merge_date,id,merge_into_id\n2022-06-06,W1,W2\n")
    )
    (folder / "merged_ids" / "authors.csv").write_text("merge_date,id,merge_into_id\n2022-06-06,A1,A2\n")
    said: list[str] = []
    problems = Problems()
    found = {
        str(source.path.relative_to(folder)): source.kind for source in sources.find([folder], problems, said.append)
    }
    assert found == {
        "flat/authorships.parquet": Kind.FLAT_AUTHORSHIPS,
        "flat/works.parquet": Kind.FLAT_WORKS,
        "flat/z.parquet": Kind.FLAT_CITATIONS,
        "institutions/oddly-named.txt": Kind.JSON_INSTITUTIONS,
        "merged_ids/works/m.csv.gz": Kind.MERGED,
        "parquet/x": Kind.NESTED_WORKS,
        "parquet/y": Kind.NESTED_INSTITUTIONS,
        "works/updated_date=2024-01-10/part_000.gz": Kind.JSON_WORKS,
    }
    assert said == [
        "part_000.gz: passed over, another entity of OpenAlex",
        "manifest: passed over, of no known format",
        "authors.csv: passed over, merged identifiers of another entity",
    ]
    assert problems.collected == []


def test_wrong_values_are_named_with_line_and_key(tmp_path):
    records = [
        work(1, 2020, cited_by_count=-1),
        work(2, 0),
        work(3, 2101),
        work(4, 2020, author(1, {**KO, "id": "X11"})),
        {**work(5, 2020), "id": "https://example.org/5"},
        {**work(6, 2020), "cited_by_count": "many"},
        work(7, 2020, {"author": {"id": f"{SITE}I1"}}),
        work(8, 2020, updated_date="yesterday"),
        work(9, 2020),
    ]
    out = LEAVE_OUT
    form = "is not an identifier of OpenAlex such as https://openalex.org/"
    assert told(lines(tmp_path / "w.jsonl", records[8], *records[:8]), tmp_path=tmp_path) == [
        f"w.jsonl, line 2, cited_by_count: Expected `int` >= 0. {out}",
        f"w.jsonl, line 3, publication_year: Expected `int` >= 1. {out}",
        f"w.jsonl, line 4, publication_year: Expected `int` <= 2100. {out}",
        f"w.jsonl, line 5, authorships[0].institutions.id: 'X11' {form}I2741. {out}",
        f"w.jsonl, line 6, id: 'https://example.org/5' {form}W2741. {out}",
        f"w.jsonl, line 7, cited_by_count: Expected `int`, got `str`. {out}",
        f"w.jsonl, line 8, authorships[0].author.id: 'https://openalex.org/I1' {form}A2741. {out}",
        f"w.jsonl, line 9, updated_date: 'yesterday' is not a date such as 2026-10-14 or 2026-10-14T08:00:00. {out}",
    ]


def test_wrong_values_of_nested_parquet_are_named_with_row_and_column(tmp_path):
    records = [
        work(9, 2020),
        work(1, 2020, cited_by_count=-1),
        work(2, 0),
        work(3, 2020, author(1, KO), author(2, {**OTSU, "id": "X12"})),
    ]
    records.append({**work(5, 2020), "id": "https://example.org/5"})
    out = LEAVE_OUT
    form = "is not an identifier of OpenAlex such as https://openalex.org/"
    assert told(nested(tmp_path / "w.parquet", *records), tmp_path=tmp_path) == [
        f"w.parquet, row 5, id: 'https://example.org/5' {form}W2741. {out}",
        f"w.parquet, row 3, publication_year: 0 is not between 1 and 2100. {out}",
        f"w.parquet, row 2, cited_by_count: -1 is not between 0 and 2147483647. {out}",
        f"w.parquet, row 4, authorships.institutions.id: 'X12' {form}I2741. {out}",
    ]


def test_nested_parquet_without_a_needed_column_is_refused(tmp_path):
    record = work(1, 2020)
    del record["cited_by_count"]
    assert told(nested(tmp_path / "w.parquet", record), tmp_path=tmp_path) == [
        "w.parquet: The column cited_by_count is missing. Write the file with it: without it a work cannot be counted."
    ]


def test_a_broken_line_is_named(tmp_path):
    path = lines(tmp_path / "w.jsonl", work(1, 2020), work(2, 2020))
    path.write_bytes(path.read_bytes()[:-40])
    assert told(path, tmp_path=tmp_path) == [f"w.jsonl, line 2: Input data was truncated. {LEAVE_OUT}"]


@pytest.mark.parametrize("skip_bad", [False, True])
def test_a_file_that_was_cut_short_is_refused_even_where_bad_rows_are_left_out(tmp_path, skip_bad):
    path = lines(tmp_path / "w.jsonl.gz", *(work(number, 2020) for number in range(1, 500)))
    path.write_bytes(path.read_bytes()[:-500])
    (said,) = [line for line in told(path, tmp_path=tmp_path, skip_bad=skip_bad) if "ends too early" in line]
    assert said.startswith("w.jsonl.gz, after line ")
    assert said.endswith("Download or write the file again.")


def test_files_of_no_use_are_refused(tmp_path):
    for name in ("empty.jsonl", "empty.parquet"):
        (tmp_path / name).touch()
        assert told(tmp_path / name, tmp_path=tmp_path) == [
            f"{name}: The file is empty. Download or write the file again."
        ]
    (tmp_path / "notes.md").write_text("Hello")
    what = "Give works, authorships, institutions or citations by year."
    assert told(tmp_path / "notes.md", tmp_path=tmp_path) == [f"notes.md: This is of no known format. {what}"]
    nothing = "Nothing to read here. Give files or folders with works as OpenAlex JSON lines or Parquet."
    (tmp_path / "folder").mkdir()
    assert told(tmp_path / "folder", tmp_path=tmp_path) == [f"folder: {nothing}"]
    assert told(tmp_path=tmp_path) == [f"no path: {nothing}"]
    assert told(tmp_path / "nowhere", tmp_path=tmp_path) == [
        "nowhere: There is no such file or folder. Check the path."
    ]
    (tmp_path / "cut.parquet").write_bytes(nested(tmp_path / "w.parquet", work(1, 2020)).read_bytes()[:-50])
    assert told(tmp_path / "cut.parquet", tmp_path=tmp_path)[0].startswith(
        "cut.parquet: The Parquet file cannot be read ("
    )


def test_flat_files_name_missing_columns_and_wrong_types(tmp_path):
    folder = flat(
        tmp_path / "f",
        {"work_id": ["W1"], "year": [2020], "type": ["article"]},
        {"work_id": [1], "author_seq": [0], "author_id": [1]},
    )
    assert told(folder, tmp_path=tmp_path) == [
        "f/authorships.parquet, institution_id: The column institution_id is missing. Write the file with it.",
        "f/works.parquet, work_id: The column holds string; it must be whole numbers (int64). "
        "Write the file with that type.",
        "f/works.parquet, cited_by or cited_by_count: The column cited_by or cited_by_count is missing. "
        "Write the file with it.",
    ]


def test_flat_files_name_wrong_values_with_their_row(tmp_path):
    works = {"work_id": [1, 2, 3], "year": [2020, 0, 2020], "type": ["article"] * 3, "cited_by": [-1, 1, None]}
    authorships = {"work_id": [1, 2], "author_seq": [0, -1], "author_id": [1, 1], "institution_id": [11, 12]}
    out = LEAVE_OUT
    assert told(flat(tmp_path / "f", works, authorships), tmp_path=tmp_path) == [
        f"f/authorships.parquet, row 2, author_seq: -1 of work 2 is not between 0 and 32766. {out}",
        f"f/works.parquet, row 2, year: 0 of work 2 is not between 1 and 2100. {out}",
        f"f/works.parquet, row 1, cited_by: -1 of work 1 is not between 0 and 2147483647. {out}",
        f"f/works.parquet, row 3, cited_by: The value is missing. {out}",
    ]


def test_flat_works_without_authorships_and_the_reverse_are_refused(tmp_path):
    folder = flat(
        tmp_path / "f",
        {"work_id": [1], "year": [2020], "type": ["article"], "cited_by": [1]},
        {"work_id": [1], "author_seq": [0], "author_id": [1], "institution_id": [1]},
    )
    assert told(folder / "works.parquet", tmp_path=tmp_path) == [
        "f/works.parquet: There are no authorships beside these works. Add authorships*.parquet to the folder."
    ]
    assert told(folder / "authorships.parquet", tmp_path=tmp_path) == [
        "f/authorships.parquet: There are no works beside this file. Add works*.parquet to the folder."
    ]


def test_no_more_than_twenty_problems_are_told(tmp_path):
    path = lines(tmp_path / "w.jsonl", *(work(number, 0) for number in range(50)))
    assert len(told(path, tmp_path=tmp_path)) == 20


def test_a_work_of_too_many_authors_is_refused(tmp_path):
    long = work(1, 2020, *({"author": {"id": None}} for _ in range(32768)))
    assert told(lines(tmp_path / "w.jsonl", long), tmp_path=tmp_path) == [
        f"w.jsonl, line 1, authorships: Expected `array` of length <= 32767. {LEAVE_OUT}"
    ]
    assert told(nested(tmp_path / "w.parquet", long), tmp_path=tmp_path) == [
        f"w.parquet, row 1, authorships: Work 1 has more than 32767 authors. {LEAVE_OUT}"
    ]


def test_a_work_of_too_many_institutions_is_refused(tmp_path):
    many = 32768
    authorships = {
        "work_id": [1, *[2] * many],
        "author_seq": [0] * (many + 1),
        "author_id": [1] * (many + 1),
        "institution_id": [1, *range(many)],
    }
    folder = flat(
        tmp_path / "f",
        {"work_id": [1, 2], "year": [2020] * 2, "type": ["article"] * 2, "cited_by": [0] * 2},
        authorships,
    )
    assert told(folder, tmp_path=tmp_path) == [
        "work 2: The work has more than 32767 authors or institutions. Correct it or leave it out."
    ]


places = st.lists(st.sampled_from([KO, OTSU, HEI, UNKNOWN]), max_size=3)
people = st.lists(st.builds(lambda number, at: author(number, *at), st.integers(1, 9), places), max_size=4)
counts = st.lists(
    st.fixed_dictionaries({"year": st.integers(2012, 2024), "cited_by_count": st.integers(0, 50)}), max_size=4
)
records = st.builds(
    lambda year, authors, counted, subfield: work(1, year, *authors, subfield=subfield, counts_by_year=counted),
    st.one_of(st.none(), st.integers(2010, 2024)),
    people,
    counts,
    st.sampled_from([None, 2713, 1100]),
)


@pytest.mark.long
@given(st.lists(records, min_size=1, max_size=5))
@settings(max_examples=25, deadline=None)
def test_any_records_are_the_same_rows_from_json_and_from_parquet(tmp_path_factory, made):
    folder = tmp_path_factory.mktemp("records")
    made = json.loads(json.dumps(made))
    a = read(lines(folder / "a.jsonl", *made), Kind.JSON_WORKS)
    b = read(nested(folder / "b.parquet", *made), Kind.NESTED_WORKS)
    assert a == b
    assert pc.unique(pa.array([row[0] for row in a["works"]])).to_pylist() == list(range(1, len(made) + 1))
