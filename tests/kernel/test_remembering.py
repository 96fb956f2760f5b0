"""What is remembered of the data: of one version, and only where it is known."""

from __future__ import annotations

import pytest

from tsunagu.kernel import remembering
from tsunagu.kernel.labels import language, speaking
from tsunagu.kernel.remembering import of_version, remembered, remembers


@pytest.fixture
def asked() -> list[int]:
    return []


@pytest.fixture
def query(asked: list[int]):
    @remembered(language)
    def query(number: int) -> tuple[int, str]:
        asked.append(number)
        return number, language()

    return query


def test_without_a_version_everything_is_asked_again(query, asked):
    assert [query(1), query(1), remembers()] == [(1, "ja"), (1, "ja"), False]
    assert asked == [1, 1]


def test_of_one_version_it_is_asked_once_for_each_question_and_language(query, asked):
    with of_version(b"1"):
        assert [query(1), query(1), query(2)] == [(1, "ja"), (1, "ja"), (2, "ja")]
        with speaking("en"):
            assert query(1) == (1, "en")
    assert asked == [1, 2, 1]


def test_another_version_is_asked_anew(query, asked):
    for version in (b"1", b"2", b"2", None):
        with of_version(version):
            query(1)
    assert asked == [1, 1, 1]


def test_no_more_than_so_many_answers_are_remembered(query, asked):
    with of_version(b"many"):
        for number in range(remembering.MOST + 5):
            query(number)
        query(0)
    assert (len(remembering._answers), asked[-1]) == (remembering.MOST, 0)
