"""The parameters of an endpoint, built from a question's record."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from decimal import Decimal
from functools import cache, partial
from typing import Any, get_type_hints

from ninja import Query, Schema
from pydantic import Field, create_model

from tsunagu.kernel.questions import Door, Parameter, parameters
from tsunagu.kernel.years import FiscalYear

View = Callable[..., Any]
_YEARS = {"ge": 1926, "le": 2200}
_YEAR = "fiscal year (April to March) by the calendar year in which it begins"


def asks(question: type, *, name: str = "", called: str = "filters") -> Callable[[View], View]:
    """Give an endpoint the parameters of a question; it is called with the request and the question's record.

    What else the endpoint takes is in the path of its address. name: of the endpoint, where one function serves several
    questions; its text is then that of the record. called: the parameters all together, in what is said of wrong ones.
    """

    def asking(view: View) -> View:
        hints = get_type_hints(view.func if isinstance(view, partial) else view)
        given = inspect.signature(view).parameters.values()
        request, _, *path = (one for one in given if one.kind is not inspect.Parameter.KEYWORD_ONLY)
        schema = schema_of(question)

        def run(request: Any, **given: Any) -> Any:
            return view(request, record(question, given.pop(called)), **given)

        typed = [one.replace(annotation=hints[one.name]) for one in (request, *path)]
        parameters = inspect.Parameter(called, inspect.Parameter.KEYWORD_ONLY, annotation=_query(schema))
        run.__name__ = name or view.__name__
        run.__doc__ = inspect.getdoc(question if name else view)
        run.__module__ = question.__module__ if name else view.__module__
        run.__signature__ = inspect.Signature([*typed, parameters])  # type: ignore[attr-defined]
        return run

    return asking


def _query(schema: type[Schema]) -> Any:
    return Query[schema]  # type: ignore[valid-type, misc]


@cache
def schema_of(question: type) -> type[Schema]:
    """The parameters that an endpoint takes for a question."""
    fields: dict[str, Any] = {one.field: (_type(one), _field(one)) for one in parameters(question, Door.API)}
    return create_model(question.__name__, __base__=Schema, **fields)


def record(question: type, asked: Schema) -> Any:
    """The question's record from what an endpoint was asked."""
    return question(**{one.field: _value(one, getattr(asked, one.field)) for one in parameters(question, Door.API)})


def _type(one: Parameter) -> Any:
    kind: Any = int if one.kind is FiscalYear else one.kind
    if one.several:
        return list[kind]
    return kind | None if one.optional else kind


def _field(one: Parameter) -> Any:
    asked = one.asked
    how: dict[str, Any] = {"description": asked.help or None, "alias": one.name if one.name != one.field else None}
    if one.kind is FiscalYear:
        how |= {**_YEARS, "description": asked.help or _YEAR}
    elif one.several or one.kind is str:
        how |= {"min_length": asked.least, "max_length": asked.most}
    elif one.kind in (int, Decimal):
        how |= {"ge": asked.least, "le": asked.most, "decimal_places": 1 if one.kind is Decimal else None}
    default = ... if one.required else list(one.default) if one.several else one.default
    return Field(default, **{name: value for name, value in how.items() if value is not None})


def _value(one: Parameter, value: Any) -> Any:
    """A value as the record holds it. A text from outside holds no null character, which no database takes."""
    if one.several:
        return tuple(value)
    if one.kind is FiscalYear:
        return None if value is None else FiscalYear(value)
    return value.replace("\x00", "") if one.kind is str and value else value
