"""Calls in the terminal: lists, the check of a file, drafts, deadlines, and whether one may apply."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

import click
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from tsunagu.access.terminal import operator
from tsunagu.calls import actions
from tsunagu.calls.actions import keeping
from tsunagu.calls.models import Call
from tsunagu.calls.queries import answers
from tsunagu.calls.queries import calls as queries
from tsunagu.calls.queries.calls import CallQuery
from tsunagu.calls.rules import eligibility, facts, places
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.tables import Column, Columns
from tsunagu.kernel.terminal import SHAPES, asks, print_table, speaks


@dataclass(frozen=True, slots=True)
class Wrong:
    """A mistake in a file, with its line."""

    file: Path
    line: int
    problem: Problem


PROBLEMS = Columns[Wrong](
    Column("file", "ファイル", "File", lambda row: str(row.file)),
    Column("line", "行", "Line", lambda row: row.line),
    Column("field", "項目", "Field", lambda row: row.problem.where),
    Column("problem", "問題", "Problem", lambda row: row.problem.message),
)
JUDGED = Columns[eligibility.Judged](
    Column("condition", "条件", "Condition", lambda row: row.condition.key),
    Column("verdict", "判定", "Verdict", lambda row: row.verdict.value),
    Column("missing", "確かめること", "Missing", lambda row: " ".join(one.key for one in row.missing)),
    Column("document", "資料", "Document", lambda row: row.condition.document),
    Column("page", "ページ", "Page", lambda row: row.condition.page),
    Column("text", "条件の文", "Text", lambda row: row.condition.text),
)
_MINUTES = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
format_option = click.option("--format", "shape", type=SHAPES, default="table", show_default=True)


@click.group()
def calls() -> None:
    """Calls: who may apply, by when, judged on what; write one as a file, publish and extend it.

    \b
    tsunagu calls list --applications open
    tsunagu calls new > my-call-2027.toml
    tsunagu calls check my-call-2027.toml --format csv
    tsunagu calls put my-call-2027 my-call-2027.toml
    """


@calls.command("list")
@speaks
@format_option
@asks(CallQuery)
def list_(query: CallQuery, shape: str) -> None:
    """List the calls that everybody sees, open ones first.

    \b
    tsunagu calls list --applications closed --format csv
    """
    rows = queries.fitting(query)
    print_table(queries.CALLS_TABLE.keyed("calls", rows), shape, _("条件に合う公募はありません。"))


@calls.command()
@speaks
@click.argument("key")
def show(key: str) -> None:
    """Print the file of a call, to edit or to copy."""
    click.echo(_call(key).file, nl=False)


@calls.command()
@speaks
@click.option("--like", default="", metavar="KEY", help="Copy the file of this call instead of an empty one.")
def new(like: str) -> None:
    """Print the file of an empty call, each line explained.

    \b
    tsunagu calls new --like coi-next-regional-2024 > coi-next-2027.toml
    """
    click.echo(_call(like).file if like else _empty(), nl=False)


def _empty() -> str:
    return (Path(__file__).parent / "empty.toml").read_text()


@calls.command()
@speaks
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@format_option
def check(files: tuple[Path, ...], shape: str) -> None:
    """Check files of calls: every mistake with its line. Exits with 1 where there is one.

    \b
    tsunagu calls check my-call-2027.toml --format csv
    """
    found = list(chain.from_iterable(map(_wrong, files)))
    print_table(PROBLEMS.keyed("problems", found), shape, _("間違いは見つかりませんでした。"))
    if found:
        raise SystemExit(1)


def _wrong(file: Path) -> Iterator[Wrong]:
    content = file.read_bytes()
    try:
        keeping.checked(content)
    except Rejected as refused:
        text = content.decode("utf-8-sig", errors="replace")
        yield from (Wrong(file, places.line(text, one.where), one) for one in refused.problems)


@calls.command()
@speaks
@click.argument("key")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def put(key: str, file: Path) -> None:
    """Write a call from a file as a draft; one that has not opened yet is written anew."""
    content = file.read_bytes()
    try:
        made = actions.put(key, content, by=operator())
    except Rejected as refused:
        raise Rejected(places.named(content, refused.problems)) from refused
    click.echo(f"{made.key}: {made.state}")


@calls.command()
@speaks
@click.argument("key")
def publish(key: str) -> None:
    """Show a call to everybody."""
    click.echo(f"{key}: {actions.publish(_call(key), by=operator()).state}")


@calls.command()
@speaks
@click.argument("key")
@click.option("--reason", required=True, help="Why, in a sentence; everybody sees it.")
def withdraw(key: str, reason: str) -> None:
    """Take back a call that was published; its page stays and says why."""
    click.echo(f"{key}: {actions.withdraw(_call(key), by=operator(), reason=reason).state}")


@calls.command()
@speaks
@click.argument("key")
@click.option("--closes", required=True, type=click.DateTime(_MINUTES), help="In Japan, as 2027-07-02T12:00.")
@click.option("--reason", required=True, help="Why, in a sentence; everybody sees it.")
def extend(key: str, closes: datetime, reason: str) -> None:
    """Move the deadline of a call to a later one; the one before stays on its page."""
    made = actions.extend(_call(key), by=operator(), closes=make_aware(closes), reason=reason)
    click.echo(f"{key}: {closes:%Y-%m-%d %H:%M} ({made.state})")


@calls.command("may-apply")
@speaks
@click.argument("key")
@click.option("--fact", "said", multiple=True, metavar="QUESTION=ANSWER", help="What is known, as members=3.")
@format_option
def may_apply(key: str, said: tuple[str, ...], shape: str) -> None:
    """Ask whether a body may apply, condition by condition; what is not said stays unknown, never yes.

    \b
    tsunagu calls may-apply coi-next-regional-2024 --fact applicant=national-university --fact members=3
    """
    told = _call(key).told
    judged = eligibility.judge(told, facts.answered(told.questions, said), clock.today())
    if shape == "json":
        click.echo(json.dumps(answers.as_data(judged), ensure_ascii=False))
        return
    print_table(JUDGED.keyed("lines", judged.lines), shape)


def _call(key: str) -> Call:
    found = queries.call(key)
    if found is None:
        raise click.ClickException(
            _("公募「%(key)s」はありません。tsunagu calls list で一覧を見られます。") % {"key": key}
        )
    return found
