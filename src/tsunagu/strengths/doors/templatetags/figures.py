"""Numbers as this room's pages write them; what is unknown is said, never written as 0."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tsunagu.kernel.labels import language
from tsunagu.strengths.conventions.countries import country_name
from tsunagu.strengths.conventions.editions import Group

register = template.Library()

_JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


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


@register.filter
def ends(interval: tuple[float, float] | None) -> str:
    """A pair of ends as ``between`` writes them."""
    return between(*(interval or (None, None)))


@register.filter
def country(code: str | None) -> str:
    """The name of a country in the reader's language."""
    return country_name(code, language()) if code else gettext("不明")


@register.filter
def title_of(thing: Any) -> str:
    """The name of an institution, field or group in the reader's language, or in the other.

    The filter ``as_written`` then marks it.
    """
    return str((thing.label if hasattr(thing, "label") else thing.name)(language()))


@register.filter
def lang(name: str) -> SafeString:
    """The attribute that marks a name as written in the other language, for places that hold plain text only."""
    written_in = "ja" if _JAPANESE.search(name) else "en"
    return SafeString("") if written_in == language() else format_html(' lang="{}"', written_in)


@register.filter
def of(mapping: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping holds for a key."""
    return mapping.get(key)


@register.filter
def bounds(group: Group, groups: Sequence[Group]) -> str:
    """From which share of the national papers to which a group goes."""
    above = [one.least_bp for one in groups if one.group < group.group and one.least_bp is not None]
    low = "" if group.least_bp is None else f"{group.least_bp / 100:g}%"
    high = f"{min(above) / 100:g}%" if above else ""
    if not low:
        return gettext("%s未満") % high
    return gettext("%(low)s以上%(high)s未満") % {"low": low, "high": high} if high else gettext("%s以上") % low
