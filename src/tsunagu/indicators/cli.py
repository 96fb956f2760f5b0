"""Indicators in the terminal."""

from __future__ import annotations

import click

from tsunagu.indicators.queries import comparing, indicators, series
from tsunagu.indicators.queries.comparing import CompareQuery
from tsunagu.indicators.queries.indicators import IndicatorQuery
from tsunagu.indicators.queries.series import SeriesQuery
from tsunagu.kernel.terminal import SHAPES, asks, print_table

format_option = click.option("--format", "shape", type=SHAPES, default="table", show_default=True)


@click.group("indicators")
def indicators_() -> None:
    """Indicators, the figures of one body over time, and bodies side by side.

    \b
    tsunagu indicators list --format csv
    tsunagu indicators series participants --body hokkaido-university --as-of 2026-04-01
    tsunagu indicators compare participants --year R7 --format csv
    """


@indicators_.command("list")
@asks(IndicatorQuery)
@format_option
def list_(question: IndicatorQuery, shape: str) -> None:
    """List the indicators with their last definition."""
    print_table(indicators.INDICATORS.keyed("indicators", indicators.indicators(question)), shape)


@indicators_.command("series")
@click.argument("indicator")
@asks(SeriesQuery)
@format_option
def series_(question: SeriesQuery, indicator: str, shape: str) -> None:
    """Print the figures of a body over time, as they were known on a day."""
    shown = series.series_of(indicator, question.body, question)
    if shown is None:
        raise click.ClickException(f"there is no indicator {indicator} or no body {question.body}")
    print_table(series.SERIES.keyed("series", shown.lines), shape)
    for one in shown.breaks:
        change = f"definition {one.before.version} up to {one.before.period.code}"
        click.echo(f"break: {change}, definition {one.after.version} from {one.after.period.code}", err=True)


@indicators_.command("compare")
@click.argument("indicator")
@asks(CompareQuery)
@format_option
def compare(question: CompareQuery, indicator: str, shape: str) -> None:
    """Print the figures of all bodies side by side, each with its period."""
    compared = comparing.comparison(indicator, question)
    if compared is None:
        raise click.ClickException(f"there is no indicator {indicator}")
    print_table(comparing.COMPARED.keyed("compared", compared.rows), shape)
    total = compared.total
    told = series.cell(total.number) if total.number is not None else f"unknown ({total.why})"
    click.echo(f"all: {told}, of {total.known} of {total.asked} bodies", err=True)
