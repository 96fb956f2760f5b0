"""Answers that are the same for every reader of the same data, computed once; they go when their data go."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from tsunagu.strengths.questions.reading import Reading

MOST = 256  # answers for a store; those not asked for the longest go first
FEW = 8  # of answers that take megabytes

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
Question = Callable[Concatenate[Reading, Asked], Answer]

_answers: WeakKeyDictionary[Reading, dict[int, OrderedDict[Hashable, Any]]] = WeakKeyDictionary()
_lock = Lock()
_NOTHING = object()


def keeping(most: int) -> Callable[[Question[Asked, Answer]], Question[Asked, Answer]]:
    """A decorator: a function of a reading and of hashable arguments keeps what it answers, for the same ones.

    Planning a query takes an engine longer than running it here, and what is asked of one computed state never changes.
    most: of how many different arguments the answers are kept.
    """

    def decorate(question: Question[Asked, Answer]) -> Question[Asked, Answer]:
        @wraps(question)
        def answering(reading: Reading, /, *asked: Asked.args, **named: Asked.kwargs) -> Answer:
            key = (question.__module__, question.__qualname__, asked, *sorted(named.items()))
            known = _known(reading, most, key)
            if known is not _NOTHING:
                kept_answer: Answer = known
                return kept_answer
            answer = question(reading, *asked, **named)
            _keep(reading, most, key, answer)
            return answer

        return answering

    return decorate


def _known(reading: Reading, most: int, key: Hashable) -> Any:
    with _lock:
        own = _answers.setdefault(reading, {}).setdefault(most, OrderedDict())
        if key in own:
            own.move_to_end(key)
        return own.get(key, _NOTHING)


def _keep(reading: Reading, most: int, key: Hashable, answer: Any) -> None:
    with _lock:
        own = _answers[reading][most]
        own[key] = answer
        while len(own) > most:
            own.popitem(last=False)


def kept(question: Question[Asked, Answer]) -> Question[Asked, Answer]:
    """Keep the answers of a function of a reading, for readers of both languages: with numbers of fields, not names."""
    return keeping(MOST)(question)


def kept_few(question: Question[Asked, Answer]) -> Question[Asked, Answer]:
    """Keep only a few, since they take megabytes."""
    return keeping(FEW)(question)
