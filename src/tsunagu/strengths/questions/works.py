"""The works behind a number, and why a work is, or is not, among the most cited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from tsunagu.kernel.tables import Table
from tsunagu.strengths import schemes, topshare
from tsunagu.strengths.fixed import share, whole
from tsunagu.strengths.questions.choice import ASKED, SPAN, Choice, Top, asked
from tsunagu.strengths.reading import EIGHT, Institution, Reading
from tsunagu.strengths.tables import CONTRIBUTION, ONE, THRESHOLD, TITLE, WORK

_FIELDS = ibis.table({"field": "int16"}, name="fields")
_PAGE = ibis.table({"first": "int64", "last": "int64"}, name="page")
_WORK = ibis.table({"work_id": "int64", "year": "int16"}, name="asked_work")
_RULES = {
    Top.TOP: (100, topshare.TieRule.CWTS),
    Top.SCALE: (100, topshare.TieRule.NISTEP_SCALE),
    Top.TOP1: (10, topshare.TieRule.CWTS),
    Top.SCALE1: (10, topshare.TieRule.NISTEP_SCALE),
}


@dataclass(frozen=True, slots=True)
class BehindWork:
    """One work behind a number, with what it adds to it."""

    work_id: int
    title: str | None
    doi: str | None
    year: int
    field: int
    cited_by: int
    k: int
    weight: float  # its top weight, 0 to 1 (above 1 only where NISTEP's factor is)
    part: float  # what it adds to the fractional top papers of the institution


@dataclass(frozen=True, slots=True)
class Behind:
    """Works behind a number: how many there are, and those of this page."""

    total: int
    works: Sequence[BehindWork]


def behind(
    reading: Reading, choice: Choice, institution: Institution, *, field: int = 0, only_top: bool = False, first: int = 0, limit: int = 30
) -> Behind:
    """The works of an institution in the choice's window, newest first and then the most cited.

    field: of the choice's scheme, 0 for all. only_top: works with a top weight. first, limit: which of them.
    """
    scheme, fields = _base_fields(reading, choice.scheme, field)
    given = {
        "asked": asked(institution.institution_id),
        "span": choice.span,
        "fields": pa.table({"field": pa.array(fields, pa.int16())}),
        "page": pa.table({"first": [first], "last": [first + limit]}),
    }
    rows = reading.rows(_behind(scheme, choice.top, only_top), **given)
    works = [BehindWork(**{name: row[name] for name in BehindWork.__slots__}) for row in rows]
    return Behind(rows[0]["total"] if rows else 0, works)


@lru_cache
def _behind(scheme: str, top: Top, only_top: bool) -> ir.Table:
    held = CONTRIBUTION.unbound()
    held = held.filter(held.scheme == scheme).semi_join(ASKED, "institution_id").semi_join(_FIELDS, "field")
    held = held.join(SPAN, [held.year >= SPAN.first_year, held.year <= SPAN.last_year]).drop("first_year", "last_year")
    limits = THRESHOLD.unbound()
    weights = topshare.weights(limits.filter(limits.scheme == scheme), *_RULES[top])
    rows = held.join(weights, ["field", "year", "type_group"])
    rows = rows.mutate(top=topshare.weight(rows.cited_by, rows.threshold, rows.w_above, rows.w_tied))
    rows = rows.filter(rows.top > 0) if only_top else rows
    order = [ibis.desc("year"), ibis.desc("cited_by"), "work_id"]
    rows = rows.mutate(total=rows.count().over(ibis.window()), place=ibis.row_number().over(ibis.window(order_by=order)))
    rows = rows.join(_PAGE, [rows.place >= _PAGE.first, rows.place < _PAGE.last])
    named = rows.left_join(TITLE.unbound().select("work_id", "title", "doi"), "work_id")
    one = whole(ONE).cast("float64")
    part = share(rows.top, rows.k).cast("float64") / one
    return named.select(
        "work_id", "title", "doi", "year", "field", "cited_by", "k", "total", "place", weight=rows.top.cast("float64") / one, part=part
    ).order_by("place")


def _base_fields(reading: Reading, scheme: str, field: int) -> tuple[str, list[int]]:
    """The scheme in which works are kept and its fields that make up a field of the scheme shown."""
    if scheme == EIGHT:
        summed = reading.edition.eight_from or scheme
        pairs = reading.eight.to_pylist()
        return summed, [row["field"] for row in pairs if field in (0, row["to"])]
    return scheme, [one.field for one in schemes.fields(scheme)] if field == 0 else [field]


@dataclass(frozen=True, slots=True)
class Limit:
    """A reference cell with its threshold, and what a work of these citations weighs in it."""

    scheme: str
    field: int
    top_permille: int
    threshold: int
    n_total: int
    n_above: int
    n_tied: int
    mean: float
    cwts: Fraction
    nistep: Fraction


@dataclass(frozen=True, slots=True)
class Holder:
    """An institution on a work, with what it holds of it."""

    institution: Institution
    k: int
    author_share: float
    corresponding: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that a work's labels rest on."""

    work_id: int
    title: str | None
    doi: str | None
    year: int
    type: str
    cited_by: int
    counted: bool
    reasons: Sequence[str]  # codes of why it is not compared: type, retracted, no_institution
    limits: Sequence[Limit]
    holders: Sequence[Holder]


