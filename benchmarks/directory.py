"""What portraits and the directory's search take: `python -m benchmarks.directory`; `--help` lists the sizes.

Prints JSON as `benchmarks.networks` does: statements, bytes and processor milliseconds of each page, beside a page of
the same run whose size does not change; first with nothing remembered, then as behind the front, where queries that do
not hang on the body are remembered for a version of the data. The pages themselves are kept in neither. `--profile
PATH` prints instead where the time of one page goes.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
from typing import Any

from benchmarks import networks
from benchmarks.ledger import own_database, ready

NETWORKS, BODIES = 20, 2000
PAGES = (
    "/organizations/tokushima-university/",
    "/organizations/kochi-university/",
    "/organizations/mext/",
    "/organizations/",
    "/organizations/?q=徳島",
    "/organizations/?q=大阪府立大学",
    "/organizations/?q=tokyo",
    "/organizations/?q=とうきょう",
)
_LINES = 45  # of a profile


def main() -> None:
    """Make, ask and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--networks", type=int, default=NETWORKS)
    parser.add_argument("--bodies", type=int, default=BODIES)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--profile", metavar="PATH", nargs="*", default=())
    given = parser.parse_args()
    with own_database() as (url, _):
        ready(url)
        _answer(given)
        networks.leave()


def _answer(given: argparse.Namespace) -> None:
    from django.test import Client

    from tsunagu.web.middleware import VERSION

    networks.load()
    networks.grow(given.networks, given.bodies)
    client = Client(headers={"host": "localhost"})
    for path in given.profile:
        _profiled(client, path)
    if not given.profile:
        pages = networks.beside(client, given.repeats, PAGES)
        told_version: Any = {"asgi.scope": {VERSION: b"benchmark"}}  # as the front does
        front = Client(headers={"host": "localhost"}, **told_version)
        served = networks.beside(front, given.repeats, PAGES)
        told = {"bodies": given.bodies, "alone": pages, "behind_the_front": served}
        print(json.dumps(told, ensure_ascii=False, indent=2))


def _profiled(client: Any, path: str, repeats: int = 20) -> None:
    """Where the time of a page goes, after it was answered once."""
    print(path, networks.asked(client, path))
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(repeats):
        client.get(path)
    profile.disable()
    pstats.Stats(profile).sort_stats("cumulative").print_stats(_LINES)
    pstats.Stats(profile).sort_stats("tottime").print_stats(_LINES)


if __name__ == "__main__":
    main()
