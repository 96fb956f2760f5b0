"""A refresh after corrections leaves what a full computation would: also where a correction alone ties a work to an
institution that changed.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.strengths.snapshots import HEI, KO, OTSU, author, lent, lines, place, read, work
from tsunagu.strengths.conventions.settings import Settings
from tsunagu.strengths.making.build import build
from tsunagu.strengths.making.corrections import take_over
from tsunagu.strengths.storage.store import Store

pytestmark = pytest.mark.long  # for every day test_build refreshes what a reading touched
SETTINGS = Settings(width=1, windows=2, draws=20)
WORKS = [work(5, 2020, author(1, KO)), work(6, 2020, author(2, KO), subfield=1100), work(7, 2021, author(3, KO))]
TIED = [["field", 27, 2020], ["subfield", 2713, 2020]]  # where work 5 is


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Three works of one institution, and a second one that a correction adds to the first of them."""
    tmp_path = tmp_path_factory.mktemp("refresh")
    made = Store(tmp_path / "store")
    read(
        made, lines(tmp_path / "w.jsonl", *WORKS), lines(tmp_path / "i.jsonl", place(KO, 35, 138), place(OTSU, 35, 136))
    )
    file = tmp_path / "corrections.csv"
    named = [f"W5,{one['id']},add,,URA,2026-11-01,missing affiliation\n" for one in (OTSU, HEI)]
    file.write_text("work_id,openalex_id,action,author_seq,by,on,reason\n" + "".join(named))
    take_over(made, file)
    build(made, settings=SETTINGS, engine=lent())
    return made


@pytest.fixture
def store(built: Store, tmp_path: Path) -> Store:
    """A copy of it that a test may change."""
    return Store(shutil.copytree(built.directory, tmp_path / "store", symlinks=True))


def profile(store: Store) -> set[tuple[int, ...]]:
    """Papers of several institutions in the fields: year, field, papers of several countries, with a company, near and
    far.
    """
    rows = [row for row in store.arrow("collaboration").to_pylist() if row["scheme"] == "field" and row["n_collab"]]
    kinds = ("n_international", "n_industry", "n_short", "n_long")
    return {(row["year"], row["field"], *(row[kind] for kind in kinds)) for row in rows}


@pytest.mark.parametrize(
    ("record", "kinds"),
    [
        (place({**OTSU, "country_code": "US"}, 35, 136), (1, 0, 0, 0)),
        (place({**OTSU, "type": "company"}, 35, 136), (0, 1, 0, 0)),
        (place(OTSU, 35, -120), (0, 0, 0, 1)),
    ],
)
def test_what_changes_of_an_institution_that_only_a_correction_names_touches_the_work(store, tmp_path, record, kinds):
    run = read(store, lines(tmp_path / "j.jsonl", {**record, "updated_date": "2024-05-01"}))
    assert run.parameters["touched"] == TIED
    refreshed = build(store, engine=lent()).hashes
    assert refreshed == build(store, engine=lent(), anew=True).hashes
    assert profile(store) == {(2020, 27, *kinds)}


def test_an_institution_that_a_correction_waited_for_touches_the_work(store, tmp_path):
    run = read(
        store, lines(tmp_path / "j.jsonl", {"id": HEI["id"], "display_name": "Hei", "works_count": 1, "geo": {}})
    )
    assert run.parameters["touched"] == TIED
    refreshed = build(store, engine=lent()).hashes
    assert refreshed == build(store, engine=lent(), anew=True).hashes
    assert {row["k"] for row in store.arrow("contribution").to_pylist() if row["work_id"] == 5} == {3}


def test_an_institution_that_stayed_as_it_was_touches_nothing(store, tmp_path):
    renamed = place(OTSU, 35, 136, display_name="Otsu University of Arts", updated_date="2024-05-01")
    assert read(store, lines(tmp_path / "j.jsonl", renamed)).parameters["touched"] == []
