"""Nothing on the site tells of what somebody may not see: no page, file, endpoint, number, order, text or header."""

from __future__ import annotations

from functools import partial

import pytest
from django.test import Client

from tests.access import leaks
from tests.access.doors import MIDDLEWARE
from tests.access.scenes import MAKERS, body
from tsunagu.access.enums import Role
from tsunagu.access.rights import Right
from tsunagu.cli.matrix import tables

pytestmark = pytest.mark.django_db
TABLES = {table.of: table for table in tables()}


def _to_see(of: str) -> list[Right]:
    """The rows of its table that say who may see a thing."""
    return [right for right in TABLES[of].rows if right.verb == TABLES[of].see]


# tried every day: what no post shows, what belongs to an organization, and what is one's own
OF_THE_DAY = {"organizations.Match", "accounts.Membership", "accounts.Token"}
HIDDEN = [of for of in MAKERS if not any(Role.ANYBODY in right.roles for right in _to_see(of))]


@pytest.fixture(autouse=True)
def _site(static_files, settings) -> None:
    settings.MIDDLEWARE = MIDDLEWARE
    body()  # what a hidden thing belongs to is there for everybody


def _others(of: str) -> list[Role]:
    return leaks.who_may_not(role for right in _to_see(of) for role in right.roles)


# The long test asks in all roles.
OF_EVERY_DAY = {Role.ANYBODY, Role.URA, Role.ADMINISTRATOR, Role.PLATFORM_ADMINISTRATOR}


def _surroundings() -> None:
    """What a thing hangs on, which others may see: its organization, and the post of its owner."""
    MAKERS["accounts.Membership"](1, 1, "x")


@pytest.mark.parametrize("of", [of if of in OF_THE_DAY else pytest.param(of, marks=pytest.mark.long) for of in HIDDEN])
def test_private_addresses_tell_nobody_of_a_hidden_thing(of: str):
    paths = [*leaks.private_paths(), "/feedback/", "/en/", "/sitemap.xml", "/robots.txt"]
    _surroundings()
    asked = [role for role in _others(of) if role in OF_EVERY_DAY]
    assert leaks.leaks(paths, partial(MAKERS[of], 1, 1, leaks.CANARY), asked) == []


@pytest.mark.long
@pytest.mark.parametrize("of", HIDDEN)
def test_everything_reachable_tells_nobody_in_any_role_of_a_hidden_thing(of: str):
    paths = leaks.reachable()
    assert len(paths) > 100
    _surroundings()
    assert leaks.leaks(paths, partial(MAKERS[of], 1, 1, leaks.CANARY), _others(of)) == []


def test_the_list_of_what_is_reachable_holds_pages_files_endpoints_and_private_addresses():
    paths = set(leaks.reachable())
    assert {"/", "/en/", "/programs/?format=csv", "/api/v1/programs", "/sitemap.xml", "/feedback/inbox/"} <= paths


def test_whoever_may_see_it_is_seen_to_be_told():
    make = partial(MAKERS["feedback.Message"], 1, 1, leaks.CANARY)
    assert leaks.leaks(["/feedback/inbox/"], make, [Role.PLATFORM_ADMINISTRATOR]) == [
        "platform-administrator /feedback/inbox/"
    ]


def test_the_answer_to_a_hidden_number_is_that_to_one_that_never_was():
    hidden = MAKERS["feedback.Message"](1, 1, leaks.CANARY)
    client = Client(headers={"host": "localhost"})
    answers = [client.get(f"/feedback/inbox/{number}/").content for number in (hidden.pk, hidden.pk + 1)]
    assert answers[0].replace(f"/{hidden.pk}/".encode(), b"") == answers[1].replace(f"/{hidden.pk + 1}/".encode(), b"")
