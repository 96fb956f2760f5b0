"""The pages of django-allauth as those of this house: with a policy, and forms that may lead to its providers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tsunagu.accounts import factors
from tsunagu.accounts.queries import posts
from tsunagu.accounts.views.private import ask_again, open_to_all, private

View = Callable[..., HttpResponse]


def ours(view: View) -> View:
    """A page of allauth's for everybody."""
    return open_to_all(_rendered(view))


def own(view: View) -> View:
    """A page of allauth's for who signed in."""
    return private(_rendered(view))


def guarded(view: View) -> View:
    """A page of allauth's that changes or shows second factors: whoever has one has used it in this session.

    A session that a password began before the first one was added would else add another, or read the codes for
    recovery, by the password alone.
    """

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        user: Any = request.user
        if posts.has_second_factor(user.pk) and not factors.used(request):
            return ask_again(request, "mfa")
        return view(request, *args, **options)

    return own(answering)


def _rendered(view: View) -> View:
    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        response = view(request, *args, **options)
        if hasattr(response, "render"):
            response.render()  # while the request is still that of allauth
        return response

    return answering


def leading_away(shown: View) -> View:
    """A page whose form a browser may follow to the providers of TSUNAGU_SIGN_IN."""

    @wraps(shown)
    def answering(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        response = shown(request, *args, **options)
        request.form_origins = settings.SIGN_IN_ORIGINS  # type: ignore[attr-defined]
        return response

    return answering
