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

# Thresholds of a scheme by field, year, type group and top share.
Cells = Mapping[tuple[int, int, int, int], Mapping[str, Any]]
_CITED = CONTRIBUTION.unbound("cell_contribution").select("work_id", *REFERENCE, "cited_by")


@dataclass(frozen=True, slots=True)
class Limit:
    """A reference cell with its threshold.

    And what a work of these citations weighs in it by each rule for ties, exactly.
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
    cwts: Fraction
    nistep: Fraction

    @property
    def goal(self) -> Fraction:
        """How many works belong to the top share, exactly."""
        return Fraction(self.top_permille, 1000) * self.n_total

    @property
    def missing(self) -> Fraction:
        """How many works are still missing to the top share when all above the threshold are counted."""
        return self.goal - self.n_above

    def weight(self, rule: TieRule) -> Fraction:
        """What the work weighs by a rule for ties, exactly."""
        return self.cwts if rule is TieRule.CWTS else self.nistep

    @property
    def side(self) -> str:
        """Where the work stands: ``above``, ``tied`` or ``below`` the threshold."""
        return "above" if self.cited > self.threshold else "tied" if self.cited == self.threshold else "below"


@kept
def limits(reading: Reading, scheme: str) -> Cells:
    """All thresholds of a scheme."""
    rows = reading.rows(_of_scheme(scheme))
    return {(row["field"], row["year"], row["type_group"], row["top_permille"]): row for row in rows}


@lru_cache
def _of_scheme(scheme: str) -> ir.Table:
    rows = THRESHOLD.unbound()
    return rows.filter(rows.scheme == scheme)


def limit_of(row: Mapping[str, Any], cited: int) -> Limit:
    """A threshold, and what a work with these citations weighs by it. row: of ``tables.THRESHOLD``."""
    top = Fraction(row["top_permille"], 1000) * row["n_total"]
    above, tied = row["n_above"], row["n_tied"]
    over, at = cited > row["cited_by"], cited == row["cited_by"]
    cwts = Fraction(1) if over else (top - above) / tied if at else Fraction(0)
    # Where nothing is above the threshold, those at it are the top (see topshare.weights).
    nistep = (top / above if over else Fraction(0)) if above else (top / tied if at else Fraction(0))
    names = ("scheme", "field", "year", "type_group", "top_permille", "n_total", "n_above", "n_tied")
    mean = row["n_cited"] / row["n_total"]
    return Limit(
        **{name: row[name] for name in names},
        threshold=row["cited_by"],
        mean=mean,
        cited=cited,
        cwts=cwts,
        nistep=nistep,
    )


def distribution(reading: Reading, limit: Limit) -> list[tuple[int, int]]:
    """How many works of a reference cell have how many citations, in order: what its threshold was taken from."""
    return _distribution(reading, limit.scheme, limit.field, limit.year, limit.type_group)


@kept
def _distribution(reading: Reading, scheme: str, field: int, year: int, type_group: int) -> list[tuple[int, int]]:
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
