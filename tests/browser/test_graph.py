"""The graph of networks in a real browser: drawn, searched, narrowed, walked through by keyboard, and as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.keyboard import tab_to
from tests.browser.real_site import chromium
from tests.browser.test_desk import broken, somebody

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(chromium() is None, reason="no Chromium found: install one or set TSUNAGU_CHROMIUM"),
]
GRAPH = "networks/graph/?prefecture=36"
PLACES = "() => graph._cyreg.cy.nodes().map((node) => [node.data('key'), node.position('x'), node.position('y')])"
SOUGHT = "() => graph._cyreg.cy.nodes('.sought').map((node) => node.data('key'))"
MOMENT = 500  # milliseconds in which the library sees that its canvas is elsewhere
CLICKED = """() => {
    const drawn = graph._cyreg.cy, edge = drawn.edges()[0], box = graph.getBoundingClientRect();
    drawn.fit(edge, 60);
    const place = edge.renderedMidpoint();
    return { x: box.x + place.x, y: box.y + place.y };
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    yield from somebody(browser)


def opened(page: Page, address: str) -> Page:
    """The page of a graph, once that is drawn."""
    page.goto(address)
    drawn(page)
    return page


def drawn(page: Page) -> None:
    page.wait_for_selector("#graph[data-drawn]", state="attached", timeout=90_000)


def edges(page: Page) -> list[str]:
    """The rows of the table, by the body that each begins with."""
    return page.locator("tbody th a:first-child").all_inner_texts()


def test_every_visit_draws_the_same_graph_in_the_same_places(page: Page, site: str) -> None:
    first = opened(page, site + GRAPH).evaluate(PLACES)
    assert len(first) == 30
    assert len({(x, y) for _, x, y in first}) == 30
    assert opened(page, site + GRAPH).evaluate(PLACES) == first


@pytest.mark.parametrize("path", [GRAPH, f"en/{GRAPH}", "networks/graph/", "networks/map/", "networks/regions/36/"])
def test_pages_of_networks_fit_a_phone_and_break_no_rule(page: Page, site: str, path: str) -> None:
    page.goto(site + path)
    assert broken(page, path.partition("?")[0].strip("/").replace("/", "-")) == []


def test_what_is_sought_is_marked_told_and_stands_in_the_address(page: Page, site: str) -> None:
    opened(page, site + GRAPH)
    box, told = page.get_by_label("図の中をさがす"), page.locator("#graph-told")
    box.fill("ＮＰＯなど無い")
    expect(told).to_have_text("図の中には見つかりません。")
    box.fill("徳島大学")
    box.press("Enter")
    expect(told).to_have_text("1件が見つかりました。")
    assert page.evaluate(SOUGHT) == ["tokushima-university"]
    page.reload()
    drawn(page)
    assert page.evaluate(SOUGHT) == ["tokushima-university"]
    box.fill("徳島県")
    box.press("Enter")
    assert "pref-tokushima" in page.evaluate(SOUGHT)
    page.go_back()
    expect(box).to_have_value("徳島大学")
    assert page.evaluate(SOUGHT) == ["tokushima-university"]


def test_filters_narrow_picture_and_table_alike_and_back_undoes_them(page: Page, site: str) -> None:
    opened(page, site + GRAPH)
    whole = edges(page)
    page.get_by_label("構成員の立場").select_option(label="金")
    page.get_by_role("button", name="表示", exact=True).click()
    page.wait_for_url("**side=finance**")
    drawn(page)
    assert set(edges(page)) < set(whole)
    bodies = page.evaluate("() => graph._cyreg.cy.nodes('[kind=\"body\"]').map((node) => node.data('side'))")
    assert set(bodies) == {"finance"}
    page.go_back()
    drawn(page)
    assert edges(page) == whole
    expect(page.get_by_label("構成員の立場")).to_have_value("")


def test_one_body_comes_into_focus_and_back_leaves_it(page: Page, site: str) -> None:
    opened(page, f"{site}networks/graph/?prefecture=34")
    before = page.evaluate(PLACES)
    row = page.get_by_role("row").filter(has_text="マツダ").first
    row.get_by_role("link", name="中心にする").click()
    page.wait_for_url("**focus=mazda**")
    drawn(page)
    keys = [key for key, _, _ in page.evaluate(PLACES)]
    assert "mazda" in keys
    assert len(keys) < len(before)
    page.go_back()
    drawn(page)
    assert page.evaluate(PLACES) == before


def test_a_line_of_the_picture_opens_the_record_it_comes_from(page: Page, site: str) -> None:
    opened(page, site + GRAPH)
    page.locator("#graph").scroll_into_view_if_needed()
    page.wait_for_timeout(MOMENT)
    place: dict[str, Any] = page.evaluate(CLICKED)
    page.mouse.click(place["x"], place["y"])
    page.wait_for_url("**/networks/*/#member-*")
    anchor = page.url.partition("#")[2]
    expect(page.locator(f"[id='{anchor}']")).to_be_attached()


def _from_the_heading(page: Page) -> None:
    page.locator("#edges").evaluate("heading => { heading.tabIndex = -1; heading.focus(); }")


def test_the_table_is_sorted_and_a_record_opened_by_keyboard_alone(page: Page, site: str) -> None:
    opened(page, site + GRAPH)
    _from_the_heading(page)
    tab_to(page, "機関")
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=body**")
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("機関 ▲")
    names = edges(page)
    assert names == sorted(names)
    _from_the_heading(page)
    tab_to(page, "機関 ▲")
    page.keyboard.press("Enter")
    page.wait_for_url("**order=down**")
    expect(page.locator("th[aria-sort=descending]")).to_be_visible()
    assert edges(page) == sorted(edges(page), reverse=True)
    _from_the_heading(page)
    tab_to(page, edges(page)[0])
    tab_to(page, "構成員")
    page.keyboard.press("Enter")
    page.wait_for_url("**/networks/*/#member-*")
