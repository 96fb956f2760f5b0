"""The parameters of an endpoint, built from a question's record."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from decimal import Decimal
from functools import cache, partial
from typing import Any, get_type_hints

from ninja import Query, Schema
from ninja.errors import ValidationError
from pydantic import Field, create_model

from tsunagu.kernel.questions import Door, Parameter, parameters, unknown_choices
from tsunagu.kernel.years import FiscalYear

View = Callable[..., Any]
_YEARS = {"ge": 1926, "le": 2200}
_YEAR = "fiscal year (April to March) by the calendar year in which it begins"


def asks(
    question: type,
    *,
    name: str = "",
    called: str = "filters",
) -> Callable[[View], View]:
    """Give an endpoint the parameters of a question; it is called with the request and the question's record.

    What else the endpoint takes is in the path of its address. A field of the question that the path gives is not asked
    again as a parameter. name: of the endpoint, where one function serves several questions; its text is then that of
    the record. called: the parameters all together, in what is said of wrong ones.
    """

    def asking(view: View) -> View:
        def run(request: Any, **given: Any) -> Any:
            return view(request, _chosen(record(question, given.pop(called))), **given)

        source = question if name else view
        run.__name__ = name or view.__name__
        run.__doc__, run.__module__ = inspect.getdoc(source), source.__module__
        run.__signature__ = _signature(view, question, called)  # type: ignore[attr-defined]
        run.question = question  # type: ignore[attr-defined]
        return run

    return asking


def _signature(view: View, question: type, called: str) -> inspect.Signature:
    """That of the view with the parameters in the place of the record. What a partial view is given stays inside."""
    hints = get_type_hints(view.func if isinstance(view, partial) else view)
    every = inspect.signature(view).parameters.values()
    request, _, *path = (taken for taken in every if taken.kind is not inspect.Parameter.KEYWORD_ONLY)
    typed = [taken.replace(annotation=hints[taken.name]) for taken in (request, *path)]
    asked = inspect.Parameter(called, inspect.Parameter.KEYWORD_ONLY, annotation=_query(schema_of(question)))
    return inspect.Signature([*typed, asked])


def _query(schema: type[Schema]) -> Any:
    return Query[schema]  # type: ignore[valid-type, misc]


@cache
def schema_of(question: type) -> type[Schema]:
    """The parameters that an endpoint takes for a question."""
    fields: dict[str, Any] = {
        parameter.field: (_type(parameter), _field(parameter)) for parameter in parameters(question, Door.API)
    }
    return create_model(question.__name__, __base__=Schema, **fields)


def record(question: type, asked: Schema) -> Any:
    """The question's record from what an endpoint was asked."""
    given = {
        parameter.field: _value(parameter, getattr(asked, parameter.field))
        for parameter in parameters(question, Door.API)
    }
    return question(**given)


def _chosen(question: Any) -> Any:
    """The question, of which everything can be chosen; an answer to anything else would look as if nothing fitted."""
    if problems := list(unknown_choices(question, Door.API)):
        raise ValidationError([{"loc": ["query", problem.where], "msg": problem.message} for problem in problems])
    return question


def _type(parameter: Parameter) -> Any:
    kind: Any = int if parameter.kind is FiscalYear else parameter.kind
    if parameter.several:
        return list[kind]
    return kind | None if parameter.optional else kind


def _field(parameter: Parameter) -> Any:
    """The parameter's default, name, help and limits, so far as they are said."""
    alias = parameter.name if parameter.name != parameter.field else None
    how = {"description": _help(parameter), "alias": alias, **_limits(parameter)}
    return Field(_default(parameter), **{name: value for name, value in how.items() if value is not None})


def _help(parameter: Parameter) -> str | None:
    if parameter.kind is FiscalYear:
        return parameter.asked.help or _YEAR
    return parameter.asked.help or None


def _limits(parameter: Parameter) -> dict[str, Any]:
    asked = parameter.asked
    if parameter.kind is FiscalYear:
        return _YEARS
    if parameter.several or parameter.kind is str:
        return {"min_length": asked.least, "max_length": asked.most}
    if parameter.kind is Decimal:
        return {"ge": asked.least, "le": asked.most, "decimal_places": 1}
    return {"ge": asked.least, "le": asked.most} if parameter.kind is int else {}


def _default(parameter: Parameter) -> Any:
    if parameter.required:
        return ...
    return list(parameter.default) if parameter.several else parameter.default


def _value(parameter: Parameter, given: Any) -> Any:
    """What was given as the record holds it. A text from outside holds no null character, which no database takes."""
    if parameter.several:
        return tuple(given)
    if parameter.kind is FiscalYear:
        return None if given is None else FiscalYear(given)
    return given.replace("\x00", "") if parameter.kind is str and given else given
