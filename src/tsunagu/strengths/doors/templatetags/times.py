"""Exact amounts of the page on working time as people read them; what is unknown is said."""

from __future__ import annotations

from fractions import Fraction

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tsunagu.strengths.conventions.worktime import Adjusted, Figure

register = template.Library()


@register.filter
def decimals(value: Fraction | None, digits: int = 0) -> str:
    """An amount with decimals."""
    return gettext("不明") if value is None else f"{float(value):,.{digits}f}"


@register.filter
def part(value: Fraction | None) -> str:
    """A share of 1 as a percentage with the decimal of the survey: 「32.9%」."""
    return gettext("不明") if value is None else f"{float(value * 100):.1f}%"


@register.filter
def published(figure: Figure) -> str:
    """A published figure with its unit."""
    if figure.value is None:
        return gettext("不明")
    return f"{float(figure.value):.1f}%" if figure.unit == "%" else f"{float(figure.value):,.0f}{figure.unit}"


@register.filter
def per_full_time(amount: Adjusted, digits: int) -> str | SafeString:
    """Papers for each full-time researcher, with the standard error where it is known: 「0.33 ± 0.03」."""
    papers = decimals(amount.per_full_time, digits)
    if amount.standard_error is None:
        return papers
    return format_html("{} <small>± {}</small>", papers, decimals(amount.standard_error, digits))
