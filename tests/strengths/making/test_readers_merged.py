"""Lists of merged identifiers: what they take away, and what is said of those that cannot be read."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest

from tests.strengths.snapshots import KO, author, lines, read, rows, told, work

HEAD = b"merge_date,id,merge_into_id\n"
FORM = "is not an identifier of OpenAlex such as https://openalex.org/W2741."


def merged(path: Path, *rows: bytes) -> Path:
    """A list of merged identifiers, gzip where the name says so."""
    text = HEAD + b"\n".join(rows)
    path.write_bytes(gzip.compress(text, mtime=0) if path.suffix == ".gz" else text)
    return path


def test_merged_works_are_taken_away_however_the_list_is_written(store, tmp_path):
    works = lines(tmp_path / "w.jsonl", *(work(number, 2020, author(1, KO)) for number in range(1, 5)))
    listed = merged(
        tmp_path / "m.csv.gz",
        b"2022-06-06,W1,W4\r",
        b"",
        b'"2022-06-06","https://openalex.org/W2","W4"',
        b"2022-06-06,W9,W4",
    )
    read(store, works, listed)
    assert rows(store, "work", "work_id") == [(3,), (4,)]


@pytest.mark.parametrize("kept", [40, 20_000])
def test_a_list_that_was_cut_short_is_refused(store, tmp_path, kept):
    chance = random.Random(0)
    path = merged(tmp_path / "m.csv.gz", *(f"2022-06-06,W{chance.randrange(10**9)},W1".encode() for _ in range(10_000)))
    path.write_bytes(path.read_bytes()[:kept])
    ((where, message),) = told(store, path)
    assert where.startswith("m.csv.gz")
    assert message == (
        "The compressed file ends too early or is damaged (Compressed file ended before the end-of-stream marker was "
        "reached). "
        "Download or write the file again."
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (b"2022-06-06", f"'' {FORM}"),
        (b"2022-06-06,,W3", f"'' {FORM}"),
        (b"2022-06-06,X2,W3", f"'X2' {FORM}"),
        (b"2022-06-06,W2\xff,W3", "'utf-8' codec can't decode byte 0xff in position 13: invalid start byte."),
        (b"2022-06-06,W" + b"2" * 200_000, "field larger than field limit (131072)."),
    ],
)
def test_a_row_that_is_none_is_named_and_left_out_where_that_is_asked_for(store, tmp_path, row, message):
    works = lines(tmp_path / "w.jsonl", *(work(number, 2020, author(1, KO)) for number in (1, 2)))
    path = merged(tmp_path / "m.csv", b"2022-06-06,W1,W3", row)
    key = ", id" if FORM in message else ""
    assert told(store, path) == [(f"m.csv, line 3{key}", message)]
    assert read(store, works, path, skip_bad=True).parameters["left_out"] == {"m.csv": 1}
    assert rows(store, "work", "work_id") == [(2,)]


def test_a_list_whose_first_row_is_too_short_is_named(store, tmp_path):
    assert told(store, merged(tmp_path / "m.csv", b"2022-06-06", b"2022-06-06,W1,W3")) == [
        ("m.csv, line 2, id", f"'' {FORM}")
    ]
