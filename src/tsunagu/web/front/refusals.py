"""Answers to what is refused before Django sees it: a page in the language of the address, a problem below the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from types import MappingProxyType

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from tsunagu.api.addresses import OPEN, is_below
from tsunagu.api.problems import KIND, problem
from tsunagu.kernel.labels import Label
from tsunagu.kernel.rendering import PRIVATE
from tsunagu.web.front.answers import Answer
from tsunagu.web.middleware import HEADERS


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is refused and what to do. again: seconds until it may be tried again; 0 where that is no use."""

    status: HTTPStatus
    title: Label
    advice: Label
    again: int = 0


class Refused(Exception):
    """A request that is not answered."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.title.en)
        self.refusal = refusal


WRONG_HOST = Refusal(
    HTTPStatus.BAD_REQUEST,
    Label("このホスト名では表示できません", "The site does not answer to this host name"),
    Label("アドレスを確認し、もう一度お試しください。", "Please check the address and try again."),
)
TOO_LONG = Refusal(
    HTTPStatus.REQUEST_URI_TOO_LONG,
    Label("アドレスが長すぎます", "The address is too long"),
    Label("条件を減らして、もう一度お試しください。", "Please ask with fewer or shorter conditions."),
)
TOO_MANY_PARAMETERS = Refusal(
    HTTPStatus.BAD_REQUEST,
    Label("条件が多すぎます", "There are too many conditions"),
    Label(
        "アドレスの条件は 200 個までです。減らして、もう一度お試しください。",
        "An address may hold up to 200 parameters.",
    ),
)
AMBIGUOUS_LENGTH = Refusal(
    HTTPStatus.BAD_REQUEST,
    Label("送信された内容の長さが分かりません", "The length of what was sent is ambiguous"),
    Label(
        "長さの示し方を一つにして、送り直してください。", "Send either Content-Length or Transfer-Encoding, not both."
    ),
)
NO_LENGTH = Refusal(
    HTTPStatus.LENGTH_REQUIRED,
    Label("送信された内容の長さが示されていません", "The length of what was sent is missing"),
    Label("長さ（Content-Length）を示して、送り直してください。", "Send it again with its length (Content-Length)."),
)
TOO_LARGE = Refusal(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Label("送信された内容が大きすぎます", "Too much was sent"),
    Label(
        "このアドレスで受け取れる大きさを超えています。内容を減らしてください。",
        "It is more than this address takes. Please send less.",
    ),
)
TOO_SLOW = Refusal(
    HTTPStatus.REQUEST_TIMEOUT,
    Label("送信が途中で止まりました", "What was sent did not arrive in time"),
    Label("通信を確認し、もう一度お送りください。", "Please check your connection and send it again."),
)
BUSY = Refusal(
    HTTPStatus.SERVICE_UNAVAILABLE,
    Label("ただいま混み合っています", "The site is busy"),
    Label("数秒おいて、もう一度お試しください。", "Please try again in a few seconds."),
    again=3,
)
TOO_OFTEN = Refusal(
    HTTPStatus.TOO_MANY_REQUESTS,
    Label("短い時間に多くの要求がありました", "Too many requests in a short time"),
    Label("少し間をおいて、もう一度お試しください。", "Please wait a moment and try again."),
    again=5,
)


def answer(refusal: Refusal, path: str) -> Answer:
    """What whoever asked is told. Made once for each language, since a storm of it must cost nothing."""
    if is_below(path):
        return _problem(refusal)
    return _page(refusal, translation.get_language_from_path(path) or settings.LANGUAGE_CODE)


@lru_cache(maxsize=64)
def _problem(refusal: Refusal) -> Answer:
    told = problem(refusal.status, refusal.title.en, refusal.advice.en)
    return _closing(refusal, KIND, told.content, OPEN)


@lru_cache(maxsize=64)
def _page(refusal: Refusal, language: str) -> Answer:
    with translation.override(language):
        page = render_to_string("refused.html", {"refusal": refusal, "reader": language})
    return _closing(refusal, "text/html; charset=utf-8", page.encode())


def _closing(refusal: Refusal, kind: str, body: bytes, more: Mapping[str, str] = MappingProxyType({})) -> Answer:
    """The answer with which the connection ends: what else was sent on it is not read."""
    headers = {**HEADERS, **more, "Content-Type": kind, "Cache-Control": PRIVATE, "Connection": "close"}
    if refusal.again:
        headers["Retry-After"] = str(refusal.again)
    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    return Answer(refusal.status, pairs, body)
