"""The tests of this room read the real meetings and points, and have a cast of their own beside them."""

from __future__ import annotations

import pytest

from tests import databases
from tsunagu.access.actors import NOBODY, Actor, Post, signed_in
from tsunagu.access.enums import Role
from tsunagu.governance.models import Body, Heading, Point


def _load() -> None:
    from django.conf import settings

    from tsunagu.governance import actions

    actions.load(settings.DATA)


@pytest.fixture(scope="session")
def governance_database(templates: databases.Templates, empty_database: str) -> str:
    """The tables of all rooms with the meetings and points of the text files; tests that write roll back."""
    return templates.copy("governance", _load, base="empty")


@pytest.fixture
def django_db_setup(governance_database: str) -> None:
    """The database of the next test."""
    databases.use(governance_database)


@pytest.fixture
def thursday(db: None) -> Body:
    """木曜会合."""
    return Body.objects.get(key="thursday-meetings")


@pytest.fixture
def heading(db: None) -> Heading:
    """主な意見."""
    return Heading.objects.get(key="main-opinions")


@pytest.fixture
def evaluation(db: None) -> Point:
    """The opinion that no document answers."""
    return Point.objects.get(key="opinion-evaluation")


def of_role(role: Role) -> Actor:
    """Somebody in a role."""
    return signed_in(user=7, name="見本 花子", posts=[Post(role=role, organization=1)])


OFFICER = of_role(Role.PROGRAM_OFFICER)
URA = of_role(Role.URA)
STRANGER = NOBODY
