"""Answers that are the same for every reader of the same data, computed once; they go when their data go."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from tsunagu.strengths.reading import Reading

_MOST = 200

_T = TypeVar("_T")

_answers: WeakKeyDictionary[Reading, dict[Hashable, object]] = WeakKeyDictionary()


def kept(reading: Reading, key: Hashable, make: Callable[[], _T]) -> _T:
    """What ``make`` gave for this key and these data the first time. For few and discrete keys: the oldest go when there are many."""
    answers = _answers.setdefault(reading, {})
    if key not in answers:
        found = make()
        for old in list(answers)[: max(0, len(answers) - _MOST + 1)]:
            answers.pop(old, None)
        answers[key] = found
        return found
    return cast(_T, answers[key])
