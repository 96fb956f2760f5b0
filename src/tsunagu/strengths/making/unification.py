"""Unification.

The institutions named on works mapped to the universities they belong to, as they are today or as they were then.

A link says that a child belongs to a parent:

- ``component``: wholly part of it (a faculty, most university hospitals); one parent, weight 1;
- ``joint``: run by several, whose weights add up to 1;
- ``successor``: what it became (a merged or renamed university); several where it was divided, adding up to 1;
- ``associated``: independent, but its work is the parent's where the parent itself is on the work; weights of at most 1
  in all, what is left stays.

The relations and their order follow the CWTS Leiden Ranking Open Edition (published SQL), which has no successors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from tsunagu.kernel.problems import Problem
from tsunagu.strengths.enums import Relation, View
from tsunagu.strengths.errors import WrongTable
from tsunagu.strengths.measures.fixed import whole
from tsunagu.strengths.tables import INT16, ONE, Table

SLACK = Fraction(1, 1000)  # weights written 0.333 add up to 1


# What ``closed`` returns. instead_id: where the parent is not on the work, the weight goes there; null where it goes to
# the parent anyway.
CLOSED = Table(
    "closed_link",
    {
        "child_id": "int32",
        "parent_id": "int32",
        "instead_id": "int32",
        "weight": "int64",
        "first_year": "int16",
        "last_year": "int16",
    },
    ("child_id", "first_year", "parent_id"),
    nullable=frozenset({"instead_id"}),
)


class _Share(NamedTuple):
    """A part of a child: the parent that gets it, and who keeps it where the parent is not on the work."""

    parent: int
    instead: int | None
    weight: int


_Parts = Mapping[int, Fraction]


def closed(links: pa.Table, view: str = View.AS_IS, institutions: Iterable[int] | None = None) -> pa.Table:
    """Links followed to their ends, so that one join unifies.

    links: rows of ``tables.INSTITUTION_LINK`` of one edition; view: one of ``View``; institutions: the known ids, which
    all links must name. Components and joint institutes go first, then successors, over any number of steps (a
    component of a component, a component of a university that was merged); an association is followed last and once. An
    institution that goes elsewhere by another relation leaves its associations behind. Returns ``CLOSED``: for each
    child and year at least one row, with weights in units of 2^-40 that add up to exactly 2^40 (the last one takes what
    is left by rounding). Institutions that stay what they are have no row. Raises WrongTable with all problems: unknown
    relations, institutions or views, weights that do not add up, links that contradict one another or turn in a circle
    in some year, links of several editions.
    """
    chosen = View(view)
    rows = links.to_pylist()
    problems = _row_problems(rows, None if institutions is None else set(institutions))
    if problems:
        raise WrongTable(problems)
    was, now = [_Year(first, last, rows) for first, last in _spans(rows)], _Year(0, INT16, rows, today=True)
    told: dict[tuple[str, str], Problem] = {}
    for problem in (problem for year in (*was, now) for problem in year.problems):
        # It comes back in every span of years, and is told of the first.
        told.setdefault((problem.code, problem.where), problem)
    if told:
        raise WrongTable(list(told.values()))
    return _table([now] if chosen is View.AS_IS else was)


def unified(authorships: ir.Table, links: ir.Table, years: ir.Table, view: str = View.AS_IS) -> ir.Table:
    """The authorships with each institution replaced by those it belongs to.

    authorships: ``tables.AUTHORSHIP``; links: ``CLOSED`` rows, for ``as_was`` closed for that view; years: work_id and
    year of the works, read only for ``as_was``.
    Returns the columns of ``authorships`` and weight (int64, units of 2^-40): the weights of the rows that came of one
    row add up to exactly 2^40. Rows without an institution stay as they are. An association counts where its parent is
    on the work after components, joint institutes and successors are replaced. Rows are not merged: an author at two
    faculties of a university has two rows for it.
    """
    if View(view) is View.AS_WAS:
        dated = authorships.join(years.select(year_of="work_id", year="year"), [("work_id", "year_of")])
        found = dated.left_join(
            links,
            [dated.institution_id == links.child_id, dated.year >= links.first_year, dated.year <= links.last_year],
        )
    else:
        now = links.filter(links.last_year == ibis.literal(INT16, "int16"))
        found = authorships.left_join(now, [("institution_id", "child_id")])
    rows = found.select(
        *(name for name in authorships.columns if name != "institution_id"),
        "parent_id",
        "instead_id",
        weight=found.weight.fill_null(whole(ONE)),
        stays=ibis.coalesce(found.instead_id, found.parent_id, found.institution_id),
    )
    wanted = rows.filter(rows.instead_id.notnull()).select(with_work="work_id", with_parent="parent_id").distinct()
    here = rows.select("work_id", "stays").semi_join(wanted, [("work_id", "with_work")]).distinct().view()
    present = wanted.semi_join(here, [wanted.with_work == here.work_id, wanted.with_parent == here.stays])
    rows = rows.left_join(
        present, [rows.work_id == present.with_work, rows.parent_id == present.with_parent, rows.instead_id.notnull()]
    )
    rows = rows.mutate(institution_id=rows.with_work.notnull().ifelse(rows.parent_id, rows.stays))
    return rows.select(*authorships.columns, "weight")


def discrepancies(authorships: ir.Table, unified: ir.Table) -> ir.Table:
    """The authors whose weight changed by unification; empty where all went well.

    authorships, unified: what went into ``unified`` and what came out. Returns work_id, author_seq, expected and found
    (int64, units of 2^-40).
    """
    before = authorships.group_by("work_id", "author_seq").agg(expected=_.count() * whole(ONE), found=whole(0))
    after = unified.group_by("work_id", "author_seq").agg(
        expected=whole(0), found=_.weight.sum().cast("decimal(38, 0)").cast("int64")
    )
    both = before.union(after).group_by("work_id", "author_seq")
    sums = both.agg(**{name: _[name].sum().cast("decimal(38, 0)").cast("int64") for name in ("expected", "found")})
    return sums.filter(sums.expected != sums.found)


class _Year:
    """The links that hold in a span of years, with what contradicts in them."""

    def __init__(self, first: int, last: int, rows: Sequence[Mapping[str, Any]], *, today: bool = False) -> None:
        self.first, self.last, self.today = first, last, today
        self.problems: list[Problem] = []
        self.links: dict[int, dict[Relation, dict[int, Fraction]]] = defaultdict(lambda: defaultdict(dict))
        for row in rows:
            if row["valid_to"] is None if today else (row["valid_from"] or 0) <= first <= _last(row):
                self._add(
                    row["child_id"],
                    row["parent_id"],
                    Relation(row["relation"]),
                    Fraction(row["weight"]).limit_denominator(10**6),
                )
        self.up = {child: parts for child, links in self.links.items() if (parts := self._parents(child, links))}
        self.ends: dict[int, _Parts] = {}
        for child in self.up:
            self._end(child, ())

    def shares(self, child: int) -> tuple[_Share, ...]:
        """Where a child's weight goes, in units of 2^-40 that add up to one whole."""
        parts: list[tuple[int, int | None, Fraction]] = []
        for end, weight in sorted(self.ends.get(child, {child: Fraction(1)}).items()):
            kept = weight
            for parent, part in self._beside(end):
                parts.append((parent, end, weight * part))
                kept -= weight * part
            if kept:
                parts.append((end, None, kept))
        amounts = [round(weight * ONE) for *_, weight in parts[:-1]]
        return tuple(
            _Share(parent, instead, amount)
            for (parent, instead, _), amount in zip(parts, [*amounts, ONE - sum(amounts)], strict=True)
        )

    def children(self) -> list[int]:
        """The institutions whose weight goes elsewhere."""
        beside = [child for child in self.links if child not in self.up]
        above = {*self.up, *beside}
        return sorted(child for child in above if self.shares(child) != (_Share(child, None, ONE),))

    def _beside(self, end: int) -> list[tuple[int, Fraction]]:
        """The universities of an association, each at the end of its own way."""
        parts: dict[int, Fraction] = defaultdict(Fraction)
        for parent, weight in self.links.get(end, {}).get(Relation.ASSOCIATED, {}).items():
            for above, part in self.ends.get(parent, {parent: Fraction(1)}).items():
                if above != end:
                    parts[above] += weight * part
        return sorted(parts.items())

    def _add(self, child: int, parent: int, relation: Relation, weight: Fraction) -> None:
        if parent in self.links[child][relation]:
            self._problem("twice", child, f"is {relation} of {parent} twice{self._when()}. Take one of the links away.")
        self.links[child][relation][parent] = weight

    def _parents(self, child: int, links: Mapping[Relation, Mapping[int, Fraction]]) -> dict[int, Fraction]:
        for relation, parts in links.items():
            total = sum(parts.values(), Fraction(0))
            if relation is Relation.COMPONENT and len(parts) > 1:
                self._problem(
                    "two-parents",
                    child,
                    f"is a component of {_listed(parts)}{self._when()}: one parent at a time; several are joint.",
                )
            elif relation is Relation.ASSOCIATED and total > 1 + SLACK:
                self._problem(
                    "weights",
                    child,
                    f"is associated with {_listed(parts)} by weights of {float(total):g}{self._when()}, more than 1.",
                )
            elif relation is not Relation.ASSOCIATED and abs(total - 1) > SLACK:
                self._problem(
                    "weights",
                    child,
                    f"has {relation} weights of {float(total):g} with {_listed(parts)}{self._when()}; "
                    "they must be 1 in all.",
                )
        if Relation.COMPONENT in links and Relation.JOINT in links:
            self._problem(
                "two-relations", child, f"is both a component and joint{self._when()}. Take one of the relations away."
            )
        parts = links.get(Relation.COMPONENT) or links.get(Relation.JOINT) or links.get(Relation.SUCCESSOR) or {}
        total = sum(parts.values(), Fraction(0))
        return {parent: weight / total for parent, weight in parts.items()}

    def _end(self, child: int, path: tuple[int, ...]) -> _Parts:
        """Where a child ends, by Fractions that add up to 1."""
        if child in path:
            circle = sorted(path[path.index(child) :])
            self._problem(
                "circle",
                circle[0],
                f"belongs to itself by way of {_listed(circle)}{self._when()}. Take one of these links away.",
            )
            return {}
        if child not in self.up:
            return {child: Fraction(1)}
        if child not in self.ends:
            parts: dict[int, Fraction] = defaultdict(Fraction)
            for parent, weight in self.up[child].items():
                for end, part in self._end(parent, (*path, child)).items():
                    parts[end] += weight * part
            self.ends[child] = parts
        return self.ends[child]

    def _when(self) -> str:
        if self.today or (self.first, self.last) == (0, INT16):
            return ""
        if self.first == self.last:
            return f" in {self.first}"
        return (
            f" until {self.last}"
            if not self.first
            else f" from {self.first}" + (f" to {self.last}" if self.last < INT16 else "")
        )

    def _problem(self, code: str, child: int, message: str) -> None:
        self.problems.append(Problem(code, message, f"institution {child}"))


