"""How a message leaves: to a mail server, or without one into a folder."""

from __future__ import annotations

import contextlib
import os
import smtplib
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.policy import SMTP
from email.utils import parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from tsunagu.mail import rules
from tsunagu.mail.composing import composed
from tsunagu.mail.models import Message

_PATIENCE = 20.0  # seconds for each answer of a server
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_HOW = "Write it like smtp+starttls://user:password@mail.example.jp:587"
_NEAR = {"localhost", "127.0.0.1", "::1"}
DEMO_FROM = "Tsunagu <tsunagu@localhost>"


class Refused(Exception):
    """The server will not take this message, now or later; the message is what it said."""


class Untaken(Exception):
    """It could not be handed over now; the message is for the operator."""


class Carrier(Protocol):
    """Takes a message away. Raises ``Refused`` or ``Untaken``."""

    def carry(self, message: Message) -> None:
        """Hand it over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A mail server. way: ``smtp``, ``smtp+starttls`` or ``smtps``. trusting: whose certificates it believes."""

    way: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str
    trusting: ssl.SSLContext | None = None

    def carry(self, message: Message) -> None:
        """Hand it over; whether it arrives is the server's to say."""
        try:
            with self._connected() as server:
                server.send_message(composed(message, self.sender), parseaddr(self.sender)[1], [message.to])
        except smtplib.SMTPRecipientsRefused as error:
            code, words = error.recipients[message.to]
            raise _refusal(code, words) from error
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Untaken(_said(error)) from error

    @contextlib.contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        server = self._reached()
        try:
            if self.way == "smtp+starttls":
                server.starttls(context=self._trusting())
            if self.user:
                server.login(self.user, self.password)
            yield server
            # It has the message: what happens to the connection afterwards is no trouble.
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()
        finally:
            server.close()

    def _reached(self) -> smtplib.SMTP:
        if self.way == "smtps":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=_PATIENCE, context=self._trusting())
        return smtplib.SMTP(self.host, self.port, timeout=_PATIENCE)

    def _trusting(self) -> ssl.SSLContext:
        return self.trusting or ssl.create_default_context()


def _refusal(code: int, words: bytes | str) -> Refused | Untaken:
    said = f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
    return Refused(said) if 500 <= code < 600 else Untaken(said)


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return str(_refusal(error.smtp_code, error.smtp_error))
    return f"{type(error).__name__}: {error}"


@dataclass(frozen=True, slots=True)
class Folder:
    """Where messages lie as files that mail programs open, for a site without a mail server."""

    folder: Path
    sender: str = DEMO_FROM

    def file(self, message: Message) -> Path:
        """Where a message is written: when it was made and its Message-ID."""
        return self.folder / f"{timezone.localtime(message.created):%Y%m%d-%H%M%S}-{short(message.message_id)}.eml"

    def files(self) -> dict[str, Path]:
        """What lies there, by the part of the Message-ID that tells messages apart."""
        return {place.stem.rpartition("-")[2]: place for place in self.folder.glob("*.eml")}

    def carry(self, message: Message) -> None:
        """Write it, as a whole or not at all; again, it is the same file."""
        place = self.file(message)
        beginning = place.with_name(f".{place.name}.{os.getpid()}-{threading.get_ident()}")
        try:
            self._make()
            beginning.unlink(missing_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
            with os.fdopen(os.open(beginning, flags, 0o600), "wb") as file:
                file.write(composed(message, self.sender, "8bit").as_bytes(policy=SMTP.clone(linesep="\n")))
                file.flush()
                os.fsync(file.fileno())
            beginning.replace(place)
        except OSError as error:
            raise Untaken(str(error)) from error

    def _make(self) -> None:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        if not self.folder.exists():
            self.folder.mkdir(mode=0o700, exist_ok=True)


def short(message_id: str) -> str:
    """The part of a Message-ID before its domain."""
    return message_id.strip("<>").partition("@")[0]


def carrier() -> Carrier:
    """What the settings say: the mail server, or the folder of the demo."""
    return server(settings.SMTP_URL, settings.MAIL_FROM) if settings.SMTP_URL else folder()


def folder() -> Folder:
    """The folder of the demo."""
    return Folder(settings.MAIL_FOLDER, settings.MAIL_FROM or DEMO_FROM)


def domain() -> str:
    """The domain from which the site writes, which also ends its Message-IDs."""
    return parseaddr(settings.MAIL_FROM or DEMO_FROM)[1].rpartition("@")[2]


def check() -> None:
    """Raise ImproperlyConfigured where the settings of mail cannot be understood."""
    if settings.MAIL_FROM:
        _must_be_sender(settings.MAIL_FROM)
    if settings.SMTP_URL:
        server(settings.SMTP_URL, settings.MAIL_FROM)


def server(url: str, sender: str) -> Server:
    """The mail server of a TSUNAGU_SMTP_URL. Raises ImproperlyConfigured, which never repeats the password."""
    if not sender:
        raise ImproperlyConfigured("TSUNAGU_SMTP_URL needs TSUNAGU_MAIL_FROM: the address from which the site writes.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"TSUNAGU_SMTP_URL cannot be read. {_HOW}") from None
    if parts.scheme not in _PORTS or not parts.hostname or parts.path not in {"", "/"} or parts.query:
        raise ImproperlyConfigured(f"TSUNAGU_SMTP_URL cannot be read. {_HOW}; also smtps:// and smtp://.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if user and parts.scheme == "smtp" and parts.hostname not in _NEAR:
        raise ImproperlyConfigured("TSUNAGU_SMTP_URL: smtp:// would show the password to others; use smtp+starttls://.")
    way, number = parts.scheme, port or _PORTS[parts.scheme]
    return Server(way=way, host=parts.hostname, port=number, user=user, password=password, sender=sender)


def _must_be_sender(sender: str) -> None:
    # What a text of several lines is taken for as an address differs from Python to Python.
    if not rules.is_one_line(sender) or not parseaddr(sender)[1].isascii():
        raise ImproperlyConfigured(f"TSUNAGU_MAIL_FROM must be one line with an address in ASCII, not {sender!r}.")
    try:
        validate_email(parseaddr(sender)[1])
    except ValidationError:
        raise ImproperlyConfigured(
            f"TSUNAGU_MAIL_FROM is no address: {sender!r}. Write it like 繋ぐ <noreply@example.jp>"
        ) from None
