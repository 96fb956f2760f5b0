"""Every process of a site is killed, again and again, while readers ask: ``python -m tests.stress.deaths``.

Printed for each: how often, what the readers got by status (0: no answer, as from a worker that died while it
answered), and how long it took until the site was whole again.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from tests.stress.sites import Readers, Site, serve, serving

Kill = Callable[[Site], None]


def kill_worker(site: Site) -> None:
    """One of the processes that answer."""
    site.workers()[0].kill()


def kill_web(site: Site) -> None:
    """A web server's first process, which looks after the one that answers."""
    site.servers()[0].kill()


def kill_database(site: Site) -> None:
    """The database server's first process."""
    os.kill(site.postmaster(), signal.SIGKILL)


def restart_database(site: Site) -> None:
    """The database server is told to end at once; it is the supervisor's to start it again."""
    os.kill(site.postmaster(), signal.SIGINT)


def kill_jobs(site: Site) -> None:
    """The worker that runs jobs; which jobs survive is asked by ``tests.stress.jobs``."""
    worker = _jobs(site)
    worker.kill()
    worker.wait()
    _jobs(site)


def _jobs(site: Site) -> psutil.Process:
    """The worker, as soon as there is one."""
    last = time.monotonic() + 20  # the supervisor starts one that dies again and again more and more seldom
    while time.monotonic() < last:
        for one in psutil.Process(site.process.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                if one.cmdline()[-2:] == ["jobs", "work"]:
                    return one
        time.sleep(0.05)
    raise TimeoutError("no worker was started again")


def kill_serve(site: Site) -> None:
    """The supervisor; somebody (systemd, a person) starts it again at once on the same port."""
    site.process.kill()
    site.process.wait()
    began = time.monotonic()
    while site.listening():
        if time.monotonic() - began > 10:
            raise TimeoutError("the workers of a killed server kept its port")
        time.sleep(0.05)
    site.process = serve(site.var, site.port).process


KILLS: dict[str, Kill] = {
    "worker": kill_worker,
    "web": kill_web,
    "database": kill_database,
    "database restart": restart_database,
    "jobs": kill_jobs,
    "serve": kill_serve,
}


def suffer(site: Site, kill: Kill, times: int) -> tuple[Readers, list[float]]:
    """Kill so many times under readers; the seconds until all was whole again."""
    back = []
    with Readers(site) as readers:
        for _ in range(times):
            time.sleep(0.5)
            site.wait_spare()
            began = time.monotonic()
            kill(site)
            time.sleep(0.1)
            site.wait_whole()
            site.wait(f"/programs/?q={began}")
            back.append(time.monotonic() - began)
    return readers, back


def main() -> None:
    """Kill what is asked for and print what the readers got."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--only", choices=KILLS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tsd-") as folder, serving(Path(folder) / "var") as site:
        for name in [options.only] if options.only else KILLS:
            readers, back = suffer(site, KILLS[name], options.times)
            print(
                f"{name:18} {options.times} times; answers {dict(sorted(readers.answers.items()))}, "
                f"slowest {readers.slowest:.1f} s; whole again after "
                f"{statistics.median(back):.1f} s (median), {max(back):.1f} s (longest)",
                flush=True,
            )


if __name__ == "__main__":
    main()
