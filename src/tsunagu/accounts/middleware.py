"""Who acts: a session for pages, a token for the API, and nobody on what is the same for all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from tsunagu.access.actors import NOBODY, Actor
from tsunagu.accounts import devices, factors
from tsunagu.accounts.actions import tokens
from tsunagu.accounts.queries import posts
from tsunagu.kernel import clock, policies

Answer = Callable[[HttpRequest], HttpResponse]
LONGEST = 12 * 3600  # seconds of a session
IDLE = 2 * 3600  # seconds without a request
_STEP = 300  # seconds between two notes that somebody is still there
_API = "/api/"


class Actors:
    """Sets ``request.actor``. A request without a session or a token asks the database nothing."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nobody acts until the address is known."""
        request.actor = NOBODY  # type: ignore[attr-defined]
        response = self.get_response(request)
        if self._hangs_on_who_asks(request):
            request.here = request.user.is_authenticated  # type: ignore[attr-defined]
            devices.mark(request, response)
        return response

    def _hangs_on_who_asks(self, request: HttpRequest) -> bool:
        """Whether the session was asked for: on a page that is the same for all, it never is."""
        session = getattr(request, "session", None)
        return bool(session is not None and session.accessed and not request.path_info.startswith(_API))

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, options: Any
    ) -> HttpResponse | None:
        """Find out who acts, where the answer may hang on it."""
        policy = policies.declared(view)
        if policy is not None and not policy.public:
            request.actor = _actor(request)  # type: ignore[attr-defined]
        return None


def _actor(request: HttpRequest) -> Actor:
    if request.path_info.startswith(_API):
        return _of_token(request)
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return NOBODY
    user: Any = request.user
    if not user.is_authenticated or _is_over(request):
        return NOBODY
    used = factors.used(request)
    return posts.actor(user, at=clock.now(), request=_number(request), used_factor=used)


def _of_token(request: HttpRequest) -> Actor:
    """Who acts by a token; the cookie of a session counts for nothing here, so that no other site can use it."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        return NOBODY
    return tokens.use(secret=secret.strip(), at=clock.now(), request=_number(request))


def _number(request: HttpRequest) -> str:
    """The number under which the log has the request."""
    return str(getattr(request, "number", ""))


def _is_over(request: HttpRequest) -> bool:
    """End a session that lasted too long or was not used; note that it is used."""
    now = int(clock.now().timestamp())
    began, seen = (request.session.get(name, now) for name in ("began", "seen"))
    if now - began >= LONGEST or now - seen >= IDLE:
        logout(request)
        return True
    if now - seen >= _STEP:
        request.session["seen"] = now
    return False
