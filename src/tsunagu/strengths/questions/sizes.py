"""How many bytes an answer takes in memory, so that what is kept has a bound that holds for any answer."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from tsunagu.strengths.questions.reading import Institution, Reading

# What many answers share, or what lives on without them.
_SHARED = (Institution, Reading, Enum, type)
_FLAT = (str, bytes, int, float, complex, bool, type(None))


def size(answer: object) -> int:
    """The bytes of an answer and of all it holds, each thing once; what answers share is not counted."""
    seen: set[int] = set()
    waiting = [answer]
    total = 0
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, _SHARED):
            continue
        seen.add(id(thing))
        total += _own(thing)
        waiting.extend(_inside(thing))
    return total


def _own(thing: Any) -> int:
    """The bytes of a thing itself; tables of Arrow and arrays say it themselves."""
    told = getattr(thing, "nbytes", None)
    return sys.getsizeof(thing) + (told if isinstance(told, int) else 0)


def _inside(thing: Any) -> Iterable[Any]:
    if isinstance(thing, _FLAT):
        return ()
    if isinstance(thing, Mapping):
        return [*thing.keys(), *thing.values()]
    if isinstance(thing, (list, tuple, set, frozenset)):
        return thing
    if is_dataclass(thing):
        return [getattr(thing, field.name) for field in fields(thing)]
    return list(getattr(thing, "__dict__", {}).values())
