"""Answers that are the same for every reader of the same data, computed once; they go when their data go."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.questions.sizes import size

SMALL = "small"  # answers of kilobytes, and apart from them, so that many small ones push none out,
LARGE = "large"  # those of megabytes
MOST = 64 * 2**20  # bytes of the answers of each size for a store; those not asked for the longest go first

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
Question = Callable[Concatenate[Reading, Asked], Answer]

_lock = Lock()
_NOTHING = object()


class _Shelf:
    """Answers of one size, by what was asked, together within a bound of bytes."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._bytes = 0

    def known(self, key: Hashable) -> Any:
        """What was answered, or ``_NOTHING``."""
        if key not in self._answers:
            return _NOTHING
        self._answers.move_to_end(key)
        return self._answers[key][0]

    def keep(self, key: Hashable, answer: Any, weight: int) -> None:
        """Keep an answer of so many bytes. One that would leave no room for others is not kept."""
        if weight > MOST // 2 or key in self._answers:
            return
        self._answers[key] = answer, weight
        self._bytes += weight
        while self._bytes > MOST:
            _, (_, gone) = self._answers.popitem(last=False)
            self._bytes -= gone


_shelves: WeakKeyDictionary[Reading, dict[str, _Shelf]] = WeakKeyDictionary()


def keeping(shelf: str) -> Callable[[Question[Asked, Answer]], Question[Asked, Answer]]:
    """A decorator: a function of a reading and of hashable arguments keeps what it answers, for the same ones.

    Planning a query takes an engine longer than running it here, and what is asked of one computed state never changes.
    shelf: with answers of which size it is kept.
    """

    def decorate(question: Question[Asked, Answer]) -> Question[Asked, Answer]:
        @wraps(question)
        def answering(reading: Reading, /, *asked: Asked.args, **named: Asked.kwargs) -> Answer:
            key = (question.__module__, question.__qualname__, asked, *sorted(named.items()))
            with _lock:
                known = _shelf(reading, shelf).known(key)
            if known is not _NOTHING:
                kept_answer: Answer = known
                return kept_answer
            answer = question(reading, *asked, **named)
            weight = size(answer) + size(key)
            with _lock:
                _shelf(reading, shelf).keep(key, answer, weight)
            return answer

        return answering

    return decorate


def _shelf(reading: Reading, name: str) -> _Shelf:
    return _shelves.setdefault(reading, {}).setdefault(name, _Shelf())


def kept(question: Question[Asked, Answer]) -> Question[Asked, Answer]:
    """Keep the answers of a function of a reading, for readers of both languages: with numbers of fields, not names."""
    return keeping(SMALL)(question)


def kept_few(question: Question[Asked, Answer]) -> Question[Asked, Answer]:
    """Keep answers that take megabytes, so only a few."""
    return keeping(LARGE)(question)
