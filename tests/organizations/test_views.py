"""The pages of bodies, regions, windows and people."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.organizations.conftest import KEEPER
from tests.registers import made_up
from tsunagu.access.actors import signed_in
from tsunagu.kernel import clock
from tsunagu.organizations import actions
from tsunagu.organizations.enums import OrganizationKind, PersonalField, TieKind
from tsunagu.organizations.models import Entry, Identifier, Listing, Organization, Person, Tie
from tsunagu.organizations.models.evidence import holding
from tsunagu.organizations.queries import directory, regions, registered
from tsunagu.organizations.queries.directory import OrganizationQuery
from tsunagu.registers.enums import Scheme

pytestmark = pytest.mark.django_db
HERSELF = signed_in(user=9, name="見本 花子", posts=[])


@pytest.fixture
def client(static_files: None) -> Client:
    return Client(headers={"host": "localhost"})


def _html(client: Client, path: str, status: int = 200, **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == status
    return unescape(re.sub(r"\s+", " ", answer.content.decode()))


def _statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


# The directory --------------------------------------------------------------------------------------------------------


def test_a_body_is_found_by_an_old_name_and_said_what_it_is_now(client: Client):
    html = _html(client, "/organizations/?q=首都大")
    assert "条件に合う機関：<strong>1</strong>件" in html
    assert re.search(r"現在は： <a href=\"/organizations/tokyo-metropolitan-university/\">東京都立大学", html)


def test_links_of_a_day_stay_on_the_day(client: Client):
    html = _html(client, "/organizations/?q=東京科学大学&as_of=2020-01-01")
    assert 'href="/organizations/tokyo-institute-of-technology/?as_of=2020-01-01"' in html
    assert 'href="/organizations/tokyo-institute-of-technology/?as_of' not in _html(
        client, "/organizations/?q=東京科学大学"
    )


def test_what_nobody_is_called_is_told_with_what_to_do(client: Client):
    html = _html(client, "/organizations/?q=ぬぬぬぬ")
    assert "条件に合う機関はありません" in html
    assert "法人番号の登録簿は、まだこのサイトに取り込まれていません。" in html


def test_a_list_is_narrowed_by_list_and_window(client: Client, ko: Organization):
    named = directory.organizations(OrganizationQuery(listing="j-peaks-2023")).total
    assert named == Entry.objects.filter(listing__key="j-peaks-2023").count() == 12
    assert f"条件に合う機関：<strong>{named}</strong>件" in _html(client, "/organizations/?listing=j-peaks-2023")
    actions.publish_window(ko, by=KEEPER, office="社会連携課", phone="088-000-0000")
    with_one = directory.organizations(OrganizationQuery(window=True))
    assert [row.body.key for row in with_one.rows] == [ko.key]
    without = directory.organizations(OrganizationQuery(window=False)).total
    present = Organization.objects.filter(holding(clock.today()))
    assert without == present.count() - 1 < Organization.objects.count() - 1


def test_a_kind_that_is_offered_leaves_as_many_as_it_says(client: Client):
    html = _html(client, "/organizations/?prefecture=39")
    chips = re.findall(r'href="\?prefecture=39&kind=([a-z-]+)" >[^<]* <b>(\d+)</b>', html)
    assert len(chips) > 5
    for kind, size in chips:
        question = OrganizationQuery(prefecture="39", kind=OrganizationKind(kind))
        assert directory.organizations(question).total == int(size)


def test_a_page_beyond_the_last_one_is_the_last_one(client: Client):
    html = _html(client, "/organizations/?kind=national-university&page=99")
    assert re.search(r'aria-current="page" href="[^"]*page=2"', html)


def test_an_htmx_request_gets_the_list_only(client: Client):
    part = {"hx-request": "true", "hx-current-url": "http://localhost/organizations/"}
    html = _html(client, "/organizations/?q=高知", **part)
    assert "<html" not in html
    assert "高知大学" in html


def test_a_list_is_saved_as_a_file(client: Client):
    answer = client.get("/organizations/?prefecture=39&format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["番号"] for row in rows} >= {"kochi-university", "pref-kochi", "muroto"}
    assert client.get("/organizations/?q=高知&format=xlsx")["Content-Type"].endswith("sheet")


def test_one_row_and_many_take_the_same_statements(client: Client):
    fits = {"?kind=national-university&prefecture=39": 1, "?kind=bank": 7, "?kind=prefecture": 47}
    for question, size in fits.items():
        assert f"<strong>{size}</strong>件" in _html(client, f"/organizations/{question}")
    assert [_statements(client, f"/organizations/{question}") for question in fits] == [10, 10, 10]


# The register of corporate numbers ------------------------------------------------------------------------------------


def test_corporations_stand_below_the_bodies_and_are_marked(client: Client, ko: Organization):
    made_up.register()
    html = _html(client, "/organizations/?q=見本")
    place = html.index("法人番号の登録簿から")
    assert "2026年11月30日時点" in html
    assert place < html.index("見本食品株式会社") < html.index("見本水産株式会社")
    assert re.search(r"mark--closed\"> 合併による解散等 2024年4月1日", html)
    assert "法人番号の登録簿から" not in _html(client, "/organizations/?q=見本&kind=company")


def test_a_corporation_says_what_became_of_it_and_which_body_it_is(client: Client, ko: Organization):
    made_up.register()
    open_one, closed = made_up.number(1), made_up.number(2)
    html = _html(client, f"/organizations/registered/{closed}/")
    assert "この法人の登記記録は閉鎖されています。" in html
    assert f'<a href="/organizations/registered/{open_one}/">見本食品株式会社</a>' in html
    assert f"selHouzinNo={closed}" in html
    assert "2026年11月30日時点の登録簿によります。" in html
    Identifier.objects.create(organization=ko, scheme=Scheme.HOUJIN, value=str(open_one))
    html = _html(client, f"/organizations/registered/{open_one}/")
    assert "閉鎖されています" not in html
    assert '<a href="/organizations/kochi-university/">高知大学</a>' in html
    [row] = registered.registered(OrganizationQuery(words="見本食品"))
    assert row.body == ko


@pytest.mark.parametrize("number", ["1", "9999999999999", "x", "９９９９９９９９９９９９９", "1" * 40])
def test_a_number_that_nobody_has_is_told(client: Client, number: str):
    assert "この番号の法人は見つかりません" in _html(client, f"/organizations/registered/{number}/", 404)


def test_a_corporation_that_the_register_hides_is_not_there(client: Client):
    made_up.corporation(3, "見本秘密株式会社", hidden=True)
    assert "見本秘密" not in _html(client, f"/organizations/registered/{made_up.number(3)}/", 404)
    assert "見本秘密" not in _html(client, "/organizations/?q=見本秘密株式会社").partition('id="found"')[2]


# One body -------------------------------------------------------------------------------------------------------------


def test_a_body_is_shown_as_it_was_and_is(client: Client):
    html = _html(client, "/organizations/osaka-metropolitan-university/?as_of=2020-04-01")
    assert "2020年4月1日時点の表示です。" in html
    assert 'href="/organizations/osaka-city-university/?as_of=2020-04-01"' in html
    html = _html(client, "/organizations/osaka-city-university/")
    assert re.search(r"現在は： <a href=\"/organizations/osaka-metropolitan-university/\">大阪公立大学</a>", html)


def test_a_body_leads_to_its_numbers_and_says_which_are_not_confirmed(client: Client):
    html = _html(client, "/organizations/hokkaido-university/")
    assert 'href="https://ror.org/02e16g702"' in html
    assert "未確認（名称だけが一致）" in html
    assert "未確認" not in _html(client, "/organizations/kyoto-university/")


def test_a_body_says_what_others_can_use_and_whom_to_ask(client: Client, ko: Organization):
    html = _html(client, "/organizations/kochi-university/")
    assert "海洋コア総合研究センター" in html[html.index('id="offer"') : html.index('id="windows"')]
    assert "連携の窓口は、このサイトではまだ公表されていません。" in html
    actions.publish_window(ko, by=KEEPER, office="社会連携課", phone="088-000-0000", languages=["ja", "en"])
    html = _html(client, "/organizations/kochi-university/")
    assert 'href="tel:+81880000000"' in html
    assert "まだ公表されていません" not in html


def test_an_unknown_body_offers_similar_ones(client: Client):
    assert "/organizations/kyoto-university/" in _html(client, "/organizations/kyoto-univercity/", 404)


def _grow(body: Organization, times: int) -> None:
    """More centers, members and lists of a body."""
    listing = Listing.objects.get(key="joint-usage-national")
    for number in range(times):
        center = Organization.objects.create(key=f"more-{number}", name=f"見本センター{number}", kind="center")
        Tie.objects.create(body=body, of=center, kind=TieKind.HOST)
        Entry.objects.create(listing=listing, organization=center, order=900 + number)
        actions.publish_window(body, by=KEEPER, office=f"窓口{number}", phone="088-000-0000")


def test_a_body_takes_the_same_statements_however_much_is_known_of_it(client: Client, ko: Organization):
    _grow(ko, 1)
    before = _statements(client, "/organizations/kochi-university/")
    Organization.objects.filter(key="more-0").delete()
    ko.windows.all().delete()
    _grow(ko, 3)
    assert _statements(client, "/organizations/kochi-university/") == before


# Regions --------------------------------------------------------------------------------------------------------------


def test_every_prefecture_has_its_own_tile_and_its_neighbors_know_it():
    tiles = {tile.code: tile for tile in regions.known_tiles()}
    assert len(tiles) == len({(tile.row, tile.column) for tile in tiles.values()}) == 47
    one_sided = [
        (code, other) for code, tile in tiles.items() for other in tile.neighbors if code not in tiles[other].neighbors
    ]
    assert one_sided == []
    assert {tiles[code].name for code in tiles["39"].neighbors} == {"徳島県", "愛媛県"}


def test_the_map_leads_to_every_prefecture_and_so_does_the_table(client: Client):
    html = _html(client, "/regions/")
    table = html[html.index("<tbody>") :]
    for tile in regions.known_tiles():
        assert html[: html.index("<tbody>")].count(f'href="/regions/{tile.code}/"') == 1
        assert table.count(f'href="/regions/{tile.code}/"') == 1
    assert 'aria-label="高知県：大学・研究機関等7、拠点・座組4、窓口0"' in html


def test_a_region_shows_what_is_within_reach_and_what_is_missing(client: Client, ko: Organization):
    html = _html(client, "/regions/39/")
    assert html.index("高知大学") < html.index('id="neighbors"') < html.index("徳島大学") < html.index('id="missing"')
    assert "連携の窓口を公表していない機関：<strong>9</strong>" in html
    actions.publish_window(ko, by=KEEPER, office="社会連携課", phone="088-000-0000")
    assert "連携の窓口を公表していない機関：<strong>8</strong>" in _html(client, "/regions/39/")


def test_a_municipality_is_found_by_its_code(client: Client):
    html = _html(client, "/regions/39/392022/")
    assert "<h1>室戸市</h1>" in html
    assert "高知大学" in html
    assert 'href="/organizations/muroto/"' in html


@pytest.mark.parametrize("path", ["48/", "xx/", "39/392021/", "13/392022/", "39/390003/"])
def test_what_is_no_region_is_not_there(client: Client, path: str):
    assert client.get(f"/regions/{path}").status_code == 404


def test_a_region_takes_the_same_statements_however_many_are_there(client: Client, ko: Organization):
    _grow(ko, 1)
    before = _statements(client, "/regions/39/")
    ko.windows.all().delete()
    Organization.objects.filter(key="more-0").delete()
    _grow(ko, 3)
    assert _statements(client, "/regions/39/") == before


# Windows and people ---------------------------------------------------------------------------------------------------


def test_windows_are_listed_and_who_has_none(client: Client, ko: Organization):
    assert "公表された窓口はまだありません" in _html(client, "/windows/")
    actions.publish_window(ko, by=KEEPER, office="社会連携課", email="renkei@example.jp")
    html = _html(client, "/windows/?prefecture=39")
    assert 'href="mailto:renkei@example.jp"' in html
    assert "該当：<strong>1</strong>件" in html
    html = _html(client, "/windows/?missing=1&prefecture=39&kind=national-university")
    assert "この条件では、窓口を公表していない機関はありません。" in html
    answer = client.get("/windows/?missing=1&prefecture=39&format=csv").content.decode("utf-8-sig")
    assert "kochi-university-of-technology" in answer
    assert "高知大学" not in answer


def test_a_person_is_shown_as_far_as_they_agreed_and_no_longer(client: Client, ko: Organization):
    hanako = actions.enter_person(by=KEEPER, key="hanako", name="見本　花子", kana="ミホン ハナコ", user=9)
    actions.appoint(hanako, ko, by=KEEPER, title="教授", share=40)
    assert client.get("/people/hanako/").status_code == 404
    agreed = [PersonalField.NAME, PersonalField.POSTS]
    actions.agree(hanako, by=HERSELF, fields=agreed, purpose="機関の紹介")
    html = _html(client, "/people/hanako/")
    assert "<h1>見本 花子</h1>" in html
    assert "目的：機関の紹介" in html
    assert "教授" in html
    assert "ミホン" not in html
    assert "40%" not in html
    assert 'href="/people/hanako/"' in _html(client, "/organizations/kochi-university/")
    actions.withdraw(hanako, by=HERSELF, fields=[PersonalField.NAME])
    assert client.get("/people/hanako/").status_code == 404
    assert "見本 花子" not in _html(client, "/organizations/kochi-university/")


@pytest.mark.long
def test_a_person_of_a_document_is_shown_with_it(client: Client):
    Person.objects.update(kana="フクマ タケシ")
    html = _html(client, "/people/fukuma-takeshi/")
    assert "福間 剛士" in html
    assert "拠点長" in html
    assert "フクマ" not in html
    assert 'content="noindex"' in html
    assert "/people/" not in client.get("/sitemap.xml").content.decode()


def test_what_was_on_another_day_is_asked_by_day(client: Client, ko: Organization):
    actions.publish_window(ko, by=KEEPER, office="社会連携課", phone="088-000-0000")
    window = ko.windows.get()
    actions.close_window(window, by=KEEPER, last=date(2024, 3, 31), reason="廃止")
    assert "社会連携課" in _html(client, "/windows/?as_of=2024-03-31")
    assert "社会連携課" not in _html(client, "/windows/?as_of=2024-04-01")
