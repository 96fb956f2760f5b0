"""The end of a post: what it means first, and then the end."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext

from tsunagu.accounts.actions import posts as actions
from tsunagu.accounts.forms import EndForm
from tsunagu.accounts.queries import posts
from tsunagu.accounts.views.links import page_of
from tsunagu.accounts.views.private import actor, private
from tsunagu.kernel.problems import Hidden, Rejected


@private
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Ask whether a post is to end, and end it."""
    by = actor(request)
    post = posts.membership(by, number)
    if post is None:
        raise Hidden
    is_sent = request.method == "POST"
    form = EndForm(request.POST if is_sent else None)
    if is_sent and form.is_valid():
        try:
            actions.end(by=by, post=post, reason=form.cleaned_data["reason"])
        except Rejected as refused:
            form.refuse(refused)
        else:
            told = gettext("%(name)sさんの%(role)sを終了しました。")
            messages.success(request, told % {"name": post.user or "", "role": post.of_role.label})
            return HttpResponseRedirect(page_of(by, post))
    shown = {"form": form, "post": post, "is_own": post.user_id == by.user, "back": page_of(by, post)}
    return render(request, "accounts/end.html", shown, status=422 if form.errors else 200)
