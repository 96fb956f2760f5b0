"""The catalog in the terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import Any, TextIO

import click
from django.utils.timezone import localtime

from tsunagu.catalog.cli import book, calls, corrections, editions
from tsunagu.catalog.enums import TotalVerdict
from tsunagu.catalog.models import BudgetFigure, Contact, Correction, Edition, Program
from tsunagu.catalog.queries import contacts as contact_queries
from tsunagu.catalog.queries import corrections as correction_queries
from tsunagu.catalog.queries import days, eligibility, money, states
from tsunagu.catalog.queries import program as program_queries
from tsunagu.catalog.queries import search as search_queries
from tsunagu.catalog.queries.contacts import ContactQuery
from tsunagu.catalog.queries.days import DayQuery
from tsunagu.catalog.queries.eligibility import MayApplyQuery, ProgramAnswer
from tsunagu.catalog.queries.money import BudgetQuery
from tsunagu.catalog.queries.narrowing import ProgramQuery
from tsunagu.catalog.queries.search import Found, Results
from tsunagu.catalog.queries.states import ProgramState
from tsunagu.catalog.wording import answer_standing
from tsunagu.kernel.labels import Labeled, speaking
from tsunagu.kernel.paging import EVERYTHING
from tsunagu.kernel.terminal import SHAPES, asks, print_table
from tsunagu.search.enums import Fit

format_option = partial(click.option, "--format", "shape", show_default=True)
table_option = format_option(default="table", type=SHAPES)


@click.command()
@click.argument("words", nargs=-1)
@click.option(
    "--limit", default=10, show_default=True, type=click.IntRange(1, 200), help="How many programs to show at most."
)
@format_option(default="table", type=click.Choice(["table", "json", "jsonl"]))
@click.option(
    "--from",
    "source",
    type=click.File("r", encoding="utf-8-sig"),
    help="A file with one query a line (- for standard input).",
)
@asks(ProgramQuery, without=("words",))
def search(
    query: ProgramQuery,
    words: tuple[str, ...],
    limit: int,
    shape: str,
    source: TextIO | None,
) -> None:
    """Find programs from a want in plain words.

    \b
    tsunagu search 運転手のいないバスを町で走らせたい
    tsunagu search --from wants.txt --format jsonl
    """
    if bool(words) == bool(source):
        raise click.UsageError("Give either words to search for or --from FILE.")
    query = replace(query, limit=limit)
    if shape == "json":
        answers = [_answer_json(text, _find(query, text)) for text in _wants(words, source)]
        click.echo(json.dumps(answers if source else answers[0], ensure_ascii=False, indent=1))
        return
    for text in _with_progress(_wants(words, source), shown=bool(source)):
        results = _find(query, text)
        if shape == "jsonl":
            click.echo(json.dumps(_answer_json(text, results), ensure_ascii=False))
        else:
            _print_found(text, results)


def _wants(words: Sequence[str], source: TextIO | None) -> list[str]:
    """One want of the arguments, or those of the file's lines."""
    if source is None:
        return [" ".join(words)]
    return [line.strip() for line in source if line.strip()]


def _find(query: ProgramQuery, text: str) -> Results:
    if not text.strip():
        return Results([], 0, fit=Fit.NONE)
    return search_queries.results(replace(query, words=text))


def _with_progress(wants: Sequence[str], *, shown: bool) -> Iterator[str]:
    """Progress goes to the terminal only: with a file, the answers are usually piped elsewhere."""
    hidden = not (shown and sys.stderr.isatty())
    with click.progressbar(wants, label="searching", file=sys.stderr, hidden=hidden) as bar:
        yield from bar


def _answer_json(text: str, results: Results) -> dict[str, Any]:
    return {"query": text, "fit": results.fit, "results": [_result_json(result) for result in results.found]}


