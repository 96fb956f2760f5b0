"""Figures: those of all processes of a site, and what was measured for this answer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_RESTARTS = """
import sys
from pathlib import Path
from tsunagu.operation import figures

figures.collect_in(Path(sys.argv[1]))
restarts = figures.Restarts(["web 1", "jobs"])
restarts.count("jobs")
restarts.count("jobs")
"""
_TEXT = """
from tsunagu.operation import figures

print(figures.text({"tsunagu_waiting": ("What waits", 3)}).decode())
"""


def test_how_often_each_process_was_started_again_is_told_by_another(tmp_path: Path):
    subprocess.run([sys.executable, "-c", _RESTARTS, str(tmp_path)], check=True)
    for given in ({"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}, {}):
        said = subprocess.run(
            [sys.executable, "-c", _TEXT], env={**os.environ, **given}, check=True, capture_output=True, text=True
        ).stdout.splitlines()
        assert [line for line in said if line.startswith("tsunagu_waiting")] == ["tsunagu_waiting 3.0"]
        restarts = {line for line in said if line.startswith("tsunagu_restarts_total{")}
        expected = {'tsunagu_restarts_total{process="web 1"} 0.0', 'tsunagu_restarts_total{process="jobs"} 2.0'}
        assert restarts == (expected if given else set())
