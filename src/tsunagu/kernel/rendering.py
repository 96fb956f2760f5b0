"""How pages answer: safe methods only, conditional, whole or as the part that htmx asks for, or as a file."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.views.decorators.http import require_http_methods, require_safe

from tsunagu.kernel import policies
from tsunagu.kernel.filters import Filters
from tsunagu.kernel.policies import Lane, Policy
from tsunagu.kernel.problems import Unavailable
from tsunagu.kernel.tables import Table, to_csv, to_parquet, to_xlsx

View = Callable[..., HttpResponse]
# Asked again each time, and answered with 304: data may change at any moment. Who stands between may spare us a storm.
PUBLIC = "public, max-age=0, s-maxage=1"
PRIVATE = "private, no-store"
_AGAIN = "20"  # seconds until the same question may have an answer
_LONGEST = 80  # letters that a name of a file takes over


def page(view: View) -> View:
    """A page that is the same for every reader of the same data: GET and HEAD only, kept for all of them."""
    return promising(policies.PAGE)(require_safe(view))


def heavy_page(view: View) -> View:
    """A page that takes an engine: as ``page``, computed beside the others."""
    return promising(policies.HEAVY_PAGE)(require_safe(view))


def form(*, most_sent: int, lane: Lane = Lane.OPEN) -> Callable[[View], View]:
    """A page for everybody to which something may be sent, so that it holds a token and is never kept."""
    policy = Policy(everybody=True, most_sent=most_sent, lane=lane)

    def decorate(view: View) -> View:
        return promising(policy)(require_http_methods(["GET", "HEAD", "POST"])(view))

    return decorate


def promising(policy: Policy) -> Callable[[View], View]:
    """Write a policy on a view, and on its answers whether they may be kept; mistakes are nobody's to keep."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answering(*args: Any, **options: Any) -> HttpResponse:
            response = view(*args, **options)
            if policy.public and response.status_code == HTTPStatus.OK:
                response.headers.setdefault("Cache-Control", PUBLIC)
            return response

        return policies.declare(answering, policy)

    return decorate


def answer(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    part: str = "",
) -> HttpResponse:
    """The page; for live filtering only its ``part``."""
    htmx = request.htmx  # type: ignore[attr-defined]
    live = bool(part and htmx and not htmx.history_restore_request)
    response = render(request, part if live else template, {**context, "live": live})
    if part:
        patch_vary_headers(response, ["HX-Request"])
    if live:
        address = short_address(request)
        response["HX-Push-Url"] = "false" if _is_at(htmx, address) else address
    return response


def _is_at(htmx: Any, address: str) -> bool:
    """Whether the page that asks stands at an address already."""
    try:
        return bool(htmx.current_url_abs_path == address)
    except ValueError:  # what a program sends need not be an address
        return False


def unavailable(response: HttpResponse, problem: Unavailable) -> HttpResponse:
    """What stands in for an answer that cannot be given yet, with the time to ask again."""
    logging.getLogger(type(problem).__module__).warning("%s", problem)
    response["Retry-After"] = _AGAIN
    return response


def short_address(request: HttpRequest) -> str:
    """The address without the filters that are not set."""
    set_filters = {name: list(filter(None, values)) for name, values in request.GET.lists()}
    query = urlencode(set_filters, doseq=True)
    return f"{request.path}?{query}" if query else request.path


def export(form: Filters, *tables: Callable[[], Table]) -> HttpResponse | None:
    """The tables as a file if the address asks for one, and only then made; CSV holds the first, XLSX all.

    None where a condition was left out: the page says so, a file cannot.
    """
    shape = form.cleaned_data.get("format")
    return as_file(shape, [table() for table in tables]) if shape and not form.ignored else None


def as_file(shape: str, tables: Sequence[Table], about: str = "") -> HttpResponse:
    """The tables as a file of this shape; CSV and Parquet hold the first, XLSX all.

    about: what its name says beside that of the first table.
    """
    name = get_valid_filename(f"{tables[0].name}-{about}"[:_LONGEST]) if about else tables[0].name
    if shape == "csv":
        return _file(to_csv(tables[0], bom=True).encode(), "text/csv; charset=utf-8", f"{name}.csv")
    if shape == "parquet":
        return _file(to_parquet(tables[0]), "application/vnd.apache.parquet", f"{name}.parquet")
    return _file(to_xlsx(tables), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", f"{name}.xlsx")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": content_disposition_header(True, f"tsunagu-{name}") or ""},
    )
