"""Windows and eligibility: pure decisions, to the second and never better than what is known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from tests.calls.files import EXAMPLE
from tsunagu.calls.enums import CallPhase
from tsunagu.calls.rules import eligibility, facts, reading, windows
from tsunagu.kernel.conditions import Verdict
from tsunagu.kernel.problems import Rejected

JAPAN = timezone(timedelta(hours=9))
OPENS, CLOSES = datetime(2027, 5, 10, 10, tzinfo=JAPAN), datetime(2027, 6, 25, 12, tzinfo=JAPAN)
MOMENT = timedelta(microseconds=1)
ON = date(2027, 6, 1)
CALL = reading.read(reading.loaded(EXAMPLE.encode()))


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        (OPENS - MOMENT, CallPhase.COMING),
        (OPENS, CallPhase.OPEN),
        (CLOSES - MOMENT, CallPhase.OPEN),
        (CLOSES, CallPhase.CLOSED),
    ],
)
def test_a_window_holds_from_its_first_instant_to_before_its_last(now: datetime, phase: CallPhase):
    assert windows.phase(OPENS, CLOSES, now) is phase
    assert windows.phase(OPENS, CLOSES, now.astimezone(UTC)) is phase


def test_without_both_ends_nothing_is_open():
    assert windows.phase(None, None, OPENS) is CallPhase.UNDATED
    assert windows.phase(OPENS, None, CLOSES) is CallPhase.UNDATED
    assert windows.phase(None, CLOSES, OPENS) is CallPhase.UNDATED
    assert windows.phase(None, CLOSES, CLOSES) is CallPhase.CLOSED


def test_a_day_begins_and_ends_at_midnight_in_japan():
    day = date(2024, 6, 25)
    assert windows.begins(day) == datetime(2024, 6, 24, 15, tzinfo=UTC)
    assert windows.ends(day) == datetime(2024, 6, 25, 15, tzinfo=UTC)
    without = datetime(2024, 6, 25, 12)  # noqa: DTZ001 the zone that a file may leave out is what is tried
    assert windows.ends(without) == datetime(2024, 6, 25, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "verdict", "missing"),
    [
        ({}, "unknown", ["applicant", "members"]),
        ({"members": "3"}, "unknown", ["applicant"]),
        ({"members": "2"}, "no", []),
        ({"applicant": "company", "members": "9"}, "no", []),
        ({"applicant": "public-university", "members": "3"}, "yes", []),
    ],
)
def test_unknown_never_becomes_yes(said: dict[str, str], verdict: str, missing: list[str]):
    values, problems = facts.read(CALL.questions, said)
    judged = eligibility.judge(CALL, values, ON)
    assert (judged.verdict, [one.key for one in judged.missing], problems) == (verdict, missing, [])


def test_a_call_without_conditions_says_nothing_about_who_may_apply():
    bare = reading.read({"name": "x", "kind": "prize", "year": 2027, "by": "x", "step": [{"kind": "application"}]})
    assert eligibility.judge(bare, {}, ON).verdict is Verdict.UNKNOWN


def test_what_cannot_be_read_is_told_and_counts_as_unknown():
    values, problems = facts.read(CALL.questions, {"members": "many", "applicant": "wizard"})
    assert (values, [(one.where, one.code) for one in problems]) == (
        {},
        [("applicant", "no-option"), ("members", "not-a-number")],
    )
    with pytest.raises(Rejected, match="members"):
        facts.answered(CALL.questions, ["member=3"])
