"""``tsunagu notice``: what is announced, from when until when, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from click.testing import CliRunner
from django.conf import settings

from tsunagu.cli.notice import notice
from tsunagu.operation.notices import Board, Kind

NOON = datetime(2026, 12, 5, 3, 0, tzinfo=UTC)  # in Japan


@pytest.fixture(autouse=True)
def _at_noon_without_a_notice() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield
    Board(settings.VAR).clear()


def _said(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(notice, list(words))
    return result.exit_code, result.output


def test_an_announcement_is_told_by_the_times_of_japan():
    times = ["--from", "2026-12-05 22:00", "--until", "2026-12-05 23:30"]
    said = _said("maintenance", *times, "--ja", "設備の更新", "--en", "Works")
    line = "maintenance: 2026-12-05 22:00 - 2026-12-05 23:30  設備の更新 Works\n"
    assert (said, _said()) == ((0, line), (0, line))
    found = Board(settings.VAR).notice(NOON)
    assert (found.label, found.begins, found.until) == (
        Kind.MAINTENANCE,
        datetime(2026, 12, 5, 13, 0, tzinfo=UTC),
        datetime(2026, 12, 5, 14, 30, tzinfo=UTC),
    )


def test_without_times_it_holds_from_now_until_it_is_taken_back():
    assert _said("read-only") == (0, "read-only: 2026-12-05 12:00 - until taken back\n")
    assert Board(settings.VAR).notice(NOON).holds(NOON)
    assert _said("clear") == (0, "taken back\n")
    assert (_said("clear"), _said()) == ((0, "nothing was announced\n"), (0, "nothing is announced\n"))


def test_a_new_one_takes_the_place_of_the_one_before():
    _said("maintenance")
    _said("read-only", "--until", "2026-12-05 13:00")
    assert _said() == (0, "read-only: 2026-12-05 12:00 - 2026-12-05 13:00\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--until", "2026-12-05 11:00"], "--until lies before the beginning"),
        (["--from", "2026-12-06 11:00", "--until", "2026-12-06 11:00"], "--until lies before the beginning"),
        (["--from", "tomorrow"], "write it like"),
    ],
)
def test_times_that_make_no_sense_are_refused_and_what_is_announced_stays(words: list[str], told: str):
    _said("maintenance", "--ja", "前の")
    code, said = _said("read-only", *words)
    assert (code, told in said) == (2, True)
    assert _said()[1].startswith("maintenance:")
