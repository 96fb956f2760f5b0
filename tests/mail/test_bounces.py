"""Notifications of mail servers in the shapes in which they come, and what is noted of them."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from tests.jobs import running
from tsunagu.accounts.queries import people
from tsunagu.kernel.problems import Rejected
from tsunagu.mail import actions
from tsunagu.mail.cli import mail
from tsunagu.mail.enums import Reported, State
from tsunagu.mail.models import Message
from tsunagu.mail.reports import messages, reports

pytestmark = pytest.mark.django_db
TO = "ura@example.ac.jp"


def notification(status: str, original: str = "", text: str = "It did not arrive.", more: str = "") -> bytes:
    """A notification of three parts, as RFC 3462 and 3464 have it."""
    third = f"--b\nContent-Type: {original}" if original else ""
    return f"""Return-Path: <>
From: MAILER-DAEMON@mx.example.jp
To: noreply@tsunagu.example.jp
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
{more}Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

{text}

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.jp
Arrival-Date: Tue, 1 Dec 2026 10:00:00 +0900 (JST)

{status}
{third}
--b--
""".encode()


def postfix(message_id: str, to: str = TO) -> bytes:
    """As Postfix writes it: the whole message comes back."""
    status = f"""Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.example.ac.jp
Diagnostic-Code: smtp; 550 5.1.1 <{to}>: Recipient address rejected: User
    unknown in local recipient table
"""
    return notification(status, f"message/rfc822\n\nFrom: noreply@tsunagu.example.jp\nMessage-ID: {message_id}\n\nx\n")


def exchange(message_id: str, to: str = TO) -> bytes:
    """As Exchange writes it: the headers alone come back, names are written in other cases."""
    status = f"""Final-recipient: RFC822;{to.upper()}
Action: Failed
Status: 5.1.10
Diagnostic-code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
X-Display-Name: 見本 花子
"""
    return notification(status, f"text/rfc822-headers\n\nSubject: x\nMessage-ID: {message_id}\n\n")


def carrier(to: str = TO) -> bytes:
    """As a carrier of mobile phones in Japan writes it: nothing comes back, and the text is ISO-2022-JP."""
    status = (
        f"Final-Recipient: rfc822; {to}\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 Unknown user {to}\n"
    )
    plain = notification(status, text="宛先不明").decode().replace("us-ascii", "ISO-2022-JP")
    return plain.encode("iso-2022-jp")


@pytest.fixture
def sent(inbox) -> list[Message]:
    """Three messages that the server took, the last two to one address."""
    for key, to in (("a", "b@example.jp"), ("b", TO), ("c", TO)):
        actions.send(to=to, subject="件名", text="本文です。\n", key=key)
    running.run_all()
    return list(Message.objects.order_by("id"))


def _states() -> list[str]:
    return list(Message.objects.order_by("id").values_list("state", flat=True))


@pytest.mark.parametrize("written", [postfix, exchange])
def test_a_message_that_comes_back_is_noted_by_its_id(sent, written):
    counts = actions.take_reports(written(sent[1].message_id))
    assert (dict(counts), _states()) == ({Reported.BOUNCED: 1}, ["sent", "bounced", "sent"])
    [(to, reason)] = people.bounced()  # what the page of the administrators shows
    assert (to, reason.startswith("550 5.1.1")) == (TO, True)
    assert "\n" not in reason


def test_where_nothing_comes_back_the_last_message_to_the_address_is_meant(sent):
    for expected in (Reported.BOUNCED, Reported.KNOWN):  # the same file again changes nothing
        assert dict(actions.take_reports(carrier())) == {expected: 1}
        assert _states() == ["sent", "sent", "bounced"]
    sent[2].refresh_from_db()
    assert sent[2].error == f"5.0.0 550 Unknown user {TO}"


def test_a_mailbox_of_several_is_read_and_what_is_no_failure_is_counted(sent):
    late = notification(f"Final-Recipient: rfc822; {TO}\nAction: delayed\nStatus: 4.4.1\n")
    letter = "From: a@example.jp\nSubject: 返信\n\n>From 本文\n".encode()
    stranger = postfix("<x@elsewhere.example>", "nobody@example.jp")
    gone = postfix("<gone@tsunagu.example.jp>")  # of this site, and not kept any more
    box = b"".join(b"From MAILER-DAEMON Tue Dec  1 10:00:00 2026\n" + one + b"\n" for one in (
        postfix(sent[0].message_id), late, letter, stranger, gone, carrier(), b"\x00\xff", exchange(sent[0].message_id),
    ))  # fmt: skip
    assert actions.take_reports(box) == {
        Reported.BOUNCED: 2,
        Reported.NOT_FINAL: 1,
        Reported.NO_REPORT: 2,
        Reported.NOT_OURS: 2,
        Reported.KNOWN: 1,
    }
    assert _states() == ["bounced", "sent", "bounced"]


def test_several_recipients_of_one_notification_are_told_apart():
    both = "".join(
        f"Final-Recipient: rfc822; {to}\nAction: {action}\n\n"
        for to, action in (("a@x.jp", "failed"), ("b@x.jp", "relayed"))
    )
    found = reports(notification(both))
    assert [(one.recipients, one.final) for one in found] == [(("a@x.jp",), True), (("b@x.jp",), False)]


def test_mail_that_is_not_sent_is_not_noted(sent):
    Message.objects.filter(pk=sent[1].pk).update(state=State.CANCELLED)
    assert dict(actions.take_reports(postfix(sent[1].message_id))) == {Reported.NOT_OURS: 1}
    assert _states() == ["sent", "cancelled", "sent"]


@pytest.mark.parametrize("broken", [b"x", b"\xff\xfe", b"Content-Type: multipart/report\n\n", postfix("<a@b>")[:420]])
def test_whatever_is_broken_is_no_report(broken):
    assert reports(broken) == []


def test_quoted_beginnings_of_lines_are_restored():
    assert messages(b"From a\nSubject: x\n\n>From here\n>>From there\n") == [b"Subject: x\n\nFrom here\n>From there\n"]


def test_a_file_without_a_message_is_refused():
    with pytest.raises(Rejected, match="no message"):
        actions.take_reports(b" \n")
    done = CliRunner().invoke(mail, ["bounces", "-"], input=b"")
    assert (done.exit_code, "no message in it" in done.output) == (1, True)


def test_bounces_are_counted_in_the_terminal(sent, tmp_path):
    file = tmp_path / "bounce.eml"
    file.write_bytes(postfix(sent[0].message_id))
    done = CliRunner().invoke(mail, ["bounces", str(file)])
    assert done.output.split() == ["bounced", "1", "known", "0", "not-final", "0", "not-ours", "0", "no-report", "0"]
    listed = CliRunner().invoke(mail, ["list", "--state", "bounced", "--format", "csv"]).stdout
    assert "User unknown in local recipient table" in listed
