"""Answers that are the same for every reader of the same data, computed once; they go when their data go."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, Concatenate, ParamSpec, TypeVar, overload
from weakref import WeakKeyDictionary

from tsunagu.strengths.questions.reading import Reading

MOST = 256  # answers for a store; those not asked for the longest go first
FEW = 8  # of answers that take megabytes

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
Question = Callable[Concatenate[Reading, Asked], Answer]

_answers: WeakKeyDictionary[Reading, dict[int, OrderedDict[Hashable, Any]]] = WeakKeyDictionary()
_lock = Lock()


@overload
def kept(question: Question[Asked, Answer]) -> Question[Asked, Answer]: ...
@overload
def kept(*, most: int) -> Callable[[Question[Asked, Answer]], Question[Asked, Answer]]: ...
def kept(question: Any = None, *, most: int = MOST) -> Any:
    """Keep what a function of a reading and of hashable arguments answers, for the same reading and arguments.

    Planning a query takes an engine longer than running it here, and what is asked of one computed state never changes.
    most: of how many different arguments, ``FEW`` for answers of megabytes.
    """
    if question is None:
        return lambda function: kept_for(function, most)
    return kept_for(question, most)


def kept_for(question: Question[Asked, Answer], most: int) -> Question[Asked, Answer]:
    """The function that keeps its answers."""

    @wraps(question)
    def answering(reading: Reading, /, *asked: Asked.args, **named: Asked.kwargs) -> Answer:
        key = (question.__module__, question.__qualname__, asked, *sorted(named.items()))
        with _lock:
            own = _answers.setdefault(reading, {}).setdefault(most, OrderedDict())
            if key in own:
                own.move_to_end(key)
                known: Answer = own[key]
                return known
        answer = question(reading, *asked, **named)
        with _lock:
            own[key] = answer
            while len(own) > most:
                own.popitem(last=False)
        return answer

    return answering
