"""An administrator's own map to the eight fields, from its file through the computation to what is read."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from pathlib import Path

import pyarrow.compute as pc
import pytest

from tests.strengths.corpora import Paper, chance_papers, duckdb, stored
from tsunagu.kernel.problems import Rejected
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.conventions.settings import Settings
from tsunagu.strengths.errors import StoreProblem, WrongTable
from tsunagu.strengths.making.build import build
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.storage.store import Store

HEADER = ",".join(schemes.MAP_COLUMNS)


def own_map(store: Store, edition: str, targets: dict[int, int]) -> Path:
    """A map of these fields; all others are outside."""
    path = store.directory / "schemes" / "map_field_eight.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        f"field,eight,{edition},{one.field},{targets.get(one.field, '')},our own" for one in schemes.fields("field")
    ]
    path.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store computed with the packaged map."""
    made = Store(tmp_path_factory.mktemp("map") / "store")
    papers: list[Paper | None] = [paper for paper in chance_papers(300, seed=3, institutions=6) if paper.year >= 2021]
    stored(made, papers)
    build(made, settings=Settings(width=1, windows=2, draws=20), engine=duckdb())
    return made


@pytest.fixture
def store(built: Store, tmp_path: Path) -> Store:
    """A copy of it that a test may change."""
    return Store(shutil.copytree(built.directory, tmp_path / "store", symlinks=True))


def papers_by_field(reading: Reading, scheme: str) -> dict[int, int]:
    """Whole papers at home."""
    cells = reading.engine.slice("home_cell", scheme=scheme)
    sums = cells.group_by("field").aggregate([("p_full", "sum")])
    return dict(zip(sums["field"].to_pylist(), sums["p_full_sum"].to_pylist(), strict=True))


@pytest.mark.long
def test_numbers_follow_the_map_they_were_computed_with(store):
    before = Reading(store)
    assert before.edition.map_edition == "tsunagu-2026-1"
    assert papers_by_field(before, "eight").keys() == {8}  # 11 and 13; 12 is outside
    path = own_map(store, "own-1", {11: 2, 12: 2, 13: 5})
    unchanged = Reading(store)
    assert (unchanged.edition.map_edition, papers_by_field(unchanged, "eight")) == (
        "tsunagu-2026-1",
        papers_by_field(before, "eight"),
    )
    build(store, engine=duckdb())
    after = Reading(store)
    found, fields = papers_by_field(after, "eight"), papers_by_field(after, "field")
    assert after.edition.map_edition == "own-1"
    assert found == {2: fields[11] + fields[12], 5: fields[13]}
    intervals = store.arrow("interval")
    assert set(intervals.filter(pc.equal(intervals["scheme"], "eight"))["field"].to_pylist()) == {0, 2, 5}
    path.unlink()
    assert papers_by_field(Reading(store), "eight") == found


@pytest.mark.long
def test_a_wrong_map_is_told_by_the_computation_and_leaves_what_is_read_as_it_was(store):
    path = own_map(store, "own-1", {11: 2, 12: 9, 13: 5})
    with pytest.raises(WrongTable) as caught:
        build(store, engine=duckdb())
    (problem,) = caught.value.problems
    assert (problem.where, problem.message) == ("map_field_eight.csv row 3", "target: 'eight' has no field '9'")
    assert Reading(store).edition.map_edition == "tsunagu-2026-1"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Rejected):
        build(store, engine=duckdb())
    assert papers_by_field(Reading(store), "eight").keys() == {8}


@pytest.mark.long
def test_tables_of_another_version_are_to_be_computed_anew(store):
    with store.change(
        "build",
        snapshot="other",
        parameters={"settings": asdict(Settings(width=1, windows=2, draws=20)), "eight": "tsunagu-2026-1"},
    ):
        pass
    with pytest.raises(StoreProblem, match="are of another version"):
        Reading(store)
    build(store, anew=True, engine=duckdb())
    assert Reading(store).edition.map_edition == "tsunagu-2026-1"


@pytest.mark.long
def test_a_map_to_nothing_and_a_file_of_another_name_are_refused(store):
    path = own_map(store, "own-1", {})
    with pytest.raises(WrongTable, match="no field has a target"):
        build(store, engine=duckdb())
    path.rename(path.with_name("map_eight.csv"))
    with pytest.raises(
        WrongTable,
        match=r"map_eight.csv: a map in the folder schemes is named map_field_eight.csv or map_concept_eight.csv",
    ):
        build(store, engine=duckdb())
