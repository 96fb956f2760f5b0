"""Whatever is done to the ledger behind the back of the triggers is found; what is right is not called wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction

from tests.access.lines import line
from tests.databases import use
from tsunagu.access.actors import Post, signed_in
from tsunagu.access.enums import Flaw, Role
from tsunagu.access.models import Detail, Entry, Head, Seal
from tsunagu.access.sealing import seal
from tsunagu.access.verification import Printed, verify
from tsunagu.database import Role as User

pytestmark = pytest.mark.django_db(transaction=True)
BY = signed_in(user=2, name="見本 花子", posts=[Post(role=Role.URA, organization=7)], request="abc")


@pytest.fixture
def chain() -> list[int]:
    """Six entries that are sealed, in the order of the chain."""
    with transaction.atomic():
        numbers = [line(by=BY, number=number, after={"state": number}).pk for number in range(6)]
    seal()
    return numbers


@pytest.fixture
def owner(empty_database: str) -> Iterator[None]:
    """Act as the owner of the tables, with the triggers switched off, as whoever breaks in would."""
    use(empty_database, User.OWNER)
    yield
    _triggers("ENABLE")
    with connection.cursor() as cursor:
        for table in ("entry", "detail", "seal", "head"):
            cursor.execute(f"ALTER TABLE access_{table} DISABLE TRIGGER truncate")
    use(empty_database)


def _triggers(state: str) -> None:
    with connection.cursor() as cursor:
        for table in ("entry", "detail", "seal", "head"):
            cursor.execute(f"ALTER TABLE access_{table} {state} TRIGGER USER")


def _break(*statements: str) -> None:
    _triggers("DISABLE")
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _flaws() -> set[tuple[int | None, str]]:
    return {(bad.number, bad.flaw.value) for bad in verify().bad}


def test_a_ledger_that_nobody_touched_is_in_order(chain):
    with transaction.atomic():
        line()
    report = verify([Printed(6, Seal.objects.get(number=6).hash.hex())])
    assert (report.rows, report.sealed, report.unsealed, report.bad) == (7, 6, 1, [])


COLUMNS = {
    "at": "at + interval '1 microsecond'",
    "xact": "xact + 1",
    "actor": "3",
    "role": "'approver'",
    "organization": "NULL",
    "membership": "1",
    "instead_of": "1",
    "verb": "'feedback.read'",
    "kind": "'feedback.Letter'",
    "thing": "'10'",
    "request": "''",
    "digests": "'{}'",
}


def test_every_column_of_an_entry_is_tried_here():
    assert {field.column for field in Entry._meta.fields} == {"id", *COLUMNS}


@pytest.mark.parametrize(
    "column", [column if column == "verb" else pytest.param(column, marks=pytest.mark.long) for column in COLUMNS]
)
def test_a_changed_column_of_an_entry_is_found(chain, owner, column: str):
    _break(f"UPDATE access_entry SET {column} = {COLUMNS[column]} WHERE id = {chain[2]}")
    assert (3, "changed") in _flaws()
    assert {number for number, _ in _flaws()} == {3}


@pytest.mark.parametrize(
    "change", ["number = 60", "at = at + interval '1 microsecond'", "horizon = horizon + 1", "hash = sha256('x')"]
)
def test_a_changed_column_of_a_seal_is_found(chain, owner, change: str):
    _break(f"UPDATE access_seal SET {change} WHERE entry_id = {chain[2]}")
    assert {number for number, _ in _flaws()} & {3, 4}


@pytest.mark.parametrize(
    "change",
    [
        "parts = jsonb_set(parts, '{actor}', '\"x\"')",
        "parts = parts - 'after.state'",
        'parts = parts || \'{"after.more": "x"}\'',
    ],
)
def test_a_changed_part_is_found_and_one_that_is_gone_without_a_line(chain, owner, change: str):
    _break(f"UPDATE access_detail SET {change} WHERE entry_id = {chain[2]}")
    assert _flaws() == {(3, "parts")}


def test_missing_rows_are_found_wherever_they_stood(chain, owner):
    _break(
        f"DELETE FROM access_entry WHERE id = {chain[1]}",
        f"DELETE FROM access_detail WHERE entry_id = {chain[2]}",
        f"DELETE FROM access_entry WHERE id = {chain[4]}",
        f"DELETE FROM access_detail WHERE entry_id = {chain[4]}",
        f"DELETE FROM access_seal WHERE entry_id = {chain[4]}",
    )
    assert _flaws() == {(2, "missing"), (3, "parts"), (5, "missing"), (6, "changed")}


def test_rows_in_another_order_are_found(chain, owner):
    _break(
        f"UPDATE access_seal SET entry_id = -1 WHERE entry_id = {chain[1]}",
        f"UPDATE access_seal SET entry_id = {chain[1]} WHERE entry_id = {chain[3]}",
        f"UPDATE access_seal SET entry_id = {chain[3]} WHERE entry_id = -1",
    )
    assert _flaws() == {(2, "changed"), (4, "changed")}


def test_a_row_put_into_the_chain_is_found(chain, owner):
    _break(
        "UPDATE access_seal SET number = -number",
        "UPDATE access_seal SET number = CASE WHEN number < -3 THEN 1 - number ELSE -number END",
        "INSERT INTO access_entry SELECT 99999, at, xact, actor, role, organization, membership, instead_of, verb, "
        f"kind, thing, request, digests FROM access_entry WHERE id = {chain[2]}",
        "INSERT INTO access_seal SELECT 4, at, horizon, hash, 99999 FROM access_seal WHERE number = 3",
    )
    assert {(4, "changed"), (4, "parts"), (5, "changed")} <= _flaws()


def _forge(chain: list[int], at: str, xact: str) -> None:
    _break(
        f"INSERT INTO access_entry SELECT 99999, {at}, {xact}, actor, role, organization, membership, "
        f"instead_of, verb, kind, thing, request, '{{}}' FROM access_entry WHERE id = {chain[2]}"
    )


def test_an_entry_written_into_the_past_is_found_before_it_is_sealed_and_after(chain, owner):
    _forge(chain, "at - interval '2 hours'", "xact + 1000000")
    assert _flaws() == {(None, "misdated")}
    seal()
    assert _flaws() == {(7, "misdated")}


def test_an_entry_of_a_transaction_that_the_sealer_had_finished_with_is_found(chain, owner):
    _forge(chain, "at", "1")
    assert _flaws() == {(None, "inserted")}


def test_details_without_an_entry_are_found(chain, owner):
    _break("INSERT INTO access_detail VALUES (99999, '{}')")
    assert _flaws() == {(None, "inserted")}


def test_a_cut_tail_is_found_by_a_head_that_was_printed(chain, owner):
    printed = Printed(6, Seal.objects.get(number=6).hash.hex())
    _break("DELETE FROM access_seal WHERE number > 4", f"DELETE FROM access_entry WHERE id >= {chain[4]}")
    _break(f"DELETE FROM access_detail WHERE entry_id >= {chain[4]}")
    assert verify().bad == []
    assert [(bad.number, bad.flaw) for bad in verify([printed]).bad] == [(6, Flaw.CUT)]


def test_a_chain_that_was_made_anew_is_found_by_the_head_of_its_day(chain, owner):
    Head.objects.create(day=date(2026, 4, 1), number=6, hash=Seal.objects.get(number=6).hash)
    assert verify().bad == []
    _break("DELETE FROM access_seal", f"UPDATE access_entry SET actor = 3 WHERE id = {chain[2]}")
    seal()
    assert _flaws() == {(6, "head")}


# The database refuses ------------------------------------------------------------------------------------------------


def _denied(statement: str, *, error: type[Exception] = ProgrammingError) -> str:
    with pytest.raises((error, InternalError)) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(refused.value)


@pytest.mark.parametrize("table", ["entry", "seal", "detail", "head"])
def test_the_application_has_no_right_to_change_or_remove(chain, table: str):
    column = {"entry": "verb", "seal": "hash", "detail": "entry_id", "head": "hash"}[table]
    assert "permission denied" in _denied(f"UPDATE access_{table} SET {column} = {column}")
    assert "permission denied" in _denied(f"DELETE FROM access_{table}")


@pytest.mark.parametrize("table", ["entry", "seal", "detail", "head"])
def test_also_the_owner_is_refused_by_a_trigger(chain, owner, table: str):
    _triggers("ENABLE")
    assert "append-only" in _denied(f"DELETE FROM access_{table}")
    assert "append-only" in _denied(f"TRUNCATE access_{table} CASCADE")
    if table != "detail":
        column = {"entry": "verb", "seal": "hash", "head": "hash"}[table]
        assert "append-only" in _denied(f"UPDATE access_{table} SET {column} = {column}")
    assert verify().sealed == 6


@pytest.mark.parametrize("change", ['parts = \'{"actor": "x"}\'', 'parts = parts || \'{"more": "x"}\''])
def test_parts_can_only_become_fewer(chain, change: str):
    assert "only be blanked" in _denied(f"UPDATE access_detail SET {change}")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE access_detail SET parts = parts - 'actor'")
    assert Detail.objects.filter(parts__has_key="actor").count() == 0


def test_two_entries_never_have_one_place(chain):
    with pytest.raises(IntegrityError), transaction.atomic():
        Seal.objects.create(number=6, entry_id=1, at=Entry.objects.first().at, horizon=0, hash=b"")
