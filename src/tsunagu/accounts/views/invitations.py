"""Where the link of an invitation leads."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

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
from tsunagu.accounts.views.links import link
from tsunagu.accounts.views.private import actor, open_to_all
from tsunagu.kernel.problems import Forbidden, Hidden, Rejected


@open_to_all
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Take a post: with a name and a password for who is new here, else signed in with the invited address.

    The page and the answer to its form are the same whether or not somebody is registered with the address: the link
    may have come to another person. So nobody is signed in by it; mail tells whoever is registered.
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
        invitations.accept(key=key, by=actor(request))
        messages.success(request, gettext("招待を受けました。"))
        return HttpResponseRedirect(reverse("accounts:desk"))
    return _shown(request, found, is_theirs=is_theirs)


def _by_a_visitor(request: HttpRequest, key: str, found: Invitation) -> HttpResponse:
    """The page for who is not signed in: to register, or to sign in first."""
    form = AcceptForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            invitations.register(
                key=key, by=actor(request), link=link(request, "accounts:invitation"), **form.cleaned_data
            )
        except Rejected as refused:
            form.refuse(refused)
        else:
            return _to_sign_in(request)
    return _shown(request, found, form=form, status=422 if form.errors else 200)


def _shown(request: HttpRequest, found: Invitation, *, status: int = 200, **more: Any) -> HttpResponse:
    sign_in = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
    shown = {"invitation": found, "post": found.membership, "sign_in": sign_in, **more}
    return render(request, "accounts/invitation.html", shown, status=status)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """What follows a form that was sent: to sign in with what was chosen, for who is registered with what they have."""
    messages.success(
        request,
        gettext(
            "受け付けました。メールアドレスとパスワードでサインインしてください。登録済みの方には、メールでご案内します。"
        ),
    )
    return redirect_to_login(reverse("accounts:desk"), reverse("account_login"))
