"""Bodies in the terminal."""

from __future__ import annotations

import click

from tsunagu.organizations.cli import classes, criteria, directory, people, registers


@click.group()
def organizations() -> None:
    """Bodies of every kind, by any name and on any day; what documents count; who has a window; registers; people.

    \b
    tsunagu organizations find 首都大
    tsunagu organizations show osaka-metropolitan-university --as-of 2020-04-01
    tsunagu organizations counts --format csv
    """


for command in (*directory.COMMANDS, classes.classify, criteria.criteria, *registers.COMMANDS, *people.COMMANDS):
    organizations.add_command(command)
