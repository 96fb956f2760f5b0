"""代決: who decides in whose place."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from tsunagu.access.enums import Role
from tsunagu.accounts.actions import delegations
from tsunagu.accounts.forms import DelegationForm
from tsunagu.accounts.queries import posts
from tsunagu.accounts.views.private import actor, private
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Hidden, Rejected


@private
def all_delegations(request: HttpRequest) -> HttpResponse:
    """What one delegated and was delegated, and a form for who may delegate."""
    by, now = actor(request), clock.now()
    mine = posts.active(now).filter(user_id=by.user or 0, role=Role.APPROVER)
    form = DelegationForm(request.POST or None, posts=mine, deputies=posts.colleagues(by, now))
    if request.method == "POST" and form.is_valid():
        try:
            delegations.delegate(by=by, **form.cleaned_data)
        except Rejected as refused:
            form.refuse(refused)
        else:
            messages.success(request, gettext("代決を委ねました。"))
            return HttpResponseRedirect(request.path)
    given = posts.delegations(by)
    shown = {"form": form, "may": mine.exists(), "delegations": given, "now": now, "by": by}
    return render(request, "accounts/delegations.html", shown, status=422 if form.errors else 200)


@private
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Take a delegation back."""
    found = next((given for given in posts.delegations(actor(request)) if given.pk == number), None)
    if found is None or request.method != "POST":
        raise Hidden
    delegations.revoke(by=actor(request), given=found)
    messages.success(request, gettext("代決を取り消しました。"))
    return HttpResponseRedirect(reverse("accounts:delegations"))
