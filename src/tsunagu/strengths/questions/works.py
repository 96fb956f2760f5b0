"""The works behind a number, and why a work is, or is not, among the most cited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.enums import TieRule, Top
from tsunagu.strengths.measures import topshare
from tsunagu.strengths.measures.fixed import one_over, product, share, whole
from tsunagu.strengths.questions.choice import ASKED, Choice, asked
from tsunagu.strengths.questions.kept import kept
from tsunagu.strengths.questions.reading import Institution, Reading
from tsunagu.strengths.questions.reference_cells import Cells, Limit, limit_of, limits
from tsunagu.strengths.questions.standing import spanned
from tsunagu.strengths.tables import (
    CONTRIBUTION,
    CORRECTION,
    CORRESPONDING,
    CORRESPONDING_KNOWN,
    INT64,
    ONE,
    REFERENCE,
    THRESHOLD,
    TITLE,
    WORK,
    WORK_FIELD,
)

_WEIGHTS = ibis.table(
    {
        "field": "int16",
        "year": "int16",
        "type_group": "int8",
        "threshold": "int32",
        "w_above": "int64",
        "w_tied": "int64",
    },
    name="weights",
)
_WORKS = ibis.table({"work_id": "int64", "year": "int16"}, name="asked_work")
_RULES = {
    Top.TOP: (100, TieRule.CWTS),
    Top.SCALE: (100, TieRule.NISTEP_SCALE),
    Top.TOP1: (10, TieRule.CWTS),
    Top.SCALE1: (10, TieRule.NISTEP_SCALE),
}


@dataclass(frozen=True, slots=True)
class BehindWork:
    """One work behind a number, with what it adds to it.

    weight: its top weight, exact; 0 to 1, above 1 only where NISTEP's factor is. paper, part: papers and top papers
    that it adds for the institution by the choice's counting.
    """

    work_id: int
    title: str | None
    doi: str | None
    year: int
    field: int
    cited_by: int
    k: int
    weight: Fraction
    paper: float
    part: float


@dataclass(frozen=True, slots=True)
class Behind:
    """Works behind a number: how many there are, what all of them add up to, and those of this page."""

    total: int
    papers: float
    top: float
    works: Sequence[BehindWork]
    first: int = 0
    scheme: str = ""  # the scheme of the works' fields, which is not that of the choice where its fields are sums
    field: int = schemes.ALL
    only_top: bool = False

    @property
    def q(self) -> float | None:
        """Top papers per paper, of all of them."""
        return self.top / self.papers if self.papers else None

    @property
    def shown(self) -> float:
        """What the works of this page add to the top papers."""
        return sum(one.part for one in self.works)


def behind(
    reading: Reading,
    choice: Choice,
    institution: Institution,
    *,
    field: int = 0,
    only_top: bool = False,
    first: int = 0,
    limit: int = 30,
) -> Behind:
    """The works of an institution in the choice's window, newest first and then the most cited.

    field: of the choice's scheme, 0 for all. only_top: works with a top weight. first, limit: which of them. ``papers``
    and ``top`` are the same integers as in the cells of the institution, added up work by work. Raises ValueError for a
    field that the scheme does not have.
    """
    scheme, fields = reading.stored(choice.scheme, [field])
    rows = _of_institution(reading, choice, institution, scheme)
    rows = rows.filter(pc.is_in(rows["field"], pa.array(fields, pa.int16())))
    rows = rows.filter(pc.greater(rows["weight"], 0)) if only_top else rows
    name = choice.counting.value
    page = rows.slice(first, limit)
    titles = _titles(reading, page)
    cells = limits(reading, scheme)
    works = []
    for row in page.to_pylist():
        work = {key: row[key] for key in ("work_id", "year", "field", "cited_by", "k")}
        amounts = {"paper": row[f"paper_{name}"] / ONE, "part": row[f"part_{name}"] / ONE}
        title, doi = titles.get(row["work_id"], (None, None))
        works.append(BehindWork(**work, **amounts, title=title, doi=doi, weight=_exact(cells, row, choice.top)))
    papers, top = ((pc.sum(rows[f"{column}_{name}"]).as_py() or 0) / ONE for column in ("paper", "part"))
    return Behind(rows.num_rows, papers, top, works, first, scheme, field, only_top)


def _of_institution(reading: Reading, choice: Choice, institution: Institution, scheme: str) -> pa.Table:
    """All works of an institution in a window with what each adds, by every counting.

    Kept, since readers turn pages.
    """

    def make() -> pa.Table:
        found = reading.engine.fetch(
            _held(scheme), asked=asked(institution.institution_id), span=choice.span, weights=weights
        )
        return found.sort_by([("year", "descending"), ("cited_by", "descending"), ("work_id", "ascending")])

    weights = kept(reading, ("weights", scheme, choice.top), lambda: reading.engine.fetch(_weights(scheme, choice.top)))
    return kept(reading, ("works", institution.institution_id, choice.window, scheme, choice.top), make, large=True)


@lru_cache
def _weights(scheme: str, top: Top) -> ir.Table:
    limits = THRESHOLD.unbound()
    return topshare.weights(limits.filter(limits.scheme == scheme), *_RULES[top])


@lru_cache
def _held(scheme: str) -> ir.Table:
    held = CONTRIBUTION.unbound()
    held = spanned(held.filter(held.scheme == scheme).semi_join(ASKED, "institution_id"))
    rows = held.join(_WEIGHTS, list(REFERENCE))
    weight = topshare.weight(rows.cited_by, rows.threshold, rows.w_above, rows.w_tied)
    rows = rows.mutate(weight=weight)
    # Rounded as in the cells (counting.cells), so that the sums agree to the last bit.
    papers = {"paper_full": whole(ONE), "paper_frac": one_over(rows.k), "paper_author": rows.w_author}
    parts = {
        "part_full": rows.weight,
        "part_frac": share(rows.weight, rows.k),
        "part_author": product(rows.weight, rows.w_author),
    }
    return rows.select("work_id", "year", "field", "type_group", "cited_by", "k", "weight", **papers, **parts)


def _titles(reading: Reading, works: pa.Table) -> Mapping[int, tuple[str | None, str | None]]:
    rows = reading.rows(_titled(), asked_work=works.select(["work_id", "year"])) if works.num_rows else []
    return {row["work_id"]: (row["title"], row["doi"]) for row in rows}


@lru_cache
def _titled() -> ir.Table:
    return TITLE.unbound().semi_join(_WORKS, ["work_id", "year"]).select("work_id", "title", "doi")


def _exact(cells: Cells, work: Mapping[str, Any], top: Top) -> Fraction:
    permille, rule = _RULES[top]
    found = limit_of(cells[work["field"], work["year"], work["type_group"], permille], work["cited_by"])
    return found.cwts if rule is TieRule.CWTS else found.nistep


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
    found = reading.rows(_one_work(), asked_work=_asked_work(work_id, 0)) if 0 <= work_id <= INT64 else []
    if not found:
        return None
    work = found[0]
    held = _contributions(reading, work)
    facts = {name: work[name] for name in ("work_id", "title", "doi", "type", "cited_by")}
    return Explanation(
        **facts,
        year=held[0]["year"] if held else work["year"],
        reasons=[] if held else _reasons(reading, work),
        limits=_limits(reading, held),
        holders=[_holder(reading, row) for row in held if row["scheme"] == held[0]["scheme"]],
        corrections=_corrections(reading, work_id),
    )


def _asked_work(work_id: int, year: int) -> pa.Table:
    return pa.table({"work_id": pa.array([work_id], pa.int64()), "year": pa.array([year], pa.int16())})


@lru_cache
def _one_work() -> ir.Table:
    """A work with its title, once for each of its fields; in one query, since planning takes longest."""
    work, title, field = WORK.unbound(), TITLE.unbound(), WORK_FIELD.unbound()
    names = ("work_id", "year", "type", "type_group", "is_core", "is_retracted", "n_inst", "cited_by", "cited_4y")
    asked_titles = title.semi_join(_WORKS, "work_id").select("work_id", "title", "doi")
    fields = field.semi_join(_WORKS, "work_id").select("work_id", "scheme", "field")
    rows = work.semi_join(_WORKS, "work_id").left_join(asked_titles, "work_id").drop("work_id_right")
    return rows.left_join(fields, "work_id").select(*names, "title", "doi", "scheme", "field")


def _contributions(reading: Reading, work: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the institutions of a work hold of it in the numbers shown; none of a work that is not in them.

    Only the files of its year are searched, unless it may have had another year before the last reading in.
    """
    given = _asked_work(work["work_id"], work["year"])
    held = reading.rows(_held_of("work_id", "year"), asked_work=given)
    return (
        reading.rows(_held_of("work_id"), asked_work=given)
        if not held and "ingest" in _since_computed(reading)
        else held
    )


