"""The navigation in a real browser: two rows on a desktop, a menu on a phone, with the keyboard and without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.real_site import chromium
from tests.browser.test_pages import AXE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        chromium() is None,
        reason="no Chromium found: install one (Debian: apt-get install chromium) or set TSUNAGU_CHROMIUM",
    ),
]


@pytest.fixture(params=[True, pytest.param(False, marks=pytest.mark.long)], ids=["scripts", "no scripts"])
def phone(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page on a phone, with and without scripts."""
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, locale="ja-JP", java_script_enabled=request.param
    )
    yield context.new_page()
    context.close()


@pytest.mark.long
def test_a_desktop_shows_all_sections_and_the_pages_of_the_current_one(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="ja-JP")
    page.goto(site + "maps/")
    navigation = page.get_by_role("navigation", name="主なページ")
    expect(navigation.get_by_role("link", name="強みを知る")).to_be_visible()
    expect(navigation.get_by_role("link", name="連絡先")).to_be_visible()
    expect(navigation.get_by_role("link", name="強い大学")).to_be_hidden()
    expect(page.get_by_role("button", name="メニュー")).to_be_hidden()
    section = navigation.get_by_role("link", name="見つける").bounding_box()
    below = navigation.get_by_role("link", name="連絡先").bounding_box()
    assert section
    assert below
    assert below["y"] > section["y"]
    page.close()


@pytest.mark.long
def test_a_phone_opens_the_menu_by_a_button(phone: Page, site: str) -> None:
    phone.goto(site + "maps/")
    contacts = phone.get_by_role("link", name="連絡先", exact=True)
    expect(contacts).to_be_hidden()
    phone.get_by_role("button", name="メニュー").click()
    expect(contacts).to_be_visible()
    expect(phone.get_by_role("link", name="強い大学")).to_be_visible()
    contacts.click()
    phone.wait_for_url("**/contacts/")


@pytest.mark.long
def test_the_menu_is_used_by_keyboard_alone(phone: Page, site: str) -> None:
    phone.goto(site + "about/")
    button = phone.get_by_role("button", name="メニュー")
    button.focus()
    phone.keyboard.press("Enter")
    first = phone.get_by_role("link", name="見つける", exact=True)
    expect(first).to_be_visible()
    phone.keyboard.press("Tab")
    expect(first).to_be_focused()
    phone.keyboard.press("Escape")
    expect(first).to_be_hidden()
    expect(button).to_be_focused()


@pytest.mark.long
def test_an_open_menu_has_no_accessibility_violation_and_does_not_scroll_sideways(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 800}, locale="ja-JP")
    page.goto(site + "en/strengths/layers/")
    page.get_by_role("button", name="Menu").click()
    violations = Axe().run(page, options=AXE).response["violations"]
    assert [(v["id"], [node["target"] for node in v["nodes"]][:3]) for v in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


@pytest.mark.long
def test_paper_shows_no_navigation(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 700, "height": 900}, locale="ja-JP")
    page.goto(site + "maps/")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="主なページ", include_hidden=True)).to_be_hidden()
    expect(page.get_by_role("button", name="メニュー", include_hidden=True)).to_be_hidden()
    page.close()
