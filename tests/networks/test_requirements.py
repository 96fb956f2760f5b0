"""What a document asks of communities, checked against records that never show that something lacks."""

from __future__ import annotations

import csv
import io

import pytest
from click.testing import CliRunner
from django.test import Client

from tsunagu.kernel.conditions import Verdict, check
from tsunagu.kernel.spans import ALWAYS
from tsunagu.networks.cli import networks
from tsunagu.networks.models import Coordinator, Network, Requirement
from tsunagu.networks.queries import one
from tsunagu.networks.queries import requirements as queries
from tsunagu.networks.queries.one import OneQuery
from tsunagu.networks.rules import requirements as rules
from tsunagu.organizations.enums import Side
from tsunagu.organizations.models import Tie

BIO = "bio-nagaoka"


def _asked() -> list[Requirement]:
    facts = ("strength", "coordinator", "academia", "industry", "government", "key-person", "plan")
    return [Requirement(key=fact, fact=fact, printed=fact) for fact in facts]


def test_what_records_show_is_met_and_the_rest_unknown_and_named():
    facts = rules.known(_asked(), sides={Side.ACADEMIA, Side.FINANCE, None}, coordinated=True, plan="")
    found = check(rules.condition(_asked()), facts, one.clock.today())
    assert facts == {"coordinator": True, "academia": True}
    assert found.verdict is Verdict.UNKNOWN
    assert found.missing == ("strength", "industry", "government", "key-person", "plan")
    assert {line.leaf.span for line in found.lines} == {ALWAYS}


def test_all_that_can_be_recorded_leaves_the_strength_and_the_person_to_people():
    facts = rules.known(_asked(), sides=set(Side), coordinated=True, plan="計画")
    found = check(rules.condition(_asked()), facts, one.clock.today())
    assert (found.verdict, found.missing) == (Verdict.UNKNOWN, ("strength", "key-person"))


@pytest.mark.django_db
def test_the_deck_asks_four_things_of_a_community_and_nothing_of_others():
    asked = queries.asked("bio-community")
    assert len({row.printed for row in asked}) == 4
    assert {(row.document, row.page) for row in asked} == {("package-2022", "48")}
    shown = one.network("tokushima-council")
    assert shown
    assert queries.checked(shown) is None


@pytest.mark.django_db
def test_a_member_that_left_and_a_body_that_no_longer_speaks_meet_nothing():
    network = Network.objects.select_related("body").get(body__key=BIO)
    Coordinator.objects.create(network=network, name="見本センター", valid_to="2023-03-31")
    assert _met(OneQuery(year=2022)) - _met() == {"coordinator"}
    there = _met()
    Tie.objects.filter(of=network.body).update(valid_to="2022-03-31")
    assert (bool(there & {"research", "business", "government"}), _met()) == (True, set())


def _met(question: OneQuery | None = None) -> set[str]:
    shown = one.network(BIO, question or OneQuery())
    assert shown
    found = queries.checked(shown)
    assert found
    return {line.leaf.fact for line in found.lines if line.verdict is Verdict.YES}


@pytest.mark.django_db
def test_page_terminal_and_api_say_the_same(static_files: None):
    met, client = _met(), Client(headers={"host": "localhost"})
    table = CliRunner().invoke(networks, ["requirements", BIO, "--format", "csv"]).stdout
    rows = list(csv.DictReader(io.StringIO(table)))
    assert {row["requirement"] for row in rows if row["verdict"] == "yes"} == met
    answered = client.get(f"/api/v1/networks/{BIO}").json()["requirements"]
    assert {row["key"] for row in answered if row["verdict"] == "yes"} == met
    assert len(answered) == len(rows) == 7
    page = client.get(f"/networks/{BIO}/").content.decode()
    assert page.count("記録がある") == len(met)
    assert page.count("記録からは分からない") == 7 - len(met)
