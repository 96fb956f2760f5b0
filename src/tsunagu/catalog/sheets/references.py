"""What a cell names by a key: a program, and the document that a row was read from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tsunagu.catalog.sheets.rows import Row, suggestion


def check_document(row: Row, documents: Collection[str]) -> str:
    """The page of the source of a row; its document must be known."""
    document, _colon, page = row["at"].partition(":")
    if document and document not in documents:
        message = _(
            "「%(document)s」という資料は登録されていません%(near)s。「資料のキー:ページ」の形で書いてください。"
        )
        near = {"document": document, "near": suggestion(document, documents)}
        row.refuse("at", "unknown_document", message % near)
    return page


def program_key(row: Row, column: str, programs: Mapping[str, str]) -> Any:
    """The key of a program that is named by its key or by its full name."""
    given = row[column]
    if given in programs:
        return given
    by_name = {name: key for key, name in programs.items()}
    if given in by_name:
        return by_name[given]
    message = _("「%(program)s」という事業は登録されていません%(near)s。事業のキーか正式な名前で書いてください。")
    near = suggestion(given, [*programs, *by_name])
    return row.refuse(column, "unknown_program", message % {"program": given, "near": near})
