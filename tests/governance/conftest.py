"""The tests of this room read the real meetings and points, and have a cast of their own beside them."""

from __future__ import annotations

import pytest

from tests.real_data import RealData
from tsunagu.access.actors import NOBODY, Actor, Post, signed_in
from tsunagu.access.enums import Role
from tsunagu.governance.models import Body, Heading, Point


@pytest.fixture
def django_db_setup(real_data: RealData) -> None:
    """The database of the next test."""
    real_data.use()


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
