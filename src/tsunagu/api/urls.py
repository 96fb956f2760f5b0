"""The API under /api/v1: routers of the rooms, one form of error."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError

from tsunagu import __version__
from tsunagu.api.problems import problem
from tsunagu.catalog.api import router as catalog_router

api = NinjaAPI(
    title="Tsunagu",
    version="1",
    description="Every ministry's support programs for universities, regions and companies on one map. Errors are problem details (RFC 9457).",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
api.add_router("", catalog_router)


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
