"""The connection: a restart of the server is waited for; while it stays away, requests are told so at once.

Otherwise every thread would wait for it, and nobody would be left to answer what needs no database.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

import psycopg
from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL

_LOG = logging.getLogger(__name__)
PATIENT_SECONDS = 0.8  # since the server went away; a restart takes less
QUIET_SECONDS = 1.0  # between two tries afterwards


class Breaker:
    """Remembers since when the server is away, and when it was last tried."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: float | None = None
        self._tried = 0.0

    def lost(self) -> None:
        """The server went away, or was found away."""
        with self._lock:
            if self._since is None:
                self._since = self._tried = time.monotonic()
                _LOG.warning("the database server went away")

    def found(self) -> None:
        """The server is there."""
        with self._lock:
            if self._since is not None:
                _LOG.warning("the database server is back after %.1f s", time.monotonic() - self._since)
                self._since = None

    def is_patient(self) -> bool:
        """Whether it may come back in the time that a reader waits."""
        since = self._since
        return since is None or time.monotonic() - since < PATIENT_SECONDS

    def must_wait(self) -> bool:
        """Whether somebody else has tried a moment ago, in vain; who is told no tries for all."""
        if self.is_patient():
            return False
        with self._lock:
            now = time.monotonic()
            if now - self._tried < QUIET_SECONDS:
                return True
            self._tried = now
            return False


breaker = Breaker()


class DatabaseWrapper(PostgreSQL):
    """Connects unless the server was found away just now."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection from the pool."""
        if breaker.must_wait():
            raise psycopg.OperationalError("the database server is away; it was tried less than a second ago")
        try:
            connection = super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            breaker.lost()
            raise
        breaker.found()
        return connection
