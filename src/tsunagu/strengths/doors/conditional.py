"""A second look at the same answer.

Answers depend on the data, the address, the reader's language and this code, and carry a tag of these.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import cache, wraps
from http.client import BAD_REQUEST
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import condition

import tsunagu

_LIVE = ("HX-Request", "HX-History-Restore-Request", "HX-Current-URL")  # what a live page adds to the address
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
    parts = [
        _code(),
        str(store.home),
        _digest(_own_files(store.directory)),
        request.get_full_path(),
        *(request.headers.get(name, "") for name in _LIVE),
    ]
    # Weak: what is sent may be compressed on its way, and a workbook holds the time of its making.
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _own_files(directory: Path) -> Iterable[Path]:
    """The files that an administrator lays into a store."""
    return chain.from_iterable((directory / folder).glob("*.csv") for folder in _FOLDERS)


@cache
def _code() -> str:
    """The files of this version of Tsunagu."""
    package = Path(tsunagu.__file__).parent
    return _digest(path for path in package.rglob("*") if path.suffix in {".py", ".html", ".po", ".csv", ".css"})


def _digest(files: Iterable[Path]) -> str:
    return hashlib.sha256(repr(sorted(map(_fact, files))).encode()).hexdigest()


def _fact(path: Path) -> tuple[str, int, int]:
    """What a file changes when it is written again."""
    status = path.stat()
    return str(path), status.st_size, status.st_mtime_ns
