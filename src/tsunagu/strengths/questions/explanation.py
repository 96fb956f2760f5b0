"""Why a work is, or is not, among the most cited: its reference cells, their thresholds, and who holds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.kernel.labels import speaking
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.enums import RunKind
from tsunagu.strengths.questions.reading import Institution, Reading, filled
from tsunagu.strengths.questions.reference_cells import Limit, limit_of, limits
from tsunagu.strengths.questions.works import ASKED_WORK
from tsunagu.strengths.tables import (
    CONTRIBUTION,
    CORRECTION,
    CORRESPONDING,
    CORRESPONDING_KNOWN,
    INT64,
    ONE,
    TITLE,
    WORK,
    WORK_FIELD,
    Table,
)

PERMILLES = (100, 10)  # the top shares that are computed

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Holder:
    """An institution on a work, with what it holds of it. corresponding: None where the data does not say."""

    institution: Institution
    k: int
    author_share: float
    corresponding: bool | None


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of a work's attribution.

    institution: None where the data does not have it; computed: whether the numbers rest on it already.
    """

    institution: Institution | None
    openalex_id: int
    action: str
    author_seq: int | None
    by: str
    on: str
    reason: str
    source: str | None
    computed: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that a work's labels rest on, as it stands in the numbers shown.

    cited_by: all its citations, by its newest record.
    """

    work_id: int
    title: str | None
    doi: str | None
    year: int
    type: str
    cited_by: int
    # Codes of why it is not compared: type, retracted, no_institution, citations, field, not_computed.
    reasons: Sequence[str]
    limits: Sequence[Limit]
    holders: Sequence[Holder]
    corrections: Sequence[Correction]

    @property
    def counted(self) -> bool:
        """Whether it is compared with others."""
        return bool(self.limits)


def explain(reading: Reading, work_id: int) -> Explanation | None:
    """Why a work is among the most cited or not.

    Its reference cells, their thresholds and ties, its weights as exact fractions, and who holds it.

    What is compared is what the numbers were computed from, also where a newer record of the work was read in since.
    None for a work that the store does not have.
    """
    work = _work(reading, work_id)
    if work is None:
        return None
    held = _contributions(reading, work)
    facts = {name: work[name] for name in ("work_id", "title", "doi", "type", "cited_by")}
    return Explanation(
        **facts,
        year=held[0]["year"] if held else work["year"],
        reasons=[] if held else _reasons(reading, work),
        limits=_limits(reading, held),
        holders=_holders(reading, held),
        corrections=_corrections(reading, work_id),
    )


def _work(reading: Reading, work_id: int) -> Row | None:
    """The newest record of a work, with one of its fields."""
    if not 0 <= work_id <= INT64:
        return None
    rows = reading.rows(_recorded(), asked_work=_asked_work(work_id, 0))
    return rows[0] if rows else None


def _asked_work(work_id: int, year: int) -> pa.Table:
    """A work as the table that expressions bind as ``asked_work``."""
    return filled(ASKED_WORK, work_id=[work_id], year=[year])


@lru_cache
def _recorded() -> ir.Table:
    """A work with its title, once for each of its fields; in one query, since planning takes longest."""
    names = ("work_id", "year", "type", "type_group", "is_core", "is_retracted", "n_inst", "cited_by", "cited_4y")
    works, titles, fields = (_of_the_work(table) for table in (WORK, TITLE, WORK_FIELD))
    titled = works.left_join(titles.select("work_id", "title", "doi"), "work_id").drop("work_id_right")
    rows = titled.left_join(fields.select("work_id", "scheme", "field"), "work_id")
    return rows.select(*names, "title", "doi", "scheme", "field")


def _of_the_work(table: Table) -> ir.Table:
    return table.unbound().semi_join(ASKED_WORK, "work_id")


def _contributions(reading: Reading, work: Row) -> list[dict[str, Any]]:
    """What the institutions of a work hold of it in the numbers shown; none of a work that is not in them.

    Only the files of its year are searched, unless it may have had another year before the last reading in.
    """
    given = _asked_work(work["work_id"], work["year"])
    held = reading.rows(_held_of("work_id", "year"), asked_work=given)
    if held or RunKind.INGEST not in _since_computed(reading):
        return held
    return reading.rows(_held_of("work_id"), asked_work=given)


@lru_cache
def _held_of(*keys: str) -> ir.Table:
    return CONTRIBUTION.unbound().semi_join(ASKED_WORK, list(keys)).order_by("scheme", "field", "institution_id")


def _limits(reading: Reading, held: Sequence[Row]) -> list[Limit]:
    """The reference cells of a work, the scheme of the eight fields first, the larger share first."""
    first = reading.edition.eight_from
    ordered = sorted(held, key=lambda row: (row["scheme"] != first, row["scheme"]))
    by_scheme = {row["scheme"]: row for row in ordered}
    return [_limit(reading, row, permille) for row, permille in product(by_scheme.values(), PERMILLES)]


def _limit(reading: Reading, row: Row, permille: int) -> Limit:
    cells = limits(reading, row["scheme"])
    return limit_of(cells[row["field"], row["year"], row["type_group"], permille], row["cited_by"])


def _holders(reading: Reading, held: Sequence[Row]) -> list[Holder]:
    """The institutions of a work, which are the same in every scheme."""
    return [_holder(reading, row) for row in held if row["scheme"] == held[0]["scheme"]]


def _holder(reading: Reading, row: Row) -> Holder:
    lead = bool(row["flags"] & CORRESPONDING) if row["flags"] & CORRESPONDING_KNOWN else None
    return Holder(reading.institutions[row["institution_id"]], row["k"], row["w_author"] / ONE, lead)


def _reasons(reading: Reading, work: Row) -> list[str]:
    cited = work[reading.edition.settings.citations]
    checks = {
        "type": work["type_group"] < 0,
        "retracted": bool(work["is_retracted"]),
        "no_institution": work["n_inst"] == 0,
        "citations": cited is None,
        "field": work["field"] is None,
    }
    # What nothing of its record keeps out came later, or has lost its institutions to corrections.
    usual = "not_computed" if RunKind.INGEST in _since_computed(reading) else "no_institution"
    return [code for code, holds in checks.items() if holds] or [usual]


def _since_computed(reading: Reading) -> list[str]:
    """The kinds of what was done to the store since the last computation."""
    kinds = [run.kind for run in reading.store.runs()]
    return kinds[len(kinds) - kinds[::-1].index(RunKind.BUILD) :]


def _corrections(reading: Reading, work_id: int) -> list[Correction]:
    """The corrections of a work; those taken over after the last computation are not in the numbers yet."""
    rows = reading.store.arrow(CORRECTION.name)
    computed = not rows.num_rows or RunKind.CORRECT not in _since_computed(reading)
    its = rows.filter(pc.equal(rows["work_id"], work_id)).drop(["work_id"]).to_pylist()
    return [_correction(reading, row, computed=computed) for row in its]


def _correction(reading: Reading, row: dict[str, Any], *, computed: bool) -> Correction:
    facts = {**row, "on": row["on"].isoformat()}
    return Correction(reading.by_openalex.get(row["openalex_id"]), **facts, computed=computed)


def text(explanation: Explanation) -> str:
    """An explanation for the terminal and the API, in English."""
    with speaking("en"):
        return "\n".join(_lines(explanation))


def _lines(explanation: Explanation) -> Iterator[str]:
    yield f"W{explanation.work_id}  {explanation.title or ''}".rstrip()
    yield f"{explanation.year}, {explanation.type}, cited {explanation.cited_by} times"
    if not explanation.counted:
        yield "not compared with others: " + ", ".join(_REASONS[code] for code in explanation.reasons)
    for limit in explanation.limits:
        yield from _limit_lines(explanation, limit)
    if explanation.holders:
        yield from _holder_lines(explanation.holders)
    yield from map(_correction_line, explanation.corrections)


def _limit_lines(explanation: Explanation, limit: Limit) -> Iterator[str]:
    field = f"{schemes.name(limit.scheme, limit.field)} ({limit.scheme} {limit.field})"
    share = f"top {limit.top_permille / 10:g}% of {field}, {explanation.year}"
    threshold = f"  threshold: {limit.threshold} citations"
    cwts = f"{limit.cwts} ({float(limit.cwts):.6f}) by cwts"
    nistep = f"{limit.nistep} ({float(limit.nistep):.6f}) by nistep_scale"
    yield ""
    yield f"{share}: {limit.n_total} works, mean {limit.mean:.2f} citations"
    yield f"{threshold}; above it {limit.n_above}, exactly at it {limit.n_tied}; this work: {limit.cited}"
    yield f"  {limit.top_permille / 1000:g} x {limit.n_total} = {limit.goal} works belong to the top"
    yield f"  weight of this work: {cwts}, {nistep}"


def _holder_lines(holders: Sequence[Holder]) -> Iterator[str]:
    number = holders[0].k
    yield ""
    yield f"held by {number} institution(s), each 1/{number} by fractional counting:"
    for holder in holders:
        country = holder.institution.country or "country unknown"
        yield f"  {holder.institution.name} ({country}): {holder.author_share:.4f} of the authors"


def _correction_line(correction: Correction) -> str:
    name = correction.institution.name if correction.institution else f"I{correction.openalex_id}"
    why = f"{correction.by}, {correction.on}: {correction.reason}"
    pending = "" if correction.computed else "; not computed yet, run: tsunagu strengths build"
    return f"corrected: {correction.action} {name} ({why}){pending}"


_REASONS = {
    "type": "its type of document is not one of those compared",
    "retracted": "it was retracted",
    "no_institution": "no institution is known",
    "citations": "its citations in the years counted are not known",
    "field": "no field is known",
    "not_computed": "it was read in after the last computation; run: tsunagu strengths build",
}
