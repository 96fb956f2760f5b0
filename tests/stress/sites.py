"""A site of its own to be ill-treated: prepared, served, asked, and found by its processes."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

TOOL = (sys.executable, "-m", "tsunagu.cli.main")
PAGES = ("/programs/", "/en/contacts/", "/api/v1/programs?limit=5", "/maps/maas/", "/programs/coi-next/")
START_SECONDS = 60
WORKERS = 2
# A site in operation was compiled once, and has a database of its own.
_NOT_OURS = ("DATABASE_URL", "PYTHONDONTWRITEBYTECODE")


@dataclass
class Site:
    """A running ``tsunagu serve``."""

    var: Path
    port: int
    process: subprocess.Popen[str]

    def get(self, path: str, seconds: float = 30) -> tuple[int, float]:
        """The status (0: no answer at all) and how long it took."""
        began = time.monotonic()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            connection.close()
            status = answer.status
        except (OSError, http.client.HTTPException):
            status = 0
        return status, time.monotonic() - began

    def wait(self, path: str = "/ready", seconds: float = START_SECONDS) -> float:
        """How long it takes until this path answers 200."""
        began = time.monotonic()
        while self.get(path, 5)[0] != 200:
            if time.monotonic() - began > seconds:
                raise TimeoutError(f"{path} did not answer 200 within {seconds} s")
            time.sleep(0.05)
        return time.monotonic() - began

    def listening(self) -> int:
        """How many processes take what comes in."""
        return sum(
            1
            for one in psutil.net_connections("tcp")
            if one.status == psutil.CONN_LISTEN and one.laddr and one.laddr.port == self.port
        )

    def wait_whole(self, seconds: float = START_SECONDS) -> None:
        """Wait until every worker answers, and the database."""
        last = time.monotonic() + seconds
        while self.listening() < WORKERS and time.monotonic() < last:
            time.sleep(0.05)
        self.wait("/ready", seconds)

    def wait_spare(self) -> None:
        """Wait until the process is there that takes the place of a web server that dies, and has loaded all."""
        last = time.monotonic() + START_SECONDS
        while time.monotonic() < last and not any(_sleeps(one) for one in self._web() if not one.children()):
            time.sleep(0.1)

    def servers(self) -> list[psutil.Process]:
        """The web servers' first processes; one without a worker waits to take another's place."""
        return [one for one in self._web() if one.children()]

    def _web(self) -> list[psutil.Process]:
        ours = psutil.Process(self.process.pid).children()
        return [one for one in ours if "tsunagu.web.server" in one.cmdline()]

    def workers(self) -> list[psutil.Process]:
        """The processes that answer."""
        return [worker for server in self.servers() for worker in server.children()]

    def postmaster(self) -> int:
        """The database server's first process."""
        return int((self.home() / "data" / "postmaster.pid").read_text().split()[0])

    def home(self) -> Path:
        """Where the database server's files lie."""
        elsewhere = self.var / "postgres" / "elsewhere"
        return Path(elsewhere.read_text()) if elsewhere.exists() else self.var / "postgres"


def _sleeps(process: psutil.Process) -> bool:
    """Whether a process does nothing for a moment."""
    return process.cpu_percent(0.5) == 0


def environment(var: Path) -> dict[str, str]:
    """The environment of a command of this site."""
    own = {"TSUNAGU_VAR": str(var), "TSUNAGU_STRENGTHS": str(var / "no-strengths")}
    return {name: value for name, value in os.environ.items() if name not in _NOT_OURS} | own


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prepare(var: Path) -> None:
    """Tables and data."""
    for command in ("migrate", "prepare"):
        subprocess.run([*TOOL, command], env=environment(var), check=True, stdout=subprocess.DEVNULL)


def serve(var: Path, port: int | None = None) -> Site:
    """Start a site and wait until it is ready."""
    port = port or free_port()
    with (var / "serve.log").open("a") as log:
        process = subprocess.Popen(
            [*TOOL, "serve", "--port", str(port)], env=environment(var), stdout=log, stderr=log, text=True
        )
    site = Site(var, port, process)
    site.wait_whole()
    return site


@contextlib.contextmanager
def serving(var: Path) -> Iterator[Site]:
    """A prepared site, ended afterwards."""
    prepare(var)
    site = serve(var)
    try:
        yield site
    finally:
        site.process.terminate()
        site.process.wait(30)


@dataclass
class Readers:
    """Readers who ask one page after another; what they got is counted by status."""

    site: Site
    count: int = 3
    answers: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    pause: float = 0.02
    _ended: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Readers:
        self._threads = [threading.Thread(target=self._read, args=(number,)) for number in range(self.count)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _read(self, number: int) -> None:
        asked = number
        while not self._ended.wait(self.pause):
            # A question nobody asked before: nothing that is kept can answer it.
            path = PAGES[asked % len(PAGES)]
            mark = "&" if "?" in path else "?"
            fresh = f"{path}{mark}q={number}-{asked}" if path in ("/programs/", "/en/contacts/") else path
            status, seconds = self.site.get(fresh)
            self.answers[status] += 1
            self.slowest = max(self.slowest, seconds)
            asked += 1
