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


def undeclared(patterns: Iterable[Pattern], before: str = "") -> Iterator[str]:
    """The addresses whose views promise nothing."""
    for pattern in patterns:
        route = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from undeclared(pattern.url_patterns, route)
        elif policies.declared(pattern.callback) is None:
            yield route


def check(**_: Any) -> list[Error]:
    """A check of Django's: every address says who may keep its answers and what may be sent to it."""
    hint = "Give its view a policy: kernel.rendering.page, heavy_page, form or promising."
    return [
        Error(f"/{route} does not say who may keep its answers", hint=hint, id="tsunagu.E001")
        for route in undeclared(get_resolver().url_patterns)
    ]