def _row_problems(rows: Sequence[Mapping[str, Any]], known: set[int] | None) -> list[Problem]:
    """What is wrong with single links."""
    problems = []
    for number, row in enumerate(rows, 1):
        where, child, parent = f"link {number}", row["child_id"], row["parent_id"]
        if child is None or parent is None or row["weight"] is None:
            problems.append(Problem("missing", "child_id, parent_id and weight must be given", where))
            continue
        if row["relation"] not in set(Relation):
            problems.append(Problem("unknown-relation", f"{row['relation']} is not one of {_listed(Relation)}", where))
        if child == parent:
            problems.append(Problem("circle", f"institution {child} cannot belong to itself", where))
        if not 0 < row["weight"] <= 1:
            problems.append(Problem("weights", f"weight {row['weight']} is not above 0 and at most 1", where))
        if row["valid_from"] is not None and row["valid_from"] > _last(row):
            problems.append(
                Problem("years", f"the first year {row['valid_from']} is after the last, {row['valid_to']}", where)
            )
        if known is not None:
            missing = [institution for institution in (child, parent) if institution not in known]
            problems.extend(
                Problem("unknown-institution", f"institution {institution} is not in the table institution", where)
                for institution in missing
            )
    editions = {row["edition"] for row in rows}
    if len(editions) > 1:
        problems.append(Problem("editions", f"links of {len(editions)} editions: {_listed(editions)}. Choose one."))
    return problems


