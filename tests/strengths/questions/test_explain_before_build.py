"""A work explained between a reading in and the next computation: as it stands in the numbers shown, not as it will."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.strengths.snapshots import KO, OTSU, author, lines, read, work
from tsunagu.strengths.conventions.settings import Settings
from tsunagu.strengths.making import corrections
from tsunagu.strengths.making.build import build
from tsunagu.strengths.questions import works
from tsunagu.strengths.questions.explanation import Explanation, explain, text
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.questions.records import WorksQuestion
from tsunagu.strengths.questions.reference_cells import distribution
from tsunagu.strengths.storage.store import Store

COUNTED, MOVED, RETRACTED, NEW = 1, 2, 3, 99
pytestmark = pytest.mark.long  # test_works explains over a store that is there
CITED = {COUNTED: 16, MOVED: 20, RETRACTED: 5}


def made(folder: Path) -> Store:
    """Ten works of 2019, computed; then newer records of three of them, and one work more."""
    store = Store(folder / "store")
    first = [work(number, 2019, author(1, KO), cited_by_count=CITED.get(number, 1)) for number in range(1, 11)]
    newer = [
        work(COUNTED, 2019, author(1, KO), cited_by_count=22, updated_date="2024-02-01"),
        work(MOVED, 2020, author(1, OTSU), cited_by_count=30, subfield=1200, updated_date="2024-02-01"),
        work(RETRACTED, 2019, author(1, KO), is_retracted=True, updated_date="2024-02-01"),
        work(NEW, 2019, author(1, KO), updated_date="2024-02-01"),
    ]
    read(store, lines(folder / "first.jsonl", *first))
    build(store, settings=Settings(draws=10))
    read(store, lines(folder / "newer.jsonl", *newer))
    return store


@pytest.fixture(scope="module")
def between(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    return Reading(made(tmp_path_factory.mktemp("between")))


def explained(reading: Reading, number: int) -> Explanation:
    found = explain(reading, number)
    assert found is not None
    return found


@pytest.mark.parametrize("scheme", ["field", "subfield"])
def test_it_says_of_every_work_behind_a_number_what_the_list_says(between: Reading, scheme: str) -> None:
    [ko] = between.find("Ko University")
    listed = works.answer(between, WorksQuestion(scheme=scheme, university=str(ko.openalex_id))).works
    assert len(listed) == 10
    for one in listed:
        found = explained(between, one.work_id)
        limit = next(limit for limit in found.limits if (limit.scheme, limit.top_permille) == (scheme, 100))
        assert (found.year, limit.year, limit.field, limit.cited, limit.cwts) == (
            one.year,
            one.year,
            one.field,
            one.cited_by,
            one.weight,
        )
        assert [(holder.institution, holder.k) for holder in found.holders] == [(ko, one.k)]


def test_only_all_citations_are_those_of_the_newest_record(between: Reading) -> None:
    found = explained(between, COUNTED)
    assert (found.cited_by, found.limits[0].cited, found.limits[0].threshold, found.limits[0].cwts) == (22, 16, 16, 0)


def test_the_distribution_is_that_of_the_threshold(between: Reading) -> None:
    assert distribution(between, explained(between, COUNTED).limits[0]) == [(1, 7), (5, 1), (16, 1), (20, 1)]


def test_a_work_that_is_not_in_the_numbers_yet_says_so(between: Reading) -> None:
    found = explained(between, NEW)
    assert (found.counted, found.reasons, found.limits, found.holders) == (False, ["not_computed"], [], [])
    assert "it was read in after the last computation" in text(found)


def test_the_computation_makes_it_as_the_newest_record_says(tmp_path: Path) -> None:
    store = made(tmp_path)
    file = tmp_path / "given.csv"
    file.write_text("work_id,openalex_id,action,by,on,reason\nW99,I11,remove,URA,2026-04-01,wrong\n")
    corrections.take_over(store, file)
    build(store)
    after = Reading(store)
    moved = explained(after, MOVED)
    assert (moved.year, moved.limits[0].field, moved.limits[0].cited) == (2020, 12, 30)
    assert explained(after, COUNTED).limits[0].cited == 22
    assert explained(after, RETRACTED).reasons == ["retracted"]
    assert explained(after, NEW).reasons == ["no_institution"]  # its only one was corrected away
