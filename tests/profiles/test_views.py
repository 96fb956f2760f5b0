"""My entry: what is kept, what of it is shown, and that others see it only then."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.access.doors import MIDDLEWARE, at_the_door
from tests.profiles.cast import ORCID, OTHER_ORCID, Cast, acting, cast, hidden
from tsunagu.access.models import Entry
from tsunagu.organizations import actions as organizations
from tsunagu.organizations.actions.load_people import load_people
from tsunagu.organizations.files import PersonFile
from tsunagu.organizations.models import Appointment, Consent, Identifier, NetworkRole, Organization, Person
from tsunagu.profiles.models import Claim

__all__ = ["cast", "hidden"]
pytestmark = pytest.mark.django_db
PUBLIC = "/people/p-1/"
_CHANCE = re.compile(r"\d\d:\d\d|/\d+/|[\dX]{4}-[\dX-]+|value=\"[^\"]{64}\"")  # what is another each time


@pytest.fixture
def door(static_files, settings):
    settings.MIDDLEWARE = MIDDLEWARE
    return at_the_door


@pytest.fixture
def mine(hidden: Person, cast: Cast) -> Person:
    """The entry, which is hanako's."""
    Person.objects.update(user=cast.hanako.pk)
    hidden.refresh_from_db()
    return hidden


@pytest.fixture
def client(door, cast: Cast) -> Client:
    return door(acting(cast.hanako))


def public(path: str = PUBLIC) -> tuple[int, str]:
    answer = Client(headers={"host": "localhost"}).get(path)
    return answer.status_code, answer.content.decode()


def agree(client: Client, *fields: str) -> None:
    for field in fields:
        answer = client.post("/desk/entry/consent/", {"field": field, "agrees": "1"})
        assert (answer.status_code, answer["Location"]) == (302, f"/desk/entry/#consent-{field}")


