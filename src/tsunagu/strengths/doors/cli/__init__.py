"""Strengths in the terminal. What takes seconds to load is loaded by the command that needs it."""

from __future__ import annotations

import click

from tsunagu.strengths.doors.cli.asking import explain, export, question_commands, runs, table
from tsunagu.strengths.doors.cli.making import build, correct, demo, ingest, synthesize


@click.group()
def strengths() -> None:
    """What universities are strong in, from open bibliographic data.

    \b
    tsunagu strengths ingest openalex-snapshot/data/works openalex-snapshot/data/institutions
    tsunagu strengths build
    tsunagu strengths map
    tsunagu strengths university 東北大学
    tsunagu strengths explain W2741809807
    """


for command in (ingest, synthesize, build, runs, *question_commands(), explain, table, export, demo, correct):
    strengths.add_command(command)
