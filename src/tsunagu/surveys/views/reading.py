"""What everybody reads: published surveys and their tallies."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from tsunagu.kernel.rendering import answer, as_file, page
from tsunagu.surveys.queries import surveys as queries

_SHAPES = ("csv", "xlsx", "parquet")


@page
def surveys(request: HttpRequest) -> HttpResponse:
    """The published surveys, the newest first."""
    return answer(request, "surveys/surveys.html", {"rows": queries.published()})


@page
def survey(request: HttpRequest, key: str) -> HttpResponse:
    """A survey with its tally; beside it that of the year before."""
    one = queries.published_one(key)
    if one is None:
        raise Http404
    tallied = queries.tallied(one)
    shape = request.GET.get("format")
    if shape in _SHAPES:
        return as_file(shape, [queries.TALLY.table("tally", tallied.counts)], key)
    return answer(request, "surveys/survey.html", {"survey": one, "tallied": tallied})
