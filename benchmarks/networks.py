"""What the pages of networks take with thousands of bodies: `python -m benchmarks.networks`; `--help` lists the sizes.

Prints JSON: for each page its statements, its bytes, the calls of functions that an answer takes, and the processor
milliseconds of this process (the median and the least of several answers); calls and milliseconds also as times those
of a reference page of the same run, whose size does not change. So a slow hour of the machine is not taken for a slow
page; calls are the same in every hour. With `--browser`, a Chromium draws the whole graph, too: nodes,
edges, and the milliseconds from the data at hand until all nodes are seen, and all edges. A database of its own on the
embedded server, with the data of all rooms and as many made-up networks beside them, dropped at the end.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import json
import statistics
import time
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from itertools import islice
from typing import Any

from benchmarks.ledger import own_database, ready

NETWORKS = 200  # of fifty members each: ten thousand memberships
BODIES = 2000
MEMBERS = 50
VISITS = 5  # of the browser
REFERENCE = "/networks/tokushima-council/"
DATA = "/networks/graph/data/?whole=1"
PAGES = (
    "/networks/",
    "/networks/map/",
    "/networks/regions/05/",
    "/networks/graph/",
    "/networks/graph/?whole=1",
    DATA,
)
KINDS = ("company", "private-university", "municipality", "bank", "association")
_BATCH = 2000  # rows that are written at once


def grow(networks: int, bodies: int) -> None:
    """So many more networks of fifty members, drawn from so many more bodies."""
    from tsunagu.networks.models import Network
    from tsunagu.organizations.models import Organization

    made = Organization.objects.bulk_create(_body(number) for number in range(networks + bodies))
    hubs, members = made[:networks], made[networks:]
    Network.objects.bulk_create(_network(hub) for hub in hubs)
    _tie(hubs, members)


def _body(number: int) -> Any:
    from tsunagu.organizations.models import Organization

    place = f"{number % 47 + 1:02}"
    return Organization(key=f"size-{number}", name=f"機関{number}号", kind=KINDS[number % 5], prefecture=place)


def _network(hub: Any) -> Any:
    from tsunagu.networks.models import Network

    return Network(body=hub, kind="council", prefectures=[hub.prefecture], topics=["bio"], plan="見本の計画")


def _tie(hubs: list[Any], members: list[Any]) -> None:
    from tsunagu.organizations.models import Tie

    ties = (Tie(body=members[member], of=hubs[hub], kind="member") for hub, member in _pairs(len(hubs), len(members)))
    while batch := list(islice(ties, _BATCH)):
        Tie.objects.bulk_create(batch, ignore_conflicts=True)


def _pairs(hubs: int, members: int) -> Iterator[tuple[int, int]]:
    """Which member is in which network, by numbers that look drawn."""
    for hub in range(hubs):
        yield from ((hub, (hub * 53 + turn * 37) % members) for turn in range(MEMBERS))


def asked(client: Any, path: str) -> dict[str, int]:
    """Statements and bytes of an answer."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
        statements = len(captured)
    if answer.status_code != HTTPStatus.OK:
        raise SystemExit(f"{path}: {answer.status_code}")
    return {"statements": statements, "bytes": len(answer.content)}


def beside(client: Any, repeats: int, pages: Sequence[str] = PAGES) -> dict[str, dict[str, Any]]:
    """The figures of every page, each beside those of the reference page.

    All are asked in turn, so that an hour in which the machine is slow is slow for all of them.
    """
    paths = (REFERENCE, *pages)
    found = {path: asked(client, path) for path in paths}
    gc.collect()
    gc.freeze()  # as a server that has long run: what was made before is looked through no more
    rounds = [{path: milliseconds(client, path) for path in paths} for _ in range(repeats)]
    gc.unfreeze()
    calls = {path: called(client, path) for path in paths}
    return {
        path: {**found[path], **_told(rounds, path), "times_calls": round(calls[path] / calls[REFERENCE], 2)}
        for path in paths
    }


def called(client: Any, path: str) -> int:
    """Calls of functions, of Python and below it, that an answer takes."""
    profile = cProfile.Profile()
    profile.enable()
    client.get(path)
    profile.disable()
    return sum(entry.callcount for entry in profile.getstats())


def _told(rounds: list[dict[str, float]], path: str) -> dict[str, float]:
    spent = [one[path] for one in rounds]
    times = statistics.median(one[path] / one[REFERENCE] for one in rounds)
    median, least = statistics.median(spent), min(spent)
    return {"median_ms": round(median, 1), "least_ms": round(least, 1), "times_reference": round(times, 2)}


def milliseconds(client: Any, path: str) -> float:
    """What one answer takes without the collector, whose turn would always fall on the same of all pages."""
    gc.collect()
    gc.disable()
    began = time.process_time()
    client.get(path)
    spent = time.process_time() - began
    gc.enable()
    return spent * 1000


def main() -> None:
    """Make, ask and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--networks", type=int, default=NETWORKS)
    parser.add_argument("--bodies", type=int, default=BODIES)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--browser", action="store_true", help="draw the graph in a browser, too")
    given = parser.parse_args()
    with own_database() as (url, _):
        ready(url)
        figures = _figures(given)
        if given.browser:
            figures["browser"] = _drawn(url)
        print(json.dumps(figures, ensure_ascii=False, indent=2))
        leave()


def load() -> None:
    """The data of all rooms."""
    from django.conf import settings
    from django.core.management import call_command

    from tsunagu import rooms

    call_command("collectstatic", verbosity=0, interactive=False)
    for room in rooms.ROOMS:
        if room.load:
            rooms.resolve(room.load)(settings.DATA)


def _figures(given: argparse.Namespace) -> dict[str, Any]:
    from django.test import Client

    load()
    grow(given.networks, given.bodies)
    pages = beside(Client(headers={"host": "localhost"}), given.repeats)
    return {"networks": given.networks, "bodies": given.bodies, "reference": REFERENCE, "pages": pages}


def _drawn(url: str) -> dict[str, Any]:
    from benchmarks import drawing  # only who asks for it needs a browser

    return drawing.drawn(url, VISITS)


def leave() -> None:
    """Let go of the database, which is dropped next."""
    from django.db import connection

    served: Any = connection  # by PostgreSQL, which has a pool
    served.close()
    served.close_pool()


if __name__ == "__main__":
    main()
