"""One at a time, over all processes and machines that use one database."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

_SOON = {"connect_timeout": 3}  # seconds


@contextlib.contextmanager
def alone(url: str, name: str, waits: Callable[[], object]) -> Iterator[None]:
    """Hold the lock ``name`` of a database; calls ``waits`` if somebody else has it, and waits.

    The lock is of a connection of its own, so that it ends with this process however that ends.
    """
    with psycopg.connect(make_conninfo("", **{**_SOON, **conninfo_to_dict(url)}), autocommit=True) as connection:
        taken = connection.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name]).fetchone()
        if taken is None or not taken[0]:
            waits()
            connection.execute("SET lock_timeout = 0")
            connection.execute("SET statement_timeout = 0")
            connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        yield
