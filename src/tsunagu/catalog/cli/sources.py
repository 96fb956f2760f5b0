"""``tsunagu sources``: the documents, and their own files where an operator keeps them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from tsunagu.catalog import actions, originals
from tsunagu.catalog.queries import citations
from tsunagu.catalog.queries import sources as queries
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.terminal import SHAPES, print_table, refusal

_table_option = partial(click.option, "--format", "shape", show_default=True, default="table", type=SHAPES)


@click.group(invoke_without_command=True)
@_table_option()
@click.pass_context
def sources(ctx: click.Context, shape: str) -> None:
    """The documents that facts were read from, and whether citations open their pages here.

    \b
    tsunagu sources
    tsunagu sources attach package-2022 package.pdf
    tsunagu sources check --format csv
    """
    if ctx.invoked_subcommand is None:
        print_table(queries.DOCUMENTS.keyed("documents", queries.documents()), shape)


@sources.command()
@click.argument("document")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--seconds",
    type=click.IntRange(1),
    default=originals.USUAL_SECONDS,
    show_default=True,
    help="For all pages of a PDF; a page has five of them.",
)
def attach(document: str, file: Path, seconds: int) -> None:
    """Keep a document's own FILE (PDF or text) here: citations of DOCUMENT then open its pages, words marked.

    Everybody who reads the site sees these pages; `detach` takes them back.
    """
    try:
        original = actions.attach(document=document, file=file, seconds=seconds)
    except Rejected as error:
        raise refusal(error) from error
    click.echo(f"{document}: {original.name}, {original.pages} pages, sha256 {original.sha256}")
    if not original.has_pages:
        click.echo("the text has no page breaks (form feeds): citations open the whole of it")


@sources.command()
@click.argument("document")
def detach(document: str) -> None:
    """Take back what was attached to DOCUMENT: its citations lead to its official address again."""
    try:
        actions.detach(document=document)
    except Rejected as error:
        raise refusal(error) from error
    click.echo(f"{document}: no longer attached")


@sources.command()
@_table_option()
def check(shape: str) -> None:
    """Look for the printed words of every fact in its document.

    found: yes, other-page, no, no-text (nothing printed was kept with the fact), not-attached.
    """
    print_table(citations.CHECKED.keyed("sources", citations.checked()), shape)
