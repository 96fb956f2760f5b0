"""Countries, groups and intervals as this room's pages write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.translation import gettext

from tsunagu.kernel.figures import between, points
from tsunagu.kernel.labels import worded
from tsunagu.strengths.conventions.countries import country_name
from tsunagu.strengths.conventions.editions import Group

register = template.Library()


@register.filter
def ends(interval: tuple[float, float] | None) -> str:
    """A pair of ends as ``between`` writes them."""
    return between(*(interval or (None, None)))


@register.filter
def country(code: str | None) -> str:
    """The name of a country in the reader's language."""
    return country_name(code) if code else gettext("不明")


@register.filter
def bounds(group: Group, groups: Sequence[Group]) -> str:
    """From which share of the national papers to which a group goes."""
    above = [one.least_bp for one in groups if one.group < group.group and one.least_bp is not None]
    low = "" if group.least_bp is None else f"{group.least_bp / 100:g}%"
    high = f"{min(above) / 100:g}%" if above else ""
    if not low:
        return gettext("%s未満") % high
    return gettext("%(low)s以上%(high)s未満") % {"low": low, "high": high} if high else gettext("%s以上") % low


@register.filter
def spread(low: float, high: float) -> str:
    """An interval of differences in percentage points: 「−1.2 〜 +0.3」."""
    return f"{points(low, 1)} {worded('〜', 'to')} {points(high, 1)}"


@register.inclusion_tag("strengths/parts/names.html")
def names_in_row(names: Iterable[str], separator: str = "; ") -> dict[str, Any]:
    """Names in one line, each marked where it is in the other language. separator: the English one."""
    return {"names": names, "separator": worded("、", separator)}


@register.simple_tag
def colon() -> str:
    """What stands between a word and what is said of it: 「：」."""
    return worded("：", ": ")


@register.simple_tag
def query(**asked: object) -> str:
    """The query of an address that asks for these values: ``scheme=eight&field=0``."""
    return urlencode(asked)
