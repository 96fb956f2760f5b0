"""The API under /api/v1: routers of the rooms, one form of error."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, time
from functools import cache, wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.http import http_date
from ninja import Field, NinjaAPI, Router, Schema
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer

from tsunagu import __version__, rooms
from tsunagu.api.addresses import DOCUMENT
from tsunagu.api.problems import PROBLEM_SCHEMA, problem
from tsunagu.kernel import clock, rendering
from tsunagu.kernel.problems import Conflict, Forbidden, Hidden, Rejected, Unavailable
from tsunagu.rooms import Room

View = Callable[..., HttpResponse]


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
                for parameter in operation.get("parameters", ()):
                    parameter.pop("examples", None)  # a map in OpenAPI, and a list in the schema, where they stay
                operation["responses"]["default"] = {"description": "What went wrong (RFC 9457)", "content": content}
        return schema


api = _Api(
    title="Tsunagu",
    version="1",
    description=(
        "Every ministry's support programs for universities, regions and companies on one map. "
        "For reading, by everybody, from every site. Lists are answered in parts: `next` is the address of the part "
        "behind. `/api/v1/bulk/datapackage.json` describes the whole tables as files. "
        "Errors are problem details (RFC 9457)."
    ),
    openapi_extra={
        "info": {
            "license": {"name": "Apache License 2.0", "identifier": "Apache-2.0"},
            "contact": {"name": "The operator of this site", "url": "/en/operator/"},
            "termsOfService": "/en/terms/",
        },
        "tags": [
            {"name": "catalog", "description": "Programs, budgets, calls, contacts and maps"},
            {"name": "strengths", "description": "What universities are strong in, from open bibliographic data"},
            {"name": "accounts", "description": "Who a token belongs to"},
            {"name": "service", "description": "The service itself"},
        ],
    },
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
    renderer=_Json(),
)


@cache
def _parameters() -> dict[str, dict[str, bool]]:
    """The query parameters of each address, and whether each may be given several times."""
    paths = api.get_openapi_schema()["paths"]
    return {path: dict(_queried(found["get"])) for path, found in paths.items()}


def _queried(operation: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "query":
            yield parameter["name"], parameter["schema"].get("type") == "array"


def _known_parameters(run: View) -> View:
    """Refuse parameters that an address does not have, and those given twice of which it takes one.

    An answer without them would look as if it were to the question.
    """

    @wraps(run)
    def checked(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if match := request.resolver_match:
            known = _parameters()["/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", match.route)]
            if errors := list(_wrong(request.GET, known)):
                return _invalid(request, ValidationError(errors))
        return run(request, *args, **options)

    return checked


def _wrong(given: QueryDict, known: dict[str, bool]) -> Iterator[dict[str, Any]]:
    """Which parameters cannot be meant. known: those there are, and whether each may be given several times."""
    there = ", ".join(sorted(known)) or "none"
    for name, values in sorted(given.lists()):
        if name not in known:
            yield {"loc": ["query", name], "msg": f"there is no such parameter; there are: {there}"}
        elif len(values) > 1 and not known[name]:
            yield {"loc": ["query", name], "msg": f"give it once, not {len(values)} times"}


api.add_decorator(_known_parameters, mode="view")


def _dated(updated: Callable[[], datetime | None]) -> Callable[[View], View]:
    """Say when what an answer is made of last changed: the data, or the day on which it is looked at."""

    def decorate(run: View) -> View:
        @wraps(run)
        def dated(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
            response = run(request, *args, **options)
            if response.status_code == HTTPStatus.OK:
                response["Last-Modified"] = http_date(max(filter(None, (updated(), _midnight()))).timestamp())
            return response

        return dated

    return decorate


def _midnight() -> datetime:
    """When the day began in Japan: what is open or planned may be another thing from day to day."""
    return datetime.combine(clock.today(), time(), timezone.get_current_timezone())


def _add(room: Room) -> None:
    """Take in the endpoints of a room."""
    router: Router = rooms.resolve(room.router)
    if room.updated:
        router.add_decorator(_dated(rooms.resolve(room.updated)), mode="view")
    api.add_router("", router)


for room in rooms.ROOMS:
    if room.router:
        _add(room)


class Health(Schema):
    """What answers here."""

    service: str = Field(description="what answers here: always tsunagu")
    version: str = Field(description="the version of the program")


@api.get("/health", response=Health, tags=["service"], operation_id="health")
def health(request: HttpRequest) -> dict[str, str]:
    """Whether the service answers."""
    return {"service": "tsunagu", "version": __version__}


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    if all(one["loc"][0] == "path" for one in error.errors):
        named = " ".join(f"{one['loc'][-1]}: {one['msg']}." for one in error.errors)
        return problem(404, "Not found", f"There is nothing at this address. {named}")
    errors = [{"where": ".".join(str(part) for part in one["loc"]), "message": one["msg"]} for one in error.errors]
    return problem(422, "Invalid parameters", "One or more parameters cannot be used; see errors.", errors=errors)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(404, "Not found", str(error) or "There is nothing at this address.")


@api.exception_handler(Hidden)
def _hidden(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(404, "Not found", "There is nothing at this address.")


@api.exception_handler(Forbidden)
def _forbidden(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(403, "Forbidden", f"You may see this, but not do this with it: {error}.")


@api.exception_handler(Rejected)
def _rejected(request: HttpRequest, error: Any) -> HttpResponse:
    errors = [{"where": one.where, "message": one.message, "code": one.code} for one in error.problems]
    if isinstance(error, Conflict):
        return problem(409, "Not as things stand", str(error), type=error.problems[0].code, errors=errors)
    return problem(422, "Refused", "Nothing was changed; see errors.", errors=errors)


@api.exception_handler(Unavailable)
def _unavailable(request: HttpRequest, error: Any) -> HttpResponse:
    detail = (
        "The data that this answer needs are not there yet. "
        "Ask again later; the log of the site's operator says what is missing."
    )
    return rendering.unavailable(problem(503, "No data", detail), error)


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Every other address of the API's: an answer for machines, not a page."""
    return problem(404, "Not found", f"There is nothing at {request.path!r}; {DOCUMENT} lists what there is.")
