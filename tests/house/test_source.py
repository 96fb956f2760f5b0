"""How modules are written and what rooms say of themselves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.house.source import MODULES, PROJECT, ROOMS, tree

LONGEST = 400  # lines of a module
LONGEST_TEST = 430
DRAWERS = {"common", "helpers", "managers", "misc", "services", "util", "utils"}
# A limit may be made small for a test (a constant in capitals), and other people's settings may be set.
MOCKS = re.compile("unittest" + r"\.mock|monkeypatch" + r"\.setattr\((?!\w+, \"[A-Z_]+\"|\"tempfile|ibis\.)")


def _tests() -> list[Path]:
    return [path for folder in ("tests", "benchmarks") for path in (PROJECT / folder).rglob("*.py")]


def longer_than(limit: int, paths: Iterable[Path]) -> dict[str, int]:
    """The lines of each module that has too many."""
    lengths = {str(path): len(path.read_text().splitlines()) for path in paths}
    return {path: length for path, length in lengths.items() if length > limit}


def test_no_module_is_longer_than_a_person_can_hold_in_mind():
    assert len(MODULES) > 150
    assert longer_than(LONGEST, MODULES) == {}
    assert longer_than(LONGEST_TEST, _tests()) == {}


def test_a_long_module_is_seen(tmp_path):
    (tmp_path / "short.py").write_text("pass\n" * LONGEST)
    (tmp_path / "long.py").write_text("pass\n" * (LONGEST + 1))
    assert longer_than(LONGEST, tmp_path.glob("*.py")) == {str(tmp_path / "long.py"): LONGEST + 1}


def missing_languages(docstring: str) -> list[str]:
    """The languages in which a room does not say what it is."""
    letters = {"Japanese": r"[ぁ-んァ-ヶ一-龠]", "English": r"[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}"}
    return [language for language, pattern in letters.items() if not re.search(pattern, docstring)]


def test_every_room_says_in_both_languages_what_it_is():
    said = {room.name: ast.get_docstring(tree(room / "__init__.py")) or "" for room in ROOMS}
    assert {"catalog", "organizations", "search", "strengths"} <= said.keys()
    assert {name: missing for name, text in said.items() if (missing := missing_languages(text))} == {}


@pytest.mark.parametrize(
    ("docstring", "missing"),
    [
        ("", ["Japanese", "English"]),
        ("公募.", ["English"]),
        ("Calls for proposals.", ["Japanese"]),
        ("公募: calls for proposals.", []),
    ],
)
def test_a_room_that_is_silent_in_a_language_is_seen(docstring: str, missing: list[str]):
    assert missing_languages(docstring) == missing


def silent(module: ast.Module) -> list[str]:
    """The public names that do not say what they are for; the module itself is one."""
    named = [node for node in module.body if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_"]
    return [getattr(node, "name", "module") for node in (module, *named) if not ast.get_docstring(node)]


def test_every_module_and_every_public_function_says_what_it_is_for():
    written = [path for path in MODULES if path.read_text().strip()]
    assert {str(path): names for path in written if (names := silent(tree(path)))} == {}


def test_a_silent_function_is_seen():
    assert silent(ast.parse('def submit(): pass\ndef _check(): pass\nclass Call:\n    """A call."""')) == [
        "module",
        "submit",
    ]


def test_there_is_no_drawer_for_everything():
    names = {part for path in MODULES for part in path.with_suffix("").parts}
    assert "queries" in names
    assert names & DRAWERS == set()


def test_no_test_mocks_our_own_code():
    texts = {path: path.read_text() for path in (PROJECT / "tests").rglob("*.py")}
    assert len(texts) > 20
    assert [str(path) for path, text in texts.items() if MOCKS.search(text)] == []


@pytest.mark.parametrize(
    ("line", "is_mock"),
    [
        ("from unittest" + ".mock import patch", True),
        ("monkeypatch" + '.setattr(queries, "programs", lambda: [])', True),
        ("monkeypatch" + '.setattr(spreadsheets, "MOST_ROWS", 3)', False),
    ],
)
def test_a_mock_is_told_from_a_small_limit(line: str, is_mock: bool):
    assert bool(MOCKS.search(line)) is is_mock


def test_every_file_for_spreadsheets_is_written_where_formulas_are_kept_out():
    """``kernel.tables`` quotes what a spreadsheet would run; a writer elsewhere would not."""
    modules = (PROJECT / "src").rglob("*.py")
    writers = [path.name for path in modules if re.search(r"csv\.(Dict)?[wW]riter|xlsxwriter", path.read_text())]
    assert writers == ["tables.py"]
