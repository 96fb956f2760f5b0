"""What the guards look at: the tree of the sources, and Python in a process of its own."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SOURCE = PROJECT / "src" / "tsunagu"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
PACKAGES = sorted(path.parent for path in SOURCE.glob("*/__init__.py"))
# What stands above and below the rooms.
FRAME = {"web", "cli", "api", "operation", "database", "kernel"}
ROOMS = [package for package in PACKAGES if package.name not in FRAME]


@cache
def tree(path: Path) -> ast.Module:
    """A module, parsed."""
    return ast.parse(path.read_text())


def module_name(path: Path) -> str:
    """`tsunagu.catalog.views` for the path of that module or package."""
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def place(path: Path, node: ast.expr | ast.stmt) -> str:
    """Where a guard found something."""
    return f"{path.relative_to(SOURCE)}:{node.lineno}"


def contracts() -> list[dict]:
    """The import contracts of pyproject.toml."""
    return tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def python(code: str, *arguments: str, said: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
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
