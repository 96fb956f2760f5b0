"""Map editions in the terminal: out as a spreadsheet, and back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from tsunagu.catalog import sheets
from tsunagu.catalog.actions import EditionChange, import_edition
from tsunagu.catalog.queries import maps, search_index
from tsunagu.kernel.labels import speaking
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.spreadsheets import read as read_spreadsheet
from tsunagu.kernel.tables import Table, to_csv, to_xlsx
from tsunagu.kernel.terminal import Year, refusal
from tsunagu.kernel.years import FiscalYear

_MOST_ROWS = 20  # of each sheet that an import shows


@click.command()
@click.option("--year", type=Year(), help="Fiscal year of the edition; the newest by default.")
@click.option("--format", "shape", default="xlsx", show_default=True, type=click.Choice(["xlsx", "csv"]))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="File (xlsx) or folder (csv, one file a sheet) to write."
)
def export(year: FiscalYear | None, shape: str, output: Path | None) -> None:
    """Write a map edition (maps, boxes, contacts) as a spreadsheet, to edit and bring back with `import`.

    \b
    tsunagu catalog export --year R4 -o map-R4.xlsx
    tsunagu catalog import map-R5.xlsx --year R5 --dry-run
    """
    chosen = year or maps.newest_year()
    tables = sheets.tables(maps.edition(chosen))
    if not tables[0].rows:
        raise click.ClickException("There is no map edition of that year.")
    target = output or _usual_file(chosen, shape)
    if shape == "xlsx":
        target.write_bytes(to_xlsx(tables))
    else:
        _write_folder(target, tables)
    click.echo(f"{target}: {', '.join(f'{len(table.rows)} {table.name}' for table in tables)}")


def _usual_file(year: FiscalYear, shape: str) -> Path:
    with speaking("ja"):
        return Path(f"map-{year.short()}" + (".xlsx" if shape == "xlsx" else ""))


def _write_folder(folder: Path, tables: Iterable[Table]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for table in tables:
        (folder / f"{table.name}.csv").write_text(to_csv(table, bom=True), newline="")


@click.command("import")
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
        _print_change(change)
    if dry_run:
        click.echo("dry run: nothing was changed")
    else:
        search_index.refresh()


def _print_change(change: EditionChange) -> None:
    added, removed = len(change.added), len(change.removed)
    click.echo(f"{change.sheet}: {added} rows new or changed, {removed} rows gone or changed")
    for sign, rows in (("+", change.added), ("-", change.removed)):
        for row in rows[:_MOST_ROWS]:
            click.echo(f"  {sign} {' | '.join(row[:5])}")
