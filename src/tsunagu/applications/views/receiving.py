"""What was submitted: for officers of a call all of it, for its people their own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tsunagu.access.addresses import actor, private_page
from tsunagu.applications.enums import Verb
from tsunagu.applications.models import Application, Submission
from tsunagu.applications.queries import applications as queries
from tsunagu.applications.rights import APPLICATIONS, RECEIVED
from tsunagu.calls.queries import calls
from tsunagu.kernel.rendering import as_file

_SHAPES = ("csv", "xlsx", "parquet")


@private_page(RECEIVED, Verb.RECEIVE)
def called(request: HttpRequest) -> HttpResponse:
    """The calls for which applications were submitted; with a receipt number, what was submitted under it."""
    by, sought = actor(request), request.GET.get("receipt", "")
    if found := queries.by_receipt(by, sought):
        return HttpResponseRedirect(reverse("applications:submission", args=[found.pk]))
    return render(request, "applications/called.html", {"rows": queries.called(by), "sought": sought})


@private_page(RECEIVED, Verb.RECEIVE)
def received(request: HttpRequest, key: str) -> HttpResponse:
    """The applications of a call that count, in the order in which they came; as a file where one is asked for."""
    call = calls.call(key)
    if call is None:
        raise Http404
    rows = queries.received(actor(request), call)
    shape = request.GET.get("format")
    if shape in _SHAPES:
        return as_file(shape, [queries.RECEIVED_TABLE.table("applications", rows)], key)
    context = {"call": call, "rows": rows, "columns": queries.RECEIVED_TABLE}
    return render(request, "applications/received.html", context)


@private_page(RECEIVED, Verb.RECEIVE, of=queries.submission)
def submission(request: HttpRequest, one: Submission) -> HttpResponse:
    """A dossier as it was submitted."""
    return _dossier(request, one)


@private_page(APPLICATIONS, Verb.SEE, of=queries.application)
def receipt(request: HttpRequest, one: Application) -> HttpResponse:
    """The last submission of one's own application, as officers have it; the draft, where nothing was submitted."""
    found = queries.submissions(one)
    return _dossier(request, found[0]) if found else HttpResponseRedirect(one.get_absolute_url())


def _dossier(request: HttpRequest, one: Submission) -> HttpResponse:
    if request.GET.get("format") == "json":
        answer = HttpResponse(one.dossier, content_type="application/json; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="{one.receipt}.json"'
        return answer
    context = {"one": one, "application": one.application, "answers": queries.answers(one)}
    return render(request, "applications/dossier.html", context)
