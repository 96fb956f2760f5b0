"""The pages over the real catalog, without a browser: what they answer, what they export, how they take bad input."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from html import unescape
from itertools import chain
from typing import Any
from urllib.parse import urldefrag, urljoin

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import is_valid_path, resolve
from django.utils import translation
from django.utils.translation import get_language_from_path
from python_calamine import CalamineWorkbook

from tests.browser.real_site import pages
from tests.turns import one_in
from tests.web.page_costs import multiply
from tsunagu.catalog.enums import State
from tsunagu.catalog.models import Program
from tsunagu.catalog.queries import program as program_queries
from tsunagu.catalog.queries import states
from tsunagu.web.middleware import CONTENT_SECURITY_POLICY

pytestmark = pytest.mark.django_db

JUNK = ["'\"><script>alert(1)</script>", "%00", "x" * 5000, "-1", "１０", "../../etc/passwd", "NaN", "令和", "🦀"]
LISTS = {
    "programs/": "program",
    "programs/?q=バス": "program",
    "maps/?theme=maas": "map",
    "may-apply/?as=city&with=university": "program",
    "compare/?p=coi-next&p=sparc": None,
    "budgets/?year=2022": "program",
    "changes/": None,
    "contacts/?theme=bio": "theme",
}


@pytest.fixture
def client(static_files, made_up, settings) -> Client:
    settings.STRENGTHS = made_up
    return Client(headers={"host": "localhost"})


# Pages are made by the same code in both languages: every day some English ones are asked to which a menu leads.
ENGLISH = [
    pytest.param(f"en/{path}", marks=[] if path.count("/") <= 1 and place % 3 == 0 else pytest.mark.long)
    for place, path in enumerate(pages())
]


@pytest.mark.parametrize("path", [*one_in(3, pages()), *ENGLISH])
def test_a_page_answers_with_one_heading_and_all_security_headers(client: Client, path: str) -> None:
    answer = client.get(f"/{path}")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count("<h1") == 1
    assert f'<html lang="{"en" if path.startswith("en/") else "ja"}"' in html
    assert answer["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Permissions-Policy" in answer
    # data in JSON are read by scripts and run by nobody
    assert re.search(r"\sstyle=|\son[a-z]+=|<script(?![^>]*(?:\ssrc=|\stype=.application/json))", html) is None


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in CONTENT_SECURITY_POLICY.split(";") if rule.strip())
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self'"
    assert rules["style-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in CONTENT_SECURITY_POLICY


@pytest.mark.long
def test_every_program_has_a_page_in_both_languages(client: Client) -> None:
    for key in Program.objects.values_list("key", flat=True):
        assert client.get(f"/programs/{key}/").status_code == 200
        assert client.get(f"/en/programs/{key}/").status_code == 200


def links(client: Client, path: str) -> set[str]:
    """The addresses of this site that a page leads to, but for files and programs, which have tests of their own."""
    html = client.get(f"/{path}").content.decode()
    texts = re.findall(r'<a\b[^>]* href="([^"]*)"', html)
    addresses = {urldefrag(urljoin(f"/{path}", unescape(text))).url for text in texts}
    return {address for address in addresses if re.match(r"/(?!programs/[a-z])", address) and "format=" not in address}


def test_every_link_of_the_home_page_leads_to_a_page_of_the_site(client: Client) -> None:
    own = links(client, "")
    assert len(own) > 10
    assert [link for link in sorted(own) if not _is_there(link.partition("?")[0])] == []
    assert not _is_there("/nowhere/")


def _is_there(path: str) -> bool:
    with translation.override("en" if path.startswith("/en/") else "ja"):
        return is_valid_path(path)


@pytest.mark.long
def test_every_link_of_the_pages_answers(client: Client) -> None:
    own = set().union(*(links(client, path) for path in pages()))
    assert len(own) > 150
    # what asks to sign in leads to the page for it
    assert [link for link in _some_of_each_kind(own) if client.get(link, follow=True).status_code != 200] == []


def _some_of_each_kind(addresses: set[str]) -> Iterator[str]:
    """At most forty addresses of a route, from all over its list: hundreds lead to the pages of one document."""
    routes: defaultdict[str, list[str]] = defaultdict(list)
    for address in sorted(addresses):
        path = address.partition("?")[0]
        with translation.override(get_language_from_path(path)):
            routes[resolve(path).route if is_valid_path(path) else path].append(address)
    return chain.from_iterable(one[:: -(-len(one) // 40)] for one in routes.values())


@pytest.mark.parametrize("path", ["programs/no-such-program/", "maps/no-such-map/", "nowhere/", "en/programs/coi-nxt/"])
def test_an_unknown_address_gets_a_helpful_page(client: Client, path: str) -> None:
    answer = client.get(f"/{path}")
    assert answer.status_code == 404
    assert "<form" in answer.content.decode() or "<a " in answer.content.decode()


@pytest.mark.long
@pytest.mark.parametrize("key", ["coi-next", "regional-university-grant", "sip"])
def test_a_program_page_folds_facts_and_drops_none(client: Client, key: str) -> None:
    shown = program_queries.program(key)
    text = unescape(client.get(f"/programs/{key}/").content.decode())
    facts = [*shown.budgets.all(), *shown.eligibilities.all(), *shown.editions.all(), *shown.wants.all()]
    facts += [track for edition in shown.editions.all() for track in edition.tracks.all()]
    words = {word for fact in facts for word in _words(fact)}
    assert {word for word in words if word not in text} == set()


def _words(fact: Any) -> Iterator[str]:
    """What a page must show of a fact, in the words of the source."""
    for name in ("printed", "note", "text", "condition", "excludes", "purpose", "amount_text", "years_text", "gate"):
        if word := getattr(fact, name, ""):
            yield word


def test_a_mistyped_program_is_offered_the_right_one(client: Client) -> None:
    assert 'href="/programs/coi-next/"' in client.get("/programs/coi-nxt/").content.decode()


@pytest.mark.parametrize("junk", [JUNK[0], *(pytest.param(junk, marks=pytest.mark.long) for junk in JUNK[1:])])
@pytest.mark.parametrize(
    "path", ["programs/", "maps/", "maps/maas/", "may-apply/", "compare/", "budgets/", "changes/", "contacts/"]
)
def test_broken_filters_are_named_and_left_out(client: Client, path: str, junk: str) -> None:
    names = (
        "theme",
        "phase",
        "ministry",
        "applicant",
        "year",
        "new_call",
        "tag",
        "as",
        "with",
        "verdict",
        "p",
        "pillar",
        "kind",
        "before",
        "page",
    )
    query = "&".join(f"{name}={junk}" for name in names)
    answer = client.get(f"/{path}?{query}")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "<script>alert(1)</script>" not in html
    assert 'role="alert"' in html


def test_a_filter_that_can_be_used_is_not_called_broken(client: Client) -> None:
    assert 'role="alert"' not in client.get("/maps/?theme=maas&year=R4").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "budgets/?year=nonsense",
        "may-apply/?as=nonsense",
        "programs/?year=nonsense",
        "networks/?year=0",
        "governance/?standing=nonsense",
    ],
)
def test_a_file_is_not_given_with_a_condition_left_out(client: Client, address: str) -> None:
    answer = client.get(f"/{address}&format=csv")
    assert answer["Content-Type"].startswith("text/html")
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.long
@pytest.mark.parametrize("path", LISTS)
def test_an_export_holds_everything_as_csv_and_as_xlsx(client: Client, path: str) -> None:
    mark = "&" if "?" in path else "?"
    text = client.get(f"/{path}{mark}format=csv")
    book = client.get(f"/{path}{mark}format=xlsx")
    assert text["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="tsunagu-[a-z-]+\.csv"', text["Content-Disposition"])
    rows = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig"))))
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(book.content))
    sheet = workbook.get_sheet_by_index(0).to_python()
    assert len(rows) > 1
    assert [len(rows), len(rows[0])] == [len(sheet), len(sheet[0])]
    assert rows[0] == sheet[0]


@pytest.mark.long
def test_the_export_of_a_long_list_goes_beyond_its_page(client: Client) -> None:
    assert client.get("/programs/").content.decode().count('<li class="result">') == 30
    rows = list(csv.DictReader(io.StringIO(client.get("/programs/?format=csv").content.decode("utf-8-sig"))))
    assert [row["program"] for row in rows] == _in_order()


@pytest.mark.long
def test_pages_of_a_long_list_follow_each_other_without_gap_or_repeat(client: Client) -> None:
    seen: list[str] = []
    for number in (1, 2, 3, 4):
        seen += re.findall(
            r'<h2>\s*<a href="/programs/([a-z0-9-]+)/">', client.get(f"/programs/?page={number}").content.decode()
        )
    assert seen == _in_order()


def _in_order() -> list[str]:
    """The keys of all programs in the order of the catalog, ended ones last."""
    by_row = states.states()
    programs = sorted(Program.objects.all(), key=lambda program: by_row[program.pk].state is State.ENDED)
    return [program.key for program in programs]


@pytest.mark.parametrize("path", ["programs/?", "programs/?q=研究&", "may-apply/?as=city&", "budgets/?"])
def test_a_page_beyond_the_last_one_is_the_last_one(client: Client, path: str) -> None:
    html = client.get(f"/{path}page=99").content.decode()
    pager = html[html.index('<nav class="pager"') :]
    last = max(int(number) for number in re.findall(r"page=(\d+)\"", pager))
    assert 1 < last < 99
    assert re.search(rf'aria-current="page"\s+href="[^"]*page={last}"', pager)
    assert "見つかりませんでした" not in html


def test_a_program_that_only_a_city_may_apply_for_says_so(client: Client) -> None:
    html = client.get("/programs/?q=地銀の融資とあわせて町で起業したい&applicant=company").content.decode()
    assert "自治体が申請主体です。" in html


def test_a_map_filtered_by_ministry_shows_its_boxes_only(client: Client) -> None:
    html = client.get("/maps/?ministry=moe").content.decode()
    assert "環境研究総合推進費" in html
    assert "スマート農業産地モデル実証" not in html


def test_a_budget_without_amount_is_said_to_be_unknown_and_never_zero(client: Client) -> None:
    html = client.get("/programs/gsi-joint/").content.decode()
    assert "記載なし" in html
    assert re.search(r">\s*0円", html) is None


def test_an_amount_of_a_larger_budget_is_never_called_that_of_the_program(client: Client) -> None:
    page = client.get("/programs/road-to-l4/").content.decode()
    glance = page[page.index("いくら") : page.index("いつ</dt>")]
    assert "58億5,000万円" in glance
    assert "内数" in glance
    assert "事業全体" not in glance
    card = client.get("/programs/?q=RoAD to the L4").content.decode()
    assert re.search(r"58\.5億円.*?R4 政府予算案\s*</small>\s*<span[^>]*>内数<", card, re.DOTALL)


def test_english_pages_name_counts_in_english(client: Client) -> None:
    home = client.get("/en/").content.decode()
    assert "<span>Programs</span>" in home
    assert "<span>Contacts</span>" in home
    assert "1 more is the total of a larger budget line" in client.get("/en/budgets/").content.decode()
    glance = client.get("/en/programs/road-to-l4/").content.decode()
    assert "¥5.85 billion (FY2022, Government draft)" in glance


def test_an_htmx_request_gets_only_the_part_that_changes(client: Client) -> None:
    part = client.get(
        "/programs/?q=バス&tag=", headers={"hx-request": "true", "hx-current-url": "http://localhost/programs/"}
    )
    assert "<html" not in part.content.decode()
    assert part["HX-Push-Url"] == "/programs/?q=%E3%83%90%E3%82%B9"
    assert "HX-Request" in part["Vary"]


@pytest.mark.long
def test_an_unchanged_page_is_not_sent_again(client: Client) -> None:
    first = client.get("/maps/")
    assert client.get("/maps/", headers={"if-none-match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_are_for_reading_only(client: Client, method: str) -> None:
    assert getattr(client, method)("/programs/").status_code == 405


def test_a_foreign_host_is_refused(static_files) -> None:
    assert Client(headers={"host": "evil.example"}).get("/").status_code == 400


@pytest.mark.long
def test_a_page_takes_the_same_number_of_statements_however_long_its_list(client: Client) -> None:
    paths = [
        "programs/",
        "programs/?q=バス",
        "maps/",
        "may-apply/?as=city",
        "budgets/",
        "contacts/",
        "compare/?p=coi-next&p=sparc",
    ]

    def statements(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/{path}").status_code == 200
        return len(queries)

    client.get("/programs/?q=バス")  # opens the index
    before = {path: statements(path) for path in paths}
    multiply(2)
    assert {path: statements(path) for path in paths} == before
