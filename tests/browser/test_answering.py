"""Answering a sheet with a real browser: saved as one writes, submitted by a button, axe and a phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from tests import databases
from tests.browser.real_site import chromium, running_site
from tests.browser.test_desk import Stage, broken, sign_in, somebody
from tests.sheets.test_rules import EVERY

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(chromium() is None, reason="no Chromium found: install one or set TSUNAGU_CHROMIUM"),
]


@pytest.fixture(scope="module")
def stage(
    templates: databases.Templates, empty_database: str, django_db_blocker: DjangoDbBlocker, static_files: None
) -> Iterator[Stage]:
    from tsunagu.accounts.actions import demo

    name = templates.copy("cast-that-answers", lambda: None, "empty")
    with django_db_blocker.unblock():
        databases.use(name)
        password, request = demo.make(), 0
        request = _asked()
        databases.use(empty_database)
    with running_site(DATABASE_URL=databases.url(name)) as address:
        yield Stage(address.replace("127.0.0.1", "localhost"), password, 0, 0, 0, request)


def _asked() -> int:
    """A sheet with a question of every kind, which 丙市 is asked to answer."""
    from tsunagu.access.actors import Post, signed_in
    from tsunagu.access.enums import Role
    from tsunagu.kernel import clock
    from tsunagu.organizations.models import Organization
    from tsunagu.sheets import actions
    from tsunagu.sheets.enums import VersionState
    from tsunagu.sheets.models import Response

    by = signed_in(user=1, name="見本", posts=[Post(role=Role.PROGRAM_OFFICER)])
    version = actions.draft(by=by, key="every", name="見本の質問票", questions=EVERY)
    for to in (VersionState.PREVIEW, VersionState.LIVE):
        version = actions.proceed(version, by=by, to=to)
    body = Organization.objects.get(key="mihon-hei")
    told = {"occasion": "tests:1", "title": "見本の調査", "title_en": "Sample survey"}
    actions.ask(version, bodies=[body.pk], closes=clock.now() + timedelta(days=7), **told)
    return Response.objects.get().pk


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    yield from somebody(browser)


def test_a_city_answers_is_saved_as_it_writes_and_submits(page: Page, stage: Stage) -> None:
    sign_in(page, stage, "city@hei.example.jp")
    page.get_by_role("link", name="「見本の調査」に回答する").click()
    assert broken(page, "answering") == []
    page.locator("#q-council").get_by_label("有", exact=True).check()
    status = page.locator("#save-status")
    expect(status).to_have_text("保存しました。")
    page.locator("#q-council").get_by_label("無", exact=True).check()
    expect(page.locator("#q-members")).to_be_hidden()
    page.locator("#q-staff input[inputmode]").fill("多数")
    expect(status).to_contain_text("読めない回答")
    page.get_by_role("button", name="保存する", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("数値を書いてください。")
    assert broken(page, "answering-mistake") == []
    page.locator("#q-staff input[inputmode]").fill("12")
    page.get_by_role("button", name="保存して提出する").click()
    expect(page.get_by_role("status")).to_contain_text("提出しました。")
    assert broken(page, "answering-submitted") == []


def test_officers_find_nothing_broken_where_they_work(page: Page, stage: Stage) -> None:
    sign_in(page, stage, "officer@example.jp")
    for path in ("desk/sheets/", "desk/sheets/new/", "desk/sheets/1/", "desk/surveys/", "surveys/", "en/desk/surveys/"):
        page.goto(stage.address + path)
        assert broken(page, path.replace("/", "-")) == []
