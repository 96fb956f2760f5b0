"""What is answered while something is away: the database, space on the disk, or the site by announcement.

A safe request that met a restart of the database is asked again; who reads does not notice.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from tsunagu.api.addresses import is_below
from tsunagu.api.problems import problem
from tsunagu.database.backend.base import breaker
from tsunagu.kernel import clock
from tsunagu.operation import disk
from tsunagu.operation.notices import Board, Kind, Notice
from tsunagu.web.refusals import REFUSALS, refused

Answer = Callable[[HttpRequest], HttpResponse]
_SAFE = {"GET", "HEAD", "OPTIONS"}
_AGAIN = 5  # seconds
_PAUSE = 0.1  # seconds between two tries
# Answered whatever is announced.
_ALWAYS = ("/health", "/ready", "/metrics", "/api/v1/health", "/static/")
_FULL, _READ_ONLY = "53100", "25006"  # what PostgreSQL calls a full disk, and a database in which nothing is written


@cache
def board() -> Board:
    """Where this installation's announcement hangs."""
    return Board(settings.VAR)


def announcements(get_response: Answer) -> Answer:
    """Answer 503 during announced maintenance, and refuse what would be written while nothing can be."""

    def announced(request: HttpRequest) -> HttpResponse:
        notice = board().notice(clock.now())
        if request.path.startswith(_ALWAYS):
            return get_response(request)
        if notice and notice.holds(clock.now()) and _concerns(notice, request):
            return _by_notice(request, notice)
        if request.method not in _SAFE and disk.is_short(settings.VAR):
            return full(request)
        return get_response(request)

    return announced


def _concerns(notice: Notice, request: HttpRequest) -> bool:
    return notice.label is Kind.MAINTENANCE or request.method not in _SAFE


def _by_notice(request: HttpRequest, notice: Notice) -> HttpResponse:
    left = (notice.until - clock.now()).total_seconds() if notice.until else _AGAIN * 60
    return _unable(request, 503, notice.label.value, max(int(left), 1), notice)


class DatabaseAway:
    """A page or a problem in place of an error where the database is away or full."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do before a view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, options: Any
    ) -> HttpResponse | None:
        """Ask the view, and again on a fresh connection if the database went away meanwhile."""
        if request.method not in _SAFE:
            return None
        try:
            return _patiently(partial(view, request, *args, **options))
        except (OperationalError, InterfaceError, *REFUSALS) as error:
            if response := self.process_exception(request, error):
                return response
            raise

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What is answered to a refusal or an error of the database; none where it is no outage."""
        if isinstance(error, REFUSALS):
            return refused(request, error)
        if not isinstance(error, DatabaseError | InterfaceError):
            return None
        code = _code(error)
        if code == _FULL:
            return full(request)
        if code == _READ_ONLY:
            return _unable(request, 503, Kind.READ_ONLY.value, _AGAIN)
        if isinstance(error, OperationalError | InterfaceError):
            return _unable(request, 503, "away", _AGAIN)
        return None


def _patiently(ask: Callable[[], HttpResponse]) -> HttpResponse:
    while True:
        try:
            return ask()
        except (OperationalError, InterfaceError) as error:
            if _code(error):
                raise
            breaker.lost()
            if not breaker.is_patient():
                raise
        connection.close()
        time.sleep(_PAUSE)


def _code(error: Exception) -> str:
    """PostgreSQL's code of an error within a session that goes on; none where the session is over."""
    code = str(getattr(error.__cause__, "sqlstate", None) or "")
    return "" if code.startswith(("57P", "08")) else code


def full(request: HttpRequest) -> HttpResponse:
    """Nothing can be kept at the moment."""
    return _unable(request, 507, "full", _AGAIN * 12)


def _unable(request: HttpRequest, status: int, why: str, again: int, notice: Notice | None = None) -> HttpResponse:
    """The page, or below /api the problem, with the time to ask again."""
    if is_below(request.path):
        response = problem(status, *_PROBLEMS[why])
    else:
        # Nothing here asks the database.
        context = {"why": why, "notice": notice, "data_updated": None, "title": _titles()[why]}
        response = render(request, "unable.html", context, status=status)
    response["Retry-After"] = str(again)
    response["Cache-Control"] = "no-store"
    return response


def _titles() -> dict[str, str]:
    return {
        "away": gettext("ただいま表示できません"),
        "full": gettext("ただいま受け付けられません"),
        Kind.MAINTENANCE.value: gettext("メンテナンス中です"),
        Kind.READ_ONLY.value: gettext("ただいま閲覧のみ可能です"),
    }


_PROBLEMS = {
    "away": ("Not available", "The database cannot be reached at the moment. Ask again after the time of Retry-After."),
    "full": ("Nothing can be stored", "The server has no space left to store anything; reading goes on."),
    Kind.MAINTENANCE.value: ("Maintenance", "The site is under maintenance. Ask again after the time of Retry-After."),
    Kind.READ_ONLY.value: ("Read-only", "Nothing can be sent in at the moment; reading goes on."),
}
