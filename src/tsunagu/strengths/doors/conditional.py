"""A second look at the same answer.

Answers depend on the data, the address, the reader's language and this code, and carry a tag of these.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from http.client import BAD_REQUEST
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import condition

from tsunagu.kernel import versions
from tsunagu.strengths.doors import serving

_LIVE = ("HX-Request", "HX-History-Restore-Request", "HX-Current-URL")  # what a live page adds to the address


def unchanged(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 304 where the reader has the answer already, without computing it again.

    Not for pages with a form that is sent: its token goes with the reader's cookie.
    """
    tagged = condition(etag_func=_tag)(view)

    @wraps(view)
    def answers(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        response: HttpResponse = tagged(request, *args, **options)
        if response.status_code >= BAD_REQUEST:
            del response["ETag"]
        patch_vary_headers(response, ["HX-Request"])
        return response

    return answers


def _tag(request: HttpRequest, *args: Any, **options: Any) -> str | None:
    parts = [
        versions.code(),
        serving.version(),
        request.get_full_path(),
        *(request.headers.get(name, "") for name in _LIVE),
    ]
    # Weak: what is sent may be compressed on its way, and a workbook holds the time of its making.
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'
