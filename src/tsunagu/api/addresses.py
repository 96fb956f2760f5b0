"""Which addresses are the API's, and what its answers let programs on other sites do."""

from __future__ import annotations

ROOT = "/api"
DOCUMENT = f"{ROOT}/v1/openapi.json"

# Everything here is public and the same for everybody, so that a page of any site may read it.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Allow, Retry-After, X-Request-Id",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
# What a browser asks before it sends anything unusual.
ASKED_BEFORE = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}


def is_below(path: str) -> bool:
    """Whether an address is the API's, also where nothing stands at it."""
    return path == ROOT or path.startswith(f"{ROOT}/")
