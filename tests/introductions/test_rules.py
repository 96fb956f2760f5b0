"""When somebody can be asked, and when a request is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tsunagu.introductions.enums import State
from tsunagu.introductions.rules import LONGEST, SHORTEST, Asking, problems, standing

SOUND = Asking(reason="一緒に提案したい" * 2, is_oneself=False, waits=False, reachable=True, sent=0, most=1)
NOW = datetime(2026, 12, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reason": " " * 50}, "reason"),
        ({"reason": "短" * (SHORTEST - 1)}, "reason"),
        ({"reason": "長" * (LONGEST + 1)}, "reason"),
        ({"is_oneself": True}, "oneself"),
        ({"waits": True}, "waits"),
        ({"reachable": False}, "unreachable"),
        ({"sent": 1}, "too-many"),
        ({"most": 0}, "too-many"),
    ],
)
def test_each_reason_for_refusing_is_told(change, code):
    assert list(problems(SOUND)) == []
    assert [problem.code for problem in problems(replace(SOUND, **change))] == [code]


def test_all_of_them_are_told_at_once():
    wrong = Asking(reason="", is_oneself=True, waits=True, reachable=False, sent=9, most=9)
    assert len(list(problems(wrong))) == 5


@pytest.mark.parametrize(
    ("state", "later", "stands"),
    [
        (State.WAITING, 1, State.WAITING),
        (State.WAITING, 0, State.EXPIRED),
        (State.AGREED, -1, State.AGREED),
        (State.DECLINED, -1, State.DECLINED),
    ],
)
def test_only_what_waits_expires(state, later, stands):
    assert standing(state, NOW + timedelta(seconds=later), NOW) is stands
