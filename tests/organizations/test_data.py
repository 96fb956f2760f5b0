"""What the files say stands in the decks, and the counts come out."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from tsunagu.catalog import files as catalog_files
from tsunagu.kernel.text import squeeze
from tsunagu.organizations import files
from tsunagu.organizations.models import Tie
from tsunagu.organizations.queries import counts, portrait

# Whose names no deck gives: printed, and counted here.
BELOW = {
    "joint-usage-new-2022": (5, 0),
    "inter-university": (17, 1),
    "forest-prefectures": (40, 1),
    "hokkaido-data-science": (16, 0),
    "coi-next-2021": (17, 0),
    "coi-next-2024": (6, 0),
}


@pytest.fixture(scope="module")
def directory() -> files.Directory:
    return files.read(Path(settings.DATA))


def _facts(directory: files.Directory) -> list[tuple[str, str, str]]:
    """Key, document and printed text of everything that quotes one."""
    listed = {listing.key: listing.at for listing in directory.listings}
    every = [
        *((row.key, row.at, row.printed) for row in directory.bodies),
        *((row.key, listed[row.listing], row.printed or row.name) for row in directory.centers),
        *((row.key, row.at, row.printed) for row in directory.listings),
        *((row.key, entry.at or row.at, entry.printed) for row in directory.listings for entry in row.entry),
        *((row.key, entry.at, entry.printed) for row in directory.listings for entry in row.criterion),
        *((row.key, row.at, row.printed) for row in directory.resources),
        *((row.key, row.at, row.printed) for row in directory.people),
    ]
    return [(key, at.partition(":")[0], printed) for key, at, printed in every if at and printed]


def test_every_quoted_fact_is_printed_in_its_deck(directory, deck_text):
    facts = [fact for fact in _facts(directory) if fact[1] in deck_text]
    assert len(facts) > 180
    missing = [
        (key, part) for key, deck, printed in facts for part in printed.split() if not _in(deck_text, deck, part)
    ]
    assert missing == []


def _in(deck_text: dict[str, str], deck: str, text: str) -> bool:
    return squeeze(text) in deck_text[deck]


def test_every_body_that_a_list_of_a_deck_names_is_printed_there(directory, deck_text):
    entries = [(e.at or row.at, e.bodies) for row in directory.listings for e in row.entry]
    listed = [(at.partition(":")[0], name) for at, bodies in entries for name in bodies]
    missing = [name for deck, name in listed if deck in deck_text and squeeze(name) not in deck_text[deck]]
    assert missing == []


def test_every_member_of_a_network_is_printed_in_its_deck(directory, deck_text):
    named = {row.key: row.name for rows in (directory.bodies, directory.prefectures) for row in rows}
    printed = {row.key: row.printed for row in directory.bodies}
    ties = [(tie.at.partition(":")[0], tie.body) for tie in directory.ties if tie.at]
    assert len(ties) > 100
    unlike = {"tokushima-bunri-junior", "kochi-iot"}  # cut in two, or in other letters, as their lines say
    missing = {key for deck, key in ties if squeeze(named[key]) not in deck_text[deck]} - unlike
    assert {key for key in missing if not printed.get(key)} == set()


def test_a_text_that_no_deck_has_would_be_noticed(deck_text):
    assert not _in(deck_text, "package-2022", "どこにも無い文")


@pytest.mark.django_db
def test_the_counts_of_the_decks_come_out():
    compared = {row.count.key: row for row in counts.compared()}
    assert {key: (row.count.number, row.counted) for key, row in compared.items() if not row.agrees} == BELOW
    wanted = {
        "joint-usage-national": 65,
        "joint-usage-public": 9,
        "joint-usage-private": 17,
        "joint-usage-international-national": 6,
        "joint-usage-international-private": 1,
        "joint-usage-networks": 7,
        "joint-usage-network-universities": 19,
        "joint-usage-network-centers": 27,
        "joint-usage-network-linked": 5,
        "joint-usage-led-by-national": 78,
        "joint-usage-led-by-others": 27,
        "forest": 511,
        "j-peaks-2023": 12,
        "j-peaks-2024": 13,
    }
    assert {key: compared[key].counted for key in wanted} == wanted


def test_a_list_without_its_names_says_so(directory):
    listed = {row.key: row for row in directory.listings}
    short = [row for row in directory.counts if row.key in BELOW]
    assert [row.key for row in short if listed[row.listings[0]].complete] == []
    assert [row.key for row in short if not row.note and not listed[row.listings[0]].note] == []


@pytest.mark.django_db
def test_each_network_has_one_core():
    cores = Counter(Tie.objects.filter(kind="core").values_list("of__key", flat=True))
    assert (len(cores), set(cores.values())) == (7, {1})


@pytest.mark.django_db
def test_a_joint_institute_is_one_center_of_two_universities():
    shown = portrait.portrait("thers-igcore")
    assert shown
    assert [host.name for host in shown.hosts] == ["名古屋大学", "岐阜大学"]
    assert [tie.of.name for tie in shown.ties] == ["糖鎖生命科学連携ネットワーク型拠点"]


def test_the_prefectures_are_forty_seven(directory):
    assert [row.code for row in directory.prefectures] == [f"{number:02}" for number in range(1, 48)]
    assert {len(row.key) > 5 and bool(row.kana) for row in directory.prefectures} == {True}


def test_the_numbers_of_universities_are_those_of_the_registers(directory):
    folder = Path(settings.DATA).resolve().parents[3] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not here; it is not part of the repository")
    with (folder / "universities_r4.csv").open(encoding="utf-8-sig") as file:
        known = {row["school_code"]: row["name"] for row in csv.DictReader(file)}
    wrong = [row.name for row in directory.bodies if row.school and known[row.school] not in (row.name, row.also)]
    assert wrong == []


def test_every_document_is_one_of_the_catalog(directory):
    known = {document.key for document in catalog_files.read(Path(settings.DATA)).documents}
    listed = [*directory.listings, *directory.counts, *directory.bodies, *directory.ties, *directory.people]
    entries = [entry for row in directory.listings for entry in [*row.entry, *row.criterion]]
    named = {fact.at.partition(":")[0] for fact in [*listed, *entries, *directory.resources] if fact.at}
    assert len(named) > 5
    assert named - known == set()
