"""How this room's pages begin: the store opened, or a page that says what is missing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tsunagu.kernel import rendering
from tsunagu.strengths.doors.conditional import unchanged
from tsunagu.strengths.errors import StoreProblem, TooLarge
from tsunagu.strengths.questions.reading import Reading, reading


def opened(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that is given the store opened for reading; without data it says so and how to bring some."""

    @unchanged
    @wraps(view)
    def opens(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        try:
            store: Reading = reading(settings.STRENGTHS)
            return view(request, store, *args, **options)
        except StoreProblem as problem:
            return no_data(request, problem)

    return opens


def no_data(request: HttpRequest, problem: StoreProblem) -> HttpResponse:
    """The page that stands in for one without data."""
    context = {"too_large": isinstance(problem, TooLarge)}
    page = render(request, "strengths/no_data.html", context, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return rendering.unavailable(page, problem)
