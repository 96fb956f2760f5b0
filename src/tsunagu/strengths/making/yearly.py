"""The expressions of the tables of a year: made once, and compiled once by the engine, for all years."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from tsunagu.strengths.making import corrections, unification
from tsunagu.strengths.measures import collaboration, counting, topshare
from tsunagu.strengths.measures.fixed import whole
from tsunagu.strengths.tables import (
    AUTHORSHIP,
    CELL,
    COLLABORATION,
    CONTRIBUTION,
    CORRECTION,
    INSTITUTION,
    ONE,
    THRESHOLD,
    WORK,
    WORK_FIELD,
    Table,
)

# Works whose institutions were corrected, as they are now. placed: whether they have any institution.
CORRECTED = Table("corrected", {"work_id": "int64", "collab": "int16", "placed": "boolean"}, ("work_id",))
# What ``counting.holdings`` returns for a year.
HOLDING = Table(
    "holding",
    {"work_id": "int64", "institution_id": "int32", "k": "int16", "w_author": "int64", "flags": "int16"},
    ("work_id", "institution_id"),
)


class Expressions:
    """What is computed of a year.

    is_corrected: whether the store has corrections of attributions; has_links: whether institutions are unified, in
    this ``view``; citations: the column that is compared.
    """

    def __init__(self, citations: str, view: str, *, is_corrected: bool, has_links: bool) -> None:
        self._view, self._is_corrected, self._has_links = view, is_corrected, has_links
        self.weights = topshare.weights(THRESHOLD.unbound())
        self.labels = counting.labels(THRESHOLD.unbound())
        self.holdings = counting.holdings(self._authorships())
        self.lost = self._lost()
        works = counting.reference(self._works(), WORK_FIELD.unbound(), citations)
        self.tables = self._tables(works)

    def _tables(self, works: ir.Table) -> dict[Table, ir.Table]:
        """The tables that each scheme has for a year, in the order in which they rest on one another."""
        counts = topshare.histogram(works)
        labels = ibis.table(self.labels.schema(), name="label")
        return {
            CONTRIBUTION: counting.contributions(works, HOLDING.unbound()),
            THRESHOLD: topshare.thresholds(counts, 100).union(topshare.thresholds(counts, 10)),
            CELL: counting.cells(CONTRIBUTION.unbound(), labels),
            COLLABORATION: collaboration.profile(CONTRIBUTION.unbound(), self.weights),
        }

    def _works(self) -> ir.Table:
        """The works.

        Where institutions were corrected, a work is core and a collaboration by the institutions it has now.
        """
        works: ir.Table = WORK.unbound()
        if not self._is_corrected:
            return works
        now = CORRECTED.unbound().rename(of="work_id", now="collab")
        rows = works.left_join(now, [("work_id", "of")])
        comparable = (rows.type_group >= 0) & ~rows.is_retracted.fill_null(False)
        core = comparable & rows.placed.fill_null(rows.is_core)
        rows = rows.mutate(is_core=core, collab=rows.now.fill_null(rows.collab))
        return rows.select(*WORK.columns)

    def _authorships(self) -> ir.Table:
        """The authorships as corrected, with each institution replaced by the one it belongs to."""
        rows = self._corrected()
        return self._unified(rows) if self._has_links else rows.mutate(weight=whole(ONE))

    def _corrected(self) -> ir.Table:
        rows: ir.Table = AUTHORSHIP.unbound()
        if not self._is_corrected:
            return rows
        return corrections.applied(rows, CORRECTION.unbound(), INSTITUTION.unbound())

    def _unified(self, rows: ir.Table) -> ir.Table:
        years = WORK.unbound().select("work_id", "year")
        return unification.unified(rows, unification.CLOSED.unbound(), years, self._view)

    def _lost(self) -> ir.Table:
        """The authors whose weight unification changed: there must be none.

        Only works on which a link may act are looked at.
        """
        rows = self._corrected()
        links = unification.CLOSED.unbound()
        acted = rows.semi_join(links, [rows.institution_id == links.child_id])
        works = acted.select(acted_on="work_id").distinct().view()
        mine = rows.semi_join(works, [("work_id", "acted_on")])
        return unification.discrepancies(mine, self._unified(mine))
