"""My desk: what waits for the person, from every room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tsunagu.access.enums import Role
from tsunagu.accounts.queries import posts
from tsunagu.accounts.views.private import actor, private
from tsunagu.kernel import announced, clock
from tsunagu.organizations.queries import keeping


@private
def desk(request: HttpRequest) -> HttpResponse:
    """What waits, with dates, and in which capacity somebody is here."""
    by = actor(request)
    now = clock.now()
    mine = [(post, posts.standing(post, now)) for post in posts.mine(by)]
    shown = {
        "lacking_factor": posts.lacking_factor(by),
        "has_factor": posts.has_second_factor(by.user),
        "waiting": announced.waiting(by),
        "tools": announced.tools(by),
        "kept": keeping.kept_by(by),
        "offices": by.organizations([Role.ADMINISTRATOR]),
        "posts": mine,
    }
    return render(request, "accounts/desk.html", shown)
