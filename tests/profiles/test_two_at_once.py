"""Two tabs at once make one entry, and leave one claim that waits."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from tests import databases
from tests.profiles.cast import LINK, ORCID, acting, somebody
from tsunagu.accounts.models import User
from tsunagu.kernel.problems import Rejected
from tsunagu.organizations import actions as organizations
from tsunagu.organizations.models import Person
from tsunagu.profiles import actions
from tsunagu.profiles.models import Claim
from tsunagu.registers.enums import Scheme


@pytest.fixture
def django_db_setup(empty_database: str) -> None:
    """An empty database, since tests that commit empty the one they use."""
    databases.use(empty_database)


def _begin(user: User) -> None:
    organizations.enter_person(by=acting(user), key=organizations.new_key(), name="見本 花子", user=user.pk)


def _claim(user: User) -> None:
    actions.claim(by=acting(user), scheme=Scheme.ORCID, written=ORCID, link=LINK)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", [_begin, _claim])
def test_of_two_at_once_one_is_refused(act: Callable[[User], None]):
    user, outcome = somebody("hanako", "見本 花子"), list[str]()

    def beside() -> None:
        try:
            act(user)
            outcome.append("kept")
        except Rejected as refused:
            outcome.append(refused.problems[0].code)
        finally:
            connection.close()

    other = threading.Thread(target=beside)
    with transaction.atomic():
        act(user)
        other.start()
        other.join(timeout=0.4)
        assert outcome == []  # it waits for the first one
    other.join(timeout=10)
    assert outcome in (["twice"], ["waits"])
    assert (Person.objects.count(), Claim.objects.count()) in {(1, 0), (0, 1)}
