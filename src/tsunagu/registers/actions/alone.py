"""One reading of a register at a time, over all processes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from tsunagu.kernel.problems import Problem, Rejected


@dataclass(frozen=True, slots=True)
class Alone:
    """A lock by its name, held while something is done. Raises ``Rejected`` where another process holds it."""

    name: str

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [self.name])
            (taken,) = cursor.fetchone()
        if not taken:
            raise Rejected([Problem("busy", "another reading of this register is running; wait until it has ended")])

    def __exit__(self, *_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [self.name])
