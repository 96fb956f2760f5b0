"""Which record of a work wins, and what becomes of what is given more than once."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.strengths.snapshots import (
    FIRST,
    HEI,
    KO,
    OTSU,
    author,
    flat,
    held,
    lines,
    read,
    rows,
    work,
)
from tsunagu.strengths.storage.store import Store


def test_the_newest_record_of_a_work_wins_whatever_the_order(store, tmp_path):
    new = work(1, 2021, author(1, OTSU), cited_by_count=9, updated_date="2024-03-01")
    old = work(1, 2020, author(1, KO), author(2, HEI), cited_by_count=5, updated_date="2024-02-01")
    read(
        store,
        lines(tmp_path / "a.jsonl", new),
        lines(tmp_path / "b.jsonl", old, work(2, 2021, updated_date="2024-01-01")),
    )
    assert rows(store, "work", "work_id", "year", "cited_by") == [(1, 2021, 9), (2, 2021, 7)]
    # Only the winner's authors count, though what others said of institutions is kept.
    assert rows(store, "authorship", "work_id", "author_seq", "institution_id") == [(1, 0, 2)]
    assert rows(store, "institution", "openalex_id") == [(11,), (12,), (13,)]


def test_a_record_that_moved_to_a_newer_folder_wins_by_the_date_of_the_folder(store, tmp_path):
    for day, cited in (("2024-02-01", 5), ("2024-03-01", 6), ("2024-01-01", 4)):
        lines(
            tmp_path / "works" / f"updated_date={day}" / "part_000.gz",
            work(1, 2020, author(1, KO), cited_by_count=cited, updated_date=None),
        )
    read(store, tmp_path / "works")
    assert rows(store, "work", "work_id", "cited_by") == [(1, 6)]


def test_the_later_of_two_records_of_a_file_wins_where_dates_do_not_tell(store, tmp_path):
    twice = [work(1, 2020, author(1, KO), cited_by_count=1), work(1, 2020, author(1, OTSU), cited_by_count=2)]
    read(store, lines(tmp_path / "w.jsonl", *twice))
    assert rows(store, "work", "work_id", "cited_by") == [(1, 2)]
    works = {"work_id": [1, 1], "year": [2020] * 2, "type": ["article"] * 2, "cited_by": [3, 4]}
    other = Store(tmp_path / "other")
    read(
        other,
        flat(tmp_path / "f", works, {"work_id": [1], "author_seq": [0], "author_id": [1], "institution_id": [11]}),
    )
    assert rows(other, "work", "work_id", "cited_by") == [(1, 4)]


def test_authors_stay_with_the_record_of_their_folder(store, tmp_path):
    def delivery(name: str, day: int, cited: int, institution: int) -> Path:
        works = {
            "work_id": [1],
            "year": [2020],
            "type": ["article"],
            "cited_by": [cited],
            "updated": [datetime(2024, 1, day, 9, tzinfo=UTC)],
        }
        return flat(
            tmp_path / name,
            works,
            {"work_id": [1], "author_seq": [0], "author_id": [1], "institution_id": [institution]},
        )

    record = work(1, 2020, author(1, HEI), cited_by_count=5, updated_date="2024-01-20T08:00:00")
    read(store, delivery("a", 20, 6, 11), delivery("b", 19, 7, 12), lines(tmp_path / "w.jsonl", record))
    assert rows(store, "work", "work_id", "cited_by", "n_inst") == [(1, 6, 1)]
    # Institution 11 is the first in the order of numbers.
    assert rows(store, "authorship", "author_seq", "institution_id") == [(0, 1)]


@pytest.mark.long
def test_merged_works_vanish(store, tmp_path):
    records = [work(1, 2020, author(1, KO)), work(2, 2021, author(1, KO)), work(3, 2021, author(1, KO))]
    read(store, lines(tmp_path / "w.jsonl", *records))
    (tmp_path / "merged_ids" / "works").mkdir(parents=True)
    (tmp_path / "merged_ids" / "works" / "2024.csv.gz").write_bytes(
        gzip.compress(b"merge_date,id,merge_into_id\n2024-06-06,W1,W2\n2024-06-06,W8,W2\n")
    )
    run = read(store, tmp_path / "merged_ids")
    assert rows(store, "work", "work_id") == [(2,), (3,)]
    assert run.parameters["touched"] == [["field", 27, 2020], ["subfield", 2713, 2020]]
    assert store.years("work") == store.years("authorship") == [2021]
    again = Store(tmp_path / "again")
    read(again, tmp_path / "w.jsonl", tmp_path / "merged_ids")
    assert held(again) == held(store)


def test_rows_given_again_are_put_together(store, tmp_path):
    works = {"work_id": [1], "year": [2020], "type": ["article"], "cited_by": [0]}
    authorships = {
        "work_id": [1] * 6,
        "author_seq": [0, 0, 0, 1, 1, 2],
        "author_id": [9, None, 8, None, None, 5],
        "institution_id": [11, 11, 11, None, None, 11],
        "is_corresponding": [None, True, False, None, None, False],
    }
    read(store, flat(tmp_path / "f", works, authorships))
    assert rows(store, "authorship", "author_seq", "author_id", "institution_id", "is_corresponding") == [
        (0, 8, 1, True),
        (1, None, None, None),
        (2, 5, 1, False),
    ]


@pytest.mark.long
def test_works_given_twice_and_authorships_without_their_work_are_counted(store, tmp_path):
    works = {
        "work_id": [1, 2, 2, 3],
        "year": [2020, 2020, 2021, None],
        "type": ["article"] * 4,
        "cited_by": [0, 1, 2, 3],
    }
    authorships = {
        "work_id": [1, 2, 3, 7, 8, 8],
        "author_seq": [0, 0, 0, 0, 0, 1],
        "author_id": [1] * 6,
        "institution_id": [11] * 6,
    }
    said: list[str] = []
    run = read(store, flat(tmp_path / "f", works, authorships), progress=said.append)
    assert [run.parameters[name] for name in ("given_twice", "without_work", "without_year")] == [1, 3, 1]
    assert {
        "1 records of works given more than once give way to newer ones",
        "3 authorships of works that are not in the files left out",
        "1 works without a year of publication left out",
    } <= set(said)
    clean = read(Store(tmp_path / "clean"), lines(tmp_path / "w.jsonl", *FIRST), progress=said.append)
    assert [clean.parameters[name] for name in ("given_twice", "without_work", "without_year")] == [0, 0, 0]
    delivered = [
        flat(tmp_path / name, {**works, "work_id": [n, n + 1, n + 2, n + 3]}, authorships)
        for name, n in (("g", 1), ("h", 7))
    ]
    # Authorships are looked for in the works beside them: 7 and 8 are in h only, 1 to 3 in g only.
    assert read(Store(tmp_path / "two"), *delivered).parameters["without_work"] == 3 + 3
