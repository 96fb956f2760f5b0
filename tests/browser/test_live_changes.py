"""Changes without loading the page anew: what follows them, and what is said when the server does not answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.real_site import chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        chromium() is None,
        reason="no Chromium found: install one (Debian: apt-get install chromium) or set TSUNAGU_CHROMIUM",
    ),
]
ONE = "strengths/universities/9000000000/"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A desktop page of a visitor who was never here."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="ja-JP")
    yield page
    page.close()


@pytest.mark.long
@pytest.mark.parametrize("failure", ["no answer", "an error"])
def test_a_live_change_that_fails_is_told_until_one_succeeds(page: Page, site: str, failure: str) -> None:
    def fail(route: Route) -> None:
        route.abort() if failure == "no answer" else route.fulfill(status=503, body="busy")

    page.goto(site + ONE)
    told = page.locator("#live-trouble")
    expect(told).to_be_hidden()
    page.route("**/strengths/**", fail)
    page.select_option("select[name=counting]", "full")
    expect(told).to_be_visible()
    expect(told).to_contain_text("サーバーから結果を受け取れませんでした。")
    expect(page.locator("#found")).not_to_have_attribute("aria-busy", "true")
    page.unroute("**/strengths/**")
    page.select_option("select[name=counting]", "author")
    expect(page.locator("#found")).to_contain_text("この数え方では区間を計算していません。")
    expect(told).to_be_hidden()


@pytest.mark.long
def test_what_is_awaited_is_marked_as_busy(page: Page, site: str) -> None:
    page.goto(site + ONE)
    waiting: list[Route] = []
    page.route("**/strengths/**", lambda route: waiting.append(route))
    page.select_option("select[name=counting]", "full")
    expect(page.locator("#found")).to_have_attribute("aria-busy", "true")
    waiting[0].continue_()
    expect(page.locator("#found")).not_to_have_attribute("aria-busy", "true")


@pytest.mark.long
def test_a_value_that_cannot_be_used_does_not_keep_other_changes_back(page: Page, site: str) -> None:
    page.goto(site + "strengths/?reference=value")
    page.fill("input[name=value]", "12.34")
    page.select_option("select[name=rule]", "interval")
    expect(page.locator("#found")).to_contain_text("「基準の値（%）」に指定された「12.34」は使えない")
    expect(page.locator("#found")).to_contain_text("Q値と区間の下端が基準値以上")


@pytest.mark.long
def test_paper_says_which_address_it_shows(page: Page, site: str) -> None:
    page.goto(site + ONE)
    page.select_option("select[name=counting]", "full")
    page.wait_for_url("**counting=full*")
    page.pdf()
    assert page.locator("#printed-from").text_content().startswith(page.url + " (20")  # type: ignore[union-attr]
