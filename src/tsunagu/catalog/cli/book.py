"""``tsunagu catalog book``: the catalog as one printed book."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils import translation

from tsunagu.catalog.book import file
from tsunagu.kernel import papers

_WRITTEN = click.Path(path_type=Path, dir_okay=False)


@click.command("book")
@click.option("-o", "--output", type=_WRITTEN, required=True, help="PDF to write.")
@click.option("--language", type=click.Choice(["ja", "en"]), default="ja", show_default=True)
def book(output: Path, language: str) -> None:
    """Write the catalog as one book by theme, with contents, index and sources.

    The same data give the same file. It takes a TrueType font: Debian's fonts-ipaexfont, or that of TSUNAGU_FONT.
    """
    try:
        with translation.override(language):
            content = file()
        output.write_bytes(content)
    except (papers.NoFont, papers.Busy) as problem:
        raise click.ClickException(str(problem)) from problem
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}") from error
    click.echo(f"{output}: {len(content):,} bytes")
