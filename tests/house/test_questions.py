"""Every question of every room is asked under the same names, within the same limits, with the same choices at all
doors.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from typing import Any

import click
import pytest
from django import forms
from django.conf import settings
from django.http import QueryDict

from tests.real_data import RealData
from tsunagu import rooms
from tsunagu.api.urls import api
from tsunagu.cli.main import commands
from tsunagu.kernel.filters import QuestionForm, choices_of, form_field, has_choices
from tsunagu.kernel.labels import Label, Labeled
from tsunagu.kernel.questions import Door, Parameter, asked, parameters
from tsunagu.kernel.terminal import asks
from tsunagu.kernel.years import FiscalYear

pytestmark = pytest.mark.django_db


@pytest.fixture
def django_db_setup(real_data: RealData) -> None:
    """The real catalog: lists offer what the data has."""
    real_data.use()


# What asks ----------------------------------------------------------------------------------------------------------


def _pages() -> Iterator[type[QuestionForm[Any]]]:
    """The forms of all rooms that ask a question."""
    import_module(settings.ROOT_URLCONF)
    waiting: list[type[QuestionForm[Any]]] = QuestionForm.__subclasses__()
    for form in waiting:
        waiting += form.__subclasses__()
        if form.__module__.startswith("tsunagu.") and hasattr(form, "question"):
            yield form


def _offered(page: type[QuestionForm[Any]]) -> list[Parameter]:
    return [parameter for parameter in parameters(page.question, Door.PAGE) if parameter.field not in page.without]


def _fields(page: type[QuestionForm[Any]]) -> dict[str, forms.Field]:
    """The fields of a form; of one that needs the data at hand, those that its class says."""
    if len(inspect.signature(page).parameters) == 1:
        return page(QueryDict()).fields
    return {parameter.field: page.base_fields.get(parameter.field) or _usual(parameter) for parameter in _offered(page)}


def _usual(parameter: Parameter) -> forms.Field:
    field = form_field(parameter, chosen=has_choices(parameter))
    if isinstance(field, forms.ChoiceField) and has_choices(parameter):
        field.choices = choices_of(parameter)
    return field


@cache
def _document() -> dict[str, Any]:
    """The API's document, which takes a tenth of a second to write."""
    return api.get_openapi_schema()


def _endpoints() -> Iterator[tuple[type, dict[str, Any]]]:
    """The questions that operations of the API ask, each with what the API's document says of the operation."""
    operations = [operation for methods in _document()["paths"].values() for operation in methods.values()]
    documented = {operation["operationId"]: operation for operation in operations}
    for _, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                if question := getattr(operation.view_func, "question", None):
                    yield question, documented[operation.operation_id]


def _commands() -> Iterator[click.Command]:
    """The commands that ask a question."""
    waiting: list[click.Command] = [rooms.resolve(command.place) for command in commands().values()]
    for command in waiting:
        if isinstance(command, click.Group):
            waiting += command.commands.values()
        if hasattr(command.callback, "question"):
            yield command


# How a field is asked: name, limits, choices ------------------------------------------------------------------------


@dataclass(frozen=True)
class Asking:
    """How one field is asked, so far as a door says it."""

    name: str
    least: Any = None
    most: Any = None
    choices: tuple[str, ...] = ()
    required: bool = False


def _of_record(parameter: Parameter) -> Asking:
    kind, how = parameter.kind, parameter.asked
    words = tuple(member.value for member in kind) if issubclass(kind, Labeled) else ()
    numbers = not parameter.several and kind not in (str, bool) and not words
    return Asking(
        parameter.name,
        how.least if numbers else None,
        how.most if numbers or (kind is str and not parameter.several) else None,
        words,
        parameter.required,
    )


def _of_form(field: forms.Field, name: str) -> Asking:
    """A chosen field takes what it offers; of a text the record's limit is no limit of the list."""
    offered = tuple(_values(getattr(field, "choices", ())))
    most = getattr(field, "max_value", None) or getattr(field, "max_length", None)
    return Asking(name, getattr(field, "min_value", None), most, offered)


