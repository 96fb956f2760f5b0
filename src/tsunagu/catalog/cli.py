"""The catalog in the terminal."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

from tsunagu.catalog import sheets
from tsunagu.catalog.actions import import_edition
from tsunagu.catalog.actions import load as load_files
from tsunagu.catalog.queries import eligibility, maps, money
from tsunagu.catalog.queries import program as program_queries
from tsunagu.catalog.queries import search as search_queries
from tsunagu.catalog.queries.eligibility import MayApplyQuery
from tsunagu.catalog.queries.maps import ContactQuery
from tsunagu.catalog.queries.money import BudgetQuery
from tsunagu.catalog.queries.search import ProgramQuery
from tsunagu.kernel.paging import EVERYTHING
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.spreadsheets import read as read_spreadsheet
from tsunagu.kernel.tables import Table, to_csv, to_xlsx
from tsunagu.kernel.terminal import SHAPES, Year, asks, print_table, refusal
from tsunagu.kernel.years import FiscalYear


@click.command()
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the data files; data/ by default.",
)
@click.option(
    "--force", is_flag=True, help="Load unchanged files too, and replace map editions edited from a spreadsheet."
)
def load(data: Path | None, force: bool) -> None:
    """Load the text files under data/ into the database.

    Loading twice changes nothing. All files are checked first: with one mistake anywhere, nothing is changed and every
    mistake is listed.
    """
    call_command("migrate", verbosity=0)
    try:
        with click.progressbar(
            length=0, label="loading", file=sys.stderr, show_percent=False, hidden=not sys.stderr.isatty()
        ) as bar:
            report = load_files(data or settings.DATA, force=force, progress=lambda _: bar.update(1))
    except Rejected as error:
        raise refusal(error) from error
    search_queries.refresh()
    click.echo(
        f"{report.programs} programs, {report.maps} maps;"
        f" {len(report.changed)} new or changed, {len(report.removed)} removed"
    )
    for kept in report.kept:
        click.echo(f"kept the edition edited from a spreadsheet: {kept} (--force takes the file instead)")


@click.command()
@click.argument("words", nargs=-1)
@click.option(
    "--limit", default=10, show_default=True, type=click.IntRange(1, 200), help="How many programs to show at most."
)
@click.option("--format", "shape", default="table", show_default=True, type=click.Choice(["table", "json", "jsonl"]))
@click.option(
    "--from",
    "source",
    type=click.File("r", encoding="utf-8-sig"),
    help="A file with one query a line (- for standard input).",
)
@asks(ProgramQuery, without=("words",))
def search(query: ProgramQuery, words: tuple[str, ...], limit: int, shape: str, source: Any) -> None:
    """Find programs from a want in plain words.

    \b
    tsunagu search 運転手のいないバスを町で走らせたい
    tsunagu search --from wants.txt --format jsonl
    """
    if bool(words) == bool(source):
        raise click.UsageError("Give either words to search for or --from FILE.")

    def find(text: str) -> list[search_queries.Found]:
        return search_queries.programs(replace(query, words=text, limit=limit)) if text.strip() else []

    queries = [line.strip() for line in source if line.strip()] if source else [" ".join(words)]
    if shape == "json":
        answers = [_answer(text, find(text)) for text in queries]
        click.echo(json.dumps(answers if source else answers[0], ensure_ascii=False, indent=1))
        return
    # Progress goes to the terminal only: with one, the answers are usually piped elsewhere.
    with click.progressbar(
        queries, label="searching", file=sys.stderr, hidden=not (source and sys.stderr.isatty())
    ) as bar:
        for text in bar:
            if shape == "jsonl":
                click.echo(json.dumps(_answer(text, find(text)), ensure_ascii=False))
            else:
                _print_found(text, find(text))


def _answer(text: str, results: list[search_queries.Found]) -> dict[str, Any]:
    return {"query": text, "results": [_result(found) for found in results]}


def _result(found: search_queries.Found) -> dict[str, Any]:
    return {
        "kind": "program",
        "key": found.program.key,
        "name": found.program.name,
        "score": found.score,
        "matched": found.matched,
        "applicants": [kind.value for kind in found.leads],
        "only_partner_applies": found.only_partner_applies,
    }


def _print_found(text: str, results: list[search_queries.Found]) -> None:
    click.secho(text, bold=True)
    if not results:
        click.echo("  nothing found: try everyday words for what you want to do")
    for number, found in enumerate(results, start=1):
        leads = "・".join(kind.ja for kind in found.leads)
        click.echo(f"{number:3} {found.score:7.2f}  {found.program.name}  [{found.program.ministry.name}]")
        note = f"  申請主体: {leads}" if leads else ""
        click.echo(
            f"              一致: {'、'.join(found.matched)}{note}"
            f"{'（あなたは申請主体ではありません）' if found.only_partner_applies else ''}"
        )


@click.command("may-apply")
@click.option("--format", "shape", default="table", show_default=True, type=SHAPES)
@asks(MayApplyQuery)
def may_apply(query: MayApplyQuery, shape: str) -> None:
    """Which programs a kind of body may apply for.

    The answers are yes, if, with_partner, no or unknown, each with the rule it rests on.

    \b
    tsunagu may-apply --as university --with city
    tsunagu may-apply --as company --theme smart-city --verdict yes
    """
    found = eligibility.answers(query)
    if shape != "table":
        print_table(eligibility.answers_table(found), shape)
        return
    for one in found:
        missing = f"  要: {'・'.join(kind.ja for kind in one.answer.missing)}" if one.answer.missing else ""
        click.echo(f"{one.answer.verdict.value:12} {one.program.name}{missing}")
        for line in one.answer.lines:
            what = line.text or "・".join(kind.ja for kind in line.bodies) or line.code
            click.echo(f"             {line.check.ja}: {what} ← {eligibility.source_text(line.source)}")


@click.group()
def catalog() -> None:
    """Programs, budgets, contacts and maps; export and import of a map edition."""


@catalog.command()
@click.option("--format", "shape", default="table", show_default=True, type=SHAPES)
@asks(ProgramQuery, without=("words",))
def programs(query: ProgramQuery, shape: str) -> None:
    """List programs."""
    found = search_queries.programs(replace(query, limit=EVERYTHING))
    columns = ("key", "name", "abbreviation", "ministry", "pillar", "kind", "summary")
    rows = [
        [p.key, p.name, p.abbreviation, p.ministry.name, p.pillar, p.kind, p.summary]
        for p in (one.program for one in found)
    ]
    print_table(Table("programs", columns, rows), shape)


@catalog.command()
@click.argument("key")
def show(key: str) -> None:
    """Show one program with its years, money, windows and sources. KEY is its short key, e.g. coi-next."""
    found = program_queries.program(key)
    if found is None:
        raise click.ClickException(f"There is no program {key!r}. `tsunagu catalog programs` lists the keys.")
    translation.activate("ja")
    click.secho(f"{found.name}  {found.abbreviation}  [{found.ministry.name}]", bold=True)
    click.echo(found.summary)
    for edition in found.editions.all():
        click.echo(f"\n{edition.fiscal_year.text()} ({edition.get_basis_display()})  {_place(edition)}")
        for track in edition.tracks.all():
            terms = [track.amount_text, track.years_text, track.awards_text, track.gate]
            click.echo(f"  {track.name}: {'、'.join(filter(None, terms))}")
    click.echo("")
    for figure in found.budgets.all():
        amount = "金額の記載なし" if figure.amount is None else figure.amount.text()
        click.echo(
            f"{figure.fiscal_year.short()} {figure.get_kind_display()}: {amount}  「{figure.printed}」 {_place(figure)}"
        )
    for link in program_queries.links(found):
        click.echo(f"{link.label}: {link.program.name}")
    for contact in found.contacts.all():
        for point in contact.points.all():
            click.echo(f"窓口 ({contact.map.name}): {point} {point.tel} {point.email}")


def _place(fact: Any) -> str:
    return f"{fact.document.title} p.{fact.page}" if fact.document else ""


@catalog.command()
@click.option("--totals", is_flag=True, help="The printed totals against what the listed figures add up to.")
@click.option("--format", "shape", default="table", show_default=True, type=SHAPES)
@asks(BudgetQuery)
def budgets(query: BudgetQuery, totals: bool, shape: str) -> None:
    """Budget figures as printed, or the totals report."""
    if totals:
        rows = money.totals()
        if shape != "table":
            print_table(money.totals_table(rows), shape)
            return
        for row in rows:
            _print_total(row)
        return
    print_table(money.budget_table(money.budget_figures(query)), shape)


def _print_total(row: money.TotalRow) -> None:
    if row.check is None:
        click.echo(f"{'--':9} {row.total.name}: {row.total.amount.text()} (内訳の記載なし)")
        return
    state = "adds up" if row.check.adds_up else "DOES NOT"
    click.echo(
        f"{state:9} {row.total.name}: {row.total.amount.text()} / 内訳の合計 {row.check.computed.text()}"
        f" / 差 {row.check.gap.text()} ({row.check.figures}件、金額なし{row.check.unknown}件;"
        f" {row.total.get_rule_display()})"
    )


@catalog.command()
@click.option("--format", "shape", default="table", show_default=True, type=SHAPES)
@asks(ContactQuery)
def contacts(query: ContactQuery, shape: str) -> None:
    """The windows to call: every row of the contact tables of the maps."""
    print_table(maps.contact_table(maps.contacts(query)), shape)


@catalog.command()
@click.option("--year", type=Year(), help="Fiscal year of the edition; the newest by default.")
@click.option("--format", "shape", type=click.Choice(["xlsx", "csv"]), default="xlsx", show_default=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="File (xlsx) or folder (csv, one file a sheet) to write."
)
def export(year: FiscalYear | None, shape: str, output: Path | None) -> None:
    """Write a map edition (maps, boxes, contacts) as a spreadsheet, to edit and bring back with `import`.

    \b
    tsunagu catalog export --year R4 -o map-R4.xlsx
    tsunagu catalog import map-R5.xlsx --year R5 --dry-run
    """
    chosen = year or next(iter(maps.map_years()), None)
    found = list(maps.edition(chosen)) if chosen else []
    if not chosen or not found:
        raise click.ClickException("There is no map edition of that year.")
    tables = sheets.tables(found)
    target = output or Path(f"map-{chosen.short()}" + (".xlsx" if shape == "xlsx" else ""))
    if shape == "xlsx":
        target.write_bytes(to_xlsx(tables))
    else:
        target.mkdir(parents=True, exist_ok=True)
        for table in tables:
            (target / f"{table.name}.csv").write_text(to_csv(table, bom=True), newline="")
    click.echo(f"{target}: {', '.join(f'{len(table.rows)} {table.name}' for table in tables)}")


@catalog.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--year", type=Year(), required=True, help="Fiscal year of the edition: 2023, R5, 令和5年度.")
@click.option("--dry-run", is_flag=True, help="Check everything and show what would change, but change nothing.")
def import_(path: Path, year: FiscalYear, dry_run: bool) -> None:
    """Bring a map edition in from a spreadsheet (.xlsx, or a folder of CSV files): all of it or nothing.

    Every mistake is listed with its sheet, row and column. The maps named in the file are replaced for
    that year; others stay.
    """
    try:
        changes = import_edition(read_spreadsheet(path), year, dry_run=dry_run)
    except Rejected as error:
        raise refusal(error) from error
    for change in changes:
        click.echo(
            f"{change.sheet}: {len(change.added)} rows new or changed, {len(change.removed)} rows gone or changed"
        )
        for sign, rows in (("+", change.added), ("-", change.removed)):
            for row in rows[:20]:
                click.echo(f"  {sign} {' | '.join(cell for cell in row[:5])}")
    if dry_run:
        click.echo("dry run: nothing was changed")
    else:
        search_queries.refresh()
