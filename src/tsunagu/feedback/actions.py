"""Every write of this room."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsunagu.feedback import queries
from tsunagu.feedback.enums import Kind
from tsunagu.feedback.models import Message
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
) -> Message:
    """Keep a message for the operator. Raises ``Rejected``, also where too many came in during the last hour."""
    message = Message(kind=kind, text=text, page=page, reply_to=reply_to, language=language)
    problems = [*_invalid(message), *_too_many(most_an_hour)]
    if problems:
        raise Rejected(problems)
    message.save()
    return message


def remove(*, numbers: Collection[int]) -> int:
    """Remove the messages with these numbers, and say how many they were. Raises ``Rejected``; then none is removed."""
    with transaction.atomic():
        chosen = Message.objects.select_for_update().filter(pk__in=numbers)
        known = {message.pk for message in chosen}
        if unknown := sorted(set(numbers) - known):
            raise Rejected([Problem("unknown", "there is no such message", str(number)) for number in unknown])
        chosen.delete()
    return len(known)


def _invalid(message: Message) -> Iterator[Problem]:
    """What does not fit its column."""
    try:
        message.full_clean()
    except ValidationError as error:
        for field, texts in error.message_dict.items():
            yield from (Problem("invalid", text, field) for text in texts)


def _too_many(most_an_hour: int) -> Iterator[Problem]:
    if queries.received_last_hour() >= most_an_hour:
        yield Problem(
            TOO_MANY,
            gettext(
                "ただいま多くのご意見が届いているため、受け付けられません。一時間ほどたってから、もう一度お送りください。"
            ),
        )
