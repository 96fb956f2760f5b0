"""What the file says with which a survey is begun."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.surveys.enums import Mistake
from tsunagu.surveys.rules.files import mistake

_NAMES = ("name", "name_en", "by", "by_en")
_KEYS = ("key", "series", "sheet")
_FIELDS = {*_NAMES, *_KEYS, "year", "closes", "bodies"}
_LONGEST = 200


def read(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What the action is given. Raises ``Rejected`` with everything that is wrong."""
    found = list(_problems(raw))
    if found:
        raise Rejected(found)
    names = {name: raw.get(name, "") for name in _NAMES}
    plain = {name: raw[name] for name in (*_KEYS, "year", "closes", "bodies")}
    return {**plain, "names": names}


def _problems(raw: Mapping[str, Any]) -> Iterator[Problem]:
    for name in sorted(set(raw) - _FIELDS):
        yield mistake(Mistake.SHAPE, name)
    for name in (*_NAMES, *_KEYS):
        if not _is_text(raw.get(name, ""), needed=name in (*_KEYS, "name")):
            yield mistake(Mistake.SHAPE, name)
    year = raw.get("year")
    if not isinstance(year, int) or not 1926 <= year <= 2200:
        yield mistake(Mistake.SHAPE, "year")
    if not isinstance(raw.get("closes"), datetime):
        yield mistake(Mistake.SHAPE, "closes")
    bodies = raw.get("bodies")
    if not isinstance(bodies, list) or not all(isinstance(body, str) for body in bodies):
        yield mistake(Mistake.SHAPE, "bodies")


def _is_text(value: Any, *, needed: bool) -> bool:
    return isinstance(value, str) and bool(value or not needed) and len(value) <= _LONGEST and "\0" not in value
