"""Browsers with which somebody signed in before, by a cookie that only the server reads."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

from tsunagu.accounts import secrets
from tsunagu.accounts.actions import devices
from tsunagu.accounts.queries import people
from tsunagu.accounts.rules.words import in_a_line

_AGENT = 200  # letters of what a browser says of itself
_AGE = 400 * 24 * 3600  # seconds, the most that browsers keep
COOKIE = "__Host-tsunagu-device" if settings.HTTPS else "tsunagu-device"
MARK = "tsunagu-here"  # tells scripts of public pages that somebody is signed in, and nothing else


def known(request: HttpRequest, email: str) -> str:
    """The hash of the browser's cookie, if the owner of an address signed in with it before; else empty."""
    cookie = request.COOKIES.get(COOKIE, "")
    if not cookie or len(cookie) > 100:
        return ""
    digest = secrets.digest(cookie)
    return digest if people.is_known_device(digest, email) else ""


def welcome(request: HttpRequest, user: AbstractBaseUser, address: str) -> None:
    """Remember the browser with which somebody signed in; of a new one they are told by mail."""
    cookie = request.COOKIES.get(COOKIE, "")[:100]
    digest = secrets.digest(cookie) if cookie else ""
    if digest and devices.meet(user=user.pk, digest=digest):
        return
    fresh = secrets.new()
    request.new_device = fresh  # type: ignore[attr-defined]
    devices.add(
        user=user.pk,
        digest=secrets.digest(fresh),
        agent=in_a_line(request.headers.get("User-Agent", ""), _AGENT),
        address=address,
    )


def mark(request: HttpRequest, response: HttpResponse) -> None:
    """Give the browser its cookie, and say to scripts whether somebody is signed in.

    ``request.here`` says it; where it is not there, the answer hangs on nobody.
    """
    fresh = getattr(request, "new_device", "")
    if fresh:
        _set(response, COOKIE, fresh, _AGE, hidden=True)
    is_here = bool(getattr(request, "here", None))
    if is_here and (MARK not in request.COOKIES or fresh):
        _set(response, MARK, "1", settings.SESSION_COOKIE_AGE, hidden=False)
    elif MARK in request.COOKIES and getattr(request, "here", None) is False:
        response.delete_cookie(MARK, samesite="Lax")


def _set(response: HttpResponse, name: str, value: str, age: int, *, hidden: bool) -> None:
    """Give a cookie for so many seconds. hidden: from scripts."""
    secure = settings.HTTPS
    response.set_cookie(name, value, max_age=age, secure=secure, httponly=hidden, samesite="Lax")
