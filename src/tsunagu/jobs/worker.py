"""The worker: runs jobs as long as it is not told to end, also over a database that goes away and comes back."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable
from typing import Any

import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils.module_loading import import_string
from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.job_context import JobContext
from procrastinate.worker import Worker

from tsunagu.jobs import actions
from tsunagu.jobs.app import app
from tsunagu.jobs.ticking import ticking

_LOG = logging.getLogger(__name__)
AT_ONCE = 4  # jobs
HEARTBEAT = 2.0  # seconds between two signs of life
_LOOK = 2.0  # seconds between two looks for jobs that nobody told of, as those whose time has come
_GRACE = 7.0  # seconds that jobs have to end when the worker is told to; the supervisor waits for ten
_PAUSE = 1.0  # seconds before the database is tried again
# As for the pages: one that is away is waited for shortly, and tried anew rather than more and more seldom.
_POOL: dict[str, Any] = {"min_size": 1, "max_size": AT_ONCE, "timeout": 3, "reconnect_timeout": 2}


def work() -> None:
    """Run jobs and ticks until this process is told to end."""
    asyncio.run(_work())


async def _work() -> None:
    ended = asyncio.Event()
    for wish in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(wish, ended.set)
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    told = ""
    with ticking({place: import_string(place.replace(":", ".")) for place in settings.TICKS}):
        while not ended.is_set():
            try:
                await _run(ended)
                told = ""
            except (ConnectorException, DatabaseError, psycopg.Error, OSError) as error:
                if (words := str(error.__cause__ or error)) != told:
                    told = words
                    _LOG.warning("the worker waits for the database: %s", told)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), _PAUSE)


async def _run(ended: asyncio.Event) -> None:
    """Run jobs until it is ended, or until something of the database fails."""
    # Periodic jobs are deferred by the connection of this thread, which the database may have left.
    await sync_to_async(close_old_connections)()
    given = connector_params()
    # A pool that is opened while the database is away would find out half a minute later that it is back.
    await (await psycopg.AsyncConnection.connect(**given)).close()
    connector = _Connector(kwargs=given, **_POOL)
    own = app.with_connector(connector)
    async with own.open_async():
        worker = _worker(own)
        connector.failed = worker.stop
        stopping = asyncio.create_task(_stop_once(ended, worker))
        try:
            await worker.run()  # type: ignore[no-untyped-call]
        finally:
            stopping.cancel()


def _worker(own: App) -> Worker:
    return Worker(
        own,
        concurrency=AT_ONCE,
        fetch_job_polling_interval=_LOOK,
        shutdown_graceful_timeout=_GRACE,
        install_signal_handlers=False,
        update_heartbeat_interval=HEARTBEAT,
        stalled_worker_timeout=actions.STALLED,
        task_middleware=[*(own.worker_defaults or {}).get("task_middleware", []), _noted],
    )


async def _stop_once(ended: asyncio.Event, worker: Worker) -> None:
    await ended.wait()
    worker.stop()  # type: ignore[no-untyped-call]


class _Connector(PsycopgConnector):
    """Says when a statement failed.

    It may have been the end of a job, of which nobody else would know: it would count as running as long as this
    worker gives signs of life. So the worker takes another number, and the job is rescued.
    """

    failed: Callable[[], None]

    async def execute_query_async(self, query: Any, **arguments: Any) -> None:
        """Execute it."""
        try:
            await super().execute_query_async(query, **arguments)
        except ConnectorException:
            self.failed()
            raise


def _noted(call_next: Callable[[], Any], context: JobContext, worker: Worker) -> Any:
    """Run a job, and keep why it failed."""
    try:
        return call_next()
    except Exception as error:
        with contextlib.suppress(DatabaseError):  # should it have been that one
            actions.note(number=context.job.id or 0, error=f"{type(error).__name__}: {error}")
        raise