def carried(html: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def test_who_has_no_entry_is_led_to_where_they_come_by_one(client: Client, hidden: Person):
    for path in ("", "edit/", "posts/", "consent/", "preview/", "export/", "remove/"):
        answer = client.get(f"/desk/entry/{path}")
        assert (answer.status_code, answer["Location"]) == (302, "/desk/entry/claim/"), path
    html = client.get("/desk/entry/claim/").content.decode()
    assert "自分の番号で申し出る" in html
    assert "p-1" not in html  # an entry of the same name that nobody may see


def test_a_number_is_claimed_and_answered_the_same_whoever_has_it(client: Client, hidden: Person):
    sent = {"scheme": "orcid", "words": ""}
    pages = []
    for number in (ORCID, OTHER_ORCID):
        answer = client.post("/desk/entry/claim/", {**sent, "number": number})
        assert (answer.status_code, answer["Location"]) == (302, "/desk/entry/claim/?sent=1")
        page = client.get(answer["Location"]).content.decode()
        own = client.get(Claim.objects.latest("pk").get_absolute_url()).content.decode()
        pages.append([_CHANCE.sub("", text) for text in (page, own)])
        client.post(f"{Claim.objects.latest('pk').get_absolute_url()}withdraw/")
        Claim.objects.all().delete()
    assert pages[0] == pages[1]
    wrong = client.post("/desk/entry/claim/", {**sent, "number": "0000-0002-1825-0098"})
    assert (wrong.status_code, "番号の検査数字が合いません。" in wrong.content.decode()) == (422, True)


def test_an_entry_that_everybody_sees_is_offered_by_its_name(client: Client, door, cast: Cast, hidden: Person):
    Consent.objects.create(person=hidden, field="name", purpose="find", given="2026-01-01")
    assert 'name="key" value="p-1"' in client.get("/desk/entry/claim/").content.decode()
    stranger = door(acting(cast.stranger))
    assert "p-1" not in stranger.get("/desk/entry/claim/").content.decode()
    assert 'name="key" value="p-1"' in stranger.get("/desk/entry/claim/?person=p-1").content.decode()
    assert '"/desk/entry/claim/?person=p-1"' in public()[1]
    client.post("/desk/entry/claim/", {"key": "p-1"})
    assert Claim.objects.get().person == hidden


@pytest.mark.parametrize("text", ["%00", "p-1%00", "%ED%A0%80", "-1", "9" * 5000, "../p-1"])
def test_an_address_with_any_text_for_an_entry_answers(client: Client, hidden: Person, text: str):
    assert client.get(f"/desk/entry/claim/?person={text}").status_code == 200


def test_an_administrator_decides_on_the_page(client: Client, door, cast: Cast, hidden: Person):
    client.post("/desk/entry/claim/", {"scheme": "orcid", "number": ORCID, "words": "見本研究室です"})
    office = door(acting(cast.admin))
    assert "確認を待っている申出（1件）" in office.get("/desk/claims/").content.decode()
    page = Claim.objects.get().get_absolute_url()
    html = office.get(page).content.decode()
    known = ("hanako@example.jp", ORCID, "教授", "見本研究室です", "ミホン ハナコ")
    assert [text for text in known if text not in html] == []
    assert "ミホン ハナコ" not in client.get(page).content.decode()
    refused = office.post(f"{page}refuse/", {"words": ""})
    assert (refused.status_code, "理由を書いてください。" in refused.content.decode()) == (422, True)
    assert office.post(f"{page}confirm/", {"words": ""}).status_code == 302
    assert client.get("/desk/entry/").status_code == 200
    assert "確認を取り消す" in office.get(page).content.decode()
    history = office.get(page).content.decode()
    assert "状態: 確認待ち → 確認済み" in history
    assert door(acting(cast.stranger)).get(page).status_code == 404


@pytest.mark.long
def test_what_is_agreed_to_is_shown_at_once_and_gone_at_once(client: Client, mine: Person, cast: Cast):
    assert public()[0] == 404
    html = client.get("/desk/entry/").content.decode()
    assert html.count("公開に同意する</button>") == 5  # what is kept
    assert html.count("依頼を受け付ける</button>") == 1
    assert "氏名の公開に同意するまでは" in html
    agree(client, "name", "posts")
    status, page = public()
    assert (status, "教授" in page, "ミホン" in page, ORCID in page) == (200, True, False, False)
    assert "目的：連携の相手をさがす人に見せるため" in page
    assert "purpose: To be seen by whoever looks for partners" in public(f"/en{PUBLIC}")[1]
    assert "見本 花子" in public("/organizations/ko/")[1]
    client.post("/desk/entry/consent/", {"field": "posts"})
    assert "教授" not in public()[1]
    client.post("/desk/entry/consent/", {"field": "name"})
    assert public()[0] == 404
    assert "見本 花子" not in public("/organizations/ko/")[1]


def test_what_was_taken_back_is_not_shown_of_an_earlier_day_either(client: Client, mine: Person):
    long_ago = {"purpose": "find", "given": "2020-01-01"}
    for field in ("name", "posts"):
        Consent.objects.create(person=mine, field=field, **long_ago)
    then = "/organizations/ko/?as_of=2021-01-01"
    assert "見本 花子" in public(then)[1]
    client.post("/desk/entry/consent/", {"field": "name"})
    assert "見本 花子" not in public(then)[1]


def test_everybody_is_seen_as_in_the_preview(client: Client, mine: Person):
    assert "だれにも見えていません" in client.get("/desk/entry/preview/").content.decode()
    agree(client, "name", "numbers")
    preview, page = client.get("/desk/entry/preview/").content.decode(), public()[1]
    for text in ("見本 花子", ORCID):
        assert (text in preview, text in page) == (True, True)
    assert ("教授" in preview, "教授" in page) == (False, False)


def test_requests_are_switched_on_and_off(client: Client, mine: Person):
    agree(client, "name", "requests")
    assert "/people/p-1/introduction/" in public()[1]
    client.post("/desk/entry/consent/", {"field": "requests"})
    assert "/people/p-1/introduction/" not in public()[1]


def test_names_and_fields_are_edited_and_two_at_once_merge(client: Client, mine: Person):
    begun = client.get("/desk/entry/edit/").content.decode()
    sent = {"name": "見本 花子", "kana": "ミホン ハナコ", "latin": "Mihon Hanako", "fields": "光\r\n 量子 \r\n光"}
    answer = client.post("/desk/entry/edit/", {**carried(begun), **sent})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/entry/?saved=1")
    mine.refresh_from_db()
    assert (mine.latin, mine.fields) == ("Mihon Hanako", ["光", "量子"])
    second = client.post("/desk/entry/edit/", {**carried(begun), **sent, "latin": "MIHON Hanako"})
    assert (second.status_code, "MIHON Hanako" in second.content.decode()) == (409, True)
    begun = client.get("/desk/entry/edit/").content.decode()
    wrong = client.post("/desk/entry/edit/", {**carried(begun), **sent, "name": "花\u200b子", "latin": ""})
    assert (wrong.status_code, "目に見えない文字" in wrong.content.decode()) == (422, True)
    assert "氏名（ローマ字）: ― → Mihon Hanako" in client.get("/desk/entry/").content.decode()


def test_whoever_comes_by_an_entry_does_not_read_what_its_former_user_did(
    client: Client, door, cast: Cast, mine: Person
):
    agree(client, "name")
    begun = client.get("/desk/entry/edit/").content.decode()
    client.post("/desk/entry/edit/", {**carried(begun), "name": "旧姓 花子", "kana": "", "latin": "", "fields": ""})
    assert "旧姓" in client.get("/desk/entry/").content.decode()
    organizations.unrecognize(mine, by=acting(cast.admin), reason="前の人への言葉")
    organizations.recognize(mine, by=acting(cast.admin), user=cast.stranger.pk)
    stranger = door(acting(cast.stranger))
    history = stranger.get("/desk/entry/").content.decode().partition('id="history"')[2]
    assert [text for text in ("旧姓", "前の人への言葉", "見本 花子</td>", "同意") if text in history] == []
    assert history.count("<tr") == 2  # its heading, and that the entry is theirs
    organizations.recognize(mine, by=acting(cast.admin), user=cast.stranger.pk)
    assert stranger.get("/desk/entry/").content.decode().partition('id="history"')[2] == history


def test_a_post_is_written_only_where_one_belongs_and_ended(client: Client, mine: Person, cast: Cast):
    otsu = Organization.objects.create(key="otsu", name="乙大学", kind="private-university")
    elsewhere = client.post("/desk/entry/posts/", {"organization": otsu.pk, "title": "学長"})
    assert elsewhere.status_code == 422
    sent = {"organization": cast.ko.pk, "title": "センター長", "first": "2024-04-01"}
    assert client.post("/desk/entry/posts/", sent).status_code == 302
    assert client.post("/desk/entry/posts/", sent).status_code == 422  # twice
    own = Appointment.objects.get(title="センター長")
    assert client.post("/desk/entry/posts/", {"post": own.pk, "last": "2020-01-01"}).status_code == 422
    assert client.post("/desk/entry/posts/", {"post": own.pk, "last": "2025-03-31"}).status_code == 302
    own.refresh_from_db()
    assert str(own.valid_to) == "2025-03-31"
    of_register = Appointment.objects.get(title="教授")
    assert client.post("/desk/entry/posts/", {"post": of_register.pk, "last": "2025-03-31"}).status_code == 422


def test_an_entry_of_ones_own_shows_nothing_before_one_agrees(client: Client, cast: Cast):
    assert 'value="見本 花子"' in client.get("/desk/entry/begin/").content.decode()
    answer = client.post("/desk/entry/begin/", {"name": "見本 花子", "kana": "", "latin": ""})
    assert answer["Location"] == "/desk/entry/?saved=1"
    made = Person.objects.get(user=cast.hanako.pk)
    assert public(f"/people/{made.key}/")[0] == 404
    assert client.post("/desk/entry/begin/", {"name": "二つ目"})["Location"] == "/desk/entry/"
    assert Person.objects.count() == 1


def test_all_that_is_kept_is_taken_along_and_removed(client: Client, mine: Person):
    begun = client.get("/desk/entry/edit/").content.decode()
    sent = {"name": "見本 花子", "kana": "みほん", "latin": "", "fields": "光"}
    assert client.post("/desk/entry/edit/", {**carried(begun), **sent}).status_code == 302
    answer = client.get("/desk/entry/export/")
    assert answer["Content-Disposition"] == 'attachment; filename="tsunagu-entry.json"'
    assert "no-store" in answer["Cache-Control"]
    told = json.loads(answer.content)
    assert told["claims"] == []
    assert ([line["verb"] for line in told["history"]], told["rooms"]) == (
        ["人と職の情報を編集する"],
        {"introductions": []},
    )
    assert (told["numbers"], [post["title"] for post in told["posts"]]) == ({"orcid": ORCID}, ["教授"])
    assert client.post("/desk/entry/remove/", {}).status_code == 422
    assert Person.objects.exists()
    agree(client, "name")
    removed = client.post("/desk/entry/remove/", {"sure": "on"}, follow=True)
    assert "あなたの記載を削除しました。" in removed.content.decode()
    assert (public()[0], Person.objects.exists(), Identifier.objects.exists()) == (404, False, False)
    assert Entry.objects.latest("pk").verb == "organizations.remove-person"


def test_a_file_does_not_write_over_what_a_user_wrote_and_its_words_stay(client: Client, mine: Person, cast: Cast):
    row = PersonFile(key="p-1", name="見本 花子", at="package-2022:11", printed="見本 花子 教授", fields=["光"])
    load_people([row], {"ko": cast.ko})
    begun = client.get("/desk/entry/edit/").content.decode()
    sent = {"name": "見本 はなこ", "kana": "", "latin": "", "fields": "光"}
    assert client.post("/desk/entry/edit/", {**carried(begun), **sent}).status_code == 302
    assert "<h1>見本 花子</h1>" in public()[1]  # as printed, until she agrees
    agree(client, "name")
    assert "<h1>見本 はなこ</h1>" in public()[1]
    load_people([row], {"ko": cast.ko})
    mine.refresh_from_db()
    assert (mine.name, mine.said) == ("見本 はなこ", {"name": "見本 花子"})
    assert "見本 花子" in client.get("/desk/entry/edit/").content.decode()
    load_people([], {"ko": cast.ko})
    mine.refresh_from_db()
    assert (mine.name, mine.document, mine.said) == ("見本 はなこ", "", {})


@pytest.mark.parametrize("kept", [1, 3])
def test_the_page_asks_as_often_for_one_post_as_for_three(client: Client, mine: Person, cast: Cast, kept: int):
    for number in range(1, kept):
        Appointment.objects.create(person=mine, organization=cast.ko, title=f"教授 {number}")
        network = Organization.objects.create(key=f"n-{number}", name=f"網 {number}", kind="network")
        NetworkRole.objects.create(person=mine, network=network, role="世話人")
    NetworkRole.objects.create(person=mine, network=cast.ko, role="顧問")
    client.get("/desk/entry/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/desk/entry/").status_code == 200
    assert len(captured) == 16


def test_an_orcid_with_which_one_signs_in_is_filled_in_and_marked_for_who_decides(
    client: Client, door, cast: Cast, hidden: Person, settings
):
    app = {"provider_id": "orcid", "settings": {"server_url": "https://orcid.org"}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    SocialAccount.objects.create(user=cast.hanako, provider="orcid", uid=ORCID)
    SocialAccount.objects.create(user=cast.stranger, provider="elsewhere", uid=OTHER_ORCID)
    assert f'value="{ORCID}"' in client.get("/desk/entry/claim/").content.decode()
    stranger = door(acting(cast.stranger))
    assert OTHER_ORCID not in stranger.get("/desk/entry/claim/").content.decode()
    for who, number, verified in ((client, ORCID, True), (stranger, OTHER_ORCID, False)):
        who.post("/desk/entry/claim/", {"scheme": "orcid", "number": f"https://orcid.org/{number}"})
        assert Claim.objects.latest("pk").verified is verified
    shown = door(acting(cast.platform)).get(Claim.objects.order_by("pk")[0].get_absolute_url()).content.decode()
    assert "ORCIDのサインインで確認済み" in shown


def test_nobody_is_offered_to_claim_what_is_theirs(client: Client, door, cast: Cast, mine: Person):
    agree(client, "name")
    assert 'data-from="/people/p-1/claim/way/"' in public()[1]
    own, other = (one.get("/people/p-1/claim/way/").content.decode() for one in (client, door(acting(cast.stranger))))
    assert ["?person=p-1" in text for text in (own, other)] == [False, True]
    client.post("/desk/entry/consent/", {"field": "name"})
    assert client.get("/people/p-1/claim/way/").status_code == 404
