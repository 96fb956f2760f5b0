"""How good and how fast the search is, on wants written without sight of the catalog's own words.

`make quality` prints the figures for the seen and the held-out wants, those with an answer and those without one, the
deck's own pairs, and the time a query takes. `--misses` lists the seen wants that go wrong (never the held-out ones).
`--left-out` prints instead what an index finds for each want of the data when it does not hold that want: a measure to
tune with that leaves the held-out ones alone.
"""

from __future__ import annotations

import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tsunagu.catalog.queries.search import Results
    from tsunagu.search.documents import Document
    from tsunagu.search.index import Index

QUERIES = Path(__file__).parent / "queries"
SEEN = ("seen", "seen-2", "seen-3", "seen-4", "seen-5", "seen-none", "seen-none-2", "seen-none-3", "seen-sides")
SEEN_ENGLISH = ("seen-english", "seen-english-2", "seen-english-3")
HELD_OUT = ("unseen", "unseen-2", "unseen-none")
FRESH = ("unseen-3", "unseen-none-2")
HELD_OUT_ENGLISH = ("unseen-english", "unseen-english-2")

Pair = tuple[str, set[str]]  # a want and the keys of the programs that answer it; none where no program does


@dataclass(frozen=True)
class Figures:
    """What became of wants that have an answer: shares of them, and the mean reciprocal rank (0 beyond the first 20).

    ``first_good`` is the share whose first program that fits well is right, ``told_no`` that of those told that nothing
    fits.
    """

    queries: int
    hit1: float
    hit3: float
    mrr: float
    first_good: float
    told_no: float

    def __str__(self) -> str:
        ranks = f"hit@1 {self.hit1:.3f}  hit@3 {self.hit3:.3f}  MRR {self.mrr:.3f}"
        return f"{self.queries} queries: {ranks}  first that fits {self.first_good:.3f}  told no {self.told_no:.3f}"


@dataclass(frozen=True)
class Refusals:
    """What became of wants without an answer: the shares told that nothing fits, and not told that something does."""

    queries: int
    told_no: float
    not_good: float

    def __str__(self) -> str:
        return f"{self.queries} queries: told no {self.told_no:.3f}  nothing said to fit {self.not_good:.3f}"


@dataclass(frozen=True)
class Answer:
    """What a want was answered."""

    rank: int
    first_good: bool
    fit: str

    @classmethod
    def of(cls, results: Results, answers: set[str]) -> Answer:
        """The place of the first right program (0 where it is not among the first 20), and whether it fits first."""
        keys = [one.program.key for one in results.found]
        rank = next((place for place, key in enumerate(keys, start=1) if key in answers), 0)
        good = [one.program.key for one in results.found if one.fit == "good"]
        return cls(rank, bool(good) and good[0] in answers, results.fit.value)


def read(*names: str) -> list[Pair]:
    """The wants of some files."""
    rows = [row for name in names for row in tomllib.loads((QUERIES / f"{name}.toml").read_text())["query"]]
    return [(row["text"], set(row["answers"])) for row in rows]


def served(pairs: Sequence[Pair]) -> list[Pair]:
    """The wants that a program answers."""
    return [pair for pair in pairs if pair[1]]


def unserved(pairs: Sequence[Pair]) -> list[Pair]:
    """The wants that no program answers."""
    return [pair for pair in pairs if not pair[1]]


def deck_pairs() -> list[Pair]:
    """The 「～したい ⇒ 事業」 pairs printed in the decks; one text may have several answers."""
    from tsunagu.catalog.models import Want

    pairs: dict[str, set[str]] = {}
    for text, key in Want.objects.filter(document__isnull=False).values_list("text", "program__key"):
        pairs.setdefault(text, set()).add(key)
    return list(pairs.items())


def answers(pairs: Sequence[Pair]) -> list[Answer]:
    """What each want is answered."""
    from tsunagu.catalog.queries.narrowing import ProgramQuery
    from tsunagu.catalog.queries.search import results

    return [Answer.of(results(ProgramQuery(words=text, limit=20)), right) for text, right in pairs]


def figures(found: Sequence[Answer]) -> Figures:
    """The figures of wants that have an answer."""
    return Figures(
        len(found),
        mean(one.rank == 1 for one in found),
        mean(1 <= one.rank <= 3 for one in found),
        mean(1 / one.rank if one.rank else 0 for one in found),
        mean(one.first_good for one in found),
        mean(one.fit == "none" for one in found),
    )


