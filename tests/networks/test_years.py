"""What happened over the years, and what is missing: page, endpoint and terminal say the same."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from click.testing import CliRunner
from django.test import Client

from tsunagu.networks.cli import networks
from tsunagu.networks.models import Agreement, Network
from tsunagu.networks.queries import bridges, regional
from tsunagu.networks.queries.directory import NetworkQuery
from tsunagu.organizations.models import Tie

pytestmark = pytest.mark.django_db
LAST = date(2025, 3, 31)


@pytest.fixture
def client(static_files: None) -> Client:
    return Client(headers={"host": "localhost"})


@pytest.fixture
def gone(db: None) -> Tie:
    """Hiroshima's startup network loses the prefecture, by which alone it was connected with the others."""
    tie = Tie.objects.get(of__key="startup-hiroshima", body__key="pref-hiroshima")
    tie.valid_to = LAST
    tie.save()
    return tie


def printed(*command: str) -> list[dict[str, str]]:
    run = CliRunner().invoke(networks, [*command, "--format", "csv"])
    assert run.exit_code == 0, run.output
    return list(csv.DictReader(io.StringIO(run.stdout)))


def test_a_bridge_that_fell_is_on_the_page_at_the_endpoint_and_in_the_terminal(gone: Tie, client: Client):
    [row] = client.get("/api/v1/networks/fallen").json()["results"]
    assert (row["key"], row["last"]) == ("pref-hiroshima", "2025-03-31")
    parts = sorted(sorted(network["key"] for network in part) for part in row["parts"])
    assert parts == [["bio-dx", "hiroshima-council"], ["startup-hiroshima"]]
    [line] = printed("fallen")
    assert (line["key"], line["last"]) == (row["key"], row["last"])
    html = client.get("/networks/alive/").content.decode()
    assert html.count("最後の日：") == 1
    assert "広島県" in html[html.index('id="fallen"') : html.index('id="stuck"')]


def test_a_bridge_fell_in_the_year_of_its_last_day_and_not_before_that_is_over(gone: Tie):
    years = {year: len(bridges.fallen(NetworkQuery(year=year))) for year in (2023, 2024, 2025)}
    assert years == {2023: 0, 2024: 1, 2025: 0}
    gone.valid_to = date(2999, 3, 31)
    gone.save()
    assert bridges.fallen(NetworkQuery()) == []


def test_a_draft_loses_no_bridge_that_anybody_sees(gone: Tie):
    Network.objects.filter(body__key="startup-hiroshima").update(draft=True)
    assert bridges.fallen(NetworkQuery()) == []


def test_where_nobody_left_it_is_told_in_a_sentence_and_files_keep_their_headings(db: None):
    run = CliRunner().invoke(networks, ["fallen"])
    assert run.stdout.startswith("no bridge fell")
    assert CliRunner().invoke(networks, ["fallen", "--format", "csv"]).stdout == "last,key,body,networks\n"
    assert CliRunner().invoke(networks, ["fallen", "--format", "json"]).stdout == "[]\n"


def test_what_may_stand_still_is_told_alike_and_nothing_in_a_sentence(client: Client):
    found = client.get("/api/v1/networks/alive").json()["results"]
    assert [(row["why"], row["key"], row["since"]) for row in found] == [("silent", "maoi-project", None)]
    assert [line["key"] for line in printed("alive")] == ["maoi-project"]
    Agreement.objects.all().delete()
    assert CliRunner().invoke(networks, ["alive"]).stdout.startswith("nothing stands still")
    assert CliRunner().invoke(networks, ["alive", "--format", "csv"]).stdout == "why,key,network,service,since\n"
    assert client.get("/api/v1/networks/alive").json()["count"] == 0


def test_missing_links_are_those_of_the_page_of_the_prefecture(client: Client):
    shown = regional.region("36", NetworkQuery())
    assert shown is not None
    answer = client.get("/api/v1/networks/regions/36/missing").json()["results"]
    assert [row["kind"] for row in answer] == [gap.kind.value for gap in shown.lacking]
    assert [row["one"]["key"] for row in answer] == [gap.one.key for gap in shown.lacking]
    assert len(printed("missing", "--prefecture", "徳島県")) == len(answer) == 6
    assert client.get("/api/v1/networks/regions/99/missing").status_code == 404
