"""Where everything was read: the documents, and the pages that citations lead to."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from tsunagu.catalog.forms import CitationFilters, DayFilters
from tsunagu.catalog.models import Document
from tsunagu.catalog.queries import choices, citations, sources
from tsunagu.catalog.views.dated import dated
from tsunagu.kernel.filters import Filters
from tsunagu.kernel.rendering import answer, page


@page
@dated
def documents(request: HttpRequest) -> HttpResponse:
    """The documents everything was read from."""
    context = {"form": DayFilters(request.GET), "documents": sources.documents(), "counts": choices.counts()}
    return answer(request, "catalog/sources.html", context)


@page
def document(request: HttpRequest, key: str) -> HttpResponse:
    """One document: what it is, where it can be read, and what was read from it."""
    shown = _document(key)
    context = {"form": Filters(request.GET), "counted": sources.counted(shown), "pages": sources.document_pages(shown)}
    return answer(request, "catalog/document.html", context)


@page
def citation(request: HttpRequest, key: str, page: str) -> HttpResponse:
    """The page that a fact was read from, with its words marked; without the file, where to read it."""
    shown = _document(key)
    form = CitationFilters(request.GET)
    query = form.asked()
    context = {
        "form": form,
        "document": shown,
        "page": page if page[:1].isdigit() else "",
        "text": query.text,
        "cited": citations.cited(shown, page, query),
        "official": citations.official_address(shown, page),
    }
    return answer(request, "catalog/citation.html", context)


def _document(key: str) -> Document:
    shown = citations.document(key)
    if shown is None:
        raise Http404
    return shown
