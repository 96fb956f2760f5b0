"""The worker: runs what is committed, tries again what fails, and outlives a database that goes away."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests.databases import url
from tests.environment import SUPERUSER_URL
from tests.jobs import examples
from tsunagu.jobs import queries, worker
from tsunagu.jobs.enums import State
from tsunagu.mail import actions as mail
from tsunagu.mail.models import Message


def _until(holds: Callable[[], bool], seconds: float = 20) -> bool:
    last = time.monotonic() + seconds
    while not holds() and time.monotonic() < last:
        time.sleep(0.05)
    return holds()


def _states() -> list[State]:
    return [job.state for job in queries.jobs() if not job.task.endswith(".tidy")]


async def _work_until(holds: Callable[[], bool]) -> None:
    ended = asyncio.Event()
    running = asyncio.create_task(worker._run(ended))
    await asyncio.to_thread(_until, holds)
    ended.set()
    await running


def test_a_job_runs_and_one_that_fails_is_tried_again_and_its_error_kept(committed, monkeypatch):
    monkeypatch.setattr(worker, "_LOOK", 0.05)
    examples.write.defer(key="well")
    examples.write.defer(key="late", failures=1)
    examples.write.defer(key="never", failures=9)
    asyncio.run(_work_until(lambda: examples.DONE.count("failed never") == 3 and "late" in examples.DONE))
    assert {key: examples.DONE.count(key) for key in ("well", "late", "never")} == {"well": 1, "late": 1, "never": 0}
    found = [(job.state, job.attempts, job.error) for job in reversed(queries.jobs()) if job.task == "example.write"]
    assert found == [
        (State.DONE, 1, ""),
        (State.DONE, 2, "ValueError: not yet"),
        (State.FAILED, 3, "ValueError: not yet"),
    ]


# A process of its own -------------------------------------------------------------------------------------------------


@pytest.fixture
def process(committed, empty_database: str, tmp_path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker, as ``tsunagu serve`` starts it."""
    given = {**os.environ, "DATABASE_URL": url(empty_database), "TSUNAGU_VAR": str(tmp_path)}
    with (tmp_path / "log").open("wb") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "tsunagu.cli.main", "jobs", "work"], env=given, stderr=log, stdout=log
        )
    yield running
    running.kill()
    running.wait()


def _send(key: str) -> Message:
    return mail.send(to="ura@example.ac.jp", subject="件名", text="本文", key=key)


def _is_sent(message: Message) -> Callable[[], bool]:
    return lambda: Message.objects.get(pk=message.pk).state == "sent"


@pytest.mark.long
def test_the_worker_outlives_a_database_that_is_away_for_seconds(process, empty_database: str):
    assert _until(_is_sent(_send("before")))
    name = sql.Identifier(empty_database)
    with psycopg.connect(os.environ[SUPERUSER_URL], autocommit=True) as server:
        server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [empty_database])
        time.sleep(4)
        server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))
    connection.close()
    connection.close_pool()
    assert _until(_is_sent(_send("after")))
    assert process.poll() is None


@pytest.mark.long
def test_the_worker_ends_when_it_is_told_to(process):
    assert _until(_is_sent(_send("a")))
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    assert _states() == [State.DONE]
