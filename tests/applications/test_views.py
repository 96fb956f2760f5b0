"""The walk from a call to a receipt, on pages: as its people, as an officer, and as nobody."""

from __future__ import annotations

import json
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.access.doors import MIDDLEWARE, at_the_door
from tests.applications.scene import CLOSES, DURING, WHOLE, begun, body, call, person, whole
from tests.calls.test_actions import OFFICER
from tsunagu.access.enums import Role
from tsunagu.applications import actions
from tsunagu.applications.models import Application, Submission
from tsunagu.applications.queries import listed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def door(static_files: None, settings: Any) -> None:
    """Whoever a test says stands at the door."""
    settings.MIDDLEWARE = MIDDLEWARE


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_from_the_call_to_the_receipt():
    call()
    chief = at_the_door(person(Role.ADMINISTRATOR))
    with time_machine.travel(DURING):
        assert "/desk/applications/new/sample/" in text(chief, "/calls/sample/")
        begun_at = chief.post("/desk/applications/new/sample/", {"body": body().pk})
        address = begun_at["Location"]
        page = text(chief, address)
        assert ("提出までに必要なこと" in page, 'href="#q-vision"' in page) == (True, True)
        assert chief.post(address, {**WHOLE, "revision": "0"}).status_code == 302
        page = text(chief, address)
        assert ("提出する" in page, "光あふれる地域" in page) == (True, True)
        sent = [chief.post(f"{address}submit/", {"key": "a"}, follow=True) for _ in range(14)]
        one = Submission.objects.get()
        assert {(answer.status_code, one.receipt in answer.content.decode()) for answer in sent} == {(200, True)}
        assert one.receipt in text(chief, f"{address}receipt/")
        held = chief.get(f"{address}receipt/?format=json")
        assert (held.content.decode(), held["Content-Disposition"]) == (
            one.dossier,
            f'attachment; filename="{one.receipt}.json"',
        )
        assert "見本の構想" in text(chief, "/desk/applications/")


def test_an_officer_receives_what_was_submitted_and_no_draft():
    made, chief, officer = call(), person(Role.ADMINISTRATOR), at_the_door(OFFICER)
    with time_machine.travel(DURING):
        begun(made, chief, title="カナリアの下書き")
        one = actions.submit(whole(made, chief), by=chief, key="a").submission
    listed = text(officer, "/desk/calls/sample/applications/")
    assert (one.receipt in listed, "カナリア" in listed) == (True, False)
    assert "光あふれる地域" in text(officer, f"/desk/submissions/{one.pk}/")
    file = text(officer, "/desk/calls/sample/applications/?format=csv")
    assert ("見本の構想" in file, "カナリア" in file) == (True, False)
    assert "/desk/calls/sample/applications/" in text(officer, "/desk/received/")
    assert officer.get(f"/desk/applications/{one.application_id}/").status_code == 404
    sought = officer.get("/desk/received/", {"receipt": one.receipt})
    assert sought["Location"] == f"/desk/submissions/{one.pk}/"
    mistyped = one.receipt[:-1] + str((int(one.receipt[-1]) + 1) % 10)
    assert "この受付番号の申請はありません" in text(officer, f"/desk/received/?receipt={mistyped}")


def test_what_is_typed_while_the_deadline_passes_is_shown_and_kept_nowhere():
    made, chief = call(), person(Role.ADMINISTRATOR)
    with time_machine.travel(DURING):
        application = whole(made, chief)
    with time_machine.travel(CLOSES):
        wrote = {**WHOLE, "v-vision": "間に合わなかった文", "revision": str(application.revision)}
        answer = at_the_door(chief).post(application.get_absolute_url(), wrote)
        page = answer.content.decode()
        assert (answer.status_code, "間に合わなかった文" in page, "締切を過ぎました" in page) == (422, True, True)
        late = at_the_door(chief).post(f"{application.get_absolute_url()}submit/", {"key": "a"})
        assert (late.status_code, "締切を過ぎました（2027-06-25 12:00:00）" in late.content.decode()) == (422, True)
        assert "この下書きは提出されていません" in text(at_the_door(chief), application.get_absolute_url())
    assert not Submission.objects.exists()


