"""A small store whose numbers can be worked out by hand; the tests of questions and of their pages share it.

Window 2019-2023. Chemistry of 2023: 1 work cited 30 times, 3 works 12, 6 works 5, 10 works 1; of these 20 the top tenth
is 2 works: weight 1, and 1/3 for each of the three.
Medicine of 2020: 10 works, of which the one cited 9 is the top tenth. Who wrote them, fractional counting:

    chemistry  Ko 6.5 papers, top 1/2 + 1/3; Otsu 7.5, top 1/2 + 1/3; Hei 1, top 0; Alpha 5, top 1/3
    medicine   Ko 6, top 0; Otsu 2, top 1; Hei 2, top 0
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.strengths.corpora import Paper, arrow, corpus
from tsunagu.strengths.making.build import build
from tsunagu.strengths.questions.reading import Institution, Reading
from tsunagu.strengths.storage.store import Change, Store
from tsunagu.strengths.tables import COLLAB, DISTANCE_KNOWN, INSTITUTION, SHORT, TITLE

KO, OTSU, HEI, ALPHA, BETA, TEI = range(1, 7)
CHEMISTRY, MEDICINE = 1, 7  # of the eight fields
FIELDS = {CHEMISTRY: 16, MEDICINE: 27}
SUBFIELDS = {CHEMISTRY: 1605, MEDICINE: 2705}


def _papers(field: int, year: int, cited: int, *authors: tuple[int, int]) -> list[Paper]:
    """Works of one author each: (institution, how many)."""
    return [Paper(cited, ((who,),), field, year) for who, number in authors for _ in range(number)]


PAPERS = [
    Paper(30, ((KO,), (OTSU,)), CHEMISTRY, 2023, flags=COLLAB | SHORT | DISTANCE_KNOWN),
    *_papers(CHEMISTRY, 2023, 12, (KO, 1), (OTSU, 1), (ALPHA, 1)),
    *_papers(CHEMISTRY, 2023, 5, (KO, 3), (HEI, 1), (OTSU, 2)),
    *_papers(CHEMISTRY, 2023, 1, (KO, 2), (OTSU, 4), (ALPHA, 4)),
    *_papers(MEDICINE, 2020, 9, (OTSU, 1)),
    *_papers(MEDICINE, 2020, 1, (KO, 6), (OTSU, 1), (HEI, 2)),
    *_papers(CHEMISTRY, 2018, 1, (ALPHA, 1)),
]
_INSTITUTIONS = [
    (KO, "甲大学", "Ko University", "JP", "education", "東京都"),
    (OTSU, "乙大学", "Otsu University", "JP", "education", "大阪府"),
    (HEI, "丙研究所", "Hei Institute", "JP", "facility", None),
    (ALPHA, None, "Alpha University", "GB", "education", None),
    (BETA, None, "Beta University", "US", "education", None),
    (TEI, "丁大学", None, "JP", "education", None),
]


def openalex(institution: int) -> int:
    """The number of an institution in addresses."""
    return 100 + institution


BY_HAND = "tests, by hand"


def make_store(folder: Path, snapshot: str = BY_HAND) -> Store:
    """A computed store of these works that a test may change: a copy of the one that is computed once a process."""
    return Store(shutil.copytree(_computed(snapshot), folder, symlinks=True, dirs_exist_ok=True))


@cache
def _computed(snapshot: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="by-hand-", dir=os.environ["TSUNAGU_VAR"]))
    return compute_store(folder / "store", snapshot).directory


def compute_store(folder: Path, snapshot: str = BY_HAND) -> Store:
    """The same, computed there; where a store is already, as its next state."""
    store = Store(folder)
    with store.change("ingest", snapshot=snapshot, parameters={"touched": "all"}) as change:
        _write_institutions(change)
        for year in sorted({paper.year for paper in PAPERS}):
            _write_year(change, year)
    build(store)
    return store


def _write_institutions(change: Change) -> None:
    names = ("institution_id", "name_ja", "name_en", "country", "sector", "prefecture")
    rows = [dict(zip(names, row, strict=True)) | {"openalex_id": openalex(row[0])} for row in _INSTITUTIONS]
    pq.write_table(arrow(INSTITUTION, rows), change.path("institution"))


def _write_year(change: Change, year: int) -> None:
    numbers = pa.array([number for number, paper in enumerate(PAPERS) if paper.year == year], pa.int64())

    def mine(table: pa.Table) -> pa.Table:
        return table.filter(pc.is_in(table["work_id"], numbers))

    given = corpus(PAPERS, "field")
    pq.write_table(mine(given["work"]), change.path("work", year=year))
    pq.write_table(mine(given["authorship"]), change.path("authorship", year=year))
    titles = [
        {"work_id": number, "year": year, "title": f"Work {number}", "doi": None} for number in numbers.to_pylist()
    ]
    pq.write_table(arrow(TITLE, titles), change.path("title", year=year))
    for scheme, fields in (("field", FIELDS), ("subfield", SUBFIELDS)):
        coded = [paper._replace(field=fields[paper.field]) for paper in PAPERS]
        pq.write_table(mine(corpus(coded, scheme)["work_field"]), change.path("work_field", scheme=scheme, year=year))


@pytest.fixture(scope="session")
def hand_store() -> Path:
    """The folder of the store made by hand: one for all, also for the modules of pages that import this fixture."""
    return _computed(BY_HAND)


@pytest.fixture(scope="session")
def by_hand(hand_store: Path) -> Iterator[Reading]:
    """The store made by hand, opened for reading."""
    opened = Reading(Store(hand_store))
    yield opened
    opened.engine.close()


@pytest.fixture(scope="session")
def ko(by_hand: Reading) -> Institution:
    return by_hand.institutions[KO]
