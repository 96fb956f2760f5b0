"""Tokens of the API."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from tsunagu.accounts.actions import tokens
from tsunagu.accounts.forms import TokenForm
from tsunagu.accounts.queries import posts
from tsunagu.accounts.queries import tokens as queries
from tsunagu.accounts.rules import posts as rules
from tsunagu.accounts.views.private import actor, private, recently
from tsunagu.kernel import announced, clock
from tsunagu.kernel.problems import Hidden, Rejected


@private
@recently
def all_tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens, and a form for a new one, whose secret is shown once."""
    by, verbs = actor(request), announced.verbs()
    held = posts.active(clock.now()).filter(user_id=by.user or 0)
    form = TokenForm(request.POST or None, posts=held, verbs=verbs)
    secret = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            _, secret = tokens.issue(
                by=by,
                post=given["post"],
                name=given["name"],
                scopes=given["scopes"],
                expires=rules.after(given["last"]),
                offered=[str(verb.value) for verb in verbs],
            )
        except Rejected as refused:
            form.refuse(refused)
        else:
            form = TokenForm(posts=held, verbs=verbs)
    shown = {"form": form, "tokens": queries.tokens(by), "secret": secret, "now": clock.now()}
    return render(request, "accounts/tokens.html", shown, status=422 if form.errors else 200)


@private
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """End a token."""
    found = next((token for token in queries.tokens(actor(request)) if token.pk == number), None)
    if found is None or request.method != "POST":
        raise Hidden
    tokens.revoke(by=actor(request), token=found)
    messages.success(request, gettext("トークンを取り消しました。"))
    return HttpResponseRedirect(reverse("accounts:tokens"))
