"""Finding programs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tsunagu.catalog.forms import ProgramFilters
from tsunagu.catalog.queries import search
from tsunagu.catalog.views.rendering import answer, export, page


@page
def programs(request: HttpRequest) -> HttpResponse:
    """The box, the facets and the programs that fit."""
    form = ProgramFilters(request.GET)
    found = search.programs(form.query())
    context = {"form": form, "query": form.query(), "found": found}
    return export(form, [search.found_table(found)]) or answer(request, "catalog/programs.html", context, part="catalog/parts/programs_found.html")
