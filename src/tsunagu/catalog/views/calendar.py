"""The calendar of calls: as a page, for calendars (iCalendar) and for feed readers (Atom)."""

from __future__ import annotations

from itertools import groupby

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
    file = export(form, [calendar.CALLS.keyed("calls", entries)])
    return file or answer(request, "catalog/calendar.html", context, part="catalog/parts/calls_found.html")


@page
@dated
def ics(request: HttpRequest) -> HttpResponse:
    """The same for calendars."""
    entries = calendar.calls(CalendarFilters(request.GET).asked())
    content = feeds.icalendar(entries, request.build_absolute_uri)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


@page
@dated
def atom(request: HttpRequest) -> HttpResponse:
    """The same for feed readers."""
    entries = calendar.calls(CalendarFilters(request.GET).asked())
    content = feeds.atom(entries, request.build_absolute_uri)
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
