"""Private endpoints: problems in place of pages, and parameters that stay those of the function."""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.urls import URLPattern, include, path
from ninja import NinjaAPI, Router

from tests.access import garden, scenes
from tests.access.doors import MIDDLEWARE, at_the_door, in_role
from tsunagu.access.addresses import private_endpoint
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry
from tsunagu.api import endpoints
from tsunagu.api import urls as api_urls
from tsunagu.feedback.enums import Verb
from tsunagu.feedback.rights import RIGHTS
from tsunagu.kernel import policies
from tsunagu.kernel.problems import Forbidden, Hidden
from tsunagu.kernel.rendering import promising
from tsunagu.web import urls as site

pytestmark = pytest.mark.django_db
router = Router()


@router.get("/trees/{number}", operation_id="tree")
@private_endpoint(garden.RIGHTS, garden.Verb.SEE, of=garden.tree)
def tree(request: HttpRequest, number: int, thing: Entry) -> dict[str, int]:
    return {"number": thing.pk}


@router.post("/trees/{number}", operation_id="cut")
@private_endpoint(garden.RIGHTS, garden.Verb.CUT, of=garden.tree, most_sent=100)
def cut(request: HttpRequest, number: int, thing: Entry) -> dict[str, str]:
    return {"cut": str(number)}


@router.get("/messages", operation_id="messages")
@private_endpoint(RIGHTS, Verb.READ)
def messages(request: HttpRequest, limit: int = 3) -> dict[str, int]:
    return {"limit": limit}


garden_api = NinjaAPI(urls_namespace="garden-api", docs_url=None, openapi_url=None)
garden_api.add_router("", router)
garden_api.exception_handler(Hidden)(api_urls._hidden)
garden_api.exception_handler(Forbidden)(api_urls._forbidden)


def _promising() -> list[URLPattern]:
    """The addresses of the garden with their promises, as the site gives them to its own."""
    known = endpoints.by_route(router)
    addresses = [address for address in garden_api.urls[0] if str(address.pattern)]
    for address in addresses:
        policy = endpoints.own(known[endpoints.plain(str(address.pattern))])
        address.callback = promising(policy)(address.callback)
    return addresses


urlpatterns = [path("api/garden/", include(_promising())), *site.urlpatterns]


@pytest.fixture(autouse=True)
def _site(static_files, settings) -> None:
    settings.MIDDLEWARE = MIDDLEWARE
    settings.ROOT_URLCONF = __name__


@pytest.mark.long
def test_an_endpoint_answers_who_may_and_tells_others_in_problems():
    number = scenes.entry(1, 2).pk
    address = f"/api/garden/trees/{number}"
    answers = {role: at_the_door(in_role(role)).get(address) for role in (Role.URA, Role.REVIEWER, Role.ANYBODY)}
    assert answers[Role.URA].json() == {"number": number}
    for role in (Role.REVIEWER, Role.ANYBODY):
        assert (answers[role].status_code, answers[role]["Content-Type"]) == (404, "application/problem+json")
    refused = at_the_door(in_role(Role.URA)).post(address)
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert at_the_door(in_role(Role.APPROVER)).post(address).json() == {"cut": str(number)}


def test_an_endpoint_without_a_thing_asks_for_the_right_to_any():
    assert at_the_door(in_role(Role.PLATFORM_ADMINISTRATOR)).get("/api/garden/messages?limit=7").json() == {"limit": 7}
    assert at_the_door(in_role(Role.URA)).get("/api/garden/messages").status_code == 404


def test_an_address_at_which_one_looks_and_sends_promises_the_verb_of_either():
    [together] = [
        endpoints.own(found) for route, found in endpoints.by_route(router).items() if route.startswith("trees")
    ]
    assert (together.right.verb("GET"), together.right.verb("POST")) == (garden.Verb.SEE, garden.Verb.CUT)
    assert together.most_sent == 100


def test_its_promise_and_its_parameters_are_known():
    promise = policies.declared(cut)
    assert (promise.right.reading, promise.right.one, promise.most_sent) == (garden.Verb.CUT, True, 100)
    paths = garden_api.get_openapi_schema(path_prefix="/")["paths"]
    assert [one["name"] for one in paths["/trees/{number}"]["get"]["parameters"]] == ["number"]
    assert [one["name"] for one in paths["/messages"]["get"]["parameters"]] == ["limit"]
