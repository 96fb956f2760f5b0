"""A body's own people edit its page: who may, what stays through loads, and two who edit at once."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.access.doors import MIDDLEWARE, at_the_door
from tests.organizations.conftest import KEEPER, of
from tsunagu.access.actors import NOBODY, Actor
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry
from tsunagu.kernel import clock
from tsunagu.kernel.merging import Stale
from tsunagu.kernel.problems import Forbidden, Rejected
from tsunagu.organizations import actions
from tsunagu.organizations.actions.load import load
from tsunagu.organizations.enums import NameKind, UnitKind
from tsunagu.organizations.models import Name, Organization, OwnWord, Unit, Window
from tsunagu.organizations.queries import directory, keeping
from tsunagu.organizations.queries.directory import OrganizationQuery

pytestmark = pytest.mark.django_db
EDIT = "/organizations/kochi-university/edit/"
WINDOWS = "/organizations/kochi-university/windows/"
UNITS = "/organizations/kochi-university/units/"


@pytest.fixture
def door(static_files, settings):
    """A client of somebody, as the site takes it."""
    settings.MIDDLEWARE = MIDDLEWARE
    return at_the_door


@pytest.fixture
def admin(ko: Organization) -> Actor:
    return of(ko, Role.ADMINISTRATOR)


def _change(body: Organization, by: Actor, **fields: str) -> Organization:
    body.refresh_from_db()
    facts = keeping.body_facts(body)
    return actions.edit_body(body, by=by, began=facts, wrote={**facts, **fields})


def _names(body: Organization, kind: NameKind) -> list[str]:
    return sorted(body.names.filter(kind=kind).values_list("text", flat=True))


def _carried(html: str) -> dict[str, str]:
    """The hidden fields of a page that a browser sends back."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


# What is written ------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_what_a_body_says_of_itself_stays_through_loads_beside_what_the_files_say(ko: Organization, admin: Actor):
    _change(
        ko, admin, name_en="Kochi University (Japan)", kana="コウチダイガクホンブ", url="https://www.kochi-u.ac.jp/"
    )
    for _ in range(2):
        load(site.DATA, force=True)
        ko.refresh_from_db()
        assert (ko.name_en, ko.url) == ("Kochi University (Japan)", "https://www.kochi-u.ac.jp/")
        assert _names(ko, NameKind.ENGLISH) == ["Kochi University (Japan)"]
        assert _names(ko, NameKind.KANA) == ["コウチダイガクホンブ"]
        assert "Kochi University" in _names(ko, NameKind.ALIAS)
        own = OwnWord.objects.get(organization=ko, field="name_en")
        assert (own.printed, own.by_itself, own.day) == ("Kochi University", True, clock.today())
    [found] = directory.organizations(OrganizationQuery(words="Kochi University (Japan)"), limit=1).rows
    assert found.body == ko


@pytest.mark.long
def test_what_becomes_again_what_is_printed_follows_the_files_again(ko: Organization, admin: Actor):
    before = {(name.kind, name.text, name.filed) for name in ko.names.all()}
    _change(ko, admin, name_en="Kochi", name="高知大學")
    ko.refresh_from_db()
    _change(ko, admin, name_en="Kochi University", name="高知大学")
    assert {(name.kind, name.text, name.filed) for name in ko.names.all()} == before
    assert not OwnWord.objects.filter(organization=ko).exists()
    load(site.DATA, force=True)
    assert {(name.kind, name.text, name.filed) for name in ko.names.all()} == before


@pytest.mark.long
def test_a_file_that_says_the_same_by_now_is_followed_again(ko: Organization, admin: Actor):
    _change(ko, admin, name_en="Kochi U")
    Organization.objects.filter(pk=ko.pk).update(name_en="Kochi University")  # as if the file had caught up
    Name.objects.filter(organization=ko, text="Kochi U").update(text="Kochi University")
    load(site.DATA, force=True)
    assert not OwnWord.objects.filter(organization=ko).exists()
    assert _names(ko, NameKind.ENGLISH) == ["Kochi University"]


