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
MIDDLEWARE = [*settings.MIDDLEWARE, "tests.access.doors.as_actor"]
"""The site's own, and the one that sets who asks: for ``settings.MIDDLEWARE`` of a test."""


def as_actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let a test say who asks."""

    def answering(request: HttpRequest) -> HttpResponse:
        if _KEY in request.META:
            request.actor = request.META[_KEY]
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
