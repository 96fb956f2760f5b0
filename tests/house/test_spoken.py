"""The terminal speaks the reader's language: what a command says goes through gettext, as what a page says does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import MODULES, SOURCE, place, tree
from tests.house.translations import GETTEXT

# Rooms and modules whose terminal still speaks one language. This list gets shorter; a new room is not in it.
ONE_LANGUAGE = {
    "api/cli.py",
    "catalog/cli/__init__.py",
    "catalog/cli/book.py",
    "catalog/cli/calls.py",
    "catalog/cli/sources.py",
    "cli/backup.py",
    "cli/check.py",
    "cli/instants.py",
    "cli/main.py",
    "cli/notice.py",
    "cli/permissions.py",
    "cli/prepare.py",
    "cli/rights.py",
    "cli/serve.py",
    "feedback/cli.py",
    "indicators/cli.py",
    "jobs/cli.py",
    "mail/cli.py",
    "networks/cli.py",
    "strengths/doors/cli/asking.py",
    "strengths/doors/cli/making.py",
    "strengths/doors/cli/opening.py",
    "surveys/cli.py",
}
# What is written by these is read in --help, which is in English, or is translated.
SPOKEN = {*GETTEXT, "Label", "Column"}
HELP = {"help", "help_text", "epilog", "short_help"}
SAYING = {"echo", "secho", "prompt", "confirm", "ClickException", "UsageError", "BadParameter", "print_table"}
JAPANESE = r"[ぁ-んァ-ヶ一-龠]"
SENTENCE = re.compile(rf"{JAPANESE}|[A-Za-z]{{2,}}[,;:]? [A-Za-z]{{2,}}")
WORD = re.compile(rf"{JAPANESE}|[A-Za-z]{{2,}}")


def unspoken(module: ast.Module) -> Iterator[ast.expr]:
    """What a module of commands would say in one language only.

    Sentences of two words or more anywhere but in docstrings and help texts, and single words that are handed to what
    prints them.
    """
    passed = _passed(module)
    said = {node for call in _calls(module, SAYING) for argument in call.args for node in _parts(argument)}
    for node in ast.walk(module):
        wanted = WORD if node in said else SENTENCE
        if isinstance(node, ast.Constant) and node not in passed and wanted.search(str(node.value)):
            yield node


def _passed(module: ast.Module) -> set[ast.AST]:
    """What is no sentence of a command, or is translated."""
    passed: set[ast.AST] = {node.value for node in ast.walk(module) if isinstance(node, ast.Expr)}
    for call in _calls(module, SPOKEN):
        passed |= set(ast.walk(call))
    for node in ast.walk(module):
        if isinstance(node, ast.keyword) and node.arg in HELP:
            passed |= set(ast.walk(node))
    return passed


def _calls(module: ast.Module, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and _name(node.func) in names:
            yield node


def _name(function: ast.expr) -> str:
    return getattr(function, "id", None) or getattr(function, "attr", "")


def _parts(text: ast.expr) -> Iterator[ast.AST]:
    """The written parts of a text: neither what it is compared with nor the keys of what stands in it."""
    yield text
    if isinstance(text, ast.JoinedStr):
        for part in text.values:
            yield from _parts(part)
    elif isinstance(text, ast.IfExp):
        for branch in (text.body, text.orelse):
            yield from _parts(branch)
    elif isinstance(text, ast.BinOp):
        for side in (text.left, text.right):
            yield from _parts(side)


def commands() -> dict[str, Path]:
    """The modules of commands, by their place in the package."""
    found = [path for path in MODULES if {"cli", "cli.py"} & set(path.relative_to(SOURCE).parts)]
    return {path.relative_to(SOURCE).as_posix(): path for path in found}


def test_every_sentence_of_a_command_is_translated():
    every = commands()
    assert {"accounts/cli.py", "access/cli.py", "organizations/cli/registers.py"} <= every.keys() - ONE_LANGUAGE
    of_one = {name: [place(path, node) for node in unspoken(tree(path))] for name, path in every.items()}
    assert [found for name, found in of_one.items() if found and name not in ONE_LANGUAGE] == []


@pytest.mark.long
def test_a_module_that_speaks_both_leaves_the_list():
    speaks = {name for name, path in commands().items() if not any(unspoken(tree(path)))}
    assert ONE_LANGUAGE & speaks == set()
    assert commands().keys() >= ONE_LANGUAGE


@pytest.mark.parametrize(
    "line",
    [
        "click.echo('removed')",
        "click.echo(f'{count} removed', err=True)",
        "click.echo('removed' if gone else 'kept')",
        "click.echo('the end: %s' % day)",
        "raise click.ClickException(f'there is no body {key}')",
        "told = f'there is no pair {number}'",
        "yield '名称', body.name",
        "print_table(table, shape, 'nothing')",
    ],
)
def test_a_sentence_past_gettext_is_seen(line: str):
    assert any(unspoken(ast.parse(line)))


@pytest.mark.parametrize(
    "line",
    [
        "click.echo(_('消しました。'))",
        "click.echo(_('%(count)d件') % {'count': 1})",
        "click.echo(f'{label}: {text}')",
        "click.echo(as_json(report) if shape == 'json' else as_text(report))",
        "print_table(COLUMNS.keyed('bodies', rows), shape)",
        "option = click.option('--why', help='Why it is so.')",
        "def command():\n    '''Show one body by its key.'''",
    ],
)
def test_what_is_translated_or_help_is_not(line: str):
    assert not any(unspoken(ast.parse(line)))
