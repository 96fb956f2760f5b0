"""Pages that hang on who asks: who did not sign in is asked to, and what may not be seen is not there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal import flows
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from tsunagu.access.actors import Actor
from tsunagu.kernel.problems import Forbidden, Hidden
from tsunagu.kernel.rendering import form

View = Callable[..., HttpResponse]
MOST_SENT = 64 * 1024  # bytes of a form


def actor(request: HttpRequest) -> Actor:
    """Who asks."""
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


def private(view: View) -> View:
    """A page for whoever signed in, to which a form may be sent; what it holds is nobody's to keep."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if actor(request).user is None:
            return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
        return view(request, *args, **options)

    return open_to_all(answering)


def open_to_all(view: View) -> View:
    """A page to which a form may be sent also by who did not sign in."""
    return form(most_sent=MOST_SENT)(settled(view))


def recently(view: View) -> View:
    """A page for who proved a short while ago who they are."""
    return reauthentication_required(view)  # type: ignore[no-any-return]


def settled(view: View) -> View:
    """Answer what a view raises: a middleware would not see it, since another one calls the view."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        try:
            return view(request, *args, **options)
        except Hidden:
            raise Http404 from None
        except Forbidden as error:
            raise PermissionDenied(str(error)) from None
        except ImmediateHttpResponse as answered:
            response: HttpResponse = answered.response
            return response
        except ReauthenticationRequired:
            return _ask_again(request)

    return answering


def _ask_again(request: HttpRequest) -> HttpResponse:
    """The page on which somebody proves again who they are, and then goes on."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    if not methods:
        raise PermissionDenied
    answer: HttpResponse = flows.reauthentication.suspend_request(request, methods[0]["url"])
    return answer