def test_a_body_of_the_catalog_keeps_its_own_words_when_it_is_registered_again(db: None):
    record = {"key": "mihon", "name": "見本省", "name_en": "Sample", "short": "見", "kind": "ministry"}
    actions.register([record])
    body = Organization.objects.get(key="mihon")
    _change(body, KEEPER, name_en="Ministry of Samples", kana="ミホンショウ")
    actions.register([record])
    body.refresh_from_db()
    assert (body.name_en, body.short) == ("Ministry of Samples", "見")
    names = {(name.kind, name.text) for name in body.names.all()}
    assert names == {
        ("official", "見本省"),
        ("english", "Ministry of Samples"),
        ("alias", "Sample"),
        ("short", "見"),
        ("kana", "ミホンショウ"),
    }
    actions.register([{**record, "name_en": "Ministry of Samples"}])
    assert set(OwnWord.objects.filter(organization=body).values_list("field", flat=True)) == {"kana"}


def test_the_ledger_keeps_what_was_and_what_is(ko: Organization, admin: Actor):
    _change(ko, admin, short="高大")
    line = Entry.objects.latest("pk")
    assert (line.verb, line.role, line.thing) == ("organizations.edit", "administrator", str(ko.pk))
    assert "高大" in str(line.detail.parts)
    _change(ko, admin)
    assert Entry.objects.latest("pk") == line  # nothing changed, nothing is written


def test_a_name_that_nobody_touched_stays_as_it_is_written(ko: Organization, admin: Actor):
    Organization.objects.filter(pk=ko.pk).update(name="高知大学（見本）")
    _change(ko, admin, short="（高大）")
    ko.refresh_from_db()
    assert (ko.name, ko.short) == ("高知大学（見本）", "(高大)")
    assert set(OwnWord.objects.values_list("field", flat=True)) == {"short"}


@pytest.mark.parametrize("role", [Role.URA, Role.LOCAL_OFFICER, Role.APPROVER, Role.RESEARCHER])
def test_who_is_no_administrator_may_not_edit(ko: Organization, role: Role):
    with pytest.raises(Forbidden):
        _change(ko, of(ko, role), short="x")


def test_the_administrator_of_another_body_may_not(ko: Organization, otsu: Organization):
    with pytest.raises(Forbidden):
        _change(ko, of(otsu, Role.ADMINISTRATOR), short="x")


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"name": ""}, ["empty"]),
        ({"name": "高" * 301, "name_en": "a\u200bb"}, ["too-long", "unseen"]),
        ({"short": "高" * 41}, ["too-long-short"]),
        ({"name_en": "Kосhi"}, ["look-alike"]),
        ({"url": "javascript:alert(1)"}, ["invalid"]),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(ko: Organization, admin: Actor, fields, codes):
    with pytest.raises(Rejected) as refused:
        _change(ko, admin, **fields)
    assert [problem.code for problem in refused.value.problems] == codes
    assert keeping.body_facts(Organization.objects.get(pk=ko.pk)) == keeping.body_facts(ko)


# The pages ------------------------------------------------------------------------------------------------------------


def test_the_page_shows_saves_and_says_so(door, ko: Organization, admin: Actor):
    client = door(admin)
    html = client.get(EDIT).content.decode()
    assert 'value="高知大学"' in html
    facts = keeping.body_facts(ko)
    answer = client.post(EDIT, {**facts, **_carried(html), "url": "https://www.kochi-u.ac.jp/"})
    assert (answer.status_code, answer["Location"]) == (302, "?saved=1")
    shown = client.get(f"{EDIT}?saved=1").content.decode()
    assert "保存しました。" in shown
    assert "https://www.kochi-u.ac.jp/" in shown
    public = Client(headers={"host": "localhost"}).get("/organizations/kochi-university/").content.decode()
    assert 'href="https://www.kochi-u.ac.jp/"' in public
    assert "機関自身の記載" in public


def test_what_is_wrong_is_told_in_japanese_and_english_and_stays_typed(door, ko: Organization, admin: Actor):
    client = door(admin)
    sent = {**keeping.body_facts(ko), **_carried(client.get(EDIT).content.decode()), "name": "高\u200b知"}
    answer = client.post(EDIT, sent)
    assert answer.status_code == 422
    assert "目に見えない文字が含まれています。" in answer.content.decode()
    assert 'value="高\u200b知"' in answer.content.decode()
    assert "It contains characters that cannot be seen." in client.post(f"/en{EDIT}", sent).content.decode()


