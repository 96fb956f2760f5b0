"""Unification: from the institutions named on works to the universities they belong to.

As these are today, or as they were when the work appeared. A link says that a child belongs to a parent:

- ``component``: wholly part of it (a faculty, most university hospitals); one parent, weight 1;
- ``joint``: run by several, whose weights add up to 1;
- ``successor``: what it became (a merged or renamed university); several where it was divided, adding up to 1;
- ``associated``: independent, but its work is the parent's where the parent itself is on the work; weights of at most 1
  in all, what is left stays.

The relations and their order follow the CWTS Leiden Ranking Open Edition (published SQL), which has no successors.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from tsunagu.kernel.problems import Problem
from tsunagu.strengths.enums import View
from tsunagu.strengths.errors import WrongTable
from tsunagu.strengths.making.links import Share, Span, row_problems, spans, today
from tsunagu.strengths.measures.fixed import whole
from tsunagu.strengths.tables import INT16, ONE, Table

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

_Held = tuple[tuple[Share, ...], int, int]  # the shares of a child, from one year to another


def closed(
    links: pa.Table,
    view: str = View.AS_IS,
    institutions: Iterable[int] | None = None,
) -> pa.Table:
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
    _refuse(row_problems(rows, None if institutions is None else set(institutions)))
    was, now = spans(rows), today(rows)
    _refuse(_of_first_span([*was, now]))
    return _table([now] if chosen is View.AS_IS else was)


def unified(
    authorships: ir.Table,
    links: ir.Table,
    years: ir.Table,
    view: str = View.AS_IS,
) -> ir.Table:
    """The authorships with each institution replaced by those it belongs to.

    authorships: ``tables.AUTHORSHIP``; links: ``CLOSED`` rows, for ``as_was`` closed for that view; years: work_id and
    year of the works, read only for ``as_was``.
    Returns the columns of ``authorships`` and weight (int64, units of 2^-40): the weights of the rows that came of one
    row add up to exactly 2^40. Rows without an institution stay as they are. An association counts where its parent is
    on the work after components, joint institutes and successors are replaced. Rows are not merged: an author at two
    faculties of a university has two rows for it.
    """
    as_was = View(view) is View.AS_WAS
    linked = _linked_then(authorships, links, years) if as_was else _linked_now(authorships, links)
    rows = linked.select(
        *(name for name in authorships.columns if name != "institution_id"),
        "parent_id",
        "instead_id",
        weight=linked.weight.fill_null(whole(ONE)),
        stays=ibis.coalesce(linked.instead_id, linked.parent_id, linked.institution_id),
    )
    present = _present(rows)
    same_parent = [rows.work_id == present.with_work, rows.parent_id == present.with_parent]
    rows = rows.left_join(present, [*same_parent, rows.instead_id.notnull()])
    rows = rows.mutate(institution_id=rows.with_work.notnull().ifelse(rows.parent_id, rows.stays))
    return rows.select(*authorships.columns, "weight")


def discrepancies(authorships: ir.Table, unified: ir.Table) -> ir.Table:
    """The authors whose weight changed by unification; empty where all went well.

    authorships, unified: what went into ``unified`` and what came out. Returns work_id, author_seq, expected and found
    (int64, units of 2^-40).
    """
    author = ("work_id", "author_seq")
    given = authorships.group_by(*author)
    before = given.agg(expected=_.count() * whole(ONE), found=whole(0))
    after = unified.group_by(*author).agg(expected=whole(0), found=_sum("weight"))
    both = before.union(after).group_by(*author)
    sums = both.agg(expected=_sum("expected"), found=_sum("found"))
    return sums.filter(sums.expected != sums.found)


def _sum(name: str) -> ir.Deferred:
    """The exact sum of whole numbers, which engines widen in their own ways."""
    return _[name].sum().cast("decimal(38, 0)").cast("int64")


def _linked_then(authorships: ir.Table, links: ir.Table, years: ir.Table) -> ir.Table:
    """Authorships with the links that held in the year of their work."""
    dated = authorships.join(years.select(year_of="work_id", year="year"), [("work_id", "year_of")])
    in_years = [dated.year >= links.first_year, dated.year <= links.last_year]
    return dated.left_join(links, [dated.institution_id == links.child_id, *in_years])


def _linked_now(authorships: ir.Table, links: ir.Table) -> ir.Table:
    """Authorships with the links that hold today."""
    now = links.filter(links.last_year == ibis.literal(INT16, "int16"))
    return authorships.left_join(now, [("institution_id", "child_id")])


def _present(rows: ir.Table) -> ir.Table:
    """The parents of associations that are on a work themselves: with_work and with_parent."""
    associated = rows.filter(rows.instead_id.notnull())
    wanted = associated.select(with_work="work_id", with_parent="parent_id").distinct()
    here = rows.select("work_id", "stays").semi_join(wanted, [("work_id", "with_work")])
    here = here.distinct().view()
    return wanted.semi_join(here, [wanted.with_work == here.work_id, wanted.with_parent == here.stays])


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise WrongTable(problems)


def _of_first_span(years: Sequence[Span]) -> list[Problem]:
    """Each problem once: it comes back in every span of years, and is told of the first."""
    first: dict[tuple[str, str], Problem] = {}
    for span in years:
        for problem in span.problems:
            first.setdefault((problem.code, problem.where), problem)
    return list(first.values())


def _table(years: Sequence[Span]) -> pa.Table:
    """The rows of all spans, with those of equal neighbors made one."""
    children = {*chain.from_iterable(span.children() for span in years)}
    rows: list[tuple[int | None, ...]] = []
    for child in sorted(children):
        for shares, first, last in _held(child, years):
            rows += ((child, *share, first, last) for share in shares)
    columns = zip(*rows, strict=True) if rows else [()] * len(CLOSED.columns)
    return CLOSED.rows(*columns)


def _held(child: int, years: Sequence[Span]) -> list[_Held]:
    """What becomes of a child from year to year."""
    held: list[_Held] = []
    for span in years:
        shares = span.shares(child)
        if held and held[-1][0] == shares:
            held[-1] = (shares, held[-1][1], span.last)
        else:
            held.append((shares, span.first, span.last))
    return held
