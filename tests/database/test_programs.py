"""The programs of PostgreSQL where its user cannot reach the installation."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tsunagu.database import programs


@pytest.mark.long
def test_a_copy_of_the_programs_runs_without_the_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(programs, "SHARED", tmp_path / "shared")
    monkeypatch.setattr(programs, "as_root", lambda: True)
    monkeypatch.setattr(programs, "is_closed", lambda path: True)
    copied = programs.binaries()
    assert copied.is_relative_to(tmp_path)
    for program in ("initdb", "postgres", "pg_ctl"):
        done = subprocess.run([copied / program, "--version"], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
    assert programs.binaries() == copied
