"""データベース: the server that Tsunagu brings along, or the one of ``DATABASE_URL``; its roles, its locks, its copies.

Who connects says as whom: the **application** reads and writes rows, the **owner** makes tables, the **reader** reads.
With ``DATABASE_URL`` set, no module here starts or watches anything.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Callable
from contextlib import AbstractContextManager

from tsunagu.database import locks
from tsunagu.database.embedded import EmbeddedServer
from tsunagu.database.folders import var_folder
from tsunagu.database.problems import DatabaseUnavailable
from tsunagu.database.roles import Role

__all__ = ["DatabaseUnavailable", "EmbeddedServer", "Role", "alone", "connect_url", "started", "var_folder"]

# Set beside DATABASE_URL where tables are made by a user of their own.
_URLS = {Role.OWNER: "TSUNAGU_OWNER_URL", Role.READER: "TSUNAGU_READER_URL"}
_started: list[EmbeddedServer] = []


def connect_url(role: Role = Role.APPLICATION) -> str:
    """The database to use: ``DATABASE_URL``, or the embedded server, started if it is not running.

    Sets ``DATABASE_URL`` for this process and its children. Raises ``DatabaseUnavailable``.
    """
    if given := os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = url = os.environ.get(_URLS.get(role, ""), given)
        return url
    server = EmbeddedServer(var_folder() / "postgres")
    server.enter()
    atexit.register(server.leave)
    _started.append(server)
    os.environ["DATABASE_URL"] = url = server.url(role=role)
    return url


def started() -> EmbeddedServer | None:
    """The embedded server, if this process uses one; none where ``DATABASE_URL`` was given."""
    return _started[0] if _started else None


def alone(name: str, waits: Callable[[], object]) -> AbstractContextManager[None]:
    """Hold the lock ``name`` of the database that this process uses; calls ``waits`` if somebody else has it."""
    return locks.alone(os.environ["DATABASE_URL"], name, waits)
