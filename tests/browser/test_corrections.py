"""A program corrected with a real browser: one officer proposes, another approves, readers see it, and it goes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from tests import databases
from tests.browser.keyboard import tab_to
from tests.browser.real_site import chromium, running_site
from tests.browser.test_pages import DESKTOP, violations
from tests.real_data import RealData

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(chromium() is None, reason="no Chromium found: install one or set TSUNAGU_CHROMIUM"),
]
FIRST, SECOND = "first@mext.example.jp", "second@mext.example.jp"
NAME, PROGRAM = "訂正したあとの名称", "programs/coi-next/"
PHONE = {"width": 375, "height": 800}
PICTURES = os.environ.get("TSUNAGU_TEST_PICTURES", "")


@dataclass
class Stage:
    """A running site with two officers of a ministry. reload: loads all files of the catalog anew."""

    address: str
    password: str
    reload: Callable[[], None]


@pytest.fixture(scope="module")
def stage(
    templates: databases.Templates,
    real_data: RealData,
    empty_database: str,
    django_db_blocker: DjangoDbBlocker,
    static_files: None,
) -> Iterator[Stage]:
    from tsunagu.accounts.actions import demo

    name = templates.copy("catalog-officers", lambda: None, "real")
    with django_db_blocker.unblock():
        databases.use(name)
        password = demo.make()
        for address, called in ((FIRST, "見本 一郎"), (SECOND, "見本 二葉")):
            _officer(address, called, password)
        databases.use(empty_database)

    def reload() -> None:
        from django.conf import settings

        from tsunagu.catalog.actions import load

        with django_db_blocker.unblock():
            databases.use(name)
            load(settings.DATA, force=True)
            databases.use(empty_database)

    with running_site(DATABASE_URL=databases.url(name)) as address:
        yield Stage(address.replace("127.0.0.1", "localhost"), password, reload)


def _officer(address: str, name: str, password: str) -> None:
    from allauth.account.models import EmailAddress

    from tsunagu.access.enums import Role
    from tsunagu.accounts.models import Membership, User
    from tsunagu.kernel import clock
    from tsunagu.organizations.models import Organization

    user = User.objects.create(email=address, name=name, sample=True)
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    held = {"organization": Organization.objects.get(key="mext"), "role": Role.PROGRAM_OFFICER, "state": "active"}
    Membership.objects.create(user=user, starts=clock.now() - timedelta(days=1), **held)


@pytest.fixture
def people(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Gives a browser of somebody's own; what its console complains of fails the test."""
    contexts = []
    complaints: list[str] = []

    def somebody() -> Page:
        context = browser.new_context(viewport=DESKTOP, locale="ja")
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield somebody
    for context in contexts:
        context.close()
    assert [text for text in complaints if not {"409", "422", "403"} & set(text.split())] == []


def sign_in(page: Page, stage: Stage, address: str) -> None:
    page.goto(f"{stage.address}accounts/login/")
    page.get_by_label("メールアドレス").fill(address)
    page.get_by_label("パスワード").fill(stage.password)
    page.get_by_role("button", name="サインイン", exact=True).click()
    expect(page.get_by_role("heading", name="マイデスク")).to_be_visible()


def look(page: Page, name: str, broken: dict[str, object]) -> None:
    """Look at the page as it is, wide and on a phone: what breaks a rule, and what scrolls sideways."""
    if found := violations(page):
        broken[name] = found
    for size, shape in ((PHONE, "phone"), (DESKTOP, "desktop")):
        page.set_viewport_size(size)
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            broken[f"{name} {shape}"] = "scrolls sideways"
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}-{shape}.png", full_page=True)


def readers_see(reader: Page, stage: Stage, *, new: bool) -> None:
    """Wait until a reader who is not signed in sees the corrected name, or sees it no more."""
    for _ in range(50):
        reader.goto(f"{stage.address}{PROGRAM}")
        if (NAME in reader.content()) is new:
            return
        reader.wait_for_timeout(100)
    raise AssertionError(f"after five seconds readers still {'do not ' if new else ''}see the correction")


def propose(page: Page, stage: Stage, name: str = NAME) -> None:
    page.goto(f"{stage.address}{PROGRAM}")
    page.get_by_role("link", name="編集（訂正を提案する）").click()
    page.get_by_label("名称", exact=True).fill(name)
    page.get_by_label("出典：公式ページのアドレス").fill("https://www.jst.go.jp/pf/platform/")
    page.get_by_label("出典：公式ページの題名").fill("共創の場形成支援プログラム")
    page.get_by_label("出典に印刷されている文言").fill("共創の場形成支援プログラム（COI-NEXT）")
    page.get_by_label("訂正の理由").fill("公式ページの表記に合わせる")


