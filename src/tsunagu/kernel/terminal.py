"""How commands print: tables, and what is wrong with an input."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from typing import Any

import click

from tsunagu.kernel.labels import Labeled
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.questions import Door, Parameter, parameters, unknown_choices
from tsunagu.kernel.tables import Cell, Table, to_csv
from tsunagu.kernel.text import counted
from tsunagu.kernel.years import FiscalYear

_MARKED = "csv-bom"  # with the mark of UTF-8, without which Excel makes a mess of Japanese
SHAPES = click.Choice(["table", "csv", _MARKED, "json"])


def print_table(table: Table, shape: str, nothing: str = "") -> None:
    """Print a table as aligned text, CSV or JSON. nothing: the sentence for people where it has no row."""
    if shape in {"csv", _MARKED}:
        sys.stdout.write(to_csv(table, bom=shape == _MARKED).replace("\r\n", "\n"))
    elif shape == "json":
        records = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        click.echo(json.dumps(records, ensure_ascii=False, indent=1))
    elif nothing and not table.rows:
        click.echo(nothing)
    else:
        for line in aligned(table.rows):
            click.echo(line)
        count, columns = len(table.rows), ", ".join(table.columns)
        click.echo(_worded(f"（{count}行：{columns}）", f"({counted(count, 'row')}: {columns})"), err=True)


_WIDEST = 40  # places of a column; a longer cell pushes the rest of its own row only


def aligned(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """Rows as lines whose columns stand below one another: most Japanese letters take two places of a terminal."""
    written = [list(map(_written, row)) for row in rows]
    widths = [_width(column) for column in zip(*written, strict=True)]
    for row, cells in zip(rows, written, strict=True):
        parts = map(_padded, row, cells, widths)
        yield "  ".join(parts).rstrip()


def _written(cell: Cell) -> str:
    """A cell in one line, without anything that a terminal would obey."""
    text = "" if cell is None else str(cell)
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _places(text: str) -> int:
    from wcwidth import wcswidth  # its tables take a while to load, which --help has no use for

    return max(wcswidth(text), 0)


def _width(texts: Iterable[str]) -> int:
    return max((width for width in map(_places, texts) if width <= _WIDEST), default=0)


def _padded(cell: Cell, text: str, width: int) -> str:
    """A text with the places that its column leaves: numbers stand at its right."""
    space = " " * (width - _places(text))
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    return space + text if is_number else text + space


def refusal(error: Rejected) -> click.ClickException:
    """Every problem of an input, and that nothing was changed."""
    count = len(error.problems)
    japanese = f"何も変えていません。次の{count}件を確かめてください。"
    head = _worded(japanese, f"nothing was changed; {counted(count, 'problem')}:")
    return click.ClickException(f"{head}\n{error}")


Command = Callable[..., Any]
_language = click.option(
    "--language",
    type=click.Choice(["ja", "en"]),
    default="ja",
    show_default=True,
    help="Language of headings, values and messages.",
)


def speaks(command: Command) -> Command:
    """A command that speaks the language asked for, and says in it what is wrong with an input."""

    @_language
    @functools.wraps(command)
    def run(language: str, **given: Any) -> Any:
        with _speaking(language):
            try:
                return command(**given)
            except Rejected as error:
                raise refusal(error) from error

    return run


@contextmanager
def _speaking(language: str) -> Iterator[None]:
    from django.utils.translation import override  # commands of a library do without Django

    token = _spoken.set(language)
    try:
        with override(language):
            yield
    finally:
        _spoken.reset(token)


# Not the language of words of the field: commands that speak English alone print those in Japanese.
_spoken: ContextVar[str] = ContextVar("spoken", default="en")


def _worded(ja: str, en: str) -> str:
    return ja if _spoken.get() == "ja" else en


class Year(click.ParamType[FiscalYear]):
    """A fiscal year in any spelling."""

    name = "year"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> FiscalYear:
        """Read the year, or say how one is written."""
        if isinstance(value, FiscalYear):
            return value
        try:
            return FiscalYear.parse(str(value))
        except ValueError:
            self.fail("give a fiscal year like 2022, R4 or 令和4年度", param, ctx)


class Text(click.ParamType[str]):
    """A text of a greatest length."""

    name = "text"

    def __init__(self, most: int | None) -> None:
        self.most = most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take the text, or say how long it may be."""
        text = str(value)
        if self.most is not None and len(text) > self.most:
            self.fail(f"give {self.most} characters at most, not {len(text)}", param, ctx)
        return text


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day, or say how one is written."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"give a day like 2026-12-01, not {value}", param, ctx)


