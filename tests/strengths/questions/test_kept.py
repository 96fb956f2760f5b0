"""What is kept of answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tsunagu.strengths.questions.kept import FEW, MOST, keeping, kept, kept_few
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.storage.store import Store


@pytest.fixture
def opened(hand_store: Path) -> Iterator[Reading]:
    reading = Reading(Store(hand_store))
    yield reading
    reading.engine.close()


@pytest.mark.parametrize("most", [MOST, FEW])
def test_the_answers_asked_for_last_are_kept_and_only_a_few_large_ones(opened: Reading, most: int) -> None:
    made: list[int] = []

    @keeping(most)
    def ask(reading: Reading, number: int) -> int:
        made.append(number)
        return number

    for number in (*range(most), 0, most, 0):  # 0 is asked for again, so that 1 goes first
        assert ask(opened, number) == number
    assert made == [*range(most), most]
    ask(opened, 1)
    assert made == [*range(most + 1), 1]


def test_many_small_answers_push_no_large_one_out(opened: Reading) -> None:
    @kept_few
    def large(reading: Reading) -> object:
        return object()

    @kept
    def small(reading: Reading, number: int) -> object:
        return object()

    first = large(opened)
    for number in range(MOST + 50):
        small(opened, number)
    assert large(opened) is first


def test_two_questions_with_the_same_arguments_have_answers_of_their_own(opened: Reading) -> None:
    @kept
    def twice(reading: Reading, number: int) -> int:
        return number * 2

    @kept
    def thrice(reading: Reading, number: int) -> int:
        return number * 3

    assert (twice(opened, 2), thrice(opened, 2), twice(opened, 2)) == (4, 6, 4)
