"""Messages are kept and removed whole or not at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tsunagu.access.actors import terminal
from tsunagu.feedback import actions
from tsunagu.feedback.enums import Kind
from tsunagu.feedback.models import Message
from tsunagu.kernel.problems import Rejected

pytestmark = pytest.mark.django_db
BY = terminal("root")


def _send(most_an_hour: int = 10, **more: Any) -> Message:
    usual = {"text": "誤りがあります。", "page": "", "reply_to": "", "language": "ja"}
    return actions.send(kind=Kind.MISTAKE, most_an_hour=most_an_hour, **{**usual, **more})


def test_all_that_is_wrong_with_a_message_is_said_at_once():
    with pytest.raises(Rejected) as refused:
        _send(text="あ" * 4001, page="x" * 501, reply_to="nobody", most_an_hour=0)
    assert [problem.where for problem in refused.value.problems] == ["text", "page", "reply_to", ""]
    assert Message.objects.count() == 0


def test_what_came_in_more_than_an_hour_ago_does_not_count():
    _send(most_an_hour=1)
    Message.objects.update(received=timezone.now() - timedelta(minutes=61))
    assert _send(most_an_hour=1).pk


def test_one_sender_may_send_fewer_than_all_together():
    def send(sender: str) -> Message:
        return _send(sender=sender, most_of_a_sender=2)

    assert [send("a").sender, send("a").sender, send("b").sender] == ["a", "a", "b"]
    with pytest.raises(Rejected, match="続けて多くのご意見"):
        send("a")
    assert send("b").pk


def test_a_sender_is_forgotten_after_an_hour():
    early = _send(sender="a")
    Message.objects.update(received=timezone.now() - timedelta(minutes=61))
    _send(sender="b")
    assert list(Message.objects.values_list("sender", flat=True)) == ["", "b"]
    assert Message.objects.get(pk=early.pk).text == early.text


def test_messages_are_removed_by_their_numbers():
    first, second, third = (_send() for _ in range(3))
    assert actions.remove(by=BY, numbers=[first.pk, third.pk]) == 2
    assert list(Message.objects.all()) == [second]


def test_with_one_unknown_number_no_message_is_removed():
    known = _send()
    with pytest.raises(Rejected, match=str(known.pk + 1)):
        actions.remove(by=BY, numbers=[known.pk, known.pk + 1])
    assert Message.objects.count() == 1
