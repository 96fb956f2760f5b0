"""The sealer chains what was committed, once and whole, however transactions overtake one another."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.access.lines import line
from tests.databases import as_role
from tsunagu.access import rules, sealing
from tsunagu.access.models import Entry, Head, Seal
from tsunagu.access.sealing import seal
from tsunagu.access.verification import verify
from tsunagu.database import Role

pytestmark = pytest.mark.django_db(transaction=True)


def _lines(many: int) -> list[int]:
    with transaction.atomic():
        return [line().pk for _ in range(many)]


def _order() -> list[int]:
    return list(Seal.objects.order_by("number").values_list("entry_id", flat=True))


def test_what_was_committed_is_sealed_once_in_one_chain():
    first = _lines(3)
    assert (seal(), seal()) == (3, 0)
    second = _lines(2)
    assert seal() == 2
    assert _order() == [*first, *second]
    assert list(Seal.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert len({bytes(one.hash) for one in Seal.objects.all()} - {rules.BEGINNING}) == 5
    assert verify().bad == []


def test_more_than_one_batch_is_sealed_at_once(monkeypatch):
    monkeypatch.setattr(sealing, "MOST", 2)
    _lines(5)
    assert seal() == 5
    assert verify().bad == []


def test_a_backlog_is_gone_along_once_and_what_comes_behind_it_is_left_to_the_next_pass(monkeypatch):
    monkeypatch.setattr(sealing, "MOST", 2)
    first = _lines(5)
    reached = sealing._Reached()
    assert sealing._seal_some(reached) == 2
    assert reached.entry == first[1]
    skipped = sealing._Reached(entry=first[4], oldest=reached.oldest)  # as if it had come behind the pass
    assert sealing._seal_some(skipped) == 0
    assert Seal.objects.latest("number").horizon <= Entry.objects.get(pk=first[0]).xact
    assert seal() == 3
    assert _order() == first
    assert verify().bad == []


def test_a_pass_goes_by_the_index_also_before_the_tables_were_analyzed():
    _lines(3)
    seal()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sealing._BY_INDEX)
        for question in (sealing._RECENT, sealing._ONWARD):
            cursor.execute(f"EXPLAIN {question}", [1, 0, sealing.MOST])
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert "Seq Scan" not in plan, plan


def test_what_is_not_committed_is_not_sealed_and_holds_nobody_up():
    with transaction.atomic():
        early = line().pk
        later: list[int] = []
        beside = threading.Thread(target=_beside, args=[later])
        beside.start()
        beside.join(timeout=10)
        [late, sealed] = later
        assert early < late
        assert sealed == 1
    assert seal() == 1
    assert _order() == [late, early]
    assert verify().bad == []


def _beside(outcome: list[int]) -> None:
    """Write and seal on a connection of its own."""
    try:
        outcome.extend([*_lines(1), seal()])
    finally:
        connection.close()


def test_the_sealer_does_not_look_again_at_what_is_before_its_horizon():
    [first] = _lines(1)
    xact = Entry.objects.get(pk=first).xact
    for _ in range(200):  # until all transactions are over that others on this server had begun before
        seal()
        _lines(1)
        if Seal.objects.latest("number").horizon > xact:
            return
        time.sleep(0.05)
    pytest.fail("the horizon does not move")


def test_after_a_restore_into_a_server_that_counts_anew_all_is_looked_at():
    _lines(1)
    seal()
    with psycopg.connect(as_role(Role.OWNER, connection.settings_dict["NAME"])) as owner:
        owner.execute("ALTER TABLE access_seal DISABLE TRIGGER update_delete")
        owner.execute("UPDATE access_seal SET horizon = 9000000000000000000")
        owner.execute("ALTER TABLE access_seal ENABLE TRIGGER update_delete")
    _lines(1)
    assert seal() == 1


def test_while_one_seals_another_does_nothing():
    _lines(1)
    with psycopg.connect(as_role(Role.APPLICATION, connection.settings_dict["NAME"])) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [sealing._LOCK])
        assert seal() == 0
    assert seal() == 1


def test_without_turns_two_sealers_would_meet(monkeypatch):
    monkeypatch.setattr(sealing, "TURN", "SELECT %s > 0")
    _lines(1)
    with transaction.atomic():
        sealing._seal_some(sealing._Reached())
        outcome: list[str] = []
        beside = threading.Thread(target=_seal_beside, args=[outcome])
        beside.start()
        beside.join(timeout=0.4)
    beside.join(timeout=10)
    assert outcome == ["refused"]


def _seal_beside(outcome: list[str]) -> None:
    try:
        sealing.seal()
    except IntegrityError:
        outcome.append("refused")
    finally:
        connection.close()


def test_the_head_of_a_day_is_kept_once_it_is_over():
    _lines(2)
    seal()
    assert Head.objects.count() == 0
    last = Seal.objects.get(number=2)
    day = timezone.localdate(last.at)
    for _ in range(2):
        sealing._keep_head(last, day + timedelta(days=1))
    [head] = Head.objects.all()
    assert (head.day, head.number, bytes(head.hash)) == (day, 2, bytes(last.hash))
