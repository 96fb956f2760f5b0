"""Workers are forked from a process that has loaded the application, so that process may hold nothing of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

LOADS = """
import gc, json, sys, threading
from tsunagu.web import server
server.load()
from django.db import connections
from django.urls import get_resolver
found = {
    "threads": [thread.name for thread in threading.enumerate()],
    "connected": [one.alias for one in connections.all(initialized_only=True) if one.connection],
    "addresses": len(get_resolver().reverse_dict) > 10,
    "frozen": gc.get_freeze_count() > 10_000,
}
before = set(sys.modules)
import tsunagu.web.front.making
found["loaded by a worker"] = sorted(name for name in set(sys.modules) - before if name.startswith("tsunagu"))
print(json.dumps(found))
"""


@pytest.mark.long
def test_the_process_that_workers_are_forked_from_has_loaded_all_and_runs_nothing(static_files: None):
    ran = subprocess.run([sys.executable, "-c", LOADS], capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == {
        "threads": ["MainThread"],
        "connected": [],
        "addresses": True,
        "frozen": True,
        "loaded by a worker": [],
    }
