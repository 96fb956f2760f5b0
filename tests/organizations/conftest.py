"""The tests of this room read the real bodies, and have a cast of their own beside them."""

from __future__ import annotations

import pytest

from tests import databases
from tests.organizations.data import organizations_database
from tsunagu.access.actors import NOBODY, Actor, Post, signed_in, terminal
from tsunagu.access.enums import Role
from tsunagu.organizations.models import Organization

__all__ = ["organizations_database"]


@pytest.fixture
def django_db_setup(organizations_database: str) -> None:
    """The database of the next test: the real bodies."""
    databases.use(organizations_database)


@pytest.fixture
def ko(db: None) -> Organization:
    """甲大学, in reality one of the files."""
    return Organization.objects.get(key="kochi-university")


@pytest.fixture
def otsu(db: None) -> Organization:
    """乙大学."""
    return Organization.objects.get(key="gifu-university")


def of(body: Organization, role: Role, user: int = 7) -> Actor:
    """Somebody with a role in a body."""
    return signed_in(user=user, name="見本 花子", posts=[Post(role=role, organization=body.pk)])


KEEPER = terminal("root")
STRANGER = NOBODY
