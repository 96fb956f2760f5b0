"""What the ledger costs and what it finds: `python -m benchmarks.ledger`; `--help` lists the sizes.

Prints JSON: durable writes a second of 8 writers with nothing beside, with a line of the ledger each, and with the
sealer at work as well; the time to seal and to verify; how many random tamperings were found. A database of its own on
the embedded server, dropped at the end. Ends with 1 where a tampering was not found.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

WRITERS = 8
ROUNDS = 3
SMALL = 2000  # lines of the ledger that is tampered with
TICK = 0.5  # seconds, as in the worker
CHUNK = 100_000

FILL = """
WITH told AS (
    SELECT n, jsonb_build_object(
        'actor', md5(n::text || 'a') || '"見本 花子"', 'thing', md5(n::text || 't') || '"甲大学の申請"',
        'before.state', md5(n::text || 'b') || '"draft"', 'after.state', md5(n::text || 's') || '"submitted"',
        'reason', md5(n::text || 'r') || '"締切前の提出"') AS parts
    FROM generate_series(1, %s) AS n
), lines AS (
    INSERT INTO access_entry (actor, role, organization, membership, verb, kind, thing, request, digests)
    SELECT n %% 5000, 'ura', n %% 800, n %% 6000, 'applications.submit', 'applications.Application', n, md5(n::text),
        '{' || (SELECT string_agg('"' || key || '":"' || encode(sha256(convert_to(value, 'UTF8')), 'hex') || '"', ','
                                  ORDER BY key COLLATE "C") FROM jsonb_each_text(parts)) || '}'
    FROM told RETURNING id, thing
)
INSERT INTO access_detail (entry_id, parts) SELECT id, parts FROM lines JOIN told ON told.n = lines.thing::bigint
"""


@contextmanager
def own_database() -> Iterator[tuple[str, str]]:
    """A database with the tables of all rooms; gives its addresses for the application and for the superuser."""
    from tsunagu import database
    from tsunagu.database import Role, roles

    database.connect_url()
    server = database.started()
    if server is None:
        raise SystemExit("unset DATABASE_URL: this makes a database of its own on the embedded server")
    name = f"ledger_bench_{os.getpid()}"
    root = server.url("postgres", roles.SUPERUSER)
    with psycopg.connect(root, autocommit=True) as superuser:
        superuser.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            own = make_conninfo(root, dbname=name)
            with psycopg.connect(own, autocommit=True) as inside:
                roles.grant(inside)
            environment = {**os.environ, "DATABASE_URL": server.url(name, Role.OWNER)}
            migrate = [sys.executable, "-m", "tsunagu.cli.main", "migrate"]
            subprocess.run(migrate, env=environment, check=True, stdout=subprocess.DEVNULL)
            yield server.url(name, Role.APPLICATION), own
        finally:
            superuser.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def ready(url: str) -> None:
    """Have Django work on a database."""
    os.environ["DATABASE_URL"] = url
    os.environ["TSUNAGU_STATEMENT_SECONDS"] = "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagu.settings")
    import django

    django.setup()


def write(url: str, with_line: bool, seconds: float, begin: Any) -> None:
    """One writer: messages, each with its line of the ledger if wanted, committed one by one."""
    ready(url)
    from django.db import transaction

    from tsunagu.access import ledger
    from tsunagu.access.actors import terminal
    from tsunagu.feedback.enums import Verb
    from tsunagu.feedback.models import Message

    by = terminal("bench")
    begin.wait()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with transaction.atomic():
            message = Message.objects.create(kind="wish", text="もっと早く", language="ja")
            if with_line:
                ledger.record(by=by, verb=Verb.REMOVE, thing=message, before={"kind": "wish"}, after={"kind": "other"})


def keep_sealing(url: str, seconds: float, begin: Any) -> None:
    """The sealer, at the pace of the worker."""
    ready(url)
    from tsunagu.access.sealing import seal

    begin.wait()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        seal()
        time.sleep(TICK)


def rate(url: str, seconds: float, with_line: bool, with_seal: bool) -> float:
    """Commits a second of all writers together."""
    spawn = multiprocessing.get_context("spawn")
    begin = spawn.Barrier(WRITERS + with_seal + 1)
    tasks = [spawn.Process(target=write, args=(url, with_line, seconds + 1, begin)) for _ in range(WRITERS)]
    if with_seal:
        tasks.append(spawn.Process(target=keep_sealing, args=(url, seconds + 1, begin)))
    for task in tasks:
        task.start()
    with psycopg.connect(url, autocommit=True) as watching:
        begin.wait()
        began, first = time.monotonic(), _committed(watching)
        time.sleep(seconds)
        ended, last = time.monotonic(), _committed(watching)
    for task in tasks:
        task.join()
    return (last - first) / (ended - began)


def _committed(watching: psycopg.Connection[Any]) -> int:
    row = watching.execute("SELECT last_value FROM feedback_message_id_seq").fetchone()
    return int(row[0]) if row else 0


def writing(url: str, seconds: float) -> dict[str, float]:
    """The three rates, each the median of rounds that take turns."""
    ways = {"alone": (False, False), "with_lines": (True, False), "with_lines_and_sealer": (True, True)}
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            rates[name].append(rate(url, seconds, *way))
    found = {name: statistics.median(measured) for name, measured in rates.items()}
    return {
        **{f"writes_per_second_{name}": round(value) for name, value in found.items()},
        "chain_ratio": round(found["with_lines_and_sealer"] / found["with_lines"], 3),
        "ledger_ratio": round(found["with_lines_and_sealer"] / found["alone"], 3),
    }


def verifying(lines: int) -> dict[str, float]:
    """Fill, seal and verify this many lines."""
    from django.db import connection

    from tsunagu.access.sealing import seal
    from tsunagu.access.verification import verify

    seal()
    with connection.cursor() as cursor:
        for _ in range(lines // CHUNK):
            cursor.execute(FILL, [CHUNK])
        cursor.execute("VACUUM ANALYZE access_entry, access_detail")
    began = time.perf_counter()
    sealed = seal()
    took = time.perf_counter() - began
    began, spent = time.perf_counter(), time.process_time()
    report = verify()
    verified, computed = time.perf_counter() - began, time.process_time() - spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {
        "sealed_per_second": round(sealed / took),
        "verified_rows": report.rows,
        "verify_seconds": round(verified, 1),
        "verify_cpu_seconds": round(computed, 1),
        "verify_bad": len(report.bad),
        "verify_peak_mb": peak,
    }


def main() -> None:
    """Measure, print, and say by the exit code whether all was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="of writing, for each way and round")
    parser.add_argument("--lines", type=int, default=1_000_000, help="to verify, in steps of 100,000; 0: leave out")
    parser.add_argument("--tamperings", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with own_database() as (url, superuser):
        found: dict[str, Any] = {"writers": WRITERS}
        found |= writing(url, asked.seconds) if asked.seconds else {}
        ready(superuser)
        from benchmarks import tampering

        chance = random.Random(asked.seed)  # noqa: S311 (no secret)
        found |= tampering.tried(chance, SMALL, asked.tamperings)
        found |= verifying(asked.lines) if asked.lines else {}
        from django.db import connection

        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
    print(json.dumps(found, indent=1))
    sys.exit(found["tamperings_found"] < found["tamperings"] or found.get("verify_bad", 0) > 0)


if __name__ == "__main__":
    main()
