"""In the dark every text stands out as much as in the light; paper stays light."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.real_site import chromium, pages

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(chromium() is None, reason="no Chromium found"),
]
LATER_ROWS = {"exclude": [["tr:nth-child(n+9)"], ["li:nth-child(n+9)"]]}
# axe does not look at drawings. What a text lies on is taken for the nearest background that is painted around it.
FAINT_DRAWN = """() => {
    const parts = (color) => color.match(/[\\d.]+/g).map(Number);
    const light = (color) => {
        const [r, g, b] = parts(color).slice(0, 3)
            .map((part) => part / 255)
            .map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const under = (element) => {
        for (let around = element.closest('svg').parentElement; around; around = around.parentElement) {
            const color = getComputedStyle(around).backgroundColor;
            if (color.startsWith('rgb') && parts(color)[3] !== 0) return color;
        }
        return 'rgb(255, 255, 255)';
    };
    return [...document.querySelectorAll('svg text')].filter((text) => {
        const [low, high] = [light(getComputedStyle(text).fill), light(under(text))].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05) < 4.5;
    }).map((text) => text.textContent.trim());
}"""


@pytest.fixture(scope="module")
def dark(browser: Browser) -> Iterator[Page]:
    """A page of a visitor whose system is dark."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="dark")
    yield page
    page.close()


def _faint(page: Page) -> list[list[str]]:
    found = Axe().run(page, context=LATER_ROWS, options={"runOnly": ["color-contrast"]}).response["violations"]
    return [node["target"] for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("path", pages())
def test_every_text_stands_out_in_the_dark(dark: Page, site: str, path: str):
    dark.goto(site + path)
    assert dark.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(26, 26, 26)"
    assert _faint(dark) == []
    assert dark.evaluate(FAINT_DRAWN) == []


def test_a_faint_text_would_be_noticed_also_in_a_drawing(dark: Page, site: str):
    dark.goto(site + "programs/coi-next/")
    dark.evaluate("document.querySelector('svg text').style.fill = '#444444'")
    dark.evaluate("document.querySelector('.page-head__summary').style.color = '#444444'")
    assert len(_faint(dark)) == 1
    assert len(dark.evaluate(FAINT_DRAWN)) == 1


def test_a_focused_link_stands_out_in_the_dark(dark: Page, site: str):
    dark.goto(site)
    dark.keyboard.press("Tab")
    assert _faint(dark) == []


def test_paper_stays_light(dark: Page, site: str):
    dark.goto(site + "maps/")
    dark.emulate_media(media="print")
    assert dark.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    dark.emulate_media(media="screen")
