"""What goes on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.browser.real_site import chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(chromium() is None, reason="no Chromium found"),
]


def pages_of(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in millimeters."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4)) for width, height in boxes]


@pytest.mark.parametrize("language", ["", "en/"])
def test_four_programs_of_a_shortlist_are_one_sheet_of_a4(browser: Browser, site: str, language: str):
    page = browser.new_page()
    page.goto(f"{site}{language}shortlist/?p=coi-next&p=j-peaks&p=regional-university-grant&p=sparc")
    pdf = page.pdf(prefer_css_page_size=True)
    page.close()
    assert pages_of(pdf) == [(210, 297)]


def test_a_long_page_is_seen_to_be_several_sheets(browser: Browser, site: str):
    page = browser.new_page()
    page.goto(f"{site}programs/")
    assert len(pages_of(page.pdf(prefer_css_page_size=True))) > 1
    page.close()
