"""What the ledger tells is said in the reader's language: words of the field, instants in Japan, yes and no."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps

from tsunagu.access.models import Entry
from tsunagu.access.queries import Told, worded
from tsunagu.access.rights import Rights
from tsunagu.cli.matrix import tables
from tsunagu.kernel.labels import speaking


def unsaid(table: Rights) -> Iterator[tuple[str, str, str]]:
    """The facts of a kind of thing that are columns of it with words, and are shown as they are stored."""
    told = {word.value for words in table.facts for word in words} | {"state", "kind", "role", "status"}
    for column in apps.get_model(table.of)._meta.concrete_fields:
        stored = [value for value, _ in column.choices or () if value and column.name in told]
        yield from ((table.of, column.name, value) for value in stored if worded(table.of, column.name, value) == value)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_history_shows_a_word_as_it_is_stored(language: str):
    with speaking(language):
        kept = [table for table in tables() if table.facts or table.values]
        assert [fault for table in kept for fault in unsaid(table)] == []


SAID: list[tuple[str, str, Any, str, str]] = [
    ("accounts.Token", "scopes", ["accounts.read"], "本人の情報を読む", "Read one's own account"),
    ("accounts.HandOver", "undone", True, "はい", "Yes"),
    ("accounts.Membership", "ends", "2027-03-31T15:00:00+00:00", "2027-04-01 00:00", "2027-04-01 00:00"),
    ("accounts.Membership", "starts", "2026-12-03T06:54:14.539223Z", "2026-12-03 15:54", "2026-12-03 15:54"),
    ("catalog.Correction", "lead", ["company"], "企業・団体", "Company or other private body"),
    ("catalog.Correction", "inclusive", "False", "いいえ", "No"),
    ("governance.Body", "kind", "opinion", "意見", "Opinion"),
    ("governance.Point", "status", "planned", "検討・予定", "Planned or under study"),
    ("organizations.Organization", "kind", "faculty", "学部・研究科", "Faculty or graduate school"),
    ("organizations.Organization", "kind", "merger", "統合", "Merged"),
    ("organizations.Organization", "languages", ["ja", "en"], "日本語、English", "日本語, English"),
    ("organizations.Organization", "day", "2020-04-01", "2020-04-01", "2020-04-01"),
    ("organizations.Organization", "name", "甲 2020-04-01T00:00Z の大学", *["甲 2020-04-01T00:00Z の大学"] * 2),
]


@pytest.mark.parametrize(("kind", "fact", "value", "ja", "en"), SAID)
def test_a_value_is_said_in_the_language_of_the_reader(kind: str, fact: str, value: Any, ja: str, en: str):
    with speaking("ja"):
        assert worded(kind, fact, value) == ja
    with speaking("en"):
        assert worded(kind, fact, value) == en


def test_a_history_tells_its_changes_in_these_words():
    entry = Entry(kind="accounts.Membership", verb="accounts.end")
    told = Told(entry, {"before.state": "active", "after.state": "ended", "after.ends": "2027-03-31T15:00:00+00:00"})
    with speaking("en"):
        assert [change[1:] for change in told.changes] == [("Active", "Ended"), (None, "2027-04-01 00:00")]
