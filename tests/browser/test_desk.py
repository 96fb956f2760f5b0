"""Work at the desk with a real browser: the review queue by keyboard, editing by two, introductions, axe, a phone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from tests import databases
from tests.browser.keyboard import focused, settle, tab_to
from tests.browser.real_site import chromium, running_site
from tests.browser.test_pages import DESKTOP, violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(chromium() is None, reason="no Chromium found: install one or set TSUNAGU_CHROMIUM"),
]
PHONE = {"width": 375, "height": 800}
PICTURES = os.environ.get("TSUNAGU_TEST_PICTURES", "")
NAMES = ("見本大学", "例示大学", "見本女子大学")
EDIT = "organizations/mihon-ko/edit/"


@dataclass
class Stage:
    """A running site with the cast, and something of everything that waits for them."""

    address: str
    password: str
    window: int
    pair: int
    message: int
    request: int


@pytest.fixture(scope="module")
def stage(
    templates: databases.Templates,
    empty_database: str,
    django_db_blocker: DjangoDbBlocker,
    static_files: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    from tsunagu.accounts.actions import demo

    name = templates.copy("cast-at-work", lambda: None, "empty")
    with django_db_blocker.unblock():
        databases.use(name)
        password = demo.make()
        made = {
            "pair": _pairs(tmp_path_factory.mktemp("registers")),
            "window": _window(),
            "message": _message(),
            "request": _request(),
        }
        databases.use(empty_database)
    with running_site(DATABASE_URL=databases.url(name)) as address:
        yield Stage(address.replace("127.0.0.1", "localhost"), password, **made)


def _pairs(folder: Path) -> int:
    """Three pairs that wait; gives the number of the last one, which the keyboard does not come to."""
    from tests.registers.bodies import ror_file, school_file, schools
    from tsunagu.access.actors import terminal
    from tsunagu.organizations.actions import importing
    from tsunagu.organizations.models import Match
    from tsunagu.registers.enums import RegisterKind

    by = terminal("tests")
    importing.read_in(by, RegisterKind.SCHOOLS, school_file(folder, *schools(*NAMES)))
    importing.read_in(by, RegisterKind.ROR, ror_file(folder, *NAMES))
    return int(Match.objects.order_by("points", "-pk").values_list("pk", flat=True)[0])


def _window() -> int:
    from tsunagu.access.actors import terminal
    from tsunagu.organizations import actions
    from tsunagu.organizations.enums import UnitKind
    from tsunagu.organizations.models import Organization

    by, body = terminal("tests"), Organization.objects.get(key="mihon-ko")
    faculty = actions.place_unit(body, by=by, name="見本学部", kind=UnitKind.FACULTY)
    actions.place_unit(body, by=by, name="見本研究室", kind=UnitKind.LABORATORY, parent=faculty)
    there = {"email": "renkei@ko.example.jp", "hours": "平日 9:00–17:00", "languages": ["ja", "en"]}
    return actions.publish_window(body, by=by, office="社会連携課（見本）", **there).pk


def _message() -> int:
    from tsunagu.feedback import actions
    from tsunagu.feedback.enums import Kind

    told = {"page": "/programs/", "reply_to": "", "language": "ja", "most_an_hour": 9}
    return actions.send(kind=Kind.MISTAKE, text="見本の意見です。" * 40, **told).pk


def _request() -> int:
    """Somebody of the cast who agreed to be asked, and was."""
    from tsunagu.access.actors import signed_in
    from tsunagu.accounts.models import User
    from tsunagu.introductions import actions
    from tsunagu.kernel import clock
    from tsunagu.organizations.models import Consent, Person

    asked, asker = (User.objects.get(email=f"{who}.example.jp") for who in ("researcher@ko", "company@tei"))
    person = Person.objects.create(key="mihon-kenkyu", name=asked.name, user=asked.pk)
    for field in ("name", "requests"):
        Consent.objects.create(person=person, field=field, purpose="紹介", given=clock.today())
    by = signed_in(user=asker.pk, name=asker.name, posts=[])
    reason = "水素の貯蔵について、一緒に提案したいからです。"
    return actions.ask("mihon-kenkyu", by=by, reason=reason, body=None, link="http://localhost/{number}").pk


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    yield from somebody(browser)


@pytest.fixture
def other(browser: Browser) -> Iterator[Page]:
    yield from somebody(browser)


def somebody(browser: Browser) -> Iterator[Page]:
    """A browser of somebody who was never here, that fails on any complaint of the console."""
    context = browser.new_context(viewport=DESKTOP, locale="ja")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [text for text in complaints if "409" not in text and "422" not in text] == []


def sign_in(page: Page, stage: Stage, address: str) -> None:
    page.goto(f"{stage.address}accounts/login/")
    page.get_by_label("メールアドレス").fill(address)
    page.get_by_label("パスワード").fill(stage.password)
    page.get_by_role("button", name="サインイン", exact=True).click()
    expect(page.get_by_role("heading", name="マイデスク")).to_be_visible()


def broken(page: Page, name: str) -> list[object]:
    """What is wrong with a page as it stands: rules of axe, and whether it scrolls sideways on a phone."""
    found: list[object] = violations(page)
    picture(page, f"{name}-desktop")
    page.set_viewport_size(PHONE)
    if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
        found.append("scrolls sideways")
    picture(page, f"{name}-phone")
    page.set_viewport_size(DESKTOP)
    return [(name, one) for one in found]


def picture(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look at it."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def test_a_pair_is_joined_and_taken_back_by_keyboard_alone(page: Page, stage: Stage) -> None:
    sign_in(page, stage, "admin1@example.jp")
    tab_to(page, "機関の名寄せ")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="機関の名寄せ")).to_be_visible()
    tab_to(page, "最初の一組から判断する")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="同じ機関かどうかを判断する")).to_be_visible()
    first = page.url
    tab_to(page, "理由（任意）")
    page.keyboard.type("公式サイトで確認")
    tab_to(page, "同じ機関として結び付ける")
    page.keyboard.press("Enter")
    expect(page.locator("#pair .notice")).to_contain_text("結び付けました")
    settle(page)
    assert page.url != first
    assert focused(page) != ""  # the name of the next pair; what takes the decision back stands right before it
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "この判断を取り消す"
    page.keyboard.press("Enter")
    expect(page).to_have_url(first)
    expect(page.locator("#pair")).to_contain_text("確認待ち")
    expect(page.locator("#pair")).to_contain_text("名寄せの判断を取り消す")  # stands in its history


@pytest.mark.parametrize("language", ["", "en/"])
def test_pages_of_the_platform_are_accessible_and_fit_a_phone(page: Page, stage: Stage, language: str) -> None:
    sign_in(page, stage, "admin1@example.jp")
    pages = {
        "desk": "desk/",
        "matches": "desk/matches/",
        "match": f"desk/matches/{stage.pair}/",
        "inbox": "feedback/inbox/",
        "message": f"feedback/inbox/{stage.message}/",
        "platform": "accounts/platform/",
    }
    wrong = []
    for name, path in pages.items():
        answer = page.goto(f"{stage.address}{language}{path}")
        assert answer is not None
        assert answer.status == 200, path
        wrong += broken(page, f"{name}-{language[:2] or 'ja'}")
    page.locator("#id_words").fill("甲大学")
    page.locator("#id_words").press("Enter")
    expect(page.get_by_role("radio")).to_have_count(1)
    wrong += broken(page, f"platform-found-{language[:2] or 'ja'}")
    assert wrong == []


@pytest.mark.parametrize("language", ["", "en/"])
def test_pages_of_a_body_are_accessible_and_fit_a_phone(page: Page, stage: Stage, language: str) -> None:
    sign_in(page, stage, "admin@ko.example.jp")
    pages = {
        "desk-of-ko": "desk/",
        "edit": EDIT,
        "units": "organizations/mihon-ko/units/",
        "windows": "organizations/mihon-ko/windows/",
        "window": f"windows/{stage.window}/edit/",
    }
    wrong = []
    for name, path in pages.items():
        answer = page.goto(f"{stage.address}{language}{path}")
        assert answer is not None
        assert answer.status == 200, path
        wrong += broken(page, f"{name}-{language[:2] or 'ja'}")
    page.goto(f"{stage.address}{language}organizations/mihon-ko/")
    expect(page.locator(".own a")).to_have_count(2)
    wrong += broken(page, f"portrait-{language[:2] or 'ja'}")
    assert wrong == []


@pytest.mark.parametrize("language", ["", "en/"])
def test_pages_of_introductions_are_accessible_and_fit_a_phone(page: Page, stage: Stage, language: str) -> None:
    sign_in(page, stage, "researcher@ko.example.jp")
    wrong = []
    for name, path in {
        "desk-of-asked": "desk/",
        "person": "people/mihon-kenkyu/",
        "ask": "people/mihon-kenkyu/introduction/",
        "introductions": "desk/introductions/",
        "introduction": f"desk/introductions/{stage.request}/",
    }.items():
        answer = page.goto(f"{stage.address}{language}{path}")
        assert answer is not None
        assert answer.status == 200, path
        wrong += broken(page, f"{name}-{language[:2] or 'ja'}")
    assert wrong == []


def test_two_who_edit_at_once_merge_field_by_field(page: Page, other: Page, stage: Stage) -> None:
    sign_in(page, stage, "admin@ko.example.jp")
    sign_in(other, stage, "admin1@example.jp")
    for one in (page, other):
        one.goto(f"{stage.address}{EDIT}")
    other.get_by_label("略称").fill("甲大")
    other.get_by_label("ウェブサイト").fill("https://ko.example.jp/")
    other.get_by_role("button", name="保存する").click()
    expect(other.get_by_text("保存しました。")).to_be_visible()
    page.get_by_label("略称").fill("甲")
    page.get_by_label("英語名").fill("Ko University")
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_role("alert")).to_contain_text("ほかの人がこの記録を変更しました")
    assert broken(page, "merging-ja") == []
    page.get_by_role("radio", name="あなたが書いた内容：甲").check()
    page.get_by_role("button", name="この内容で保存する").click()
    expect(page.get_by_text("保存しました。")).to_be_visible()
    values = [page.get_by_label(label).input_value() for label in ("略称", "英語名", "ウェブサイト")]
    assert values == ["甲", "Ko University", "https://ko.example.jp/"]
    assert broken(page, "edited-ja") == []


def test_editing_and_asking_work_without_scripts(browser: Browser, stage: Stage) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, stage, "ura@ko.example.jp")
    page.get_by_role("link", name="連携の窓口").first.click()
    page.get_by_label("窓口の名称").fill("産学連携課（見本）")
    page.get_by_label("電話").fill("03-0000-0000")
    page.get_by_role("button", name="公表する").click()
    assert "産学連携課（見本）" in page.locator("main .desk").inner_text()
    page.goto(f"{stage.address}people/mihon-kenkyu/")
    page.get_by_role("link", name="紹介を依頼する").click()
    page.get_by_label("依頼の理由").fill("共同研究の進め方をうかがいたいからです。")
    page.get_by_role("button", name="依頼を送る").click()
    assert "返事待ち" in page.locator("main").inner_text()
    context.close()


def test_who_is_asked_agrees_from_the_desk(page: Page, stage: Stage) -> None:
    sign_in(page, stage, "researcher@ko.example.jp")
    page.get_by_role("link", name="見本 丁企業さんから").click()
    page.get_by_label("ひとこと（任意）").fill("来週どうぞ")
    page.get_by_role("button", name="承諾する").click()
    expect(page.get_by_role("link", name="company@tei.example.jp")).to_be_visible()
    assert broken(page, "agreed-ja") == []
