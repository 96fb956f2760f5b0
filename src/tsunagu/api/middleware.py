"""Answers for machines: open to programs on every site, and every error a problem detail."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from tsunagu.api.addresses import ASKED_BEFORE, DOCUMENT, OPEN, is_below
from tsunagu.api.problems import KIND, problem

Answer = Callable[[HttpRequest], HttpResponse]


def for_machines(get_response: Answer) -> Answer:
    """Answer everything below /api to machines. HEAD is what GET would be, without its body."""

    def answering(request: HttpRequest) -> HttpResponse:
        if not is_below(request.path_info):
            return get_response(request)
        method, request.method = request.method, "GET" if request.method == "HEAD" else request.method
        response = get_response(request)
        request.method = method
        if response.status_code >= HTTPStatus.BAD_REQUEST and response.headers.get("Content-Type") != KIND:
            _tell(response)
        for name, value in {**OPEN, **(ASKED_BEFORE if method == "OPTIONS" else {})}.items():
            response.headers.setdefault(name, value)
        return response

    return answering


def _tell(response: HttpResponse) -> None:
    """Put a problem in the place of a page or an empty answer; what its headers say stays."""
    status = HTTPStatus(response.status_code)
    told = problem(status, status.phrase, _WHAT_TO_DO.get(status, status.description or status.phrase))
    response.content = told.content
    response.headers["Content-Type"] = KIND
    response.headers["Content-Length"] = str(len(told.content))


_WHAT_TO_DO = {
    HTTPStatus.BAD_REQUEST: "The request cannot be read. Check its address and its headers.",
    HTTPStatus.UNAUTHORIZED: "Give a token that holds: Authorization: Bearer tsu_… It ends with the post behind it.",
    HTTPStatus.FORBIDDEN: "This is not allowed. The API is for reading: ask with GET.",
    HTTPStatus.NOT_FOUND: f"There is nothing at this address; {DOCUMENT} lists what there is.",
    HTTPStatus.METHOD_NOT_ALLOWED: "The API is for reading: ask with one of the methods that the header Allow names.",
    HTTPStatus.PRECONDITION_FAILED: "The answer is not the one that the header If-Match or If-Unmodified-Since names.",
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "Something went wrong on the server. Ask again later; "
        "if it stays, tell the operator the number in the header X-Request-Id."
    ),
}
