"""Every command teaches by ``--help``, and its help is quick."""

from __future__ import annotations

import importlib.metadata
import json
import re
from collections.abc import Iterator

import click
import pytest

from tests.house.source import python

# What takes long to load; no help needs it.
HEAVY = (
    "tantivy",
    "sudachipy",
    "duckdb",
    "ibis",
    "pyarrow",
    "numpy",
    "ninja",
    "xlsxwriter",
    "python_calamine",
    "pypdfium2",
)
# Their names and the kind of their value say enough.
PLAIN_OPTIONS = {"--seed", "--tag", "--works", "--year"}

# Asks every command found in the tree for its help, and says what had to be loaded for it.
HELP = """
import sys
sys.argv = ["tsunagu", "--help"]
from tests.house.test_commands import HEAVY, walk
from tsunagu.cli.main import main

for words, _ in list(walk(main)):
    try:
        main([*words, "--help"])
    except SystemExit as end:
        assert end.code in (0, None), (words, end.code)
    print("##", *words, *(name for name in HEAVY if name in sys.modules))
"""
SILENT = """
import json, sys
sys.argv = ["tsunagu", "--help"]
from tests.house.test_commands import silent
from tsunagu.cli.main import main

print(json.dumps(silent(main)))
"""


def walk(command: click.Command, *words: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """A command and all below it, each with the words that call it."""
    yield words, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from walk(command.get_command(context, name), *words, name)


def silent(root: click.Command) -> list[str]:
    """The commands without a help text, and the options that neither say what they are for nor list their choices."""
    missing = []
    for words, command in walk(root):
        options = [option for option in command.params if isinstance(option, click.Option) and _is_silent(option)]
        missing += [" ".join((*words, option.opts[0])) for option in options]
        missing += [] if command.help else [" ".join(words)]
    return missing


def _is_silent(option: click.Option) -> bool:
    return not (option.help or isinstance(option.type, click.Choice) or set(option.opts) & PLAIN_OPTIONS)


@pytest.fixture(scope="module")
def helps(tmp_path_factory) -> str:
    """The help of every command."""
    folder = tmp_path_factory.mktemp("help")
    result = python(HELP, TSUNAGU_VAR=str(folder / "var"), TSUNAGU_SECRET_KEY="x" * 50)
    assert (result.returncode, result.stderr) == (0, "")
    assert list(folder.iterdir()) == []
    return result.stdout


def test_every_command_and_subcommand_shows_help_without_a_database(helps):
    usages = re.findall(r"^Usage: tsunagu ?(.*?) ?(?:\[OPTIONS\]|COMMAND)", helps, re.MULTILINE)
    assert {"", "serve", "catalog import", "strengths table"} <= set(usages)
    assert usages == re.findall(r"^## ?(.*)", helps, re.MULTILINE)


def test_no_help_loads_what_takes_long(helps):
    last_words = {line.split()[-1] for line in helps.splitlines() if line.startswith("## ")}
    assert len(last_words) > 20
    assert last_words & set(HEAVY) == set()


@pytest.mark.long
def test_a_loaded_search_would_be_noticed(tmp_path):
    code = HELP.replace("import HEAVY, walk", "import HEAVY, walk\nimport tantivy")
    result = python(code, TSUNAGU_VAR=str(tmp_path / "var"), TSUNAGU_SECRET_KEY="x" * 50)
    assert "## tantivy\n" in result.stdout


def test_every_command_and_option_says_what_it_is_for(tmp_path):
    result = python(SILENT, TSUNAGU_VAR=str(tmp_path / "var"), TSUNAGU_SECRET_KEY="x" * 50)
    assert result.stderr == ""
    assert json.loads(result.stdout) == []


def test_a_command_that_does_not_teach_is_seen():
    @click.group(help="All.")
    def root(): ...

    @root.group(help="The calls.")
    def calls(): ...

    @calls.command()
    @click.option("--deadline")
    @click.option("--format", type=click.Choice(["csv", "json"]))
    @click.option("--year")
    def show(**options): ...

    assert silent(root) == ["calls show --deadline", "calls show"]


def test_the_first_help_lists_every_command_with_a_sentence(helps):
    section = helps.partition("\nCommands:\n")[2].partition("\n## ")[0]
    listed = dict(re.findall(r"^  ([a-z-]+)  +(\S.*(?:\n {6,}.*)*)", section, re.MULTILINE))
    commands = re.findall(r"^## ([a-z-]+)$", helps, re.MULTILINE)
    assert list(listed) == commands
    assert [name for name, line in listed.items() if not line.endswith(".")] == []


def test_the_version_is_that_of_the_package():
    result = python("from tsunagu.cli.main import main; main(['--version'])")
    assert importlib.metadata.version("tsunagu") in result.stdout
