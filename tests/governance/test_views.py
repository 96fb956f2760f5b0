"""The pages: what everybody reads, and the way of an officer through the forms."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.access.doors import MIDDLEWARE, at_the_door
from tests.governance.conftest import OFFICER, URA
from tsunagu.governance import actions
from tsunagu.governance.enums import Outcome, PointKind
from tsunagu.governance.models import Answer, Body, Meeting, Point
from tsunagu.kernel import clock

pytestmark = pytest.mark.django_db
DESK = "/desk/governance/"


@pytest.fixture
def client(static_files: None) -> Client:
    return Client(headers={"host": "localhost"})


@pytest.fixture
def officer(static_files: None, settings) -> Client:
    settings.MIDDLEWARE = MIDDLEWARE
    return at_the_door(OFFICER)


def _html(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return unescape(re.sub(r"\s+", " ", answer.content.decode()))


def _statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_points_stand_under_their_headings_with_what_became_of_them(client):
    html = _html(client, "/governance/")
    assert "該当：<strong>24</strong>件" in html
    headings = re.findall(r'<h3 id="group-\d+"> (\S+) <small> 論点：(\d+)件', html)
    assert ("国の施策", "3") in headings
    assert ("主な意見", "7") in headings
    assert html.count("手元の資料には、この論点への対応の記載がありません。") == 1


def test_points_are_narrowed_and_a_filter_that_nobody_knows_is_named(client):
    assert "該当：<strong>1</strong>件" in _html(client, "/governance/?standing=unanswered")
    assert "該当：<strong>10</strong>件" in _html(client, "/governance/?body=collaboration-hearing")
    assert "該当：<strong>6</strong>件" in _html(client, "/governance/?document=package-2022-08")
    assert "この条件に合う論点はありません" in _html(client, "/governance/?standing=declined")
    assert "nobody" in _html(client, "/governance/?body=nobody")


def test_points_are_saved_as_a_file(client):
    answer = client.get("/governance/?format=csv&standing=unanswered")
    assert answer["Content-Disposition"] == 'attachment; filename="tsunagu-points.csv"'
    assert "opinion-evaluation,研究者個人の評価に社会実装の観点を含める" in answer.content.decode()


def test_a_point_tells_who_asked_when_and_that_the_tie_is_the_editors(client):
    html = _html(client, "/governance/points/opinion-catalog/")
    assert "2021年9月15日" in html
    assert "対応は編集部の判断" in html
    assert "大学現場目線の関連事業マップ（別紙参照）を整理することで" in html
    assert "資料が対応を示す" in _html(client, "/governance/points/issue-contribution/")
    assert "日付の記載なし" in _html(client, "/governance/points/opinion-evaluation/")
    _html(client, "/governance/points/nothing/", 404)


def test_a_meeting_leads_to_those_before_and_after(client):
    html = _html(client, "/governance/meetings/thursday-2021-11-18/")
    assert 'href="/governance/meetings/thursday-2021-10-21/" rel="prev"' in html
    assert 'href="/governance/meetings/thursday-2021-12-23/" rel="next"' in html
    assert "この会合で出たと資料が示す論点はありません" in html
    assert "各府省の施策の「カタログ」をつくる" in _html(
        client, "/governance/meetings/regional-university-task-force-1/"
    )
    _html(client, "/governance/meetings/nothing/", 404)


def test_a_body_names_its_members_its_meetings_by_year_and_how_long_it_has_not_met(client):
    html = _html(client, "/governance/bodies/regional-university-task-force/")
    assert '<a href="/organizations/mext/">文部科学省</a>' in html
    assert "2021年：1回" in html
    assert "12か月以上、会合の記録なし" in html
    assert "会合の記録なし" in _html(client, "/governance/bodies/diet/")
    _html(client, "/governance/bodies/nothing/", 404)


def test_a_body_that_met_this_year_is_not_called_quiet(client, thursday):
    actions.add_meeting(thursday, by=OFFICER, day=clock.today())
    assert "12か月以上" not in _html(client, "/governance/bodies/thursday-meetings/")


def test_documents_lead_to_what_they_derive_from_and_to_the_points_they_answer(client):
    html = _html(client, "/governance/documents/")
    assert 'もとの文書：<a href="#package-2022-02">' in html
    assert 'href="/governance/?document=package-2022-08"> この文書が応えた論点：6件' in html


def test_milestones_say_what_waits_for_what_on_a_day(client):
    html = _html(client, "/governance/milestones/")
    assert "期日を過ぎ、実施の記載なし" in html
    assert 'まだ待つもの： <a href="#fund-start">大学ファンドの運用開始</a>' in html
    then = _html(client, "/governance/milestones/?as_of=2021-01-31&course=fund")
    assert "期日を過ぎ" not in then
    assert "パッケージの決定" not in then


def test_every_page_has_english(client):
    for path in ("", "bodies/", "documents/", "milestones/", "points/opinion-catalog/"):
        assert '<html lang="en">' in _html(client, f"/en/governance/{path}")
    assert "Make a catalog of the measures of all ministries" in _html(client, "/en/governance/")


def _raise(body: Body, number: int) -> None:
    heading = Point.objects.all()[0].heading
    for _ in range(number):
        told = {"kind": PointKind.OPINION, "title": "見本", "heading": heading}
        point = actions.add_point(body, by=OFFICER, **told)
        actions.answer(point, by=OFFICER, status=Outcome.PLANNED, text="見本")


def test_one_row_and_three_take_the_same_statements(client, thursday):
    asked = {"/governance/?body=thursday-meetings": 8, "/governance/bodies/thursday-meetings/": 8}
    before = {path: _statements(client, path) for path in asked}
    _raise(thursday, 3)
    assert {path: _statements(client, path) for path in asked} == before


# What officers record -------------------------------------------------------------------------------------------------


def test_an_officer_goes_from_the_desk_through_the_forms(officer, thursday):
    html = _html(officer, DESK)
    assert f'href="{DESK}bodies/thursday-meetings/meeting/"' in html
    made = officer.post(f"{DESK}bodies/thursday-meetings/meeting/", {"day": "2024-05-09", "number": "", "agenda": ""})
    assert (made.status_code, made["Location"]) == (302, "/governance/meetings/thursday-meetings-2024-05-09/")
    told = {"kind": "opinion", "title": "見本の意見", "heading": "main-opinions", "printed": "見本の文"}
    where = {"meeting": "thursday-meetings-2024-05-09"}
    made = officer.post(f"{DESK}bodies/thursday-meetings/point/", {**told, **where})
    point = Point.objects.get(filed=False)
    assert (made.status_code, made["Location"]) == (302, point.get_absolute_url())
    assert (point.printed, point.meeting.day) == ("見本の文", date(2024, 5, 9))
    given = {"status": "included", "text": "見本の対応", "tie": "ours", "given_in": "package-2024-02", "day": ""}
    made = officer.post(f"{DESK}points/{point.key}/answer/", given)
    assert (made.status_code, made["Location"]) == (302, point.get_absolute_url())
    assert "見本の対応" in _html(officer, point.get_absolute_url())
    answer = Answer.objects.get(filed=False)
    html = _html(officer, DESK)
    assert f'href="{DESK}answers/{answer.pk}/remove/"' in html
    for path in (f"answers/{answer.pk}", f"points/{point.key}", "meetings/thursday-meetings-2024-05-09"):
        gone = officer.post(f"{DESK}{path}/remove/", {"reason": "誤記"})
        assert (gone.status_code, gone["Location"]) == (302, f"{DESK}?saved=1")
    assert "取り消しました" in _html(officer, f"{DESK}?saved=1")
    assert not Meeting.objects.filter(filed=False).exists()


def test_what_is_wrong_is_told_and_stays_typed(officer):
    path = f"{DESK}bodies/thursday-meetings/meeting/"
    again = officer.post(path, {"day": "2021-10-21", "agenda": "見本の議題"})
    html = again.content.decode()
    assert again.status_code == 422
    assert "この日の会合は、すでに記録されています。" in html
    assert "見本の議題</textarea>" in html
    strange = {"kind": "opinion", "title": "見本", "heading": "main-opinions", "meeting": "csti-56"}
    assert officer.post(f"{DESK}bodies/thursday-meetings/point/", strange).status_code == 422
    unanswered = {"status": "unanswered", "text": "見本", "tie": "ours"}
    assert officer.post(f"{DESK}points/opinion-evaluation/answer/", unanswered).status_code == 422
    assert officer.post(f"{DESK}points/opinion-evaluation/remove/", {"reason": "見本"}).status_code == 422


def test_others_are_not_let_in(static_files, settings):
    settings.MIDDLEWARE = MIDDLEWARE
    assert at_the_door(URA).get(DESK).status_code == 403
    assert at_the_door(URA).post(f"{DESK}points/opinion-evaluation/answer/", {}).status_code == 403
    public = Client(headers={"host": "localhost"})
    assert public.get(DESK)["Location"] == "/accounts/login/?next=%2Fdesk%2Fgovernance%2F"
    assert "記録する" not in public.get("/governance/points/opinion-evaluation/").content.decode()


def test_a_month_is_told_in_the_language_of_the_reader_and_is_no_day_in_a_file(client):
    path = "governance/points/follow-up-strengths/"
    assert ("令和4年2月" in _html(client, f"/{path}"), "February 2022" in _html(client, f"/en/{path}")) == (True, True)
    file = client.get("/governance/?format=csv").content.decode("utf-8-sig")
    [row] = [row for row in file.splitlines() if row.startswith("follow-up-strengths,")]
    assert "2022-02-01" not in row