def asks(
    question: type,
    *,
    without: Sequence[str] = (),
    filled: Sequence[str] = (),
) -> Callable[[Command], Command]:
    """Give a command the options of a question; it is called with the question's record as its first argument.

    without: fields that the command does not offer. filled: fields that its own arguments of the same names fill.
    """
    taken = [parameter for parameter in parameters(question, Door.TERMINAL) if parameter.field not in without]
    offered = [parameter for parameter in taken if parameter.field not in filled]

    def asking(command: Command) -> Command:
        def run(**given: Any) -> Any:
            asked = {parameter.field: _value(parameter, given.pop(parameter.field)) for parameter in taken}
            known = {name: value for name, value in asked.items() if value is not None}
            return command(_chosen(question(**known)), **given)

        run.__name__, run.__doc__ = command.__name__, command.__doc__
        run.question = question  # type: ignore[attr-defined]
        run.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
        for parameter in reversed(offered):
            run = _option(parameter)(run)
        return run

    return asking


def _chosen(question: Any) -> Any:
    """The question, of which everything can be chosen; else the command ends by saying what cannot, and what can."""
    if problems := list(unknown_choices(question, Door.TERMINAL)):
        raise click.UsageError(
            "\n".join(f"--{problem.where.replace('_', '-')}: {problem.message}" for problem in problems)
        )
    return question


def _value(parameter: Parameter, given: Any) -> Any:
    """What was given as the record holds it; none where nothing was."""
    if parameter.several:
        return tuple(parameter.kind(part) for part in given) or None
    if given is None or parameter.kind is date:
        return given
    return parameter.kind(str(given) if parameter.kind is Decimal else given)


def _option(parameter: Parameter) -> Callable[[Command], Command]:
    how: dict[str, Any] = {"help": _sentence(parameter.asked.help)}
    if parameter.kind is bool:
        how |= {"is_flag": True, "default": None}
    else:
        how |= {"type": _type(parameter), "required": parameter.required, "multiple": parameter.several}
        if not parameter.required and parameter.default not in (None, "", ()):
            how |= {"default": str(parameter.default), "show_default": True}
    return click.option(*_flags(parameter), parameter.field, **how)


def _flags(parameter: Parameter) -> list[str]:
    """How the option is written: ``--year``; a switch that may stay unsaid is ``--new-call/--no-new-call``."""
    names = [name.replace("_", "-") for name in (parameter.name, parameter.asked.also) if name]
    if parameter.kind is bool and parameter.optional:
        return [f"--{name}/--no-{name}" for name in names]
    return [f"--{name}" for name in names]


def _sentence(help_text: str) -> str:
    """A help text as commands write it: with a capital and a full stop."""
    return f"{help_text[:1].upper()}{help_text[1:]}." if help_text else ""


def _type(parameter: Parameter) -> click.ParamType[Any]:
    kind, asked = parameter.kind, parameter.asked
    if issubclass(kind, Labeled):
        return click.Choice([member.value for member in kind])
    if kind is FiscalYear:
        return Year()
    if kind is date:
        return Day()
    if kind is int:
        # Of several values the limits say how many there may be.
        return click.INT if parameter.several else click.IntRange(asked.least, asked.most)
    if kind is Decimal:
        return click.FloatRange(asked.least, asked.most)
    return Text(None if parameter.several else asked.most)
