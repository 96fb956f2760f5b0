"""Tags and filters that every template has.

Money, years and words in the reader's language, and marks of the other one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django import template
from django.template import Context, Template
from django.template.base import render_value_in_context
from django.template.loader import get_template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tsunagu.kernel.labels import language, words
from tsunagu.kernel.money import Yen
from tsunagu.kernel.tables import Column, Columns
from tsunagu.kernel.years import FiscalYear

register = template.Library()

_JAPANESE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u2460-\u24ff]")
_LETTERS = re.compile("[\u3040-\u30ff\u3400-\u9fff]")  # of Japanese, without its signs
_ENGLISH = re.compile(r"[A-Za-z]{2,}[,;:]? (?:[a-z]{2,}|[A-Z&])")


@register.filter
def as_written(text: str) -> SafeString:
    """A text as written, marked with its language where that is not the reader's."""
    if _JAPANESE.search(text):
        return _marked(text, "ja")
    return _marked(text, "en") if _ENGLISH.search(text) else conditional_escape(text)


def _marked(text: str, written_in: str) -> SafeString:
    return (
        conditional_escape(text)
        if language() == written_in
        else format_html('<span lang="{}">{}</span>', written_in, text)
    )


@register.filter
def paragraphs(text: str) -> SafeString:
    """Each line a paragraph, marked with its language."""
    return format_html_join(
        "", "<p>{}</p>", ((as_written(line),) for line in text.strip().splitlines() if line.strip())
    )


@register.filter
def own(thing: Any, field: str) -> SafeString:
    """A text field in the reader's language (``summary_en``), or the Japanese one marked as such."""
    english = _in_english(thing, field)
    return conditional_escape(english) if english else as_written(getattr(thing, field))


@register.filter
def original(thing: Any, field: str) -> str:
    """The Japanese text of a field that the reader is shown in English; empty where the Japanese one is shown."""
    return getattr(thing, field) if _in_english(thing, field) else ""


def _in_english(thing: Any, field: str) -> str:
    return getattr(thing, f"{field}_en", "") if language() == "en" else ""


@register.filter
def word(value: str, enum: str) -> str:
    """A stored value's label in the reader's language: ``network.kind|word:"networks.NetworkKind"``."""
    return words(enum)(value).label if value else ""


@register.filter
def named(thing: Any) -> SafeString:
    """The name of a program, map, track or organization in the reader's language.

    Marked where only the Japanese one is known.
    """
    return as_written(str(thing.display_name))


@register.filter
def title_of(thing: Any) -> str:
    """The name of an institution, field or group in the reader's language, or in the other.

    The filter ``as_written`` then marks it.
    """
    return str(thing.label if hasattr(thing, "label") else thing.name)


@register.filter
def lang(name: str) -> SafeString:
    """The attribute that marks a name as written in the other language, for places that hold plain text only."""
    written_in = "ja" if _LETTERS.search(name) else "en"
    return SafeString("") if written_in == language() else format_html(' lang="{}"', written_in)


@register.filter
def of(mapping: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping holds for a key."""
    return mapping.get(key)


@register.filter
def yen(amount: Yen | int | None) -> str:
    """An amount for readers; without one 「記載なし」."""
    return gettext("記載なし") if amount is None else Yen(int(amount)).text()


@register.filter
def yen_short(amount: Yen | int | None) -> str:
    """An amount in its largest unit, where there is little room; without one 「記載なし」."""
    return gettext("記載なし") if amount is None else Yen(int(amount)).short()


@register.filter
def year(value: int) -> str:
    """「令和4年度」 or "FY2022"."""
    return FiscalYear(int(value)).text()


@register.filter
def short_year(value: int) -> str:
    """「R4」 or "FY2022"."""
    return FiscalYear(int(value)).short()


@register.filter
def place(page: str) -> str:
    """A page of a document; nothing where none is named."""
    return gettext("%sページ") % page if page else ""


@register.filter
def dial(number: str) -> str:
    """A telephone number as a ``tel:`` link wants it."""
    digits = re.sub(r"[^0-9]", "", number)
    return f"+81{digits[1:]}" if digits.startswith("0") else digits


@register.inclusion_tag("parts/table.html")
def table(columns: Columns[Any], records: Iterable[Any], style: str = "", **more: Any) -> dict[str, Any]:
    """Records as a table of the columns that a page shows; the first one heads its row.

    On a phone a row becomes a card, on which each value has the heading of its column beside it.
    more: ``caption`` and ``caption_id``.
    """
    shown = columns.shown
    rows = ([(column, cell(column, record)) for column in shown] for record in records)
    return {"columns": shown, "rows": rows, "style": style, **more}


@register.simple_tag
def cell(column: Column[Any], record: Any, unknown: str = "") -> str:
    """What a page shows of a record in a column. unknown: in the place of a value that is not known."""
    value = column.on_page(record)
    if value is None and unknown:
        return unknown
    if not column.show:
        return "" if value is None else render_value_in_context(value, _NOTHING)
    if column.show.endswith(".html"):
        return _filled(_part(column.show), {"row": record, "value": value, "reader": language()})
    return _filled(_shown(column.show), {"value": value})


_NOTHING = Context()


def _filled(template: Template, shown: dict[str, Any]) -> str:
    """A template with what it shows, and nothing that a page adds: a long table has a thousand cells."""
    text: str = template.render(Context(shown))
    return text


@cache
def _part(name: str) -> Template:
    part: Template = get_template(name).template  # type: ignore[attr-defined]
    return part


# A filter of a library, as ``figures.percent:2``, or one that every template has.
_LIBRARY = re.compile(r"(?:(\w+)\.)?(.*)")


@cache
def _shown(show: str) -> Template:
    library, shape = _LIBRARY.fullmatch(show).groups()  # type: ignore[union-attr]
    loaded = f"{{% load {library} %}}" if library else ""
    return Template(f"{loaded}{{{{ value|{shape} }}}}")
