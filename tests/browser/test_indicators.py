"""Indicators with a real browser: submitted, confirmed, drawn; axe, a phone, both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from tests import databases
from tests.browser.real_site import chromium, running_site
from tests.browser.test_desk import broken, sign_in, somebody

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(chromium() is None, reason="no Chromium found: install one or set TSUNAGU_CHROMIUM"),
]
SERIES = "indicators/participants/mihon-ko/"


@dataclass
class Stage:
    """A running site with the cast, and invented figures of their bodies."""

    address: str
    password: str


@pytest.fixture(scope="module")
def stage(
    templates: databases.Templates,
    empty_database: str,
    django_db_blocker: DjangoDbBlocker,
    static_files: None,
) -> Iterator[Stage]:
    from tsunagu.accounts.actions import demo
    from tsunagu.indicators import actions

    name = templates.copy("figures", lambda: None, "empty")
    with django_db_blocker.unblock():
        databases.use(name)
        password = demo.make()
        actions.load(Path(settings.DATA))
        _figures()
        databases.use(empty_database)
    with running_site(DATABASE_URL=databases.url(name)) as address:
        yield Stage(address.replace("127.0.0.1", "localhost"), password)


def _figures() -> None:
    """A series with a plan, a gap and a change of the definition; another body with figures of another year."""
    from tests.indicators.conftest import PLAN, confirmed, figure, second, year
    from tests.organizations.conftest import of
    from tsunagu.access.enums import Role
    from tsunagu.organizations.models import Organization

    ko, otsu = (Organization.objects.get(key=key) for key in ("mihon-ko", "mihon-otsu"))
    ura, newer = of(ko, Role.URA), second(valid_from=date(2023, 4, 1))
    for when, number in ((2017, 8), (2018, 11), (2020, 15), (2021, 21), (2022, 19)):
        confirmed(ko, ura, figure(number), year(when))
    for when, number in ((2023, 34), (2024, 38)):
        confirmed(ko, ura, figure(number), year(when), under=newer)
    confirmed(ko, ura, figure(40), year(2024), under=newer, kind=PLAN)
    confirmed(otsu, of(otsu, Role.URA, user=8), figure(5), year(2022))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    yield from somebody(browser)


@pytest.mark.parametrize("path", [SERIES, f"en/{SERIES}", "indicators/participants/", "indicators/"])
def test_pages_with_figures_fit_a_phone_and_break_no_rule(page: Page, stage: Stage, path: str):
    page.goto(stage.address + path)
    assert broken(page, path.strip("/").replace("/", "-")) == []


def test_a_line_is_cut_at_the_gap_and_at_the_change_of_the_definition(page: Page, stage: Stage):
    page.goto(stage.address + SERIES)
    counts = [page.locator(f".series__{name}").count() for name in ("dot", "line", "cut")]
    assert counts == [7, 4, 1]


def test_a_figure_is_submitted_by_a_body_and_confirmed_by_an_officer(page: Page, stage: Stage, browser: Browser):
    sign_in(page, stage, "ura@ko.example.jp")
    page.goto(f"{stage.address}desk/indicators/submit/")
    page.get_by_label("指標（単位）と定義の版").select_option(
        label="ネットワーク機関の専任者数 (人（フルタイム換算）) v1"
    )
    page.get_by_label("年度（年度の値のとき）").select_option("2024")
    page.get_by_role("button", name="提出する", exact=True).click()
    expect(page.get_by_text("資料のキーか、出典のリンクを入れてください。").first).to_be_visible()
    assert broken(page, "submit-refused") == []
    page.get_by_label("値（割合でない指標）").fill("2.5")
    page.get_by_label("出典のリンク").fill("https://example.jp/report")
    page.get_by_role("button", name="提出する", exact=True).click()
    expect(page.get_by_text("記録しました。")).to_be_visible()
    assert broken(page, "indicators-desk") == []
    public = f"{stage.address}indicators/coordinators/mihon-ko/"
    page.goto(public)
    expect(page.get_by_text("確定した値はありません")).to_be_visible()
    for officer in somebody(browser):
        sign_in(officer, stage, "officer@example.jp")
        officer.get_by_role("link", name="指標の値の確定").first.click()
        assert broken(officer, "indicators-confirm") == []
        officer.get_by_role("button", name="確定する", exact=True).click()
        expect(officer.get_by_text("記録しました。")).to_be_visible()
    page.goto(public)
    expect(page.get_by_role("cell", name="2.5")).to_be_visible()
