"""Where the link of an invitation leads."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from tsunagu.accounts.actions import invitations
from tsunagu.accounts.forms import AcceptForm
from tsunagu.accounts.queries import people
from tsunagu.accounts.views.private import actor, open_to_all
from tsunagu.kernel.problems import Hidden, Rejected


@open_to_all
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Take a post: with a name and a password for who is new here, else signed in with the invited address."""
    try:
        found = invitations.opened(key)
    except Hidden:
        return render(request, "accounts/invitation_over.html", status=404)
    known = people.by_address(found.email)
    if known and actor(request).user is None:
        return redirect_to_login(request.path, reverse("account_login"))
    form = AcceptForm(request.POST if request.method == "POST" and not known else None)
    if request.method == "POST" and (known or form.is_valid()):
        try:
            given = {} if known else form.cleaned_data
            user = invitations.accept(key=key, by=actor(request), **given)
        except Rejected as refused:
            form.refuse(refused)
        else:
            return _welcome(request, user, is_new=not known)
    shown = {"form": form, "invitation": found, "post": found.membership, "known": known, "by": actor(request)}
    return render(request, "accounts/invitation.html", shown, status=422 if form.errors else 200)


def _welcome(request: HttpRequest, user: Any, *, is_new: bool) -> HttpResponse:
    """The desk; somebody new is signed in, whose link has proved the address and who just chose the password."""
    if is_new:
        get_adapter().login(request, user)
    messages.success(request, gettext("登録しました。次回から、メールアドレスとパスワードでサインインできます。"))
    return HttpResponseRedirect(reverse("accounts:desk"))
