"""How good and how fast the search is, on wants written without sight of the catalog's own words.

`make quality` prints the figures for the seen and the held-out half, the deck's own pairs, and the time a query takes.
`--misses` lists the seen queries that are not answered first (never the held-out ones).
"""

from __future__ import annotations

import sys
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

QUERIES = Path(__file__).parent / "queries"


@dataclass(frozen=True)
class Figures:
    """hit@1, hit@3 and mean reciprocal rank (0 where the answer is not among the first 20) over a set of queries."""

    queries: int
    hit1: float
    hit3: float
    mrr: float

    def __str__(self) -> str:
        return f"{self.queries} queries: hit@1 {self.hit1:.3f}  hit@3 {self.hit3:.3f}  MRR {self.mrr:.3f}"


def read(name: str) -> list[tuple[str, set[str]]]:
    """The queries of one file with the keys of the programs that answer them."""
    rows = tomllib.loads((QUERIES / f"{name}.toml").read_text())["query"]
    return [(row["text"], set(row["answers"])) for row in rows]


def deck_pairs() -> list[tuple[str, set[str]]]:
    """The 「～したい ⇒ 事業」 pairs printed in the decks; one text may have several answers."""
    from tsunagu.catalog.models import Want

    pairs: dict[str, set[str]] = {}
    for text, key in Want.objects.filter(document__isnull=False).values_list("text", "program__key"):
        pairs.setdefault(text, set()).add(key)
    return list(pairs.items())


def ranks(pairs: list[tuple[str, set[str]]]) -> list[int]:
    """The rank of the first right answer for each query; 0 where there is none among the first 20."""
    from tsunagu.catalog.queries.narrowing import ProgramQuery
    from tsunagu.catalog.queries.search import programs

    found = []
    for text, answers in pairs:
        keys = [one.program.key for one in programs(ProgramQuery(words=text, limit=20))]
        found.append(next((place for place, key in enumerate(keys, start=1) if key in answers), 0))
    return found


def figures(found: list[int]) -> Figures:
    """The figures of a list of ranks."""
    return Figures(
        len(found),
        mean(rank == 1 for rank in found),
        mean(1 <= rank <= 3 for rank in found),
        mean(1 / rank if rank else 0 for rank in found),
    )


def engine_times(texts: list[str]) -> list[float]:
    """Milliseconds of processor time a query takes in the index, once it is open."""
    from tsunagu.catalog.queries import search_index
    from tsunagu.search import engine

    index = engine.current("programs", search_index.documents, search_index.WEIGHTS)
    index.search("温める", limit=1)
    times = []
    for text in texts:
        began = time.process_time()
        index.search(text, limit=20)
        times.append((time.process_time() - began) * 1000)
    return times


def main() -> None:
    """Print the report."""
    from tsunagu.cli.main import start

    start()
    seen, unseen = read("seen") + read("seen-2"), read("unseen")
    seen_ranks = ranks(seen)
    print("seen      ", figures(seen_ranks))
    print("held out  ", figures(ranks(unseen)))
    print("deck pairs", figures(ranks(deck_pairs())))
    times = sorted(engine_times([text for text, _ in seen + unseen]))
    print(
        f"time a query: median {median(times):.2f} ms, p95 {times[int(len(times) * 0.95)]:.2f} ms (processor time, "
        "index open)"
    )
    if "--misses" in sys.argv:
        from tsunagu.catalog.queries.narrowing import ProgramQuery
        from tsunagu.catalog.queries.search import programs

        for (text, answers), rank in zip(seen, seen_ranks, strict=True):
            if rank != 1:
                top = [
                    f"{one.program.key} {one.score:.1f} {'/'.join(one.matched[:6])}"
                    for one in programs(ProgramQuery(words=text, limit=3))
                ]
                print(f"  {rank}  {text}  → {sorted(answers)}\n        {top}")


if __name__ == "__main__":
    main()
