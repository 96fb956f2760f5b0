"""Surveys in the terminal."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime, make_aware

from tsunagu.access.terminal import operator
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.tables import Column, Columns
from tsunagu.kernel.terminal import SHAPES, print_table, refusal
from tsunagu.kernel.text import counted
from tsunagu.surveys import actions
from tsunagu.surveys.models import Survey
from tsunagu.surveys.queries import surveys as queries
from tsunagu.surveys.rules import beginning

SURVEYS = Columns[Survey](
    Column("key", "キー", "Key", lambda row: row.key),
    Column("year", "年度", "Year", lambda row: int(row.year)),
    Column("state", "状態", "State", lambda row: row.state),
    Column("closes", "期限", "Closes", lambda row: localtime(row.closes).isoformat() if row.closes else ""),
    Column("name", "名称", "Name", lambda row: row.name),
)
_PLACE = 987654321  # a number that an address may have
format_option = click.option("--format", "shape", type=SHAPES, default="table", show_default=True)
site_option = click.option("--site", required=True, help="The address of the site, as a browser would write it.")


@click.group()
def surveys() -> None:
    """Surveys, their tallies, invitations and reminders.

    \b
    tsunagu surveys tally mic-2021 --format csv
    tsunagu surveys begin mic-2026.toml
    tsunagu surveys invite mic-2026 --site https://www.example.jp
    """


@surveys.command("list")
@format_option
def list_(shape: str) -> None:
    """List all surveys, the newest first."""
    print_table(SURVEYS.keyed("surveys", queries.all_of(operator())), shape)


@surveys.command()
@click.argument("key")
@format_option
def tally(key: str, shape: str) -> None:
    """Count the bodies by their answers, each count with its base; printed numbers where only these are at hand."""
    print_table(queries.TALLY.keyed("tally", queries.tallied(_survey(key), with_before=False).counts), shape)


@surveys.command()
@click.argument("key")
@format_option
def export(key: str, shape: str) -> None:
    """Print what each body submitted to each question; of one that did not submit, that it did not answer."""
    print_table(queries.ANSWERS.keyed("answers", queries.every_answer(_survey(key))), shape)


@surveys.command()
@click.option("--force", is_flag=True, help="Load also files that did not change.")
def load(force: bool) -> None:
    """Load the printed results below data/surveys."""
    for line in _acting(lambda: actions.bring(Path(settings.DATA), force=force)):
        click.echo(line)


@surveys.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def begin(file: Path) -> None:
    """Begin a survey from a file; docs/surveys-data.md says what it holds. Nobody is written to yet."""
    made = _acting(lambda: _begun(file))
    click.echo(f"{made.key}: {counted(len(queries.progress(made).rows), 'body', 'bodies')}")


def _begun(file: Path) -> Survey:
    try:
        raw = tomllib.loads(file.read_text())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise click.ClickException(f"{file.name}: {error}") from error
    told = beginning.read(raw)
    closes: datetime = told.pop("closes")
    return actions.begin(by=operator(), closes=closes if closes.tzinfo else make_aware(closes), **told)


@surveys.command()
@click.argument("key")
@site_option
def invite(key: str, site: str) -> None:
    """Open a survey and write to the bodies that it asks; each address is written to once."""
    path = reverse("sheets:response", args=[_PLACE]).replace(str(_PLACE), "{number}")
    link = f"{site.rstrip('/')}{path}"
    click.echo(f"{_acting(lambda: actions.invite(_survey(key), by=operator(), link=link))} mails")


@surveys.command()
@click.argument("key")
def remind(key: str) -> None:
    """Write to the bodies that did not submit yet, at most once a day."""
    click.echo(f"{_acting(lambda: actions.remind(_survey(key), by=operator()))} mails")


@surveys.command()
@click.argument("key")
def close(key: str) -> None:
    """End a survey now."""
    _acting(lambda: actions.close(_survey(key), by=operator()))


@surveys.command()
@click.argument("key")
def publish(key: str) -> None:
    """Show the tally of a closed survey to everybody."""
    _acting(lambda: actions.publish(_survey(key), by=operator()))


def _survey(key: str) -> Survey:
    found = queries.survey(key)
    if found is None:
        raise click.ClickException(f"there is no survey {key!r}; `tsunagu surveys list` names them")
    return found


def _acting(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except Rejected as error:
        raise refusal(error) from error
