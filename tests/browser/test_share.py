"""The link to a page: shared where the browser can, copied elsewhere, a plain link without a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.real_site import chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(chromium() is None, reason="no Chromium found"),
]
PATH = "maps/?theme=maas&ministry="


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    yield context
    context.close()


def _share(page: Page, site: str) -> None:
    page.goto(site + PATH)
    page.get_by_role("link", name="このページを共有").click()


def test_the_short_address_is_copied_where_a_browser_cannot_share(context: BrowserContext, site: str):
    context.add_init_script("delete Navigator.prototype.share")
    page = context.new_page()
    _share(page, site)
    expect(page.get_by_role("status").filter(has_text="アドレスをコピーしました")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{site}maps/?theme=maas"


def test_the_browser_shares_where_it_can(context: BrowserContext, site: str):
    context.add_init_script("Navigator.prototype.share = async (what) => { window.given = what; }")
    page = context.new_page()
    _share(page, site)
    assert page.evaluate("given") == {"title": page.title(), "url": f"{site}maps/?theme=maas"}


def test_without_a_script_the_link_leads_to_the_short_address(browser: Browser, site: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    _share(page, site)
    page.wait_for_url(f"{site}maps/?theme=maas")
    context.close()
