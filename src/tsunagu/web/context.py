"""What every page knows: the sections, where the reader is, the same page in the other language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import gettext

from tsunagu.kernel.labels import language
from tsunagu.kernel.rendering import short_address


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of the navigation."""

    name: str
    label: str
    url: str
    current: bool


def site(request: HttpRequest) -> dict[str, Any]:
    """The frame's own words."""
    return {"reader": language(), "sections": _sections(request), "other_language_url": other_language_url(request)}


def other_language_url(request: HttpRequest) -> str:
    """The same page in the other language; its front page where the address is no page."""
    other = "ja" if language() == "en" else "en"
    if request.resolver_match is None:
        return "/" if other == "ja" else "/en/"
    return str(translate_url(short_address(request), other))


def _sections(request: HttpRequest) -> list[Section]:
    labels = {
        "catalog:programs": gettext("見つける"),
        "catalog:maps": gettext("地図で見る"),
        "catalog:may_apply": gettext("申請できる？"),
        "strengths:map": gettext("強みを知る"),
        "catalog:budgets": gettext("予算"),
        "catalog:changes": gettext("変更点"),
        "catalog:contacts": gettext("窓口"),
        "catalog:sources": gettext("出典"),
    }
    return [Section(name, label, url := reverse(name), request.path.startswith(url)) for name, label in labels.items()]
