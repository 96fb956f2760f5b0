"""Where the link of an invitation leads."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from tsunagu.accounts.actions import invitations
from tsunagu.accounts.forms import AcceptForm
from tsunagu.accounts.models import Invitation
from tsunagu.accounts.queries import people
from tsunagu.accounts.views.private import actor, open_to_all
from tsunagu.kernel.problems import Forbidden, Hidden, Rejected


@open_to_all
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Take a post: with a name and a password for who is new here, else signed in with the invited address.

    The page is the same whether or not somebody is registered with the address: the link may have come to another
    person. Only who takes the post, which can be done once, gets to know.
    """
    try:
        found = invitations.opened(key)
    except Hidden:
        return render(request, "accounts/invitation_over.html", status=404)
    user = request.user if request.user.is_authenticated else None
    if user is None:
        return _by_a_visitor(request, key, found)
    is_theirs = people.by_address(found.email) == user
    if request.method == "POST":
        if not is_theirs:
            raise Forbidden(gettext("招待を受けたアドレスの利用者としてサインインしてください。"))
        return _welcome(request, invitations.accept(key=key, by=actor(request)), is_new=False)
    return _shown(request, found, is_theirs=is_theirs)


def _by_a_visitor(request: HttpRequest, key: str, found: Invitation) -> HttpResponse:
    """The page for who is not signed in: to register, or to sign in first."""
    form = AcceptForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if people.by_address(found.email):
            return redirect_to_login(request.path, reverse("account_login"))
        try:
            user = invitations.accept(key=key, by=actor(request), **form.cleaned_data)
        except Rejected as refused:
            form.refuse(refused)
        else:
            return _welcome(request, user, is_new=True)
    return _shown(request, found, form=form, status=422 if form.errors else 200)


def _shown(request: HttpRequest, found: Invitation, *, status: int = 200, **more: Any) -> HttpResponse:
    sign_in = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
    shown = {"invitation": found, "post": found.membership, "sign_in": sign_in, **more}
    return render(request, "accounts/invitation.html", shown, status=status)


def _welcome(request: HttpRequest, user: Any, *, is_new: bool) -> HttpResponse:
    """The desk; somebody new is signed in, whose link has proved the address and who just chose the password."""
    if is_new:
        get_adapter().login(request, user)
    messages.success(request, gettext("登録しました。次回から、メールアドレスとパスワードでサインインできます。"))
    return HttpResponseRedirect(reverse("accounts:desk"))
