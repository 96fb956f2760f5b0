"""Every page in a real browser: accessible, within its security policy, usable by keyboard, on a phone and without scripts."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.real_site import PAGES

pytestmark = pytest.mark.browser

LANGUAGES = ["", "en/"]
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@pytest.fixture
def page(browser: Browser):
    """A desktop page that remembers what the console complained about."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_accessibility_violation_and_keeps_its_policy(page: Page, site: str, language: str, path: str) -> None:
    answer = page.goto(site + language + path)
    assert answer is not None
    assert answer.status == 200
    results = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
    assert [(v["id"], [node["target"] for node in v["nodes"]][:3]) for v in results.response["violations"]] == []
    assert page.complaints == []


@pytest.mark.parametrize("path", PAGES)
def test_an_english_page_marks_every_japanese_text_as_japanese(page: Page, site: str, path: str) -> None:
    page.goto(site + "en/" + path)
    texts = page.evaluate(
        """() => {
            const found = [];
            const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const element = walker.currentNode.parentElement;
                if (element.closest('script, style')) continue;
                const language = element.closest('[lang]');
                if (!language || !language.lang.startsWith('ja')) found.push(walker.currentNode.textContent.trim());
            }
            return found;
        }"""
    )
    assert [text for text in texts if JAPANESE.search(text)] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_does_not_scroll_sideways_on_a_phone(browser: Browser, site: str, path: str) -> None:
    for width in (320, 390):
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()


def test_the_first_tab_leads_to_the_skip_link_and_past_the_navigation(page: Page, site: str) -> None:
    page.goto(site)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_want_typed_on_the_home_page_finds_the_program_by_keyboard_alone(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("searchbox").first.focus()
    page.keyboard.type("無人バスを村で走らせたい")
    page.keyboard.press("Enter")
    page.wait_for_url("**/programs/?*q=*")
    assert "RoAD to the L4" in page.locator("main").inner_text()


def test_search_and_maps_work_without_scripts(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    page.get_by_role("searchbox").first.fill("畑仕事をロボットで楽にしたい")
    page.get_by_role("searchbox").first.press("Enter")
    assert "スマート農業" in page.locator("main").inner_text()
    page.goto(site + "maps/?ministry=moe")
    assert "環境研究総合推進費" in page.locator("main").inner_text()
    assert "未来技術社会実装事業" not in page.locator("main").inner_text()
    context.close()


def test_every_link_of_the_main_pages_answers(page: Page, site: str) -> None:
    seen: set[str] = set()
    for path in PAGES:
        page.goto(site + path)
        seen.update(page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href.split('#')[0])"))
    own = sorted(url for url in seen if url.startswith(site) and "format=" not in url)
    assert len(own) > 100
    assert [url for url in own if page.request.get(url).status != 200] == []
