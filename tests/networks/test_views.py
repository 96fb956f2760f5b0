"""The pages of networks."""

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

from tsunagu.networks.models import Meeting, Network
from tsunagu.organizations.models import Organization, Tie

pytestmark = pytest.mark.django_db


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


@pytest.mark.long
def test_networks_are_narrowed_by_program_place_side_and_words(client: Client):
    sizes = {
        "": 32,
        "?program=coi-next": 3,
        "?kind=bio-community": 5,
        "?prefecture=36": 3,
        "?prefecture=23": 2,
        "?q=光": 4,
        "?side=finance": 4,
        "?kind=bio-community&year=2020": 0,
    }
    told = {path: re.search(r"条件に合う座組：<strong>(\d+)", _html(client, f"/networks/{path}")) for path in sizes}
    assert {path: match and int(match[1]) for path, match in told.items()} == sizes


def test_a_network_says_its_members_by_side_with_their_sources(client: Client):
    html = _html(client, "/networks/tokushima-council/")
    assert "次世代”光”創出・応用による産業振興・若者雇用創出計画" in html
    assert '<tr id="member-awa-bank">' in html
    row = html[html.index('id="member-awa-bank"') :][:900]
    assert "資料では産" in row
    assert "/sources/package-2022/" in row
    assert "16機関は、いつ加わったかが資料に書かれていません。" in html


def test_who_joined_and_left_is_told_and_a_year_shows_who_was_there(client: Client, ko: Network):
    member = Organization.objects.get(key="mazda")
    Tie.objects.create(body=member, of=ko.body, kind="member", valid_from=date(2023, 6, 1), valid_to=date(2024, 3, 31))
    html = _html(client, "/networks/tokushima-council/")
    assert re.search(r"2023年6月1日 <a href=\"/organizations/mazda/\">マツダ株式会社</a> <span [^>]*>加わった", html)
    assert '<tr id="member-mazda">' not in html
    assert '<tr id="member-mazda">' in _html(client, "/networks/tokushima-council/?year=2023")


def test_a_region_shows_its_networks_side_by_side(client: Client):
    html = _html(client, "/networks/regions/36/")
    assert html.count(">共通</span>") == 18
    assert "複数の座組に入っている機関 <small>8</small>" in html
    assert "★" in html
    assert "外からの窓口がない" in html
    assert "共通の構成員はいるが連携の記録がない" in html


def test_partners_from_elsewhere_are_shown_with_their_distance(client: Client):
    html = _html(client, "/networks/regions/39/")
    assert re.search(r"岡山大学</a> <small>岡山県、約130 km", html)
    assert re.search(r"東京工業大学</a> <small>東京都、約610 km", html)


def test_networks_about_the_same_without_a_common_member_are_proposed(client: Client):
    html = _html(client, "/networks/regions/01/")
    assert "北海道プライムバイオコミュニティ" in html
    fukuoka = _html(client, "/networks/regions/34/")
    assert "同じ分野だが共通の構成員がいない" not in fukuoka
    Network.objects.filter(body__key="startup-kitakyushu").update(topics=["bio"])
    assert "同じ分野だが共通の構成員がいない" in _html(client, "/networks/regions/40/")


def test_the_map_counts_by_year_and_stars_where_both_programs_meet(client: Client):
    answer = client.get("/networks/map/?format=csv")
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}
    assert [code for code, row in rows.items() if row["★"] == "true"] == ["34", "36", "39"]
    assert (rows["36"]["座組"], rows["01"]["座組"], rows["47"]["座組"]) == ("3", "4", "0")
    before = client.get("/networks/map/?format=csv&year=2019")
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(before.content.decode("utf-8-sig")))}
    assert rows["01"]["座組"] == "2"


@pytest.mark.long
def test_a_draft_is_nowhere(client: Client, ko: Network):
    Network.objects.filter(pk=ko.pk).update(draft=True)
    _html(client, "/networks/tokushima-council/", status=404)
    pages = ("/networks/", "/networks/regions/36/", "/networks/map/", "/networks/alive/", "/api/v1/networks?limit=1000")
    for path in pages:
        assert "とくしま大学振興" not in _html(client, path)
    assert '"/networks/tokushima-council/' not in _html(client, "/organizations/tokushima-university/")


def test_a_network_without_a_meeting_for_a_year_is_asked_whether_it_lives(client: Client, ko: Network):
    assert "とくしま大学振興" not in _html(client, "/networks/alive/")
    Meeting.objects.create(network=ko, held=date(2024, 5, 1))
    html = _html(client, "/networks/alive/")
    assert re.search(r"とくしま大学振興・若者雇用創出推進会議</a> 最後の会議： ?2024年5月1日", html)


def test_a_body_and_a_region_show_their_networks(client: Client):
    html = _html(client, "/organizations/tokushima-university/")
    assert 'href="/networks/graph/?focus=tokushima-university"' in html
    assert 'href="/networks/neo-distance/"' in _html(client, "/organizations/neo-distance/")
    assert 'href="/networks/regions/36/"' in _html(client, "/regions/36/")


@pytest.mark.long
def test_a_body_shows_the_networks_of_the_day_asked_for(client: Client, ko: Network):
    tie = Tie.objects.get(of=ko.body, body__key="tokushima-university")
    Tie.objects.filter(body=tie.body).exclude(pk=tie.pk).delete()
    page, link = "/organizations/tokushima-university/", "/networks/graph/?focus=tokushima-university"
    assert link in _html(client, page)
    tie.valid_from, tie.valid_to = date(2019, 4, 1), date(2020, 3, 31)
    tie.save()
    shown = {day: link in _html(client, f"{page}?as_of={day}") for day in ("2019-03-31", "2020-03-31", "2020-04-01")}
    assert shown == {"2019-03-31": False, "2020-03-31": True, "2020-04-01": False}
    assert link not in _html(client, page)


@pytest.mark.long
def test_one_network_and_many_take_the_same_statements(client: Client):
    paths = ["/networks/?prefecture=29", "/networks/?prefecture=36", "/networks/"]
    assert [_statements(client, path) for path in paths] == [13, 13, 13]
    regions = ["/networks/regions/29/", "/networks/regions/36/", "/networks/regions/34/"]
    assert [_statements(client, path) for path in regions] == [15, 15, 15]
    ones = ["/networks/nara-timber/", "/networks/kochi-iop/", "/networks/sawachi/"]
    assert [_statements(client, path) for path in ones] == [16, 16, 16]
