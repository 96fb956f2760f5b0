"""Corporations of the register are proposed to bodies by name and place; nothing is joined without a person."""

from __future__ import annotations

from datetime import date

import pytest
from click.testing import CliRunner

from tests.organizations.conftest import KEEPER
from tests.registers.made_up import corporation, number
from tsunagu.organizations.actions import matching
from tsunagu.organizations.cli import organizations
from tsunagu.organizations.enums import MatchReason
from tsunagu.organizations.models import Identifier, Match, Organization
from tsunagu.organizations.queries import review
from tsunagu.registers.enums import CorporationKind, RegisterKind, Scheme

pytestmark = pytest.mark.django_db
HOUJIN = RegisterKind.HOUJIN
_OTHER = CorporationKind.OTHER_REGISTERED


def _pairs() -> list[tuple[str, str, int]]:
    return [(pair.name, pair.organization.key, pair.points) for pair in Match.objects.filter(register=HOUJIN)]


@pytest.fixture
def food(db) -> Organization:
    return Organization.objects.create(key="food", name="見本食品", kind="company", prefecture="39")


def test_a_corporation_of_the_same_name_and_place_is_proposed_with_its_reasons(food):
    corporation(1, "見本食品株式会社")
    corporation(2, "無関係商事株式会社")
    found = matching.compare(KEEPER, HOUJIN)
    assert (found.joined, found.proposed, _pairs()) == (0, 1, [("見本食品株式会社", "food", 90)])
    [pair] = Match.objects.filter(register=HOUJIN)
    assert pair.reasons == [MatchReason.SAME_OTHER_NAME, MatchReason.SAME_PREFECTURE, MatchReason.SAME_FAMILY]
    assert not Identifier.objects.filter(scheme=Scheme.HOUJIN).exists()


def test_a_body_with_two_candidates_stays_undecided(food):
    corporation(1, "見本食品株式会社")
    corporation(2, "有限会社見本食品", kind=CorporationKind.LIMITED)
    corporation(3, "株式会社見本食品", place="01100")
    assert matching.compare(KEEPER, HOUJIN).proposed == 2  # that of Hokkaido is another one
    first, second = Match.objects.filter(register=HOUJIN)
    matching.join(KEEPER, first)
    assert Identifier.objects.get(scheme=Scheme.HOUJIN).value == first.code
    again = matching.compare(KEEPER, HOUJIN)
    assert (again.joined, again.proposed) == (1, 0)  # a body with a number is not proposed another
    assert second.code != first.code


def test_the_corporation_that_sets_up_a_university_is_proposed(ko):
    corporation(1, "国立大学法人高知大学", kind=_OTHER)
    corporation(2, "国立大学法人高知大学生協", kind=_OTHER)
    matching.compare(KEEPER, HOUJIN)
    assert _pairs() == [("国立大学法人高知大学", "kochi-university", 75)]


def test_a_closed_corporation_and_one_kept_out_of_searches(food):
    corporation(1, "見本食品株式会社", closed=date(2020, 4, 1))
    corporation(2, "株式会社見本食品", hidden=True)
    matching.compare(KEEPER, HOUJIN)
    assert _pairs() == [("見本食品株式会社", "food", 80)]


def test_of_a_name_that_hundreds_bear_the_likeliest_are_kept(food):
    Organization.objects.filter(pk=food.pk).update(prefecture="")
    for serial in range(1, 31):
        corporation(serial, "見本食品株式会社", place="39201" if serial < 4 else "13101")
    assert matching.compare(KEEPER, HOUJIN).proposed == matching._MOST_OF_A_BODY


def test_the_two_sides_show_what_the_register_says(food):
    corporation(1, "見本食品株式会社", closed=date(2020, 4, 1))
    matching.compare(KEEPER, HOUJIN)
    lines = {line.what: (line.entry, line.here) for line in review.sides(Match.objects.get(register=HOUJIN))}
    assert lines["名称"] == ("見本食品株式会社", "見本食品")
    assert lines["都道府県"] == ("高知県", "高知県")
    assert lines["番号"] == (f"法人番号 {number(1)}", "")
    assert lines["廃止"][0] == "登録簿では廃止"


def test_a_register_is_compared_once_more_in_the_terminal(food):
    corporation(1, "見本食品株式会社")
    done = CliRunner().invoke(organizations, ["compare", "houjin"])
    assert done.output.split() == ["joined", "0", "review", "1"]
