"""From a call to a receipt in a real browser: written by one, submitted by another by keyboard, then received."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from tests import databases
from tests.browser.keyboard import tab_to
from tests.browser.real_site import chromium, running_site
from tests.browser.test_desk import PHONE, Stage, broken, sign_in, somebody
from tests.calls.files import EXAMPLE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(chromium() is None, reason="no Chromium found: install one or set TSUNAGU_CHROMIUM"),
]
VISION = "2040年に、誰もが森の恵みで暮らせる地域"


@pytest.fixture(scope="module")
def stage(
    templates: databases.Templates, empty_database: str, django_db_blocker: DjangoDbBlocker, static_files: None
) -> Iterator[Stage]:
    from tsunagu.accounts.actions import demo

    name = templates.copy("cast-that-applies", lambda: None, "empty")
    with django_db_blocker.unblock():
        databases.use(name)
        password = demo.make()
        _opened()
        databases.use(empty_database)
    with running_site(DATABASE_URL=databases.url(name)) as address:
        yield Stage(address.replace("127.0.0.1", "localhost"), password, 0, 0, 0, 0)


def _opened() -> None:
    """A call that opened yesterday and closes in a month."""
    import time_machine

    from tests.calls.test_actions import OFFICER
    from tsunagu.calls import actions
    from tsunagu.kernel import clock

    now = clock.now()
    times = {
        "2027-05-10T10:00:00+09:00": now - timedelta(days=1),
        "2027-06-25T12:00:00+09:00": now + timedelta(days=30),
    }
    content = EXAMPLE.replace('[[step]]\nkind = "decision"\nopens = 2027-09-30\n\n', "")
    for printed, instant in times.items():
        content = content.replace(printed, instant.isoformat(timespec="seconds"))
    with time_machine.travel(now - timedelta(days=2)):
        actions.publish(actions.put("sample", content.encode(), by=OFFICER), by=OFFICER)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    yield from somebody(browser)


def test_from_a_call_to_a_receipt(page: Page, browser: Browser, stage: Stage) -> None:
    sign_in(page, stage, "ura@ko.example.jp")
    page.goto(stage.address + "calls/sample/")
    expect(page.locator("[data-until]")).to_contain_text("締切まで")
    page.get_by_role("link", name="申請する").last.click()
    assert broken(page, "applying") == []
    page.get_by_role("button", name="下書きを作る").click()
    assert broken(page, "draft") == []
    page.locator("[name=v-title]").fill("森の光で地域をつくる")
    page.locator("[name=v-members]").fill("4")
    expect(page.locator("#save-status")).to_have_text("保存しました。")
    page.locator("[name=v-vision]").fill(VISION)
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_text("提出は、機関管理者か決裁者が行います。")).to_be_visible()
    draft = page.url.split("?")[0]

    for approver in somebody(browser):
        sign_in(approver, stage, "approver@ko.example.jp")
        approver.set_viewport_size(PHONE)
        approver.goto(draft)
        expect(approver.get_by_text(VISION)).to_be_visible()
        assert broken(approver, "submitting-phone") == []
        tab_to(approver, "提出する")
        approver.keyboard.press("Enter")
        expect(approver.get_by_role("status")).to_contain_text("申請を受け付けました。")
        assert broken(approver, "receipt-phone") == []

    for officer in somebody(browser):
        sign_in(officer, stage, "officer@example.jp")
        for path in ("desk/received/", "desk/calls/sample/applications/", "desk/calls/", "desk/calls/sample/"):
            officer.goto(stage.address + path)
            assert broken(officer, path.replace("/", "-")) == []
        officer.goto(stage.address + "en/desk/calls/sample/applications/")
        officer.get_by_role("link", name="森の光で地域をつくる").click()
        expect(officer.get_by_text(VISION)).to_be_visible()
        assert broken(officer, "dossier") == []
