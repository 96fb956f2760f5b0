"""How often and when a job that failed is tried again."""

from __future__ import annotations

from tsunagu.jobs.app import Growing


def test_pauses_double_up_to_the_longest():
    retries = Growing(first=2, longest=3600)
    assert [retries.pause(attempts) for attempts in (0, 1, 2, 10, 11, 500)] == [2, 4, 8, 2048, 3600, 3600]


def test_the_last_try_is_as_many_as_it_says():
    retries = Growing(most=3)
    assert [retries.is_last(attempts) for attempts in range(4)] == [False, False, True, True]
