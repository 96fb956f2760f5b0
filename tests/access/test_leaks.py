"""Nothing on the site tells of what somebody may not see: no page, file, endpoint, number, order, text or header."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import pytest
from django.db import transaction
from django.db.models import Model
from django.test import Client

from tests.access import leaks
from tests.access.doors import MIDDLEWARE
from tests.access.scenes import MAKERS, company, definition, program, published_call
from tsunagu.access.enums import Role
from tsunagu.cli.matrix import tables

pytestmark = pytest.mark.django_db
TABLES = {table.of: table for table in tables()}


@pytest.fixture(autouse=True)
def _site(static_files, settings) -> None:
    settings.MIDDLEWARE = MIDDLEWARE
    program()  # what a hidden thing belongs to is there for everybody, and so is its body
    company()
    definition()
    published_call()


def _make(kinds: Iterable[str], word: str) -> list[Model]:
    return [MAKERS[of](1, 1, word) for of in kinds]


def _hidden(role: Role) -> list[str]:
    """The kinds of things of others that a role may not see: found by making them, and taken back."""
    by = leaks.asking(role)
    with transaction.atomic():
        made = dict(zip(MAKERS, _make(MAKERS, "x"), strict=True))
        hidden = [of for of, thing in made.items() if not TABLES[of].may(by, TABLES[of].see, thing)]
        transaction.set_rollback(True)
    return hidden


def _told(role: Role, paths: list[str]) -> list[str]:
    hidden = _hidden(role)
    _make([of for of in MAKERS if of not in hidden], "x")
    assert len(hidden) > 1
    assert len(paths) > 40
    return leaks.leaks(paths, partial(_make, hidden, leaks.CANARY), [role])


def _private() -> list[str]:
    return [path for path in leaks.reachable() if not leaks.is_public(path)]


def test_a_third_of_the_private_addresses_tells_a_program_officer_nothing_hidden():
    assert _told(Role.PROGRAM_OFFICER, _private()[::3]) == []  # all of them, for all roles, is long


@pytest.mark.long
@pytest.mark.parametrize("role", leaks.AT_THE_DOOR)
def test_no_private_address_tells_a_role_of_what_it_may_not_see(role: Role):
    assert _told(role, _private()) == []


@pytest.mark.long
def test_no_public_address_tells_of_what_anybody_may_not_see_or_differs_between_roles():
    paths = [path for path in leaks.reachable() if leaks.is_public(path)]
    assert len(paths) > 100
    without = leaks.answers(paths, [Role.ANYBODY])
    _make(_hidden(Role.ANYBODY), leaks.CANARY)
    anybody = leaks.answers(paths, [Role.ANYBODY])
    officer = leaks.answers(paths, [Role.PROGRAM_OFFICER])
    assert leaks.differing(without, anybody) == []
    assert leaks.differing_for_whoever_asks(without, officer) == []
    assert leaks.telling(anybody | officer) == []


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
