"""A network's people keep it: its plan, who joined, who left, who has not agreed to be named."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tsunagu.access.addresses import actor, private_form
from tsunagu.access.queries import HISTORY, history
from tsunagu.kernel.editing import EditForm
from tsunagu.kernel.merging import Stale
from tsunagu.kernel.policies import Policy
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.rendering import PRIVATE, promising
from tsunagu.networks import actions
from tsunagu.networks.enums import Verb
from tsunagu.networks.forms import LastForm, MemberForm, NetworkForm, said
from tsunagu.networks.models import Candidate, Network
from tsunagu.networks.queries import keeping
from tsunagu.networks.rights import NETWORKS

MOST_SENT = 64 * 1024  # bytes of a form, with what it carries of the record
_SAVED = "?saved=1"
Act = Callable[[], object]


@promising(Policy(everybody=True))
@require_safe
def own(request: HttpRequest, key: str) -> HttpResponse:
    """Links to what a reader may edit of a network, for a page that is the same for all; nothing for the others."""
    network = keeping.network(key)
    if network is None or network.draft:
        raise Http404
    shown = {"network": network, "may_edit": keeping.may_edit(actor(request), network)}
    response = render(request, "networks/parts/own.html", shown)
    response.headers["Cache-Control"] = PRIVATE
    return response


@private_form(NETWORKS, Verb.EDIT, most_sent=MOST_SENT, of=keeping.network)
def edit(request: HttpRequest, network: Network) -> HttpResponse:
    """The plan of a network, and whether it is published."""
    by = actor(request)

    def shown(form: EditForm, status: int = 200) -> HttpResponse:
        told = {"history": history(by, network), "history_columns": HISTORY}
        return _page(request, "edit", network, form=form, status=status, **told)

    if request.method != "POST":
        return shown(NetworkForm.drawn(keeping.facts(network)))
    form = NetworkForm.sent(request.POST)
    if not form.is_valid():
        return shown(form, 422)
    try:
        actions.edit_network(network, by=by, began=form.began, wrote=form.wrote)
    except Stale as stale:
        return shown(form.against(stale.merged), 409)
    except Rejected as refused:
        form.refuse(refused)
        return shown(form, 422)
    return HttpResponseRedirect(request.path + _SAVED)


@private_form(NETWORKS, Verb.EDIT, most_sent=MOST_SENT, of=keeping.network)
def members(request: HttpRequest, network: Network) -> HttpResponse:
    """The members of a network: a form for a new one, a day for one that leaves, and who has not agreed."""
    if request.method != "POST":
        return _members(request, network, MemberForm())
    if "number" in request.POST:
        return _ended(request, network)
    if "candidate" in request.POST:
        return _answered(request, network)
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _members(request, network, form)
    act = partial(actions.add_member, network, by=actor(request), **form.cleaned_data)
    return _done(request, network, form, act)


def _ended(request: HttpRequest, network: Network) -> HttpResponse:
    form = LastForm(request.POST)
    if not form.is_valid():
        return _members(request, network, MemberForm(), troubles=form)
    told = form.cleaned_data
    try:
        actions.end_member(network, by=actor(request), **told)
    except Rejected as refused:
        said(form, refused)
        return _members(request, network, MemberForm(), troubles=form)
    return HttpResponseRedirect(request.path + _SAVED)


def _answered(request: HttpRequest, network: Network) -> HttpResponse:
    """A body that was asked agreed to be named, or did not."""
    candidate = _candidate(request, network)
    if candidate is None:
        return HttpResponseRedirect(request.path)
    act = actions.agree if "agree" in request.POST else actions.drop
    return _done(request, network, MemberForm(), lambda: act(candidate, by=actor(request)))


def _candidate(request: HttpRequest, network: Network) -> Candidate | None:
    chosen = request.POST["candidate"]
    return next((one for one in keeping.candidates(network) if str(one.pk) == chosen), None)


def _done(request: HttpRequest, network: Network, form: MemberForm, act: Act) -> HttpResponse:
    try:
        act()
    except Rejected as refused:
        form = form if form.is_bound else MemberForm({})
        form.full_clean()
        said(form, refused)
        return _members(request, network, form)
    return HttpResponseRedirect(request.path + _SAVED)


def _members(
    request: HttpRequest, network: Network, form: MemberForm, troubles: forms.Form | None = None
) -> HttpResponse:
    status = 422 if form.errors or troubles else 200
    shown = {"rows": keeping.members(network), "candidates": keeping.candidates(network)}
    return _page(request, "members", network, form=form, troubles=troubles, status=status, **shown)


def _page(request: HttpRequest, name: str, network: Network, *, status: int, **shown: Any) -> HttpResponse:
    context = {"network": network, "here": name, "saved": "saved" in request.GET, **shown}
    return render(request, f"networks/keeping/{name}.html", context, status=status)
