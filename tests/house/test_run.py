"""run.py, the Makefile and the requirements."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib

import pytest

from tests.house.source import PROJECT, python


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 12)])
def test_run_py_refuses_an_old_python_in_one_sentence(version):
    code = """
import runpy, sys
sys.version_info = tuple(map(int, sys.argv.pop().split(".")))
runpy.run_path("run.py", run_name="__main__")
"""
    result = python(code, ".".join(map(str, version)))
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
    for name in ("serve", "test", "test-long", "check", "format", "lock"):
        assert re.search(rf"^  {name} +\S", result.stdout, re.MULTILINE), name


def test_every_make_target_is_a_command_of_run_py():
    text = (PROJECT / "Makefile").read_text()
    [targets] = re.findall(r"^setup ([a-z -]+):$", text, re.MULTILINE)
    listed = subprocess.run([sys.executable, "run.py"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    assert set(targets.split()) == set(re.findall(r"^  ([a-z-]+) ", listed, re.MULTILINE))


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
