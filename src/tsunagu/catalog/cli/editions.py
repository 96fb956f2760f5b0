"""Map editions in the terminal: out as a spreadsheet, back as drafts, and from a draft to what readers see."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tsunagu.access.terminal import operator
from tsunagu.catalog import actions, files, sheets
from tsunagu.catalog.models import Map
from tsunagu.catalog.queries import editions, search_index
from tsunagu.catalog.sheets import DIFFERENCES, Difference
from tsunagu.catalog.wording import source_sentences
from tsunagu.kernel.labels import in_row
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.spreadsheets import read as read_spreadsheet
from tsunagu.kernel.spreadsheets.uploads import file_sentence
from tsunagu.kernel.tables import Table, to_csv, to_xlsx
from tsunagu.kernel.terminal import SHAPES, Year, print_table, speaks
from tsunagu.kernel.years import FiscalYear

_MOST_LINES = 60  # of what differs; a file holds all of it
_year = partial(click.option, "--year", type=Year(), required=True, help="Fiscal year: 2023, R5, 令和5年度.")
_reason = click.option("--reason", default="", help="Why, for the log.")
_shape = click.option("--format", "shape", default="table", show_default=True, type=SHAPES)
_data = click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the data files; data/ by default.",
)
_keys = click.argument("keys", metavar="MAP...", nargs=-1, required=True)


def _speaking(command: Callable[..., Any]) -> Callable[..., Any]:
    """A command that speaks the language asked for, also of what is wrong with a file."""

    @speaks
    @functools.wraps(command)
    def run(**given: Any) -> None:
        try:
            command(**given)
        except Rejected as error:
            raise Rejected(list(map(_worded, error.problems))) from error

    return run


def _worded(problem: Problem) -> Problem:
    return replace(problem, message=file_sentence(problem))


@click.command()
@click.option("--year", type=Year(), help="Fiscal year of the editions; of each map the newest by default.")
@click.option("--draft", is_flag=True, help="The drafts of the year instead of what is published.")
@click.option("--format", "shape", default="xlsx", show_default=True, type=click.Choice(["xlsx", "csv"]))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="File (xlsx) or folder (csv, one file a sheet) to write."
)
@click.option(
    "--with",
    "more",
    type=click.Choice(["programs"]),
    help="Also the documents, programs and eligibility rules of the text files, a sheet each.",
)
@_data
@_speaking
def export(
    year: FiscalYear | None,
    draft: bool,
    shape: str,
    output: Path | None,
    more: str | None,
    data: Path | None,
) -> None:
    """Write map editions (maps, boxes, contacts) as a spreadsheet, to edit and bring back with `import`.

    \b
    tsunagu catalog export --year R4 -o map-R5.xlsx
    tsunagu catalog export --year R4 --with programs -o catalog-R5.xlsx
    tsunagu catalog import map-R5.xlsx --year R5 --dry-run
    """
    if draft and year is None:
        raise click.UsageError(_("下書きの年度も指定してください（例：--draft --year R5）。"))
    chosen = list(editions.drafts(year) if draft and year else editions.shown(year))
    if not chosen:
        raise click.ClickException(_("その年度の地図はありません。"))
    tables = sheets.tables(editions.whole(chosen))
    if more:
        tables += sheets.listed(files.read(data or settings.DATA))
    target = output or _usual_file(max(edition.fiscal_year for edition in chosen), shape)
    if shape == "xlsx":
        target.write_bytes(to_xlsx(sheets.in_words(tables)))
    else:
        _write_folder(target, tables)
    sizes = [f"{sheets.NAMES[table.name]} {len(table.rows)}" for table in tables]
    click.echo(f"{target}: {in_row(sizes)}")


def _usual_file(year: FiscalYear, shape: str) -> Path:
    return Path(f"map-{year.short()}" + (".xlsx" if shape == "xlsx" else ""))


def _write_folder(folder: Path, tables: Iterable[Table]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for table in tables:
        (folder / f"{table.name}.csv").write_text(to_csv(table, bom=True), newline="")


@click.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@_year()
@click.option("--dry-run", is_flag=True, help="Check everything and show what would change, but change nothing.")
@click.option("--publish", is_flag=True, help="Publish the drafts at once.")
@_reason
@_shape
@_data
@_speaking
def import_(
    path: Path,
    year: FiscalYear,
    dry_run: bool,
    publish: bool,
    reason: str,
    shape: str,
    data: Path | None,
) -> None:
    """Bring maps in from a spreadsheet (.xlsx, or a folder of CSV files) as drafts: all of it or nothing.

    Where the spreadsheet has sheets of documents, programs or eligibility rules, what is new in them is written into
    the text files under data/ and loaded.

    Every mistake is listed with its sheet, row and column. What is new is told against the draft of the same year,
    else against what is published of that year, else of the newest year before. Readers see nothing of a draft until
    `tsunagu catalog editions publish`.
    """
    rows = read_spreadsheet(path)
    publish = publish and not dry_run
    imported = actions.import_edition(
        rows,
        year,
        data=data,
        dry_run=dry_run,
        publishing=publish,
        by=operator(),
        reason=reason,
    )
    _print_differences(imported.differences, shape)
    _print_warnings(imported.warnings)
    if imported.files and not dry_run:
        click.echo(_("書き換えたファイル：%(files)s") % {"files": in_row(list(map(str, imported.files)))}, err=True)
    for sentence in _outcome(imported, year, dry_run=dry_run, published=publish):
        click.echo(sentence, err=True)
    if publish or (imported.files and not dry_run):
        search_index.refresh()


def _print_warnings(warnings: Iterable[Problem]) -> None:
    for warning in warnings:
        click.echo(_("確かめてください：%(what)s") % {"what": warning}, err=True)


def _outcome(imported: actions.Imported, year: FiscalYear, *, dry_run: bool, published: bool) -> Iterator[str]:
    """What became of the maps: those that need no draft, those whose draft is there already, the new drafts."""
    if imported.unchanged:
        yield _("%(maps)sは、公開中の版と変わりがないので、下書きを作りません。") % _named(imported.unchanged, year)
    if dry_run:
        yield _("試しに読んだだけです。何も変えていません。")
    elif published and (drafts := [*imported.drafts, *imported.waiting]):
        yield _("%(year)sの%(maps)sを公開しました。") % _named(drafts, year)
    else:
        told = {_WAITING: imported.waiting, _DRAFTED: imported.drafts}
        yield from (str(said) % _named(keys, year) for said, keys in told.items() if keys)


_WAITING = gettext_lazy(
    "%(year)sの%(maps)sには、同じ内容の下書きがすでにあります。"
    "公開は tsunagu catalog editions publish %(keys)s --year %(year)s"
)
_DRAFTED = gettext_lazy(
    "%(year)sの%(maps)sを下書きにしました。公開は tsunagu catalog editions publish %(keys)s --year %(year)s"
)


def _print_differences(found: Sequence[Difference], shape: str) -> None:
    if shape != "table":
        print_table(DIFFERENCES.keyed("differences", found), shape)
        return
    if not found:
        click.echo(_("違いはありません。"))
    told = [difference for difference in found if not difference.is_usual]
    for difference in told[:_MOST_LINES]:
        click.echo(sheets.sentence(difference))
    if len(told) > _MOST_LINES:
        click.echo(_("ほか%(count)d件。--format csv ですべて出ます。") % {"count": len(told) - _MOST_LINES})
    _print_sources(found)


def _print_sources(found: Iterable[Difference]) -> None:
    for said in source_sentences(found):
        click.secho(said.text, fg="yellow" if said.warns else None)


@click.group("editions", invoke_without_command=True)
@_shape
@click.pass_context
def editions_(context: click.Context, shape: str) -> None:
    """The editions of the maps: what is a draft, published or withdrawn.

    \b
    tsunagu catalog editions --format csv
    tsunagu catalog editions diff maas --year R5
    tsunagu catalog editions publish maas --year R5 --reason 新しい資料による
    """
    if context.invoked_subcommand is None:
        print_table(editions.EDITIONS.keyed("editions", editions.listed(operator())), shape)


@editions_.command()
@click.argument("keys", metavar="[MAP]...", nargs=-1)
@_year()
@_shape
@_speaking
def diff(keys: tuple[str, ...], year: FiscalYear, shape: str) -> None:
    """What is new in the drafts of a year, against what they would stand in the place of; all drafts by default."""
    drafts = {draft.key: draft for draft in editions.drafts(year)}
    if missing := [key for key in keys if key not in drafts]:
        raise click.ClickException(_("%(year)sの%(maps)sには下書きがありません。") % _named(missing, year))
    chosen = [drafts[key] for key in keys] or list(drafts.values())
    _print_differences(list(chain.from_iterable(map(editions.differences, chosen))), shape)


@editions_.command("preview")
@_keys
@_year()
@_reason
@_speaking
def preview_(keys: tuple[str, ...], year: FiscalYear, reason: str) -> None:
    """Show all that the drafts say, cell by cell, and note that they were looked at."""
    for table in sheets.tables(editions.whole(actions.preview(keys, year, by=operator(), reason=reason))):
        _print_rows(table)


@editions_.command()
@_keys
@_year()
@_reason
@_speaking
def publish(keys: tuple[str, ...], year: FiscalYear, reason: str) -> None:
    """Show drafts to readers. Other maps stay as they are."""
    drafts = [draft for draft in editions.drafts(year) if draft.key in keys]
    found = list(chain.from_iterable(map(editions.differences, drafts)))
    actions.publish(keys, year, by=operator(), reason=reason)
    search_index.refresh()
    click.echo(_("%(year)sの%(maps)sを公開しました。") % _named(keys, year))
    _print_sources(found)


@editions_.command()
@_keys
@_year()
@_reason
@_speaking
def withdraw(keys: tuple[str, ...], year: FiscalYear, reason: str) -> None:
    """Take published editions back: readers see the ones before again."""
    before = _shown()
    actions.withdraw(keys, year, by=operator(), reason=reason)
    search_index.refresh()
    click.echo(_("%(year)sの%(maps)sを取り下げました。") % _named(keys, year))
    now = _shown()
    for key in dict.fromkeys(keys):
        click.echo(_seen_now(key, before[key], now.get(key)))


def _shown() -> dict[str, Map]:
    """The edition of each map that readers see."""
    return {edition.key: edition for edition in editions.shown()}


def _seen_now(key: str, before: Map, now: Map | None) -> str:
    """What readers see of a map in the place of an edition that was withdrawn, and what to do where that is nothing."""
    if now is None:
        return _ONLY_EDITION % {"map": key}
    values = {"map": key, "year": now.fiscal_year.short()}
    if now == before:
        return _("%(map)sは、表示していたのが%(year)sの版なので、見え方は変わりません。") % values
    return _("%(map)sは、%(year)sの版に戻りました。") % values


_ONLY_EDITION = gettext_lazy(
    "%(map)sにはほかに公開中の版がないので、一覧にもページにも出なくなりました。また載せるには、tsunagu catalog import"
    " で取り込み、tsunagu catalog editions publish で公開してください。"
)


def _print_rows(table: Table) -> None:
    """A sheet row by row, what is filled in under its heading."""
    for number, row in enumerate(table.rows, start=1):
        click.echo(f"{sheets.NAMES[table.name]} {number}")
        for heading, cell in zip(table.columns, row, strict=True):
            if cell not in ("", None):
                click.echo(_("  %(heading)s：%(cell)s") % {"heading": heading, "cell": cell})


@editions_.command()
@_keys
@_year()
@_reason
@_speaking
def drop(keys: tuple[str, ...], year: FiscalYear, reason: str) -> None:
    """Throw drafts or withdrawn editions away."""
    actions.drop(keys, year, by=operator(), reason=reason)
    click.echo(_("%(year)sの%(maps)sを削除しました。") % _named(keys, year))


@editions_.command()
@_shape
def log(shape: str) -> None:
    """What was done with the editions: when, by whom and why, the last first."""
    print_table(editions.STEPS_TAKEN.keyed("steps", editions.steps(operator())), shape)


def _named(keys: Sequence[str], year: FiscalYear) -> dict[str, str]:
    once = list(dict.fromkeys(keys))
    return {"maps": in_row(once), "keys": " ".join(once), "year": year.short()}
