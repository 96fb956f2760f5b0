"""The page of all maps: of which year, in which words, and each box once."""

from __future__ import annotations

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(static_files) -> Client:
    return Client(headers={"host": "localhost"})


@pytest.mark.long
def test_the_heading_names_the_year_also_when_it_is_changed_on_the_page(client: Client):
    title = re.compile(r'<h1 id="atlas-title">\s*関連事業マップ（全体）\s*<small>令和4年度</small>\s*</h1>')
    assert title.search(client.get("/maps/").content.decode())
    part = client.get("/maps/?year=2022", headers={"hx-request": "true"}).content.decode()
    assert '<h1 id="atlas-title" hx-swap-oob="true">' in part


def test_circled_numbers_stand_for_applicants_only(client: Client):
    html = client.get("/maps/").content.decode()
    assert "第1段階 技術の高度化・基盤技術の開発" in html
    circled = set(re.findall(r"[①②③④][^<]*", html))
    # in their own elements, before the kind of applicant; one map prints headings of its own that begin so
    assert circled == {"①", "②", "③", "④", "①分野横断の実証・実装", "②個別分野の実証・実装"}


def test_a_box_stands_on_the_page_once(client: Client):
    assert client.get("/maps/").content.decode().count('href="/programs/road-to-l4/"') == 1
