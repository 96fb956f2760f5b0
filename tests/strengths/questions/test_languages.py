"""What is kept for one reader is not shown to the next one in a language that was not asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.strengths.asked_by_hand import question
from tsunagu.kernel.labels import speaking
from tsunagu.strengths.questions import asking
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.questions.records import QUESTIONS, Entry
from tsunagu.strengths.storage.store import Store


@pytest.fixture
def opened(hand_store: Path) -> Iterator[Reading]:
    """Opened anew, with nothing kept."""
    reading = Reading(Store(hand_store))
    yield reading
    reading.engine.close()


@pytest.fixture
def fresh(hand_store: Path) -> Iterator[Reading]:
    reading = Reading(Store(hand_store))
    yield reading
    reading.engine.close()


def _answer(reading: Reading, entry: Entry, language: str) -> list[Any]:
    with speaking(language):
        tables = asking.ask(reading, entry, question(entry)).tables
    return [(table.name, list(table.columns), [list(row) for row in table.rows]) for table in tables]


# Every question keeps its answers in the same way: two are asked every day.
@pytest.mark.parametrize(
    "entry",
    [*QUESTIONS[:2], *(pytest.param(entry, marks=pytest.mark.long) for entry in QUESTIONS[2:])],
    ids=lambda entry: entry.key,
)
def test_english_after_japanese_is_as_english_alone(opened: Reading, fresh: Reading, entry: Entry) -> None:
    japanese = _answer(opened, entry, "ja")
    assert _answer(opened, entry, "en") == _answer(fresh, entry, "en") != japanese
