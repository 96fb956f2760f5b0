"""The tests of this room read the real networks, and have a cast of their own beside them."""

from __future__ import annotations

import pytest

from tests.organizations.conftest import of
from tests.real_data import RealData
from tsunagu.access.actors import Actor, terminal
from tsunagu.access.enums import Role
from tsunagu.networks.models import Network

OFFICER = terminal("root")


@pytest.fixture
def django_db_setup(real_data: RealData) -> None:
    """The database of the next test: the real networks."""
    real_data.use()


@pytest.fixture
def ko(db: None) -> Network:
    """A network of 甲, in reality one of the files."""
    return Network.objects.select_related("body").get(body__key="tokushima-council")


@pytest.fixture
def otsu(db: None) -> Network:
    """A network of 乙."""
    return Network.objects.select_related("body").get(body__key="kochi-iop")


@pytest.fixture
def editor(ko: Network) -> Actor:
    """Who edits the network of 甲: an administrator of its body."""
    return of(ko.body, Role.ADMINISTRATOR)


@pytest.fixture
def other_editor(otsu: Network) -> Actor:
    """Who edits the network of 乙 alone."""
    return of(otsu.body, Role.ADMINISTRATOR, user=8)
