"""Every write of this room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext

from tsunagu.jobs.app import app
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.mail import carriers, reports, rules
from tsunagu.mail.carriers import Refused, Untaken
from tsunagu.mail.enums import Reported, State
from tsunagu.mail.models import LONGEST_ERROR, LONGEST_KEY, LONGEST_SUBJECT, LONGEST_TEXT, Message
from tsunagu.mail.reports import Report

DELIVER = "mail.deliver"
_NO_SECRET = Case(When(secret=True, then=Value("")), default=F("text"))
_CONVERSATION = "SET LOCAL idle_in_transaction_session_timeout = '5min'"


def send(
    *,
    to: str,
    subject: str,
    text: str,
    key: str,
    expires: datetime | None = None,
    language: str = "ja",
    hold: str = "",
    secret: bool = False,
) -> Message:
    """Have a message sent, once for its key, if the transaction of who asks is committed.

    key: what it is about, ``calls.closes:12:user:3``; the message that is there already is given back. expires: when
    it is of no use any more; it is not sent then. hold: what it goes with, for ``cancel``. secret: whether the text
    opens something to whoever reads it, as a link to a new password; such a text must expire and is not kept once it
    is sent. Raises ``Rejected``.
    """
    address, body = rules.in_ascii(to), text.replace("\r\n", "\n")
    problems = [
        *_wrong_address(to, address),
        *_wrong_words(subject, body),
        *_wrong_use(key, hold, secret, expires),
    ]
    if problems:
        raise Rejected(problems)
    message = Message(to=address, subject=subject, text=body, secret=secret, expires=expires)
    message.key, message.hold, message.language = key, hold, language
    message.created = clock.now()
    message.message_id = f"<{uuid4().hex}@{carriers.domain()}>"
    with transaction.atomic():
        # Of two at once the second waits for the first, and finds its message.
        Message.objects.bulk_create([message], ignore_conflicts=True)
        kept = Message.objects.get(key=key)
        if kept.message_id == message.message_id:
            app.configure_task(DELIVER).defer(number=kept.pk)
    return kept


def cancel(*, hold: str) -> int:
    """Stop what is queued with this, as the mail of a membership that ended; says how many messages that were.

    What is being handed to the mail server at this moment is not held up by it, and still goes out.
    """
    queued = Message.objects.filter(hold=hold, state=State.QUEUED)
    return queued.update(state=State.CANCELLED, text=_NO_SECRET)


def take_reports(content: bytes) -> Counter[Reported]:
    """Note what did not arrive, from notifications of mail servers: one message, or a mailbox of them (mbox).

    The same file a second time changes nothing. Raises ``Rejected`` for a file without a message.
    """
    found = reports.messages(content)
    if not found:
        raise Rejected([Problem("empty", "there is no message in it; give a message with its headers, or an mbox")])
    counts: Counter[Reported] = Counter()
    for one in found:
        told = reports.reports(one)
        counts.update(map(_taken, told) if told else [Reported.NO_REPORT])
    return counts


def _taken(report: Report) -> Reported:
    """Note what a server says of one recipient."""
    if not report.final:
        return Reported.NOT_FINAL
    reason = _shown(report.reason) or "no reason given"
    with transaction.atomic():
        message = _meant(report, reason)
        if message is None:
            return Reported.NOT_OURS
        if message.state == State.BOUNCED:
            return Reported.KNOWN
        _change(message, state=State.BOUNCED, error=reason)
    return Reported.BOUNCED


def _meant(report: Report, reason: str) -> Message | None:
    """The message of which a report tells: by its Message-ID, else the last one that was sent to the address."""
    rows = Message.objects.select_for_update()
    by_id = rows.filter(message_id__in=report.message_ids, state__in=[State.SENT, State.BOUNCED]).first()
    if by_id or any(carriers.domain() == one.strip("<>").rpartition("@")[2] for one in report.message_ids):
        return by_id
    to = Q()
    for address in report.recipients:
        to |= Q(to__iexact=address)
    known = rows.filter(to, state=State.BOUNCED, error=reason).first()
    return known or rows.filter(to, state=State.SENT).order_by("-sent").first()


# What the worker does ------------------------------------------------------------------------------------------------


def deliver(*, number: int, is_last: bool = False) -> None:
    """Hand a message over, unless that was done, or it is cancelled or of no use any more.

    is_last: whether it will not be tried again. Raises ``Untaken`` where it is to be.
    """
    with transaction.atomic():
        _take(number)
        message = Message.objects.filter(pk=number, state=State.QUEUED).first()
        trouble = _hand_over(message, is_last) if message else ""
    if trouble:
        raise Untaken(trouble)


def _take(number: int) -> None:
    """Be the only one who delivers this message, until the end of the transaction.

    The row itself stays free: whoever cancels it need not wait for a mail server.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CONVERSATION)
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"mail {number}"])
        (taken,) = cursor.fetchone()
    if not taken:
        raise Untaken("another worker is delivering it")


