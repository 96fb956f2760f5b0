"""The calls that come with the site: each is read without a mistake, and what it quotes is printed where it says."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tsunagu.calls.enums import ProcedureKind
from tsunagu.calls.models import Call
from tsunagu.calls.rules import checking, reading
from tsunagu.calls.rules.shapes import Definition
from tsunagu.kernel.text import squeeze

DATA = Path(settings.DATA)
CALLS = {path.stem: reading.read(reading.loaded(path.read_bytes())) for path in sorted((DATA / "calls").glob("*.toml"))}


def quotes(call: Definition) -> Iterator[tuple[str, str]]:
    """The document and the printed words of every part that quotes one."""
    rows = [row for _, row in checking.facts(call)]
    for row in (*rows, *call.form, *call.questions):
        if row.printed:
            yield row.document, row.printed


def printed(found: Any) -> Iterator[tuple[str, str]]:
    """The document and the printed words of everything in a file of the catalog."""
    if isinstance(found, dict):
        if found.get("printed"):
            yield str(found.get("at", "")).partition(":")[0], found["printed"]
        for part in found.values():
            yield from printed(part)
    elif isinstance(found, list):
        for part in found:
            yield from printed(part)


def test_what_is_quoted_from_a_deck_is_printed_there(deck_text: dict[str, str]):
    pieces = [
        (key, piece)
        for key, call in CALLS.items()
        for document, words in quotes(call)
        if document in deck_text
        for piece in words.split("…")
        if squeeze(piece) not in deck_text[document]
    ]
    assert pieces == []


def test_what_is_quoted_from_elsewhere_is_quoted_so_in_the_catalog(deck_text: dict[str, str]):
    known: dict[str, str] = {}
    for path in (DATA / "catalog" / "programs").glob("*.toml"):
        for document, words in printed(tomllib.loads(path.read_text())):
            known[document] = known.get(document, "") + "\n" + words
    strange = [
        (key, words)
        for key, call in CALLS.items()
        for document, words in quotes(call)
        if document not in deck_text and words not in known.get(document, "")
    ]
    assert strange == []


def test_every_kind_of_procedure_but_joint_use_has_a_record():
    assert {call.head.kind for call in CALLS.values()} == {*ProcedureKind} - {ProcedureKind.JOINT_USE}


@pytest.mark.django_db
def test_every_call_is_shown_and_names_what_the_site_knows(client: Any, static_files: None):
    assert {call.key for call in Call.objects.filter(filed=True)} == set(CALLS)
    for key in CALLS:
        assert client.get(f"/calls/{key}/").status_code == 200


def test_what_no_deck_has_would_be_noticed(deck_text: dict[str, str]):
    assert squeeze("どこにも無い文") not in deck_text["package-2022"]
