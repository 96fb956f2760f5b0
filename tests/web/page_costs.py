"""What pages cost: processor time and SQL statements, at 1 time and at 10 times the programs and maps. `make costs`.

Not a test of every day: pytest runs it when it is named, on databases of its own. Both measurements run in one process,
one after the other; read the ratio, not the milliseconds. Each page is made anew each time, by a process that has made
others of the same data before, as behind the front. `TSUNAGU_COSTS_OF=about/,people/` measures the pages with one
of these in their address alone.
"""

from __future__ import annotations

import copy
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest
from django.template import Template
from django.test.utils import _TestState

from tests.browser.real_site import pages
from tests.made_up_store import made_up_store
from tsunagu.web.middleware import VERSION

ROUNDS = 7
TIMES = 10


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a page: SQL statements, milliseconds of processor time, kilobytes."""

    statements: int
    milliseconds: float
    kilobytes: float


@pytest.fixture
def as_on_a_server() -> Iterator[None]:
    """For tests Django copies the context of each template, also of each part of a row; no server does."""
    watched = Template._render
    Template._render = _TestState.saved_data.template_render
    yield
    Template._render = watched


@pytest.mark.long
@pytest.mark.django_db
def test_no_page_asks_more_statements_of_a_larger_catalog(
    static_files, settings, tmp_path: Path, as_on_a_server: None
) -> None:
    from tsunagu.catalog.queries.search_index import refresh

    _never_end_an_idle_transaction()
    settings.STRENGTHS = made_up_store(tmp_path / "strengths", works=60_000, institutions=900)
    wanted = os.environ.get("TSUNAGU_COSTS_OF", "").split(",")
    paths = [path for path in pages() if any(one in path for one in wanted)]
    small = {path: _cost(path, b"small") for path in paths}
    multiply(TIMES)
    refresh()
    large = {path: _cost(path, b"large") for path in paths}
    _print(small, large)
    assert [path for path in paths if large[path].statements > small[path].statements] == []


def _never_end_an_idle_transaction() -> None:
    """All of this test is one transaction, which waits while a store or an index is made without the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def _cost(path: str, version: bytes) -> Cost:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"}, **{"asgi.scope": {VERSION: version}})
    answer = client.get("/" + path)
    assert answer.status_code == 200, path
    with CaptureQueriesContext(connection) as queries:
        client.get("/" + path)
    return Cost(len(queries), median(_milliseconds(client, path) for _ in range(ROUNDS)), len(answer.content) / 1024)


def _milliseconds(client, path: str) -> float:
    began = time.process_time()
    client.get("/" + path)
    return (time.process_time() - began) * 1000


def _print(small: dict[str, Cost], large: dict[str, Cost]) -> None:
    print(
        f"\n{'page':58} {'SQL 1x':>7} {'SQL 10x':>8} {'ms 1x':>7} {'ms 10x':>7} {'ratio':>6} {'KB 1x':>6} {'KB 10x':>7}"
    )
    for path, one in small.items():
        ten = large[path]
        ratio = ten.milliseconds / one.milliseconds
        print(
            f"/{path:57} {one.statements:7} {ten.statements:8} {one.milliseconds:7.1f} {ten.milliseconds:7.1f}"
            f" {ratio:6.2f} {one.kilobytes:6.0f} {ten.kilobytes:7.0f}"
        )


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
