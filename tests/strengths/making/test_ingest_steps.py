"""Reading in step by step: what a later reading changes, what it touches, and what it leaves as it was."""

from __future__ import annotations

import pytest

from tests.strengths.snapshots import FIRST, HEI, KO, OTSU, SECOND, author, held, lines, place, read, rows, work
from tsunagu.strengths.errors import WrongTable
from tsunagu.strengths.storage.store import Store


@pytest.mark.long
def test_reading_in_steps_gives_the_same_values_as_reading_at_once(tmp_path):
    a, b = lines(tmp_path / "a.jsonl", *FIRST), lines(tmp_path / "b.jsonl", *SECOND)
    steps, once = Store(tmp_path / "steps"), Store(tmp_path / "once")
    first = read(steps, a)
    run = read(steps, b)
    read(once, a, b)
    assert held(steps) == held(once)
    assert run.parameters["touched"] == [
        ["field", 11, 2019],
        ["field", 12, 2020],
        ["field", 27, 2019],
        ["field", 27, 2020],
        ["subfield", 1100, 2019],
        ["subfield", 1200, 2020],
        ["subfield", 2713, 2019],
        ["subfield", 2713, 2020],
    ]
    # 2017 and 2018 were not written again.
    kept = {name for name in run.files if first.files.get(name) == run.files[name]}
    assert {name for name in run.files if "2017" in name or "2018" in name} <= kept
    assert rows(steps, "institution", "institution_id", "openalex_id") == [(1, 11), (2, 12), (3, 13), (4, 14)]


@pytest.mark.long
def test_reading_the_same_again_touches_nothing(store, tmp_path):
    path = lines(tmp_path / "a.jsonl", *FIRST)
    first = read(store, path)
    said: list[str] = []
    run = read(store, path, progress=said.append)
    assert run.parameters["touched"] == []
    assert run.hashes == first.hashes
    assert "0 years to write" in said


def test_numbers_of_institutions_stay_and_new_ones_follow(store, tmp_path):
    read(store, lines(tmp_path / "a.jsonl", work(1, 2020, author(1, HEI))))
    read(store, lines(tmp_path / "b.jsonl", work(2, 2020, author(1, OTSU), author(2, KO))))
    assert rows(store, "institution", "institution_id", "openalex_id") == [(1, 13), (2, 11), (3, 12)]


@pytest.mark.long
def test_a_new_place_of_an_institution_touches_its_works_only(store, tmp_path):
    read(store, lines(tmp_path / "a.jsonl", *FIRST), lines(tmp_path / "i.jsonl", place(KO, 0, 0), place(OTSU, 0, 0.5)))
    assert rows(store, "work", "work_id", "max_km")[1] == (1, 56)
    run = read(store, lines(tmp_path / "j.jsonl", place(OTSU, 0, 60, updated_date="2024-05-01")))
    assert rows(store, "work", "work_id", "max_km")[1] == (1, 6672)
    assert run.parameters["touched"] == [
        ["field", 27, 2018],
        ["field", 27, 2020],
        ["subfield", 2713, 2018],
        ["subfield", 2713, 2020],
    ]


def test_newer_facts_of_institutions_win_and_unknown_ones_do_not_hide_known_ones(store, tmp_path):
    named = {**KO, "display_name": "New Ko University", "ror": None}
    a = lines(tmp_path / "a.jsonl", work(1, 2020, author(1, named), updated_date="2024-05-01"))
    b = lines(tmp_path / "b.jsonl", work(2, 2020, author(1, KO), updated_date="2024-04-01"))
    i = lines(tmp_path / "i.jsonl", place(KO, 35, 138, international={"display_name": {"ja": "甲大学"}}))
    read(store, a, b, i)
    expected = [("New Ko University", "甲大学", "https://ror.org/0ko", 35.0, 138.0)]
    assert rows(store, "institution", "name_en", "name_ja", "ror", "lat", "lon") == expected


@pytest.mark.long
def test_another_rule_of_types_changes_all_works_that_it_treats_differently(store, tmp_path):
    records = [work(1, 2019, author(1, KO)), work(2, 2020, author(1, KO), type="review")]
    read(store, lines(tmp_path / "a.jsonl", *records))
    run = read(store, lines(tmp_path / "b.jsonl", work(3, 2021, author(1, KO))), type_rule="cwts")
    assert rows(store, "work", "work_id", "type_group") == [(1, 0), (2, 1), (3, 0)]
    assert run.parameters["touched"] == [
        [scheme, field, year] for scheme, field in (("field", 27), ("subfield", 2713)) for year in (2020, 2021)
    ]
    once = Store(tmp_path / "once")
    read(once, tmp_path / "a.jsonl", tmp_path / "b.jsonl", type_rule="cwts")
    assert once.runs()[-1].hashes == run.hashes  # no work is left under the rule of before


@pytest.mark.long
def test_works_that_a_whole_snapshot_no_longer_has_vanish(store, tmp_path):
    read(store, lines(tmp_path / "a.jsonl", *FIRST))
    whole = lines(tmp_path / "b.jsonl", FIRST[0], *SECOND)
    run = read(store, whole, whole=True)
    assert rows(store, "work", "work_id") == [(1,), (2,), (3,), (4,), (5,)]
    assert ["concept", 14, 2017] in run.parameters["touched"]
    assert ["field", 27, 2018] not in run.parameters["touched"]
    once = Store(tmp_path / "once")
    read(once, whole)
    assert held(store) == held(once)


def test_files_older_than_the_store_are_refused_where_they_would_replace_newer_records(store, tmp_path):
    read(store, lines(tmp_path / "b.jsonl", *SECOND))
    before = store.runs()[-1].hashes
    with pytest.raises(
        WrongTable,
        match=r"newest record is of 2024-01-10.*, but the store has read records of 2024-02-01\. Read newer files",
    ):
        read(store, lines(tmp_path / "a.jsonl", *FIRST))
    assert store.runs()[-1].hashes == before
