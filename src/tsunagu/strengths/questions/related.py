"""Which subfields lie near those that a university is strong in, so that they are within its reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.enums import Top
from tsunagu.strengths.measures import counting, portfolio
from tsunagu.strengths.questions.amounts import BASE, Row, base_table, world
from tsunagu.strengths.questions.choice import Choice
from tsunagu.strengths.questions.kept import kept
from tsunagu.strengths.questions.reading import HOME, Institution, Reading
from tsunagu.strengths.questions.standing import MEMBER, members, spanned
from tsunagu.strengths.tables import ONE

SUBFIELD = "subfield"
NEIGHBORS = 8
# Papers in the window, by the counting chosen, below which a subfield is not held whatever its index: a convention of
# ours.
LEAST = 5

_NEAR = ibis.table(
    {"field": "int16", "other": "int16", "both": "int64", "most": "int64", "phi": "float64"}, name="near"
)


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A field that the university does not hold, near those that it holds."""

    field: int
    density: float
    papers: float

    @property
    def name(self) -> str:
        """The name of the subfield."""
        return schemes.name(SUBFIELD, self.field)


@dataclass(frozen=True, slots=True)
class Relatedness:
    """The fields within reach, at the level of subfields.

    held: in how many the university has an advantage and at least ``LEAST`` papers.
    """

    held: int
    neighbors: Sequence[Neighbor]
    least: int = LEAST


def related(reading: Reading, choice: Choice, institution: Institution) -> Relatedness | None:
    """The neighboring subfields; None without subfields, for what is no university, or for one that holds none."""
    if SUBFIELD not in reading.edition.schemes or not reading.computed(institution):
        return None
    subfields = replace(choice, scheme=SUBFIELD, top=Top.TOP)
    densities = _densities(reading, subfields, institution.country or "")
    its = pc.equal(densities["institution_id"], institution.institution_id)
    rows = densities.filter(its).to_pylist()
    held = sum(row["advantage"] for row in rows)
    return Relatedness(held, _nearest(rows)) if held else None


def _nearest(rows: Sequence[Row]) -> list[Neighbor]:
    """Of the subfields of a university those that it does not hold, the nearest ones first."""
    beyond = [row for row in rows if not row["advantage"] and row["density"] is not None]
    beyond.sort(key=lambda row: (-row["density"], row["field"]))
    return [_neighbor(row) for row in beyond[:NEIGHBORS]]


def _neighbor(row: Row) -> Neighbor:
    return Neighbor(row["field"], row["density"], row["papers"] / ONE)


@kept
def _densities(reading: Reading, choice: Choice, country: str) -> pa.Table:
    """The densities of all universities of a country: how near two subfields are follows from all of them."""
    base, member = base_table(world(reading, choice)), members(reading, choice, country)
    active = reading.engine.fetch(_actives(choice.counting), span=choice.span, base=base, member=member)
    near = reading.engine.fetch(portfolio.proximity(_ACTIVE), active=active)
    return reading.engine.fetch(_density(), near=near, active=active)


_ACTIVE = ibis.table(
    {"institution_id": "int32", "field": "int16", "papers": "int64", "advantage": "boolean"}, name="active"
)


@lru_cache
def _actives(counted: str) -> ir.Table:
    """The activity of a country's universities in the subfields; an advantage is one from ``LEAST`` papers on."""
    rows = spanned(HOME.filter(HOME.scheme == SUBFIELD).semi_join(MEMBER, "institution_id"))
    active = portfolio.activity(counting.sums(rows, ["institution_id", "field"]), BASE, counted)
    enough = active.papers >= ibis.literal(LEAST * ONE, "int64")
    return active.select("institution_id", "field", "papers", advantage=active.advantage.fill_null(False) & enough)


@lru_cache
def _density() -> ir.Table:
    papers = _ACTIVE.select("institution_id", "field", "papers")
    return portfolio.density(_ACTIVE, _NEAR).join(papers, ["institution_id", "field"])
