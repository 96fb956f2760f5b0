"""Links between institutions, followed to their ends in each span of years, and what is wrong with them.

A link says how a child belongs to a parent, in what part, and from which year of publication to which. The relations,
and the order in which they are followed, are those of ``unification``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from tsunagu.kernel.problems import Problem
from tsunagu.strengths.enums import Relation
from tsunagu.strengths.tables import INT16, ONE

SLACK = Fraction(1, 1000)  # weights written 0.333 add up to 1

Link = Mapping[str, Any]  # a row of ``tables.INSTITUTION_LINK``
ByRelation = defaultdict[Relation, dict[int, Fraction]]  # of one institution: its parents, each in what part
Parts = Mapping[int, Fraction]  # of one institution: which others it is, and in what part

_WHOLLY = (Relation.COMPONENT, Relation.JOINT, Relation.SUCCESSOR)  # the first that there is leads on


class Share(NamedTuple):
    """A part of a child: the parent that gets it, and who keeps it where the parent is not on the work."""

    parent: int
    instead: int | None
    weight: int  # in units of 2^-40


class Span:
    """The links that hold in a span of years, with what contradicts in them; or those that hold today."""

    def __init__(
        self,
        first: int,
        last: int,
        links: Sequence[Link],
        *,
        today: bool = False,
    ) -> None:
        self.first, self.last, self.today = first, last, today
        self.problems: list[Problem] = []
        self._links: dict[int, ByRelation] = defaultdict(lambda: defaultdict(dict))
        for link in links:
            if self._holds(link):
                self._add(link)
        parents = {child: self._parents(child) for child in self._links}
        self._up = {child: parts for child, parts in parents.items() if parts}
        self._ends: dict[int, Parts] = {}
        for child in self._up:
            self._end(child, ())

    def shares(self, child: int) -> tuple[Share, ...]:
        """Where a child's weight goes, in units of 2^-40 that add up to one whole."""
        parts = self._parts(child)
        amounts = [round(weight * ONE) for *_, weight in parts[:-1]]
        amounts.append(ONE - sum(amounts))  # the last one takes what is left by rounding
        return tuple(
            Share(parent, instead, amount) for (parent, instead, _), amount in zip(parts, amounts, strict=True)
        )

    def children(self) -> list[int]:
        """The institutions whose weight goes elsewhere."""
        return sorted(child for child in self._links if not self._stays(child))

    def _stays(self, child: int) -> bool:
        return self.shares(child) == (Share(child, None, ONE),)

    def _parts(self, child: int) -> list[tuple[int, int | None, Fraction]]:
        """The ends of a child with the universities beside them: parent, instead and weight, as of ``Share``."""
        parts: list[tuple[int, int | None, Fraction]] = []
        for end, weight in sorted(self._ends_of(child).items()):
            kept = weight
            for parent, part in self._beside(end):
                parts.append((parent, end, weight * part))
                kept -= weight * part
            if kept:
                parts.append((end, None, kept))
        return parts

    def _ends_of(self, child: int) -> Parts:
        return self._ends.get(child, {child: Fraction(1)})

    def _beside(self, end: int) -> list[tuple[int, Fraction]]:
        """The universities of an association, each at the end of its own way."""
        parts: dict[int, Fraction] = defaultdict(Fraction)
        links: Mapping[Relation, Parts] = self._links.get(end, {})
        beside = links.get(Relation.ASSOCIATED, {})
        for parent, weight in beside.items():
            for above, part in self._ends_of(parent).items():
                if above != end:
                    parts[above] += weight * part
        return sorted(parts.items())

    def _holds(self, link: Link) -> bool:
        if self.today:
            return link["valid_to"] is None
        return (link["valid_from"] or 0) <= self.first <= last_year(link)

    def _add(self, link: Link) -> None:
        child, parent, relation = link["child_id"], link["parent_id"], Relation(link["relation"])
        parts = self._links[child][relation]
        if parent in parts:
            self._problem("twice", child, f"is {relation} of {parent} twice{self._when()}. Take one of the links away.")
        parts[parent] = Fraction(link["weight"]).limit_denominator(10**6)

    def _parents(self, child: int) -> Parts:
        """What a child belongs to wholly, by parts that add up to 1; nothing where it stands alone."""
        links = self._links[child]
        for relation, parts in links.items():
            self._check_weights(child, relation, parts)
        if Relation.COMPONENT in links and Relation.JOINT in links:
            message = f"is both a component and joint{self._when()}. Take one of the relations away."
            self._problem("two-relations", child, message)
        parts = next((links[relation] for relation in _WHOLLY if links.get(relation)), {})
        total = sum(parts.values(), Fraction(0))
        return {parent: weight / total for parent, weight in parts.items()}

    def _check_weights(self, child: int, relation: Relation, parts: Parts) -> None:
        """A component has one parent, other weights are 1 in all, those of associations at most 1."""
        total = sum(parts.values(), Fraction(0))
        weights, parents, when = f"{float(total):g}", listed(parts), self._when()
        if relation is Relation.COMPONENT and len(parts) > 1:
            message = f"is a component of {parents}{when}: one parent at a time; several are joint."
            self._problem("two-parents", child, message)
        elif relation is Relation.ASSOCIATED and total > 1 + SLACK:
            message = f"is associated with {parents} by weights of {weights}{when}, more than 1."
            self._problem("weights", child, message)
        elif relation is not Relation.ASSOCIATED and abs(total - 1) > SLACK:
            message = f"has {relation} weights of {weights} with {parents}{when}; they must be 1 in all."
            self._problem("weights", child, message)

    def _end(self, child: int, path: tuple[int, ...]) -> Parts:
        """Where a child ends, by Fractions that add up to 1; path: the institutions that led to it."""
        if child in path:
            self._circle(path[path.index(child) :])
            return {}
        if child not in self._up:
            return {child: Fraction(1)}
        if child not in self._ends:
            parts: dict[int, Fraction] = defaultdict(Fraction)
            for parent, weight in self._up[child].items():
                for end, part in self._end(parent, (*path, child)).items():
                    parts[end] += weight * part
            self._ends[child] = parts
        return self._ends[child]

    def _circle(self, institutions: tuple[int, ...]) -> None:
        circle = sorted(institutions)
        message = f"belongs to itself by way of {listed(circle)}{self._when()}. Take one of these links away."
        self._problem("circle", circle[0], message)

    def _when(self) -> str:
        """In which years, in words; empty where it is always."""
        if self.today or (self.first, self.last) == (0, INT16):
            return ""
        if self.first == self.last:
            return f" in {self.first}"
        if not self.first:
            return f" until {self.last}"
        return f" from {self.first} to {self.last}" if self.last < INT16 else f" from {self.first}"

    def _problem(self, code: str, child: int, message: str) -> None:
        self.problems.append(Problem(code, message, f"institution {child}"))


