"""Below /api everything is for machines of every site: what they ask beforehand, and what they are told of errors."""

from __future__ import annotations

import json

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from tsunagu.api.middleware import for_machines
from tsunagu.web.middleware import methods
from tsunagu.web.views import server_error

ANY = "/api/v1/health"


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "localhost"}, raise_request_exception=False)


def _told(response: HttpResponse) -> tuple[int, str, bool]:
    body = response.json()
    complete = body["status"] == response.status_code and bool(body["title"]) and bool(body["detail"])
    return response.status_code, response["Content-Type"], complete


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/programs", "/api/v1/programs/"])
def test_where_nothing_stands_is_told_as_a_problem(client, path):
    assert _told(client.get(path)) == (404, "application/problem+json", True)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PURGE"])
def test_another_method_is_told_as_a_problem_that_names_the_right_ones(client, method):
    response = client.generic(method, ANY)
    assert _told(response) == (405, "application/problem+json", True)
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_a_wrong_host_is_told_as_a_problem(client):
    assert _told(client.get(ANY, headers={"host": "elsewhere.example"})) == (400, "application/problem+json", True)


def test_a_precondition_that_fails_is_told_as_a_problem(client):
    response = client.get(ANY, headers={"if-match": '"another"'})
    assert _told(response) == (412, "application/problem+json", True)


def test_a_bug_is_told_as_a_problem():
    request = HttpRequest()
    request.path_info, request.method = ANY, "GET"
    assert _told(_with_json(for_machines(server_error)(request))) == (500, "application/problem+json", True)


def _with_json(response: HttpResponse) -> HttpResponse:
    """An answer that can be read like those of the client."""
    response.json = lambda: json.loads(response.content)
    return response


def test_head_is_get_without_its_body(client):
    whole, head = client.get(ANY), client.head(ANY)
    names = ("Content-Type", "Content-Length", "ETag", "Cache-Control", "Access-Control-Allow-Origin")
    assert (head.status_code, head.content) == (200, b"")
    assert [head[name] for name in names] == [whole[name] for name in names]


def test_the_methods_are_told_as_they_were_asked():
    request = HttpRequest()
    request.path_info, request.method = ANY, "HEAD"
    for_machines(lambda asked: HttpResponse(asked.method))(request)
    assert request.method == "HEAD"


def test_a_browser_is_told_beforehand_that_every_site_may_read(client):
    asked = {"origin": "https://a.example", "access-control-request-method": "GET"}
    response = client.options("/api/v1/programs", headers=asked)
    assert (response.status_code, response.content, response["Allow"]) == (204, b"", "GET, HEAD, OPTIONS")
    assert response["Access-Control-Allow-Origin"] == response["Access-Control-Allow-Headers"] == "*"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", [ANY, "/api/v1/nothing"])
def test_every_site_may_read_answers_and_errors(client, path):
    response = client.get(path)
    assert (response["Access-Control-Allow-Origin"], response["Cross-Origin-Resource-Policy"]) == ("*", "cross-origin")
    assert "ETag" in response["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("path", ["/health", "/robots.txt", "/apis/"])
def test_no_other_site_may_read_what_is_not_below_the_api(path):
    request = HttpRequest()
    request.path_info, request.method = path, "GET"
    response = for_machines(lambda _: HttpResponse("page", status=404))(request)
    assert ("Access-Control-Allow-Origin" in response, response.content) == (False, b"page")


@pytest.mark.parametrize(
    ("path", "method", "status", "allow"),
    [
        ("/about/", "OPTIONS", 204, "GET, HEAD, OPTIONS"),
        ("/feedback/", "OPTIONS", 204, "GET, HEAD, OPTIONS, POST"),
        ("/about/", "DELETE", 405, "GET, HEAD, OPTIONS"),
        ("/feedback/", "PUT", 405, "GET, HEAD, OPTIONS, POST"),
        ("/about/", "GET", 200, ""),
        ("/feedback/", "POST", 200, ""),
        ("/nothing/", "OPTIONS", 200, ""),
    ],
)
def test_an_address_says_what_it_takes_and_refuses_the_rest(path, method, status, allow):
    request = HttpRequest()
    request.path_info, request.method = path, method
    response = methods(lambda _: HttpResponse("behind"))(request)
    assert (response.status_code, response.get("Allow", "")) == (status, allow)
