"""What every page knows: the navigation, the style sheet of its room, the same page in the other language."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url

from tsunagu import rooms
from tsunagu.kernel import clock
from tsunagu.kernel.labels import language
from tsunagu.kernel.rendering import short_address
from tsunagu.rooms import Room
from tsunagu.web import navigation
from tsunagu.web.outages import board


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
        "headers": [one.header for one in rooms.ROOMS if one.header],
        "other_language_url": other_language_url(request),
        "alternates": alternates(request),
        "canonical": canonical(request),
        "announced": board().notice(clock.now()),
        "data_updated": partial(_updated, room),  # asked by whole pages only
    }


def alternates(request: HttpRequest) -> dict[str, str]:
    """The whole address of the page in each language; none where the address is no page."""
    if request.resolver_match is None:
        return {}
    addresses = {code: translate_url(short_address(request), code) for code, _ in settings.LANGUAGES}
    return {code: request.build_absolute_uri(address) for code, address in addresses.items()}


def canonical(request: HttpRequest) -> str:
    """The one whole address of a page, however it was reached; empty where the address is no page."""
    if request.resolver_match is None:
        return ""
    asked = sorted((name, values) for name, values in request.GET.lists() if name not in _BESIDE)
    given = [(name, value) for name, values in asked for value in values if value]
    return request.build_absolute_uri(f"{request.path}?{urlencode(given)}" if given else request.path)


_BESIDE = {"format"}  # the same page as a file


def _updated(room: Room | None) -> datetime | None:
    """When the data of a room last changed."""
    known: datetime | None = rooms.resolve(room.updated)() if room and room.updated else None
    return known


def other_language_url(request: HttpRequest) -> str:
    """The same page in the other language; its front page where the address is no page."""
    other = "ja" if language() == "en" else "en"
    if request.resolver_match is None:
        return "/" if other == "ja" else "/en/"
    return str(translate_url(short_address(request), other))
