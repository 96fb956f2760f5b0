"""Jobs for tests."""

from __future__ import annotations

from django.db import transaction

from tsunagu.jobs import actions, app

DONE: list[str] = []


@app.app.task(name="example.write", retry=app.Growing(longest=0, most=3))
def write(key: str, failures: int = 0) -> None:
    """Note a key once, after so many tries that fail."""
    if len([one for one in DONE if one == f"failed {key}"]) < failures:
        DONE.append(f"failed {key}")
        raise ValueError("not yet")
    with transaction.atomic():
        if actions.once(key):
            DONE.append(key)
