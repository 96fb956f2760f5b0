"""Corrections on their way into the numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.strengths.corpora import Paper, duckdb, stored
from tsunagu.strengths.conventions.settings import Settings
from tsunagu.strengths.making.build import build
from tsunagu.strengths.making.corrections import take_over
from tsunagu.strengths.storage.store import Store
from tsunagu.strengths.tables import COLLAB, INTERNATIONAL, ONE

SETTINGS = Settings(width=1, windows=1, draws=20)
# Nine works of institution 1 without citations, and a tenth, cited, of which no institution is known.
PAPERS = [*[Paper(0, ((1,),)) for _ in range(9)], Paper(5, ((),), core=False)]
LOST = 9  # the number of the tenth


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "store")
    stored(made, PAPERS)
    return made


def computed(store: Store, tmp_path: Path, *lines: str) -> tuple[list[dict], list[str]]:
    """The cells of the fields after corrections, and what was told on the way."""
    if lines:
        file = tmp_path / "corrections.csv"
        file.write_text("work_id,openalex_id,action,author_seq,by,on,reason,source\n" + "\n".join(lines) + "\n")
        take_over(store, file)
    told: list[str] = []
    build(store, settings=SETTINGS, engine=duckdb(), progress=told.append)
    return [row for row in store.arrow("cell").to_pylist() if row["scheme"] == "field"], told


@pytest.mark.long
def test_an_institution_given_to_a_work_without_any_brings_it_into_the_comparison(store, tmp_path):
    [before], _ = computed(store, tmp_path)
    # Nine uncited works: the top tenth, 0.9 of a work, is shared by all of them.
    assert (before["p_full"], abs(before["top_full"] - ONE * 9 // 10) <= 9) == (9, True)
    [after], told = computed(store, tmp_path, f"W{LOST},I1,add,,URA,2026-11-01,missing affiliation,own list")
    assert (after["p_full"], after["top_full"]) == (10, ONE)  # the cited one is the top tenth of ten
    assert [line for line in told if "without effect" in line] == []


@pytest.mark.long
def test_a_work_whose_only_institution_is_taken_away_leaves_the_comparison(store, tmp_path):
    [after], _ = computed(store, tmp_path, "W0,I1,remove,,URA,2026-11-01,wrong affiliation,own list")
    assert (
        after["p_full"],
        [row["n_total"] for row in store.arrow("threshold").to_pylist() if row["scheme"] == "field"],
    ) == (8, [8, 8])


@pytest.mark.long
def test_a_corrected_work_is_a_collaboration_of_the_institutions_it_has_now(store, tmp_path):
    """Institutions 1 and 5 are in one country, 2 in another."""
    stored(store, [Paper(0, ((1,),)), Paper(0, ((1,), (5,), (2,)), flags=COLLAB | INTERNATIONAL)])

    def kinds() -> dict[int, tuple[int, int]]:
        rows = [row for row in store.arrow("collaboration").to_pylist() if row["scheme"] == "field"]
        return {row["institution_id"]: (row["n_collab"], row["n_international"]) for row in rows}

    computed(store, tmp_path)
    assert kinds() == {1: (1, 1), 2: (1, 1), 5: (1, 1)}
    computed(
        store,
        tmp_path,
        "W1,I2,remove,,URA,2026-11-01,wrong affiliation,own list",
        "W0,I5,add,,URA,2026-11-01,missing affiliation,own list",
    )
    assert kinds() == {1: (2, 0), 5: (2, 0)}


@pytest.mark.long
def test_a_correction_that_does_nothing_is_told_with_the_reason(store, tmp_path):
    _, told = computed(store, tmp_path, "W77,I1,remove,,URA,2026-11-01,wrong affiliation,own list")
    assert [line for line in told if "without effect" in line] == [
        "correction without effect (no_work): remove I1 on W77"
    ]


@pytest.mark.long
def test_corrections_survive_a_new_reading(store, tmp_path):
    computed(store, tmp_path, f"W{LOST},I1,add,,URA,2026-11-01,missing affiliation,own list")
    stored(store, PAPERS, snapshot="2026-02")
    [again], _ = computed(store, tmp_path)
    assert (again["p_full"], again["top_full"]) == (10, ONE)
