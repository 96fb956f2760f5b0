"""What each user of the database may do: tried, not read from the catalog."""

from __future__ import annotations

import os

import psycopg
import pytest

from tests.databases import ROLE_URLS, as_role
from tsunagu.database import Role, locks

pytestmark = pytest.mark.skipif(
    len({os.environ[name] for name in ROLE_URLS.values()}) < len(ROLE_URLS),
    reason="the database of DATABASE_URL has one user for everything",
)
READ = "SELECT count(*) FROM feedback_message"
WRITE = "DELETE FROM feedback_message"
BEYOND = {
    "makes a table": "CREATE TABLE mine (n int)",
    "makes a schema": "CREATE SCHEMA mine",
    "makes a role": "CREATE ROLE mine SUPERUSER",
    "makes a database": "CREATE DATABASE mine",
    "drops a table": "DROP TABLE feedback_message",
    "changes a table": "ALTER TABLE feedback_message ADD COLUMN mine int",
    "runs a program": "COPY (SELECT 1) TO PROGRAM 'true'",
    "reads a file of the server": "SELECT pg_read_file('PG_VERSION')",
    "reads passwords": "SELECT * FROM pg_authid",
    "becomes the owner": "SET ROLE tsunagu_owner",
}


def _try(role: Role, database: str, statement: str) -> None:
    with psycopg.connect(as_role(role, database), autocommit=True) as connection:
        connection.execute(statement)


def test_the_application_reads_and_writes_rows(empty_database: str) -> None:
    _try(Role.APPLICATION, empty_database, READ)
    _try(Role.APPLICATION, empty_database, WRITE)


@pytest.mark.parametrize("role", [Role.APPLICATION, Role.READER])
def test_application_and_reader_can_do_nothing_beyond_rows(empty_database: str, role: Role) -> None:
    allowed = []
    for what, statement in BEYOND.items():
        try:
            _try(role, empty_database, statement)
        except psycopg.errors.InsufficientPrivilege:
            continue
        allowed.append(what)
    assert allowed == []


def test_the_reader_reads_only(empty_database: str) -> None:
    _try(Role.READER, empty_database, READ)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _try(Role.READER, empty_database, WRITE)


def test_a_table_that_the_owner_makes_later_is_for_all(empty_database: str) -> None:
    _try(Role.OWNER, empty_database, "CREATE TABLE later (n int)")
    try:
        _try(Role.APPLICATION, empty_database, "INSERT INTO later VALUES (1)")
        _try(Role.READER, empty_database, "SELECT n FROM later")
    finally:
        _try(Role.OWNER, empty_database, "DROP TABLE later")


def test_who_waits_for_a_lock_says_so_and_gets_it_afterwards(empty_database: str) -> None:
    url = as_role(Role.APPLICATION, empty_database)
    told: list[str] = []
    with locks.alone(url, "work", lambda: told.append("first")), psycopg.connect(url, autocommit=True) as other:
        assert other.execute("SELECT pg_try_advisory_lock(hashtext('work'))").fetchone() == (False,)
        assert other.execute("SELECT pg_try_advisory_lock(hashtext('other work'))").fetchone() == (True,)
    with locks.alone(url, "work", lambda: told.append("second")):
        pass
    assert told == []
