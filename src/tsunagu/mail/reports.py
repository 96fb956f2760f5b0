"""What mail servers write back: delivery status notifications (RFC 3464), one message or a whole mailbox of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, Message

_BEGINNING = re.compile(rb"^From [^\r\n]*\r?\n", re.MULTILINE)  # of each message of a mailbox (mbox)
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_MESSAGE_ID = re.compile(r"<[^<>\s]+@[^<>\s]+>")
_FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a server says of one recipient of a message.

    recipients: its address there, and the one to which the message was sent. message_ids: what may be that of the
    message. final: whether it will not arrive any more; else it is late, or it did arrive.
    """

    recipients: tuple[str, ...]
    message_ids: tuple[str, ...]
    final: bool
    reason: str


def messages(content: bytes) -> list[bytes]:
    """The messages of a file: those of a mailbox, or the one that it is."""
    if not content.startswith(b"From "):
        return [content] if content.strip() else []
    found = _BEGINNING.split(content)[1:]
    return [_QUOTED.sub(rb"\1", one) for one in found if one.strip()]


def reports(content: bytes) -> list[Report]:
    """What a message says of each recipient; nothing where it is no delivery status notification."""
    try:
        mail = message_from_bytes(content, policy=policy.default)
        if not isinstance(mail, EmailMessage) or mail.get_content_type() != "multipart/report":
            return []
        parts = list(mail.walk())
        ids = tuple(dict.fromkeys(_message_ids(mail, parts)))
        statuses = [part for part in parts if part.get_content_type() == "message/delivery-status"]
        return [report for part in statuses for report in _recipients(part, ids)]
    except (MessageError, LookupError, ValueError, AttributeError, TypeError):
        return []  # whatever somebody made of it, it is none


def _recipients(status: Message, ids: tuple[str, ...]) -> Iterator[Report]:
    """The groups of fields of a notification that tell of a recipient each."""
    groups = status.get_payload()
    for group in groups if isinstance(groups, list) else ():
        if isinstance(group, Message) and (addresses := tuple(_addresses(group))):
            action = str(group.get("Action", "")).strip().lower()
            yield Report(recipients=addresses, message_ids=ids, final=action == _FAILED, reason=_reason(group))


def _addresses(group: Message) -> Iterator[str]:
    for name in ("Original-Recipient", "Final-Recipient"):
        kind, _, address = str(group.get(name, "")).partition(";")
        if address and kind.strip().lower() in {"rfc822", "utf-8"}:
            yield address.strip().strip("<>")


def _reason(group: Message) -> str:
    """What the server said, else its code."""
    told = str(group.get("Diagnostic-Code", "")).partition(";")[2] or str(group.get("Diagnostic-Code", ""))
    status = str(group.get("Status", "")).strip()
    words = " ".join(told.split())
    return words if status in words else f"{status} {words}".strip()


def _message_ids(mail: EmailMessage, parts: Iterable[Message]) -> Iterator[str]:
    """The Message-IDs of what came back with the notification, then those to which it answers."""
    for part in parts:
        if part.get_content_type() == "message/rfc822":
            yield from _ids(str(inside.get("Message-ID", "")) for inside in part.iter_parts())  # type: ignore[attr-defined]
        elif part.get_content_type() in {"text/rfc822-headers", "message/rfc822-headers"}:
            told = message_from_bytes(part.get_payload(decode=True) or b"")  # type: ignore[arg-type]
            yield from _ids([str(told.get("Message-ID", ""))])
    yield from _ids(str(mail.get(name, "")) for name in ("In-Reply-To", "References"))


def _ids(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from _MESSAGE_ID.findall(text)
