"""Ticks: called again and again; one that fails is told once and keeps no other from its turn."""

from __future__ import annotations

import logging
import threading
from itertools import count

import pytest

from tsunagu.jobs import ticking


@pytest.mark.django_db
def test_a_tick_that_fails_is_told_once_until_it_succeeds_and_the_others_go_on(caplog):
    ended, calls, other = threading.Event(), count(), []

    def fails() -> None:
        number = next(calls)
        if number == 8:
            ended.set()
        if number not in (3, 8):
            raise ValueError("broken")

    with caplog.at_level(logging.ERROR):
        ticking.tick_until(ended, {"fails": fails, "other": lambda: other.append(1)}, every=0.001)
    assert [record.getMessage() for record in caplog.records] == ["tick fails: broken"] * 2
    assert all(record.exc_info for record in caplog.records)
    assert len(other) == 9


def test_ticks_end_with_what_they_run_beside():
    before = threading.active_count()
    with ticking.ticking({}):
        assert threading.active_count() == before + 1
    assert threading.active_count() == before
