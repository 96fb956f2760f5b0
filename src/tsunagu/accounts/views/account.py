"""One's own account: who one is here, how one signs in, and the greeting in the head of every page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from tsunagu.accounts.actions import addresses, people
from tsunagu.accounts.forms import AddressForm, ProfileForm
from tsunagu.accounts.queries import people as people_queries
from tsunagu.accounts.queries import posts
from tsunagu.accounts.views.links import link
from tsunagu.accounts.views.private import actor, open_to_all, private, recently
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Hidden, Rejected


@open_to_all
def greeting(request: HttpRequest) -> HttpResponse:
    """Who signed in, for the head of a page that is the same for all."""
    return render(request, "accounts/greeting.html", {"by": actor(request)})


@private
def account(request: HttpRequest) -> HttpResponse:
    """Everything of one's own account; name and language can be changed here."""
    user = people_queries.user(actor(request).user)
    if user is None:
        raise Hidden
    form = ProfileForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        people.change_profile(by=actor(request), user=user, **form.cleaned_data)
        messages.success(request, gettext("保存しました。"))
        return HttpResponseRedirect(request.path)
    by, now = actor(request), clock.now()
    mine = [(post, posts.standing(post, now)) for post in posts.mine(by)]
    shown = {"form": form, "user": user, "posts": mine, "offices": posts.offices(by), "by": by}
    return render(request, "accounts/account.html", shown, status=422 if form.errors else 200)


@private
@recently
def address(request: HttpRequest) -> HttpResponse:
    """Ask for another mail address."""
    user: Any = request.user
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _ask(request, user, form.cleaned_data["email"])
        except Rejected as refused:
            form.refuse(refused)
        else:
            messages.success(
                request, gettext("両方のアドレスにメールを送りました。それぞれのリンクで承認してください。")
            )
            return HttpResponseRedirect(reverse("accounts:account"))
    return render(request, "accounts/address.html", {"form": form}, status=422 if form.errors else 200)


def _ask(request: HttpRequest, user: Any, email: str) -> None:
    addresses.ask(user=user, email=email, link=link(request, "accounts:confirm_address"))


@open_to_all
def confirm_address(request: HttpRequest, key: str) -> HttpResponse:
    """Where the links of a change of address lead: nothing happens before somebody presses the button."""
    change = addresses.opened(key)
    if request.method != "POST":
        return render(request, "accounts/confirm_address.html", {"change": change})
    try:
        is_done = addresses.confirm(key=key)
    except Rejected as refused:
        return render(request, "accounts/confirm_address.html", {"problems": refused.problems}, status=422)
    return render(request, "accounts/address_confirmed.html", {"change": change, "is_done": is_done})
