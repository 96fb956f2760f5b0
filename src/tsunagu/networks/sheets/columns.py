"""The members of a network as a sheet: what its people edit, and beside it what each row was when it was written."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from tsunagu.kernel.labels import Label
from tsunagu.kernel.spreadsheets.layout import Layout
from tsunagu.kernel.tables import Column, Columns, Table
from tsunagu.networks.enums import Agreed
from tsunagu.organizations.enums import Side

EDITED = ("part", "role", "since", "until", "note")
_YES, _NO = (str(word.ja) for word in Agreed)


def facts(tie: Any) -> dict[str, str]:
    """What can be edited of a membership, as texts that can be compared."""
    texts = {name: getattr(tie, name) for name in ("part", "role", "note")}
    return {**texts, "since": _day(tie.valid_from), "until": _day(tie.valid_to)}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _began(tie: Any) -> str:
    """Which membership a row is, and what it was: with that, two who edit at once lose nothing."""
    told = {"body": tie.body.key, "kind": tie.kind, **facts(tie)}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def _sides() -> list[str]:
    return [side.ja for side in Side]


def _agreed() -> list[str]:
    return [_YES, _NO]


LAYOUT = Layout(
    "members",
    Label("構成員", "members"),
    Columns[Any](
        Column("key", "機関の番号", "Key of the body", lambda tie: tie.body.key, verbatim=True),
        Column("body", "機関", "Body", lambda tie: tie.body.name, verbatim=True),
        Column("part", "立場", "Side", lambda tie: tie.part, choices=_sides),
        Column("role", "役割", "Role", lambda tie: tie.role, verbatim=True),
        Column("since", "加わった日", "Since", lambda tie: facts(tie)["since"]),
        Column("until", "最後の日", "Last day", lambda tie: facts(tie)["until"]),
        Column("note", "根拠", "Grounds", lambda tie: tie.note, verbatim=True),
        Column("agreed", "公開への同意", "Agreed to be named", lambda tie: _YES, choices=_agreed),
        Column("began", "照合用（変えないでください）", "For comparison (leave as it is)", _began, verbatim=True),
    ),
    days=frozenset({"since", "until"}),
)


def table(ties: Iterable[Any]) -> Table:
    """The memberships of a network as a sheet, called in the language of the reader."""
    return replace(LAYOUT.columns.table(LAYOUT.key, ties), name=str(LAYOUT.name))
