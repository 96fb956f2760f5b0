"""The pages: what everybody reads, and the way of a body and of an officer through the forms."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.access.doors import MIDDLEWARE, at_the_door
from tests.indicators.conftest import OFFICER, PLAN, confirmed, definition, figure, ratio, second, submitted, year
from tsunagu.access.actors import NOBODY
from tsunagu.indicators.models import Observation

pytestmark = pytest.mark.django_db
PAGE = "/indicators/participants/"
SERIES = f"{PAGE}tokushima-council/"
SUBMIT = "/desk/indicators/submit/"


@pytest.fixture
def door(static_files, settings):
    """A client of somebody, as the site takes it."""
    settings.MIDDLEWARE = MIDDLEWARE
    return at_the_door


@pytest.fixture
def client(door) -> Client:
    return door(NOBODY)


def _html(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return unescape(re.sub(r"\s+", " ", answer.content.decode()))


def _statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_list_says_that_the_definitions_are_ours(client):
    html = _html(client, "/indicators/")
    assert "条件に合う指標：<strong>10</strong>件" in html
    assert html.count("本サイトの仮定") == 10
    assert "条件に合う指標：<strong>1</strong>件" in _html(client, "/indicators/?level=impact")
    assert "Participating bodies" in _html(client, "/en/indicators/")


def test_the_page_of_an_indicator_shows_its_definition_with_its_source_and_no_invented_figure(client):
    html = _html(client, PAGE)
    assert "/sources/package-2022/48/" in html
    assert "確定した値は、まだどの機関にもありません。" in html
    _html(client, "/indicators/nothing/", 404)
    _html(client, "/indicators/participants/nobody/", 404)


def test_bodies_with_other_years_are_not_added_and_it_is_said(client, ko, otsu, ura, other_ura):
    confirmed(ko, ura, figure(10), year(2023))
    confirmed(ko, ura, figure(12), year(2024))
    confirmed(otsu, other_ura, figure(7), year(2023))
    html = _html(client, PAGE)
    assert '<option value="" selected>機関ごとに最新</option>' in html  # no year is chosen for whoever chose none
    kinds = html.partition('name="kind"')[2]
    assert re.findall(r'<option value="(.*?)"', kinds)[0] == "actual"  # which a browser shows
    assert "機関によって期間が違います。" in html
    assert "全体の値：不明（期間がそろわない）" in html
    chosen = _html(client, f"{PAGE}?year=2024")
    assert "2機関のうち1機関の値" in chosen
    assert '<span class="unknown">不明</span>' in chosen
    assert "<b>12</b>" in chosen
    lines = client.get(f"{PAGE}?format=csv").content.decode().splitlines()
    assert [line.split(",")[2:4] for line in lines] == [["期間", "値"], ["2024", "12"], ["2023", "7"]]


def test_a_series_is_cut_where_the_definition_changes(client, ko, ura):
    for when, number in ((2021, 1000), (2022, 1200)):
        confirmed(ko, ura, figure(number), year(when))
    confirmed(ko, ura, figure(1500), year(2022), kind=PLAN)
    confirmed(ko, ura, figure(3000), year(2023), under=second(valid_from=date(2023, 4, 1)))
    html = _html(client, SERIES)
    assert "令和4年度までは第1版、令和5年度からは第2版" in html
    assert (html.count('class="series__line"'), html.count('class="series__cut"')) == (1, 1)
    assert "−300" in html
    assert "未達" in html
    assert "+20.0%" in html
    assert "不明 <small>定義が変わった</small>" in html
    assert "FY2022" in _html(client, f"/en{SERIES}")


def test_a_ratio_is_shown_with_its_parts(client, ko, ura):
    confirmed(ko, ura, ratio(30, 80), year(2024), under=definition("company-share"))
    html = _html(client, "/indicators/company-share/tokushima-council/")
    assert "37.5% <small>30 / 80</small>" in html


def test_the_page_of_the_body_shows_the_latest_figure_with_its_year(client, ko, ura):
    assert 'href="/indicators/participants/tokushima-council/"' not in _html(
        client, "/organizations/tokushima-council/"
    )
    confirmed(ko, ura, figure(10), year(2023))
    submitted(ko, ura, figure(99), year(2024))
    html = _html(client, "/organizations/tokushima-council/")
    part = html.partition('href="/indicators/participants/tokushima-council/"')[2].partition("</li>")[0]
    assert "10 機関 <small>令和5年度</small>" in part


def test_a_list_takes_as_many_statements_for_three_bodies_as_for_one(client, ko, otsu, ura, other_ura):
    confirmed(ko, ura, figure(10), year(2023))
    one = [_statements(client, path) for path in ("/indicators/", PAGE, SERIES)]
    confirmed(otsu, other_ura, figure(7), year(2023))
    confirmed(ko, ura, figure(12), year(2024))
    assert [_statements(client, path) for path in ("/indicators/", PAGE, SERIES)] == one


def _sent(ko, **more: object) -> dict[str, object]:
    told = {"subject": ko.pk, "definition": definition("participants").pk, "kind": "actual", "year": "2024"}
    return {**told, "value": "12", "link": "https://example.jp/", **more}


def test_a_body_submits_corrects_and_an_officer_confirms(door, ko, ura):
    office, officer = door(ura), door(OFFICER)
    assert "値を提出する" in _html(office, "/desk/indicators/")
    assert office.post(SUBMIT, _sent(ko)).status_code == 302
    row = Observation.objects.get()
    place = f"/desk/indicators/figures/{row.pk}/"
    assert "/confirm/" not in _html(office, "/desk/indicators/")
    sent = {"value": "13", "link": "https://example.jp/", "reason": "数え直した"}
    assert office.post(f"{place}correct/", sent).status_code == 302
    assert "この値は、その後に書き直されています" in unescape(officer.post(f"{place}confirm/").content.decode())
    newer = Observation.objects.latest("pk")
    assert f"/desk/indicators/figures/{newer.pk}/confirm/" in _html(officer, "/desk/indicators/")
    assert officer.post(f"/desk/indicators/figures/{newer.pk}/confirm/").status_code == 302
    last = Observation.objects.latest("pk")
    assert (last.value, last.status, last.public) == (13, "confirmed", True)
    assert officer.post(f"/desk/indicators/figures/{last.pk}/take-back/", {"reason": "誤り"}).status_code == 302
    assert Observation.objects.latest("pk").reason == "誤り"


def test_a_form_says_what_is_wrong_at_its_field_and_keeps_what_was_written(door, ko, ura):
    answer = door(ura).post(SUBMIT, _sent(ko, link="", year="2035", value="12.5"))
    html = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "まだ始まっていない期間の実績です。" in html
    assert "資料のキーか、出典のリンクを入れてください。" in html
    assert 'value="12.5"' in html
    assert not Observation.objects.exists()


@pytest.mark.parametrize("value", ["1e400", "NaN", "9" * 5000, "\x00", "=1+1"])
def test_what_is_no_figure_is_refused(door, ko, ura, value):
    assert door(ura).post(SUBMIT, _sent(ko, value=value)).status_code == 422


def test_nobody_submits_for_another_body(door, ko, other_ura):
    assert door(other_ura).post(SUBMIT, _sent(ko)).status_code == 422  # it is not offered
    assert door(OFFICER).post(SUBMIT, _sent(ko)).status_code == 403
    assert not Observation.objects.exists()
