"""What Django and its apps send is queued in their transaction."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection, send_mail
from django.db import transaction
from django.utils import translation

from tests.jobs import running
from tests.mail.server import Inbox
from tsunagu.kernel.problems import Rejected
from tsunagu.mail import queries
from tsunagu.mail.backend import Backend
from tsunagu.mail.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_backend(settings) -> None:
    settings.EMAIL_BACKEND = "tsunagu.mail.backend.Backend"  # which the test runner replaces by one of its own


def test_the_settings_name_it():
    from tsunagu import settings

    assert f"{Backend.__module__}.{Backend.__qualname__}" == settings.EMAIL_BACKEND


def test_mail_goes_to_each_address_as_a_message_of_its_own(inbox: Inbox):
    with translation.override("en"):
        assert send_mail("Your code", "123456", None, ["a@example.jp", "b@example.jp"]) == 1
    [second, first] = queries.messages()
    assert [(one.to, one.subject, one.secret, one.language) for one in (first, second)] == [
        ("a@example.jp", "Your code", True, "en"),
        ("b@example.jp", "Your code", True, "en"),
    ]
    assert running.run_all() == 2
    assert [str(one["To"]) for one in inbox.messages] == ["a@example.jp", "b@example.jp"]
    assert list(Message.objects.values_list("text", flat=True)) == ["", ""]


def test_mail_of_a_transaction_that_rolls_back_does_not_exist():
    with transaction.atomic():
        send_mail("Your code", "123456", None, ["a@example.jp"])
        transaction.set_rollback(True)
    assert (queries.messages(), running.waiting("mail.deliver")) == ([], [])


def test_of_several_addresses_all_are_taken_or_none():
    with pytest.raises(Rejected):
        send_mail("Your code", "123456", None, ["a@example.jp", "nobody"])
    assert send_mail("Your code", "123456", None, ["a@example.jp", "nobody"], fail_silently=True) == 0
    assert queries.messages() == []


def test_a_line_break_in_a_subject_is_refused():
    with pytest.raises(Rejected):
        EmailMessage("Code\nBcc: x@example.jp", "123", None, ["a@example.jp"]).send()
    assert queries.messages() == []


def test_only_the_plain_text_is_sent_and_attachments_are_refused(inbox: Inbox):
    message = EmailMultiAlternatives("件名", "本文\n", None, ["a@example.jp"], connection=get_connection())
    message.attach_alternative("<p>本文</p>", "text/html")
    message.send()
    running.run_all()
    assert [one.get_content() for one in inbox.messages] == ["本文\r\n"]
    message.attach("a.txt", "attached")
    with pytest.raises(ValueError, match="without attachments"):
        message.send()
