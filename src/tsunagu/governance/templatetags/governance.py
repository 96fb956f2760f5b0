"""Words of this room as its pages write them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils.formats import date_format

from tsunagu.governance import enums
from tsunagu.kernel.labels import language

register = template.Library()


@register.filter
def standing(value: str) -> enums.Outcome:
    """How far an answer is, as a word."""
    return enums.Outcome(value)


@register.filter
def on_day(day: date) -> str:
    """A day as the reader writes it: 「2021年10月21日」 or "Oct. 21, 2021"."""
    return date_format(day, "DATE_FORMAT")


@register.filter
def when(thing: Any) -> str:
    """When a document or an answer is of: as printed, where only that is known, else by its day."""
    text = thing.day_text if hasattr(thing, "day_text") else _text_of(thing)
    return (
        text if text and language() == "ja" else date_format(thing.day, "YEAR_MONTH_FORMAT" if text else "DATE_FORMAT")
    )


def _text_of(answer: Any) -> str:
    """The day of the document in which an answer stands, as printed, where the answer has none of its own."""
    document = answer.given_in
    return document.day_text if document and document.day == answer.day else ""
