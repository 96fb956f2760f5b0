"""Mail is kept in the transaction that it is about, once for its key, and sent once by its job."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests.jobs import running
from tests.mail.server import Inbox
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Rejected
from tsunagu.mail import actions, queries
from tsunagu.mail.carriers import Untaken
from tsunagu.mail.enums import State
from tsunagu.mail.models import Message

pytestmark = pytest.mark.django_db

GOOD = {"to": "ura@example.ac.jp", "subject": "締切のお知らせ", "text": "明日です。\n", "key": "call:1"}
SOON = timedelta(hours=1)


def send(**changes: object) -> Message:
    return actions.send(**{**GOOD, **changes})


def state(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.error


def test_mail_of_a_transaction_that_rolls_back_does_not_exist(inbox: Inbox):
    with transaction.atomic():
        send(key="gone")
        transaction.set_rollback(True)
    send()
    assert (running.run_all(), Message.objects.count(), len(inbox.taken)) == (1, 1, 1)


def test_there_is_one_message_of_a_key(inbox: Inbox):
    first = send()
    assert send(subject="もう一度").pk == first.pk
    assert (running.run_all(), len(inbox.taken)) == (1, 1)
    assert send().state == State.SENT
    assert running.run_all() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("to", "nobody"),
        ("to", "a@example.jp\nBcc: b@example.jp"),
        ("to", "a@example.jp, b@example.jp"),
        ("to", "甲<a@example.jp>"),
        ("subject", ""),
        ("subject", "件名\r\nBcc: b@example.jp"),
        ("subject", "件名\u2028Bcc: b@example.jp"),
        ("subject", "あ" * 201),
        ("text", " "),
        ("text", "a\x00b"),
        ("text", "あ" * 20_001),
        ("key", ""),
    ],
)
def test_what_cannot_be_sent_is_refused_and_nothing_is_kept(field: str, value: str):
    with pytest.raises(Rejected) as refused:
        send(**{field: value})
    assert [problem.where for problem in refused.value.problems] == [field]
    assert (Message.objects.count(), running.waiting("mail.deliver")) == (0, [])


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(Rejected) as refused:
        send(to="", subject="", text="", secret=True)
    assert [problem.code for problem in refused.value.problems] == ["address", "subject", "text", "secret"]


def test_mail_that_is_of_no_use_any_more_is_not_sent(inbox: Inbox):
    late = send(expires=clock.now() - SOON)
    good = send(key="good", expires=clock.now() + SOON)
    running.run_all()
    assert [state(late), state(good)] == [(State.EXPIRED, ""), (State.SENT, "")]
    assert len(inbox.taken) == 1


def test_queued_mail_of_a_membership_that_ended_is_not_sent(inbox: Inbox):
    ended = [send(key=key, hold="membership:7") for key in "ab"]
    other = send(key="c", hold="membership:77")
    assert actions.cancel(hold="membership:7") == 2
    assert running.run_all() == 3
    assert [state(message)[0] for message in (*ended, other)] == [State.CANCELLED, State.CANCELLED, State.SENT]
    assert (len(inbox.taken), actions.cancel(hold="membership:7")) == (1, 0)


@pytest.mark.parametrize(
    ("name", "words"),
    [("unknown", "550 5.1.1 no such mailbox here"), ("unwanted", "554 5.7.1 refused as spam")],
)
def test_what_a_server_refuses_for_good_is_undeliverable_with_its_words(inbox: Inbox, name: str, words: str):
    message = send(to=f"{name}@example.ac.jp")
    running.run_all()
    assert state(message) == (State.BOUNCED, words)
    assert [one.pk for one in queries.bounced()] == [message.pk]
    assert (message.attempts, inbox.taken) == (1, [])


@pytest.mark.parametrize(
    ("name", "words"), [("busy", "451 4.7.1 try again later"), ("full", "452 4.3.1 the disk is full")]
)
def test_what_a_server_refuses_for_now_is_tried_again_and_at_last_given_up(inbox: Inbox, name: str, words: str):
    message = send(to=f"{name}@example.ac.jp")
    with pytest.raises(Untaken, match=words):
        actions.deliver(number=message.pk)
    assert (state(message), message.attempts) == ((State.QUEUED, words), 1)
    actions.deliver(number=message.pk, is_last=True)
    assert (state(message), message.attempts) == ((State.BOUNCED, words), 2)


def test_a_server_that_is_away_or_refuses_the_site_itself_is_no_bounce(inbox: Inbox, settings):
    message = send()
    settings.SMTP_URL = "smtp://127.0.0.1:1"
    with pytest.raises(Untaken, match="Connection refused"):
        actions.deliver(number=message.pk)
    settings.SMTP_URL = f"smtp://site:wrong@127.0.0.1:{inbox.port}"
    with pytest.raises(Untaken, match=r"535 5\.7\.8 wrong password"):
        actions.deliver(number=message.pk)
    assert state(message)[0] == State.QUEUED


def test_a_message_whose_taking_is_unknown_is_sent_again_under_the_same_id(inbox: Inbox):
    message = send()
    inbox.gone = 1
    with pytest.raises(Untaken):
        actions.deliver(number=message.pk)
    actions.deliver(number=message.pk)
    actions.deliver(number=message.pk)
    assert inbox.ids == [message.message_id, message.message_id]
    assert inbox.taken[0] == inbox.taken[1]


def test_a_secret_text_is_not_kept_once_it_is_sent_cancelled_expired_or_refused(inbox: Inbox):
    secret = {"secret": True, "text": "https://…/?token=1"}
    later = clock.now() + SOON
    sent = send(key="sent", expires=later, **secret)
    cancelled = send(key="cancelled", expires=later, hold="h", **secret)
    expired = send(key="expired", expires=clock.now() - SOON, **secret)
    refused = send(key="refused", to="unknown@example.ac.jp", expires=later, **secret)
    plain = send(key="plain", expires=later)
    actions.cancel(hold="h")
    running.run_all()
    texts = dict(Message.objects.values_list("key", "text"))
    assert texts == {"sent": "", "cancelled": "", "expired": "", "refused": "", "plain": plain.text}
    assert [state(one)[0] for one in (sent, cancelled, expired, refused)] == [*"sent cancelled expired bounced".split()]
    assert "token=1" in inbox.messages[0].get_content()


def test_a_secret_that_does_not_expire_is_refused_by_the_database_too():
    message = send()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(secret=True)


def test_what_need_not_be_kept_is_forgotten(folder):
    old, waiting, secret = send(key="old"), send(key="waiting"), send(key="s", secret=True, expires=clock.now() + SOON)
    running.run_all()
    Message.objects.filter(pk=waiting.pk).update(state=State.QUEUED, expires=clock.now() - SOON, secret=True)
    assert len(list(folder.iterdir())) == 3
    actions.tidy(days=90)
    assert (len(list(folder.iterdir())), state(waiting)[0]) == (2, State.EXPIRED)
    Message.objects.filter(pk=secret.pk).update(expires=clock.now() - SOON)
    Message.objects.filter(pk=old.pk).update(created=clock.now() - timedelta(days=91))
    place = queries.file(Message(message_id=old.message_id, created=old.created))
    actions.tidy(days=90)
    assert queries.file(secret) is None
    assert [message.pk for message in queries.messages()] == [secret.pk, waiting.pk]
    assert place is not None


@pytest.mark.parametrize("count", [1, 3])
def test_messages_are_listed_in_one_statement(count: int, django_assert_num_queries):
    for number in range(count):
        send(key=str(number))
    with django_assert_num_queries(1):
        assert len(queries.messages()) == count


def test_figures_count_what_waits_and_what_did_not_arrive(inbox: Inbox):
    send(to="unknown@example.ac.jp")
    running.run_all()
    send(key="waiting")
    assert {name: value for name, (_, value) in queries.figures().items()} == {
        "tsunagu_mail_queued": 1,
        "tsunagu_mail_bounced": 1,
    }


# Two at once ----------------------------------------------------------------------------------------------------------


def beside(act) -> threading.Thread:
    """Do something on a connection of its own, in a thread that has begun."""

    def run() -> None:
        act()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_of_two_messages_of_a_key_at_once_there_is_one(committed):
    found: list[str] = []
    with transaction.atomic():
        first = send()
        thread = beside(lambda: found.append(send().message_id))
        thread.join(timeout=0.3)
        waited = not found
    thread.join(timeout=10)
    assert (waited, found, Message.objects.count()) == (True, [first.message_id], 1)
    assert len(running.waiting("mail.deliver")) == 1


def test_who_cancels_need_not_wait_for_who_delivers_and_nobody_delivers_beside(committed, inbox: Inbox):
    message = send(hold="h")
    told: list[object] = []
    with transaction.atomic():
        actions._take(message.pk)  # as while a mail server takes its time

        def others() -> None:
            try:
                actions.deliver(number=message.pk)
            except Untaken as error:
                told.append(str(error))
            told.append(actions.cancel(hold="h"))

        beside(others).join(timeout=10)
    assert told == ["another worker is delivering it", 1]
    actions.deliver(number=message.pk)
    assert (state(message)[0], inbox.taken) == (State.CANCELLED, [])