def _spans(rows: Sequence[Mapping[str, Any]]) -> list[tuple[int, int]]:
    """The spans of years between which links change."""
    starts = (
        {0} | {row["valid_from"] for row in rows if row["valid_from"] is not None} | {_last(row) + 1 for row in rows}
    )
    first = sorted(start for start in starts if start <= INT16)
    return list(zip(first, [*(start - 1 for start in first[1:]), INT16], strict=True))


def _table(years: Sequence[_Year]) -> pa.Table:
    """The rows of all spans, with those of equal neighbors made one."""
    rows: list[dict[str, int | None]] = []
    for child in sorted({child for year in years for child in year.children()}):
        runs: list[tuple[tuple[_Share, ...], int, int]] = []
        for year in years:
            shares = year.shares(child)
            if runs and runs[-1][0] == shares:
                runs[-1] = (shares, runs[-1][1], year.last)
            else:
                runs.append((shares, year.first, year.last))
        for shares, first, last in runs:
            for parent, instead, weight in shares:
                row = {
                    "child_id": child,
                    "parent_id": parent,
                    "instead_id": instead,
                    "weight": weight,
                    "first_year": first,
                    "last_year": last,
                }
                rows.append(row)
    return pa.Table.from_pylist(rows, schema=CLOSED.arrow)


def _last(row: Mapping[str, Any]) -> int:
    return INT16 if row["valid_to"] is None else int(row["valid_to"])


def _listed(names: Iterable[object]) -> str:
    return ", ".join(str(name) for name in sorted(names, key=str))
