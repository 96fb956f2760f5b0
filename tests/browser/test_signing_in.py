"""Signing in with a real browser: passkeys with an authenticator that Chromium plays, codes, keyboard, axe."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from tests import databases
from tests.browser.real_site import chromium, running_site
from tests.browser.test_pages import DESKTOP, violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(chromium() is None, reason="no Chromium found: install one or set TSUNAGU_CHROMIUM"),
]
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
OWN = [
    "desk/",
    "accounts/",
    "accounts/password/change/",
    "accounts/delegations/",
    "accounts/factors/",
    "accounts/passkeys/",
    "accounts/sessions/",
    "accounts/providers/",
    "accounts/logout/",
    "accounts/reauthenticate/",
]
AFTER_PROOF = ["accounts/email/", "accounts/tokens/", "accounts/factors/totp/activate/", "accounts/passkeys/add/"]


@dataclass
class Stage:
    """A running site with the cast of the demonstration."""

    address: str
    password: str
    organization: int


@pytest.fixture(scope="module")
def stage(
    templates: databases.Templates, empty_database: str, django_db_blocker: DjangoDbBlocker, static_files: None
) -> Iterator[Stage]:
    """The site under the name that browsers take passkeys from."""
    from tsunagu.accounts.actions import demo
    from tsunagu.accounts.queries import posts

    name = templates.copy("cast", lambda: None, "empty")
    with django_db_blocker.unblock():
        databases.use(name)
        password = demo.make()
        organization = posts.organizations().get(key="mihon-ko").pk
        databases.use(empty_database)
    with running_site(DATABASE_URL=databases.url(name)) as address:
        yield Stage(address.replace("127.0.0.1", "localhost"), password, organization)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A browser of somebody who was never here, that fails on any complaint of the console."""
    context = browser.new_context(viewport=DESKTOP, locale="ja")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [text for text in complaints if "422" not in text] == []


def sign_in(page: Page, stage: Stage, address: str) -> None:
    page.goto(f"{stage.address}accounts/login/")
    page.get_by_label("メールアドレス").fill(address)
    page.get_by_label("パスワード").fill(stage.password)
    page.get_by_role("button", name="サインイン", exact=True).click()


def prove(page: Page, stage: Stage) -> None:
    """Say the password again where a page asks for it."""
    page.get_by_label("パスワード").fill(stage.password)
    page.get_by_role("button", name="確認する").click()


def sign_out(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.address}accounts/logout/")
    page.get_by_role("button", name="サインアウト").click()


def test_a_passkey_is_added_and_signs_in_alone(page: Page, stage: Stage) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    sign_in(page, stage, "ura@ko.example.jp")
    page.goto(f"{stage.address}accounts/passkeys/add/")
    prove(page, stage)
    page.get_by_label("パスキーにする").check()
    page.get_by_role("button", name="追加する").click()
    expect(page.get_by_role("heading", name="回復コード")).to_be_visible()
    assert page.locator(".codes li").count() == 10
    sign_out(page, stage)
    page.goto(f"{stage.address}accounts/login/")
    page.get_by_role("button", name="パスキーでサインイン").click()
    expect(page.get_by_role("heading", name="マイデスク")).to_be_visible()
    page.goto(f"{stage.address}accounts/passkeys/")
    assert violations(page) == []


def test_a_refused_passkey_is_told(page: Page, stage: Stage) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**KEY, "isUserVerified": False}})
    page.goto(f"{stage.address}accounts/login/")
    page.get_by_role("button", name="パスキーでサインイン").click()
    expect(page.locator("#key-trouble")).to_be_visible()


def code(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def test_an_authenticator_app_is_added_and_asked_for_and_a_code_is_good_once(page: Page, stage: Stage) -> None:
    sign_in(page, stage, "approver@ko.example.jp")
    page.goto(f"{stage.address}accounts/factors/totp/activate/")
    prove(page, stage)
    assert violations(page) == []
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("コード", exact=True).fill(code(secret))
    page.get_by_role("button", name="登録する").click()
    recovery = page.locator(".codes li").first.inner_text()
    sign_out(page, stage)
    sign_in(page, stage, "approver@ko.example.jp")
    expect(page.get_by_role("heading", name="二段階認証")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("コード", exact=True).fill("000000")
    page.get_by_role("button", name="サインイン").click()
    expect(page.locator(".field__error")).to_be_visible()
    page.get_by_label("コード", exact=True).fill(recovery)
    page.get_by_role("button", name="サインイン").click()
    expect(page.get_by_role("heading", name="マイデスク")).to_be_visible()
    sign_out(page, stage)
    sign_in(page, stage, "approver@ko.example.jp")
    page.get_by_label("コード", exact=True).fill(recovery)
    page.get_by_role("button", name="サインイン").click()
    expect(page.locator(".field__error")).to_be_visible()


@pytest.mark.parametrize("language", ["", "en/"])
def test_no_page_of_who_signed_in_has_a_violation_or_scrolls_sideways(page: Page, stage: Stage, language: str) -> None:
    sign_in(page, stage, "admin@ko.example.jp")
    expect(page.get_by_role("heading", name="マイデスク")).to_be_visible()
    administration = f"accounts/organizations/{stage.organization}/"
    page.goto(f"{stage.address}accounts/email/")
    prove(page, stage)
    broken = {}
    for path in [*OWN, *AFTER_PROOF, administration, f"{administration}hand-over/"]:
        answer = page.goto(f"{stage.address}{language}{path}")
        assert answer is not None
        assert answer.status == 200, path
        if found := violations(page):
            broken[path] = found
        page.set_viewport_size({"width": 320, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            broken[path] = "scrolls sideways"
        page.set_viewport_size(DESKTOP)
    assert broken == {}


def test_the_page_of_the_platform_has_no_violation(page: Page, stage: Stage) -> None:
    sign_in(page, stage, "admin1@example.jp")
    page.goto(f"{stage.address}accounts/platform/")
    assert violations(page) == []


def test_one_signs_in_and_out_by_keyboard_alone(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.address}accounts/login/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the navigation
    page.keyboard.press("Tab")
    page.keyboard.type("city@hei.example.jp")
    page.keyboard.press("Tab")
    page.keyboard.type(stage.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="マイデスク")).to_be_visible()
    page.goto(f"{stage.address}accounts/logout/")
    page.get_by_role("button", name="サインアウト").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(stage.address)


def test_a_public_page_greets_who_signed_in(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.address}about/")
    expect(page.locator("#greeting")).to_have_text(re.compile(r"^\s*サインイン\s*$"))
    sign_in(page, stage, "researcher@ko.example.jp")
    page.goto(f"{stage.address}about/")
    expect(page.locator("#greeting")).to_contain_text("見本 甲研究")
    assert violations(page) == []
    sign_out(page, stage)
    page.goto(f"{stage.address}about/")
    expect(page.locator("#greeting")).to_have_text(re.compile(r"^\s*サインイン\s*$"))


def test_signing_in_works_without_scripts(browser: Browser, stage: Stage) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, stage, "ura@otsu.example.jp")
    assert "マイデスク" in page.locator("main").inner_text()
    page.goto(f"{stage.address}about/")
    page.locator("#greeting a").click()
    assert "マイデスク" in page.locator("main").inner_text()
    context.close()
