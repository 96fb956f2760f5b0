"""A message in the form in which mail travels."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

from django.utils import timezone

from tsunagu.mail.models import Message

_SEVEN_BITS = "base64"


def composed(message: Message, sender: str, encoding: str = _SEVEN_BITS) -> EmailMessage:
    """The message with its headers; the same whenever it is made.

    sender: an address, with or without a name. encoding: of a text that is not ASCII; ``8bit`` can be read as it is,
    but not every server takes it.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = message.to
    mail["Subject"] = message.subject
    mail["Date"] = timezone.localtime(message.created)
    mail["Message-ID"] = message.message_id
    # Programs that answer by themselves, as in somebody's absence, leave it alone.
    mail["Auto-Submitted"] = "auto-generated"
    text = message.text if message.text.endswith("\n") else f"{message.text}\n"
    if text.isascii():
        mail.set_content(text)
    else:
        mail.set_content(text, cte=encoding)
    mail["Content-Language"] = message.language
    return mail
