"""Prepares the environment before Django reads its settings (`-p tests.environment` in pyproject.toml: conftest.py
comes too late for that).

The database server is the shared one of var/, since its start costs the most; everything else that changes goes to a
folder of this run."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tsunagu.database import Role, connect_url, started
from tsunagu.database.roles import SUPERUSER

# Where the addresses of the test server stand, for this process and those that it starts.
ROLE_URLS = {role: f"TEST_URL_{role.name}" for role in Role}
SUPERUSER_URL = "TEST_URL_SUPERUSER"

# The processes that tests start would compile the same modules again and again.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

connect_url()
if server := started():
    os.environ |= {name: server.url(role=role) for role, name in ROLE_URLS.items()}
    os.environ[SUPERUSER_URL] = server.url("postgres", SUPERUSER)
else:  # a server of somebody else's, whose user may do everything; or a process of a run that has them
    for name in (*ROLE_URLS.values(), SUPERUSER_URL):
        os.environ.setdefault(name, os.environ["DATABASE_URL"])
_VAR = tempfile.mkdtemp(prefix="tsunagu-test-")
atexit.register(shutil.rmtree, _VAR, ignore_errors=True)
os.environ["TSUNAGU_VAR"] = _VAR
os.environ.setdefault("TEST_RUN", str(os.getpid()))  # processes that run tests side by side take it over
os.environ["TSUNAGU_SECRET_KEY"] = "only for tests, never outside of them, long enough to be quiet"
(Path(_VAR) / "static").mkdir()

# The client of Spark takes a process without a main file, as those that run tests side by side, for a doctest of its
# own and gives up.
sys.modules["__main__"].__dict__.setdefault("__file__", str(Path(__file__).with_name("__init__.py")))
