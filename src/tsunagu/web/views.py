"""The front page, what Tsunagu is, who runs it on which terms, and errors."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse

from tsunagu import rooms
from tsunagu.kernel.rendering import page
from tsunagu.rooms import Home, Room
from tsunagu.web import refusals

ROBOTS = "User-agent: *\nAllow: /\nDisallow: /*?*format=\nSitemap: {sitemap}\n"


@page
def home(request: HttpRequest) -> HttpResponse:
    """What each room shows of itself, and the pages that say what one finds there."""
    shown = [(room, _shown(room, room.home)) for room in rooms.ROOMS if room.home]
    pages = [entry for entry in rooms.pages(rooms.ROOMS) if entry.line]
    return render(request, "home.html", {"rooms": shown, "pages": pages})


def _shown(room: Room, announced: Home) -> dict[str, Any]:
    """What the templates of a room are given for the home page."""
    more = rooms.resolve(announced.shows)() if announced.shows else {}
    return {"pages": room.pages, **more}


@page
def about(request: HttpRequest) -> HttpResponse:
    """What this is, how accessible it is, under which license."""
    return render(request, "about.html")


@page
def operator(request: HttpRequest) -> HttpResponse:
    """Who runs this installation, and how to reach them."""
    return render(request, "operator.html", {"contact": settings.CONTACT})


@page
def terms(request: HttpRequest) -> HttpResponse:
    """What may be done with what is shown, and what it does not promise."""
    return render(request, "terms.html")


@page
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read."""
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    return HttpResponse(ROBOTS.format(sitemap=sitemap), content_type="text/plain; charset=utf-8")


@page
def favicon(request: HttpRequest) -> HttpResponse:
    """The icon, for programs that ask for it where it always was."""
    return HttpResponseRedirect(static("favicon.svg"))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request could not be read."""
    return refusals.told(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request is not allowed."""
    return refusals.told(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page; boxes to search with."""
    return refusals.missing(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """A page that cannot be shown, as plain as can be: nothing that could fail again."""
    return HttpResponse(_FAILED, status=500)


_FAILED = """<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>ただいま表示できません | Tsunagu</title></head>
<body><main><h1>ただいま表示できません</h1>
<p>サーバーで問題が起きました。時間をおいて、もう一度お試しください。</p><p><a href="/">Tsunagu の最初のページへ</a></p>
<div lang="en"><h2>This page cannot be shown right now</h2><p>Something went wrong
on the server. Please try again later.</p>
<p><a href="/en/">To the front page of Tsunagu</a></p></div></main></body></html>
"""


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from elsewhere: the same page as any other refusal."""
    return forbidden(request)
