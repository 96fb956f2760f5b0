"""Of which version the data are: what the database tells as soon as it is committed, and the files beside it."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import connection as django_connection

from tsunagu import rooms
from tsunagu.kernel import clock
from tsunagu.web import changes, outages

SIZE = 8  # bytes of a version
TICK = 0.25  # seconds from one look at the files to the next
ROUNDS = 8  # ticks after which the database is asked even where it said nothing
_AGAIN = 1.0  # seconds until a database that does not answer is tried again
_PATIENCE = 2  # seconds to connect

_log = logging.getLogger(__name__)


class DataVersion:
    """The version of the data, watched by a thread of its own; who reads ``current`` waits for nothing.

    before: the version that the last worker knew, for the time until a database that is away answers; so pages that
    are kept go on being answered. note: told each new version.
    """

    def __init__(self, before: bytes | None = None, note: Callable[[bytes], None] = lambda _: None) -> None:
        self.current: bytes | None = None  # none until it is known
        self._before = before
        self._note = note
        self._database = ""
        self._stopped = threading.Event()

    def start(self) -> None:
        """Begin to watch."""
        threading.Thread(target=self._watch, name="data version", daemon=True).start()

    def stop(self) -> None:
        """End, within a moment."""
        self._stopped.set()

    def _watch(self) -> None:
        while not self._stopped.is_set():
            try:
                self._listen()
            except psycopg.Error:
                self._go_on()
                self._stopped.wait(_AGAIN)
            except Exception:  # noqa: BLE001 (whatever is wrong in a room, the thread goes on watching)
                _log.exception("the version of the data could not be read")
                self.current = None  # rather rendered again than out of date
                self._stopped.wait(_AGAIN)

    def _go_on(self) -> None:
        """Follow the files while the database is away, or go on from where the last worker was."""
        if self._database:
            self._publish()
        else:
            self.current = self.current or self._before

    def _listen(self) -> None:
        """Follow the database for as long as it answers."""
        with _connected() as connection:
            connection.execute(f"LISTEN {changes.CHANNEL}")
            due = 0.0
            while not self._stopped.is_set():
                if time.monotonic() >= due:
                    self._database = changes.version(connection)
                    due = time.monotonic() + TICK * ROUNDS
                self._publish()
                if list(connection.notifies(timeout=TICK, stop_after=1)):
                    due = 0.0

    def _publish(self) -> None:
        parts = repr([self._database, _announced(), *_files()]).encode()
        found = hashlib.blake2b(parts, digest_size=SIZE).digest()
        if found != self.current:
            self.current = found
            self._note(found)


def _announced() -> tuple[Any, ...]:
    """What pages say of what the operator announced, and whether it has begun: it is no data, but as good as."""
    board, now = outages.board(), clock.now()
    notice = board.notice(now)
    return board.stamp(), notice is not None, notice is not None and notice.holds(now)


def _files() -> list[str]:
    """What each room says of its data outside of the database."""
    return [rooms.resolve(room.version)() for room in rooms.ROOMS if room.version]


@contextlib.contextmanager
def _connected() -> Any:
    """A connection of its own to Django's database: a pool would take back one that listens."""
    given = django_connection.get_connection_params()
    with psycopg.connect(**{**given, "autocommit": True, "connect_timeout": _PATIENCE}) as connection:
        yield connection
