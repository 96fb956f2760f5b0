"""A body's own people keep its page: names and site, parts, windows for collaboration."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tsunagu.access.addresses import actor, private_form
from tsunagu.access.queries import HISTORY, history
from tsunagu.kernel.editing import EditForm
from tsunagu.kernel.merging import Stale
from tsunagu.kernel.policies import Policy
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.rendering import PRIVATE, promising
from tsunagu.organizations import actions, rights
from tsunagu.organizations.enums import Verb
from tsunagu.organizations.forms import BodyForm, EndForm, UnitForm, WindowForm
from tsunagu.organizations.forms.keeping import said
from tsunagu.organizations.models import Organization, Unit, Window
from tsunagu.organizations.queries import keeping

MOST_SENT = 64 * 1024  # bytes of a form, with what it carries of the record
_SAVED = "?saved=1"


@promising(Policy(everybody=True))
@require_safe
def own(request: HttpRequest, key: str) -> HttpResponse:
    """Links to what a reader may edit of a body, for a page that is the same for all; nothing for the others."""
    body = keeping.body(key)
    if body is None:
        raise Http404
    response = render(request, "organizations/parts/own.html", {"kept": keeping.keeping(actor(request), body)})
    response.headers["Cache-Control"] = PRIVATE
    return response


@private_form(rights.BODIES, Verb.EDIT, most_sent=MOST_SENT, of=keeping.body)
def edit(request: HttpRequest, body: Organization) -> HttpResponse:
    """The names of a body and its site."""
    by = actor(request)

    def shown(form: EditForm, status: int = 200) -> HttpResponse:
        told = {"history": history(by, body), "history_columns": HISTORY}
        own_words = keeping.own_words(body).values()
        return _page(request, "edit", body, form=form, own_words=own_words, status=status, **told)

    def save(form: EditForm) -> None:
        actions.edit_body(body, by=by, began=form.began, wrote=form.wrote)

    if request.method != "POST":
        return shown(BodyForm.drawn(keeping.body_facts(body)))
    return _saved(BodyForm.sent(request.POST), shown, save)


@private_form(rights.BODIES, Verb.EDIT, most_sent=MOST_SENT, of=keeping.body)
def units(request: HttpRequest, body: Organization) -> HttpResponse:
    """The parts of a body as a tree, a form for a new one, and a day for one that ends."""
    tree = keeping.units(body)
    if request.method == "POST" and "unit" in request.POST:
        return _ended(request, body, tree)
    form = UnitForm(request.POST or None, units=tree)
    if form.is_bound and form.is_valid():
        try:
            actions.place_unit(body, by=actor(request), **form.asked)
        except Rejected as refused:
            said(form, refused)
        else:
            return HttpResponseRedirect(request.path + _SAVED)
    return _tree(request, body, tree, form)


def _ended(request: HttpRequest, body: Organization, tree: list[tuple[int, Unit]]) -> HttpResponse:
    form, there = EndForm(request.POST), {unit.pk: unit for _, unit in tree}
    unit = there.get(form.cleaned_data["unit"]) if form.is_valid() else None
    if unit is not None:
        try:
            actions.end_unit(unit, by=actor(request), last=form.cleaned_data["last"])
        except Rejected as refused:
            said(form, refused)
        else:
            return HttpResponseRedirect(request.path + _SAVED)
    return _tree(request, body, tree, UnitForm(units=tree), troubles=form)


def _tree(
    request: HttpRequest, body: Organization, tree: list[tuple[int, Unit]], form: UnitForm, troubles: Any = None
) -> HttpResponse:
    status = 422 if form.errors or troubles else 200
    rows = [(depth, unit, keeping.is_over(unit)) for depth, unit in tree]
    return _page(request, "units", body, form=form, rows=rows, troubles=troubles, status=status)


@private_form(rights.BODIES, Verb.PUBLISH_WINDOW, most_sent=MOST_SENT, of=keeping.body)
def windows(request: HttpRequest, body: Organization) -> HttpResponse:
    """The windows of a body, and a form for a new one."""
    rows = [(window, keeping.is_over(window)) for window in keeping.windows(body)]

    def shown(form: EditForm, status: int = 200) -> HttpResponse:
        return _page(request, "windows", body, form=form, rows=rows, status=status)

    def save(form: EditForm) -> None:
        actions.publish(body, by=actor(request), wrote=form.wrote)

    if request.method != "POST":
        return shown(WindowForm())
    return _saved(WindowForm.sent(request.POST), shown, save, request.path)


@private_form(rights.WINDOWS, Verb.PUBLISH_WINDOW, most_sent=MOST_SENT, of=keeping.window)
def window(request: HttpRequest, window: Window) -> HttpResponse:
    """One window, to be changed or taken back."""
    body = window.organization
    there = reverse("organizations:keep_windows", args=[body.key])
    if request.method == "POST" and "take-back" in request.POST:
        return _taken_back(request, window, there)

    def shown(form: EditForm, status: int = 200) -> HttpResponse:
        return _page(request, "window", body, form=form, window=window, status=status)

    def save(form: EditForm) -> None:
        actions.change_window(window, by=actor(request), began=form.began, wrote=form.wrote)

    if request.method != "POST":
        return shown(WindowForm.drawn(keeping.window_facts(window)))
    return _saved(WindowForm.sent(request.POST), shown, save, there)


def _taken_back(request: HttpRequest, window: Window, onward: str) -> HttpResponse:
    with contextlib.suppress(Rejected):  # somebody else took it back at the same moment
        actions.take_back_window(window, by=actor(request))
    return HttpResponseRedirect(onward + _SAVED)


Shown = Callable[..., HttpResponse]
Save = Callable[[EditForm], None]


def _saved(form: EditForm, shown: Shown, save: Save, onward: str = "") -> HttpResponse:
    """Save what is valid and lead on; else the form with what is wrong, or with what somebody else changed."""
    if not form.is_valid():
        return shown(form, 422)
    try:
        save(form)
    except Stale as stale:
        return shown(form.against(stale.merged), 409)
    except Rejected as refused:
        form.refuse(refused)
        return shown(form, 422)
    return HttpResponseRedirect(onward + _SAVED)


def _page(request: HttpRequest, name: str, body: Organization, *, status: int, **shown: Any) -> HttpResponse:
    """A page of the editing of a body."""
    kept = keeping.keeping(actor(request), body)
    context = {"body": body, "kept": kept, "here": name, "saved": "saved" in request.GET, **shown}
    return render(request, f"organizations/keeping/{name}.html", context, status=status)
