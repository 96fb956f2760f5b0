"""What is kept of answers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest

from tsunagu.strengths.questions import kept as keeper
from tsunagu.strengths.questions.kept import LARGE, SMALL, keeping, kept, kept_few
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.questions.sizes import size
from tsunagu.strengths.storage.store import Store


@pytest.fixture
def opened(hand_store: Path) -> Iterator[Reading]:
    reading = Reading(Store(hand_store))
    yield reading
    reading.engine.close()


@pytest.mark.parametrize("shelf", [SMALL, LARGE])
def test_the_answers_asked_for_last_are_kept_within_their_bytes(opened: Reading, monkeypatch, shelf: str) -> None:
    made: list[int] = []

    @keeping(shelf)
    def ask(reading: Reading, number: int) -> bytes:
        made.append(number)
        return bytes(10_000)

    weight = size(bytes(10_000)) + size((ask.__module__, ask.__qualname__, (1,)))
    monkeypatch.setattr(keeper, "MOST", 4 * weight + 100)
    for number in (0, 1, 2, 3, 0, 4, 0):  # 0 is asked for again, so that 1 goes first
        assert len(ask(opened, number)) == 10_000
    assert made == [0, 1, 2, 3, 4]
    ask(opened, 1)
    assert made == [0, 1, 2, 3, 4, 1]


def test_an_answer_that_would_leave_no_room_is_not_kept(opened: Reading, monkeypatch) -> None:
    monkeypatch.setattr(keeper, "MOST", 10_000)

    @kept
    def ask(reading: Reading) -> bytearray:
        return bytearray(6_000)

    assert ask(opened) is not ask(opened)


def test_many_small_answers_push_no_large_one_out(opened: Reading, monkeypatch) -> None:
    monkeypatch.setattr(keeper, "MOST", 5_000)

    @kept_few
    def large(reading: Reading) -> object:
        return object()

    @kept
    def small(reading: Reading, number: int) -> object:
        return object()

    first = large(opened)
    for number in range(100):
        small(opened, number)
    assert large(opened) is first


@dataclass
class Row:
    name: str
    values: list[float]


def test_the_size_of_an_answer_is_that_of_all_it_holds_each_thing_once() -> None:
    text = "あ" * 1000
    row = Row(text, [float(number) for number in range(100)])
    assert sys.getsizeof(text) + 100 * sys.getsizeof(1.0) < size(row) < 2 * sys.getsizeof(text) + 100 * 40
    assert size([row, row]) - size(row) == sys.getsizeof([row, row])
    table = pa.table({"numbers": pa.array(range(10_000), pa.int64())})
    assert size((table,)) >= 80_000


def test_two_questions_with_the_same_arguments_have_answers_of_their_own(opened: Reading) -> None:
    @kept
    def twice(reading: Reading, number: int) -> int:
        return number * 2

    @kept
    def thrice(reading: Reading, number: int) -> int:
        return number * 3

    assert (twice(opened, 2), thrice(opened, 2), twice(opened, 2)) == (4, 6, 4)
