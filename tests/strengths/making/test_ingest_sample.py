"""Reading in the real sample of OpenAlex, as flat Parquet and as JSON lines of the older schema."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from tests.strengths.snapshots import NO_SAMPLE, SAMPLE, held, rows
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.making.ingest import ingest
from tsunagu.strengths.storage.store import Store

pytestmark = [pytest.mark.long, pytest.mark.skipif(not SAMPLE.exists(), reason=NO_SAMPLE)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Store:
    """The sample from its flat files."""
    store = Store(tmp_path_factory.mktemp("sample"))
    ingest(store, sorted(SAMPLE.glob("*.parquet")), snapshot="sample")
    return store


def test_flat_parquet_fills_every_table(whole):
    assert whole.last("ingest").row_counts == {
        "authorship": 40947,
        "institution": 4514,
        "title": 7518,
        "work": 7518,
        "work_field": 7518,
    }


def test_core_works_and_their_authors_and_institutions_are_those_of_the_files(whole):
    works = pq.read_table(SAMPLE / "works.parquet").to_pylist()
    authorships = pq.read_table(SAMPLE / "authorships.parquet").to_pylist()
    groups = schemes.type_groups("nistep")
    institutions: dict[int, set[int]] = {row["work_id"]: set() for row in works}
    authors: dict[int, set[int]] = {row["work_id"]: set() for row in works}
    for row in authorships:
        authors[row["work_id"]].add(row["author_seq"])
        if row["institution_id"] is not None:
            institutions[row["work_id"]].add(row["institution_id"])
    expected = {
        row["work_id"]: (
            groups.get(row["type"], -1) >= 0 and not row["is_retracted"] and bool(institutions[row["work_id"]]),
            len(institutions[row["work_id"]]),
            len(authors[row["work_id"]]),
        )
        for row in works
    }
    found = {work_id: tuple(rest) for work_id, *rest in rows(whole, "work", "work_id", "is_core", "n_inst", "n_author")}
    assert found == expected
    assert sum(core for core, *_ in found.values()) == 6558


def test_citations_of_the_first_four_years_are_those_of_the_files(whole):
    counted: dict[tuple[int, int], int] = {
        (row["work_id"], row["year"]): row["cited_by_count"]
        for row in pq.read_table(SAMPLE / "citations_by_year.parquet").to_pylist()
    }
    for work_id, year, cited in rows(whole, "work", "work_id", "year", "cited_4y"):
        # Citations by year cover 2012 to 2023, the last of which is not over.
        known = (
            sum(counted.get((work_id, counting), 0) for counting in range(year, year + 4))
            if 2012 <= year <= 2019
            else None
        )
        assert cited == known, work_id


def test_json_lines_of_the_same_works_say_the_same(whole, tmp_path):
    store = Store(tmp_path / "store")
    ingest(store, [SAMPLE / "works_part_000.jsonl.gz"], snapshot="sample")
    columns = ("work_id", "year", "cited_by", "type", "is_retracted", "n_inst", "n_country", "n_author", "is_core")
    works = set(rows(store, "work", *columns))
    assert len(works) == 400
    assert works <= set(rows(whole, "work", *columns))
    assert set(rows(store, "work_field", "work_id", "field")) <= set(rows(whole, "work_field", "work_id", "field"))
    mine, theirs = held(store), held(whole)
    of = {work_id for work_id, *_ in works}
    assert [row[:4] for row in mine["authorship"]] == [row[:4] for row in theirs["authorship"] if row[0] in of]
    assert {row[0]: row[1] for row in mine["institution"]}.items() <= {
        row[0]: row[1] for row in theirs["institution"]
    }.items()
