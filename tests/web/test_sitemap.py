"""What search engines and readers are told of a page: its address in each language, and since when it is as it is."""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from tests.browser.real_site import pages
from tsunagu.catalog.models import Map, Program

pytestmark = pytest.mark.django_db
# what other pages lead to, but no search engine: numbers, people, what a register has millions of, forms of sign-in,
# another view of a list
UNLISTED = (
    "accounts/",
    "strengths/",
    "organizations/registered/",
    "people/",
    "regions/39/392022/",
    "networks/alive/",
)
NAMES = {"": "http://www.sitemaps.org/schemas/sitemap/0.9", "xhtml": "http://www.w3.org/1999/xhtml"}


@pytest.fixture
def client(static_files) -> Client:
    return Client(headers={"host": "localhost"})


def _entries(client: Client) -> dict[str, ElementTree.Element]:
    entries = ElementTree.fromstring(client.get("/sitemap.xml").content).findall("url", NAMES)
    return {str(entry.findtext("loc", namespaces=NAMES)): entry for entry in entries}


@pytest.mark.long
def test_the_sitemap_lists_every_page_in_both_languages(client: Client):
    entries = _entries(client)
    found = {path for path in pages() if "?" not in path and not path.startswith(UNLISTED)} - {"feedback/sent/"}
    listed = {f"http://localhost/{language}{path}" for path in found for language in ("", "en/")}
    assert listed - entries.keys() == set()
    programs = [address for address in entries if re.fullmatch(r"http://localhost/programs/[a-z0-9-]+/", address)]
    assert len(programs) == Program.objects.count()


@pytest.mark.long
def test_an_entry_names_its_other_language_and_the_day_it_changed(client: Client):
    entry = _entries(client)["http://localhost/en/programs/coi-next/"]
    links = {link.get("hreflang"): link.get("href") for link in entry.findall("xhtml:link", NAMES)}
    assert links == {
        "ja": "http://localhost/programs/coi-next/",
        "en": "http://localhost/en/programs/coi-next/",
        "x-default": "http://localhost/programs/coi-next/",
    }
    assert entry.findtext("lastmod", namespaces=NAMES) == timezone.localdate().isoformat()


def test_the_icon_is_found_where_it_always_was(client: Client):
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer["Location"].endswith(".svg")) == (302, True)


def test_robots_are_led_to_the_sitemap(client: Client):
    assert "Sitemap: http://localhost/sitemap.xml\n" in client.get("/robots.txt").content.decode()


def test_a_page_names_its_short_address_in_each_language(client: Client):
    html = unescape(client.get("/en/maps/?theme=maas&ministry=").content.decode())
    assert re.findall(r'<link rel="alternate" hreflang="(..)" href="(.*)">', html) == [
        ("ja", "http://localhost/maps/?theme=maas"),
        ("en", "http://localhost/en/maps/?theme=maas"),
    ]
    assert 'id="share" rel="bookmark" href="http://localhost/en/maps/?theme=maas"' in html


@pytest.mark.parametrize("query", ["theme=maas&ministry=", "ministry=&theme=maas&format="])
def test_a_page_has_one_address_however_it_was_reached(client: Client, query: str):
    html = unescape(client.get(f"/en/maps/?{query}").content.decode())
    assert re.findall(r'<link rel="canonical" href="(.*)">', html) == ["http://localhost/en/maps/?theme=maas"]


def test_where_no_page_is_there_is_no_address(client: Client):
    assert 'rel="canonical"' not in client.get("/en/nothing/").content.decode()


def test_a_page_says_when_it_and_its_data_changed(client: Client):
    Program.objects.update(updated="2026-04-01T00:00+09:00")
    Map.objects.update(updated="2026-10-20T00:00+09:00")
    html = client.get("/programs/coi-next/").content.decode()
    assert "このページの更新日：2026年4月1日" in html
    assert "データの更新日：2026年10月20日" in html
    html = client.get("/en/contacts/").content.decode()
    assert "Data updated Oct. 20, 2026" in html
    assert "This page was updated" not in html
