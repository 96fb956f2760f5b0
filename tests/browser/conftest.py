"""A real server over the test database and a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, expect, sync_playwright

from tests import databases
from tests.browser.real_site import CHROMIUM_FLAGS, chromium, running_site
from tests.real_data import RealData


@pytest.fixture(scope="session")
def site(real_data: RealData, made_up: Path) -> Iterator[str]:
    """The address of the running site: the networks, and below them the catalog, whose index it searches."""
    call_command("collectstatic", verbosity=0, interactive=False)
    with running_site(DATABASE_URL=databases.url(real_data.name), TSUNAGU_STRENGTHS=str(made_up)) as address:
        yield address


@pytest.fixture(scope="session")
def browser(site: str) -> Iterator[Browser]:
    """Chromium, without a window; what is awaited may take its time on a busy machine."""
    expect.set_options(timeout=30_000)
    # Between its calls Playwright leaves its loop marked as running, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
