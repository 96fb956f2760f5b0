"""Pages at a day: what was known then, and links that stay on that day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache, wraps
from html import unescape
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.dateparse import parse_date

from tsunagu.catalog.models.days import known_on
from tsunagu.kernel.rendering import short_address

View = Callable[..., HttpResponse]
_NAME = "as_of"
_LINK = re.compile(r'(?<= href=")(/[^"#]*)')


def dated(view: View) -> View:
    """Show the catalog as it stood on the day that the address asks for; what is no day is left to the page's form."""

    @wraps(view)
    def shown(request: HttpRequest, *given: str, **more: str) -> HttpResponse:
        day = _day(request.GET.get(_NAME, ""))
        if _is_elsewhere(request, day):
            return HttpResponse(headers={"HX-Redirect": short_address(request)})
        if day is None:
            return view(request, *given, **more)
        request.as_of = day  # type: ignore[attr-defined]
        with known_on(day):
            return _staying(view(request, *given, **more), day)

    return shown


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _is_elsewhere(request: HttpRequest, day: date | None) -> bool:
    """Whether a part is asked for a page that shows another day: all its links would lead astray."""
    page = request.htmx.current_url if request.htmx else None  # type: ignore[attr-defined]
    if page is None:
        return False
    try:
        asked = urlsplit(page).query
    except ValueError:  # what a program sends need not be an address
        return False
    [text] = parse_qs(asked).get(_NAME, [""])[-1:]
    return _day(text) != day


def _staying(response: HttpResponse, day: date) -> HttpResponse:
    """The page with the day in its links to other pages of the catalog."""
    if response.headers["Content-Type"].startswith("text/html"):
        response.content = _LINK.sub(lambda found: _on_day(found[0], day), response.text)
    return response


def _on_day(link: str, day: date) -> str:
    path, _, asked = unescape(link).partition("?")
    if not _is_ours(path) or _NAME in parse_qs(asked):
        return link
    return f"{link}{'&amp;' if asked else '?'}{_NAME}={day.isoformat()}"


@cache
def _is_ours(path: str) -> bool:
    """Whether an address leads to a page of the catalog."""
    try:
        return resolve(path).namespace == "catalog"
    except Resolver404:
        return False