def refusals(found: Sequence[Answer]) -> Refusals:
    """The figures of wants without an answer."""
    return Refusals(len(found), mean(one.fit == "none" for one in found), mean(one.fit != "good" for one in found))


def engine_times(texts: Sequence[str]) -> list[float]:
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


PARTS = 5  # of the wants of the data, each left out in turn


def left_out(documents: Sequence[Document], part: int) -> tuple[list[Document], list[Pair]]:
    """The documents without every fifth of their wants, and these wants with the programs whose they are."""
    kept, pairs = [], []
    for document in documents:
        wants = list(enumerate(document.fields["want"]))
        stay = [want for place, want in wants if place % PARTS != part]
        pairs += [(want, {document.key}) for place, want in wants if place % PARTS == part]
        kept.append(replace(document, fields={**document.fields, "want": stay}))
    return kept, pairs


def answers_without(index: Index, pairs: Sequence[Pair]) -> Iterator[Answer]:
    """What an index answers by itself: without what the catalog knows of programs that have ended."""
    for text, right in pairs:
        hits = index.search(text, limit=20)
        keys = [hit.key for hit in hits.hits]
        rank = next((place for place, key in enumerate(keys, start=1) if key in right), 0)
        good = [hit.key for hit in hits.hits if hit.fit == "good"]
        yield Answer(rank, bool(good) and good[0] in right, hits.fit or "none")


def print_left_out() -> None:
    """Print the figures of the wants of the data, each asked of an index without it, by language."""
    from tsunagu.catalog.queries import search_index
    from tsunagu.search.engine import current
    from tsunagu.search.index import Index

    thesaurus = current("programs", search_index.documents, search_index.WEIGHTS).thesaurus
    found: dict[bool, list[Answer]] = {False: [], True: []}
    with tempfile.TemporaryDirectory() as folder:
        for part in range(PARTS):
            documents, pairs = left_out(search_index.documents(), part)
            place = Path(folder) / str(part)
            Index.build(place, documents, search_index.WEIGHTS)
            index = Index(place, search_index.WEIGHTS, thesaurus)
            for english in found:
                found[english] += answers_without(index, [pair for pair in pairs if pair[0].isascii() is english])
    print(f"{'left out':17}", figures(found[False]))
    print(f"{'left-out English':17}", figures(found[True]))


def main() -> None:
    """Print the report."""
    from tsunagu.cli.main import start

    start()
    if "--left-out" in sys.argv:
        print_left_out()
        return
    for name, files in (
        ("seen", SEEN),
        ("held out", HELD_OUT),
        ("seen English", SEEN_ENGLISH),
        ("held-out English", HELD_OUT_ENGLISH),
        ("fresh", FRESH),
        ("all unseen", (*HELD_OUT, *FRESH)),
    ):
        pairs = read(*files)
        print(f"{name:17}", figures(answers(served(pairs))))
        print(f"{'  without answer':17}", refusals(answers(unserved(pairs))))
    print(f"{'deck pairs':17}", figures(answers(deck_pairs())))
    times = sorted(engine_times([text for text, _ in read(*SEEN, *HELD_OUT)]))
    measured = f"median {median(times):.2f} ms, p95 {times[int(len(times) * 0.95)]:.2f} ms"
    print(f"{'time a query':17} {measured} (processor time, index open)")
    if "--misses" in sys.argv:
        _print_misses(read(*SEEN, *SEEN_ENGLISH))


def _print_misses(pairs: Sequence[Pair]) -> None:
    """Wants that are not answered first, or that are answered though nothing serves them."""
    from tsunagu.catalog.queries.narrowing import ProgramQuery
    from tsunagu.catalog.queries.search import programs

    for (text, right), answer in zip(pairs, answers(pairs), strict=True):
        if answer.first_good or (not right and answer.fit == "none"):
            continue
        print(f"  {answer.rank}  {answer.fit}  {text}  → {sorted(right)}")
        for one in programs(ProgramQuery(words=text, limit=3)):
            print(f"        {one.program.key} {one.score:.1f} {one.fit} {'/'.join(map(str, one.matched[:6]))}")


if __name__ == "__main__":
    main()
