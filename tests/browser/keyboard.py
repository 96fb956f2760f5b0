"""Walking a page by keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

_TABS = 120  # the longest way of any walk
_FOCUSED = r"""() => {
  const one = document.activeElement;
  if (one === document.body) return "";
  const label = one.labels && one.labels.length ? one.labels[0] : one;
  return label.textContent.replace(/\s+/g, " ").trim() || one.name || "";
}"""


def focused(page: Page) -> str:
    """What labels the element with the focus, else what it says, else its name; the page itself has none."""
    return str(page.evaluate(_FOCUSED))


def settle(page: Page) -> None:
    """Wait, where an answer was put into the page: the browser focuses it at once, and htmx once more at the end."""
    expect(page.locator(".htmx-added")).to_have_count(0)


def tab_to(page: Page, name: str) -> None:
    """Press the tab key until the focus is on what is called exactly this: a region says all that is in it."""
    settle(page)
    seen = []
    for _ in range(_TABS):
        page.keyboard.press("Tab")
        seen.append(focused(page))
        if seen[-1] == name:
            return
    raise AssertionError(f"the tab key does not lead to {name}, but to {seen}")
