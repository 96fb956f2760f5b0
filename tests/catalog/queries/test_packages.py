"""Versions of the package, documents and choices of the real data."""

from __future__ import annotations

import pytest
from django.conf import settings

from tsunagu.catalog.enums import ChangeKind
from tsunagu.catalog.models import Program
from tsunagu.catalog.queries import choices, packages, sources

pytestmark = pytest.mark.django_db


def test_packages_take_two_statements_and_the_points_that_asked_two_more(django_assert_num_queries):
    with django_assert_num_queries(4):
        found = packages.packages()
        packages.changes_table(packages.changes(found[1], found[2]))
    assert [package.date for package in found] == sorted(package.date for package in found)
    assert len(found) >= 3


def test_every_program_of_two_versions_is_in_the_changes_once():
    before, after = packages.packages()[1:3]
    found = packages.changes(before, after)
    named = {item.program_id for package in (before, after) for item in package.items.all()}
    assert sorted(change.program.pk for change in found) == sorted(named)
    for change in found:
        assert (change.before is None, change.after is None) == (
            change.kind is ChangeKind.ADDED,
            change.kind is ChangeKind.DROPPED,
        )


def test_a_version_against_itself_has_no_changes():
    [package, *_] = packages.packages()
    assert {change.kind for change in packages.changes(package, package)} == {ChangeKind.SAME}


def test_the_documents_are_counted():
    found = sources.documents()
    unread = [row.document.key for row in found if row.total == 0]
    assert [key for key in unread if not _cited_elsewhere(key)] == []
    [deck] = [row for row in found if row.document.key == "package-2022"]
    assert (deck.counts["Box"], deck.counts["Contact"]) == (76, 80)


def _cited_elsewhere(key: str) -> bool:
    """Whether another room reads facts from a document."""
    folders = [folder for folder in settings.DATA.iterdir() if folder.name != "catalog"]
    return any(f'"{key}' in file.read_text() for folder in folders for file in folder.rglob("*.toml"))


def test_the_size_of_the_catalog_is_what_is_there():
    counts = choices.counts()
    assert (counts.maps, counts.boxes, counts.contacts, counts.programs) == (8, 76, 80, Program.objects.count())


def test_a_mistyped_key_finds_programs_that_look_like_it():
    assert "coi-next" in [program.key for program in choices.similar("coi-nex")]
    assert choices.similar("zzzzzzzz") == []
