"""The shortlist: programs in the address, each in brief."""

from __future__ import annotations

import csv
import io
import re

import pytest
import time_machine
from django.test import Client

from tsunagu.catalog.models import Program

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(static_files) -> Client:
    return Client(headers={"host": "localhost"})


def test_a_shortlist_shows_the_programs_of_its_address_in_their_order(client: Client):
    html = client.get("/shortlist/?p=j-peaks&p=coi-next").content.decode()
    brief = html[html.index('<ol class="brief">') :]
    assert re.findall(r'<h2>\s*<a href="/programs/([a-z-]+)/">', brief) == ["j-peaks", "coi-next"]
    assert [label in brief for label in ("申請主体", "公募", "額・期間・件数", "連絡先", "出典")] == [True] * 5
    assert 'href="/compare/?p=j-peaks&amp;p=coi-next&amp;"' in brief


def test_a_fifth_program_is_left_out_and_said_so(client: Client):
    html = client.get("/shortlist/?p=j-peaks&p=coi-next&p=sparc&p=wpi&p=sbir").content.decode()
    assert html.count('<li class="brief__program">') == 4
    assert "選べるのは4つまでです" in html


def test_a_program_that_does_not_exist_is_named_and_left_out(client: Client):
    html = client.get("/shortlist/?p=j-peaks&p=no-such").content.decode()
    assert html.count('<li class="brief__program">') == 1
    assert "no-such" in html[html.index('role="alert"') :]


@pytest.fixture
def open_call() -> None:
    """A round of J-PEAKS that is open, by the document that its newest figure was read from."""
    program = Program.objects.get(key="j-peaks")
    program.statuses.all().delete()
    program.calls.all().delete()
    fact = program.budgets.exclude(document=None).last()
    program.calls.create(
        fiscal_year=2026,
        opens="2026-11-01",
        closes="2026-12-25",
        evidence="announced",
        document=fact.document,
        page=fact.page,
    )


@time_machine.travel("2026-12-01")
def test_a_shortlist_is_saved_with_the_state_of_the_day_and_its_sources(client: Client, open_call: None):
    answer = client.get("/shortlist/?p=j-peaks&format=csv")
    [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["program"], row["as_of"]) == ("j-peaks", "2026-12-01")
    assert (row["state"], row["basis"]) == ("open", "2026年12月25日まで受付")
    assert row["state_source"]
    assert row["sources"]


@pytest.mark.long
def test_a_program_page_leads_to_the_shortlist_and_the_search_takes_those_marked(client: Client):
    assert 'href="/en/shortlist/?p=coi-next"' in client.get("/en/programs/coi-next/").content.decode()
    assert 'formaction="/shortlist/"' in client.get("/programs/").content.decode()


def test_a_contact_says_of_which_year_it_is(client: Client) -> None:
    html = client.get("/shortlist/?p=coi-next").content.decode()
    assert "令和4年度の連絡先" in html[html.index("coi-next@mext.go.jp") :]
