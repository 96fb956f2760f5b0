"""On a phone: results come first, filters are folded, wide tables are cards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.real_site import chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(chromium() is None, reason="no Chromium found"),
]
HEIGHT = 844


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 390, "height": HEIGHT})
    yield page
    page.close()


@pytest.mark.parametrize("path", ["programs/", "programs/?q=無人バスを村で走らせたい", "en/programs/"])
def test_the_first_result_lies_within_the_first_screen_and_a_half(phone: Page, site: str, path: str):
    phone.goto(site + path)
    box = phone.locator(".result").first.bounding_box()
    assert box
    assert box["y"] + box["height"] <= 1.5 * HEIGHT


def test_filters_are_folded_on_a_phone_and_open_at_a_touch(phone: Page, site: str):
    phone.goto(site + "maps/?ministry=moe")
    expect(phone.get_by_label("府省・機関")).to_be_hidden()
    summary = phone.locator("summary", has_text="しぼり込む")
    expect(summary).to_contain_text("1件の条件")
    summary.click()
    expect(phone.get_by_label("府省・機関")).to_be_visible()


def test_filters_lie_open_on_a_desktop(browser: Browser, site: str):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(site + "maps/")
    expect(page.get_by_label("府省・機関")).to_be_visible()
    expect(page.locator("summary", has_text="しぼり込む")).to_be_hidden()
    page.close()


@pytest.mark.parametrize("path", ["contacts/", "budgets/", "changes/", "en/contacts/"])
def test_rows_of_wide_tables_are_cards_with_their_headings(phone: Page, site: str, path: str):
    phone.goto(site + path)
    table = phone.locator("table.cards").first
    assert table.evaluate("table => table.scrollWidth <= table.parentElement.clientWidth")
    cell = table.locator("tbody td").first
    heading = cell.get_attribute("data-label")
    assert heading
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == f'"{heading}"'
