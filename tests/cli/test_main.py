"""What somebody who types a command is told where it cannot run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import psycopg
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner
from django.core.exceptions import ImproperlyConfigured

from tsunagu import settings
from tsunagu.cli import main as cli
from tsunagu.cli import prepare


def test_a_mistyped_command_is_told_what_was_meant():
    result = CliRunner().invoke(cli.main, ["serch", "x"])
    assert result.exit_code == 2
    assert "No such command 'serch'" in result.output
    assert "'search'" in result.output


@pytest.mark.parametrize(("typed", "begun"), [("", list(cli.commands())), ("se", ["serve", "search"])])
def test_the_shell_completes_commands(typed, begun):
    shell = ShellComplete(cli.main, {}, "tsunagu", "_TSUNAGU_COMPLETE")
    assert [item.value for item in shell.get_completions([], typed)] == begun


@pytest.mark.long
@pytest.mark.parametrize(("words", "completed"), [("tsunagu se", "search"), ("tsunagu search --l", "--limit")])
def test_the_shell_completes_without_a_database(tmp_path: Path, words: str, completed: str):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"TSUNAGU_VAR": str(tmp_path), "_TSUNAGU_COMPLETE": "bash_complete"}
    environment |= {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
    code = "from tsunagu.cli.main import main; main(prog_name='tsunagu')"
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert (f"plain,{completed}" in told.stdout, told.stderr) == (True, "")
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (psycopg.OperationalError("refused\nIs the server running?"), "does not answer (refused)"),
        (ImproperlyConfigured("DATABASE_URL cannot be read"), "DATABASE_URL cannot be read"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), "not text in UTF-8 (invalid start byte)"),
        (UnicodeEncodeError("utf-8", "\udcff", 0, 1, "surrogates not allowed"), "not text in UTF-8"),
        (psycopg.ProgrammingError('relation "x" does not exist'), "Run `tsunagu migrate`"),
        (FileNotFoundError(2, "No such file", "wants.txt"), "wants.txt"),
    ],
)
def test_what_can_be_mended_is_told_in_a_sentence(error, told):
    assert told in cli._told(error)
    assert "\n" not in cli._told(error)


def test_a_command_that_is_no_text_is_refused():
    cli._require_text(["search", "バス"])
    with pytest.raises(UnicodeEncodeError):
        cli._require_text(["search", os.fsdecode(b"\xff")])


def test_a_bug_stays_a_bug():
    assert [cli._told(error) for error in (ZeroDivisionError(), psycopg.ProgrammingError("syntax error"))] == ["", ""]


@pytest.mark.parametrize(
    ("environment", "color"), [({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"TERM": "xterm"}, None)]
)
def test_nothing_is_bold_where_nobody_wants_it(monkeypatch, environment, color):
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cli._color() is color


@pytest.mark.parametrize("url", ["nonsense", "postgresql://[::1/x", "mysql://host/db?x"])
def test_a_database_url_that_cannot_be_read_says_how_one_is_written(url):
    with pytest.raises(ImproperlyConfigured, match="Write it like postgresql://"):
        settings._connection(url)


def test_a_number_that_is_none_is_named(monkeypatch):
    monkeypatch.setenv("TSUNAGU_KEPT_MB", "lots")
    with pytest.raises(ImproperlyConfigured, match="TSUNAGU_KEPT_MB must be a whole number, not 'lots'"):
        settings._whole_number("TSUNAGU_KEPT_MB", 128)


@pytest.mark.django_db
def test_an_empty_catalog_is_not_prepared_and_never_nothing_found():
    with pytest.raises(
        click.ClickException,
        match=r"holds nothing for Organizations, Meetings and points, Surveys, Indicators, Support",
    ):
        prepare._require_prepared()
