"""Addresses of this room.

Institutions and works stand in addresses with their OpenAlex numbers, which no refresh changes.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from tsunagu.kernel import rendering
from tsunagu.kernel.policies import Lane
from tsunagu.strengths.questions.records import QUESTIONS, Entry

app_name = "strengths"
_MOST_SENT = {"research_time": 2 * 2**20}  # bytes of a university's own file and the rest of its form


def _view(module: str) -> Callable[..., HttpResponse]:
    """The ``page`` of a module of the views with what its address promises."""
    if most_sent := _MOST_SENT.get(module):
        return rendering.form(most_sent=most_sent, lane=Lane.HEAVY)(_loaded(module))
    return rendering.heavy_page(_loaded(module))


def _loaded(module: str) -> Callable[..., HttpResponse]:
    """The ``page`` of a module, imported when it is first called.

    Engines take seconds to load, and no other page needs them.
    """

    def view(request: HttpRequest, **options: Any) -> HttpResponse:
        views = import_module(f"tsunagu.strengths.doors.views.{module}")
        page: Callable[..., HttpResponse] = views.page
        return page(request, **options)

    return view


def _page(entry: Entry) -> URLPattern:
    """The page of a question: its own, or that of any list."""
    view, given = ("any_list", {"entry": entry}) if entry.intro else (entry.module, {})
    return path(entry.page, _view(view), given, name=entry.key.replace("-", "_"))


urlpatterns = [
    *map(_page, QUESTIONS),
    path("strengths/universities/", _view("universities"), name="universities"),
    path("strengths/universities/<int:number>/brief/", _view("brief"), name="brief"),
    path("strengths/works/<int:number>/", _view("explanation"), name="explain"),
]