def _result_json(result: Found) -> dict[str, Any]:
    return {
        "kind": "program",
        "key": result.program.key,
        "name": result.program.name,
        "state": result.state.state.value,
        "as_of": result.state.as_of.isoformat(),
        "score": result.score,
        "fit": result.fit,
        "matched": [str(match) for match in result.matched],
        "sentence": result.sentence,
        "applicants": [kind.value for kind in result.leads],
        "only_partner_applies": result.only_partner_applies,
    }


def _print_found(text: str, results: Results) -> None:
    click.secho(text, bold=True)
    if results.fit is Fit.NONE:
        click.echo("  ぴったりの事業は見つかりませんでした。ふだんの短い言葉に言いかえるか、条件を外してみてください。")
    numbered = enumerate(results.found, start=1)
    for fit, group in groupby(numbered, key=lambda pair: pair[1].fit):
        if fit is not None:
            click.echo(f"  {fit.ja}")
        for number, result in group:
            _print_program(number, result)


def _print_program(number: int, result: Found) -> None:
    program = result.program
    state = f"{result.state.state.ja}（{result.state.as_of:%Y-%m}時点）"
    click.echo(f"{number:3} {result.score:7.2f}  {program.name}  [{program.ministry.name}]  {state}")
    leads = f"  申請主体: {_in_japanese(result.leads)}" if result.leads else ""
    note = "（あなたは申請主体ではありません）" if result.only_partner_applies else ""
    click.echo(f"              一致: {'、'.join(map(str, result.matched))}{leads}{note}")
    click.echo(f"              {result.sentence}")


def _in_japanese(words: Iterable[Labeled]) -> str:
    return "・".join(word.ja for word in words)


@click.command("may-apply")
@table_option
@asks(MayApplyQuery)
def may_apply(query: MayApplyQuery, shape: str) -> None:
    """Which programs a kind of body may apply for.

    The answers are yes, if, check, with_partner, no or unknown, each with the rule it rests on. Yes and if rest on
    rules of the present; check says that rules of an earlier year allow it.

    \b
    tsunagu may-apply --as university --with city
    tsunagu may-apply --as company --theme smart-city --verdict yes
    """
    answers = eligibility.answers(query)
    if shape != "table":
        print_table(eligibility.answers_table(answers), shape)
        return
    for answered in answers:
        _print_answer(answered)


def _print_answer(answered: ProgramAnswer) -> None:
    answer = answered.answer
    missing = f"  要: {_in_japanese(answer.missing)}" if answer.missing else ""
    click.echo(f"{answer.verdict.value:12} {answered.program.name} [{answered.state.state.ja}]{missing}")
    with speaking("ja"):
        step = answered.next_step.text if answered.next_step else ""
        for note in filter(None, (answer_standing(answer), step)):
            click.echo(f"             {note}")
    for line in answer.lines:
        what = line.text or _in_japanese(line.bodies) or line.code
        click.echo(f"             {line.check.ja}: {what} ← {eligibility.source_text(line.source)}")


@click.group()
def catalog() -> None:
    """Programs, budgets, contacts and maps; export and import of a map edition."""


catalog.add_command(calls.states)
catalog.add_command(calls.state)
catalog.add_command(calls.calls)


@catalog.command()
@table_option
@asks(ProgramQuery, without=("words",))
def programs(query: ProgramQuery, shape: str) -> None:
    """List programs."""
    print_table(search_queries.listed_table(search_queries.programs(replace(query, limit=EVERYTHING))), shape)


@catalog.command()
@click.argument("key")
@asks(DayQuery)
@days.on_its_day
def show(query: DayQuery, key: str) -> None:
    """Show one program with its state, years, money, windows and sources. KEY is its short key, e.g. coi-next."""
    program = program_queries.program(key)
    if program is None:
        known = f" known on {query.as_of}" if query.as_of else ""
        raise click.ClickException(f"There is no program {key!r}{known}. `tsunagu catalog programs` lists the keys.")
    with speaking("ja"):
        for line in _described(program):
            click.echo(line)