def explain(reading: Reading, work_id: int) -> Explanation | None:
    """Why a work is among the most cited or not: its reference cells, their thresholds and ties, its weights as exact fractions, and who holds it.

    None for a work that the store does not have.
    """
    found = reading.rows(_one_work(), asked_work=_asked_work(work_id, 0))
    if not found:
        return None
    work = found[0]
    held = reading.rows(_held(), asked_work=_asked_work(work_id, work["year"]))
    cells = {(row["scheme"], row["field"], row["type_group"]): row["cited_by"] for row in held}
    limits = [
        _limit(row, cited)
        for row in reading.rows(_limits(), asked_work=_asked_work(work_id, work["year"]))
        if (cited := cells.get((row["scheme"], row["field"], row["type_group"]))) is not None
    ]
    one_scheme = [row for row in held if row["scheme"] == held[0]["scheme"]]
    holders = [Holder(reading.institutions[row["institution_id"]], row["k"], row["w_author"] / ONE, bool(row["flags"] & 64)) for row in one_scheme]
    return Explanation(
        work_id, work["title"], work["doi"], work["year"], work["type"], work["cited_by"], bool(cells), _reasons(work), limits, holders
    )


def _asked_work(work_id: int, year: int) -> pa.Table:
    return pa.table({"work_id": pa.array([work_id], pa.int64()), "year": pa.array([year], pa.int16())})


@lru_cache
def _one_work() -> ir.Table:
    work, title = WORK.unbound(), TITLE.unbound()
    rows = work.semi_join(_WORK, "work_id").left_join(title.select("work_id", "title", "doi"), "work_id")
    return rows.select("work_id", "year", "type", "type_group", "is_core", "is_retracted", "n_inst", "cited_by", "title", "doi")


@lru_cache
def _held() -> ir.Table:
    held = CONTRIBUTION.unbound()
    return held.semi_join(_WORK, ["work_id", "year"]).order_by("scheme", "field", "institution_id")


@lru_cache
def _limits() -> ir.Table:
    return THRESHOLD.unbound().semi_join(_WORK, "year").order_by("scheme", "field", ibis.desc("top_permille"))


def _limit(row: dict[str, Any], cited: int) -> Limit:
    top = Fraction(row["top_permille"], 1000) * row["n_total"]
    above, tied = row["n_above"], row["n_tied"]
    split = (top - above) / tied
    # Where nothing is above the threshold, those at it are the top (see topshare.weights).
    factor = top / above if above else top / tied
    scaled = cited > row["cited_by"] or (not above and cited == row["cited_by"])
    cwts = Fraction(1) if cited > row["cited_by"] else split if cited == row["cited_by"] else Fraction(0)
    names = ("scheme", "field", "top_permille", "n_total", "n_above", "n_tied")
    return Limit(
        **{name: row[name] for name in names},
        threshold=row["cited_by"],
        mean=row["n_cited"] / row["n_total"],
        cwts=cwts,
        nistep=factor if scaled else Fraction(0),
    )


def _reasons(work: dict[str, Any]) -> list[str]:
    checks = {"type": work["type_group"] < 0, "retracted": bool(work["is_retracted"]), "no_institution": work["n_inst"] == 0}
    return [code for code, found in checks.items() if found]


def tables(reading: Reading, found: Behind, language: str = "ja") -> list[Table]:
    """The works as a table to export."""
    rows = [(f"W{one.work_id}", one.title, one.doi, one.year, one.field, one.cited_by, one.k, one.weight, one.part) for one in found.works]
    return [Table("works", ("work", "title", "doi", "year", "field", "cited_by", "institutions", "weight", "fractional_top"), rows)]


def text(found: Explanation) -> str:
    """An explanation for the terminal."""
    lines = [f"W{found.work_id}  {found.title or ''}".rstrip(), f"{found.year}, {found.type}, cited {found.cited_by} times"]
    if not found.counted:
        lines.append("not compared with others: " + (", ".join(_REASONS[code] for code in found.reasons) or "no field is known"))
    for limit in found.limits:
        field = f"{schemes.name(limit.scheme, limit.field, 'en')} ({limit.scheme} {limit.field})"
        lines += [
            "",
            f"top {limit.top_permille / 10:g}% of {field}, {found.year}: {limit.n_total} works, mean {limit.mean:.2f} citations",
            f"  threshold: {limit.threshold} citations; above it {limit.n_above}, exactly at it {limit.n_tied}",
            f"  {limit.top_permille / 1000:g} x {limit.n_total} = {Fraction(limit.top_permille, 1000) * limit.n_total} works belong to the top",
            f"  weight of this work: {limit.cwts} ({float(limit.cwts):.6f}) by cwts, {limit.nistep} ({float(limit.nistep):.6f}) by nistep_scale",
        ]
    if found.holders:
        lines += ["", f"held by {found.holders[0].k} institution(s), each 1/{found.holders[0].k} by fractional counting:"]
        lines += [
            f"  {one.institution.name('en')} ({one.institution.country or 'country unknown'}): {one.author_share:.4f} of the authors"
            for one in found.holders
        ]
    return "\n".join(lines)


_REASONS = {
    "type": "its type of document is not one of those compared",
    "retracted": "it was retracted",
    "no_institution": "no institution is known",
}
