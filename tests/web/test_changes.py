"""A change of what everybody may see is known within a moment, whoever makes it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction

from tests import databases
from tsunagu.feedback.models import Message
from tsunagu.kernel import clock
from tsunagu.operation.notices import Notice
from tsunagu.strengths.doors import serving
from tsunagu.web import changes, outages
from tsunagu.web.front.version import DataVersion
from tsunagu.web.models import Change

PATIENCE = 5.0
# Changes nothing and is a change all the same, so that tests which share a database do not notice.
TOUCH = "UPDATE catalog_program SET name = name WHERE false"
CUT_OFF = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Stop(Exception):
    pass


def touch() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TOUCH)


def touch_and_take_back() -> None:
    with transaction.atomic():
        touch()
        raise Stop


@pytest.mark.django_db
def test_a_transaction_leaves_one_mark_and_one_that_is_taken_back_none():
    with transaction.atomic():
        before = Change.objects.count()
        with pytest.raises(Stop):
            touch_and_take_back()
        assert Change.objects.count() == before
        touch()
        touch()
        assert Change.objects.count() == before + 1


@pytest.mark.django_db
def test_what_readers_write_to_the_operator_changes_no_page():
    before = Change.objects.count()
    Message.objects.create(kind="mistake", text="誤り", language="ja")
    assert Change.objects.count() == before


@pytest.mark.django_db
def test_every_table_but_the_private_ones_is_watched():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'note_change'")
        watched = {name for (name,) in cursor.fetchall()}
    assert set(changes.tables()) == watched
    assert {"catalog_program", "organizations_organization", "search_currentindex"} <= watched
    assert not watched & {"feedback_message", "web_change"}


@pytest.mark.django_db
def test_old_marks_are_forgotten_and_the_version_is_a_new_one(monkeypatch):
    monkeypatch.setattr(changes, "MOST", 3)
    Change.objects.all().delete()
    versions = []
    for _ in range(4):
        Change.objects.create()
        versions.append(version())
    changes.watch()
    assert (Change.objects.count(), version() in versions) == (1, False)


def version() -> str:
    connection.ensure_connection()
    return changes.version(connection.connection)


# Watching -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def watching(django_db_setup) -> Iterator[DataVersion]:
    watched = DataVersion()
    watched.start()
    try:
        yield watched
    finally:
        watched.stop()


def commit(statement: str) -> None:
    """In a transaction of its own, by somebody who knows nothing of Django."""
    with psycopg.connect(databases.url(connection.settings_dict["NAME"])) as somebody:
        somebody.execute(statement)


def soon(found: Callable[[], bool]) -> float:
    """The seconds until something is so."""
    began = time.monotonic()
    while not found():
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.01)
    return time.monotonic() - began


@pytest.mark.long
def test_a_commit_is_known_within_a_second_and_also_after_the_connection_was_lost(watching: DataVersion):
    soon(lambda: watching.current is not None)
    first = watching.current
    commit(TOUCH)
    assert soon(lambda: watching.current != first) < 1
    second = watching.current
    commit(CUT_OFF)
    assert watching.current == second
    commit(TOUCH)
    soon(lambda: watching.current != second)


def test_files_beside_the_database_count_too(settings, tmp_path: Path, watching: DataVersion):
    soon(lambda: watching.current is not None)
    first = watching.current
    settings.STRENGTHS = tmp_path
    assert soon(lambda: watching.current != first) < 1


def test_files_count_also_while_the_database_is_away(watching: DataVersion, settings, tmp_path: Path, monkeypatch):
    soon(lambda: watching.current is not None)
    first = watching.current
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    commit(CUT_OFF)
    settings.STRENGTHS = tmp_path
    soon(lambda: watching.current != first)


def test_where_the_database_is_away_at_the_start_the_version_before_holds(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    watched = DataVersion(before=b"before")
    watched.start()
    soon(lambda: watched.current == b"before")
    watched.stop()


def test_a_store_is_another_version_when_it_is_computed_or_corrected(tmp_path: Path, settings):
    settings.STRENGTHS = tmp_path
    versions = [serving.version()]
    for made in ("one", "two"):
        (tmp_path / made).mkdir()
        (tmp_path / "current").unlink(missing_ok=True)
        (tmp_path / "current").symlink_to(made)
        versions.append(serving.version())
    (tmp_path / "corrections").mkdir()
    (tmp_path / "corrections" / "own.csv").write_text("a")
    versions.append(serving.version())
    assert len(set(versions)) == 4
    assert serving.version() == versions[-1]


@pytest.mark.long
def test_what_the_operator_announces_is_on_every_page_within_a_moment_and_off_it_again(watching: DataVersion):
    soon(lambda: watching.current is not None)
    versions = [watching.current]
    begins = clock.now() + timedelta(seconds=2)
    try:
        outages.board().put(Notice(kind="maintenance", begins=begins))
        for _ in range(2):  # announced, begun
            soon(lambda: watching.current != versions[-1])
            versions.append(watching.current)
    finally:
        outages.board().clear()
    soon(lambda: watching.current == versions[0])
    assert len(set(versions)) == 3
