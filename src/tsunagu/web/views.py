"""The front page, what Tsunagu is, and errors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tsunagu.catalog.enums import BodyKind
from tsunagu.catalog.queries import choices

ROBOTS = "User-agent: *\nAllow: /\nDisallow: /*?*format=\n"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One box for a want, and the ways into the catalog."""
    context = {
        "examples": _EXAMPLES,
        "themes": choices.themes(),
        "counts": choices.counts(),
        "bodies": BodyKind.general(),
    }
    return render(request, "home.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this is, how accessible it is, under which license."""
    return render(request, "about.html")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request could not be read."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request is not allowed."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page; a box to search with."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A page that cannot be shown, as plain as can be: nothing that could fail again."""
    return HttpResponse(_FAILED, status=500)


# Wants to try.
_EXAMPLES = [
    _("無人バスを町で走らせたい"),
    _("畑仕事をロボットで楽にしたい"),
    _("再エネの計画をつくりたい"),
    _("研究成果で起業したい"),
    _("プラスチックごみを減らしたい"),
    _("大学の研究設備をみんなで使いたい"),
]

_FAILED = """<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>ただいま表示できません | Tsunagu</title></head>
<body><main><h1>ただいま表示できません</h1>
<p>サーバーで問題が起きました。時間をおいて、もう一度お試しください。</p><p><a href="/">Tsunagu の最初のページへ</a></p>
<div lang="en"><h2>This page cannot be shown right now</h2>
<p>Something went wrong on the server. Please try again later.</p>
<p><a href="/en/">To the front page of Tsunagu</a></p></div></main></body></html>
"""


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from elsewhere: the same page as any other refusal."""
    return forbidden(request)
