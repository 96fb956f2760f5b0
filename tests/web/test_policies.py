"""Who may keep an answer: nobody, unless its address says that it is the same for everybody."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, include, path

from tsunagu.kernel.policies import Lane
from tsunagu.kernel.rendering import PRIVATE, PUBLIC, form, heavy_page, page
from tsunagu.web.addresses import check, declared, policy
from tsunagu.web.middleware import kept_by_nobody

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(static_files) -> Client:
    return Client(headers={"host": "localhost"})


@pytest.mark.long
@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/", PUBLIC),
        ("/en/programs/", PUBLIC),
        ("/programs/?format=csv", PUBLIC),
        ("/sitemap.xml", PUBLIC),
        ("/api/v1/programs", PUBLIC),
        ("/api/v1/openapi.json", PUBLIC),
        ("/api/v1/health", PUBLIC),
        ("/feedback/", PRIVATE),
        ("/no-such-page/", PRIVATE),
        ("/api/v1/programs?no-such=1", PRIVATE),
    ],
)
def test_an_answer_says_who_may_keep_it(client: Client, address: str, kept: str):
    response = client.get(address)
    assert response["Cache-Control"] == kept
    assert "Accept-Language" not in response.get("Vary", "")


def test_a_page_speaks_the_language_of_its_address_whatever_the_browser_wants(client: Client):
    for address, language in (("/about/", "ja"), ("/en/about/", "en")):
        response = client.get(address, headers={"accept-language": "fr, en;q=0.5"})
        assert (response["Content-Language"], f'<html lang="{language}">' in response.text) == (language, True)


def test_an_answer_with_a_cookie_is_nobody_elses():
    def answering(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(headers={"Cache-Control": PUBLIC})
        response.set_cookie("csrftoken", "mine")
        return response

    assert kept_by_nobody(answering)(HttpRequest())["Cache-Control"] == PRIVATE


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def test_every_address_declares_its_policy():
    assert check() == []


def test_an_address_that_declares_none_is_seen_however_deep_it_is():
    inner: list[URLPattern] = [path("a/", page(view)), path("b/", view)]
    said = declared([path("x/", include(inner)), path("y/", form(most_sent=1)(view))])
    assert [route for route, promise in said if promise is None] == ["x/b/"]


@pytest.mark.parametrize(
    ("address", "most_sent", "lane", "public"),
    [
        ("/programs/", 0, Lane.OPEN, True),
        ("/en/strengths/", 0, Lane.HEAVY, True),
        ("/en/strengths/research-time/", 2 * 2**20, Lane.HEAVY, False),
        ("/feedback/", 64 * 1024, Lane.OPEN, False),
        ("/api/v1/health", 0, Lane.QUICK, True),
        ("/static/css/site.css", 0, Lane.OPEN, True),
        ("/no-such-page/", 0, Lane.OPEN, False),
    ],
)
def test_what_an_address_promises_is_known_before_its_view_is_called(address, most_sent, lane, public):
    found = policy(address)
    assert (found.most_sent, found.lane, found.public) == (most_sent, lane, public)


def test_a_decorator_beneath_keeps_its_view_and_the_methods_it_takes():
    request = HttpRequest()
    request.method = "POST"
    assert [decorate(view)(request).status_code for decorate in (page, heavy_page, form(most_sent=1))] == [
        405,
        405,
        200,
    ]
