"""One after the other: who counts and then writes waits for whoever does the same."""

from __future__ import annotations

from django.db import connection
from django.db.transaction import TransactionManagementError


def take(what: str) -> None:
    """Wait until nobody else who takes the turn of this name is at work; it is ours until the transaction ends.

    Raises ``TransactionManagementError`` outside of one, where it would be over at once.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError(f"the turn {what!r} was taken outside of a transaction")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
