"""A second look at the same answer.

Answers depend on the data, the address, the reader's language and this code, and carry a tag of these.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import cache, wraps
from http.client import BAD_REQUEST
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import condition

import tsunagu

_ASKED = ("HX-Request", "HX-History-Restore-Request", "HX-Current-URL")  # what a live page adds to the address
_FOLDERS = ("domains", "corrections")  # of the store, read when they are asked for


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
    # Not at the top: the API must load without Arrow.
    from tsunagu.strengths.storage.store import Store

    store = Store(settings.STRENGTHS)
    files = [path for folder in _FOLDERS for path in (store.directory / folder).glob("*.csv")]
    parts = [
        _code(),
        str(store.home),
        _digest(files),
        request.get_full_path(),
        *(request.headers.get(name, "") for name in _ASKED),
    ]
    # Weak: what is sent may be compressed on its way, and a workbook holds the time of its making.
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


@cache
def _code() -> str:
    """The files of this version of Tsunagu."""
    package = Path(tsunagu.__file__).parent
    return _digest(path for path in package.rglob("*") if path.suffix in {".py", ".html", ".po", ".csv", ".css"})


def _digest(files: Iterable[Path]) -> str:
    facts = sorted((str(path), (found := path.stat()).st_size, found.st_mtime_ns) for path in files)
    return hashlib.sha256(repr(facts).encode()).hexdigest()