def test_of_two_who_edit_the_second_gets_the_merge_view_and_loses_nothing(door, ko: Organization, admin: Actor):
    first, second = door(admin), door(of(ko, Role.ADMINISTRATOR, user=8))
    begun = [_carried(client.get(EDIT).content.decode()) for client in (first, second)]
    facts = keeping.body_facts(ko)
    first.post(EDIT, {**facts, **begun[0], "short": "高知大", "url": "https://one.example.jp/"})
    answer = second.post(EDIT, {**facts, **begun[1], "short": "高大", "name_en": "Kochi Univ."})
    assert answer.status_code == 409
    html = unescape(answer.content.decode())
    assert "いまの内容（ほかの人の変更）：高知大" in html
    assert "あなたが書いた内容：高大" in html
    assert "→ https://one.example.jp/" in html
    carried = _carried(answer.content.decode())
    assert second.post(EDIT, carried).status_code == 409  # nothing was chosen
    done = second.post(EDIT, {**carried, "keep-short": "mine"})
    assert done.status_code == 302
    ko.refresh_from_db()
    assert keeping.body_facts(ko) == {
        **facts,
        "short": "高大",
        "url": "https://one.example.jp/",
        "name_en": "Kochi Univ.",
    }


def test_an_action_that_began_too_early_writes_nothing(ko: Organization, admin: Actor):
    began = keeping.body_facts(ko)
    _change(ko, admin, short="一")
    with pytest.raises(Stale):
        actions.edit_body(ko, by=admin, began=began, wrote={**began, "short": "二"})
    ko.refresh_from_db()
    assert ko.short == "一"


@pytest.mark.parametrize(
    ("role", "links"),
    [
        (Role.ADMINISTRATOR, [EDIT, WINDOWS]),
        (Role.URA, [WINDOWS]),
        (Role.RESEARCHER, []),
    ],
)
def test_the_links_to_edit_are_a_fragment_for_who_may(door, ko: Organization, role: Role, links: list[str]):
    html = door(of(ko, role)).get("/organizations/kochi-university/own/")
    assert html["Cache-Control"] == "private, no-store"
    assert re.findall(r'href="([^"]+)"', html.content.decode()) == links
    assert "href" not in door(NOBODY).get("/organizations/kochi-university/own/").content.decode()
    public = door(of(ko, role)).get("/organizations/kochi-university/").content.decode()
    assert [link for link in (EDIT, WINDOWS) if link in public] == []


def test_what_one_keeps_is_listed(ko: Organization, otsu: Organization, admin: Actor):
    assert [kept.body for kept in keeping.kept_by(admin)] == [ko]
    assert keeping.kept_by(of(ko, Role.RESEARCHER)) == []
    assert keeping.kept_by(KEEPER) == []


# Parts ----------------------------------------------------------------------------------------------------------------


def test_parts_are_added_below_one_another_and_end_together(door, ko: Organization, admin: Actor):
    client = door(admin)
    assert (
        client.post(UNITS, {"name": "見本学部", "kind": "faculty", "parent": "", "first": "2020-04-01"}).status_code
        == 302
    )
    faculty = Unit.objects.get(organization=ko)
    client.post(UNITS, {"name": "見本研究室", "kind": "laboratory", "parent": faculty.pk, "first": ""})
    assert [(depth, unit.name) for depth, unit in keeping.units(ko)] == [(0, "見本学部"), (1, "見本研究室")]
    answer = client.post(UNITS, {"unit": faculty.pk, "last": "2025-03-31"})
    assert answer.status_code == 302
    assert set(Unit.objects.values_list("valid_to", flat=True)) == {date(2025, 3, 31)}
    html = client.get(UNITS).content.decode()
    assert html.count("mark--closed") == 2
    assert "見本学部の最後の日" not in html


def test_a_part_that_is_there_or_ends_before_it_began_is_refused(door, ko: Organization, admin: Actor):
    client = door(admin)
    new = {"name": "見本学部", "kind": "faculty", "parent": "", "first": "2020-04-01"}
    client.post(UNITS, new)
    answer = client.post(UNITS, new)
    assert (answer.status_code, "すでに登録されています" in answer.content.decode()) == (422, True)
    unit = Unit.objects.get()
    for sent in (
        {"unit": unit.pk, "last": "2019-01-01"},
        {"unit": unit.pk, "last": ""},
        {"unit": 10**6, "last": "2025-01-01"},
    ):
        assert client.post(UNITS, sent).status_code == 422
    assert Unit.objects.get().valid_to is None


