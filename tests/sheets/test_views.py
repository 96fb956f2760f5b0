"""The pages of answering, with and without a script."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tsunagu.sheets.models import Attachment, Reply, Response

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(door, hanako):
    return door(hanako)


def at(response: Response, more: str = "") -> str:
    return f"/desk/responses/{response.pk}/{more}"


def test_the_page_asks_everything_and_saves_without_a_script(client, response):
    page = client.get(at(response)).content.decode()
    assert page.count("<fieldset") == 9
    assert 'name="window"' in page
    saved = client.post(
        at(response), {"revision": "0", "window": "w", "turn": "1", "v-council": "no", "s-staff": "dont-know"}
    )
    assert (saved.status_code, saved["Location"]) == (302, at(response, "?saved=1"))
    assert Reply.objects.get().answers["staff"]["standing"] == "dont-know"
    page = client.get(at(response)).content.decode()
    assert 'data-question="members"\n  hidden' in page


def test_what_cannot_be_read_is_shown_again_with_its_place_in_the_language_of_the_reader(client, response):
    answer = client.post(at(response), {"v-staff": "多数", "v-day": "あした"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "数値を書いてください。" in page
    assert 'value="多数"' in page
    assert not Reply.objects.exists()
    page = client.post("/en" + at(response), {"v-staff": "多数"}).content.decode()
    assert "write a number" in page


def test_saved_from_elsewhere_both_are_shown_and_nothing_typed_is_lost(client, response):
    began = json.dumps({"v-members": ""})
    client.post(at(response), {"revision": "0", "window": "a", "turn": "1", "v-members": "先の答え"})
    answer = client.post(
        at(response), {"revision": "0", "window": "b", "turn": "1", "v-members": "後の答え", "began": began}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "先の答え" in page
    assert "後の答え" in page
    assert Reply.objects.get().answers["members"]["value"] == "先の答え"


def test_autosave_keeps_by_if_match_and_says_what_is_hidden(client, response):
    answer = client.post(at(response, "autosave/"), {"v-council": "no"}, headers={"if-match": '"0"'})
    assert (answer.status_code, answer["ETag"], answer.json()["hidden"]) == (200, '"1"', ["members"])
    stale = client.post(at(response, "autosave/"), {"v-council": "yes"}, headers={"if-match": '"0"'})
    assert (stale.status_code, stale.json()) == (412, {"conflicts": ["v-council"]})
    again = client.post(at(response, "autosave/"), {"v-council": "no"}, headers={"if-match": '"0"'})
    assert (again.status_code, again["ETag"]) == (200, '"1"')
    wrong = client.post(at(response, "autosave/"), {"v-staff": "\0" + "9" * 5000}, headers={"if-match": '"1"'})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["v-staff"])


def test_submitting_from_the_page_tells_what_is_lacking_and_then_locks(client, response):
    answer = client.post(at(response), {"v-staff": "3", "submit": "1"})
    assert (answer.status_code, "回答が必要です" in answer.content.decode()) == (422, True)
    client.post(at(response), {"revision": "1", "v-council": "no", "submit": "1"})
    page = client.get(at(response)).content.decode()
    assert "data-autosave" not in page
    assert "提出を取り消して直す" in page
    client.post(at(response, "submit/"), {"reopen": "1"})
    assert Response.objects.get().state == "open"


def test_a_file_is_attached_given_back_as_a_download_and_taken_away(client, response):
    def sent(question: str):
        return client.post(
            at(response, "file/"), {"question": question, "file": SimpleUploadedFile("計画.html", b"<script>")}
        )

    assert sent("unheard").status_code == 422
    assert sent("plan").status_code == 302
    file = Attachment.objects.get()
    download = client.get(at(response, f"file/?file={file.pk}"))
    assert (download.content, download["Content-Type"]) == (b"<script>", "application/octet-stream")
    assert download["Content-Disposition"].startswith("attachment")
    assert client.get(at(response, "file/?file=999999")).status_code == 404
    assert client.post(at(response, "file/"), {"detach": str(file.pk)}).status_code == 302
    assert not Attachment.objects.exists()


def test_officers_see_it_once_it_is_submitted(door, response, officer, client):
    assert door(officer).get(at(response)).status_code == 404
    client.post(at(response), {"v-council": "no", "submit": "1"})
    page = door(officer).get(at(response))
    assert (page.status_code, "提出を取り消して直す" in page.content.decode()) == (200, False)


def test_a_sheet_is_looked_at_and_put_live(door, officer, version):
    page = door(officer).get(version.get_absolute_url()).content.decode()
    assert page.count("<fieldset") == 9
    answer = door(officer).post(f"/desk/sheets/{version.pk}/state/", {"to": "draft"})
    assert (answer.status_code, "進められません" in answer.content.decode()) == (422, True)
