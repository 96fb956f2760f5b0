"""Corrections in the browser's pages, in the terminal and in the API: the forms, the merge view, the decisions."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from tests.access.doors import MIDDLEWARE, at_the_door
from tests.catalog.cast import URA
from tests.catalog.test_cli import _run
from tests.catalog.test_corrections import SOURCE, approve, officer, place_of, program, propose
from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.catalog.actions import Source
from tsunagu.catalog.enums.corrections import PlaceKind
from tsunagu.catalog.models import Correction
from tsunagu.catalog.queries import corrections as queries
from tsunagu.kernel import clock

pytestmark = pytest.mark.django_db
PAGE, DESK = "/programs/coi-next/", "/desk/corrections/"
EDIT = f"{PAGE}edit/"
COLUMNS = "number,program,place,fields,state,clashing,proposed,decided,source,reason"
DECK = Source(document="package-2022", page="11", printed="印刷")
TYPED = {
    "source_url": SOURCE.url,
    "title": SOURCE.title,
    "printed": SOURCE.printed,
    "reason": "表記を公式ページに合わせる",
}


@pytest.fixture(autouse=True)
def _site(static_files, settings) -> None:
    settings.MIDDLEWARE = MIDDLEWARE


@pytest.fixture
def first() -> Actor:
    return officer(901)


@pytest.fixture
def second() -> Actor:
    return officer(902)


def reader() -> Client:
    return Client(headers={"host": "localhost"})


def drawn(client: Client, place: str = "program") -> dict[str, object]:
    """What the form of a place sends where nobody writes anything."""
    where = queries.place(program(), place)
    html = client.get(EDIT, {"place": place}).content.decode()
    began = re.search('name="began" value="([^"]*)"', html)
    assert began
    return {**queries.there(program(), where), "began": unescape(began[1])}


def send(client: Client, place: str = "program", **wrote: object):
    return client.post(f"{EDIT}?place={place}", {**drawn(client, place), **TYPED, **wrote})


def decide(client: Client, one: Correction, what: str, reason: str = ""):
    html = client.get(one.get_absolute_url()).content.decode()
    seen = re.search('name="seen" value="([^"]*)"', html)
    return client.post(
        f"{one.get_absolute_url()}{what}/", {"seen": unescape(seen[1]) if seen else "", "reason": reason}
    )


def test_the_link_to_edit_is_there_for_officers_in_charge_and_in_no_kept_page(first):
    assert f'<a class="button button--outline" href="{EDIT}">' in at_the_door(first).get(f"{PAGE}own/").content.decode()
    for other in (officer(903, "meti"), URA):
        assert at_the_door(other).get(f"{PAGE}own/").content.decode().strip() == ""
    assert reader().get(f"{PAGE}own/")["Cache-Control"] == "private, no-store"
    assert reader().get("/programs/no-such/own/").status_code == 404
    kept = at_the_door(first).get(PAGE).content.decode()
    assert (EDIT in kept, f'data-from="{PAGE}own/"' in kept) == (False, True)


def test_a_correction_goes_from_one_officer_by_another_to_the_readers_and_back(first, second):
    answer = send(at_the_door(first), name="あたらしい名前")
    one = Correction.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{one.get_absolute_url()}?done=proposed")
    mine = at_the_door(first).get(answer["Location"]).content.decode()
    assert ("別の担当者だけです" in mine, "承認して公開する" in mine, "提案を取り下げる" in mine) == (True, False, True)
    assert decide(at_the_door(first), one, "approve").status_code == 403
    theirs = at_the_door(second).get(one.get_absolute_url()).content.decode()
    said = (
        "あたらしい名前",
        "共創の場形成支援プログラム",
        SOURCE.printed,
        TYPED["reason"],
        "官901",
        "承認して公開する",
    )
    assert [text for text in said if text not in theirs] == []
    assert "あたらしい名前" not in reader().get(PAGE).content.decode()
    answer = decide(at_the_door(second), one, "approve")
    assert answer["Location"].endswith("?done=approved")
    shown = reader().get(PAGE).content.decode()
    assert [text for text in ("あたらしい名前", "訂正した内容", SOURCE.url, SOURCE.printed) if text not in shown] == []
    assert "官90" not in shown
    assert "あたらしい名前" in reader().get("/programs/").content.decode()
    document = reader().get(f"/sources/correction-{one.pk}/").content.decode()
    assert ("1件の事実" in document, SOURCE.printed in document) == (True, True)
    assert decide(at_the_door(second), one, "take-back").status_code == 422
    assert decide(at_the_door(second), one, "take-back", "誤り").status_code == 302
    shown = reader().get(PAGE).content.decode()
    assert ("あたらしい名前" in shown, "訂正した内容" in shown) == (False, False)
    history = at_the_door(first).get(one.get_absolute_url()).content.decode()
    verbs = ("事業の訂正を提案する", "事業の訂正を承認する", "事業の訂正を取り消す")
    assert [text for text in verbs if text not in history] == []


@pytest.mark.long
@pytest.mark.parametrize("kind", [kind for kind in PlaceKind if kind is not PlaceKind.PROGRAM])
def test_the_form_of_every_kind_of_place_takes_what_it_shows_and_finds_nothing_new(first, kind):
    client, place = at_the_door(first), place_of(kind)
    answer = send(client, place)
    assert (answer.status_code, "変わりがありません" in answer.content.decode()) == (422, True)
    assert client.get(EDIT, {"place": place}).content.decode().count('aria-current="page"') >= 2


def test_only_what_was_rewritten_is_proposed_also_of_texts_with_line_breaks(first):
    client = at_the_door(first)
    text = program().description.replace("\n", "\r\n")
    assert send(client, description=text, name_en="Another name").status_code == 302
    assert Correction.objects.get().after == {"name_en": "Another name"}


@pytest.mark.parametrize(
    ("wrote", "says"),
    [
        ({"printed": ""}, "必須"),
        ({"reason": "長" * 501}, "500"),
        ({"source_url": "", "title": ""}, "どちらか一つを"),
        ({"title": ""}, "公式ページの題名を書いてください"),
        ({"url": "ftp://example.jp/"}, "https:// か http://"),
        ({"name": ""}, "名称"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(first, wrote, says):
    answer = send(at_the_door(first), **{"summary": "書きかけの要約", **wrote})
    shown = answer.content.decode()
    assert (answer.status_code, says in shown, "書きかけの要約" in shown) == (422, True, True)
    assert not Correction.objects.exists()


@pytest.mark.long
def test_two_officers_at_one_field_get_the_merge_view_and_lose_nothing(first, second):
    late = at_the_door(second)
    old = drawn(late)
    assert send(at_the_door(first), name="一人目の名前").status_code == 302
    answer = late.post(EDIT, {**old, **TYPED, "name": "二人目の名前", "reason": "わたしの理由"})
    shown = answer.content.decode()
    said = ("一人目の名前", "二人目の名前", "わたしの理由", SOURCE.printed, 'name="keep-name"')
    assert (answer.status_code, [text for text in said if text not in shown]) == (409, [])
    fields = dict(re.findall('name="(began|seen)" value="([^"]*)"', shown))
    again = {**old, **TYPED, **{name: unescape(value) for name, value in fields.items()}, "name": "二人目の名前"}
    assert late.post(EDIT, {**again, "keep-name": "mine"}).status_code == 302
    assert [one.after for one in Correction.objects.order_by("pk")] == [
        {"name": "一人目の名前"},
        {"name": "二人目の名前"},
    ]


@pytest.mark.long
def test_an_old_page_does_not_approve_what_changed_meanwhile(first, second):
    one, other = propose(first, name="一人目"), propose(officer(907), name="二人目")
    client = at_the_door(second)
    html = client.get(other.get_absolute_url()).content.decode()
    seen = unescape(re.search('name="seen" value="([^"]*)"', html)[1])
    approve(one, second)
    answer = client.post(f"{other.get_absolute_url()}approve/", {"seen": seen, "reason": "わたしの理由"})
    shown = answer.content.decode()
    assert (answer.status_code, "この事業の内容が変わりました" in shown, "わたしの理由" in shown) == (409, True, True)
    for broken in ("", "[", "[1]", "[" * 9999):
        assert client.post(f"{other.get_absolute_url()}approve/", {"seen": broken}).status_code == 409
    assert decide(client, other, "approve").status_code == 302
    assert decide(client, other, "refuse", "おそい").status_code == 422


def test_the_desk_lists_what_waits_clashes_and_was(first, second):
    client = at_the_door(second)
    assert "承認を待つ提案はありません。" in client.get(DESK).content.decode()
    propose(first, name="待っている名前")
    clashing = approve(propose(first, summary="べつの要約"), second)
    Correction.objects.filter(pk=clashing.pk).update(clashing=["summary"])
    shown = client.get(DESK).content.decode()
    assert [text for text in ("承認待ち", "資料の記載が変わった訂正", "資料と食い違い") if text not in shown] == []
    page = client.get(clashing.get_absolute_url()).content.decode()
    assert ("資料の記載が変わりました。" in page, "訂正を残す" in page) == (True, True)
    proposer = at_the_door(first).get(clashing.get_absolute_url()).content.decode()
    assert "approve/" not in proposer
    english = client.get(f"/en{DESK}").content.decode()
    assert ("Waiting for approval" in english, "The files say otherwise" in english) == (True, True)


@pytest.mark.parametrize("kept", [1, 3])
def test_the_desk_asks_as_often_for_one_correction_as_for_three(first, django_assert_num_queries, kept):
    for name in ("一", "二", "三")[:kept]:
        propose(first, name=name)
    with django_assert_num_queries(3):
        assert at_the_door(first).get(DESK).status_code == 200


def test_whoever_acts_in_the_place_of_another_is_shown_so(first):
    post = officer(906, role=Role.APPROVER).posts[0]
    deputy = replace(officer(905, role=Role.APPROVER), posts=(replace(post, instead_of=906),))
    one = propose(first, name="べつの名前")
    assert decide(at_the_door(deputy), one, "approve").status_code == 302
    assert "（官906の代決）" in at_the_door(first).get(one.get_absolute_url()).content.decode()


def test_for_everybody_else_there_is_nothing(first):
    one = propose(first, name="べつの名前")
    for path in (one.get_absolute_url(), f"{one.get_absolute_url()}approve/", f"{DESK}999999/"):
        assert at_the_door(officer(903, "meti")).get(path).status_code == 404
        assert at_the_door(URA).post(path).status_code in {404, 405}
    assert at_the_door(officer(903, "meti")).get(EDIT).status_code == 403
    assert at_the_door(first).get(EDIT, {"place": "rule/no/such"}).status_code == 404
    assert at_the_door(first).get(EDIT, {"place": "nothing"}).status_code == 404
    assert reader().get(DESK).status_code == 302


def test_the_terminal_lists_them_and_shows_them_with_their_program(first, second):
    approve(
        propose(first, name="あたらしい名前", source=Source(document="package-2022", page="11", printed="印刷")), second
    )
    propose(first, summary="べつの要約")
    rows = list(csv.DictReader(_run("catalog", "corrections", "--format", "csv").stdout.splitlines()))
    assert [(row["program"], row["place"], row["fields"], row["state"]) for row in rows] == [
        ("coi-next", "program", "summary", "proposed"),
        ("coi-next", "program", "name", "standing"),
    ]
    assert list(rows[0]) == COLUMNS.split(",")
    [only] = json.loads(_run("catalog", "corrections", "--state", "standing", "--format", "json").stdout)
    assert (only["number"], only["source"].endswith("p.11")) == (int(rows[1]["number"]), True)
    said = _run("catalog", "show", "coi-next").stdout
    assert f"{clock.today()} に訂正: " in said


@pytest.mark.long
def test_the_api_gives_the_day_and_the_source_of_what_was_corrected(first, second):
    approve(
        propose(first, name="あたらしい名前", source=Source(document="package-2022", page="11", printed="印刷")), second
    )
    told = reader().get("/api/v1/programs/coi-next").json()
    [one] = told["corrections"]
    assert (told["name"], one["place"], one["fields"]) == ("あたらしい名前", "program", ["name"])
    assert (one["source"]["document"], one["source"]["page"], one["source"]["printed"]) == (
        "package-2022",
        "11",
        "印刷",
    )
    assert one["corrected"].startswith(str(clock.now().date()))
    past = (clock.today() - timedelta(days=2000)).isoformat()
    assert reader().get(f"/api/v1/programs/coi-next?as_of={past}").json()["corrections"] == []
