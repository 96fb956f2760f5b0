"""Two posts given at the same time do not both take the same part of a person."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from tests import databases
from tests.organizations.conftest import KEEPER
from tsunagu.kernel.problems import Rejected
from tsunagu.organizations import actions
from tsunagu.organizations.enums import OrganizationKind
from tsunagu.organizations.models import Appointment, Organization, Person


@pytest.fixture
def django_db_setup(empty_database: str) -> None:
    """An empty database, since tests that commit empty the one they use."""
    databases.use(empty_database)


def _appoint(person: Person, body: Organization) -> None:
    actions.appoint(person, body, by=KEEPER, title=f"教授 {threading.get_ident()}", share=60)


def _appoint_out_of_turn(person: Person, body: Organization) -> None:
    """Add and keep as the action does, without waiting for others: what the lock is there for."""
    if sum(post.share or 0 for post in Appointment.objects.filter(person=person)) + 60 > 100:
        raise Rejected([])
    Appointment.objects.create(person=person, organization=body, title=f"教授 {threading.get_ident()}", share=60)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("appoint", "second", "sum_"), [(_appoint, "refused", 60), (_appoint_out_of_turn, "kept", 120)]
)
def test_two_posts_at_once_do_not_both_find_room(appoint: Callable[..., None], second: str, sum_: int):
    body = Organization.objects.create(key="race", name="競争大学", kind=OrganizationKind.NATIONAL_UNIVERSITY)
    person = actions.enter_person(by=KEEPER, key="race", name="見本 花子")
    outcome: list[str] = []

    def beside() -> None:
        try:
            appoint(person, body)
            outcome.append("kept")
        except Rejected:
            outcome.append("refused")
        finally:
            connection.close()

    other = threading.Thread(target=beside)
    with transaction.atomic():
        appoint(person, body)
        other.start()
        other.join(timeout=0.4)
    other.join(timeout=10)
    assert (outcome, sum(post.share or 0 for post in person.appointments.all())) == ([second], sum_)
