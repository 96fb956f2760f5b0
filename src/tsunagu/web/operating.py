"""What monitors ask: does it live, can it serve, how does it do. No page, and never kept."""

from __future__ import annotations

import contextlib
import ipaddress
import math
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tsunagu import __version__, rooms
from tsunagu.kernel import clock
from tsunagu.operation import disk, figures

AGAIN = 5  # seconds


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether the process answers; asks nothing else."""
    return JsonResponse({"service": "tsunagu", "version": __version__})


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether everything that pages need is there; 503 where something is missing."""
    found = {name: _holds(check) for name, check in CHECKS.items()}
    response = JsonResponse(found, status=200 if all(found.values()) else 503)
    if response.status_code != 200:
        response["Retry-After"] = AGAIN
    return response


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, OSError):
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _index() -> bool:
    return all(rooms.resolve(room.ready)() for room in rooms.ROOMS if room.ready)


def _migrations() -> bool:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _disk() -> bool:
    return not disk.is_short(settings.VAR)


CHECKS = {"database": _database, "index": _index, "migrations": _migrations, "disk": _disk}


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus; for this machine, or for who has the token."""
    if not (_has_token(request) or _is_near(request)):
        return HttpResponseForbidden("Ask from this machine, or with the token of TSUNAGU_METRICS_TOKEN.\n")
    return HttpResponse(figures.text(dict(_measured())), content_type=figures.TYPE)


def _measured() -> Iterator[tuple[str, tuple[str, float]]]:
    """The age of the archive, and what rooms measure; nothing of those that need a database which is away."""
    if settings.BACKUP:
        yield "tsunagu_archive_age_seconds", ("How long ago the newest change was that the archive holds", _age())
    for room in rooms.ROOMS:
        if room.figures:
            with contextlib.suppress(DatabaseError):
                yield from rooms.resolve(room.figures)().items()


def _age() -> float:
    """The seconds since the archive was known to be complete; endless where it is not there."""
    from tsunagu.database import vault  # compression takes long to load

    until = vault.kept_until(Path(settings.BACKUP))
    return (clock.now() - until).total_seconds() if until else math.inf


def _has_token(request: HttpRequest) -> bool:
    expected = f"Bearer {settings.METRICS_TOKEN}".encode()
    given = request.headers.get("Authorization", "").encode()
    return bool(settings.METRICS_TOKEN) and secrets.compare_digest(expected, given)


def _is_near(request: HttpRequest) -> bool:
    """Whether a program of this machine asks, and not a server in front for somebody else."""
    passed_on = any(name in request.META for name in ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"))
    return not passed_on and ipaddress.ip_address(request.META["REMOTE_ADDR"]).is_loopback
