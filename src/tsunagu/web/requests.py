"""Each request has a number and a sender, which stand in every log line about it, and is counted."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import Histogram

from tsunagu.operation import logs

_SECONDS = Histogram(
    "tsunagu_request_seconds",
    "Time to answer, by view, method and status",
    ["view", "method", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
Answer = Callable[[HttpRequest], HttpResponse]
_LOG = logging.getLogger("tsunagu.requests")


def recorded(get_response: Answer) -> Answer:
    """Give the request its number, measure it, and log it where the operator asked for that."""

    def answer(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        request.number = uuid4().hex[:16]  # type: ignore[attr-defined]
        logs.request_id.set(request.number)  # type: ignore[attr-defined]
        logs.client.set(client_address(request))
        response = get_response(request)
        lasted = time.perf_counter() - began
        match = request.resolver_match
        view = match.view_name if match else "none"
        method = request.method if request.method in _METHODS else "other"
        _SECONDS.labels(view, method, response.status_code).observe(lasted)
        response["X-Request-Id"] = logs.request_id.get()
        if settings.LOG_REQUESTS:
            _LOG.info("%s %s %d %.1f ms", request.method, request.path, response.status_code, lasted * 1000)
        return response

    return answer


def counted(asked: str, method: str, path: str, status: int, began: float) -> str:
    """Measure and log what the front answered by itself; gives its number. asked: in the place of a view."""
    lasted = time.perf_counter() - began
    number = uuid4().hex[:16]
    _SECONDS.labels(asked, method if method in _METHODS else "other", status).observe(lasted)
    if settings.LOG_REQUESTS:
        logs.request_id.set(number)
        _LOG.info("%s %s %d %.1f ms", method, path, status, lasted * 1000)
    return number


# Others are whatever a client makes up.
_METHODS = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"}


def client_address(request: HttpRequest) -> str:
    """Who asks: behind a server in front, the address that it saw, which it writes last."""
    passed_on = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.PROXY else ""
    return passed_on.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
