"""JSON that somebody sent: read without trusting its numbers, its depth or its keys."""

from __future__ import annotations

import json
from typing import Any

from tsunagu.kernel.problems import Rejected
from tsunagu.sheets.enums import Mistake
from tsunagu.sheets.rules.reading import mistake

_LONGEST_NUMBER = 15
_DEEPEST = 20


def read(content: bytes, most: int, *, whole: bool = False) -> Any:
    """What a file holds, every number as it is written. whole: whether whole numbers are to be numbers.

    Raises ``Rejected``.
    """
    if len(content) > most:
        raise Rejected([mistake(Mistake.TOO_LONG, "")])
    how: dict[str, Any] = {"parse_int": _whole if whole else str, "parse_float": str, "parse_constant": _refused}
    try:
        parsed = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_object, **how)
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise Rejected([mistake(Mistake.FILE, _place(error))]) from error
    if _depth(parsed) > _DEEPEST:
        raise Rejected([mistake(Mistake.FILE, "")])
    return parsed


def _whole(text: str) -> int | str:
    """A number of a few digits; one with thousands stays a text, which no rule takes for a number."""
    return int(text) if len(text) <= _LONGEST_NUMBER else text


def _refused(text: str) -> Any:
    raise ValueError(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Rejected([mistake(Mistake.TWICE, twice[:100].replace("\0", ""))])
    return found


def _place(error: Exception) -> str:
    return f"{error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else ""


def _depth(value: Any, above: int = 0) -> int:
    if above > _DEEPEST or not isinstance(value, dict | list):
        return above
    inner = value.values() if isinstance(value, dict) else value
    return max((_depth(one, above + 1) for one in inner), default=above)
