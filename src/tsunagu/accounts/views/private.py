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
from django.views.decorators.http import require_http_methods

from tsunagu.access.addresses import actor
from tsunagu.accounts import rights
from tsunagu.accounts.enums import Verb
from tsunagu.kernel.policies import Asking, Policy
from tsunagu.kernel.problems import Forbidden, Hidden
from tsunagu.kernel.rendering import form, promising

View = Callable[..., HttpResponse]
MOST_SENT = 64 * 1024  # bytes of a form


__all__ = ["actor", "open_to_all", "private", "recently", "settled"]


def private(view: View) -> View:
    """A page for whoever signed in, to which a form may be sent; what it holds is nobody's to keep."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if actor(request).user is None:
            return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
        return view(request, *args, **options)

    return promising(_OWN)(require_http_methods(["GET", "HEAD", "POST"])(settled(answering)))


# At the door it is asked whether somebody signed in; to what they may do it, the action asks.
_READ = Asking(rights=rights.USERS, reading=Verb.READ, sending=Verb.READ)
_OWN = Policy(right=_READ, most_sent=MOST_SENT)


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
            return ask_again(request)

    return answering


def ask_again(request: HttpRequest, kind: str = "") -> HttpResponse:
    """The page on which somebody proves again who they are, and then goes on. kind: how their ways begin that count."""
    every = get_adapter().get_reauthentication_methods(request.user)
    methods = [method for method in every if method["id"].startswith(kind)]
    if not methods:
        raise PermissionDenied
    answer: HttpResponse = flows.reauthentication.suspend_request(request, methods[0]["url"])
    return answer
