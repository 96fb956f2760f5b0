"""What a cell names by a key: a program, and the document that a row was read from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tsunagu.catalog.sheets.rows import Row
from tsunagu.kernel.spreadsheets.rows import suggestion


def check_document(row: Row, documents: Mapping[str, bool]) -> str:
    """The page of the source of a row; its document must be known, and so must a day from which on it was.

    documents: key → whether it has a day.
    """
    document, _colon, page = row["at"].partition(":")
    if document and document not in documents:
        message = _(
            "「%(document)s」という資料は登録されていません%(near)s。「資料のキー:ページ」の形で書いてください。"
        )
        near = {"document": document, "near": suggestion(document, documents)}
        row.refuse("at", "unknown_document", message % near)
    elif document and not documents[document]:
        row.refuse("at", "no_day", no_day(document))
    return page


def no_day(document: str) -> str:
    """That no past day can show the facts of a document, and what to write."""
    message = _(
        "資料「%(document)s」に日付がありません。資料のシートに日付か公表日を書いてください。年や年度だけが分かる"
        "ときは、公表日にその末日を書き、推定であることを注記に書きます。"
    )
    return message % {"document": document}


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
