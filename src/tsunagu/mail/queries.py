"""Every read of this room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from tsunagu.kernel.tables import Column, Columns
from tsunagu.mail import carriers
from tsunagu.mail.enums import State
from tsunagu.mail.models import Message

MESSAGES = Columns[Message](
    Column("id", "番号", "Number", lambda message: message.pk),
    Column("created", "作成日時", "Created", lambda message: _local(message.created)),
    Column("to", "宛先", "To", lambda message: message.to),
    Column("subject", "件名", "Subject", lambda message: message.subject),
    Column("state", "状態", "State", lambda message: message.state),
    Column("sent", "送信日時", "Sent", lambda message: _local(message.sent)),
    Column("attempts", "試行回数", "Attempts", lambda message: message.attempts),
    Column("error", "エラー", "Error", lambda message: message.error),
    Column("expires", "有効期限", "Expires", lambda message: _local(message.expires)),
    Column("file", "ファイル", "File", lambda message: str(file(message) or "")),
)


def messages(*, state: State | None = None, most: int | None = None) -> list[Message]:
    """Messages in one state or all, the newest first."""
    rows = Message.objects.order_by("-id")
    return list((rows.filter(state=state) if state else rows)[:most])


def message(number: int) -> Message | None:
    """One message by its number."""
    return Message.objects.filter(pk=number).first()


def is_known(key: str) -> bool:
    """Whether a message was asked for under this key."""
    return Message.objects.filter(key=key).exists()


def bounced() -> list[Message]:
    """The messages that did not arrive, the newest first."""
    return messages(state=State.BOUNCED)


def file(one: Message) -> Path | None:
    """Where the demo wrote a message, as long as it lies there."""
    place = carriers.folder().file(one)
    return place if place.exists() else None


def figures() -> Mapping[str, tuple[str, float]]:
    """Figures for monitoring."""
    return {
        "tsunagu_mail_queued": ("Messages that wait to be sent", _count(State.QUEUED)),
        "tsunagu_mail_bounced": ("Messages that are kept and could not be delivered", _count(State.BOUNCED)),
    }


def _count(state: State) -> int:
    return Message.objects.filter(state=state).count()


def _local(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""
