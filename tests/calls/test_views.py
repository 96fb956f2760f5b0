"""What readers and officers see, and what files, API and terminal say of the same calls."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from click.testing import CliRunner, Result
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.access.doors import MIDDLEWARE, at_the_door
from tests.calls.files import EXAMPLE, changed
from tests.calls.test_actions import AFTER, BEFORE, DURING, OFFICER, put
from tsunagu.calls import actions
from tsunagu.calls.cli import calls
from tsunagu.calls.models import Call

pytestmark = pytest.mark.django_db
KNOWN = "/calls/coi-next-regional-2024/"


@pytest.fixture
def officer(static_files: None, settings: Any) -> Client:
    """An officer at the door."""
    settings.MIDDLEWARE = MIDDLEWARE
    return at_the_door(OFFICER)


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def run(*words: str) -> Result:
    return CliRunner().invoke(calls, words)


def test_a_past_call_says_that_it_is_past_and_where_it_was_read(client: Client, static_files: None):
    page = text(client, KNOWN)
    for words in (
        "受付終了",
        "2024年4月26日～2024年6月25日 12:00",
        "過去の公募の記録です",
        "3機関以上が参画すること",
        "令和5年度公募概要",
    ):
        assert words in page
    assert "data-until" not in page


def test_an_open_call_counts_down_and_a_closed_one_does_not(client: Client, static_files: None):
    with time_machine.travel(BEFORE):
        actions.publish(put(), by=OFFICER)
    with time_machine.travel(DURING):
        page = text(client, "/en/calls/sample/")
        assert ('data-until="2027-06-25T12:00:00+09:00"' in page, "Open" in page) == (True, True)
    with time_machine.travel(AFTER):
        page = text(client, "/en/calls/sample/")
        assert ("data-until" in page, "Closed" in page) == (False, True)


def test_whether_one_may_apply_is_said_alike_by_page_and_terminal(client: Client, static_files: None):
    page = text(client, f"{KNOWN}may-apply/?applicant=national-university&members=2&companies=x")
    assert ("満たさない条件があります" in page, "数値を書いてください" in page) == (True, True)
    told = ["--fact", "applicant=national-university", "--fact", "members=2", "--format", "csv"]
    lines = run("may-apply", "coi-next-regional-2024", *told).stdout.splitlines()
    assert [line.split(",")[:2] for line in lines[1:4]] == [["lead", "yes"], ["members", "no"], ["company", "unknown"]]


def test_nothing_that_fits_is_said_and_a_condition_that_is_none_is_told(client: Client, static_files: None):
    assert "条件に合う公募はありません" in text(client, "/calls/?applications=open")
    assert "使えない条件がありました" in text(client, "/calls/?kind=gift")


def test_page_api_and_terminal_list_the_same(client: Client, static_files: None):
    rows = client.get("/api/v1/calls/published").json()["results"]
    printed = run("list", "--format", "csv").stdout.splitlines()
    assert [row["key"] for row in rows] == [line.split(",")[0] for line in printed[1:]]
    one = client.get("/api/v1/calls/published/coi-next-regional-2024").json()
    assert (one["phase"], one["closes"], one["steps"][0]["opens"]) == (
        "closed",
        "2024-06-25T03:00:00Z",
        "2024-04-26",
    )
    assert client.get("/api/v1/calls/published/nothing").status_code == 404


def test_a_draft_is_at_no_door_of_the_public(client: Client, static_files: None):
    put(changed("見本の公募", "カナリア公募"))
    for address in ("/calls/", "/en/calls/", "/api/v1/calls/published", "/calls/?format=csv", "/sitemap.xml"):
        answer = client.get(address)
        assert "カナリア" not in answer.content.decode()
        assert "calls/sample" not in answer.content.decode()
    for address in ("/calls/sample/", "/calls/sample/may-apply/", "/api/v1/calls/published/sample"):
        assert client.get(address).status_code == 404


def test_a_wrong_file_is_told_line_by_line_and_a_right_one_becomes_a_draft(officer: Client):
    wrong = changed('kind = "grant"', 'kind = "gift"')
    answer = officer.post("/desk/calls/", {"key": "sample", "file": SimpleUploadedFile("a.toml", wrong)})
    assert (answer.status_code, Call.objects.filter(key="sample").exists()) == (422, False)
    assert "3行 kind" in answer.content.decode()
    right = SimpleUploadedFile("a.toml", EXAMPLE.encode())
    answer = officer.post("/desk/calls/", {"key": "sample", "file": right}, follow=True)
    page = answer.content.decode()
    assert ("下書き" in page, "見本の公募" in page) == (True, True)
    assert officer.get("/desk/calls/sample/file/").content.decode() == EXAMPLE


def test_an_officer_publishes_extends_and_withdraws_on_the_page(officer: Client):
    put()
    with time_machine.travel(BEFORE):
        assert officer.post("/desk/calls/sample/", {"publish": ""}).status_code == 302
        late = {"extend": "", "closes": "2027-07-02 12:00", "reason": "障害のため"}
        assert officer.post("/desk/calls/sample/", late).status_code == 302
        early = officer.post("/desk/calls/sample/", {**late, "closes": "2027-06-01 12:00"})
        assert (early.status_code, "期限を早めることはできません" in early.content.decode()) == (422, True)
        empty = officer.post("/desk/calls/sample/", {"withdraw": "", "reason": ""})
        assert empty.status_code == 422
        page = text(officer, "/calls/sample/")
        assert ("2027-06-25 12:00から2027-07-02 12:00" in page, "障害のため" in page) == (True, True)
        officer.post("/desk/calls/sample/", {"withdraw": "", "reason": "中止"})
        assert "この公募は取り下げられました" in text(officer, "/calls/sample/")


def test_the_check_prints_each_mistake_with_its_line_and_exits_with_1(tmp_path: Any):
    file = tmp_path / "a.toml"
    file.write_bytes(changed('kind = "grant"', 'kind = "gift"'))
    found = run("check", str(file), "--format", "csv", "--language", "en")
    assert (found.exit_code, found.stdout.splitlines()[0]) == (1, "file,line,field,problem")
    assert found.stdout.splitlines()[1].startswith(f"{file},3,kind,it is of the wrong form")


def test_an_empty_file_and_that_of_another_call_have_no_mistakes(tmp_path: Any):
    for words in (["new"], ["new", "--like", "coi-next-regional-2024"], ["show", "coi-next-regional-2024"]):
        file = tmp_path / "new.toml"
        file.write_text(run(*words).stdout)
        assert run("check", str(file)).exit_code == 0
    assert run("show", "nothing").exit_code == 1


def test_a_call_that_nobody_thought_of_is_written_opened_extended_and_closed_as_one_file(tmp_path: Any):
    file = tmp_path / "new.toml"
    file.write_text(run("new").stdout)
    with time_machine.travel("2027-05-01T00:00+09:00"):
        assert run("put", "new-2027", str(file)).stdout == "new-2027: draft\n"
        assert run("publish", "new-2027").stdout == "new-2027: published\n"
    with time_machine.travel("2027-06-01T00:00+09:00"):
        assert "new-2027" in run("list", "--applications", "open", "--format", "csv").stdout
        assert run("extend", "new-2027", "--closes", "2027-07-02T12:00", "--reason", "障害").exit_code == 0
    with time_machine.travel("2027-07-02T12:00+09:00"):
        assert "new-2027" in run("list", "--applications", "closed", "--format", "csv").stdout
