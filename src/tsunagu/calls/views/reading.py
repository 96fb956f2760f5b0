"""What everybody reads: the calls, one call, and whether one may ask."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from tsunagu.calls.forms import CallFilters, FactsForm
from tsunagu.calls.models import Call
from tsunagu.calls.queries import calls as queries
from tsunagu.calls.queries import pages
from tsunagu.calls.rules import eligibility
from tsunagu.kernel import clock
from tsunagu.kernel.rendering import answer, export, page


@page
def calls(request: HttpRequest) -> HttpResponse:
    """The calls that fit, open ones first."""
    form = CallFilters(request.GET)
    rows = queries.fitting(form.asked())
    context = {"form": form, "rows": pages.listed(rows), "size": len(rows)}
    file = export(form, lambda: queries.CALLS_TABLE.keyed("calls", rows))
    return file or answer(request, "calls/calls.html", context, part="calls/parts/found.html")


@page
def call(request: HttpRequest, key: str) -> HttpResponse:
    """A call: by when, who may ask, for what, judged on what, with which duties; each with its source."""
    one = _shown(key)
    return answer(request, "calls/call.html", {"call": one, "page": pages.shown(one)})


@page
def may_apply(request: HttpRequest, key: str) -> HttpResponse:
    """Whether a body may ask, condition by condition; what is not known is asked, and never counted as yes."""
    one = _shown(key)
    form = FactsForm(request.GET, questions=one.told.questions)
    judged = eligibility.judge(one.told, form.values, clock.today())
    context = {"call": one, "form": form, "judged": judged}
    return answer(request, "calls/may_apply.html", context, part="calls/parts/judged.html")


def _shown(key: str) -> Call:
    one = queries.shown_one(key)
    if one is None:
        raise Http404
    return one
