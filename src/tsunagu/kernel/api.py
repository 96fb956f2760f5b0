"""The parameters of an endpoint, built from a question's record, and lists that are answered in pages."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, partial
from types import MappingProxyType
from typing import Annotated, Any, Generic, TypeVar, get_type_hints

from django.http import HttpRequest
from ninja import Query, Schema
from ninja.errors import ValidationError
from pydantic import Field, PlainValidator, WithJsonSchema, create_model
from pydantic_core import PydanticCustomError

from tsunagu.kernel.questions import Door, Parameter, parameters, unknown_choices
from tsunagu.kernel.years import FiscalYear

View = Callable[..., Any]
Item = TypeVar("Item")
Row = TypeVar("Row")
_YEAR = "fiscal year (April to March), in any spelling: 2022, R4, 令和4年度"


def _year(written: Any) -> FiscalYear:
    """A fiscal year in any spelling."""
    try:
        return FiscalYear.parse(str(written))
    except ValueError:
        raise PydanticCustomError("year", "give a fiscal year like 2022, R4 or 令和4年度") from None


_AS_NUMBER = {"type": "integer", "minimum": 1926, "maximum": 2200}
_AS_WORD = {"type": "string", "pattern": "^(令和|平成|昭和|[RHS]|FY)?(元|[0-9]{1,4})(年度?)?$"}
Year = Annotated[
    FiscalYear,
    PlainValidator(_year),
    WithJsonSchema({"anyOf": [_AS_NUMBER, _AS_WORD], "examples": [2022, "R4", "令和4年度"]}),
]


def _day(written: Any) -> date:
    """A day in the one spelling that the document promises; else a number would pass for a time of computers."""
    try:
        day = date.fromisoformat(str(written))
    except ValueError:
        day = None
    if day is None or day.isoformat() != written:
        raise PydanticCustomError("day", "give a day like 2026-12-01")
    return day


Day = Annotated[date, PlainValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
_READ: Mapping[type, Any] = MappingProxyType({FiscalYear: Year, date: Day})


class Place(Schema):
    """Which part of a list is asked for."""

    limit: int = Field(100, ge=1, le=1000, description="how many at most")
    offset: int = Field(0, ge=0, le=100_000, description="how many to pass over")


class Page(Schema, Generic[Item]):
    """A part of a list."""

    count: int = Field(description="how many there are in all")
    limit: int = Field(description="how many were asked for at most")
    offset: int = Field(description="how many were passed over")
    next: str | None = Field(description="the address of the part behind this one; null where the list ends")
    results: list[Item] = Field(description="this part of the list")


def said(thing: Any, *names: str) -> dict[str, Any]:
    """What a thing has under these names, as fields of an answer that are called the same."""
    return {name: getattr(thing, name) for name in names}


def page(request: HttpRequest, place: Place, rows: Sequence[Row], shown: Callable[[Row], Any]) -> dict[str, Any]:
    """The part of a list that was asked for. shown: a row as it is answered."""
    chosen = rows[place.offset : place.offset + place.limit]
    return {**placed(request, place, len(rows)), "results": list(map(shown, chosen))}


def placed(request: HttpRequest, place: Any, count: int) -> dict[str, Any]:
    """Where a part of a list stands. place: what has its limit and its offset."""
    behind = place.offset + place.limit
    following = _at(request, limit=place.limit, offset=behind) if behind < count else None
    return {"count": count, "limit": place.limit, "offset": place.offset, "next": following}


def _at(request: HttpRequest, **place: int) -> str:
    """The whole address of another part of the list that a request asks for."""
    asked = request.GET.copy()
    for name, number in place.items():
        asked[name] = str(number)
    return request.build_absolute_uri(f"{request.path}?{asked.urlencode()}")


def asks(
    question: type,
    *,
    name: str = "",
    called: str = "filters",
) -> Callable[[View], View]:
    """Give an endpoint the parameters of a question; it is called with the request and the question's record.

    What else the endpoint takes is in the path of its address, or its place in a list. A field of the question that
    the path gives is not asked again as a parameter. name: of the endpoint, where one function serves several
    questions; its text is then that of the record. called: the parameters all together, in what is said of wrong ones.
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
    hints = get_type_hints(view.func if isinstance(view, partial) else view, include_extras=True)
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
    kind: Any = _READ.get(parameter.kind, parameter.kind)
    if parameter.several:
        return list[kind]
    return kind | None if parameter.optional else kind


def _field(parameter: Parameter) -> Any:
    """The parameter's default, name, help, example and limits, so far as they are said."""
    alias = parameter.name if parameter.name != parameter.field else None
    examples = [parameter.asked.example] if parameter.asked.example else None
    how = {"description": _help(parameter), "alias": alias, "examples": examples, **_limits(parameter)}
    return Field(_default(parameter), **{name: value for name, value in how.items() if value is not None})


def _help(parameter: Parameter) -> str | None:
    if parameter.kind is FiscalYear:
        return parameter.asked.help or _YEAR
    return parameter.asked.help or None


def _limits(parameter: Parameter) -> dict[str, Any]:
    asked = parameter.asked
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
    return given.replace("\x00", "") if parameter.kind is str and given else given
