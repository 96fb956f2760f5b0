"""Every question has the same answer whichever engine computes it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.strengths.questions.conftest import ALPHA, CHEMISTRY, KO, OTSU, openalex
from tsunagu.strengths.enums import Base, Counting
from tsunagu.strengths.questions import asking, explanation
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.questions.records import (
    QUESTIONS,
    CompareQuestion,
    Counted,
    DomainQuestion,
    Entry,
    LayersQuestion,
    MapQuestion,
    ResearchTimeQuestion,
    UniversityQuestion,
    WorksQuestion,
)
from tsunagu.strengths.storage.engines import Spark
from tsunagu.strengths.storage.store import Store

KO_NUMBER, OTSU_NUMBER, ALPHA_NUMBER = (str(openalex(one)) for one in (KO, OTSU, ALPHA))
ASKED: dict[str, Counted] = {
    "map": MapQuestion(least=1),
    "university": UniversityQuestion(university=KO_NUMBER),
    "works": WorksQuestion(university=KO_NUMBER),
    "compare": CompareQuestion(counting=Counting.AUTHOR, universities=(KO_NUMBER, ALPHA_NUMBER)),
    "domain": DomainQuestion(university=KO_NUMBER, fields=(CHEMISTRY,), scheme="eight"),
    "research-time": ResearchTimeQuestion(),
    "layers": LayersQuestion(least=1),
}
GROUPED = UniversityQuestion(university=OTSU_NUMBER, counting=Counting.FULL, scheme="field", base=Base.GROUP)


@pytest.fixture
def on_spark(by_hand: Reading, spark_engine: Spark) -> Reading:
    return Reading(Store(by_hand.store.directory), spark_engine)


EVERY_DAY = "map"
ON_SPARK = [
    pytest.param(entry, id=entry.key, marks=() if entry.key == EVERY_DAY else pytest.mark.long) for entry in QUESTIONS
]


@pytest.mark.parametrize("entry", ON_SPARK)
def test_an_answer_is_the_same_on_spark(by_hand: Reading, on_spark: Reading, entry: Entry) -> None:
    answered = asking.ask(by_hand, entry, ASKED[entry.key])
    assert any(table.rows for table in answered.tables[:-1])
    assert asking.ask(on_spark, entry, ASKED[entry.key]) == answered


@pytest.mark.long
def test_a_university_among_its_group_is_the_same_on_spark(by_hand: Reading, on_spark: Reading) -> None:
    entry = next(entry for entry in QUESTIONS if entry.key == "university")
    answered = asking.ask(by_hand, entry, GROUPED)
    assert answered != asking.ask(by_hand, entry, replace(GROUPED, base=Base.WORLD))
    assert asking.ask(on_spark, entry, GROUPED) == answered


@pytest.mark.long
def test_an_explanation_is_the_same_on_spark(by_hand: Reading, on_spark: Reading) -> None:
    explained = explanation.explain(by_hand, 0)
    assert explained is not None
    assert explanation.explain(on_spark, 0) == explained
