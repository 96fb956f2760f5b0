"""Two thousand bodies with ten thousand memberships: time, size, and the same number of statements."""

from __future__ import annotations

import pytest
from benchmarks import networks as bench
from django.test import Client

from tsunagu.networks.models import Network
from tsunagu.organizations.models import Organization, Tie

pytestmark = [pytest.mark.django_db, pytest.mark.long]
MOST_BYTES = 400_000
MOST_TIMES = 4  # as many calls as the page of one network, in the same process


def test_ten_times_as_much_takes_the_same_statements_and_little_time(static_files: None):
    client = Client(headers={"host": "localhost"})
    bench.grow(20, 200)
    small = {path: bench.asked(client, path)["statements"] for path in bench.PAGES}
    _shrink()
    bench.grow(bench.NETWORKS, bench.BODIES)
    large = bench.beside(client, 1)
    assert {path: large[path]["statements"] for path in bench.PAGES} == small
    assert large[bench.DATA]["bytes"] < MOST_BYTES
    assert {path: one for path, one in large.items() if one["times_calls"] > MOST_TIMES} == {}


def _shrink() -> None:
    Tie.objects.filter(body__key__startswith="size-").delete()
    Network.objects.filter(body__key__startswith="size-").delete()
    Organization.objects.filter(key__startswith="size-").delete()
