"""A real server over the test database and a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, sync_playwright
from psycopg.conninfo import make_conninfo

from tests.browser.real_site import CHROMIUM_FLAGS, chromium, running_site


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, made_up: Path) -> Iterator[str]:
    """The address of the running site."""
    call_command("collectstatic", verbosity=0, interactive=False)
    database = connection.settings_dict
    parts = {name: database[name.upper()] or None for name in ("user", "password", "host", "port")}
    url = make_conninfo(dbname=database["NAME"], **parts)
    with running_site(DATABASE_URL=url, TSUNAGU_STRENGTHS=str(made_up)) as address:
        yield address


@pytest.fixture(scope="session")
def browser(site: str) -> Iterator[Browser]:
    """Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
