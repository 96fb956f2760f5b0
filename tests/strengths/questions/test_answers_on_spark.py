"""Questions ask expressions, so that Spark answers them as DuckDB does: every part of every answer, to the last bit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.strengths.questions.conftest import ALPHA, CHEMISTRY, KO, OTSU
from tsunagu.strengths.enums import Base, Counting
from tsunagu.strengths.questions import comparison, country_layers, domain, strength_map, university, works
from tsunagu.strengths.questions.choice import choice
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.storage.engines import Spark
from tsunagu.strengths.storage.store import Store

QUESTIONS: dict[str, Callable[[Reading], Any]] = {
    "university": lambda opened: university.university(opened, choice(opened.edition), opened.institutions[KO]),
    "university among its group": lambda opened: university.university(
        opened, choice(opened.edition, counting="full", scheme="field"), opened.institutions[OTSU], Base.GROUP
    ),
    "strength map": lambda opened: strength_map.strength_map(
        opened, strength_map.Question(choice(opened.edition), least=1)
    ),
    "comparison": lambda opened: comparison.comparison(
        opened, choice(opened.edition, counting=Counting.AUTHOR), [opened.institutions[one] for one in (KO, ALPHA)]
    ),
    "layers": lambda opened: country_layers.country_layers(opened, choice(opened.edition), least=1),
    "own domain": lambda opened: domain.domain(opened, choice(opened.edition), opened.institutions[KO], [CHEMISTRY]),
    "works": lambda opened: works.behind(opened, choice(opened.edition), opened.institutions[KO]),
    "one work": lambda opened: works.explain(opened, 0),
}


@pytest.fixture
def on_spark(by_hand: Reading, spark_engine: Spark) -> Reading:
    return Reading(Store(by_hand.store.directory), spark_engine)


EVERY_DAY = "strength map"
ON_SPARK = [EVERY_DAY, *(pytest.param(name, marks=pytest.mark.long) for name in QUESTIONS if name != EVERY_DAY)]


@pytest.mark.parametrize("name", ON_SPARK)
def test_an_answer_is_the_same_on_spark(by_hand: Reading, on_spark: Reading, name: str) -> None:
    answer = QUESTIONS[name](by_hand)
    assert answer is not None
    assert QUESTIONS[name](on_spark) == answer
