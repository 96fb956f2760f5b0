"""Doors of private pages: who may not see a thing is told that it is not there, who may only see it that they may not.

``request.actor`` is who asks, as the accounts room's middleware found out; without it, it is nobody.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import resolve_url
from django.views.decorators.http import require_http_methods

from tsunagu.access.actors import NOBODY, Actor
from tsunagu.access.rights import Rights
from tsunagu.kernel import policies
from tsunagu.kernel.labels import Labeled
from tsunagu.kernel.policies import Asking, Lane, Policy
from tsunagu.kernel.problems import Forbidden, Hidden
from tsunagu.kernel.rendering import PRIVATE

View = Callable[..., HttpResponse]
Find = Callable[..., Model | None]
Named = dict[str, Any]  # what an address names
_READING = ["GET", "HEAD"]


def actor(request: HttpRequest) -> Actor:
    """Who asks."""
    known: Actor = getattr(request, "actor", NOBODY)
    return known


def private_page(
    rights: Rights, verb: Labeled, *, of: Find | None = None, lane: Lane = Lane.OPEN
) -> Callable[[View], View]:
    """A page for those who have a right: to anything of the table, or to the one thing that ``of`` finds.

    of: is given what the address names, and gives the thing or none; the view is then given the thing in its place.
    Whoever did not sign in is led to the sign-in; at a thing it is not there for them.
    """
    asking = Asking(rights=rights, reading=verb, one=of is not None)
    return _private(asking, of, _READING, lane=lane)


def private_form(
    rights: Rights,
    verb: Labeled,
    *,
    most_sent: int,
    reading: Labeled | None = None,
    of: Find | None = None,
    lane: Lane = Lane.OPEN,
) -> Callable[[View], View]:
    """A page to which those who have a right may send something. reading: the verb to look at it, if another."""
    asking = Asking(rights=rights, reading=reading or verb, sending=verb, one=of is not None)
    return _private(asking, of, [*_READING, "POST"], most_sent=most_sent, lane=lane)


def private_endpoint(
    rights: Rights, verb: Labeled, *, of: Find | None = None, most_sent: int = 0, lane: Lane = Lane.OPEN
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An endpoint for those who have a right; below the router's decorator. With ``of``, it is given the thing last."""
    sending = verb if most_sent else None
    asking = Asking(rights=rights, reading=verb, sending=sending, one=of is not None)
    policy = Policy(right=asking, most_sent=most_sent, lane=lane)
    names = list(inspect.signature(of).parameters) if of else []

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def answering(request: HttpRequest, **named: Any) -> Any:
            if most_sent:
                _require_own_site(request)
            if of is None:
                rights.require_any(actor(request), verb)
                return view(request, **named)
            found = of(**{name: named[name] for name in names})
            return view(request, **named, thing=_required(asking, actor(request), verb, found))

        answering.__signature__ = _signature(view, hidden={"thing"} if of else set())  # type: ignore[attr-defined]
        return policies.declare(answering, policy)

    return decorate


def _require_own_site(request: HttpRequest) -> None:
    """Where no token says who asks but a cookie does, the request must come from the site itself."""
    is_token = actor(request).scopes is not None
    if not is_token and CsrfViewMiddleware(_nothing).process_view(request, _nothing, (), {}) is not None:
        raise Forbidden(_FROM_ELSEWHERE)


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


_FROM_ELSEWHERE = "send it with a token"


def _signature(view: Callable[..., Any], hidden: set[str]) -> inspect.Signature:
    """What an endpoint takes from a request: not the thing that is found for it."""
    taken = inspect.signature(view, eval_str=True)
    return taken.replace(parameters=[one for name, one in taken.parameters.items() if name not in hidden])


def _private(asking: Asking, of: Find | None, methods: list[str], **promise: Any) -> Callable[[View], View]:
    """A door of pages. promise: what else the policy of the address says."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answering(request: HttpRequest, **named: Any) -> HttpResponse:
            response = _answer(view, asking, of, request, named)
            response.headers["Cache-Control"] = PRIVATE
            return response

        return policies.declare(require_http_methods(methods)(answering), Policy(right=asking, **promise))

    return decorate


def _answer(view: View, asking: Asking, of: Find | None, request: HttpRequest, named: Named) -> HttpResponse:
    """What the view answers, once the right is there."""
    by = actor(request)
    verb = asking.verb(request.method or "GET")
    if of is not None:
        return view(request, _required(asking, by, verb, of(**named)))
    if by.user is None and not asking.rights.may_anywhere(by, verb):
        return _to_sign_in(request)
    asking.rights.require_any(by, verb)
    return view(request, **named)


def _required(asking: Asking, by: Actor, verb: Labeled, thing: Model | None) -> Model:
    """The thing, if it is there for whoever asks."""
    if thing is None:
        raise Hidden
    asking.rights.require(by, verb, thing)
    return thing


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the page of sign-in, and back from there."""
    back = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{back}")
