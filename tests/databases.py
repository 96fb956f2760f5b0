"""Test databases: each is filled once a run, as a template, and every process that runs tests works on a copy.

A copy takes a tenth of a second, however long the template took. `empty` holds the tables and no rows. A room whose
tests read data of its own adds a database that holds them (`tests.real_data`), and only tests that ask for it wait
for it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pytest_django import DjangoDbBlocker

from tests.environment import ROLE_URLS, SUPERUSER_URL
from tsunagu.database import Role, roles


class Templates:
    """Databases filled once a run, and the copies of them that this process works on."""

    def __init__(self, shared: Path, blocker: DjangoDbBlocker) -> None:
        self.shared = shared
        self.blocker = blocker
        self.process = os.environ.get("PYTEST_XDIST_WORKER", "alone")

    def copy(self, name: str, fill: Callable[[], object], base: str | None = None) -> str:
        """A copy of the template `name`, which is `base` and what `fill` writes into it."""
        copy = f"{_template(name)}_{self.process}"
        with (self.shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            ready = self.shared / f"{name}.ready"
            if not ready.exists():
                self._make(name, fill, base)
                ready.touch()
            _create(copy, _template(name))
        return copy

    def _make(self, name: str, fill: Callable[[], object], base: str | None) -> None:
        _create(_template(name), _template(base) if base else "template1")
        with self.blocker.unblock():
            use(_template(name))
            fill()
            _disconnect()  # who is connected to a template keeps others from copying it


def use(database: str, role: Role = Role.APPLICATION) -> None:
    """From now on Django's connection leads to this database, by default as the application."""
    from django.db import connection

    wanted = conninfo_to_dict(as_role(role, database))
    named = {"NAME": wanted["dbname"], "USER": wanted["user"], "PASSWORD": wanted["password"]}
    if not named.items() <= connection.settings_dict.items():
        _disconnect()
        connection.settings_dict.update(named)


def make_tables() -> None:
    """The tables of all rooms, made by their owner in the database in use."""
    from django.core.management import call_command
    from django.db import connection

    name = connection.settings_dict["NAME"]
    with psycopg.connect(make_conninfo(os.environ[SUPERUSER_URL], dbname=name), autocommit=True) as server:
        roles.grant(server)
        # what empties the tables after a test that commits
        server.execute("ALTER DEFAULT PRIVILEGES FOR ROLE tsunagu_owner GRANT TRUNCATE ON TABLES TO tsunagu")
    use(name, Role.OWNER)
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:  # the ledger, too, is emptied then; `tests/access` tries it as it is
        for table in ("entry", "detail", "seal", "head"):
            cursor.execute(f"ALTER TABLE access_{table} DISABLE TRIGGER truncate")
    use(name)


def url(database: str) -> str:
    """The address of a test database, for processes that a test starts."""
    return as_role(Role.APPLICATION, database)


def as_role(role: Role, database: str) -> str:
    """The address of a test database for one of its users."""
    return make_conninfo(os.environ[ROLE_URLS[role]], dbname=database)


def _disconnect() -> None:
    from django.db import connection

    connection.close()
    connection.close_pool()


def _template(name: str) -> str:
    return f"{_prefix()}{name}"


def _prefix() -> str:
    """Begins the names of this run's databases, so that two runs on one server do not meet."""
    return f"test_tsunagu_{os.environ['TEST_RUN']}_"


def _create(database: str, template: str) -> None:
    names = (sql.Identifier(database), sql.Identifier(template))
    with psycopg.connect(os.environ[SUPERUSER_URL], autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(names[0]))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run that the processes which run tests side by side share."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def templates(shared_folder: Path, django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Templates:
    """Where tests get their databases from."""
    return Templates(shared_folder, django_db_blocker)


@pytest.fixture(scope="session")
def empty_database(templates: Templates) -> str:
    """The tables of all rooms, without a row."""
    return templates.copy("empty", make_tables)


@pytest.fixture
def django_db_setup(empty_database: str) -> None:
    """The database of the next test; rooms with data of their own replace this in their conftest.

    The plug-in's own fixture makes a database a session. This one chooses a database a test."""
    use(empty_database)


def pytest_unconfigure() -> None:
    """Drop the databases of this run once the processes that used them are gone."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    with psycopg.connect(os.environ[SUPERUSER_URL], autocommit=True) as server:
        question = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        for (name,) in server.execute(question, [_prefix()]).fetchall():
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
