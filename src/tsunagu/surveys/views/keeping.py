"""Where officers begin surveys, invite, remind, close and publish, and see who answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override

from tsunagu.access.addresses import actor, private_form
from tsunagu.access.queries import HISTORY, history
from tsunagu.kernel.problems import Rejected
from tsunagu.surveys import actions
from tsunagu.surveys.enums import State, Verb
from tsunagu.surveys.forms import BeginForm, ExtendForm, said
from tsunagu.surveys.models import Survey
from tsunagu.surveys.queries import surveys as queries
from tsunagu.surveys.rights import SURVEYS

MOST_SENT = 64 * 1024  # bytes of a form with the keys of its bodies
_PLACE = 987654321  # a number that an address may have
Act = Callable[..., object]


@private_form(SURVEYS, Verb.MAKE, reading=Verb.KEEP, most_sent=MOST_SENT)
def desk(request: HttpRequest) -> HttpResponse:
    """All surveys with where they stand, and the form with which one is begun."""
    form = BeginForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = actions.begin(by=actor(request), **form.begun)
        except Rejected as refused:
            said(form, refused)
        else:
            return HttpResponseRedirect(reverse("surveys:keep", args=[made.key]))
    return _desk(request, form)


def _desk(request: HttpRequest, form: BeginForm) -> HttpResponse:
    rows = [(one, State(one.state)) for one in queries.all_of(actor(request))]
    return render(request, "surveys/desk.html", {"rows": rows, "form": form}, status=422 if form.errors else 200)


@private_form(SURVEYS, Verb.KEEP, most_sent=MOST_SENT, of=queries.survey)
def keep(request: HttpRequest, one: Survey) -> HttpResponse:
    """Who is asked, who submitted, the tally so far, and what can be done next."""
    form = ExtendForm(request.POST if "extend" in request.POST else None)
    if request.method != "POST" or (form.is_bound and not form.is_valid()):
        return _page(request, one, form)
    try:
        done = _act(request, one, form)
    except Rejected as refused:
        if not form.is_bound:
            form = ExtendForm({})
            form.full_clean()
            form.errors.clear()
        said(form, refused)
        return _page(request, one, form)
    return HttpResponseRedirect(f"{request.path}?done={done}")


def _act(request: HttpRequest, one: Survey, form: ExtendForm) -> str:
    """Do what was pressed, and say what it was; nothing where nothing known was."""
    by = actor(request)
    acts: Mapping[str, Callable[[], Any]] = {
        "invite": lambda: actions.invite(one, by=by, link=_link(request)),
        "remind": lambda: actions.remind(one, by=by),
        "extend": lambda: actions.extend(one, by=by, closes=form.cleaned_data["closes"]),
        "close": lambda: actions.close(one, by=by),
        "publish": lambda: actions.publish(one, by=by),
    }
    pressed = next((name for name in acts if name in request.POST), "")
    if pressed:
        acts[pressed]()
    return pressed


def _page(request: HttpRequest, one: Survey, form: ExtendForm) -> HttpResponse:
    by = actor(request)
    context = {
        "survey": one,
        "state": State(one.state),
        "progress": queries.progress(one),
        "tallied": queries.tallied(one),
        "form": form,
        "done": request.GET.get("done", ""),
        "history": history(by, one),
        "history_columns": HISTORY,
    }
    return render(request, "surveys/keep.html", context, status=422 if form.errors else 200)


def _link(request: HttpRequest) -> str:
    """The whole address of a response's page in Japanese, with ``{number}`` in the place of its number."""
    spoken = get_language() or "ja"
    with override("ja" if spoken == "en" else spoken):
        address = request.build_absolute_uri(reverse("sheets:response", args=[_PLACE]))
    return address.replace(str(_PLACE), "{number}")