def spans(links: Sequence[Link]) -> list[Span]:
    """The spans of years between which links change, oldest first."""
    starts = {0}
    starts |= {link["valid_from"] for link in links if link["valid_from"] is not None}
    starts |= {last_year(link) + 1 for link in links}
    first = sorted(start for start in starts if start <= INT16)
    last = [*(start - 1 for start in first[1:]), INT16]
    return [Span(begin, end, links) for begin, end in zip(first, last, strict=True)]


def today(links: Sequence[Link]) -> Span:
    """The links that still hold, for works of all years."""
    return Span(0, INT16, links, today=True)


def row_problems(links: Sequence[Link], known: set[int] | None) -> list[Problem]:
    """What is wrong with single links; known: the institutions that there are, None: any."""
    problems: list[Problem] = []
    for number, link in enumerate(links, 1):
        where = f"link {number}"
        problems += (Problem(code, message, where) for code, message in _faults(link, known))
    editions = {link["edition"] for link in links}
    if len(editions) > 1:
        problems.append(Problem("editions", f"links of {len(editions)} editions: {listed(editions)}. Choose one."))
    return problems


def _faults(link: Link, known: set[int] | None) -> Iterable[tuple[str, str]]:
    """What is wrong with one link, as codes and messages."""
    child, parent, weight = link["child_id"], link["parent_id"], link["weight"]
    if child is None or parent is None or weight is None:
        yield "missing", "child_id, parent_id and weight must be given"
        return
    if link["relation"] not in set(Relation):
        yield "unknown-relation", f"{link['relation']} is not one of {listed(Relation)}"
    if child == parent:
        yield "circle", f"institution {child} cannot belong to itself"
    if not 0 < weight <= 1:
        yield "weights", f"weight {weight} is not above 0 and at most 1"
    if link["valid_from"] is not None and link["valid_from"] > last_year(link):
        yield "years", f"the first year {link['valid_from']} is after the last, {link['valid_to']}"
    for institution in (child, parent):
        if known is not None and institution not in known:
            yield "unknown-institution", f"institution {institution} is not in the table institution"


def last_year(link: Link) -> int:
    """The last year for which a link holds; of one that still does the last that can be."""
    return INT16 if link["valid_to"] is None else int(link["valid_to"])


def listed(names: Iterable[object]) -> str:
    """Names in order, separated by commas."""
    return ", ".join(str(name) for name in sorted(names, key=str))
