"""Two thousand bodies with ten thousand memberships: time, size, and the same number of statements."""

from __future__ import annotations

import time
from itertools import islice

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tsunagu.networks.models import Network
from tsunagu.organizations.models import Organization, Tie

pytestmark = [pytest.mark.django_db, pytest.mark.long]
PAGES = ("/networks/", "/networks/map/", "/networks/regions/05/", "/networks/graph/", "/networks/graph/data/?whole=1")
KINDS = ("company", "private-university", "municipality", "bank", "association")


def _grow(networks: int, bodies: int) -> None:
    """So many more networks of fifty members, drawn from so many more bodies."""
    made = Organization.objects.bulk_create(
        Organization(
            key=f"size-{number}", name=f"機関{number}号", kind=KINDS[number % 5], prefecture=f"{number % 47 + 1:02}"
        )
        for number in range(bodies + networks)
    )
    hubs, members = made[:networks], made[networks:]
    Network.objects.bulk_create(
        Network(body=hub, kind="council", prefectures=[hub.prefecture], topics=["bio"], plan="見本の計画")
        for hub in hubs
    )
    ties = (
        Tie(body=members[(place * 53 + turn * 37) % bodies], of=hub, kind="member")
        for place, hub in enumerate(hubs)
        for turn in range(50)
    )
    while batch := list(islice(ties, 2000)):
        Tie.objects.bulk_create(batch, ignore_conflicts=True)


def _measured(client: Client, path: str) -> tuple[int, float, int]:
    """Statements, processor milliseconds and bytes of an answer."""
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
        statements = len(captured)
    began = time.process_time()
    answer = client.get(path)
    spent = (time.process_time() - began) * 1000
    assert answer.status_code == 200
    return statements, spent, len(answer.content)


def test_ten_times_as_much_takes_the_same_statements(static_files: None):
    client = Client(headers={"host": "localhost"})
    _grow(20, 200)
    small = {path: _measured(client, path)[0] for path in PAGES}
    _grow_more()
    large = {path: _measured(client, path) for path in PAGES}
    for path, figures in large.items():
        print(path, figures)
    assert {path: figures[0] for path, figures in large.items()} == small
    data = large["/networks/graph/data/?whole=1"]
    assert data[2] < 400_000


def _grow_more() -> None:
    Tie.objects.filter(body__key__startswith="size-").delete()
    Network.objects.filter(body__key__startswith="size-").delete()
    Organization.objects.filter(key__startswith="size-").delete()
    _grow(200, 2000)
