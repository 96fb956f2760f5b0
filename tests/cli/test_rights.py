"""Commands ask for their right before anything of them runs; one that says nothing runs for nobody."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from tsunagu.cli import rights
from tsunagu.cli.commands import commands
from tsunagu.rooms import Command


def _made() -> click.Group:
    @click.group(invoke_without_command=True)
    def trees() -> None:
        """List trees."""
        click.echo("listed")

    @trees.command()
    def cut() -> None:
        """Cut one."""
        click.echo("cut")

    return trees


def _command(**said: object) -> Command:
    return Command(name="trees", place="garden.cli:trees", help="Trees.", **said)


def _run(command: Command, *words: str) -> str:
    return CliRunner().invoke(rights.guarded(command, _made()), words).output


@pytest.mark.parametrize("said", [{}, {"verb": "feedback.read", "everybody": True}])
def test_a_command_that_does_not_say_who_may_run_it_runs_for_nobody(said):
    with pytest.raises(click.ClickException, match="does not say who may run it"):
        rights.guarded(_command(**said), _made())


def test_a_command_for_everybody_runs():
    assert _run(_command(everybody=True)) == "listed\n"


def test_a_command_whose_verb_the_operator_has_runs():
    assert _run(_command(verb="feedback.read"), "cut") == "listed\ncut\n"


def test_a_verb_that_no_table_gives_to_the_operator_stops_a_command_before_it_begins():
    assert "no right to do this (garden.see)" in _run(_command(verb="garden.see"))
    below = _run(_command(verb="feedback.read", below=(("cut", "garden.cut"),)), "cut")
    assert "listed" in below
    assert "no right to do this (garden.cut)" in below


def test_every_command_says_who_may_run_it():
    assert [command.name for command in commands().values() if command.everybody == bool(command.verb)] == []
