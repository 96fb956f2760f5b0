"""What is kept of answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tsunagu.strengths.questions.kept import kept
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.storage.store import Store


@pytest.fixture
def opened(hand_store: Path) -> Iterator[Reading]:
    reading = Reading(Store(hand_store))
    yield reading
    reading.engine.close()


@pytest.mark.parametrize(("large", "most"), [(False, 256), (True, 8)])
def test_the_answers_asked_for_last_are_kept_and_only_a_few_large_ones(opened: Reading, large: bool, most: int) -> None:
    made: list[int] = []

    def ask(number: int) -> int:
        return kept(opened, number, lambda: made.append(number) or number, large=large)

    for number in (*range(most), 0, most, 0):  # 0 is asked for again, so that 1 goes first
        assert ask(number) == number
    assert made == [*range(most), most]
    ask(1)
    assert made == [*range(most + 1), 1]


def test_many_small_answers_push_no_large_one_out(opened: Reading) -> None:
    large = kept(opened, "large", object, large=True)
    for number in range(300):
        kept(opened, number, object)
    assert kept(opened, "large", object, large=True) is large
