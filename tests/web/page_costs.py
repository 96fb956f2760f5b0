"""What pages cost: processor time and SQL statements, at 1 time and at 10 times the data. `make costs`.

Both measurements run in one process, one after the other, on a database of their own; read the ratio, not the
milliseconds.
"""

from __future__ import annotations

import copy
import sys
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.browser.real_site import pages
from tests.made_up_store import made_up_store

ROUNDS = 7


def main() -> None:
    """Print the table."""
    from tsunagu.cli.main import start

    start()
    from django.conf import settings
    from django.core.management import call_command
    from django.test.runner import DiscoverRunner

    from tests.registers import made_up
    from tsunagu.catalog.actions import load
    from tsunagu.catalog.queries.search_index import refresh
    from tsunagu.organizations import actions as organizations

    settings.STRENGTHS = made_up_store(Path(settings.VAR) / "made-up", works=60_000, institutions=900)
    call_command("collectstatic", verbosity=0, interactive=False)
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        organizations.load(settings.DATA)
        load(settings.DATA)
        made_up.register()
        refresh()
        small = measure()
        multiply(10)
        refresh()
        large = measure()
    finally:
        runner.teardown_databases(databases)
        # The index of the real database is built again when it is next asked for.
    print(
        f"{'page':58} {'SQL 1x':>7} {'SQL 10x':>8} {'ms 1x':>7} {'ms 10x':>7} {'ratio':>6} {'KB 1x':>6} {'KB 10x':>7}"
    )
    for path in pages():
        (sql, ms, size), (sql10, ms10, size10) = small[path], large[path]
        print(f"/{path:57} {sql:7} {sql10:8} {ms:7.1f} {ms10:7.1f} {ms10 / ms:6.2f} {size:6.0f} {size10:7.0f}")


def measure() -> dict[str, tuple[int, float, float]]:
    """SQL statements, milliseconds of processor time and kilobytes of every page."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    found = {}
    for path in pages():
        answer = client.get("/" + path)
        assert answer.status_code == 200, (path, answer.status_code)
        with CaptureQueriesContext(connection) as queries:
            client.get("/" + path)
            statements = len(queries)
        times = []
        for _ in range(ROUNDS):
            began = time.process_time()
            client.get("/" + path)
            times.append((time.process_time() - began) * 1000)
        found[path] = (statements, median(times), len(answer.content) / 1024)
    return found


def multiply(times: int) -> None:
    """Copy every program with all that hangs on it, and every map as an edition of an earlier year, until there are
    ``times`` as many.
    """
    from tsunagu.catalog.models import Map, Program

    programs, maps = list(Program.objects.all()), list(Map.objects.all())
    for number in range(1, times):
        twins = {program.pk: copy_program(program, number) for program in programs}
        for map_ in maps:
            copy_map(map_, number, twins)


def copy_program(program, number):
    """A twin with its own key and its own facts."""
    twin = copy.copy(program)
    twin.pk, twin.key, twin.name = None, f"{program.key}-{number}", f"{program.name}（{number}）"
    twin._state = type(program._state)()
    twin.save(force_insert=True)
    for name in ("aliases", "wants", "eligibilities", "budgets"):
        rows = list(getattr(program, name).all())
        for row in rows:
            row.pk, row.program = None, twin
        type(rows[0]).objects.bulk_create(rows) if rows else None
    for edition in program.editions.all():
        tracks = list(edition.tracks.all())
        edition.pk, edition.program = None, twin
        edition.save(force_insert=True)
        for track in tracks:
            track.pk, track.edition = None, edition
        type(tracks[0]).objects.bulk_create(tracks) if tracks else None
    return twin


def copy_map(map_, number, twins) -> None:
    """The map as an edition of an earlier year, with the twins in its boxes and rows."""
    boxes, contacts = list(map_.boxes.all()), list(map_.contacts.all())
    twin = copy.copy(map_)
    twin.pk, twin.fiscal_year = None, int(map_.fiscal_year) - number
    twin._state = type(map_._state)()
    twin.save(force_insert=True)
    for row in boxes:
        row.pk, row.map, row.program = None, twin, twins[row.program_id]
    type(boxes[0]).objects.bulk_create(boxes)
    for row in contacts:
        points = list(row.points.all())
        row.pk, row.map, row.program = None, twin, twins[row.program_id]
        row.save(force_insert=True)
        for point in points:
            point.pk, point.contact = None, row
        type(points[0]).objects.bulk_create(points)


if __name__ == "__main__":
    main()
