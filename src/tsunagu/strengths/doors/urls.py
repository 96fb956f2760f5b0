"""Addresses of this room.

Institutions and works stand in addresses with their OpenAlex numbers, which no refresh changes.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "strengths"


def _view(name: str) -> Callable[..., HttpResponse]:
    """The page function ``module.function``, imported when it is first called.

    Engines take seconds to load, and no other page needs them.
    """
    module, _, function = name.partition(".")

    def view(request: HttpRequest, **options: Any) -> HttpResponse:
        views = import_module(f"tsunagu.strengths.doors.views.{module}")
        page: Callable[..., HttpResponse] = getattr(views, function)
        return page(request, **options)

    return view


urlpatterns = [
    path("strengths/", _view("strength_map.strength_map"), name="map"),
    path("strengths/universities/", _view("universities.universities"), name="universities"),
    path("strengths/universities/<int:number>/", _view("university.university"), name="university"),
    path("strengths/universities/<int:number>/works/", _view("works.works"), name="works"),
    path("strengths/works/<int:number>/", _view("explanation.explain"), name="explain"),
    path("strengths/compare/", _view("comparison.compare"), name="compare"),
    path("strengths/layers/", _view("country_layers.layers"), name="layers"),
    path("strengths/domain/", _view("domain.domain"), name="domain"),
    path("strengths/research-time/", _view("research_time.research_time"), name="research_time"),
]
