"""Numbers as pages write them; what is unknown is said, never written as 0. Every template has these filters."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def percent(value: float | None, digits: int = 1) -> str:
    """A share of 1 as a percentage: 0.1234 is 「12.3%」."""
    return gettext("不明") if value is None else f"{value * 100:.{digits}f}%"


@register.filter
def papers(value: float | None) -> str:
    """A number of papers: whole ones without decimals, parts of papers with one."""
    if value is None:
        return gettext("不明")
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


@register.filter
def figure(value: float | None, digits: int = 2) -> str:
    """An index with decimals."""
    return gettext("不明") if value is None else f"{value:z,.{digits}f}".replace("-", "−")


@register.filter
def points(value: float | None, digits: int = 2) -> str:
    """A difference of two shares in percentage points, always with its sign."""
    return gettext("不明") if value is None else f"{value * 100:+z.{digits}f}".replace("-", "−")


@register.filter
def between(low: float | None, high: float | None) -> str:
    """An interval of shares: 「10.1–13.4%」."""
    return gettext("区間なし") if low is None or high is None else f"{low * 100:.1f}–{high * 100:.1f}%"
