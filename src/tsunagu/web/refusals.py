"""What a page answers to whoever may not see a thing, or may not do what they want to: the one place that says so."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tsunagu import rooms
from tsunagu.api.addresses import is_below
from tsunagu.kernel.problems import Forbidden, Hidden
from tsunagu.kernel.rendering import PRIVATE

REFUSALS = (Hidden, Forbidden)


def refused(request: HttpRequest, error: Exception) -> HttpResponse:
    """The page of a refusal. What is hidden is not there, in the same words as what never was."""
    response = missing(request) if isinstance(error, Hidden) else told(request, 403, wanted=str(error))
    response.headers["Cache-Control"] = PRIVATE
    return response


def missing(request: HttpRequest) -> HttpResponse:
    """There is no such page; boxes to search with."""
    boxes = [room.search_box for room in rooms.ROOMS if room.search_box]
    return told(request, 404, search_boxes=boxes)


def told(request: HttpRequest, status: int, **shown: Any) -> HttpResponse:
    """The page of an error; below /api none, since machines are told there in their own way."""
    if is_below(request.path_info):
        return HttpResponse(status=status)
    return render(request, f"{status}.html", shown, status=status)
