"""Rows of a sheet of members: everything is checked, and every mistake is named with row and column."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tsunagu.kernel.problems import Problem
from tsunagu.kernel.spreadsheets.finding import filled_rows
from tsunagu.kernel.spreadsheets.layout import Cells, found
from tsunagu.kernel.spreadsheets.rows import Row, not_among, word
from tsunagu.networks.sheets.columns import EDITED, LAYOUT
from tsunagu.organizations.enums import Side

_LONGEST = {"role": 200, "note": 300}


@dataclass(frozen=True, slots=True)
class Wrote:
    """What somebody wrote of a member. began: which membership it was, and as what; nothing of a new one."""

    row: Row
    facts: Mapping[str, str]
    began: Mapping[str, str]
    agreed: bool = True

    @property
    def same(self) -> tuple[str, str, str]:
        """By what a membership is the same one as in the table."""
        return self.began["body"], self.began["kind"], self.began["since"]


@dataclass
class Reader:
    """Rows turned into what was written, collecting every problem with its row and column."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def read(self, sheets: Mapping[str, Cells]) -> list[Wrote]:
        """The rows of the sheet, also where a CSV file calls it otherwise. Look at ``problems`` before using them."""
        only = next(iter(sheets.values())) if len(sheets) == 1 else ()
        cells = found(sheets, {LAYOUT.key: LAYOUT}).get(LAYOUT.key, only)
        rows = filled_rows(LAYOUT, cells, self.problems, self.warnings, Row)
        wrote = list(map(self._wrote, rows))
        self._refuse_twice(wrote)
        return wrote

    def _wrote(self, row: Row) -> Wrote:
        """One row. A new member says whether it agreed; who is there already did."""
        began = _began(row)
        facts = dict(self._facts(row, began))
        if facts["since"] and facts["until"] and facts["until"] < facts["since"]:
            row.refuse("until", "backward", _("終わりの日が、始まりの日より前になっています。"))
        if began and row["key"] != began["body"]:
            message = _("この行の機関の番号は変えられません。別の機関は、新しい行に書いてください。")
            row.refuse("key", "other_body", message)
        agreed = row.flag("agreed", required=not began)
        if began and row["agreed"] and agreed is False:
            message = _("すでに公開している構成員です。外すときは、最後の日を書いてください。")
            row.refuse("agreed", "member", message)
        return Wrote(row, facts, began, agreed is True)

    def _facts(self, row: Row, began: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        for name in EDITED:
            text = row[name]
            row.check_length(name, text, _LONGEST.get(name))
            if name in LAYOUT.days:
                day = row.day(name)
                yield name, day.isoformat() if isinstance(day, date) else ""
            else:
                yield name, _side(row, began) if name == "part" else text

    def _refuse_twice(self, wrote: list[Wrote]) -> None:
        first: dict[tuple[str, str, str], int] = {}
        for one in wrote:
            above = first.setdefault(one.same, one.row.number) if one.began else one.row.number
            if above != one.row.number:
                message = _("%(row)d行目と同じ構成員です。片方を削除してください。")
                one.row.refuse("began", "row_twice", message % {"row": above})


def _began(row: Row) -> dict[str, str]:
    """What the row was when it was written; nothing of a new one."""
    if not row["began"]:
        return {}
    try:
        told: Any = json.loads(row["began"])
    except (ValueError, RecursionError):
        told = None
    if isinstance(told, dict) and set(told) == {"body", "kind", *EDITED} and _are_texts(told):
        return told
    row.refuse("began", "began", _("書き出したときのまま残してください。新しい構成員の行では空欄にします。"))
    return {}


def _are_texts(told: dict[str, Any]) -> bool:
    return all(isinstance(value, str) for value in told.values())


def _side(row: Row, began: Mapping[str, str]) -> str:
    """学, 官, 産 or 金; what a document prints otherwise stays as it is."""
    text = row["part"]
    if not text or text == began.get("part"):
        return text
    side = word(text, Side)
    if side is None:
        row.refuse("part", "choice", not_among(text, Side))
    return side.ja if side else ""
