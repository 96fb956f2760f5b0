"""What a computation records stays with its numbers: windows, names of the data, type rule; and what it refuses to
compute.
"""

from __future__ import annotations

from dataclasses import asdict, replace

import pyarrow.compute as pc
import pytest

from tests.strengths.corpora import Paper, chance_papers, duckdb, stored
from tests.strengths.snapshots import KO, author, lines, read, work
from tsunagu.strengths.conventions.settings import Settings
from tsunagu.strengths.errors import StoreProblem
from tsunagu.strengths.making.build import build
from tsunagu.strengths.questions.reading import Reading

SETTINGS = Settings(width=2, windows=2, draws=20)
PAPERS: list[Paper | None] = [*chance_papers(800, seed=3, institutions=6)]


@pytest.mark.long
def test_a_work_dated_ahead_moves_no_window(store):
    stored(store, [*PAPERS, Paper(year=2050)])
    build(store, settings=SETTINGS, engine=duckdb())
    found = Reading(store).edition
    assert found.spans == ((2020, 2021), (2021, 2022))
    assert found.years[-1] == 2050
    assert set(store.arrow("interval")["window"].to_pylist()) == {2021, 2022}


@pytest.mark.long
def test_pages_show_the_windows_that_were_computed(store, tmp_path):
    """Works of 2022 have no field: their year has no cells."""
    works = [work(n, 2019 + n % 4, author(1, KO), subfield=None if n % 4 == 3 else 2713) for n in range(1, 41)]
    read(store, lines(tmp_path / "w.jsonl", *works))
    build(store, settings=SETTINGS, engine=duckdb())
    found = Reading(store).edition
    assert found.spans == ((2019, 2020), (2020, 2021))
    bins = store.arrow("bootstrap_bin")
    assert set(bins["window"].to_pylist()) == {2020, 2021}


@pytest.mark.long
def test_numbers_name_the_data_that_they_were_computed_from(store, tmp_path):
    read(store, lines(tmp_path / "a.jsonl", *(work(n, 2020, author(1, KO)) for n in range(1, 5))), type_rule="nistep")
    build(store, settings=SETTINGS, engine=duckdb())
    before = Reading(store).edition
    newer = work(9, 2020, author(1, KO), updated_date="2024-02-01")
    run = read(store, lines(tmp_path / "b.jsonl", newer), type_rule="cwts")
    after = Reading(store).edition
    assert (after.label, after.type_rule) == (before.label, "nistep") == (f"test / {before.run.run_id}", "nistep")
    assert run.parameters["type_rule"] == "cwts"
    build(store, engine=duckdb())
    assert Reading(store).edition.type_rule == "cwts"


@pytest.mark.parametrize("asked", [{"countries": ("JP", "UK")}, {"edge_countries": ("UK",)}, {"countries": ("jp",)}])
def test_a_country_that_does_not_exist_is_named(store, asked):
    stored(store, PAPERS)
    with pytest.raises(StoreProblem, match=r"(UK|jp): not a country code of ISO 3166, such as JP or GB"):
        build(store, settings=replace(SETTINGS, **asked), engine=duckdb())


@pytest.mark.long
def test_data_of_which_nothing_can_be_compared_is_refused_and_the_store_stays_as_it_was(store, tmp_path):
    read(store, lines(tmp_path / "a.jsonl", *(work(n, 2024, author(1, KO)) for n in range(1, 5))))
    build(store, settings=SETTINGS, engine=duckdb())
    home = store.home
    with pytest.raises(
        StoreProblem, match=r"No work can be compared with others: none has the citations of the first four years"
    ):
        build(store, settings=replace(SETTINGS, citations="cited_4y"), engine=duckdb())
    assert store.home == home
    assert pc.sum(store.arrow("cell")["p_full"]).as_py() > 0


def test_settings_of_another_version_are_the_usual_ones_where_they_are_not_known():
    kept = {**asdict(Settings(width=3)), "moons": 2}
    del kept["draws"]
    assert Settings.of(kept) == Settings(width=3)
