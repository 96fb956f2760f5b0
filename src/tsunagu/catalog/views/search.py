"""Finding programs."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from tsunagu.catalog.forms import ProgramFilters
from tsunagu.catalog.queries import search
from tsunagu.kernel.paging import EVERYTHING, SIZE, existing, offset, pager
from tsunagu.kernel.rendering import answer, as_file, page


@page
def programs(request: HttpRequest) -> HttpResponse:
    """The box, the facets and the programs that fit."""
    form = ProgramFilters(request.GET)
    query = form.query()
    if shape := form.cleaned_data.get("format"):
        everything = search.programs(replace(query, limit=EVERYTHING))
        return as_file(shape, [search.found_table(everything)])
    number = form.page_number
    results = search.results(replace(query, limit=SIZE, offset=offset(number)))
    if number > (number := existing(number, results.total)):
        results = search.results(replace(query, limit=SIZE, offset=offset(number)))
    context = {
        "form": form,
        "query": query,
        "found": results.found,
        "total": results.total,
        "pager": pager(request, number, results.total),
    }
    return answer(request, "catalog/programs.html", context, part="catalog/parts/programs_found.html")