def _described(program: Program) -> Iterator[str]:
    """A program in lines of text."""
    yield click.style(f"{program.name}  {program.abbreviation}  [{program.ministry.name}]", bold=True)
    yield program.summary
    for one in correction_queries.shown(program):
        yield _correction_line(one)
    yield from _state_lines(states.state_of(program))
    for edition in program.editions.all():
        yield from _edition_lines(edition)
    yield ""
    for figure in program.budgets.all():
        yield _figure_line(figure)
    for link in program_queries.links(program):
        yield f"{link.label}: {link.program.name}  {link.relation.cited_as or '（編集部による）'}"
    for contact in program.contacts.all():
        yield from _contact_lines(contact)


def _correction_line(one: Correction) -> str:
    day, fields = f"{localtime(one.decided_at):%Y-%m-%d}", correction_queries.fields_text(one.standing_fields)
    return f"{day} に訂正: {one.about} {fields} ← {correction_queries.source_text(one)}"


def _contact_lines(contact: Contact) -> Iterator[str]:
    for point in contact.points.all():
        extension = f"（内線{point.extension}）" if point.extension else ""
        yield f"連絡先 ({contact.map.name}): {point} {point.tel}{extension} {point.email}"


def _state_lines(state: ProgramState) -> Iterator[str]:
    yield f"{state.state.label} ({state.as_of.isoformat()}): {state.basis}"
    for name, of_track in state.of_tracks:
        yield f"  {name}: {of_track.label}"


def _edition_lines(edition: Edition) -> Iterator[str]:
    yield f"\n{edition.fiscal_year.text()} ({edition.get_basis_display()})  {edition.cited_as}"
    for track in edition.tracks.all():
        terms = (track.amount_text, track.years_text, track.awards_text, track.gate)
        yield f"  {track.name}: {'、'.join(filter(None, terms))}"


def _figure_line(figure: BudgetFigure) -> str:
    amount = "金額の記載なし" if figure.amount is None else figure.amount.text()
    what = f"{figure.fiscal_year.short()} {figure.get_kind_display()}"
    printed = f"「{figure.printed}」" if figure.printed else ""
    return "  ".join(filter(None, (f"{what}: {amount}", printed, figure.cited_as)))


@catalog.command()
@click.option("--totals", is_flag=True, help="The printed totals against what the listed figures add up to.")
@table_option
@asks(BudgetQuery)
@days.on_its_day
def budgets(query: BudgetQuery, totals: bool, shape: str) -> None:
    """Budget figures as printed, or the totals report."""
    if not totals:
        print_table(money.budget_table(money.budget_figures(query)), shape)
    elif shape != "table":
        print_table(money.totals_table(money.totals()), shape)
    else:
        with speaking("ja"):
            for row in money.totals():
                _print_total(row)


_STATES = {TotalVerdict.ADDS_UP: "adds up", TotalVerdict.WITHIN: "a part", TotalVerdict.DIFFERS: "DOES NOT"}


def _print_total(row: money.TotalRow) -> None:
    total, check = row.total, row.check
    printed = f"{total.name}: {total.amount.text()}"
    if check is None:
        click.echo(f"{'--':9} {printed} (内訳の記載なし)")
        return
    state = _STATES[check.verdict]
    counted = f"{check.figures}件、金額なし{check.unknown}件; {total.get_rule_display()}"
    click.echo(f"{state:9} {printed} / 内訳の合計 {check.computed.text()} / 差 {check.gap.text()} ({counted})")


@catalog.command()
@table_option
@asks(ContactQuery)
def contacts(query: ContactQuery, shape: str) -> None:
    """The windows to call: every row of the contact tables of the maps."""
    print_table(contact_queries.contact_table(contact_queries.contacts(query)), shape)


catalog.add_command(book.book)
catalog.add_command(corrections.corrections)
catalog.add_command(editions.export)
catalog.add_command(editions.import_)
catalog.add_command(editions.editions_)
