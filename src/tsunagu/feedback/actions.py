"""Every write of this room."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.feedback import queries
from tsunagu.feedback.enums import Kind, Verb
from tsunagu.feedback.models import Message
from tsunagu.feedback.rights import RIGHTS
from tsunagu.kernel import turns
from tsunagu.kernel.problems import Problem, Rejected

TOO_MANY = "too-many"


def send(
    *,
    kind: Kind,
    text: str,
    page: str,
    reply_to: str,
    language: str,
    most_an_hour: int,
    sender: str = "",
    most_of_a_sender: int | None = None,
) -> Message:
    """Keep a message for the operator.

    sender: a hash of the address that it comes from. Raises ``Rejected``, also where too many came in during the last
    hour, from all senders together or from this one.
    """
    message = Message(kind=kind, text=text, page=page, reply_to=reply_to, language=language, sender=sender)
    with transaction.atomic():
        turns.take("feedback.send")  # two messages at once would both find room for one
        problems = [*_invalid(message), *_too_many(sender, most_an_hour, most_of_a_sender)]
        if problems:
            raise Rejected(problems)
        message.save()
        _forget_senders()
    return message


def remove(*, by: Actor, numbers: Collection[int]) -> int:
    """Remove the messages with these numbers, and say how many they were. Raises ``Rejected``; then none is removed.

    What they said goes with them: the ledger keeps when they came and of what kind they were.
    """
    RIGHTS.require_any(by, Verb.REMOVE)
    with transaction.atomic():
        there = Message.objects.select_for_update().filter(pk__in=numbers)
        chosen = list(RIGHTS.among(by, there, Verb.REMOVE))
        if unknown := sorted(set(numbers) - {message.pk for message in chosen}):
            raise Rejected([_unknown(number) for number in unknown])
        for message in chosen:
            _record_removal(by, message)
        Message.objects.filter(pk__in=numbers).delete()
    return len(chosen)


def _unknown(number: int) -> Problem:
    return Problem("unknown", "there is no such message", str(number))


def _record_removal(by: Actor, message: Message) -> None:
    kept = {"received": message.received, "kind": message.kind}
    ledger.record(by=by, verb=Verb.REMOVE, thing=message, before=kept)


def _invalid(message: Message) -> Iterator[Problem]:
    """What does not fit its column."""
    try:
        message.full_clean()
    except ValidationError as error:
        for field, texts in error.message_dict.items():
            yield from (Problem("invalid", text, field) for text in texts)


def _forget_senders() -> None:
    """Forget where messages came from once it no longer counts."""
    Message.objects.exclude(pk__in=queries.received_last_hour()).exclude(sender="").update(sender="")


def _too_many(sender: str, most_an_hour: int, most_of_a_sender: int | None) -> Iterator[Problem]:
    received = queries.received_last_hour()
    if most_of_a_sender is not None and received.filter(sender=sender).count() >= most_of_a_sender:
        yield Problem(
            TOO_MANY, gettext("続けて多くのご意見をいただいています。一時間ほどたってから、もう一度お送りください。")
        )
    elif received.count() >= most_an_hour:
        yield Problem(
            TOO_MANY,
            gettext(
                "ただいま多くのご意見が届いているため、受け付けられません。一時間ほどたってから、もう一度お送りください。"
            ),
        )
