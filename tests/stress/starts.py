"""Two sites start at once on nothing: both must come up: ``python -m tests.stress.starts``.

Once in one folder, with the database that Tsunagu brings along, and once in two folders on one ``DATABASE_URL``.
``--fresh 10`` instead starts one site after another, each on nothing.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.stress.sites import TOOL, Site, environment, free_port
from tsunagu.database import EmbeddedServer, Role


def start(var: Path, **more: str) -> Site:
    """All of `make serve`, without waiting for it."""
    var.mkdir(exist_ok=True)
    port = free_port()
    serve = " && ".join(" ".join([*TOOL, step]) for step in ("migrate", "prepare", f"serve --port {port}"))
    log = (var / f"serve-{port}.log").open("w")
    process = subprocess.Popen(
        ["sh", "-c", f"{serve.rpartition('&&')[0]} && exec {serve.rpartition('&&')[2]}"],
        env=environment(var) | more,
        stdout=log,
        stderr=log,
        text=True,
    )
    return Site(var, port, process)


def together(sites: Sequence[Site]) -> tuple[list[float], list[str]]:
    """The seconds until each is ready, and what they wrote that should not be there."""
    began = time.monotonic()
    try:
        for site in sites:
            site.wait("/ready", 180)
        seconds = [time.monotonic() - began for _ in sites]
        found = [site.get("/programs/?q=hydrogen")[0] for site in sites]
        assert found == [200] * len(sites), found
    finally:
        for site in sites:
            site.process.terminate()
            site.process.wait(30)
    logs = [path.read_text() for site in sites for path in site.var.glob("serve-*.log")]
    return seconds, [log for log in logs if "Traceback" in log]


def fresh(folder: Path, times: int) -> None:
    """Start so many sites one after another, each in an empty folder, and print how it went."""
    for number in range(times):
        seconds, tracebacks = together([start(folder / f"fresh-{number}")])
        print(f"fresh start {number + 1}: ready after {seconds[0]:.1f} s, {len(tracebacks)} tracebacks", flush=True)


def main() -> None:
    """Start what is asked for and print how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fresh", type=int, default=0)
    times = parser.parse_args().fresh
    with tempfile.TemporaryDirectory(prefix="tss-") as folder:
        Path(folder).chmod(0o711)
        fresh(Path(folder), times) if times else pairs(Path(folder))


def pairs(folder: Path) -> None:
    """Start two sites at once, in one folder and on one database, and print how it went."""
    one = folder / "one"
    seconds, tracebacks = together([start(one), start(one)])
    print(f"one folder:       both ready after {max(seconds):.1f} s, {len(tracebacks)} tracebacks", flush=True)
    server = EmbeddedServer(folder / "server" / "postgres")
    server.enter()
    try:
        urls = {"DATABASE_URL": server.url(), "TSUNAGU_OWNER_URL": server.url(role=Role.OWNER)}
        pair = [start(folder / name, **urls) for name in ("here", "there")]
        seconds, tracebacks = together(pair)
    finally:
        server.leave()
    print(f"one DATABASE_URL: both ready after {max(seconds):.1f} s, {len(tracebacks)} tracebacks", flush=True)


if __name__ == "__main__":
    main()
