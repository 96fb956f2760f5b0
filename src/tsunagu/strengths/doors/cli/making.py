"""Commands that bring data in and compute."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.conf import settings

from tsunagu.strengths.doors.cli import opening
from tsunagu.strengths.enums import Citations, Nature, TypeRule, View

if TYPE_CHECKING:
    from tsunagu.strengths.conventions.settings import Settings
    from tsunagu.strengths.storage.store import Store


def _both_years(context: click.Context, parameter: click.Parameter, text: str) -> tuple[int, int]:
    years = re.fullmatch(r"(?P<first>[12]\d{3})-(?P<last>[12]\d{3})", text)
    if years is None or years["first"] > years["last"]:
        raise click.BadParameter("write the first and the last year, such as 2014-2023")
    return int(years["first"]), int(years["last"])


@click.command()
@click.argument("paths", nargs=-1, required=True, type=opening.NamedPath(exists=True, path_type=Path))
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
    type=opening.one_of(TypeRule),
    default=TypeRule.NISTEP.value,
    show_default=True,
    help="Which types of documents are compared.",
)
@opening.store_option
@opening.memory_option
@opening.engine_option
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
    from tsunagu.strengths.making import ingest

    with opening.readable_errors(), opening.reading_in(directory, memory) as engine:
        run = ingest.ingest(
            opening.store_of(directory),
            paths,
            snapshot=snapshot or _usual_name(paths),
            engine=engine,
            progress=opening.say,
            skip_bad=skip_bad,
            type_rule=type_rule,
        )
        opening.report(run)


def _usual_name(paths: Sequence[Path]) -> str:
    """What data are called that nobody named: as their file, or as the folder of several."""
    return paths[0].stem if len(paths) == 1 else paths[0].absolute().parent.name


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
@opening.store_option
@opening.memory_option
@opening.engine_option
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
    from tsunagu.strengths.making import ingest, synthetic
    from tsunagu.strengths.storage import store

    name = f"{Nature.SYNTHETIC} {works} works, seed {seed}"
    with (
        opening.readable_errors(),
        opening.reading_in(directory, memory) as engine,
        store.scratch(directory) as corpus,
    ):
        synthetic.write(corpus, works, seed=seed, institutions=institutions, years=years, unplaced=unplaced)
        tables = opening.store_of(directory)
        run = ingest.ingest(tables, [corpus], snapshot=name, engine=engine, progress=opening.say)
        opening.report(run)


def _codes(context: click.Context, parameter: click.Parameter, text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    codes = tuple(code.strip().upper() for code in text.split(",") if code.strip())
    if not codes or not all(map(_is_code, codes)):
        raise click.BadParameter("write codes of two letters, such as JP,GB,DE")
    return codes


def _is_code(text: str) -> bool:
    return len(text) == 2 and text.isascii() and text.isalpha()


@click.command()
@click.option(
    "--citations",
    type=opening.one_of(Citations),
    help="All citations (cited_by at first), or those of four years.",
)
@click.option(
    "--view",
    type=opening.one_of(View),
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
@opening.store_option
@opening.engine_options
def build(
    directory: Path,
    engine_name: str,
    memory: str | None,
    remote: str | None,
    anew: bool,
    **changes: Any,
) -> None:
    """Compute thresholds, contributions, cells, intervals and joint works from what was read in.

    What is not said stays as it was the last time.
    """
    from tsunagu.strengths.making import build

    with opening.readable_errors(), opening.computing(directory, engine_name, memory, remote) as engine:
        store = opening.store_of(directory)
        chosen = _settings(store, changes)
        run = build.build(store, settings=chosen, engine=engine, anew=anew, progress=opening.say)
        opening.report(run)


def _settings(store: Store, changes: Mapping[str, Any]) -> Settings:
    """The settings of the last time, with what is said now."""
    from tsunagu.strengths.making import build

    said = {name: value for name, value in changes.items() if value is not None}
    return replace(build.kept_settings(store), **said)


@click.command()
@opening.store_option
def demo(directory: Path) -> None:
    """Give a site without data something to show: the real sample where it is, else a made-up corpus."""
    from tsunagu.strengths.making import demo

    with opening.readable_errors():
        run = demo.prepare(opening.store_of(directory), settings.STRENGTHS_SAMPLE, opening.say)
        opening.report(run)


@click.command()
@click.argument("file", type=opening.NamedPath(exists=True, dir_okay=False, path_type=Path))
@opening.store_option
def correct(file: Path, directory: Path) -> None:
    """Take over corrections of attributions from a CSV file; they stay when data is read in anew.

    Compute again afterwards.
    """
    from tsunagu.strengths.making import corrections

    with opening.readable_errors():
        number = corrections.take_over(opening.store_of(directory), file)
    click.echo(f"{number} correction(s) taken over. Run: tsunagu strengths build")
