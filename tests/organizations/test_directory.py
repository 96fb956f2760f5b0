"""A body is found by whatever it is called, as of any day."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tsunagu.organizations.actions.load_bodies import name
from tsunagu.organizations.enums import Founder, NameKind, OrganizationKind
from tsunagu.organizations.models import Organization
from tsunagu.organizations.queries import directory, portrait
from tsunagu.organizations.queries.directory import OrganizationQuery

pytestmark = pytest.mark.django_db

# what somebody types, and the key of what they mean
FOUND = {
    "東京工業大学": "tokyo-institute-of-technology",
    "東京エ業大学": "tokyo-institute-of-technology",
    "東工大": "tokyo-institute-of-technology",
    "首都大": "tokyo-metropolitan-university-2005",
    "おおさかこうりつ": "osaka-metropolitan-university",
    "ｵｵｻｶｺｳﾘﾂﾀﾞｲｶﾞｸ": "osaka-metropolitan-university",
    "東京藝術大学": "tokyo-university-of-the-arts",
    "慶応義塾": "keio-university",
    "Kyoto Univercity": "kyoto-university",
    "hokkaido university": "hokkaido-university",
    "北海到大学": "hokkaido-university",
    "ｽﾗﾌﾞ･ﾕｰﾗｼｱ研究ｾﾝﾀｰ": "hokudai-src",
    "こうちけん": "pref-kochi",
    "青森": "pref-aomori",
    "02e16g702": "hokkaido-university",
    "https://ror.org/057zh3y96": "the-university-of-tokyo",
    "F101110100010": "hokkaido-university",
    "010006": "pref-hokkaido",
}


def _keys(question: OrganizationQuery, limit: int | None = None) -> list[str]:
    return [row.body.key for row in directory.organizations(question, limit=limit).rows]


@pytest.mark.parametrize(("words", "key"), FOUND.items())
def test_a_body_is_found_by_any_name_or_number(words: str, key: str):
    assert _keys(OrganizationQuery(words=words), limit=1) == [key]


@pytest.mark.parametrize("words", ["。", "\u200b", "☃☃☃", "0123456789", "q" * 100, "%", "_"])
def test_what_nobody_is_called_finds_nobody(words: str):
    assert _keys(OrganizationQuery(words=words)) == []


def test_a_body_of_today_is_given_as_what_it_was():
    [row] = directory.organizations(OrganizationQuery(words="東京科学大学", as_of=date(2020, 1, 1)), limit=1).rows
    assert {body.name for body in row.then} == {"東京工業大学", "東京医科歯科大学"}
    assert row.now == []


def test_a_body_of_another_day_is_given_as_what_it_became():
    [row] = directory.organizations(OrganizationQuery(words="大阪府立大学"), limit=1).rows
    assert [body.name for body in row.now] == ["大阪公立大学"]
    assert row.then == []


def test_a_list_as_of_a_day_holds_what_was_there():
    question = {"kind": OrganizationKind.PUBLIC_UNIVERSITY, "prefecture": "13"}
    assert _keys(OrganizationQuery(**question, as_of=date(2020, 3, 31))) == ["tokyo-metropolitan-university-2005"]
    assert _keys(OrganizationQuery(**question, as_of=date(2020, 4, 1))) == ["tokyo-metropolitan-university"]


def test_a_body_bears_the_name_of_the_day(ko: Organization):
    name(ko, NameKind.OFFICIAL, "高知大學", valid_from=None, valid_to=date(1949, 5, 30)).save()
    ko.names.filter(text="高知大学", kind=NameKind.OFFICIAL).update(valid_from=date(1949, 5, 31))
    then, now = portrait.portrait(ko.key, date(1949, 5, 30)), portrait.portrait(ko.key)
    assert then
    assert now
    assert (then.name, now.name) == ("高知大學", "高知大学")
    old = directory.organizations(OrganizationQuery(words="高知大学", as_of=date(1949, 5, 30)), limit=1).rows
    assert [row.name for row in old] == ["高知大學"]


def test_facets_say_what_each_choice_would_leave():
    question = OrganizationQuery(words="大学", kind=OrganizationKind.PUBLIC_UNIVERSITY, founder=Founder.PUBLIC)
    facets = directory.facets(question)
    for kind, size in facets.kinds.items():
        narrowed = OrganizationQuery(words="大学", kind=kind, founder=Founder.PUBLIC)
        assert directory.organizations(narrowed).total == size
    assert facets.founders == {Founder.PUBLIC: directory.organizations(question).total}
    assert sum(facets.prefectures.values()) == directory.organizations(question).total


def test_a_page_of_a_list_goes_on_where_the_one_before_ended():
    question = OrganizationQuery(kind=OrganizationKind.PREFECTURE)
    first, second = (directory.organizations(question, offset=offset, limit=40) for offset in (0, 40))
    assert (first.total, len(first.rows), len(second.rows)) == (47, 40, 7)
    assert len({row.body.key for row in [*first.rows, *second.rows]}) == 47


def _statements(question: OrganizationQuery, limit: int) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert len(directory.organizations(question, limit=limit).rows) == limit
    return len(captured)


def test_one_row_and_three_take_the_same_statements():
    question = OrganizationQuery(words="大学", as_of=date(2021, 1, 1))
    assert [_statements(question, limit) for limit in (1, 3)] == [5, 5]
    succeeded = OrganizationQuery(words="東京", as_of=date(2021, 1, 1), kind=OrganizationKind.NATIONAL_UNIVERSITY)
    assert [_statements(succeeded, limit) for limit in (1, 3)] == [5, 6]  # one more reads what followed


def test_a_portrait_takes_as_many_statements_for_a_large_body_as_for_a_small_one():
    counted = []
    for key in ("hokkaido-university", "pref-aomori", "osaka-metropolitan-university", "institute-of-science-tokyo"):
        with CaptureQueriesContext(connection) as captured:
            assert portrait.portrait(key)
        counted.append(len(captured))
    # one more reads the lists of the centers it set up, and one the bodies that came before
    assert counted == [16, 15, 16, 16]


def test_nobody_has_a_portrait_under_an_unknown_key():
    assert portrait.portrait("nobody") is None


def test_unsure_numbers_are_listed_with_their_bodies():
    unsure = {(row.organization.key, row.scheme) for row in directory.unsure() if row.organization}
    assert ("hokkaido-university", "ror") in unsure
    assert ("the-university-of-tokyo", "ror") not in unsure
