"""Reference cells.

The works that are compared with one another, the threshold of their top share, and what a work weighs in it, exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import ibis.expr.types as ir
import pyarrow.parquet as pq

from tsunagu.strengths.enums import TieRule
from tsunagu.strengths.measures import topshare
from tsunagu.strengths.questions.kept import kept
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.tables import CONTRIBUTION, REFERENCE, THRESHOLD

Row = Mapping[str, Any]
CellKey = tuple[int, int, int, int]  # field, year, type group and permille of the top share
Cells = Mapping[CellKey, Row]  # the thresholds of a scheme
Counts = list[tuple[int, int]]  # citations, and how many works have as many
_CITED = CONTRIBUTION.unbound("cell_contribution").select("work_id", *REFERENCE, "cited_by")


@dataclass(frozen=True, slots=True)
class Limit:
    """A reference cell with its threshold, for a work with these citations.

    n_total: works in the cell; n_above, n_tied: those above and exactly at the threshold; mean: citations of a work.
    """

    scheme: str
    field: int
    year: int
    type_group: int
    top_permille: int
    threshold: int
    n_total: int
    n_above: int
    n_tied: int
    mean: float
    cited: int

    @property
    def goal(self) -> Fraction:
        """How many works belong to the top share, exactly."""
        return Fraction(self.top_permille, 1000) * self.n_total

    @property
    def missing(self) -> Fraction:
        """How many works are still missing to the top share when all above the threshold are counted."""
        return self.goal - self.n_above

    @property
    def side(self) -> str:
        """Where the work stands: ``above``, ``tied`` or ``below`` the threshold."""
        if self.cited == self.threshold:
            return "tied"
        return "above" if self.cited > self.threshold else "below"

    @property
    def cwts(self) -> Fraction:
        """What the work weighs where those at the threshold share equally what is missing to the top, exactly."""
        if self.side == "tied":
            return self.missing / self.n_tied
        return Fraction(self.side == "above")

    @property
    def nistep(self) -> Fraction:
        """What the work weighs where those above the threshold are multiplied up to the top, exactly.

        Where nothing is above the threshold, those at it are the top (see topshare.weights).
        """
        counted, number = ("above", self.n_above) if self.n_above else ("tied", self.n_tied)
        return self.goal / number if self.side == counted else Fraction(0)

    def weight(self, rule: TieRule) -> Fraction:
        """What the work weighs by a rule for ties, exactly."""
        return self.cwts if rule is TieRule.CWTS else self.nistep


@kept
def limits(reading: Reading, scheme: str) -> Cells:
    """All thresholds of a scheme."""
    return {_key(row): row for row in reading.rows(_of_scheme(scheme))}


def _key(row: Row) -> CellKey:
    return row["field"], row["year"], row["type_group"], row["top_permille"]


@lru_cache
def _of_scheme(scheme: str) -> ir.Table:
    rows = THRESHOLD.unbound()
    return rows.filter(rows.scheme == scheme)


def limit_of(row: Row, cited: int) -> Limit:
    """A threshold for a work with these citations. row: of ``tables.THRESHOLD``."""
    names = ("scheme", "field", "year", "type_group", "top_permille", "n_total", "n_above", "n_tied")
    facts = {name: row[name] for name in names}
    return Limit(**facts, threshold=row["cited_by"], mean=row["n_cited"] / row["n_total"], cited=cited)


def distribution(reading: Reading, limit: Limit) -> Counts:
    """How many works of a reference cell have how many citations, in order: what its threshold was taken from."""
    return _distribution(reading, limit.scheme, limit.field, limit.year, limit.type_group)


@kept
def _distribution(reading: Reading, scheme: str, field: int, year: int, type_group: int) -> Counts:
    # Only a few columns of the scheme's file of the year are read.
    file = reading.store.files("contribution", scheme=scheme, year=year)[0]
    filters = [("field", "=", field), ("type_group", "=", type_group)]
    cited = pq.read_table(file, columns=[*_CITED.columns], filters=filters)
    rows = reading.rows(_counts(), cell_contribution=cited)
    return sorted((row["cited_by"], row["n"]) for row in rows)


@lru_cache
def _counts() -> ir.Table:
    """Each work once, though every institution of it has a row."""
    return topshare.histogram(_CITED.distinct())
