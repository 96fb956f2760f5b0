"""Files of the officer's desk with a real browser: editions of maps, members of networks, by keyboard too."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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
NAME = "令和5年度に変わった名前"
MEMBERS = "networks/tokushima-council/members/"
PHONE = {"width": 375, "height": 800}
PICTURES = os.environ.get("TSUNAGU_TEST_PICTURES", "")


@dataclass
class Stage:
    """A running site with the catalog and the cast of the demonstration. files: what an officer sends."""

    address: str
    password: str
    right: Path
    wrong: Path


@pytest.fixture(scope="module")
def stage(
    templates: databases.Templates,
    real_data: RealData,
    empty_database: str,
    django_db_blocker: DjangoDbBlocker,
    static_files: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    from tsunagu.accounts.actions import demo

    name = templates.copy("catalog-cast", lambda: None, "real")
    folder = tmp_path_factory.mktemp("sheets")
    with django_db_blocker.unblock():
        databases.use(name)
        password = demo.make()
        right, wrong = (
            _written(folder / "map-R5.xlsx", name=NAME),
            _written(folder / "wrong.xlsx", program="road-to-l5"),
        )
        databases.use(empty_database)
    with running_site(DATABASE_URL=databases.url(name)) as address:
        yield Stage(address.replace("127.0.0.1", "localhost"), password, right, wrong)


def _written(path: Path, **cells: str) -> Path:
    from tests.catalog.test_desk import workbook

    path.write_bytes(workbook(**cells).getvalue())
    return path


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESKTOP, locale="ja")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [text for text in complaints if "409" not in text and "422" not in text] == []


def sign_in(page: Page, stage: Stage, address: str = "officer@example.jp") -> None:
    page.goto(f"{stage.address}accounts/login/")
    page.get_by_label("メールアドレス").fill(address)
    page.get_by_label("パスワード").fill(stage.password)
    page.get_by_role("button", name="サインイン", exact=True).click()
    expect(page.get_by_role("heading", name="マイデスク")).to_be_visible()


def as_another(page: Page, stage: Stage, address: str = "admin1@example.jp") -> None:
    """The same page, as somebody else who may publish what the officer brought in."""
    there = page.url.partition("?")[0]
    page.context.clear_cookies()
    sign_in(page, stage, address)
    page.goto(there)


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


def readers_see(page: Page, stage: Stage, *, new: bool) -> None:
    """Wait until a reader who is not signed in finds the new name on the map, or finds it no more."""
    browser = page.context.browser
    assert browser is not None
    reader = browser.new_page(locale="ja")
    for _ in range(50):
        reader.goto(f"{stage.address}maps/maas/")
        if (NAME in reader.content()) is new:
            break
        reader.wait_for_timeout(100)
    else:
        raise AssertionError(f"after five seconds readers still {'do not ' if new else ''}see the new edition")
    reader.close()


def test_an_edition_goes_from_the_file_to_the_readers_and_back(page: Page, stage: Stage) -> None:
    broken: dict[str, object] = {}
    sign_in(page, stage)
    look(page, "desk", broken)
    page.get_by_role("link", name="関連事業マップの版").click()
    page.get_by_role("link", name="表計算ソフトのファイルを取り込む").click()
    look(page, "upload", broken)
    page.get_by_label("どの年度の地図か").select_option("2023")
    page.get_by_label("ファイル（.xlsx").set_input_files(stage.wrong)
    page.get_by_role("button", name="試しに読む").click()
    expect(page.get_by_role("alert")).to_contain_text("連絡先 2行目 事業")
    look(page, "wrong", broken)
    page.get_by_label("ファイル（.xlsx").set_input_files(stage.right)
    page.get_by_role("button", name="試しに読む").click()
    expect(page.get_by_role("heading", name="試しに読んだ結果")).to_be_focused()
    look(page, "tried", broken)
    page.get_by_label("理由").fill("令和5年度の資料による")
    page.get_by_role("button", name="下書きとして取り込む").click()  # the file is still chosen
    expect(page.get_by_role("heading", name="取り込んだ結果")).to_be_focused()
    look(page, "imported", broken)
    page.get_by_role("link", name="確かめて公開する").click()
    look(page, "draft", broken)
    page.get_by_role("link", name="地図のとおりに見る").click()
    expect(page.get_by_text("下書きです。読む人には見えていません。")).to_be_visible()
    assert NAME in page.content()
    look(page, "preview", broken)
    page.get_by_role("button", name="確認済みにする").click()
    readers_see(page, stage, new=False)
    expect(page.get_by_text("この下書きを取り込んだ人")).to_be_visible()
    expect(page.get_by_role("button", name="公開する", exact=True)).to_have_count(0)
    look(page, "own-draft", broken)
    as_another(page, stage)
    look(page, "draft-of-another", broken)
    page.get_by_role("button", name="公開する", exact=True).click()
    expect(page.locator(".notice[role=status]").first).to_contain_text("公開しました")
    look(page, "published", broken)
    readers_see(page, stage, new=True)
    page.get_by_role("button", name="取り下げる").click()
    expect(page.get_by_role("alert")).to_contain_text("取り下げる理由を書いてください")
    page.get_by_label("理由").fill("電話番号の誤り")
    page.get_by_role("button", name="取り下げる").click()
    expect(page.locator(".notice[role=status]").first).to_contain_text("取り下げました")
    readers_see(page, stage, new=False)
    look(page, "withdrawn", broken)
    page.goto(f"{stage.address}desk/editions/")
    look(page, "editions", broken)
    page.goto(f"{stage.address}en/desk/editions/")
    expect(page.get_by_role("heading", name="Editions of the maps")).to_be_visible()
    look(page, "en-editions", broken)
    page.get_by_role("link", name="MaaS").first.click()
    look(page, "en-withdrawn", broken)
    page.goto(f"{stage.address}en/desk/editions/upload/")
    look(page, "en-upload", broken)
    assert broken == {}


def test_two_officers_at_one_draft_do_not_publish_it_unseen(page: Page, stage: Stage, browser: Browser) -> None:
    sign_in(page, stage)
    page.goto(f"{stage.address}desk/editions/upload/")
    page.get_by_label("どの年度の地図か").select_option("2024")
    page.get_by_label("ファイル（.xlsx").set_input_files(stage.right)
    page.get_by_role("button", name="下書きとして取り込む").click()
    page.get_by_role("link", name="確かめて公開する").click()
    expect(page.get_by_role("heading", name="できること")).to_be_visible()
    context = browser.new_context(locale="ja")
    other = context.new_page()
    sign_in(other, stage)
    other.goto(page.url)
    as_another(page, stage)
    expect(page.get_by_role("button", name="公開する", exact=True)).to_be_visible()
    other.get_by_label("理由").fill("まちがえて取り込んだ")
    other.get_by_role("button", name="削除する").click()
    other.get_by_role("button", name="削除を確定する").click()
    expect(other.locator(".notice[role=status]")).to_contain_text("削除しました")
    context.close()
    page.get_by_role("button", name="公開する", exact=True).click()
    expect(page.get_by_role("heading", name="この版は削除されました")).to_be_visible()
    expect(page.get_by_text("まちがえて取り込んだ")).to_be_visible()
    assert violations(page) == []


def test_the_keyboard_alone_brings_a_file_to_the_readers(page: Page, stage: Stage) -> None:
    page.on("filechooser", lambda chooser: None)  # so that choosers are caught before the key is pressed
    sign_in(page, stage)
    page.goto(f"{stage.address}desk/editions/upload/")
    tab_to(page, "どの年度の地図か")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(stage.right)
    tab_to(page, "下書きとして取り込む")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="取り込んだ結果")).to_be_focused()
    tab_to(page, "確かめて公開する")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="できること")).to_be_visible()
    as_another(page, stage)
    tab_to(page, "公開する")
    page.keyboard.press("Enter")
    expect(page.locator(".notice[role=status]").first).to_contain_text("公開しました")


def test_members_are_written_out_edited_and_brought_back_by_keyboard_alone(
    page: Page, stage: Stage, tmp_path: Path
) -> None:
    page.on("filechooser", lambda chooser: None)
    sign_in(page, stage)
    page.goto(f"{stage.address}{MEMBERS}upload/")
    broken: dict[str, object] = {}
    look(page, "members", broken)
    tab_to(page, "CSV")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    longer = tmp_path / "members.csv"
    longer.write_bytes(download.value.path().read_bytes() + "mazda,,産,,2026-04-01,,,はい,\r\n".encode())
    _send(page, longer, "試しに読む（何も変えない）")
    expect(page.get_by_role("heading", name="試しに読んだ結果")).to_be_visible()
    expect(page.locator("main table")).to_contain_text("マツダ株式会社")
    look(page, "members-tried", broken)
    assert "マツダ" not in page.request.get(f"{stage.address}networks/tokushima-council/").text()
    _send(page, longer, "取り込む")
    expect(page.get_by_role("heading", name="取り込んだ結果")).to_be_visible()
    look(page, "members-brought", broken)
    page.goto(f"{stage.address}networks/tokushima-council/")
    expect(page.locator("#member-mazda")).to_contain_text("2026年4月1日")
    longer.write_bytes(b"mazda,,\xff")
    page.goto(f"{stage.address}{MEMBERS}upload/")
    _send(page, longer, "取り込む")
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "members-wrong", broken)
    assert broken == {}


def _send(page: Page, file: Path, button: str) -> None:
    tab_to(page, "直したファイル（.xlsx または .csv）")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(file)
    tab_to(page, button)
    page.keyboard.press("Enter")
