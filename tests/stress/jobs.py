"""The worker is killed -9 again and again while jobs and mails run: ``python -m tests.stress.jobs --kills 50``.

Printed as JSON: what was deferred and done, what was done twice or lost, the longest wait between deferring and being
done. A mail may reach its server twice where the worker dies between the server's word and its own note; it then has
the same Message-ID. Fails where anything else is not as it should be.
"""

from __future__ import annotations

import argparse
import atexit
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.mail.server import Inbox, mail_server
from tests.stress.sites import TOOL, environment

_WAIT = 120.0  # seconds for everything to be done after the last kill
_LIVES = (0.0, 2.5)  # seconds after its first sign of life in which a worker is killed
_NEWEST = "SELECT max(id) FROM procrastinate_workers"
_COUNTS = """
SELECT (SELECT count(DISTINCT key) FROM counted), (SELECT count(*) - count(DISTINCT key) FROM counted),
       (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name NOT LIKE '%.tidy'),
       (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'),
       (SELECT count(*) FROM mail_message WHERE state = 'sent'),
       (SELECT sum(attempts) FROM procrastinate_jobs)
"""
_LONGEST = """
SELECT extract(epoch FROM max(done.at - deferred.at))
FROM procrastinate_events deferred
JOIN procrastinate_events done ON done.job_id = deferred.job_id AND done.type = 'succeeded'
WHERE deferred.type = 'deferred'
"""


class Deferring(threading.Thread):
    """Defers jobs and mails one after the other, each in a transaction, of which every tenth is rolled back."""

    def __init__(self, jobs: int, mails: int, seconds: float) -> None:
        super().__init__(daemon=True)
        self.kinds = random.sample(["job"] * jobs + ["mail"] * mails, jobs + mails)
        self.pause = seconds / (jobs + mails)

    def run(self) -> None:
        """Until all are deferred."""
        from django.db import connection, transaction

        for number, kind in enumerate(self.kinds):
            if number % 10 == 0:
                with transaction.atomic():
                    self._defer(kind, f"never {number}")
                    transaction.set_rollback(True)
            self._defer(kind, str(number))
            time.sleep(self.pause)
        connection.close()

    def _defer(self, kind: str, key: str) -> None:
        from tests.stress.counted import count
        from tsunagu.mail import actions

        if kind == "job":
            count.defer(key=key)
        else:
            actions.send(to="ura@example.ac.jp", subject=f"通知 {key}", text="本文\n", key=key)


def asked(statement: str) -> tuple[Any, ...]:
    """One row of the site's database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()


def prepared(var: Path, inbox: Inbox) -> dict[str, str]:
    """A site with its tables, of which this process is a user; the environment of its worker."""
    os.environ |= {
        "TSUNAGU_VAR": str(var),
        "DJANGO_SETTINGS_MODULE": "tests.stress.job_settings",
        "TSUNAGU_SMTP_URL": f"smtp://127.0.0.1:{inbox.port}",
        "TSUNAGU_MAIL_FROM": "繋ぐ <noreply@tsunagu.example.jp>",
    }
    subprocess.run([*TOOL, "migrate"], env=environment(var), check=True, stdout=subprocess.DEVNULL)
    from tsunagu.cli import main

    os.environ.pop("DATABASE_URL", None)
    main.start()
    _make_table()
    return {**os.environ}


def _make_table() -> None:
    import psycopg

    from tests.stress.counted import TABLE
    from tsunagu.database import Role, started

    server = started()
    if server is None:
        raise RuntimeError("an embedded server is needed")
    with psycopg.connect(server.url(role=Role.OWNER), autocommit=True) as connection:
        connection.execute(TABLE)


def killed(times: int, given: dict[str, str]) -> Iterator[float]:
    """Start a worker and kill it, again and again; how long each lived."""
    for _ in range(times):
        before = asked(_NEWEST)
        worker = subprocess.Popen([*TOOL, "jobs", "work"], env=given, stderr=subprocess.DEVNULL)
        while asked(_NEWEST) == before:  # a busy machine takes its time to start one
            time.sleep(0.05)
        lived = random.uniform(*_LIVES)
        time.sleep(lived)
        worker.kill()
        worker.wait()
        yield lived


def finished(given: dict[str, str]) -> None:
    """Let a last worker do what is left."""
    worker = subprocess.Popen([*TOOL, "jobs", "work"], env=given, stderr=subprocess.DEVNULL)
    last = time.monotonic() + _WAIT
    while asked(_COUNTS)[2] and time.monotonic() < last:
        time.sleep(0.2)
    worker.terminate()
    worker.wait(20)


def main() -> None:
    """Kill, wait, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--jobs", type=int, default=400)
    parser.add_argument("--mails", type=int, default=200)
    given = parser.parse_args()
    began = time.monotonic()
    folder = tempfile.mkdtemp(prefix="tsunagu-jobs-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # after the database has been left
    with mail_server() as inbox:
        worker = prepared(Path(folder), inbox)
        deferring = Deferring(given.jobs, given.mails, seconds=given.kills * 2.5)
        deferring.start()
        kills = len(list(killed(given.kills, worker)))
        deferring.join()
        finished(worker)
        report = counted(given.jobs, given.mails, inbox)
    print(json.dumps({"kills": kills, **report, "seconds": round(time.monotonic() - began, 1)}, indent=1))
    wrong = ("done_twice", "lost", "unfinished", "failed", "mails_lost", "mails_strange")
    sys.exit(1 if any(report[name] for name in wrong) else 0)


def counted(jobs: int, mails: int, inbox: Inbox) -> dict[str, float]:
    """What came of it."""
    done, twice, unfinished, failed, sent, attempts = asked(_COUNTS)
    (longest,) = asked(_LONGEST)
    arrived = Counter(inbox.ids)
    return {
        "jobs": jobs,
        "done": done,
        "done_twice": twice,
        "lost": jobs - done,
        "unfinished": unfinished,
        "failed": failed,
        "mails": mails,
        "mails_sent": sent,
        "mails_lost": mails - len(arrived),
        "mails_strange": sent - len(arrived),
        "mails_again_same_id": arrived.total() - len(arrived),
        "tries": int(attempts),
        "longest_wait_seconds": round(float(longest), 1),
    }


if __name__ == "__main__":
    main()
