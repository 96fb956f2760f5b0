"""A question as one record: each field says once under which name and within which limits it is asked.

The form of a page (``kernel.filters``), the parameters of an endpoint (``kernel.api``) and the options of a command
(``kernel.terminal``) are built from the record, so that names, limits and choices cannot differ between them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Flag, auto
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from tsunagu.kernel.labels import Label, Labeled
from tsunagu.kernel.problems import Problem

Choices = list[tuple[str, Any]]
_ASKED = "asked"
_ALL = Label("すべて", "All")


class Door(Flag):
    """Where a field is asked."""

    PAGE = auto()
    API = auto()
    TERMINAL = auto()
    EVERYWHERE = PAGE | API | TERMINAL
    MACHINES = API | TERMINAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How one field of a question is asked.

    name: in addresses, the API and the terminal; that of the field where it is empty. also: another name that the
    terminal takes. help: for the API and the terminal. example: what could be asked, for the API.
    least, most: the least and the greatest number; for a text the most letters, for several values how many at most.
    choices: what can be chosen, as pairs of value and label, where the type does not say it. blank: the choice of none,
    where a page offers it. yes, no: what a page calls the two answers to a yes-or-no field.
    """

    label: Label
    name: str = ""
    also: str = ""
    help: str = ""
    example: str = ""
    least: int | None = None
    most: int | None = None
    choices: Callable[[], Choices] | None = None
    blank: Label | None = _ALL
    yes: Label = Label("あり", "Yes")
    no: Label = Label("なし", "No")
    doors: Door = Door.EVERYWHERE


@dataclass(frozen=True, slots=True)
class Parameter:
    """A field of a question with its type taken apart. several: whether it holds a tuple of ``kind``."""

    field: str
    kind: type
    several: bool
    optional: bool
    default: Any
    asked: Asked

    @property
    def name(self) -> str:
        """Under which it is asked at every door."""
        return self.asked.name or self.field

    @property
    def required(self) -> bool:
        """Whether there is no question without it."""
        return self.default is dataclasses.MISSING


def asked(label: Label, default: Any = dataclasses.MISSING, **how: Any) -> Any:
    """A field of a question's record. how: the other fields of ``Asked``."""
    return dataclasses.field(default=default, metadata={_ASKED: Asked(label=label, **how)})


@cache
def parameters(question: type, door: Door = Door.EVERYWHERE) -> tuple[Parameter, ...]:
    """The fields of a question's record that are asked at a door, in their order."""
    hints = get_type_hints(question)
    asked_fields = [field for field in dataclasses.fields(question) if _ASKED in field.metadata]
    every = [_parameter(field, hints[field.name]) for field in asked_fields]
    return tuple(parameter for parameter in every if parameter.asked.doors & door)


def _parameter(field: dataclasses.Field[Any], hint: Any) -> Parameter:
    """A field with its type taken apart: ``X``, ``X | None`` or ``tuple[X, ...]``."""
    optional = NoneType in get_args(hint)
    inner = next(kind for kind in get_args(hint) if kind is not NoneType) if optional else hint
    several = get_origin(inner) is tuple
    kind = get_args(inner)[0] if several else inner
    return Parameter(field.name, kind, several, optional, field.default, field.metadata[_ASKED])


def unknown_choices(question: Any, door: Door) -> Iterator[Problem]:
    """What is asked but cannot be chosen from the data at hand, each with what can be: for doors that refuse it."""
    kind: type = type(question)
    for parameter in parameters(kind, door):
        value = getattr(question, parameter.field)
        if value in (None, "", ()) or not parameter.asked.choices or issubclass(parameter.kind, Labeled):
            continue
        there = [str(key) for key, _ in parameter.asked.choices()]
        for one in value if parameter.several else (value,):
            if str(one) not in there:
                message = f"there is no {one}; there are: {', '.join(there) or 'none'}"
                yield Problem("no-such-choice", message, parameter.name)
