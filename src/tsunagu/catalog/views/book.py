"""The catalog as a book, to download and print."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tsunagu.catalog import book
from tsunagu.kernel import papers
from tsunagu.kernel.labels import language
from tsunagu.kernel.rendering import heavy_page, unavailable


@heavy_page
def printed(request: HttpRequest) -> HttpResponse:
    """The book as PDF; 503 where it cannot be made, with what whoever runs the site has to do."""
    try:
        content = book.file()
    except (papers.NoFont, papers.Busy) as problem:
        shown = {"no_font": isinstance(problem, papers.NoFont)}
        page = render(request, "catalog/book_missing.html", shown, status=HTTPStatus.SERVICE_UNAVAILABLE)
        return unavailable(page, problem)
    name = f"tsunagu-catalog-{language()}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
