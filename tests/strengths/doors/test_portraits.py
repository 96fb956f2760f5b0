"""What strengths add to the page of a body: numbers where there are any, and a plain word where there are none."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.strengths.pages_by_hand import site, text
from tests.strengths.questions.conftest import KO, hand_store, openalex  # noqa: F401  a fixture
from tsunagu.kernel.portraits import Subject
from tsunagu.organizations.enums import OrganizationKind
from tsunagu.strengths.doors.portraits import portrait


def _subject(kind: OrganizationKind = OrganizationKind.NATIONAL_UNIVERSITY, **numbers: str) -> Subject:
    return Subject(row=1, key="ko", name="甲大学", kind=kind, prefecture="13", numbers=numbers)


@pytest.fixture
def client(hand_store, settings) -> Client:  # noqa: F811  the fixture
    return site(hand_store, settings)


def test_a_university_with_a_number_is_asked_for_by_it(client):
    part = portrait(_subject(openalex=f"I{openalex(KO)}"))
    assert part
    assert part.holds == {"number": openalex(KO), "unsure": False, "computed": True}


def test_a_university_without_a_number_is_told_so_and_others_are_not(client):
    part = portrait(_subject())
    assert part
    assert part.holds["number"] is None
    assert portrait(_subject(OrganizationKind.COMPANY)) is None


def test_without_data_nothing_is_promised(settings, tmp_path):
    settings.STRENGTHS = tmp_path
    part = portrait(_subject(openalex="I1"))
    assert part
    assert part.holds["computed"] is False


def test_the_numbers_in_brief_are_those_of_the_university(client):
    brief = client.get(f"/strengths/universities/{openalex(KO)}/brief/")
    assert brief.status_code == 200
    assert "<html" not in brief.content.decode()
    assert "年の論文" in text(brief)


def test_a_university_that_the_data_lack_is_told_so(client):
    assert "論文のデータにありません" in client.get("/strengths/universities/1/brief/").content.decode()
