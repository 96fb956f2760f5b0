"""How commands print: tables, and what is wrong with an input."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import click

from tsunagu.kernel.labels import Labeled
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.questions import Door, Parameter, parameters
from tsunagu.kernel.tables import Table, to_csv
from tsunagu.kernel.years import FiscalYear

SHAPES = click.Choice(["table", "csv", "json"])


def print_table(table: Table, shape: str) -> None:
    """Print a table as aligned text, CSV or JSON."""
    if shape == "csv":
        sys.stdout.write(to_csv(table).replace("\r\n", "\n"))
    elif shape == "json":
        click.echo(
            json.dumps([dict(zip(table.columns, row, strict=True)) for row in table.rows], ensure_ascii=False, indent=1)
        )
    else:
        for row in table.rows:
            click.echo("  ".join("" if cell is None else str(cell) for cell in row))
        click.echo(f"({len(table.rows)} rows: {', '.join(table.columns)})", err=True)


def refusal(error: Rejected) -> click.ClickException:
    """Every problem of an input, and that nothing was changed."""
    return click.ClickException(f"nothing was changed; {len(error.problems)} problem(s):\n{error}")


Command = Callable[..., Any]


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


def asks(question: type, *, without: Sequence[str] = (), filled: Sequence[str] = ()) -> Callable[[Command], Command]:
    """Give a command the options of a question; it is called with the question's record as its first argument.

    without: fields that the command does not offer. filled: fields that its own arguments of the same names fill.
    """
    every = parameters(question, Door.TERMINAL)
    offered = [one for one in every if one.field not in (*without, *filled)]
    taken = [one for one in every if one.field not in without]

    def asking(command: Command) -> Command:
        def run(**given: Any) -> Any:
            asked = {one.field: _asked(one, given.pop(one.field)) for one in taken}
            known = {name: value for name, value in asked.items() if value is not None}
            return command(question(**known), **given)

        run.__name__, run.__doc__ = command.__name__, command.__doc__
        run.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
        for one in reversed(offered):
            run = _option(one)(run)
        return run

    return asking


def _asked(one: Parameter, value: Any) -> Any:
    if one.several:
        return tuple(one.kind(part) for part in value) or None
    return value if value is None else one.kind(str(value) if one.kind is Decimal else value)


def _option(one: Parameter) -> Callable[[Command], Command]:
    names = [name.replace("_", "-") for name in (one.name, one.asked.also) if name]
    how: dict[str, Any] = {"help": _sentence(one.asked.help)}
    if one.kind is bool:
        return click.option(*(_switch(name, one) for name in names), one.field, default=None, **how)
    if not (one.required or one.default in (None, "", ())):
        how |= {"default": str(one.default), "show_default": True}
    flags = (f"--{name}" for name in names)
    return click.option(*flags, one.field, type=_type(one), required=one.required, multiple=one.several, **how)


def _switch(name: str, one: Parameter) -> str:
    return f"--{name}/--no-{name}" if one.optional else f"--{name}"


def _sentence(help_text: str) -> str:
    """A help text as commands write it: with a capital and a full stop."""
    return f"{help_text[:1].upper()}{help_text[1:]}." if help_text else ""


def _type(one: Parameter) -> click.ParamType[Any]:
    if issubclass(one.kind, Labeled):
        return click.Choice([member.value for member in one.kind])
    if one.kind is FiscalYear:
        return Year()
    if one.kind is int:
        return click.INT if one.several else click.IntRange(one.asked.least, one.asked.most)
    if one.kind is Decimal:
        return click.FloatRange(one.asked.least, one.asked.most)
    return click.STRING
