"""A file of the register is read in portion by portion, again and again, without losing or changing what is right."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest
from django.db import connection

from tests.databases import as_role
from tests.registers.files import file, number, row
from tsunagu.database import Role
from tsunagu.kernel.problems import Rejected
from tsunagu.registers.actions import corporations
from tsunagu.registers.enums import State
from tsunagu.registers.models import Corporation, Reading, Register

pytestmark = pytest.mark.django_db


def _counts(reading: Reading) -> tuple[int, int, int, int, int]:
    return reading.lines, reading.new, reading.changed, reading.same, reading.refused


def _read(folder, *rows, **more):
    return corporations.read_in(file(folder, *rows), **more)


def test_a_second_reading_of_a_file_changes_nothing(tmp_path):
    assert _counts(_read(tmp_path, row(1), row(2))) == (2, 2, 0, 0, 0)
    before = list(Corporation.objects.order_by("pk").values())
    assert _counts(_read(tmp_path, row(1), row(2))) == (2, 0, 0, 2, 0)
    assert list(Corporation.objects.order_by("pk").values()) == before


def test_a_difference_file_changes_what_it_names(tmp_path):
    _read(tmp_path, row(1), row(2))
    told = row(
        2, process="11", updated="2026-11-02", name="株式会社新しい名前", name_en="New Name", kana="アタラシイナマエ"
    )
    assert _counts(_read(tmp_path, told, row(3, updated="2026-11-02"))) == (2, 1, 1, 0, 0)
    changed = Corporation.objects.get(pk=int(number(2)))
    assert (changed.name, changed.key, changed.updated) == ("株式会社新しい名前", "新シイ名前", date(2026, 11, 2))
    register = Register.objects.get()
    assert (register.as_of, register.entries) == (date(2026, 11, 2), 3)


def test_an_older_file_does_not_bring_back_what_was(tmp_path):
    _read(tmp_path, row(1, updated="2026-11-02", name="今の名前"))
    assert _counts(_read(tmp_path, row(1, updated="2025-01-01", name="昔の名前"))) == (1, 0, 0, 1, 0)
    assert Corporation.objects.get().name == "今の名前"


def test_a_number_given_by_mistake_goes(tmp_path):
    _read(tmp_path, row(1), row(2))
    assert _counts(_read(tmp_path, row(1, process="99", updated="2026-11-02"))) == (1, 0, 1, 0, 0)
    assert [one.pk for one in Corporation.objects.all()] == [int(number(2))]


def test_a_number_that_stands_twice_in_a_file_counts_once_as_new(tmp_path):
    later = row(1, name="後の行", updated="2026-11-01")
    assert _counts(_read(tmp_path, row(1), row(1), later)) == (3, 1, 1, 1, 0)
    assert Corporation.objects.get().name == "後の行"


def test_broken_lines_are_told_with_their_numbers_and_the_others_are_taken(tmp_path):
    reading = _read(tmp_path, row(1), row(2, number="6000012050002"), row(3), row(4, kind="?"))
    assert _counts(reading) == (4, 2, 0, 0, 2)
    assert [(problem["line"], problem["code"]) for problem in reading.problems] == [(2, "check-digit"), (4, "kind")]


def test_a_dry_run_counts_and_leaves_nothing(tmp_path):
    assert _counts(_read(tmp_path, row(1), row(1), dry_run=True)) == (2, 1, 0, 1, 0)
    assert (Corporation.objects.count(), Reading.objects.count(), Register.objects.count()) == (0, 0, 0)


class _Stopped(Exception):
    pass


def _stop(reading, size):
    raise _Stopped


@pytest.mark.long
def test_a_reading_that_was_stopped_goes_on_where_it_was(tmp_path):
    rows = [row(serial) for serial in range(30_000)]
    with pytest.raises(_Stopped):
        _read(tmp_path, *rows, tell=_stop)
    stopped = Reading.objects.get()
    assert stopped.state == State.STOPPED
    assert 0 < stopped.lines == Corporation.objects.count() < 30_000
    assert _counts(_read(tmp_path, *rows)) == (30_000, 30_000, 0, 0, 0)
    assert Reading.objects.get().state == State.DONE


@pytest.mark.django_db(transaction=True)
def test_two_readings_at_once_are_refused(tmp_path):
    with psycopg.connect(as_role(Role.APPLICATION, connection.settings_dict["NAME"]), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(hashtext('registers.houjin'))")
        with pytest.raises(Rejected, match="another reading"):
            _read(tmp_path, row(1))
        # Given back by hand: a server notices a closed connection a moment after the client has closed it.
        other.execute("SELECT pg_advisory_unlock(hashtext('registers.houjin'))")
    assert _counts(_read(tmp_path, row(1))) == (1, 1, 0, 0, 0)
