"""Every page in a real browser: accessible, within its security policy, usable by keyboard, on a phone and without
scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Error, Page

from tests.browser.real_site import chromium, pages

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        chromium() is None,
        reason="no Chromium found: install one (Debian: apt-get install chromium) or set TSUNAGU_CHROMIUM",
    ),
]
DESKTOP = {"width": 1280, "height": 900}
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# For every day: axe takes seconds for hundreds of rows, and rows are drawn alike. A browser takes seconds for a page:
# one of each room is opened every day, the others are by the long tests.
LATER_ROWS = {"exclude": [["tr:nth-child(n+9)"], ["li:nth-child(n+9)"]]}
EVERY_DAY = {"", "programs/", "strengths/", "en/"}


def _visited(paths: list[str]) -> list[Any]:
    return [pytest.param(path, marks=[] if path in EVERY_DAY else pytest.mark.long) for path in paths]


UNASKED = _visited([path for path in pages() if "?" not in path])
EVERY = _visited([*pages(), *(f"en/{path}" for path in pages())])


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A desktop page of a visitor who was never here."""
    page = browser.new_page(viewport=DESKTOP)
    yield page
    page.close()


@dataclass
class Visit:
    """A page as it was answered, and what the console complained about."""

    page: Page
    status: int
    complaints: list[str]


@pytest.fixture(scope="module")
def visitor(browser: Browser) -> Iterator[Page]:
    """The page that walks from address to address: a browser is slower to open a page than to follow a link."""
    page = browser.new_page(viewport=DESKTOP)
    yield page
    page.close()


@pytest.fixture(scope="module", params=EVERY)
def visit(request: pytest.FixtureRequest, visitor: Page, site: str) -> Iterator[Visit]:
    """Each page of the site in each language, loaded once for all that is asked of it."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def fail(error: Error) -> None:
        complaints.append(str(error))

    visitor.on("console", hear)
    visitor.on("pageerror", fail)
    visitor.set_viewport_size(DESKTOP)
    answer = visitor.goto(site + request.param)
    assert answer is not None
    yield Visit(visitor, answer.status, complaints)
    visitor.remove_listener("console", hear)
    visitor.remove_listener("pageerror", fail)


# What htmx marks as asked for or being put in place: axe would judge what is gone when it looks again.
_IN_MOTION = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"


def violations(page: Page, context: dict[str, Any] | None = None) -> list[Any]:
    """Which rules of axe are broken, and where first, once the parts that are fetched have come."""
    page.wait_for_function("marked => !document.querySelector(marked)", arg=_IN_MOTION)
    broken = Axe().run(page, context=context, options=AXE).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:3]) for rule in broken]


@pytest.mark.long
def test_a_page_answers_and_keeps_its_policy(visit: Visit) -> None:
    assert visit.status == 200
    assert visit.complaints == []


@pytest.mark.long
@pytest.mark.parametrize("visit", UNASKED, indirect=True)
def test_a_page_has_no_accessibility_violation(visit: Visit) -> None:
    assert violations(visit.page, LATER_ROWS) == []
    assert visit.complaints == []


@pytest.mark.long
def test_no_row_and_no_answer_of_a_page_has_one_either(visit: Visit) -> None:
    assert violations(visit.page) == []
    assert visit.complaints == []


@pytest.mark.long
def test_a_faint_text_among_the_first_rows_would_be_noticed(visitor: Page, site: str) -> None:
    visitor.goto(site + "contacts/")
    visitor.evaluate("document.querySelector('td').style.color = '#ddd'")
    assert [rule for rule, _ in violations(visitor, LATER_ROWS)] == ["color-contrast"]


@pytest.mark.long
def test_a_page_marks_every_japanese_text_as_japanese(visit: Visit) -> None:
    texts = visit.page.evaluate(
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


@pytest.mark.long
@pytest.mark.parametrize("width", [320, 390])
def test_a_page_does_not_scroll_sideways_on_a_phone(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.long
def test_the_first_tab_leads_to_the_skip_link_and_past_the_navigation(page: Page, site: str) -> None:
    page.goto(site)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.long
def test_a_want_typed_on_the_home_page_finds_the_program_by_keyboard_alone(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("searchbox").first.focus()
    page.keyboard.type("無人バスを村で走らせたい")
    page.keyboard.press("Enter")
    page.wait_for_url("**/programs/?*q=*")
    assert "RoAD to the L4" in page.locator("main").inner_text()


@pytest.mark.long
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
