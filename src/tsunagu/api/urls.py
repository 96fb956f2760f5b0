"""The API under /api/v1: routers of the rooms, one form of error."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer

from tsunagu import __version__, rooms
from tsunagu.api.problems import PROBLEM_SCHEMA, problem
from tsunagu.kernel import rendering
from tsunagu.kernel.problems import Unavailable


class _Json(JSONRenderer):
    """Japanese as Japanese, not as escapes."""

    json_dumps_params = {"ensure_ascii": False}


class _Api(NinjaAPI):
    """Says in the OpenAPI document that every operation may answer with problem details."""

    def get_openapi_schema(self, *args: Any, **options: Any) -> Any:
        schema = super().get_openapi_schema(*args, **options)
        schema["components"]["schemas"]["Problem"] = PROBLEM_SCHEMA
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"]["default"] = {"description": "What went wrong (RFC 9457)", "content": content}
        return schema


api = _Api(
    title="Tsunagu",
    version="1",
    description=(
        "Every ministry's support programs for universities, regions and companies on one map. "
        "Errors are problem details (RFC 9457)."
    ),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
    renderer=_Json(),
)


@cache
def _parameters() -> dict[str, set[str]]:
    """The names of the query parameters of each address."""
    paths = api.get_openapi_schema()["paths"]
    return {
        path: {one["name"] for one in found["get"].get("parameters", ()) if one["in"] == "query"}
        for path, found in paths.items()
    }


def _known_parameters(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse parameters that an address does not have.

    An answer without them would look as if it were to the question.
    """

    @wraps(run)
    def checked(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        match = request.resolver_match
        known = _parameters()["/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", match.route)] if match else request.GET.keys()
        if unknown := sorted(request.GET.keys() - known):
            there = ", ".join(sorted(known)) or "none"
            errors = [
                {"loc": ["query", name], "msg": f"there is no such parameter; there are: {there}"} for name in unknown
            ]
            return _invalid(request, ValidationError(errors))
        return run(request, *args, **options)

    return checked


api.add_decorator(_known_parameters, mode="view")
for room in rooms.ROOMS:
    if room.router:
        api.add_router("", rooms.resolve(room.router))


class Health(Schema):
    """What answers here."""

    service: str
    version: str


@api.get("/health", response=Health, tags=["service"], operation_id="health")
def health(request: HttpRequest) -> dict[str, str]:
    """Whether the service answers."""
    return {"service": "tsunagu", "version": __version__}


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    errors = [{"where": ".".join(str(part) for part in one["loc"]), "message": one["msg"]} for one in error.errors]
    return problem(422, "Invalid parameters", "One or more parameters cannot be used; see errors.", errors=errors)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(404, "Not found", str(error) or "There is nothing at this address.")


@api.exception_handler(Unavailable)
def _unavailable(request: HttpRequest, error: Any) -> HttpResponse:
    detail = (
        "The data that this answer needs are not there yet. "
        "Ask again later; the log of the site's operator says what is missing."
    )
    return rendering.unavailable(problem(503, "No data", detail), error)


def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """Every other address below the API's: an answer for machines, not a page."""
    return problem(404, "Not found", f"There is nothing at {rest!r}; /api/v1/openapi.json lists what there is.")
