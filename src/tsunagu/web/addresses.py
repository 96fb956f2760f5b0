"""What each address promises, found before its view is called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.checks import Error
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from django.utils import translation

from tsunagu.kernel import policies
from tsunagu.kernel.policies import Policy

Pattern = URLPattern | URLResolver


def policy(path: str) -> Policy:
    """The promise of an address; the strictest where there is nothing."""
    return found(path) or policies.STRICTEST


def found(path: str) -> Policy | None:
    """The promise of what stands at an address; none where there is nothing."""
    if path.startswith(settings.STATIC_URL):
        return policies.PAGE
    with translation.override(language(path)):
        try:
            view = resolve(path).func
        except Resolver404:
            return None
    return policies.declared(view) or policies.STRICTEST


def language(path: str) -> str:
    """The language of an address."""
    return translation.get_language_from_path(path) or settings.LANGUAGE_CODE


def declared(patterns: Iterable[Pattern], before: str = "") -> Iterator[tuple[str, Policy | None]]:
    """Every address as it is written, with its promise; none where its view promises nothing."""
    for pattern in patterns:
        route = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from declared(pattern.url_patterns, route)
        else:
            yield route, policies.declared(pattern.callback)


def wrong(patterns: Iterable[Pattern]) -> Iterator[Error]:
    """What addresses do not say: who may keep their answers, and who may ask."""
    for route, promise in declared(patterns):
        if promise is None:
            yield Error(f"/{route} does not say who may keep its answers", hint=_HINT, id="tsunagu.E001")
        elif promise.is_open == bool(promise.right):
            yield Error(f"/{route} does not say who may ask: everybody, or by a right", hint=_HINT, id="tsunagu.E002")


_HINT = (
    "Give its view a policy: access.addresses.private_page or private_form with a right; for everybody "
    "kernel.rendering.page, heavy_page or form. An endpoint takes access.addresses.private_endpoint, or stands in "
    "`everybody` of its room's record."
)


def check(**_: Any) -> list[Error]:
    """A check of Django's: every address says who may ask, who may keep its answers and what may be sent to it."""
    return list(wrong(get_resolver().url_patterns))
