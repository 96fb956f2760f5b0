"""The same amounts in plain Python with exact fractions, written from the definitions and not from the library."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

RULES = {"top": (100, "cwts"), "scale": (100, "nistep_scale"), "top1": (10, "cwts"), "scale1": (10, "nistep_scale")}


class Work(NamedTuple):
    """A work of the reference set."""

    work: int
    field: int
    year: int
    group: int
    cited: int


class Place(NamedTuple):
    """An author of a work at an institution, or at none.

    weight: the part of the author's affiliation that is this institution's.
    """

    work: int
    author: int
    institution: int | None
    lead: bool | None
    weight: Fraction = Fraction(1)


def top_weights(counts: Sequence[int], permille: int = 100, rule: str = "cwts") -> dict[int, Fraction]:
    """The weight of a work by its citations, in a reference cell with these citation counts."""
    goal, above, weights = Fraction(permille, 1000) * len(counts), 0, {}
    tally = Counter(counts)
    for cited, n in sorted(tally.items(), reverse=True):
        weights[cited] = min(max((goal - above) / n, Fraction(0)), Fraction(1))
        above += n
    if rule == "cwts":
        return weights
    # Where not even the most cited fit, they are taken whole.
    inside = [cited for cited, weight in weights.items() if weight == 1] or [max(tally)]
    factor = goal / sum(tally[cited] for cited in inside)
    return {cited: factor if cited in inside else Fraction(0) for cited in tally}


def shares(places: Iterable[Place]) -> dict[int, dict[int, tuple[Fraction, Fraction]]]:
    """{work: {institution: (1/k, share of authors)}}."""
    authors: dict[int, dict[int, dict[int | None, Fraction]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(Fraction))
    )
    for place in places:
        authors[place.work][place.author][place.institution] += place.weight
    result = {}
    for work, people in authors.items():
        held: dict[int, Fraction] = defaultdict(Fraction)
        for at in people.values():
            affiliations = sum(at.values())
            for institution, weight in at.items():
                if institution is not None:
                    held[institution] += weight / affiliations / len(people)
        result[work] = {institution: (Fraction(1, len(held)), part) for institution, part in held.items()}
    return result


def weights_of(works: Iterable[Work]) -> dict[str, dict[int, Fraction]]:
    """{top share: {work: weight}}."""
    cells: dict[tuple[int, int, int], list[Work]] = defaultdict(list)
    for work in works:
        cells[work.field, work.year, work.group].append(work)
    found: dict[str, dict[int, Fraction]] = {name: {} for name in RULES}
    for members in cells.values():
        for name, (permille, rule) in RULES.items():
            weights = top_weights([work.cited for work in members], permille, rule)
            found[name] |= {work.work: weights[work.cited] for work in members}
    return found


def scores(works: Iterable[Work]) -> dict[int, Fraction]:
    """Citations over the mean of the reference cell; 1 where nobody is cited."""
    cells: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for work in works:
        cells[work.field, work.year, work.group].append(work.cited)
    found = {}
    for work in works:
        counts = cells[work.field, work.year, work.group]
        found[work.work] = Fraction(work.cited * len(counts), sum(counts)) if sum(counts) else Fraction(1)
    return found


def cells(works: Sequence[Work], places: Sequence[Place]) -> dict[tuple[int, int, int], Mapping[str, Fraction]]:
    """{(field, institution, year): amounts in papers}."""
    held, tops, score = shares(places), weights_of(works), scores(works)
    leads = {(place.work, place.institution) for place in places if place.lead}
    result: dict[tuple[int, int, int], dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for work in works:
        for institution, (part, author_part) in held.get(work.work, {}).items():
            row = result[work.field, institution, work.year]
            for counting, amount in (("full", Fraction(1)), ("frac", part), ("author", author_part)):
                row[f"p_{counting}"] += amount
                for name in RULES:
                    weight = tops[name][work.work]
                    row[f"{name}_{counting}"] += weight * amount if weight else 0
            row["p_lead"] += (work.work, institution) in leads
            row["ncs"] += score[work.work] * part
    return dict(result)
