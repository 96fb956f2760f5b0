"""One's own entry with a real browser: claimed, confirmed, shown by field, asked for, hidden again; axe, a phone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from tests import databases
from tests.browser.keyboard import focused, settle, tab_to
from tests.browser.real_site import chromium, running_site
from tests.browser.test_desk import broken, sign_in, somebody

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(chromium() is None, reason="no Chromium found: install one or set TSUNAGU_CHROMIUM"),
]
ORCID = "0000-0002-1825-0097"
OTHER_ORCID = "0000-0001-5109-3700"


@dataclass
class Stage:
    """A running site with the cast, an entry that nobody may see, and pairs of people that wait."""

    address: str
    password: str
    pair: int


@pytest.fixture(scope="module")
def stage(
    templates: databases.Templates,
    empty_database: str,
    django_db_blocker: DjangoDbBlocker,
    static_files: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    from tsunagu.accounts.actions import demo

    name = templates.copy("own-entries", lambda: None, "empty")
    with django_db_blocker.unblock():
        databases.use(name)
        password = demo.make()
        _hidden()
        pair = _pairs(tmp_path_factory.mktemp("registers"))
        databases.use(empty_database)
    with running_site(DATABASE_URL=databases.url(name)) as address:
        yield Stage(address.replace("127.0.0.1", "localhost"), password, pair)


def _hidden() -> None:
    """The entry of the researcher of 甲大学, with a post there; nobody sees it."""
    from tsunagu.organizations.models import Appointment, Identifier, Organization, Person

    person = Person.objects.create(key="p-kenkyu", name="見本 甲研究", kana="ミホン コウケンキュウ", fields=["水素"])
    Identifier.objects.create(person=person, scheme="orcid", value=ORCID)
    ko = Organization.objects.get(key="mihon-ko")
    Appointment.objects.create(person=person, organization=ko, title="教授", note="researchmap")


def _pairs(folder: Path) -> int:
    """Two entries of a register that may be the same person of 甲大学; gives the number of the second pair."""
    from tests.registers.people import row, table
    from tsunagu.access.actors import terminal
    from tsunagu.organizations.actions import importing
    from tsunagu.organizations.models import Appointment, Organization, Person, PersonMatch
    from tsunagu.registers.enums import PeopleRegister

    person = Person.objects.create(key="p-hanako", name="見本 花子")
    ko = Organization.objects.get(key="mihon-ko")
    Appointment.objects.create(person=person, organization=ko, title="准教授")
    rows = [row(number, "見本 花子", ko.name, "教授", "光") for number in (1, 2)]
    importing.read_people(terminal("tests"), PeopleRegister.KAKEN, table(folder, *rows))
    return int(PersonMatch.objects.order_by("-pk").values_list("pk", flat=True)[0])


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    yield from somebody(browser)


@pytest.fixture
def other(browser: Browser) -> Iterator[Page]:
    yield from somebody(browser)


def _opened(page: Page, stage: Stage, path: str) -> None:
    answer = page.goto(f"{stage.address}{path}")
    assert answer is not None
    assert answer.status == 200, path


def _follow(page: Page, text: str, heading: str) -> None:
    """Come to a link by keyboard, and follow it."""
    tab_to(page, text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()


def _press(page: Page, name: str) -> None:
    """Press a button by its whole name."""
    page.get_by_role("button", name=name, exact=True).click()


def _status(page: Page, stage: Stage, path: str) -> int:
    answer = page.request.get(f"{stage.address}{path}")
    return answer.status


def test_from_the_claim_to_the_contact(page: Page, other: Page, browser: Browser, stage: Stage) -> None:
    """The whole story, in the order in which it happens."""
    sign_in(page, stage, "researcher@ko.example.jp")
    _follow(page, "名簿の自分の記載", "名簿にある自分の記載を申し出る")
    wrong = broken(page, "claim-ja")
    tab_to(page, "自分の番号")
    page.keyboard.type("https://orcid.org/0000-0002-1825-0097")
    tab_to(page, "この番号で申し出る")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("申出を受け付けました")
    assert "教授" not in page.content()
    wrong += broken(page, "claimed-ja")

    sign_in(other, stage, "admin@ko.example.jp")
    wrong += broken(other, "desk-of-decider-ja")
    _follow(other, "名簿の本人の申出1件を確認する", "名簿の本人の申出")
    _follow(other, "見本 甲研究さんの申出", "名簿の本人の申出")
    expect(other.locator("main")).to_contain_text("教授")
    wrong += broken(other, "claim-to-decide-ja")
    tab_to(other, "本人の記載だと確認する")
    other.keyboard.press("Enter")
    expect(other.locator("main")).to_contain_text("確認済み")
    wrong += broken(other, "claim-decided-ja")

    _opened(page, stage, "desk/entry/")
    wrong += broken(page, "entry-hidden-ja")
    assert _status(page, stage, "people/p-kenkyu/") == 404
    for field in ("氏名", "職"):
        _press(page, f"{field}の公開に同意する")
    _press(page, "依頼を受け付ける")
    expect(page.get_by_role("button", name="依頼の受付をやめる")).to_be_visible()
    wrong += broken(page, "entry-shown-ja")
    _opened(page, stage, "desk/entry/preview/")
    wrong += broken(page, "preview-ja")

    asker = browser.new_context(locale="ja")
    third = asker.new_page()
    sign_in(third, stage, "company@tei.example.jp")
    _opened(third, stage, "organizations/mihon-ko/")
    third.get_by_role("link", name="見本 甲研究").click()
    expect(third.locator("main")).to_contain_text("教授")
    third.get_by_role("link", name="紹介を依頼する").click()
    third.get_by_label("依頼の理由").fill("水素の貯蔵について、一緒に提案したいからです。")
    _press(third, "依頼を送る")
    expect(third.locator("main")).to_contain_text("返事待ち")

    _opened(page, stage, "desk/")
    page.get_by_role("link", name="見本 丁企業さんから").click()
    _press(page, "承諾する")
    expect(page.get_by_role("link", name="company@tei.example.jp")).to_be_visible()
    third.reload()
    expect(third.get_by_role("link", name="researcher@ko.example.jp")).to_be_visible()
    asker.close()

    _opened(page, stage, "desk/entry/")
    _press(page, "氏名の公開をやめる")
    expect(page.get_by_role("button", name="氏名の公開に同意する")).to_be_visible()
    assert _status(page, stage, "people/p-kenkyu/") == 404  # also from what the front had kept
    _opened(page, stage, "organizations/mihon-ko/")
    assert "見本 甲研究" not in page.locator("main").inner_text()
    assert wrong == []


@pytest.mark.parametrize("language", ["", "en/"])
def test_pages_of_ones_own_entry_are_accessible_and_fit_a_phone(page: Page, stage: Stage, language: str) -> None:
    who = {"": "ura@ko.example.jp", "en/": "approver@ko.example.jp"}[language]
    sign_in(page, stage, who)
    wrong, spoken = [], language[:2] or "ja"
    _opened(page, stage, f"{language}desk/entry/claim/")
    wrong += broken(page, f"nobody-yet-{spoken}")
    _opened(page, stage, f"{language}desk/entry/begin/")
    wrong += broken(page, f"begin-{spoken}")
    page.locator("main form.letter button").click()
    expect(page.get_by_role("status")).to_be_visible()
    _opened(page, stage, f"{language}desk/entry/posts/")
    page.locator("#id_title").fill("センター長")
    page.locator("main form.letter button").click()
    expect(page.get_by_role("status")).to_be_visible()
    for name in ("", "edit/", "posts/", "preview/", "remove/", "claim/"):
        _opened(page, stage, f"{language}desk/entry/{name}")
        wrong += broken(page, f"own-{name.rstrip('/') or 'entry'}-{spoken}")
    page.goto(f"{stage.address}{language}desk/entry/remove/")
    page.locator("main form.letter button").click()
    page.evaluate("document.querySelector('main form.letter').noValidate = true")
    wrong += broken(page, f"remove-asked-{spoken}")
    assert wrong == []


@pytest.mark.parametrize("language", ["", "en/"])
def test_pages_of_those_who_decide_are_accessible_and_fit_a_phone(page: Page, stage: Stage, language: str) -> None:
    sign_in(page, stage, "admin1@example.jp")
    wrong, spoken = [], language[:2] or "ja"
    for name, path in {
        "claims": "desk/claims/",
        "people-matches": "desk/matches/people/",
        "people-match": f"desk/matches/people/{stage.pair}/",
        "joining": "desk/matches/people/entries/?q=見本",
    }.items():
        _opened(page, stage, f"{language}{path}")
        wrong += broken(page, f"{name}-{spoken}")
    assert wrong == []


def test_two_entries_are_found_compared_joined_and_parted_in_the_browser(page: Page, stage: Stage) -> None:
    sign_in(page, stage, "admin1@example.jp")
    _follow(page, "人の名寄せ", "人の名寄せ")
    _follow(page, "人の記載をまとめる", "人の記載をまとめる")
    page.get_by_label("氏名、読み、記載の番号、研究者番号").fill("見本")
    page.get_by_role("button", name="さがす").click()
    page.get_by_role("link", name="この記載を残す").first.click()
    page.get_by_role("link", name="この記載をまとめる").last.click()
    expect(page.get_by_role("heading", name="並べて確かめる")).to_be_visible()
    assert broken(page, "joining-chosen") == []
    page.get_by_label("理由（台帳に残ります）").fill("同じ人")
    page.get_by_role("button", name="一つにまとめる").click()
    expect(page.locator(".notice[role=status]")).to_contain_text("まとめました")
    assert broken(page, "joining-done") == []
    page.get_by_role("button", name="元に戻す").first.click()
    expect(page.locator(".notice[role=status]")).to_contain_text("元に戻しました")


def test_a_pair_of_people_is_parted_and_taken_back_by_keyboard_alone(page: Page, stage: Stage) -> None:
    sign_in(page, stage, "admin1@example.jp")
    _follow(page, "人の名寄せ", "人の名寄せ")
    _follow(page, "最初の一組から判断する", "同じ人かどうかを判断する")
    first = page.url
    tab_to(page, "別の人とする")
    page.keyboard.press("Enter")
    expect(page.locator("#pair .notice")).to_contain_text("別の人としました")
    settle(page)
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "この判断を取り消す"
    page.keyboard.press("Enter")
    expect(page).to_have_url(first)
    expect(page.locator("#pair")).to_contain_text("確認待ち")


def test_everything_works_without_scripts_down_to_the_removal(browser: Browser, stage: Stage) -> None:
    context = browser.new_context(java_script_enabled=False, locale="ja", accept_downloads=True)
    page = context.new_page()
    sign_in(page, stage, "city@hei.example.jp")
    page.get_by_role("link", name="名簿の自分の記載").click()
    page.get_by_label("自分の番号").fill(OTHER_ORCID)
    _press(page, "この番号で申し出る")
    page.locator("main .desk a").click()
    _press(page, "申出を取り下げる")
    assert "取下げ" in page.locator("main").inner_text()
    page.get_by_role("link", name="名簿の自分の記載").click()
    page.get_by_role("link", name="自分の記載を新しく作る").click()
    _press(page, "作る")
    _press(page, "氏名の公開に同意する")
    page.get_by_role("link", name="みなさんからの見え方").click()
    page.get_by_role("link", name="公開ページを開く").click()
    there = page.url
    assert page.locator("h1").inner_text() == "見本 丙市担当"
    page.goto(f"{stage.address}desk/entry/")
    with page.expect_download() as download:
        page.get_by_role("link", name="すべてをファイルで受け取る").click()
    told = json.loads(Path(download.value.path()).read_text())
    assert [consent["field"] for consent in told["consents"]] == ["name"]
    page.get_by_role("link", name="自分の記載を削除する").click()
    page.get_by_label("元に戻せないことを理解しました").check()
    _press(page, "削除する")
    assert "あなたの記載を削除しました。" in page.locator("main").inner_text()
    assert page.request.get(there).status == 404
    context.close()
