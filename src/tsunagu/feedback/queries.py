"""Every read of this room."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from tsunagu.access.actors import Actor
from tsunagu.feedback.models import Message
from tsunagu.feedback.rights import RIGHTS
from tsunagu.kernel import clock
from tsunagu.kernel.tables import Column, Columns

MESSAGES = Columns[Message](
    Column("number", "番号", "Number", lambda message: message.pk),
    Column("received", "受付日時", "Received", lambda message: _local(message)),
    Column("kind", "種類", "Kind", lambda message: message.kind),
    Column("text", "内容", "Message", lambda message: message.text),
    Column("page", "対象のページ", "Page", lambda message: message.page),
    Column("reply_to", "返信先", "Reply to", lambda message: message.reply_to),
    Column("language", "言語", "Language", lambda message: message.language),
)

INBOX = Columns[Message](
    Column("number", "番号", "Number", lambda message: message.pk, show="feedback/cells/chosen.html"),
    Column("received", "受付日時", "Received", lambda message: _local(message), page=lambda message: _minute(message)),
    Column("kind", "種類", "Kind", lambda message: message.kind_label),
    Column("text", "内容", "Message", lambda message: message.text[:_BEGINNING], show="feedback/cells/message.html"),
    Column("page", "対象のページ", "Page", lambda message: message.page),
)
_BEGINNING = 200  # letters of a message in the list


def messages(by: Actor) -> list[Message]:
    """The messages that somebody may read, the oldest first."""
    return list(RIGHTS.among(by, Message.objects.all()))


def message(number: int) -> Message | None:
    """The message with this number, if there is one; who may read it is asked at the door."""
    return Message.objects.filter(pk=number).first()


def received_last_hour() -> QuerySet[Message]:
    """The messages that came in during the last hour."""
    return Message.objects.filter(received__gt=clock.now() - timedelta(hours=1))


def _minute(message: Message) -> str:
    return f"{timezone.localtime(message.received):%Y-%m-%d %H:%M}"


def _local(message: Message) -> str:
    return timezone.localtime(message.received).isoformat(timespec="seconds")
