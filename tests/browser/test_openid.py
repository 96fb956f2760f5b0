"""Signing in by a real OpenID provider in another process, with claims mapped by the file of TSUNAGU_SIGN_IN."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from tests import databases
from tests.browser.openid_provider import CLIENT, SECRET
from tests.browser.real_site import chromium, running_site
from tests.browser.test_pages import violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(chromium() is None, reason="no Chromium found: install one or set TSUNAGU_CHROMIUM"),
]
PASSWORD = "kasumi no naka wo aruku"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Both:
    """The site, and the folder that says to the provider who comes."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address = address
        self.folder = folder

    def comes(self, name: str) -> None:
        """Choose whom the provider signs in."""
        (self.folder / "person").write_text(name)


@pytest.fixture(scope="module")
def both(
    templates: databases.Templates,
    empty_database: str,
    django_db_blocker: DjangoDbBlocker,
    static_files: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Both]:
    """The site and its provider."""
    from tests.accounts.people import holder, person, university
    from tsunagu.access.enums import Role

    folder, port = tmp_path_factory.mktemp("provider"), _free_port()
    name = templates.copy("openid", lambda: None, "empty")
    with django_db_blocker.unblock():
        databases.use(name)
        ko = university("ko")
        holder("admin@ko.example.jp", Role.ADMINISTRATOR, ko, PASSWORD)
        person("taro@ko.example.jp", PASSWORD, name="見本 太郎")
        databases.use(empty_database)
    provider = {
        "id": "gakunin",
        "name": "学認の見本",
        "server": f"http://127.0.0.1:{port}/o",
        "client_id": CLIENT,
        "client_secret_env": "PROVIDER_SECRET",
        "scopes": ["openid", "profile", "email"],
        "claims": {"email": "mail", "name": "jaDisplayName", "domain": "eduPersonScopedAffiliation"},
    }
    (folder / "sign-in.json").write_text(json.dumps({"provider": [provider]}))
    environment = {
        "DATABASE_URL": databases.url(name),
        "TSUNAGU_SIGN_IN": str(folder / "sign-in.json"),
        "PROVIDER_SECRET": SECRET,
    }
    with running_site(**environment) as address:
        callback = f"{address}accounts/providers/gakunin/callback/"
        command = [sys.executable, "-m", "tests.browser.openid_provider", str(port), str(folder), callback]
        root = Path(__file__).resolve().parents[2]
        surroundings = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        process = subprocess.Popen(command, cwd=root, env=surroundings)
        try:
            for _ in range(200):
                if (folder / "ready").exists():
                    break
                time.sleep(0.1)
            yield Both(address, folder)
        finally:
            process.terminate()
            process.wait()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A browser of somebody who was never here."""
    context = browser.new_context(locale="ja")
    yield context.new_page()
    context.close()


def by_provider(page: Page, both: Both) -> None:
    page.goto(f"{both.address}accounts/login/")
    page.get_by_role("button", name="学認の見本").click()


def by_password(page: Page, both: Both, address: str) -> None:
    page.goto(f"{both.address}accounts/login/")
    page.get_by_label("メールアドレス").fill(address)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="サインイン", exact=True).click()
    expect(page.get_by_role("heading", name="マイデスク")).to_be_visible()


def test_who_comes_by_the_provider_registers_and_waits_for_the_organization_it_names(page: Page, both: Both) -> None:
    both.comes("hanako")
    by_provider(page, both)
    expect(page.get_by_role("heading", name="利用者登録")).to_be_visible()
    assert page.get_by_label("氏名").input_value() == "見本 花子"
    assert page.get_by_label("メールアドレス").input_value() == "hanako@ko.example.jp"
    assert violations(page) == []
    page.get_by_role("button", name="登録する").click()
    expect(page.get_by_role("heading", name="メールアドレスの確認")).to_be_visible()
    page.context.clear_cookies()
    by_password(page, both, "admin@ko.example.jp")
    expect(page.locator("main")).to_contain_text("見本 花子の所属を確認する")


def test_an_address_that_is_registered_is_not_joined_by_itself(page: Page, both: Both) -> None:
    both.comes("known")
    by_provider(page, both)
    expect(page.get_by_role("heading", name="利用者登録")).to_be_visible()
    page.get_by_label("氏名").fill("にせもの")
    page.get_by_role("button", name="登録する").click()
    assert page.locator("#greeting").inner_text().strip() == "サインイン"


def test_its_owner_connects_the_provider_and_then_signs_in_by_it(page: Page, both: Both) -> None:
    both.comes("known")
    by_password(page, both, "taro@ko.example.jp")
    page.goto(f"{both.address}accounts/providers/")
    page.get_by_role("button", name="学認の見本").click()
    if page.get_by_role("heading", name="本人の確認").is_visible():
        page.get_by_label("パスワード").fill(PASSWORD)
        page.get_by_role("button", name="確認する").click()
    expect(page.locator("main")).to_contain_text("連携している認証")
    page.goto(f"{both.address}accounts/logout/")
    page.get_by_role("button", name="サインアウト").click()
    by_provider(page, both)
    expect(page.get_by_role("heading", name="マイデスク")).to_be_visible()
    assert "見本 太郎" in page.locator("#greeting").inner_text()


def test_an_answer_that_nobody_asked_for_is_refused(page: Page, both: Both) -> None:
    page.goto(f"{both.address}accounts/providers/gakunin/callback/?code=made-up&state=made-up")
    expect(page.get_by_role("heading", name="外部の認証でサインインできませんでした")).to_be_visible()


def test_who_cancels_there_is_back_here(page: Page, both: Both) -> None:
    page.goto(f"{both.address}accounts/providers/gakunin/callback/?error=access_denied&state=made-up")
    expect(page.locator("main h1")).to_be_visible()
