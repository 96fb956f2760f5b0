"""Regions: the map of Japan, prefectures and municipalities."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from tsunagu.kernel.rendering import answer, export, page
from tsunagu.organizations.forms import PortraitFilters
from tsunagu.organizations.queries import portrait
from tsunagu.organizations.queries import regions as queries
from tsunagu.organizations.queries.regions import REGIONS
from tsunagu.organizations.views.days import on_day


@page
def regions(request: HttpRequest) -> HttpResponse:
    """All prefectures as tiles, and as a table."""
    form = PortraitFilters(request.GET)
    question = form.asked()
    rows = queries.counted(question.as_of)
    if file := export(form, lambda: REGIONS.table("regions", rows)):
        return file
    context = {"form": form, "rows": rows, "columns": REGIONS, **on_day(question.as_of)}
    return answer(request, "organizations/regions.html", context)


@page
def region(request: HttpRequest, code: str) -> HttpResponse:
    """A prefecture: what is within reach, and what is missing."""
    return answer(request, "organizations/region.html", _region(request, code))


@page
def municipality(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """A municipality: what is within reach of it, its window, and its neighbors in the prefecture."""
    context = _region(request, code)
    place = queries.place(context["region"], number)
    if place is None:
        raise Http404
    subject = portrait.subject(place.body, day=context["as_of"]) if place.body else context["subject"]
    return answer(request, "organizations/region.html", {**context, "place": place, "subject": subject})


def _region(request: HttpRequest, code: str) -> dict[str, Any]:
    form = PortraitFilters(request.GET)
    day = form.asked().as_of
    shown = queries.region(code, day)
    if shown is None:
        raise Http404
    return {"form": form, "region": shown, "subject": portrait.subject(shown.body, day=day), **on_day(day)}
