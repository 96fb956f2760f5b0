"""Finding programs."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from tsunagu.catalog.forms import ProgramFilters
from tsunagu.catalog.queries import search
from tsunagu.catalog.queries.narrowing import ProgramQuery
from tsunagu.catalog.queries.search import Results
from tsunagu.catalog.views.dated import dated
from tsunagu.kernel.paging import EVERYTHING, SIZE, existing, offset, pager
from tsunagu.kernel.rendering import answer, export, page


@page
@dated
def programs(request: HttpRequest) -> HttpResponse:
    """The box, the facets and the programs that fit."""
    form = ProgramFilters(request.GET)
    query = form.asked()
    if file := export(form, lambda: search.found_table(search.programs(replace(query, limit=EVERYTHING)))):
        return file
    number, results = _page(query, form.page_number)
    context = {
        "form": form,
        "query": query,
        "results": results,
        "pager": pager(request, number, results.total),
    }
    return answer(request, "catalog/programs.html", context, part="catalog/parts/programs_found.html")


def _page(query: ProgramQuery, asked: int) -> tuple[int, Results]:
    """The page asked for, or the last one where the list ends before it."""
    results = search.results(replace(query, limit=SIZE, offset=offset(asked)))
    number = existing(asked, results.total)
    if number == asked:
        return number, results
    return number, search.results(replace(query, limit=SIZE, offset=offset(number)))
