"""Two messages sent at the same time do not both take the last place of the hour."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from tsunagu.feedback import actions, queries
from tsunagu.feedback.enums import Kind
from tsunagu.feedback.models import Message
from tsunagu.kernel.problems import Rejected

pytestmark = pytest.mark.django_db(transaction=True)


def _send() -> None:
    actions.send(kind=Kind.WISH, text="要望", page="", reply_to="", language="ja", most_an_hour=1)


def _send_out_of_turn() -> None:
    """Count and keep as the action does, without waiting for others: what the lock is there for."""
    if queries.received_last_hour().exists():
        raise Rejected([])
    Message.objects.create(kind=Kind.WISH, text="要望", language="ja")


def _send_beside(send: Callable[[], None], outcome: list[str]) -> None:
    """Send on a connection of its own."""
    try:
        send()
        outcome.append("kept")
    except Rejected:
        outcome.append("refused")
    finally:
        connection.close()


@pytest.mark.parametrize(("send", "second", "kept"), [(_send, "refused", 1), (_send_out_of_turn, "kept", 2)])
def test_the_second_of_two_waits_for_the_first(send: Callable[[], None], second: str, kept: int):
    outcome: list[str] = []
    beside = threading.Thread(target=_send_beside, args=[send, outcome])
    with transaction.atomic():
        send()
        beside.start()
        beside.join(timeout=0.4)  # what is not yet kept for good cannot be counted by another
    beside.join(timeout=10)
    assert (outcome, Message.objects.count()) == ([second], kept)
