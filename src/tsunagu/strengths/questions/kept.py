"""Answers that are the same for every reader of the same data, computed once; they go when their data go."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from tsunagu.strengths.questions.reading import Reading

_MOST, _LARGE = 256, 8  # answers for a store, and large ones; those not asked for the longest go first
_answers: WeakKeyDictionary[Reading, dict[int, OrderedDict[Hashable, Any]]] = WeakKeyDictionary()
_lock = Lock()
_T = TypeVar("_T")


def kept(reading: Reading, key: Hashable, make: Callable[[], _T], *, large: bool = False) -> _T:
    """What ``make`` gave for this key and these data the first time.

    Planning a query takes an engine longer than running it here, and what is asked of one computed state never changes.
    large: for answers of megabytes, of which only a few are kept.
    """
    most = _LARGE if large else _MOST
    with _lock:
        own = _answers.setdefault(reading, {}).setdefault(most, OrderedDict())
        if key in own:
            own.move_to_end(key)
            return cast("_T", own[key])
    found = make()
    with _lock:
        own[key] = found
        while len(own) > most:
            own.popitem(last=False)
    return found
