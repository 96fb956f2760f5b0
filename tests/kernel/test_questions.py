"""A question is one record: the form, the endpoint and the command that are built from it ask the same."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from django.http import QueryDict
from ninja import NinjaAPI
from ninja.testing import TestClient

from tsunagu.kernel import api, terminal
from tsunagu.kernel.filters import QuestionForm, choices_of
from tsunagu.kernel.labels import Label, Labeled, speaking
from tsunagu.kernel.questions import Door, asked, parameters
from tsunagu.kernel.years import FiscalYear


class Size(Labeled):
    SMALL = "small", "小", "Small"
    LARGE = "large", "大", "Large"


@dataclass(frozen=True, slots=True)
class FruitQuery:
    """A question with a field of every kind."""

    size: Size = asked(Label("大きさ", "Size"), name="as", help="how large")
    words: str = asked(Label("ことば", "Words"), "", name="q", also="words", most=10)
    others: tuple[Size, ...] = asked(Label("ほかの大きさ", "Other sizes"), (), name="with")
    shelf: str = asked(Label("棚", "Shelf"), "", most=5, choices=lambda: [("top", "上"), ("low", "下")])
    year: FiscalYear | None = asked(Label("年度", "Year"), None, choices=lambda: [("2021", "R3"), ("2022", "R4")])
    is_ripe: bool | None = asked(Label("熟れ", "Ripe"), None)
    weight: Decimal | None = asked(Label("重さ", "Weight"), None, least=1, most=9)
    count: int = asked(Label("数", "Number"), 3, least=1, most=20)
    offset: int = asked(Label("位置", "Offset"), 0, least=0, most=100, doors=Door.API)


class FruitForm(QuestionForm[FruitQuery]):
    question = FruitQuery


_asked: list[FruitQuery] = []
_api = NinjaAPI(urls_namespace="fruit")


@_api.get("/fruit")
@api.asks(FruitQuery)
def _endpoint(request: Any, query: FruitQuery) -> None:
    _asked.append(query)


@click.command()
@terminal.asks(FruitQuery)
def _command(query: FruitQuery) -> None:
    _asked.append(query)


def _form(address: str) -> FruitForm:
    return FruitForm(QueryDict(address))


def _get(address: str) -> Any:
    return TestClient(_api).get(f"/fruit?{address}")


def _run(words: str) -> Result:
    return CliRunner().invoke(_command, words.split())


SAME = [
    ("as=small", "--as small", FruitQuery(Size.SMALL)),
    (
        "as=large&q=pear&with=small&with=large&shelf=top&year=2022&is_ripe={yes}&weight=2.5&count=7",
        "--as large --q pear --with small --with large --shelf top --year 2022 --is-ripe --weight 2.5 --count 7",
        FruitQuery(
            Size.LARGE,
            "pear",
            (Size.SMALL, Size.LARGE),
            "top",
            FiscalYear(2022),
            True,
            Decimal("2.5"),
            7,
        ),
    ),
    ("as=small&is_ripe={no}", "--as small --no-is-ripe", FruitQuery(Size.SMALL, is_ripe=False)),
]


@pytest.mark.parametrize(("address", "words", "query"), SAME)
def test_the_same_words_give_the_same_record_at_every_door(address, words, query):
    assert _form(address.format(yes="1", no="0")).asked() == query
    assert _get(address.format(yes="true", no="false")).status_code == 200
    assert _asked[-1] == query
    assert (_run(words).exit_code, _asked[-1]) == (0, query)


def test_the_terminal_takes_a_second_name():
    assert _run("--as small --words pear").exit_code == 0
    assert _asked[-1] == FruitQuery(Size.SMALL, "pear")


LIMITS = [
    ("q", "12345678901"),
    ("shelf", "bottom"),
    ("count", "0"),
    ("count", "21"),
    ("count", "many"),
    ("weight", "0.5"),
    ("weight", "9.5"),
    ("as", "huge"),
    ("with", "huge"),
    ("year", "x"),
    ("shelf", "attic"),
    ("year", "2031"),
]


@pytest.mark.parametrize(("name", "value"), LIMITS)
def test_what_one_door_does_not_take_no_door_takes(name, value):
    given = {"as": "small", name: value}
    address = "&".join(f"{key}={text}" for key, text in given.items())
    labels = {parameter.name: str(parameter.asked.label) for parameter in parameters(FruitQuery)}
    assert [ignored.label for ignored in _form(address).ignored] == [labels[name]]
    assert _get(address).status_code == 422
    refused = _run(" ".join(f"--{key} {text}" for key, text in given.items()))
    assert (refused.exit_code, f"--{name}" in refused.output) == (2, True)


def test_all_that_cannot_be_chosen_is_named_with_what_can():
    errors = [(error["loc"][-1], error["msg"]) for error in _get("as=small&shelf=attic&year=2031").json()["detail"]]
    told = [("shelf", "there is no attic; there are: top, low"), ("year", "there is no 2031; there are: 2021, 2022")]
    assert errors == told
    output = _run("--as small --shelf attic --year 2031").output
    assert [f"--{name}: {message}" in output for name, message in told] == [True, True]


def test_a_page_says_what_it_left_out_and_asks_the_rest():
    form = _form("as=small&count=99&q=pear")
    assert form.asked() == FruitQuery(Size.SMALL, "pear")
    assert [(ignored.label, ignored.value) for ignored in form.ignored] == [("数", "99")]


def test_a_door_asks_only_what_is_asked_there():
    assert "offset" not in _form("").fields
    assert "--offset" not in _run("--help").output
    assert _get("as=small&offset=5").status_code == 200
    assert _asked[-1].offset == 5


def test_without_what_must_be_asked_there_is_no_question():
    assert _get("").status_code == 422
    assert "Missing option '--as'" in _run("").output


def test_labels_and_choices_are_in_the_language_of_the_reader():
    size = parameters(FruitQuery)[0]
    with speaking("en"):
        assert str(size.asked.label) == "Size"
        assert choices_of(size) == [("", "All"), ("small", "Small"), ("large", "Large")]
    with speaking("ja"):
        assert choices_of(size)[0] == ("", "すべて")