def _values(choices: Any) -> Iterator[str]:
    """The values of choices, also of those in groups, without the choice of none."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _values(label)
        elif value != "":
            yield str(value)


def _of_document(told: dict[str, Any]) -> Asking:
    """A parameter of an operation."""
    schema = told["schema"]
    pieces = [schema, *schema.get("anyOf", ()), *schema.get("allOf", ()), schema.get("items", {})]
    words = _document()["components"]["schemas"]
    pieces += [words[piece["$ref"].rpartition("/")[2]] for piece in pieces if "$ref" in piece]

    def first(*keys: str) -> Any:
        return next((piece[key] for piece in pieces for key in keys if key in piece), None)

    return Asking(
        told["name"], first("minimum"), first("maximum", "maxLength"), tuple(first("enum") or ()), told["required"]
    )


def _of_option(option: click.Parameter) -> Asking:
    kind = option.type
    choices = tuple(kind.choices) if isinstance(kind, click.Choice) else ()
    least, most = getattr(kind, "min", None), getattr(kind, "max", getattr(kind, "most", None))
    return Asking(option.opts[0].removeprefix("--").replace("-", "_"), least, most, choices, option.required)


# The guard ----------------------------------------------------------------------------------------------------------


def _differences_of_page(page: type[QuestionForm[Any]]) -> Iterator[str]:
    fields = _fields(page)
    for parameter in _offered(page):
        field, record = fields[parameter.field], _of_record(parameter)
        told = _of_form(field, parameter.name)
        if isinstance(field, forms.ChoiceField):
            same = not record.choices or set(told.choices) == set(record.choices)
        else:
            same = (told.least, told.most) == (record.least, record.most)
        if not same:
            yield f"{page.__name__}: {told} is not {record}"


def _differences_of_endpoint(question: type, operation: dict[str, Any]) -> Iterator[str]:
    documented = {told["name"]: _of_document(told) for told in operation["parameters"] if told["in"] == "query"}
    for parameter in parameters(question, Door.API):
        told, record = documented.get(parameter.name), _of_record(parameter)
        if parameter.kind is FiscalYear and told:
            told = replace(told, least=None, most=None)  # those of the calendar, in which the terminal reads years, too
        if told != record:
            yield f"{operation['operationId']}: {told} is not {record}"


def _differences_of_command(command: click.Command) -> Iterator[str]:
    options = {option.name: option for option in command.params if isinstance(option, click.Option)}
    for parameter in parameters(command.callback.question, Door.TERMINAL):
        if option := options.get(parameter.field):
            told, record = _of_option(option), _of_record(parameter)
            if told != record:
                yield f"{command.name}: {told} is not {record}"


def test_there_are_questions_at_every_door():
    assert min(len(list(_pages())), len(list(_endpoints())), len(list(_commands()))) >= 5


def test_pages_ask_as_the_records_say():
    assert [difference for page in _pages() for difference in _differences_of_page(page)] == []


def test_endpoints_ask_as_the_records_say():
    every = [_differences_of_endpoint(question, operation) for question, operation in _endpoints()]
    assert [difference for differences in every for difference in differences] == []


def test_commands_ask_as_the_records_say():
    assert [difference for command in _commands() for difference in _differences_of_command(command)] == []


def test_what_several_doors_ask_is_offered_at_each_of_them():
    """A field that is for every door stands on some page, endpoint and command, where its question is asked there."""
    asked_at: dict[type, dict[Door, set[str]]] = {}
    for page in _pages():
        fields = {parameter.field for parameter in _offered(page)}
        asked_at.setdefault(page.question, {}).setdefault(Door.PAGE, set()).update(fields)
    for command in _commands():
        fields = {option.name or "" for option in command.params}
        asked_at.setdefault(command.callback.question, {}).setdefault(Door.TERMINAL, set()).update(fields)
    missing = [
        (question.__name__, door, parameter.field)
        for question, doors in asked_at.items()
        for door, fields in doors.items()
        for parameter in parameters(question, door)
        if parameter.field not in fields
    ]
    assert missing == []
    assert len(asked_at) >= 5


# The guard fails where doors differ ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Odd:
    count: int = asked(Label("数", "Number"), 1, least=1, most=9)


class _OddForm(QuestionForm[_Odd]):
    question = _Odd
    count = forms.IntegerField(max_value=8)


def test_another_limit_on_a_page_would_be_noticed():
    assert len(list(_differences_of_page(_OddForm))) == 1


def test_another_option_of_a_command_would_be_noticed():
    @click.command()
    @asks(_Odd)
    def count(query: _Odd) -> None:
        """Count."""

    assert list(_differences_of_command(count)) == []
    [option] = [param for param in count.params if param.name == "count"]
    option.type = click.IntRange(1, 10)
    assert len(list(_differences_of_command(count))) == 1


@pytest.mark.parametrize("change", [{"name": "number"}, {"required": True}, {"schema": {"minimum": 0, "maximum": 9}}])
def test_another_parameter_of_an_endpoint_would_be_noticed(change):
    told = {"name": "count", "in": "query", "required": False, "schema": {"minimum": 1, "maximum": 9}}
    assert list(_differences_of_endpoint(_Odd, {"operationId": "odd", "parameters": [told]})) == []
    changed = {"operationId": "odd", "parameters": [told | change]}
    assert len(list(_differences_of_endpoint(_Odd, changed))) == 1
