"""Every question has the same answer whichever engine computes it."""

from __future__ import annotations

import pytest

from tests.strengths.asked_by_hand import FILLED, question
from tests.strengths.questions.conftest import OTSU, openalex
from tsunagu.strengths.enums import Base, Counting
from tsunagu.strengths.questions import asking, explanation
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.questions.records import QUESTIONS, CompareQuestion, Counted, Entry, UniversityQuestion
from tsunagu.strengths.storage.engines import Spark
from tsunagu.strengths.storage.store import Store

BY_KEY = {entry.key: entry for entry in QUESTIONS}
# Ways of counting and comparing that no question takes by itself.
OTHERWISE = {
    "university": UniversityQuestion(
        university=str(openalex(OTSU)), counting=Counting.FULL, scheme="field", base=Base.GROUP
    ),
    "compare": CompareQuestion(counting=Counting.AUTHOR, universities=FILLED["universities"]),
}


@pytest.fixture
def on_spark(by_hand: Reading, spark_engine: Spark) -> Reading:
    return Reading(Store(by_hand.store.directory), spark_engine)


EVERY_DAY = "map"
ON_SPARK = [
    pytest.param(entry, id=entry.key, marks=() if entry.key == EVERY_DAY else pytest.mark.long) for entry in QUESTIONS
]


@pytest.mark.long
@pytest.mark.parametrize("entry", ON_SPARK)
def test_an_answer_is_the_same_on_spark(by_hand: Reading, on_spark: Reading, entry: Entry) -> None:
    answered = asking.ask(by_hand, entry, question(entry))
    assert any(table.rows for table in answered.tables[:-1])
    assert asking.ask(on_spark, entry, question(entry)) == answered


@pytest.mark.long
@pytest.mark.parametrize(("key", "otherwise"), OTHERWISE.items(), ids=OTHERWISE)
def test_an_answer_counted_otherwise_is_the_same_on_spark(
    by_hand: Reading, on_spark: Reading, key: str, otherwise: Counted
) -> None:
    answered = asking.ask(by_hand, BY_KEY[key], otherwise)
    assert answered != asking.ask(by_hand, BY_KEY[key], question(BY_KEY[key]))
    assert asking.ask(on_spark, BY_KEY[key], otherwise) == answered


@pytest.mark.long
def test_an_explanation_is_the_same_on_spark(by_hand: Reading, on_spark: Reading) -> None:
    explained = explanation.explain(by_hand, 0)
    assert explained is not None
    assert explanation.explain(on_spark, 0) == explained
