"""Errors as problem details (RFC 9457)."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse


def problem(status: int, title: str, detail: str, **more: Any) -> HttpResponse:
    """An error answer of type application/problem+json."""
    body = {"type": "about:blank", "title": title, "status": HTTPStatus(status).value, "detail": detail, **more}
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type="application/problem+json")
