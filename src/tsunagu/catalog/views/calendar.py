"""The calendar of calls: as a page, for calendars (iCalendar) and for feed readers (Atom)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse

from tsunagu.catalog import feeds
from tsunagu.catalog.forms import CalendarFilters
from tsunagu.catalog.queries import calendar
from tsunagu.catalog.views.dated import dated
from tsunagu.kernel.rendering import answer, export, page


@page
@dated
def calls(request: HttpRequest) -> HttpResponse:
    """The windows of calls, announced ones apart from expected and assumed ones."""
    form = CalendarFilters(request.GET)
    entries = calendar.calls(form.asked())
    context = {
        "form": form,
        "columns": calendar.CALLS,
        "groups": {kind: list(members) for kind, members in groupby(entries, lambda entry: entry.kind)},
        "total": len(entries),
    }
    file = export(form, lambda: calendar.CALLS.keyed("calls", entries))
    return file or answer(request, "catalog/calendar.html", context, part="catalog/parts/calls_found.html")


@page
@dated
def ics(request: HttpRequest) -> HttpResponse:
    """The same for calendars."""
    return _feed(request, feeds.icalendar, "text/calendar")


@page
@dated
def atom(request: HttpRequest) -> HttpResponse:
    """The same for feed readers."""
    return _feed(request, feeds.atom, "application/atom+xml")


def _feed(request: HttpRequest, written: Callable[..., Any], kind: str) -> HttpResponse:
    """The calls in a form for programs. A filter that is not understood is refused: nobody would see it left out."""
    form = CalendarFilters(request.GET)
    if form.ignored:
        wrong = "\n".join(f"{ignored.label}: {ignored.value}" for ignored in form.ignored)
        return HttpResponse(wrong, status=400, content_type="text/plain; charset=utf-8")
    content = written(calendar.calls(form.asked()), request.build_absolute_uri)
    return HttpResponse(content, content_type=f"{kind}; charset=utf-8")
