"""What every answer carries: its language, the headers of security, and who may keep it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation

from tsunagu.kernel.labels import speaking
from tsunagu.kernel.remembering import of_version
from tsunagu.kernel.rendering import PRIVATE
from tsunagu.web import addresses

VERSION = "tsunagu.version"  # where the front writes the version of the data

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    ]
)
_UNUSED = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _UNUSED),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}

Answer = Callable[[HttpRequest], HttpResponse]


def security_headers(get_response: Answer) -> Answer:
    """Give every answer the headers; one that already has its own keeps it."""

    def with_headers(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if origins := getattr(request, "form_origins", ()):
            response.headers["Content-Security-Policy"] = _leading_to(origins)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return with_headers


def _leading_to(origins: Iterable[str]) -> str:
    """The policy of a page whose form a browser may follow to other sites: those at which people sign in."""
    return CONTENT_SECURITY_POLICY.replace("form-action 'self'", " ".join(["form-action 'self'", *origins]))


def kept_by_nobody(get_response: Answer) -> Answer:
    """Let nobody keep an answer unless its address says that it is public; one with a cookie never is."""

    def with_policy(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.cookies:
            response.headers["Cache-Control"] = PRIVATE
        response.headers.setdefault("Cache-Control", PRIVATE)
        return response

    return with_policy


def methods(get_response: Answer) -> Answer:
    """Say by OPTIONS what an address takes, and refuse every other method before anything of it is looked at."""

    def answering(request: HttpRequest) -> HttpResponse:
        if request.method in _READING:
            return get_response(request)
        found = addresses.found(request.path_info)
        if found is None or (request.method != "OPTIONS" and request.method in found.methods):
            return get_response(request)
        if request.method != "OPTIONS":
            return HttpResponseNotAllowed(found.methods)
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": ", ".join(found.methods)})

    return answering


_READING = {"GET", "HEAD"}


def remembering(get_response: Answer) -> Answer:
    """Let queries remember what they answer, where the front says of which version the data are."""

    def answering(request: HttpRequest) -> HttpResponse:
        scope = request.META.get("asgi.scope", {})
        with of_version(scope.get(VERSION)):
            return get_response(request)

    return answering


def language_by_address(get_response: Answer) -> Answer:
    """Speak the language of the address: neither a cookie nor the browser decides, so no answer varies by them."""

    def spoken(request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language), speaking(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return spoken
