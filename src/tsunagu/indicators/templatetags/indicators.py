"""Figures and words of this room as its pages write them."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext

from tsunagu.indicators.models import Indicator
from tsunagu.indicators.rules.figures import Period

register = template.Library()


@register.filter
def quantity(number: Decimal | None, indicator: Indicator) -> str:
    """A figure as pages write it: a ratio as a percentage; what is unknown is said, never written as 0."""
    if number is None:
        return gettext("不明")
    if indicator.is_ratio:
        return f"{number * 100:.1f}%"
    return f"{number:,.2f}".rstrip("0").rstrip(".")


@register.filter
def gap(number: Decimal | None, indicator: Indicator) -> str:
    """A difference with its sign; of ratios in percentage points."""
    if number is None:
        return gettext("不明")
    if indicator.is_ratio:
        points = f"{number * 100:+.1f}".replace("-", "−")
        return gettext("%(n)sポイント") % {"n": points}
    return f"{number:+,.2f}".rstrip("0").rstrip(".").replace("-", "−")


@register.filter
def percentage(share: Decimal | None) -> str:
    """Growth with its sign."""
    return gettext("不明") if share is None else f"{share * 100:+.1f}%".replace("-", "−")


@register.filter
def period(one: Period) -> str:
    """A period as the reader writes it: 「令和4年度」 or a day."""
    return date_format(one.day, "DATE_FORMAT") if one.day else (one.year.text() if one.year else "")


@register.filter
def period_short(one: Period) -> str:
    """A period at an axis: 「R4」 or a day."""
    return one.day.isoformat() if one.day else (one.year.short() if one.year else "")
