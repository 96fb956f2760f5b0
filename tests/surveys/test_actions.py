"""A survey is begun, its bodies are written to once, reminded in time, and its tally shown once it is published."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.access.doors import MIDDLEWARE, at_the_door
from tsunagu.access.actors import NOBODY, Actor, Post, signed_in
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry
from tsunagu.accounts.models import Membership, User
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Forbidden, Rejected
from tsunagu.mail.models import Message
from tsunagu.organizations.models import Organization, Window
from tsunagu.sheets import actions as sheets
from tsunagu.sheets.models import Response
from tsunagu.sheets.rules.saving import Sent
from tsunagu.surveys import actions
from tsunagu.surveys.models import Survey

pytestmark = pytest.mark.django_db
OFFICER = signed_in(user=9, name="担当官", posts=[Post(role=Role.PROGRAM_OFFICER)])
KEYS = ["pref-tokushima", "pref-kochi", "sapporo"]
LINK = "https://www.example.jp/desk/responses/{number}/"


def begun(**change: Any) -> Survey:
    told = {"series": "mic", "year": 2026, "sheet": "mic-collaboration", "bodies": KEYS, **change}
    closes = told.pop("closes", clock.now() + timedelta(days=30))
    names = {"name": "見本の調査", "name_en": "Sample survey", "by": "見本課", "by_en": ""}
    return actions.begin(told.pop("key", "mic-2026"), by=OFFICER, names=names, closes=closes, **told)


def member(key: str, name: str = "hanako", language: str = "ja") -> Actor:
    body = Organization.objects.get(key=key)
    user = User.objects.create(email=f"{name}@example.jp", name=name, language=language)
    held = {"role": Role.LOCAL_OFFICER, "state": "active", "starts": clock.now() - timedelta(days=1)}
    Membership.objects.create(user=user, organization=body, **held)
    return signed_in(user=user.pk, name=name, posts=[Post(role=Role.LOCAL_OFFICER, organization=body.pk)])


def answered(by: Actor, key: str, council: str) -> None:
    response = Response.objects.get(body__key=key)
    wrote = {"v-council": council, "v-issues": ["high-hurdle"], "s-projects": "dont-know"}
    sheets.save(response, by=by, began={}, wrote=wrote, sent=Sent(0))
    sheets.submit(response, by=by)


def codes(refused: pytest.ExceptionInfo[Rejected]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_who_can_answer_is_written_to_once_in_their_language_and_else_the_window():
    survey = begun()
    member("pref-tokushima")
    member("pref-tokushima", "john", "en")
    Window.objects.filter(organization__key__in=KEYS).update(email="")
    kochi = Organization.objects.get(key="pref-kochi")
    Window.objects.create(organization=kochi, office="見本課", email="window@example.jp")
    assert actions.invite(survey, by=OFFICER, link=LINK) == 3
    assert actions.invite(survey, by=OFFICER, link=LINK) == 0
    told = {mail.to: mail for mail in Message.objects.all()}
    assert set(told) == {"hanako@example.jp", "john@example.jp", "window@example.jp"}
    number = Response.objects.get(body=kochi).pk
    assert f"https://www.example.jp/desk/responses/{number}/" in told["window@example.jp"].text
    assert "見本の調査" in told["hanako@example.jp"].text
    assert "Sample survey" in told["john@example.jp"].text
    assert told["john@example.jp"].subject == "[Tsunagu] You are asked to answer a survey"


def test_only_who_did_not_submit_is_reminded_a_week_and_a_day_before():
    survey = begun(closes=clock.now() + timedelta(days=6, hours=12))
    by, _ = member("pref-tokushima"), member("pref-kochi", "taro")
    actions.invite(survey, by=OFFICER, link=LINK)
    answered(by, "pref-tokushima", "yes")
    Message.objects.all().delete()
    assert (actions.remind_all(), actions.remind_all()) == (1, 0)
    assert [mail.to for mail in Message.objects.all()] == ["taro@example.jp"]
    actions.extend(Survey.objects.get(key="mic-2026"), by=OFFICER, closes=clock.now() + timedelta(hours=20))
    assert (actions.remind_all(), actions.remind_all()) == (1, 0)
    assert (actions.remind(survey, by=OFFICER), actions.remind(survey, by=OFFICER)) == (1, 0)
    actions.extend(survey, by=OFFICER, closes=clock.now() + timedelta(days=20))
    assert actions.remind_all() == 0


def test_everything_that_is_wrong_with_a_new_survey_is_told_at_once():
    with pytest.raises(Rejected) as refused:
        begun(key="X y", series="", bodies=["nowhere"], closes=clock.now())
    assert codes(refused) == ["key", "key", "body", "closes"]
    with pytest.raises(Rejected) as refused:
        begun(key="mic-2021", bodies=[])
    assert codes(refused) == ["twice", "bodies"]
    with pytest.raises(Rejected) as refused:
        begun(year=2021)
    assert codes(refused) == ["twice"]
    with pytest.raises(Rejected) as refused:
        begun(sheet="unheard")
    assert codes(refused) == ["sheet"]


def test_steps_come_one_after_the_other_and_stand_in_the_ledger():
    survey = begun()
    for act in (actions.close, actions.publish):
        with pytest.raises(Rejected) as refused:
            act(survey, by=OFFICER)
        assert codes(refused) == ["step"]
    actions.invite(survey, by=OFFICER, link=LINK)
    actions.close(survey, by=OFFICER)
    actions.publish(survey, by=OFFICER)
    verbs = Entry.objects.filter(kind="surveys.Survey").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["surveys.make", "surveys.keep", "surveys.keep", "surveys.keep"]


def test_nobody_else_begins_a_survey():
    with pytest.raises(Forbidden):
        actions.begin("x", by=NOBODY, series="x", year=2026, sheet="x", names={}, bodies=[], closes=clock.now())


# Pages ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def door(static_files, settings):
    settings.MIDDLEWARE = MIDDLEWARE
    return at_the_door


def test_a_tally_is_seen_by_everybody_once_it_is_published_and_beside_the_year_before(door):
    survey = begun()
    by = member("pref-tokushima")
    actions.invite(survey, by=OFFICER, link=LINK)
    answered(by, "pref-tokushima", "yes")
    path, officer, anybody = "/surveys/mic-2026/", door(OFFICER), door(NOBODY)
    assert anybody.get(path).status_code == 404
    assert "見本の調査" not in anybody.get("/surveys/").content.decode()
    assert "3団体のうち1団体が提出しました。" in officer.get("/desk/surveys/mic-2026/").content.decode()
    for name in ("close", "publish"):
        assert officer.post("/desk/surveys/mic-2026/", {name: "1"}).status_code == 302
    page = anybody.get(path).content.decode()
    assert "28 / 67" in page
    assert "1位（3団体中1団体）" in page
    lines = anybody.get(path + "?format=csv").content.decode().splitlines()
    assert {"council,yes,1,3", "council,no,0,3", "council,not-answered,2,3", "projects,dont-know,1,3"} <= set(lines)


def test_what_is_printed_only_says_so_in_both_languages(door):
    page = door(NOBODY).get("/surveys/mic-2021/").content.decode()
    assert "各団体の回答は手元にありません" in page
    assert "28団体" in page or "２８団体" in page
    assert "多い順ではありません" in page
    english = door(NOBODY).get("/en/surveys/mic-2021/").content.decode()
    assert "We hold no single answers" in english


def test_what_officers_send_wrong_is_told_with_its_place(door):
    answer = door(OFFICER).post("/desk/surveys/", {"key": "x y"})
    assert answer.status_code == 422
    closes = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%d %H:%M")
    sent = {
        "key": "mic-2026",
        "series": "mic",
        "year": "2026",
        "sheet": "mic-collaboration",
        "name": "見本",
        "by": "課",
    }
    answer = door(OFFICER).post("/desk/surveys/", {**sent, "closes": closes, "bodies": "nowhere"})
    assert (answer.status_code, "nowhere: 名簿にない機関です。" in answer.content.decode()) == (422, True)
    answer = door(OFFICER).post("/desk/surveys/", {**sent, "closes": closes, "bodies": "pref-kochi"})
    assert answer["Location"] == "/desk/surveys/mic-2026/"
    answer = door(OFFICER).post("/desk/surveys/mic-2026/", {"publish": "1"})
    assert (answer.status_code, "進められません" in answer.content.decode()) == (422, True)
    answer = door(OFFICER).post("/desk/surveys/mic-2026/", {"extend": "1", "closes": "いつか"})
    assert answer.status_code == 422