def test_parts_of_another_body_are_not_below_ones_own(ko: Organization, otsu: Organization, admin: Actor):
    foreign = actions.place_unit(otsu, by=KEEPER, name="見本", kind=UnitKind.FACULTY)
    with pytest.raises(Rejected):
        actions.place_unit(ko, by=admin, name="見本", kind=UnitKind.FACULTY, parent=foreign)
    with pytest.raises(Forbidden):
        actions.end_unit(foreign, by=admin, last=clock.today())


# Windows --------------------------------------------------------------------------------------------------------------

NEW = {"office": "社会連携課", "email": "renkei@example.jp", "hours": "平日 9:00–17:00", "languages": ["ja", "en"]}


def test_a_window_is_published_changed_and_taken_back(door, ko: Organization):
    client = door(of(ko, Role.URA))
    assert client.post(WINDOWS, NEW).status_code == 302
    window = Window.objects.get(organization=ko)
    page = f"/windows/{window.pk}/edit/"
    html = client.get(page).content.decode()
    assert client.post(page, {**NEW, **_carried(html), "phone": "088-000-0000"}).status_code == 302
    assert "088-000-0000" in client.get("/organizations/kochi-university/").content.decode()
    lines = list(Entry.objects.order_by("pk").values_list("verb", "role", "thing"))
    assert lines[-2:] == [("organizations.publish-window", "ura", str(ko.pk))] * 2
    assert client.post(page, {"take-back": "1"})["Location"] == f"{WINDOWS}?saved=1"
    window.refresh_from_db()
    assert window.valid_to == clock.today() - timedelta(days=1)
    assert "088-000-0000" not in client.get("/organizations/kochi-university/").content.decode()


def test_a_window_to_come_is_removed_when_it_is_taken_back(ko: Organization):
    by = of(ko, Role.URA)
    window = actions.publish_window(ko, by=by, office="課", phone="1", since=clock.today() + timedelta(days=9))
    actions.take_back_window(window, by=by)
    assert not Window.objects.exists()


def test_a_window_is_merged_by_field_like_a_body(door, ko: Organization):
    client = door(of(ko, Role.URA))
    client.post(WINDOWS, NEW)
    window = Window.objects.get()
    page = f"/windows/{window.pk}/edit/"
    begun = _carried(client.get(page).content.decode())
    actions.change_window(
        window,
        by=KEEPER,
        began=keeping.window_facts(window),
        wrote={**keeping.window_facts(window), "hours": "平日 10:00–16:00", "languages": ["ja"]},
    )
    answer = client.post(page, {**NEW, **begun, "hours": "いつでも"})
    assert answer.status_code == 409
    assert "日本語、English → 日本語" in unescape(answer.content.decode())


def test_a_window_that_nobody_can_reach_or_ends_too_early_is_refused(door, ko: Organization):
    client = door(of(ko, Role.URA))
    answer = client.post(WINDOWS, {"office": "課", "first": "2026-04-01", "last": "2026-03-31"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "メール、電話、ウェブページのどれか一つを書いてください。" in html
    assert "終わりの日が、始まりの日より前になっています。" in html
    client.post(WINDOWS, NEW)
    assert "すでに登録されています" in client.post(WINDOWS, NEW).content.decode()
    assert Window.objects.count() == 1


def test_a_window_of_another_body_is_not_ones_own(door, ko: Organization, otsu: Organization):
    window = actions.publish_window(otsu, by=KEEPER, office="課", phone="1")
    client = door(of(ko, Role.ADMINISTRATOR))
    assert client.post(f"/windows/{window.pk}/edit/", NEW).status_code == 403
    assert client.get("/windows/999999/edit/").status_code == 404


def _statements(client: Client) -> list[int]:
    counts = []
    for path in (UNITS, WINDOWS, EDIT):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        counts.append(len(captured))
    return counts


def test_pages_of_one_and_three_take_the_same_statements(door, ko: Organization, admin: Actor):
    client = door(admin)
    for number in range(3):
        actions.place_unit(ko, by=admin, name=f"学部{number}", kind=UnitKind.FACULTY)
        actions.publish_window(ko, by=admin, office=f"課{number}", phone="1")
        if number != 1:
            assert _statements(client) == [3, 3, 5]