def _hand_over(message: Message, is_last: bool) -> str:
    """Why it is to be tried again; empty where it is not."""
    if message.expires and message.expires <= clock.now():
        _end(message, State.EXPIRED)
        return ""
    try:
        carriers.carrier().carry(message)
    except Refused as error:
        _end(message, State.BOUNCED, str(error))
    except Untaken as error:
        if not is_last:
            _change(message, attempts=message.attempts + 1, error=_shown(str(error)))
            return str(error)
        _end(message, State.BOUNCED, str(error))
    else:
        # Also where it was cancelled meanwhile: it went out.
        changes = {"state": State.SENT, "sent": clock.now(), "error": ""}
        _change(message, attempts=message.attempts + 1, text=_NO_SECRET, **changes)
    return ""


def _end(message: Message, state: State, error: str = "") -> None:
    """End what was not sent, unless it was cancelled meanwhile."""
    attempts = message.attempts + (state == State.BOUNCED)
    queued = Message.objects.filter(pk=message.pk, state=State.QUEUED)
    queued.update(state=state, error=_shown(error), attempts=attempts, text=_NO_SECRET)


def _change(message: Message, **changes: Any) -> None:
    Message.objects.filter(pk=message.pk).update(**changes)


def tidy(*, days: int) -> None:
    """Forget what need not be kept: messages after so many days, secret texts and their files when they expired."""
    now = clock.now()
    queued = Message.objects.filter(state=State.QUEUED)
    queued.filter(expires__lte=now).update(state=State.EXPIRED, text=_NO_SECRET)
    old = Message.objects.filter(created__lt=now - timedelta(days=days))
    old.exclude(state=State.QUEUED).delete()
    if files := carriers.folder().files():
        kept = Message.objects.exclude(secret=True, expires__lte=now).values_list("message_id", flat=True)
        for message_id in files.keys() - {carriers.short(message_id) for message_id in kept}:
            files[message_id].unlink(missing_ok=True)


# What is wrong -------------------------------------------------------------------------------------------------------


def _wrong_address(to: str, address: str) -> Iterator[Problem]:
    try:
        validate_email(address)
    except ValidationError:
        shown = to if rules.is_one_line(to) else repr(to)
        yield Problem("address", gettext("メールアドレスとして使えません：%(address)s") % {"address": shown}, "to")


def _wrong_words(subject: str, text: str) -> Iterator[Problem]:
    if not subject.strip() or len(subject) > LONGEST_SUBJECT or not rules.is_one_line(subject):
        told = gettext("件名は改行や制御文字を含まない%(most)s文字以内の一行にしてください。")
        yield Problem("subject", told % {"most": LONGEST_SUBJECT}, "subject")
    if not text.strip() or len(text) > LONGEST_TEXT or not rules.is_plain(text):
        told = gettext("本文は制御文字を含まない%(most)s文字以内の文にしてください。")
        yield Problem("text", told % {"most": LONGEST_TEXT}, "text")


def _wrong_use(key: str, hold: str, secret: bool, expires: datetime | None) -> Iterator[Problem]:
    """Mistakes of who wrote the call."""
    if not key or len(key) > LONGEST_KEY:
        yield Problem("key", f"a message needs a key of {LONGEST_KEY} characters at most", "key")
    if len(hold) > LONGEST_KEY:
        yield Problem("hold", f"{LONGEST_KEY} characters at most", "hold")
    if secret and expires is None:
        yield Problem("secret", "a secret text must expire", "expires")


def _shown(words: str) -> str:
    """Somebody else's words in one line."""
    return "".join(letter if rules.is_one_line(letter) else " " for letter in words)[:LONGEST_ERROR]
