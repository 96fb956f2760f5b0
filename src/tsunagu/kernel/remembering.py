"""What queries answered for one version of the data, remembered by a process for other pages of the same version.

Only a request that knows of which version the data are remembers anything: a public page behind the front. Everybody
else (commands, forms, tests) asks the database.
"""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextvars import ContextVar
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar

MOST = 64  # answers of a process; those not asked for the longest are forgotten first

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

_version: ContextVar[bytes | None] = ContextVar("version of the data", default=None)
_answers: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()
_NOTHING = object()


@contextlib.contextmanager
def of_version(version: bytes | None) -> Iterator[None]:
    """Remember what is answered meanwhile: the data are of this version, or of a later one."""
    token = _version.set(version)
    try:
        yield
    finally:
        _version.reset(token)


def remembers() -> bool:
    """Whether answers are remembered here."""
    return _version.get() is not None


def remembered(*beside: Callable[[], Hashable]) -> Callable[[Callable[Asked, Answer]], Callable[Asked, Answer]]:
    """A decorator: a query with hashable arguments, whose answer nobody changes, is asked once for each version.

    beside: what the answer hangs on beside its arguments and the data, as the language of the reader.
    """

    def decorate(query: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
        @wraps(query)
        def answering(*asked: Asked.args, **named: Asked.kwargs) -> Answer:
            version = _version.get()
            if version is None:
                return query(*asked, **named)
            hangs_on = tuple(known() for known in beside)
            key = (version, query, hangs_on, asked, *sorted(named.items()))
            answer = _known(key)
            return _keep(key, query(*asked, **named)) if answer is _NOTHING else answer

        return answering

    return decorate


def _known(key: Hashable) -> Any:
    with _lock:
        if key in _answers:
            _answers.move_to_end(key)
        return _answers.get(key, _NOTHING)


def _keep(key: Hashable, answer: Answer) -> Answer:
    with _lock:
        _answers[key] = answer
        while len(_answers) > MOST:
            _answers.popitem(last=False)
    return answer