def test_one_officer_proposes_another_approves_and_takes_it_back(people: Callable[[], Page], stage: Stage) -> None:
    broken: dict[str, object] = {}
    first, second, reader = people(), people(), people()
    sign_in(first, stage, FIRST)
    first.goto(f"{stage.address}{PROGRAM}")
    expect(first.get_by_role("link", name="編集（訂正を提案する）")).to_be_visible()
    look(first, "program-with-link", broken)
    propose(first, stage)
    look(first, "proposing", broken)
    first.get_by_role("button", name="訂正を提案する").click()
    expect(first.locator(".notice[role=status]")).to_contain_text("提案しました")
    expect(first.get_by_role("button", name="承認して公開する")).to_have_count(0)
    look(first, "proposed", broken)
    sign_in(second, stage, SECOND)
    look(second, "waiting-desk", broken)
    readers_see(reader, stage, new=False)
    second.get_by_role("link", name="の訂正を確かめる").click()
    expect(second.get_by_text("見本 一郎").first).to_be_visible()
    look(second, "deciding", broken)
    second.get_by_role("button", name="承認して公開する").click()
    expect(second.locator(".notice[role=status]")).to_contain_text("承認しました")
    look(second, "approved", broken)
    readers_see(reader, stage, new=True)
    expect(reader.get_by_role("heading", name="訂正した内容")).to_be_visible()
    section = reader.locator("section", has=reader.locator("#corrections"))
    assert section.get_by_role("link").first.get_attribute("href") == "https://www.jst.go.jp/pf/platform/"
    look(reader, "corrected", broken)
    reader.goto(f"{stage.address}en/{PROGRAM}")
    look(reader, "en-corrected", broken)
    stage.reload()
    readers_see(reader, stage, new=True)
    second.get_by_role("button", name="訂正を取り消す").click()
    expect(second.get_by_role("alert")).to_contain_text("理由を書いてください")
    second.get_by_label("理由").fill("出典を読みまちがえた")
    second.get_by_role("button", name="訂正を取り消す").click()
    expect(second.locator(".notice[role=status]")).to_contain_text("取り消しました")
    readers_see(reader, stage, new=False)
    look(second, "taken-back", broken)
    second.goto(f"{stage.address}en/desk/corrections/")
    expect(second.get_by_role("heading", name="Corrections of programs")).to_be_visible()
    look(second, "en-corrections", broken)
    second.get_by_role("link", name="COI-NEXT").or_(second.get_by_role("link", name="Program on Open")).first.click()
    look(second, "en-taken-back", broken)
    second.goto(f"{stage.address}en/{PROGRAM}edit/")
    look(second, "en-proposing", broken)
    rules = second.get_by_role("group").filter(has_text="Rule about who may apply")
    rules.locator("summary").click()
    rules.get_by_role("link").first.click()
    look(second, "en-rule", broken)
    assert broken == {}


def test_two_officers_at_one_name_choose_in_the_merge_view(people: Callable[[], Page], stage: Stage) -> None:
    broken: dict[str, object] = {}
    first, second = people(), people()
    for page, address in ((first, FIRST), (second, SECOND)):
        sign_in(page, stage, address)
    propose(second, stage, "二人目の名称")
    propose(first, stage, "一人目の名称")
    first.get_by_role("button", name="訂正を提案する").click()
    expect(first.locator(".notice[role=status]")).to_contain_text("提案しました")
    second.get_by_role("button", name="訂正を提案する").click()
    expect(second.get_by_role("alert")).to_contain_text("ほかの人がこの記録を変更しました")
    look(second, "merging", broken)
    second.get_by_role("radio", name="あなたが書いた内容").check()
    second.get_by_role("button", name="この内容で保存する").click()
    expect(second.locator(".notice[role=status]")).to_contain_text("提案しました")
    second.get_by_role("button", name="提案を取り下げる").click()
    second.get_by_label("理由").fill("一人目の提案でよい")
    second.get_by_role("button", name="提案を取り下げる").click()
    expect(second.locator(".notice[role=status]")).to_contain_text("取り下げました")
    second.goto(f"{stage.address}desk/corrections/")
    second.get_by_role("table").first.get_by_role("link").first.click()
    second.get_by_label("理由").fill("出典にない")
    second.get_by_role("button", name="承認しない").click()
    expect(second.locator(".notice[role=status]")).to_contain_text("承認しないことにしました")
    look(second, "refused", broken)
    assert broken == {}


def test_the_keyboard_alone_proposes_and_approves(people: Callable[[], Page], stage: Stage) -> None:
    first, second = people(), people()
    sign_in(first, stage, FIRST)
    first.goto(f"{stage.address}{PROGRAM}")
    expect(first.get_by_role("link", name="編集（訂正を提案する）")).to_be_visible()
    tab_to(first, "編集（訂正を提案する）")
    first.keyboard.press("Enter")
    expect(first.get_by_role("heading", name="事業の訂正を提案する")).to_be_visible()
    for label, text in (
        ("略称", "COI-NXT"),
        ("出典：公式ページのアドレス", "https://www.jst.go.jp/pf/platform/"),
        ("出典：公式ページの題名", "共創の場"),
        ("出典に印刷されている文言", "COI-NXT"),
        ("訂正の理由（台帳に残ります）", "略称の表記を合わせる"),
    ):
        tab_to(first, label)
        first.keyboard.press("Control+A")
        first.keyboard.type(text)
    tab_to(first, "訂正を提案する")
    first.keyboard.press("Enter")
    expect(first.locator(".notice[role=status]")).to_contain_text("提案しました")
    sign_in(second, stage, SECOND)
    second.goto(first.url.partition("?")[0])
    tab_to(second, "承認して公開する")
    second.keyboard.press("Enter")
    expect(second.locator(".notice[role=status]")).to_contain_text("承認しました")