@lru_cache
def _held_of(*keys: str) -> ir.Table:
    return CONTRIBUTION.unbound().semi_join(_WORKS, list(keys)).order_by("scheme", "field", "institution_id")


def _limits(reading: Reading, held: Sequence[Mapping[str, Any]]) -> list[Limit]:
    """The reference cells of a work, the scheme of the eight fields first, the larger share first."""
    one_each = {
        row["scheme"]: row
        for row in sorted(held, key=lambda row: (row["scheme"] != reading.edition.eight_from, row["scheme"]))
    }
    return [
        limit_of(limits(reading, scheme)[row["field"], row["year"], row["type_group"], permille], row["cited_by"])
        for scheme, row in one_each.items()
        for permille in (100, 10)
    ]


def _holder(reading: Reading, row: Mapping[str, Any]) -> Holder:
    lead = bool(row["flags"] & CORRESPONDING) if row["flags"] & CORRESPONDING_KNOWN else None
    return Holder(reading.institutions[row["institution_id"]], row["k"], row["w_author"] / ONE, lead)


def _reasons(reading: Reading, work: Mapping[str, Any]) -> list[str]:
    cited = work[reading.edition.settings.citations]
    checks = {
        "type": work["type_group"] < 0,
        "retracted": bool(work["is_retracted"]),
        "no_institution": work["n_inst"] == 0,
        "citations": cited is None,
        "field": work["field"] is None,
    }
    # What nothing of its record keeps out came later, or has lost its institutions to corrections.
    usual = "not_computed" if "ingest" in _since_computed(reading) else "no_institution"
    return [code for code, found in checks.items() if found] or [usual]


