"""A line of the ledger is kept with its action or not at all, and says who did what in which post."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from tests.access.lines import line, thing
from tsunagu.access import ledger, rules
from tsunagu.access.actors import Post, signed_in, system, terminal
from tsunagu.access.enums import Role, Verb
from tsunagu.access.models import Detail, Entry

pytestmark = pytest.mark.django_db


def test_a_line_says_who_did_what_to_which_thing_and_why():
    post = Post(role=Role.APPROVER, organization=7, membership=3, instead_of=5)
    by = signed_in(user=2, name="見本 花子", posts=[post], request="abc")
    with transaction.atomic():
        number = ledger.record(
            by=by, verb=Verb.BLANK, thing=thing(), before={"state": "open"}, after={"state": "shut"}, reason="誤記"
        )
    entry = Entry.objects.get(pk=number)
    assert abs(entry.at - datetime.now(UTC)) < timedelta(minutes=1)
    told = (entry.actor, entry.role, entry.organization, entry.membership, entry.instead_of)
    assert told == (2, "approver", 7, 3, 5)
    assert (entry.verb, entry.kind, entry.thing, entry.request) == ("ledger.blank", "feedback.Message", "9", "abc")
    parts = {name: json.loads(rules.value(part)) for name, part in entry.detail.parts.items()}
    assert parts == {
        "actor": "見本 花子",
        "thing": "ご意見 9",
        "before.state": "open",
        "after.state": "shut",
        "reason": "誤記",
    }
    assert rules.held(entry.digests) == {name: rules.digest(part) for name, part in entry.detail.parts.items()}


@pytest.mark.parametrize(
    ("by", "role"),
    [(terminal("root"), "terminal"), (system("mail"), "system"), (signed_in(user=1, name="a", posts=()), "signed-in")],
)
def test_without_a_post_a_line_says_in_which_other_capacity(by, role: str):
    assert (line(by).role, line(by).organization) == (role, None)


def test_with_several_posts_a_line_says_the_one_whose_right_it_is():
    posts = [Post(role=Role.URA, organization=1), Post(role=Role.PLATFORM_ADMINISTRATOR)]
    assert line(signed_in(user=1, name="a", posts=posts)).role == "platform-administrator"


def test_every_part_has_a_salt_of_its_own():
    parts = line(after={"a": "同じ", "b": "同じ"}).detail.parts
    assert rules.value(parts["after.a"]) == rules.value(parts["after.b"])
    assert parts["after.a"] != parts["after.b"]


def test_what_is_rolled_back_has_no_line():
    with transaction.atomic():
        line()
        transaction.set_rollback(True)
    assert (Entry.objects.count(), Detail.objects.count()) == (0, 0)


def test_a_line_takes_one_statement(django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(1):
        ledger.record(by=terminal("root"), verb=Verb.READ, thing=thing(), after={"a": 1, "b": 2})


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_no_line_is_written():
    with pytest.raises(RuntimeError, match="in the transaction of its action"):
        ledger.record(by=terminal("root"), verb=Verb.READ, thing=thing())
    assert Entry.objects.count() == 0


def test_texts_that_a_database_does_not_take_are_kept_as_json():
    kept = line(after={"text": "a\x00b", "yen": 10**20, "ratio": 0.1, "day": datetime(2026, 4, 1, tzinfo=UTC).date()})
    parts = {name: json.loads(rules.value(part)) for name, part in kept.detail.parts.items()}
    assert (parts["after.text"], parts["after.yen"], parts["after.ratio"]) == ("a\x00b", 10**20, 0.1)
    assert parts["after.day"] == "2026-04-01"


def test_nobody_gives_a_line_another_time_or_transaction():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_entry (at, xact, role, verb, kind, thing, request, digests) "
            "VALUES ('2001-01-01', 1, 'a', 'b', 'c', 'd', '', '{}') RETURNING at, xact"
        )
        at, xact = cursor.fetchone()
    assert at.year > 2001
    assert xact > 1
