"""Jobs whose effects can be counted, and which fail now and then."""

from __future__ import annotations

import random
import time

from django.db import connection, transaction

from tsunagu.jobs import actions, app

TABLE = "CREATE TABLE counted (key text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp())"
FAILING = 0.05  # of all tries


class Bad(Exception):
    """As from something that is out of order for a moment."""


@app.app.task(name="stress.count", retry=app.Growing(first=1, longest=2, most=30))
def count(key: str) -> None:
    """Write one line for a key, however often this is run; killed before, while and after it does."""
    time.sleep(random.uniform(0, 0.15))
    with transaction.atomic():
        if actions.once(f"count {key}"):
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO counted (key) VALUES (%s)", [key])
        time.sleep(random.uniform(0, 0.05))
        if random.random() < FAILING:
            raise Bad(key)
    time.sleep(random.uniform(0, 0.1))
