"""Somebody at a door, for tests: a request in any role, without an account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client

from tsunagu.access.actors import NOBODY, Actor, Post, signed_in
from tsunagu.access.enums import WITHOUT_MEMBERSHIP, Role

_KEY = "tests.actor"
_IN_THE_PLACE_OF = "tsunagu.accounts.middleware.Actors"
MIDDLEWARE = ["tests.access.doors.as_actor" if name == _IN_THE_PLACE_OF else name for name in settings.MIDDLEWARE]
"""The site's own, with one that a test tells who asks: for ``settings.MIDDLEWARE``."""


def as_actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let a test say who asks."""

    def answering(request: HttpRequest) -> HttpResponse:
        request.actor = request.META.get(_KEY, NOBODY)
        return get_response(request)

    return answering


def at_the_door(by: Actor, **more: Any) -> Client:
    """A client of somebody."""
    return Client(headers={"host": "localhost"}, **{_KEY: by}, **more)


def in_role(role: Role, *, user: int = 1, organization: int | None = 1) -> Actor:
    """Somebody in one role; with the role of a membership, in an organization."""
    if role is Role.ANYBODY:
        return NOBODY
    posts = [] if role in WITHOUT_MEMBERSHIP else [Post(role=role, organization=organization)]
    return signed_in(user=user, name="見本 太郎", posts=posts, request="test")