def test_autosave_keeps_what_is_typed_and_says_who_was_quicker():
    made, chief = call(), person(Role.ADMINISTRATOR)
    with time_machine.travel(DURING):
        application = begun(made, chief, title="構想")
        client, address = at_the_door(chief), f"{application.get_absolute_url()}autosave/"
        began = {"v-title": "構想", "v-members": "", "v-vision": ""}
        sent = {**began, "began": json.dumps(began), "window": "w1", "turn": "1"}
        first = client.post(address, {**sent, "v-vision": "光"}, headers={"If-Match": '"1"'})
        assert (first.status_code, first["ETag"], first.json()["began"]["v-vision"]) == (200, '"2"', "光")
        other = client.post(address, {**sent, "v-vision": "闇", "window": "w2"}, headers={"If-Match": '"1"'})
        assert (other.status_code, other.json()) == (412, {"conflicts": ["v-vision"]})
        beside = client.post(address, {**sent, "v-members": "4", "window": "w2"}, headers={"If-Match": '"1"'})
        assert beside.status_code == 200
        wrong = client.post(address, {**sent, "v-members": "many"}, headers={"If-Match": '"3"'})
        assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["v-members"])
    values = {key: row["value"] for key, row in Application.objects.get().answers.items()}
    assert values == {"title": "構想", "vision": "光", "members": "4"}


def test_who_has_no_right_finds_nothing():
    made, chief = call(), person(Role.ADMINISTRATOR)
    stranger = at_the_door(person(Role.ADMINISTRATOR, "tokyo-university-of-the-arts", "taro"))
    with time_machine.travel(DURING):
        application = whole(made, chief)
        one = actions.submit(application, by=chief, key="a").submission
        for address in ("", "receipt/", "submit/", "autosave/"):
            path = f"{application.get_absolute_url()}{address}"
            assert stranger.get(path).status_code == 404
            assert stranger.post(path, {"key": "b"}).status_code in (404, 405)
        assert stranger.get(f"/desk/submissions/{one.pk}/").status_code == 404
        begin = stranger.post("/desk/applications/new/sample/", {"body": body().pk})
        assert (begin.status_code, Application.objects.count()) == (422, 1)


def test_what_is_withdrawn_says_so_and_leaves_the_officers_list():
    made, chief = call(), person(Role.ADMINISTRATOR)
    client = at_the_door(chief)
    with time_machine.travel(DURING):
        application = whole(made, chief)
        one = actions.submit(application, by=chief, key="a").submission
        address = application.get_absolute_url()
        empty = client.post(f"{address}submit/", {"withdraw": "1", "reason": ""})
        assert empty.status_code == 422
        client.post(f"{address}submit/", {"withdraw": "1", "reason": "体制の見直し"})
        assert "取り下げ" in text(client, address)
        assert "体制の見直し" in text(client, f"{address}receipt/")
    assert one.receipt not in text(at_the_door(OFFICER), "/desk/calls/sample/applications/")


def test_a_draft_waits_on_the_desk_until_its_deadline():
    made, chief = call(), person(Role.ADMINISTRATOR)
    with time_machine.travel(DURING):
        application = begun(made, chief, title="構想")
        [one] = listed.desk(chief)
        assert (one.url, one.due, one.about) == (application.get_absolute_url(), CLOSES, "構想")
    with time_machine.travel(CLOSES):
        assert list(listed.desk(chief)) == []


@pytest.mark.parametrize("size", [1, 3])
def test_lists_take_as_many_statements_for_one_as_for_three(django_assert_num_queries: Any, size: int):
    made, chief = call(), person(Role.ADMINISTRATOR)
    with time_machine.travel(DURING):
        for number in range(size):
            actions.submit(whole(made, chief), by=chief, key=f"{number}")
        officer, client = at_the_door(OFFICER), at_the_door(chief)
        text(officer, "/desk/calls/sample/applications/")
        with django_assert_num_queries(2):
            text(officer, "/desk/calls/sample/applications/")
        with django_assert_num_queries(1):
            text(client, "/desk/applications/")
