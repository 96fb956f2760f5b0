"""Fourteen clicks at once are one submission, and no request slips past a deadline that is being moved."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from tests import databases
from tests.applications.scene import CLOSES, DURING, begun, call, person, whole, write
from tests.calls.test_actions import LATER, OFFICER
from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.applications import actions
from tsunagu.applications.models import Application, Submission
from tsunagu.calls import actions as of_calls
from tsunagu.calls.models import Call
from tsunagu.kernel.problems import Rejected
from tsunagu.mail.models import Message
from tsunagu.organizations.enums import OrganizationKind
from tsunagu.organizations.models import Organization

pytestmark = pytest.mark.django_db(transaction=True)
CLICKS = 14


@pytest.fixture
def django_db_setup(empty_database: str) -> None:
    """An empty database, since tests that commit empty the one they use."""
    databases.use(empty_database)


@pytest.fixture
def made() -> Call:
    """A call, and a body that can apply for it."""
    kind = OrganizationKind.NATIONAL_UNIVERSITY
    Organization.objects.create(key="hokkaido-university", name="北海道大学", kind=kind)
    return call()


def apart(act: Any) -> Any:
    """Do something on a connection of its own, and give what came of it, or the codes of what was refused."""
    try:
        return act()
    except Rejected as refused:
        return [problem.code for problem in refused.problems]
    finally:
        connection.close()


def test_fourteen_requests_at_once_are_one_submission_and_one_mail(made: Call):
    chief = person(Role.ADMINISTRATOR)
    with time_machine.travel(DURING):
        application = whole(made, chief)
        gate = threading.Barrier(CLICKS)

        def click(number: int) -> Any:
            gate.wait()
            key = "same" if number % 2 else f"{number}"
            return apart(lambda: actions.submit(application, by=chief, key=key).submission.receipt)

        with ThreadPoolExecutor(CLICKS) as pool:
            receipts = list(pool.map(click, range(CLICKS)))
    assert set(receipts) == {Submission.objects.get().receipt}
    assert Message.objects.filter(subject__contains=receipts[0]).count() == 1


def beside(act: Any) -> tuple[bool, Any]:
    """Whether something that another thread does waits for the transaction that is open, and what came of it."""
    came: list[Any] = []
    other = threading.Thread(target=lambda: came.append(apart(act)))
    other.start()
    other.join(timeout=0.4)
    return not came, (other, came)


def submitting(application: Application, by: Actor) -> Any:
    return lambda: actions.submit(application, by=by, key="a").is_new


def test_a_submission_waits_for_an_extension_that_is_being_made_and_then_counts(made: Call):
    chief = person(Role.ADMINISTRATOR)
    with time_machine.travel(DURING):
        application = whole(made, chief)
    with time_machine.travel(CLOSES):
        with transaction.atomic():
            of_calls.extend(made, by=OFFICER, closes=LATER, reason="障害")
            waited, (other, came) = beside(submitting(application, chief))
        other.join(timeout=10)
        assert (waited, came) == (True, [True])


def test_what_is_submitted_is_what_was_saved_before_and_never_half_of_what_is_being_saved(made: Call):
    chief = person(Role.ADMINISTRATOR)
    with time_machine.travel(DURING):
        application = begun(made, chief, title="構想", members="3", vision="前の文")
        with transaction.atomic():
            write(application, chief, vision="後の文")
            waited, (other, came) = beside(submitting(application, chief))
        other.join(timeout=10)
    assert (waited, came) == (True, [True])
    assert "後の文" in Submission.objects.get().dossier
