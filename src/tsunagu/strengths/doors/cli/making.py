"""Commands that bring data in and compute."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.conf import settings

from tsunagu.strengths.doors.cli.opening import (
    NamedPath,
    computing,
    engine_option,
    engine_options,
    memory_option,
    readable_errors,
    reading_in,
    report,
    say,
    store_of,
    store_option,
)

if TYPE_CHECKING:
    from tsunagu.strengths.conventions.settings import Settings
    from tsunagu.strengths.storage.store import Store


def _both_years(context: click.Context, parameter: click.Parameter, text: str) -> tuple[int, int]:
    years = re.fullmatch(r"([12]\d{3})-([12]\d{3})", text)
    if years is None or years[1] > years[2]:
        raise click.BadParameter("write the first and the last year, such as 2014-2023")
    return int(years[1]), int(years[2])


@click.command()
@click.argument("paths", nargs=-1, required=True, type=NamedPath(exists=True, path_type=Path))
@click.option(
    "--snapshot",
    help=(
        'Name of the data, shown with every number; begin it with "sample" for a sample. '
        "The name of the file or folder by default."
    ),
)
@click.option(
    "--skip-bad",
    is_flag=True,
    help="Leave rows out that cannot be used, and count them, instead of refusing everything.",
)
@click.option(
    "--type-rule",
    type=click.Choice(["nistep", "cwts"]),
    default="nistep",
    show_default=True,
    help="Which types of documents are compared.",
)
@store_option
@memory_option
@engine_option
def ingest(
    paths: tuple[Path, ...],
    snapshot: str | None,
    skip_bad: bool,
    type_rule: str,
    directory: Path,
    memory: str | None,
    **_: Any,
) -> None:
    """Read data in: OpenAlex snapshots (JSON lines or Parquet, present or older format) or flat Parquet files.

    The newest record of a work wins, over what was read in before too. An interrupted reading goes on where it was.
    Reading in is always done by DuckDB on this machine, whatever --engine says.
    """
    from tsunagu.strengths.making.ingest import ingest as read_in

    usual = paths[0].stem if len(paths) == 1 else paths[0].absolute().parent.name
    with readable_errors(), reading_in(directory, memory) as engine:
        named = snapshot or usual
        report(
            read_in(
                store_of(directory),
                paths,
                snapshot=named,
                engine=engine,
                progress=say,
                skip_bad=skip_bad,
                type_rule=type_rule,
            )
        )


@click.command()
@click.option("--works", type=click.IntRange(1), default=20_000, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--institutions", type=click.IntRange(1), help="By default one for 500 works, from 60 to 20,000.")
@click.option(
    "--years", callback=_both_years, default="2014-2023", show_default=True, help="First and last year of publication."
)
@click.option(
    "--unplaced",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Share of the works without any institution.",
)
@store_option
@memory_option
@engine_option
def synthesize(
    works: int,
    seed: int,
    institutions: int | None,
    years: tuple[int, int],
    unplaced: float,
    directory: Path,
    memory: str | None,
    **_: Any,
) -> None:
    """Make up a corpus and read it in: for trying out and measuring, a statement about nobody.

    Always done by DuckDB on this machine, whatever --engine says.
    """
    from tsunagu.strengths.making import synthetic
    from tsunagu.strengths.making.ingest import ingest as read_in
    from tsunagu.strengths.storage.store import scratch

    with readable_errors(), reading_in(directory, memory) as engine, scratch(directory) as made:
        synthetic.write(made, works, seed=seed, institutions=institutions, years=years, unplaced=unplaced)
        report(
            read_in(
                store_of(directory),
                [made],
                snapshot=f"synthetic {works} works, seed {seed}",
                engine=engine,
                progress=say,
            )
        )


def _codes(context: click.Context, parameter: click.Parameter, text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    codes = tuple(code.strip().upper() for code in text.split(",") if code.strip())
    if not codes or not all(len(code) == 2 and code.isascii() and code.isalpha() for code in codes):
        raise click.BadParameter("write codes of two letters, such as JP,GB,DE")
    return codes


@click.command()
@click.option(
    "--citations",
    type=click.Choice(["cited_by", "cited_4y"]),
    help="All citations (cited_by at first), or those of four years.",
)
@click.option(
    "--view",
    type=click.Choice(["as_is", "as_was"]),
    help="Merged universities as today (as_is at first) or as of then.",
)
@click.option("--width", type=click.IntRange(1, 100), help="Years of a window; 5 at first.")
@click.option("--windows", type=click.IntRange(1, 100), help="Number of windows, the newest ones; 6 at first.")
@click.option(
    "--countries", callback=_codes, help="Countries whose institutions get intervals and pages; JP,GB,DE at first."
)
@click.option(
    "--edge-countries", callback=_codes, help="Countries whose institutions' joint works are counted; JP at first."
)
@click.option(
    "--anew", is_flag=True, help="Compute everything, even where only a part was touched since the last time."
)
@store_option
@engine_options
def build(directory: Path, engine_name: str, memory: str | None, remote: str | None, anew: bool, **asked: Any) -> None:
    """Compute thresholds, contributions, cells, intervals and joint works from what was read in.

    What is not said stays as it was the last time.
    """
    from tsunagu.strengths.making.build import build as compute

    with readable_errors(), computing(directory, engine_name, memory, remote) as engine:
        store = store_of(directory)
        report(compute(store, settings=_settings(store, asked), engine=engine, anew=anew, progress=say))


def _settings(store: Store, asked: Mapping[str, Any]) -> Settings:
    """The settings of the last time, with what is said now."""
    from tsunagu.strengths.making.build import kept_settings

    return replace(kept_settings(store), **{name: value for name, value in asked.items() if value is not None})


@click.command()
@store_option
def demo(directory: Path) -> None:
    """Give a site without data something to show: the real sample where it is, else a made-up corpus."""
    from tsunagu.strengths.making.demo import prepare

    with readable_errors():
        report(prepare(store_of(directory), settings.STRENGTHS_SAMPLE, say))


@click.command()
@click.argument("file", type=NamedPath(exists=True, dir_okay=False, path_type=Path))
@store_option
def correct(file: Path, directory: Path) -> None:
    """Take over corrections of attributions from a CSV file; they stay when data is read in anew.

    Compute again afterwards.
    """
    from tsunagu.strengths.making import corrections

    with readable_errors():
        number = corrections.take_over(store_of(directory), file)
    click.echo(f"{number} correction(s) taken over. Run: tsunagu strengths build")
