"""When an entry can be claimed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tsunagu.profiles.rules import LONGEST, MOST_A_DAY, Claiming, answer_problems, problems

SOUND = Claiming(words="", names=True, waits=False, sent=0)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"names": False}, ["nothing"]),
        ({"waits": True}, ["waits"]),
        ({"sent": MOST_A_DAY - 1}, []),
        ({"sent": MOST_A_DAY}, ["too-many"]),
        ({"words": "あ" * LONGEST}, []),
        ({"words": "あ" * (LONGEST + 1), "names": False}, ["nothing", "too-long"]),
    ],
)
def test_all_that_is_wrong_with_a_claim_is_said_at_once(change, codes):
    assert [problem.code for problem in problems(replace(SOUND, **change))] == codes


@pytest.mark.parametrize(
    ("words", "needed", "codes"),
    [
        ("", False, []),
        ("", True, ["reason"]),
        (" ", True, ["reason"]),
        ("別人", True, []),
        ("x" * 501, False, ["too-long"]),
    ],
)
def test_a_refusal_needs_a_reason(words, needed, codes):
    assert [problem.code for problem in answer_problems(words, needed=needed)] == codes
