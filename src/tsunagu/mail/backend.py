"""What Django and its apps send goes the same way: kept in their transaction, sent by a job."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.translation import get_language

from tsunagu.kernel import clock
from tsunagu.kernel.problems import Rejected
from tsunagu.mail import actions

_USE = timedelta(days=1)  # after which such mail, most of it with links or codes, is not sent any more


class Backend(BaseEmailBackend):
    """Django's way to send mail. A sign-in app sends links and codes, so every text counts as secret."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue messages, one to each address, and say how many were taken. Raises ``Rejected``."""
        return sum(self._queued(message) for message in email_messages)

    def _queued(self, message: EmailMessage) -> bool:
        if message.attachments:
            raise ValueError("mail of this site is plain text without attachments")
        try:
            with transaction.atomic():
                for address in message.recipients():
                    _send(message, address)
        except Rejected:
            if not self.fail_silently:
                raise
            return False
        return bool(message.recipients())


def _send(message: EmailMessage, address: str) -> None:
    actions.send(
        to=address,
        subject=str(message.subject),
        text=str(message.body),
        key=f"django:{uuid4().hex}",
        expires=clock.now() + _USE,
        language=(get_language() or "ja")[:2],
        secret=True,
    )
