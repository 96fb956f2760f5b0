"""Every address is open to everybody on purpose or asks for a right, and every page is opened by the browser tests."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import (
    LocalePrefixPattern,
    URLPattern,
    URLResolver,
    get_resolver,
    include,
    path,
    resolve,
)
from django.utils import translation
from ninja import NinjaAPI

from tests.browser import real_site
from tests.house.public import ADDRESSES, ENDPOINTS, FILES, STEPS
from tsunagu import rooms
from tsunagu.access.addresses import private_page
from tsunagu.api import endpoints
from tsunagu.api.urls import api
from tsunagu.feedback.enums import Verb
from tsunagu.feedback.rights import RIGHTS
from tsunagu.kernel import policies
from tsunagu.kernel.policies import Asking, Policy
from tsunagu.kernel.rendering import promising
from tsunagu.web import addresses as site_addresses
from tsunagu.web import urls as web_urls

Pattern = URLPattern | URLResolver
LANGUAGES = {"ja": "/", "en": "/en/"}


def addresses(patterns: Iterable[Pattern], namespace: str = "") -> Iterator[tuple[str, str]]:
    """Namespace and name of every address; the route of one that has no name."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, pattern.namespace or namespace)
        else:
            yield namespace, pattern.name or str(pattern.pattern)


def _open(patterns: Iterable[Pattern], namespace: str = "") -> Iterator[tuple[str, str]]:
    """Namespace and name of every address that asks for no right."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _open(pattern.url_patterns, pattern.namespace or namespace)
        elif not (promise := policies.declared(pattern.callback)) or promise.right is None:
            yield namespace, pattern.name or str(pattern.pattern)


def _answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _submit(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _site() -> list[Pattern]:
    return list(get_resolver().url_patterns)


def _pages() -> set[str]:
    """The names of the pages that have an address in each language."""
    [both] = [part for part in _site() if isinstance(part.pattern, LocalePrefixPattern)]
    return {f"{namespace}:{name}".lstrip(":") for namespace, name in _open(both.url_patterns)} - FILES - STEPS


def _by_group(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    names = defaultdict(list)
    for group, name in sorted(pairs):
        names[group].append(name)
    return dict(names)


def _operations(schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for methods in schema["paths"].values():
        for operation in methods.values():
            yield operation["tags"][0], operation["operationId"]


def _words(listed: dict[str, str]) -> dict[str, list[str]]:
    return {group: sorted(names.split()) for group, names in listed.items()}


# Who may --------------------------------------------------------------------------------------------------------------


def test_every_address_that_answers_whoever_asks_does_so_on_purpose():
    own = [(namespace, name) for namespace, name in _open(_site()) if namespace != "api"]
    assert _by_group(own) == _words(ADDRESSES), "edit ADDRESSES in tests/house/public.py"


def test_every_endpoint_that_answers_whoever_asks_does_so_on_purpose():
    named = [(group, name) for group, name in _operations(api.get_openapi_schema()) if name in endpoints.everybody()]
    assert _by_group(named) == _words(ENDPOINTS), "edit ENDPOINTS in tests/house/public.py"


def test_every_address_says_who_may_ask():
    assert wrong_addresses(_site()) == []


def test_an_address_without_a_right_and_without_a_place_on_the_list_is_seen():
    patterns = [
        path("a/", _answer, name="says nothing"),
        path("b/", promising(Policy())(_answer)),
        path("c/", promising(Policy(public=True, right=Asking(rights=RIGHTS, reading=Verb.READ)))(_answer)),
        path("d/", private_page(RIGHTS, Verb.READ)(_answer)),
        path("e/", promising(Policy(everybody=True))(_answer)),
    ]
    assert wrong_addresses(patterns) == ["tsunagu.E001 /a/", "tsunagu.E002 /b/", "tsunagu.E002 /c/"]


def wrong_addresses(patterns: Iterable[Pattern]) -> list[str]:
    """The errors of the start-up check about these addresses."""
    return [f"{error.id} {error.msg.split()[0]}" for error in site_addresses.wrong(patterns)]


def test_an_endpoint_that_is_on_no_list_and_asks_for_no_right_is_seen(monkeypatch):
    [room] = [room for room in rooms.ROOMS if room.key == "catalog"]
    fewer = replace(room, everybody=room.everybody.replace(" budgets ", " "))
    monkeypatch.setattr(rooms, "ROOMS", tuple(fewer if one is room else one for one in rooms.ROOMS))
    [routes] = [part.url_patterns for part in _site() if isinstance(part, URLResolver) and part.namespace == "api"]
    promises = [(str(route.pattern), web_urls._policy(route)) for route in routes]
    refused = [route for route, promise in promises if not promise.is_open and promise.right is None]
    assert refused == ["budgets"]


def hidden(routes: Iterable[Pattern], schema: dict[str, Any]) -> set[str]:
    """The addresses of an API at which more operations stand than its OpenAPI document has."""
    paths = Counter(re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/api/v1/{route.pattern}") for route in routes)
    return {path for path, count in paths.items() if count > len(schema["paths"].get(path, ()))}


def test_no_endpoint_is_hidden_from_the_openapi_document():
    [routes] = [part.url_patterns for part in _site() if isinstance(part, URLResolver) and part.namespace == "api"]
    # the document itself, and a root that answers 404
    assert hidden(routes, api.get_openapi_schema()) == {"/api/v1/openapi.json", "/api/v1/"}


def test_a_new_endpoint_is_seen_also_where_it_is_hidden():
    made_up = NinjaAPI(urls_namespace="made-up", docs_url=None, openapi_url=None)
    made_up.get("calls", tags=["calls"], operation_id="call")(_answer)
    made_up.post("calls", tags=["calls"], operation_id="submit", include_in_schema=False)(_submit)
    schema = made_up.get_openapi_schema(path_prefix="/api/v1/")
    assert _by_group(_operations(schema)) == {"calls": ["call"]}
    assert hidden(made_up.urls[0], schema) == {"/api/v1/calls", "/api/v1/"}


def test_an_address_is_seen_however_deep_it_is_and_without_a_name():
    calls = ([path("", _answer, name="calls"), path("<int:number>/", _answer)], "calls")
    patterns = [path("", _answer, name="home"), path("x/", include([path("calls/", include(calls))]))]
    assert list(addresses(patterns)) == [("", "home"), ("calls", "calls"), ("calls", "<int:number>/")]


# In the browser -------------------------------------------------------------------------------------------------------


def unopened(pages: set[str], paths: Iterable[str], language: str) -> set[str]:
    """The pages that no address of a list leads to, in a language."""
    with translation.override(language):
        matches = [resolve(LANGUAGES[language] + path.partition("?")[0]) for path in paths]
    return pages - {match.view_name for match in matches}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_opened_by_the_browser_tests(language: str):
    pages = _pages()
    assert {"home", "catalog:programs", "strengths:map"} <= pages
    assert unopened(pages, real_site.pages(), language) == set(), "add an address to real_site.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_no_browser_test_opens_is_seen(language: str):
    others = [address for address in real_site.pages() if address != "budgets/"]
    assert unopened(_pages(), others, language) == {"catalog:budgets"}
