"""What tests of jobs share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.jobs import examples


@pytest.fixture(autouse=True)
def _nothing_done() -> Iterator[None]:
    examples.DONE.clear()
    yield
    examples.DONE.clear()


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """Rows that others see; what empties the tables afterwards does not know those of Procrastinate."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("DELETE FROM procrastinate_periodic_defers")
        cursor.execute("DELETE FROM procrastinate_workers")
