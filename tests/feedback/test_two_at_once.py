"""Two messages sent at the same time do not both take the last place of the hour."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from tsunagu.feedback import actions
from tsunagu.feedback.enums import Kind
from tsunagu.feedback.models import Message
from tsunagu.kernel.problems import Rejected

pytestmark = pytest.mark.django_db(transaction=True)


def _send() -> None:
    actions.send(kind=Kind.WISH, text="要望", page="", reply_to="", language="ja", most_an_hour=1)


def _send_beside(outcome: list[str]) -> None:
    """Send on a connection of its own."""
    try:
        _send()
        outcome.append("kept")
    except Rejected:
        outcome.append("refused")
    finally:
        connection.close()


@pytest.mark.parametrize(("locked", "second"), [(True, "refused"), (False, "kept")])
def test_the_second_of_two_waits_for_the_first(monkeypatch, locked: bool, second: str):
    if not locked:
        monkeypatch.setattr(actions, "_take_turn", lambda: None)
    outcome: list[str] = []
    beside = threading.Thread(target=_send_beside, args=[outcome])
    with transaction.atomic():
        _send()
        beside.start()
        beside.join(timeout=0.4)  # what is not yet kept for good cannot be counted by another
    beside.join(timeout=10)
    assert (outcome, Message.objects.count()) == ([second], 1 if locked else 2)
