"""Errors as problem details (RFC 9457)."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

KIND = "application/problem+json"
_ERROR = {
    "type": "object",
    "properties": {
        "where": {"type": "string", "description": "what is wrong, as query.filters.limit; its last part is the name"},
        "message": {"type": "string", "description": "why, and what is possible instead"},
        "code": {"type": "string", "description": "the same for machines, where it has one"},
    },
}
PROBLEM_SCHEMA = {
    "title": "Problem",
    "type": "object",
    "description": "Why there is no answer (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {
            "type": "string",
            "description": "about:blank, or what stands in the way: deadline-passed",
        },
        "title": {"type": "string", "description": "the problem in a few words"},
        "status": {"type": "integer", "description": "the status of the answer"},
        "detail": {"type": "string", "description": "what to do"},
        "errors": {"type": "array", "items": _ERROR, "description": "each parameter that cannot be used"},
    },
}


def problem(status: int, title: str, detail: str, **more: Any) -> HttpResponse:
    """An error answer of type application/problem+json."""
    body = {"type": "about:blank", "title": title, "status": HTTPStatus(status).value, "detail": detail, **more}
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=KIND)
