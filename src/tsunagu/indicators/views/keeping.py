"""Where bodies submit, correct and take back figures, and officers confirm them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tsunagu.access.addresses import actor, private_form, private_page
from tsunagu.indicators import actions
from tsunagu.indicators.enums import Verb
from tsunagu.indicators.forms import ConfirmationForm, CorrectionForm, SubmitForm, TakingBackForm
from tsunagu.indicators.models import Observation
from tsunagu.indicators.queries import listed
from tsunagu.indicators.rights import OBSERVATIONS
from tsunagu.kernel.problems import Rejected

MOST_SENT = 32 * 1024  # bytes of a form with its texts
_OF_A_ROW = ("value", "numerator", "denominator", "document", "page", "printed", "link")
Act = Callable[..., Any]


@private_page(OBSERVATIONS, Verb.KEEP)
def desk(request: HttpRequest) -> HttpResponse:
    """The figures that somebody keeps, those not confirmed first."""
    by = actor(request)
    may = {"may_submit": listed.may_submit(by), "may_confirm": listed.may_confirm(by)}
    context = {"rows": listed.kept(by), "saved": "saved" in request.GET, **may}
    return render(request, "indicators/keeping/desk.html", context)


@private_form(OBSERVATIONS, Verb.SUBMIT, most_sent=MOST_SENT)
def submit(request: HttpRequest) -> HttpResponse:
    """Submit a figure of a body."""
    chosen = {"definition": request.GET.get("definition", "")}
    form = SubmitForm(request.POST or None, by=actor(request), initial=chosen)
    return _done(request, form, "submit", None, actions.submit)


@private_form(OBSERVATIONS, Verb.CORRECT, most_sent=MOST_SENT, of=listed.observation)
def correct(request: HttpRequest, row: Observation) -> HttpResponse:
    """Correct a figure."""
    there = {name: getattr(row, name) for name in _OF_A_ROW}
    form = CorrectionForm(request.POST or None, initial=there)
    return _done(request, form, "correct", row, partial(actions.correct, row))


@private_form(OBSERVATIONS, Verb.CONFIRM, most_sent=MOST_SENT, of=listed.observation)
def confirm(request: HttpRequest, row: Observation) -> HttpResponse:
    """Confirm a figure."""
    form = ConfirmationForm(request.POST if request.method == "POST" else None)
    return _done(request, form, "confirm", row, partial(actions.confirm, row))


@private_form(OBSERVATIONS, Verb.TAKE_BACK, most_sent=MOST_SENT, of=listed.observation)
def take_back(request: HttpRequest, row: Observation) -> HttpResponse:
    """Take a figure back."""
    form = TakingBackForm(request.POST or None)
    return _done(request, form, "take_back", row, partial(actions.take_back, row))


def _done(request: HttpRequest, form: Any, what: str, row: Observation | None, act: Act) -> HttpResponse:
    """Do what a valid form says and lead back to the desk; else the form with what is wrong."""
    if form.is_bound and form.is_valid():
        try:
            act(by=actor(request), **form.recorded)
        except Rejected as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(f"{reverse('indicators:desk')}?saved=1")
    status = 422 if form.errors else 200
    return render(request, f"indicators/keeping/{what}.html", {"form": form, "row": row}, status=status)
