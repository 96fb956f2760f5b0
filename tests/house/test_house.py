"""Guards of the house: what holds for every room."""

from __future__ import annotations

import ast
import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from django.core.management import call_command

from tsunagu import rooms
from tsunagu.api.cli import openapi_path, openapi_text
from tsunagu.cli.main import commands

PROJECT = Path(__file__).resolve().parents[2]
SOURCE = PROJECT / "src" / "tsunagu"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
ROOMS = sorted(path.parent for path in SOURCE.glob("*/__init__.py"))


def _python(code: str, *arguments: str, said: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own, with none of the settings of this one."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TSUNAGU_", "DATABASE_URL", "DJANGO_"))
    }
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        input=said,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=PROJECT,
    )


# Rooms and floors ---------------------------------------------------------------------------------------------------


def test_rooms_import_downwards_only():
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([lint, "--no-cache"], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert f"Contracts: {len(contracts)} kept, 0 broken." in result.stdout


def test_no_module_is_longer_than_a_person_can_hold_in_mind():
    tests = [path for folder in ("tests", "benchmarks") for path in (PROJECT / folder).rglob("*.py")]
    lengths = {str(path.relative_to(PROJECT)): len(path.read_text().splitlines()) for path in (*MODULES, *tests)}
    assert len(lengths) > 200
    assert {name: length for name, length in lengths.items() if length > 450} == {}


def test_every_room_says_in_both_languages_what_it_is():
    assert len(ROOMS) >= 7
    for room in ROOMS:
        docstring = ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or ""
        assert re.search(r"[A-Za-z]{4}", docstring), f"{room.name} says nothing"
    for room in ("catalog", "search", "organizations"):
        docstring = ast.get_docstring(ast.parse((SOURCE / room / "__init__.py").read_text()))
        assert re.search(r"[ぁ-んァ-ヶ一-龠]", docstring), f"{room} says nothing in Japanese"
    assert "S1" in (SOURCE / "catalog" / "__init__.py").read_text()


def test_every_module_and_every_public_function_says_what_it_is_for():
    silent = []
    for path in MODULES:
        if not path.read_text().strip():
            continue
        tree = ast.parse(path.read_text())
        named = [
            node
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        ]
        silent += [
            f"{path.relative_to(SOURCE)}: {getattr(node, 'name', 'module')}"
            for node in [tree, *named]
            if not ast.get_docstring(node)
        ]
    assert silent == []


def test_there_is_no_drawer_for_everything():
    names = {path.stem for path in MODULES} | {path.parent.name for path in MODULES}
    assert "queries" in names
    assert names & {"utils", "util", "common", "helpers", "services", "managers", "misc"} == set()


def test_no_test_mocks_our_own_code():
    texts = {path: path.read_text() for path in (PROJECT / "tests").rglob("*.py")}
    # A limit may be made small for a test (a constant in capitals), and other people's settings may be set.
    mocks = re.compile("unittest" + r"\.mock|monkeypatch" + r"\.setattr\((?!\w+, \"[A-Z_]+\"|\"tempfile|ibis\.)")
    assert len(texts) > 20
    assert [str(path) for path, text in texts.items() if mocks.search(text)] == []


# Tables, generated files, settings
# --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    call_command("makemigrations", check=True, dry_run=True)
    assert "No changes detected" in capsys.readouterr().out


def test_the_openapi_file_is_up_to_date():
    assert openapi_path().read_text() == openapi_text(), "run `tsunagu openapi`"


def test_every_setting_is_explained_and_every_explained_one_is_used():
    def named(paths) -> set[str]:
        return set(re.findall(r"TSUNAGU_[A-Z]+(?:_[A-Z]+)*", "\n".join(path.read_text() for path in paths)))

    explained = set(re.findall(r"`(TSUNAGU_[A-Z_]+)`", (PROJECT / "docs" / "settings.md").read_text()))
    used = named(MODULES)
    assert {"TSUNAGU_VAR", "TSUNAGU_SECRET_KEY"} <= used
    assert used - explained == set()
    assert explained - used - named((PROJECT / "tests").rglob("*.py")) == set()
    assert used == named([SOURCE / "settings.py", SOURCE / "database.py"]), (
        "settings are read in these two modules only"
    )


# The command ----------------------------------------------------------------------------------------------------------

HELP = """
import sys
from tsunagu.cli.main import main

HEAVY = ("tantivy", "sudachipy", "duckdb", "ibis", "xlsxwriter", "python_calamine")
for line in sys.stdin.read().splitlines():
    sys.argv = ["tsunagu", *line.split(), "--help"]
    try:
        main(sys.argv[1:])
    except SystemExit as end:
        assert end.code in (0, None), (line, end.code)
    print("##", line, *(name for name in HEAVY if name in sys.modules))
"""
LOADED = {name: rooms.resolve(command.place) for name, command in commands().items()}
GROUPS = {name: command for name, command in LOADED.items() if isinstance(command, click.Group)}
HELPS = ["", *LOADED, *(f"{name} {inner}" for name, group in GROUPS.items() for inner in group.commands)]


def _help(tmp_path: Path, code: str = HELP) -> subprocess.CompletedProcess[str]:
    return _python(code, said="\n".join(HELPS), TSUNAGU_VAR=str(tmp_path / "var"), TSUNAGU_SECRET_KEY="x" * 50)


def test_every_command_shows_help_without_a_database(tmp_path):
    result = _help(tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert re.findall(r"^Usage: tsunagu ?(.*?) ?(?:\[OPTIONS\]|COMMAND)", result.stdout, re.MULTILINE) == HELPS
    assert list(tmp_path.iterdir()) == []


def test_no_help_loads_what_takes_long(tmp_path):
    assert [line for line in _help(tmp_path).stdout.splitlines() if line.startswith("##")] == [
        f"## {name}" for name in HELPS
    ]


def test_a_loaded_search_would_be_noticed(tmp_path):
    assert "##  tantivy" in _help(tmp_path, "import tantivy\n" + HELP).stdout


def test_every_command_is_there_and_says_what_its_own_help_says():
    assert {name: command.name for name, command in LOADED.items()} == {name: name for name in LOADED}
    assert [name for name, command in commands().items() if not command.help.endswith(".")] == []
    assert {"catalog", "strengths"} <= set(GROUPS)


def test_the_version_is_that_of_the_package():
    result = _python("from tsunagu.cli.main import main; main(['--version'])")
    assert importlib.metadata.version("tsunagu") in result.stdout


# run.py and the requirements
# --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 12)])
def test_run_py_refuses_an_old_python_in_one_sentence(version):
    code = """
import runpy, sys
sys.version_info = tuple(map(int, sys.argv.pop().split(".")))
runpy.run_path("run.py", run_name="__main__")
"""
    result = _python(code, ".".join(map(str, version)))
    assert result.returncode == 1
    [line] = result.stderr.strip().splitlines()
    assert "needs Python 3.11" in line
    assert f"{version[0]}.{version[1]}" in line


def test_run_py_can_be_read_by_an_old_python():
    """The refusal is of no use if an old Python stumbles over newer grammar first."""
    ast.parse((PROJECT / "run.py").read_text(), feature_version=(3, 7))


def test_run_py_lists_its_commands_and_needs_nothing_installed():
    result = subprocess.run(
        [sys.executable, "-I", "-S", "run.py", "--help"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")
    for name in ("serve", "test", "check", "format", "lock"):
        assert re.search(rf"^  {name} +\S", result.stdout, re.MULTILINE), name


def test_every_make_target_is_a_command_of_run_py():
    text = (PROJECT / "Makefile").read_text()
    [targets] = re.findall(r"^setup ([a-z ]+):$", text, re.MULTILINE)
    listed = subprocess.run([sys.executable, "run.py"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    assert set(targets.split()) == set(re.findall(r"^  ([a-z]+) ", listed, re.MULTILINE))


@pytest.mark.parametrize("name", ["base", "dev"])
def test_requirements_are_pinned_with_hashes_and_name_no_registry(name):
    text = (PROJECT / "requirements" / f"{name}.txt").read_text()
    pins = re.findall(
        r"^([A-Za-z0-9._-]+)==\S+.*\\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", text, re.MULTILINE
    )
    named = re.findall(r"^[A-Za-z0-9]", text, re.MULTILINE)
    assert len(pins) == len(named) > 20
    assert re.findall(r"https?://|--index-url|--extra-index-url|--find-links|@ file:", text) == []


def test_what_the_project_needs_is_locked():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    for name, needed in (
        ("base", project["dependencies"]),
        ("dev", [*project["dependencies"], *project["optional-dependencies"]["dev"]]),
    ):
        locked = set(
            re.findall(r"^([A-Za-z0-9._-]+)==", (PROJECT / "requirements" / f"{name}.txt").read_text(), re.MULTILINE)
        )
        wanted = {re.split(r"[\[<>=~! ]", need)[0] for need in needed}
        assert wanted - locked == set()


def test_base_and_dev_lock_the_same_versions():
    locks = [
        dict(
            re.findall(
                r"^([A-Za-z0-9._-]+)==(\S+)", (PROJECT / "requirements" / f"{name}.txt").read_text(), re.MULTILINE
            )
        )
        for name in ("base", "dev")
    ]
    assert {name: locks[1].get(name) for name in locks[0]} == locks[0]