def _since_computed(reading: Reading) -> list[str]:
    """The kinds of what was done to the store since the last computation."""
    kinds = [run.kind for run in reading.store.runs()]
    return kinds[len(kinds) - kinds[::-1].index("build") :]


def _corrections(reading: Reading, work_id: int) -> list[Correction]:
    """The corrections of a work; those taken over after the last computation are not in the numbers yet."""
    rows = reading.store.arrow(CORRECTION.name)
    computed = not rows.num_rows or "correct" not in _since_computed(reading)
    mine = rows.filter(pc.equal(rows["work_id"], work_id)).to_pylist()
    return [
        Correction(
            reading.by_openalex.get(row["openalex_id"]), **{**row, "on": row["on"].isoformat()}, computed=computed
        )
        for row in ({name: value for name, value in row.items() if name != "work_id"} for row in mine)
    ]


def text(found: Explanation) -> str:
    """An explanation for the terminal."""
    lines = [
        f"W{found.work_id}  {found.title or ''}".rstrip(),
        f"{found.year}, {found.type}, cited {found.cited_by} times",
    ]
    if not found.counted:
        lines.append("not compared with others: " + ", ".join(_REASONS[code] for code in found.reasons))
    for limit in found.limits:
        field = f"{schemes.name(limit.scheme, limit.field, 'en')} ({limit.scheme} {limit.field})"
        lines += [
            "",
            f"top {limit.top_permille / 10:g}% of {field}, {found.year}: "
            f"{limit.n_total} works, mean {limit.mean:.2f} citations",
            f"  threshold: {limit.threshold} citations; above it {limit.n_above}, exactly at it {limit.n_tied}; "
            f"this work: {limit.cited}",
            f"  {limit.top_permille / 1000:g} x {limit.n_total} = {limit.goal} works belong to the top",
            f"  weight of this work: {limit.cwts} ({float(limit.cwts):.6f}) by cwts, "
            f"{limit.nistep} ({float(limit.nistep):.6f}) by nistep_scale",
        ]
    if found.holders:
        lines += [
            "",
            f"held by {found.holders[0].k} institution(s), each 1/{found.holders[0].k} by fractional counting:",
        ]
        lines += [
            f"  {one.institution.name('en')} ({one.institution.country or 'country unknown'}): "
            f"{one.author_share:.4f} of the authors"
            for one in found.holders
        ]
    lines += [
        f"corrected: {one.action} {one.institution.name('en') if one.institution else f'I{one.openalex_id}'} "
        f"({one.by}, {one.on}: {one.reason})"
        + ("" if one.computed else "; not computed yet, run: tsunagu strengths build")
        for one in found.corrections
    ]
    return "\n".join(lines)


_REASONS = {
    "type": "its type of document is not one of those compared",
    "retracted": "it was retracted",
    "no_institution": "no institution is known",
    "citations": "its citations in the years counted are not known",
    "field": "no field is known",
    "not_computed": "it was read in after the last computation; run: tsunagu strengths build",
}
