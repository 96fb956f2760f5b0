"""The examples of docs/operating.md, as far as this machine can try them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_the_unit_is_right_and_reaches_little(tmp_path: Path):
    text = (DEPLOY / "tsunagu.service").read_text()
    unit = tmp_path / "tsunagu.service"
    unit.write_text(text.replace("/opt/tsunagu/.venv/bin/tsunagu", "/bin/true").replace("Documentation=file:", "#"))
    verified = run("systemd-analyze", "verify", "--man=no", unit)
    assert [line for line in verified.stderr.splitlines() if "tsunagu" in line] == []
    judged = run("systemd-analyze", "security", "--offline=true", "--no-pager", unit)
    exposure = re.search(r"Overall exposure level for tsunagu.service: ([0-9.]+)", judged.stdout)
    assert exposure is not None
    assert float(exposure[1]) < 3


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_takes_the_example(tmp_path: Path):
    made = run(
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "1"),
        *("-keyout", tmp_path / "tsunagu.key", "-out", tmp_path / "tsunagu.pem"),
    )
    assert made.returncode == 0, made.stderr
    example = (DEPLOY / "nginx.conf").read_text().replace("/etc/ssl/", f"{tmp_path}/")
    config = tmp_path / "nginx.conf"
    config.write_text(f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {example} }}")
    tested = run("nginx", "-t", "-p", tmp_path, "-c", config)
    assert "test is successful" in tested.stderr, tested.stderr
