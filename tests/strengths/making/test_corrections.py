"""What somebody who knows says of who is on a work, kept apart from the data and applied to it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tsunagu.kernel.problems import Rejected
from tsunagu.strengths.enums import CorrectionAction
from tsunagu.strengths.errors import StoreProblem, WrongTable
from tsunagu.strengths.making import correction_files, corrections
from tsunagu.strengths.storage.engines import DuckDB
from tsunagu.strengths.storage.store import Store
from tsunagu.strengths.tables import AUTHORSHIP, CORRECTION, INSTITUTION, WORK

TABLES = (AUTHORSHIP.unbound(), CORRECTION.unbound(), INSTITUTION.unbound())
APPLIED, STALE = corrections.applied(*TABLES), corrections.stale(*TABLES)
ENGINE = DuckDB()
HEAD = "work_id,openalex_id,action,author_seq,by,on,reason,source\n"
KNOWN = pa.Table.from_pylist(
    [{"institution_id": number, "openalex_id": 1000 + number} for number in range(1, 6)], schema=INSTITUTION.arrow
)


def named(*works: list[list[int]]) -> pa.Table:
    """Works 1, 2, ... with the institutions of each author; the first author is corresponding."""
    rows = [
        {
            "work_id": work,
            "author_seq": seq,
            "author_id": 10 * work + seq,
            "institution_id": institution,
            "is_corresponding": seq == 0,
        }
        for work, authors in enumerate(works, 1)
        for seq, places in enumerate(authors)
        for institution in places or [None]
    ]
    return pa.Table.from_pylist(rows, schema=AUTHORSHIP.arrow)


def said(*given: tuple) -> pa.Table:
    """Corrections as (action, work, institution) or with an author."""
    rows = [
        {
            "work_id": work,
            "openalex_id": 1000 + institution,
            "action": action,
            "author_seq": author[0] if author else None,
        }
        | {"by": "URA", "on": date(2026, 4, 1), "reason": "known"}
        for action, work, institution, *author in given
    ]
    return pa.Table.from_pylist(rows, schema=CORRECTION.arrow)


def after(authorship: pa.Table, correction: pa.Table) -> list[tuple]:
    """Work, author, institution after the corrections."""
    found = ENGINE.fetch(APPLIED, authorship=authorship, correction=correction, institution=KNOWN)
    assert found.schema == AUTHORSHIP.arrow
    assert all(
        (row["author_id"], row["is_corresponding"]) == (10 * row["work_id"] + row["author_seq"], row["author_seq"] == 0)
        for row in found.to_pylist()
    )
    return sorted((row["work_id"], row["author_seq"], row["institution_id"] or 0) for row in found.to_pylist())


def why(authorship: pa.Table, correction: pa.Table) -> list[tuple]:
    found = ENGINE.fetch(STALE, authorship=authorship, correction=correction, institution=KNOWN)
    assert found.column_names == [*CORRECTION.columns, "why"]
    return sorted((row["action"], row["work_id"], row["openalex_id"] - 1000, row["why"]) for row in found.to_pylist())


def test_a_removed_institution_leaves_its_authors_in_place():
    works = named([[1], [1, 2], [2]], [[1]])
    assert after(works, said(("remove", 1, 1))) == [(1, 0, 0), (1, 1, 2), (1, 2, 2), (2, 0, 1)]
    assert after(works, said(("remove", 1, 1, 1))) == [(1, 0, 1), (1, 1, 2), (1, 2, 2), (2, 0, 1)]


def test_an_institution_added_to_an_author_is_one_more_or_the_first():
    works = named([[1], []])
    assert after(works, said(("add", 1, 3, 0), ("add", 1, 4, 1))) == [(1, 0, 1), (1, 0, 3), (1, 1, 4)]


def test_an_institution_added_without_an_author_goes_to_who_has_none_else_to_the_first():
    works = named([[1], [], []], [[1], [2]])
    assert after(works, said(("add", 1, 3), ("add", 2, 3))) == [
        (1, 0, 1),
        (1, 1, 3),
        (1, 2, 0),
        (2, 0, 1),
        (2, 0, 3),
        (2, 1, 2),
    ]


def test_one_institution_takes_the_place_of_another():
    works = named([[1], [1]])
    assert after(works, said(("remove", 1, 1), ("add", 1, 2))) == [(1, 0, 2), (1, 1, 0)]
    assert after(works, said(("remove", 1, 1, 1), ("add", 1, 2, 1))) == [(1, 0, 1), (1, 1, 2)]


def test_what_no_longer_fits_does_nothing_and_is_told():
    works = named([[1], []], [[1]])
    outdated = said(
        ("remove", 1, 2),
        ("add", 1, 1),
        ("add", 1, 3, 7),
        ("add", 9, 1),
        ("add", 2, 99),
        ("remove", 1, 1, 1),
        ("add", 2, 1, 0),
        ("add", 2, 5, 0),
    )
    assert after(works, outdated) == [(1, 0, 1), (1, 1, 0), (2, 0, 1), (2, 0, 5)]
    assert why(works, outdated) == [
        ("add", 1, 1, "already_there"),
        ("add", 1, 3, "no_author"),
        ("add", 2, 1, "already_there"),
        ("add", 2, 99, "no_institution"),
        ("add", 9, 1, "no_work"),
        ("remove", 1, 1, "not_there"),
        ("remove", 1, 2, "not_there"),
    ]


def test_a_work_whose_only_correction_names_an_unknown_institution_stays():
    assert after(named([[1]]), said(("remove", 1, 99))) == [(1, 0, 1)]


def plain(works: list, given: pa.Table) -> list[tuple]:
    """The same in plain Python."""
    here = {(work, seq): set(places) for work, authors in enumerate(works, 1) for seq, places in enumerate(authors)}
    rows = [(row["action"], row["work_id"], row["author_seq"], row["openalex_id"] - 1000) for row in given.to_pylist()]
    for action, work, seq, institution in rows:
        for author, places in here.items():
            if action == "remove" and author[0] == work and seq in (None, author[1]):
                places.discard(institution)
    kept = {author: set(places) for author, places in here.items()}
    for action, work, seq, institution in rows:
        authors = sorted(author for author in here if author[0] == work)
        if action == "add" and seq is not None:
            here.get((work, seq), set()).add(institution)
        elif action == "add" and authors and not any(institution in kept[author] for author in authors):
            here[next((author for author in authors if not kept[author]), authors[0])].add(institution)
    return sorted((*author, institution) for author, places in here.items() for institution in places or {0})


WORKS = st.lists(
    st.lists(st.lists(st.integers(1, 4), max_size=2, unique=True), min_size=1, max_size=3), min_size=1, max_size=3
)
SAID = st.lists(
    st.tuples(
        st.sampled_from(list(CorrectionAction)), st.integers(1, 3), st.integers(1, 5), st.none() | st.integers(0, 3)
    ),
    max_size=6,
    unique_by=lambda row: row[1:],
)


@pytest.mark.long
@settings(max_examples=30, deadline=None)
@given(WORKS, SAID)
def test_corrections_do_what_they_do_in_plain_python_and_keep_every_author(works: list, given: list):
    correction = said(*given)
    found = after(named(*works), correction)
    assert found == plain(works, correction)
    assert {row[:2] for row in found} == {
        (work, seq) for work, authors in enumerate(works, 1) for seq in range(len(authors))
    }


@pytest.mark.long
def test_sail_applies_the_same(spark_engine):
    works = named([[1], [1, 2], []], [[1], [2]], [[3]])
    given = said(
        ("remove", 1, 1), ("add", 1, 4), ("add", 2, 3, 1), ("remove", 3, 3, 0), ("remove", 2, 5), ("add", 3, 9)
    )
    for expression in (APPLIED, STALE):
        both = [
            engine.fetch(expression, authorship=works, correction=given, institution=KNOWN).to_pylist()
            for engine in (ENGINE, spark_engine)
        ]
        assert sorted(map(repr, both[0])) == sorted(map(repr, both[1]))


def test_ids_are_read_as_numbers_letters_and_addresses(tmp_path: Path):
    file = tmp_path / "mine.csv"
    lines = ["12,34,add,,URA,2026-04-01,known,", "W12,I35,Remove,3,URA,2026-04-01,known,https://example.org/a"]
    file.write_text(
        "\ufeff"
        + HEAD
        + "\n".join(
            [*lines, "https://openalex.org/W13,https://openalex.org/I34,add,0,URA,2026-04-01,known,", ",,,,,,,"]
        )
    )
    found = correction_files.read(file)
    assert found.schema == CORRECTION.arrow
    assert [tuple(row.values())[:4] for row in found.to_pylist()] == [
        (12, 34, "add", None),
        (12, 35, "remove", 3),
        (13, 34, "add", 0),
    ]
    assert found["source"].to_pylist() == [None, "https://example.org/a", None]


def test_all_problems_are_told_at_once_with_their_rows(tmp_path: Path):
    (tmp_path / "a.csv").write_text(
        HEAD + "W1,I2,change,-1,URA,2026-13-01,known,\nI1,I2,add,,,,,\nW1,I2,add,,URA,2026-04-01,known,\n"
    )
    (tmp_path / "b.csv").write_text(HEAD + "W1,I2,remove,,URA,2026-04-02,known,\n")
    (tmp_path / "c.csv").write_text("work_id,openalex_id,action,by,on,why\n")
    with pytest.raises(WrongTable) as refused:
        correction_files.read(tmp_path)
    assert str(refused.value).splitlines() == [
        "a.csv row 2: 'change' is not add or remove",
        "a.csv row 2: '-1' is not the place of an author, 0 for the first",
        "a.csv row 2: '2026-13-01' is not a date, such as 2026-04-01",
        "a.csv row 3: by is missing",
        "a.csv row 3: on is missing",
        "a.csv row 3: reason is missing",
        "a.csv row 3: 'I1' is not a work of OpenAlex, such as W2741809807",
        "c.csv: the file lacks the column reason and has the unknown column why. "
        "Its columns are work_id, openalex_id, action, author_seq, by, on, reason, source.",
        "b.csv row 2: says the opposite of a.csv row 4. Take one of them away.",
    ]


def test_a_missing_file_is_refused_and_a_missing_folder_is_empty(tmp_path: Path):
    with pytest.raises(Rejected, match="there is no such file"):
        correction_files.read(tmp_path / "none.csv")
    assert correction_files.read(tmp_path / "none").num_rows == 0


def test_appended_corrections_are_read_back_and_the_same_ones_are_not_written_twice(tmp_path: Path):
    first = said(("add", 1, 1), ("remove", 2, 1, 0)).to_pylist()
    second = [{**first[0], "work_id": 3, "by": "=1+1", "reason": '甲大学, "乙"'}]
    assert (
        correction_files.append(tmp_path, first),
        correction_files.append(tmp_path, first),
        correction_files.append(tmp_path, second),
    ) == (2, 0, 1)
    assert correction_files.read(tmp_path).to_pylist() == [*first, *second]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "corrections.csv"]


def test_nothing_is_written_where_one_correction_is_wrong(tmp_path: Path):
    good, other = said(("add", 1, 1), ("add", 2, 1)).to_pylist()
    correction_files.append(tmp_path, [good])
    before = (tmp_path / "corrections.csv").read_bytes()
    with pytest.raises(WrongTable) as refused:
        correction_files.append(
            tmp_path, [other, {**good, "action": "remove"}, {**other, "work_id": 3, "reason": None}]
        )
    assert [problem.where for problem in refused.value.problems] == ["correction 3", "correction 2"]
    assert (tmp_path / "corrections.csv").read_bytes() == before


def read_in(store: Store, year: int) -> None:
    """Read data in, as a refresh does."""
    with store.change("ingest", snapshot="test", parameters={}) as change:
        pq.write_table(WORK.arrow.empty_table(), change.path("work", year=year))


def test_corrections_survive_a_second_reading_of_the_data(tmp_path: Path):
    store, file = Store(tmp_path / "store"), tmp_path / "mine.csv"
    read_in(store, 2020)
    file.write_text(HEAD + "W1,I1001,add,,URA,2026-04-01,known,\n")
    assert (corrections.take_over(store, file), corrections.take_over(store, file)) == (1, 0)
    expected = said(("add", 1, 1))
    read_in(store, 2021)
    assert (store.arrow("correction"), correction_files.read(store.directory / "corrections")) == (expected, expected)
    assert [run.kind for run in store.runs()] == ["ingest", "correct", "ingest"]


def test_files_put_into_the_folder_by_hand_are_taken_notice_of(tmp_path: Path):
    store = Store(tmp_path)
    read_in(store, 2020)
    (tmp_path / "corrections").mkdir()
    (tmp_path / "corrections" / "own.csv").write_text(HEAD + "W1,I1001,add,,URA,2026-04-01,known,\n")
    assert corrections.take_over(store) == 0
    assert store.arrow("correction") == said(("add", 1, 1))


def test_a_store_without_data_takes_no_corrections(tmp_path: Path):
    with pytest.raises(StoreProblem, match="Read data in first"):
        corrections.take_over(Store(tmp_path))
