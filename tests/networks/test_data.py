"""What the files say stands in the decks, and the counts come out."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings

from tsunagu.catalog import files as catalog_files
from tsunagu.kernel.text import squeeze
from tsunagu.networks import files
from tsunagu.networks.cli import networks as command
from tsunagu.networks.models import Network, Service, Step
from tsunagu.networks.queries import counts


@pytest.fixture(scope="module")
def found() -> files.Files:
    return files.read(Path(settings.DATA))


def _facts(found: files.Files) -> list[tuple[str, str, str]]:
    """Key, place and printed text of everything that quotes a document."""
    parts = [(row.key, part) for row in found.networks for part in (*row.offer, *row.agreement)]
    return [
        *((row.key, row.at, text) for row in found.networks for text in (row.plan, row.summary, row.printed)),
        *((key, part.at, part.printed) for key, part in parts),
        *((row.key, row.at, line) for row in found.networks for offer in row.offer for line in offer.points),
        *((row.one, row.at, row.printed) for row in found.links),
        *((str(row.number), row.at, text) for row in found.strategies for text in (row.printed, *row.actions)),
        *((row.key, row.at, row.printed) for row in found.counts),
    ]


def test_every_quoted_fact_is_printed_in_its_deck(found, deck_text):
    facts = [(key, at.partition(":")[0], text) for key, at, text in _facts(found) if text]
    assert len(facts) > 80
    missing = [(key, text) for key, deck, text in facts if squeeze(text) not in deck_text[deck]]
    assert missing == []


def test_a_text_that_no_deck_has_would_be_noticed(deck_text):
    assert squeeze("どこにも無い文") not in deck_text["package-2022"]


@pytest.mark.django_db
def test_every_number_of_the_decks_comes_out():
    compared = {row.count.key: (row.count.number, row.counted) for row in counts.compared()}
    assert {key: pair for key, pair in compared.items() if pair[0] != pair[1]} == {}
    assert (compared["members-tokushima-council"], compared["shared-tokushima"]) == ((16, 16), (8, 8))
    assert len(compared) == 20


@pytest.mark.django_db
def test_the_shared_members_of_tokushima_are_those_of_the_deck():
    answer = CliRunner().invoke(command, ["overlaps", "--prefecture", "徳島県", "--format", "csv"])
    rows = list(csv.DictReader(io.StringIO(answer.output)))
    assert list(rows[0]) == ["body", "networks", "document"]
    assert {row["body"] for row in rows} == {
        "徳島大学",
        "徳島県",
        "四国大学",
        "阿南工業高等専門学校",
        "徳島県商工会連合会",
        "徳島県中小企業団体中央会",
        "徳島経済同友会",
        "徳島県経営者協会",
    }
    assert {row["document"] for row in rows} == {"package-2022:16"}
    assert len(rows[0]["networks"].split("|")) == 3


@pytest.mark.django_db
def test_what_may_stand_still_is_listed_in_the_terminal_with_the_reason():
    def rows() -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(CliRunner().invoke(command, ["alive", "--format", "csv"]).output)))

    reason = "12か月のあいだ会議の記録がない"
    assert [(row["why"], row["key"], row["since"]) for row in rows()] == [(reason, "maoi-project", "")]
    network = Network.objects.get(body__key="tokushima-council")
    service = Service.objects.create(network=network, field="health", name="見守り")
    Step.objects.create(service=service, stage="demonstration", since=date(2020, 4, 1))
    assert [(row["why"], row["service"], row["since"]) for row in rows()][1:] == [
        ("実証が3年を超えた", "見守り", "2020-04-01")
    ]


def test_every_document_is_one_of_the_catalog(found):
    known = {document.key for document in catalog_files.read(Path(settings.DATA)).documents}
    every = [*found.networks, *found.links, *found.strategies, *found.counts]
    assert {fact.at.partition(":")[0] for fact in every} - known == set()
