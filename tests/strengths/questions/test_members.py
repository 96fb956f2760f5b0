"""Whose papers are a country's: all institutions with papers in the scheme that is looked at, also those without
natural science.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.strengths.snapshots import flat, read
from tsunagu.strengths.conventions.settings import Settings
from tsunagu.strengths.enums import Base
from tsunagu.strengths.making.build import build
from tsunagu.strengths.questions import strength_map, university
from tsunagu.strengths.questions.choice import choice
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.questions.records import MapQuestion
from tsunagu.strengths.questions.standing import members, standings
from tsunagu.strengths.storage.store import Store

ECONOMICS, MEDICINE = 20, 27
BOTH, ONLY_ECONOMICS = 11, 12


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    """Of 40 papers of 2020, 30 in medicine of the one university, and 10 in economics: 4 of it, 6 of the other."""
    numbers = [*range(1, 41)]
    works = {
        "work_id": numbers,
        "year": [2020] * 40,
        "type": ["article"] * 40,
        "cited_by": numbers,
        "subfield": [2713] * 30 + [2002] * 10,
    }
    authorships = {
        "work_id": numbers,
        "author_seq": [0] * 40,
        "author_id": [1] * 40,
        "institution_id": [BOTH] * 34 + [ONLY_ECONOMICS] * 6,
    }
    places = {
        "institution_id": [BOTH, ONLY_ECONOMICS],
        "display_name": ["Both", "Only economics"],
        "ror": [None, None],
        "country_code": ["JP", "JP"],
        "type": ["education", "education"],
    }
    folder = tmp_path_factory.mktemp("members")
    store = Store(folder / "store")
    read(store, flat(folder / "f", works, authorships, institutions=places))
    build(store, settings=Settings(width=1, windows=1, draws=20))
    opened = Reading(store)
    yield opened
    opened.engine.close()


@pytest.mark.long
def test_members_have_papers_in_the_scheme_and_their_group_by_natural_science(reading: Reading) -> None:
    number = {one.openalex_id: one.institution_id for one in reading.institutions.values()}
    eight, field = choice(reading.edition), choice(reading.edition, scheme="field")
    assert standings(reading, field).keys() == {number[BOTH]}
    assert members(reading, eight, "JP").to_pylist() == [{"institution_id": number[BOTH], "country": "JP", "group": 1}]
    assert {row["institution_id"]: row["group"] for row in members(reading, field, "JP").to_pylist()} == {
        number[BOTH]: 1,
        number[ONLY_ECONOMICS]: 5,
    }


@pytest.mark.long
def test_shares_of_the_country_are_of_all_its_papers(reading: Reading) -> None:
    one = reading.by_openalex[ONLY_ECONOMICS]
    answer = university.about(reading, choice(reading.edition, scheme="field"), one, Base.COUNTRY)
    (economics,) = [line for line in answer.fields if line.field == ECONOMICS]
    assert economics.national is not None
    assert economics.national.papers == pytest.approx(6 / 10)
    assert economics.activity == pytest.approx(1 / (10 / 40))  # all its papers, a quarter of the country's
    assert answer.standing is None


def test_the_map_looks_at_all_of_them(reading: Reading) -> None:
    found = strength_map.answer(reading, MapQuestion(scheme="field", least=1))
    looked_at = {row.field: row.looked_at for row in found.rows}
    assert (looked_at[ECONOMICS], looked_at[MEDICINE]) == (2, 1)
    assert found.sizes == {1: 1, 5: 1}
