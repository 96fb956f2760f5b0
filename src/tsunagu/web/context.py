"""What every page knows: the navigation, the style sheet of its room, the same page in the other language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url

from tsunagu.kernel.labels import language
from tsunagu.kernel.rendering import short_address
from tsunagu.web import navigation


def site(request: HttpRequest) -> dict[str, Any]:
    """The frame's own words."""
    room = navigation.current_room(request.resolver_match)
    return {
        "reader": language(),
        "operator": str(settings.OPERATOR) or settings.OPERATOR.ja,
        "sections": navigation.sections(request.resolver_match),
        "footer_entries": navigation.footer_entries(),
        "page_title": navigation.title(request.resolver_match),
        "room_style": room.style if room else "",
        "other_language_url": other_language_url(request),
    }


def other_language_url(request: HttpRequest) -> str:
    """The same page in the other language; its front page where the address is no page."""
    other = "ja" if language() == "en" else "en"
    if request.resolver_match is None:
        return "/" if other == "ja" else "/en/"
    return str(translate_url(short_address(request), other))
