"""The works behind a number of an institution, with what each adds to it."""

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

from tsunagu.strengths.enums import Only, Top
from tsunagu.strengths.measures import topshare
from tsunagu.strengths.measures.fixed import one_over, product, share, whole
from tsunagu.strengths.questions import choice as choices
from tsunagu.strengths.questions.choice import ASKED, Choice, Window, asked
from tsunagu.strengths.questions.kept import kept, kept_few
from tsunagu.strengths.questions.reading import Institution, Reading
from tsunagu.strengths.questions.records import WorksQuestion
from tsunagu.strengths.questions.reference_cells import Cells, limit_of, limits
from tsunagu.strengths.questions.standing import spanned
from tsunagu.strengths.tables import CONTRIBUTION, ONE, REFERENCE, THRESHOLD, TITLE

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
ASKED_WORK = ibis.table({"work_id": "int64", "year": "int16"}, name="asked_work")

Row = Mapping[str, Any]
Titled = tuple[str | None, str | None]  # a title and a DOI


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
class Works:
    """Works behind a number: how many there are, what all of them add up to, and those asked for.

    scheme: that of the works' fields, which is not that of the choice where its fields are sums.
    """

    institution: Institution
    choice: Choice
    question: WorksQuestion
    scheme: str
    total: int
    papers: float
    top: float
    works: Sequence[BehindWork]

    @property
    def q(self) -> float | None:
        """Top papers per paper, of all of them."""
        return self.top / self.papers if self.papers else None

    @property
    def shown(self) -> float:
        """What the works asked for add to the top papers."""
        return sum(work.part for work in self.works)


def answer(reading: Reading, question: WorksQuestion) -> Works:
    """The works of an institution in the question's window, newest first and then the most cited.

    ``papers`` and ``top`` are the same integers as in the cells of the institution, added up work by work. Raises
    Unanswerable for a field that the scheme does not have, or an institution that the data does not have.
    """
    choice = choices.chosen(reading.edition, question)
    institution = reading.institution(question.university, computed=False)
    scheme, fields = reading.stored(choice.scheme, [choices.field_of(choice, question.field)])
    rows = _listed(reading, question, institution, scheme, fields)
    return Works(
        institution=institution,
        choice=choice,
        question=question,
        scheme=scheme,
        total=rows.num_rows,
        papers=_sum(rows, f"paper_{choice.counting}"),
        top=_sum(rows, f"part_{choice.counting}"),
        works=_behind(reading, choice, scheme, rows.slice(question.offset, question.limit)),
    )


def _listed(
    reading: Reading,
    question: WorksQuestion,
    institution: Institution,
    scheme: str,
    fields: Sequence[int],
) -> pa.Table:
    """The works of the fields, all of them or only those that count among the most cited."""
    choice = choices.chosen(reading.edition, question)
    window = Window(choice.first_year, choice.window)
    rows = _of_institution(reading, institution.institution_id, window, scheme, choice.top)
    rows = rows.filter(pc.is_in(rows["field"], pa.array(fields, pa.int16())))
    return rows.filter(pc.greater(rows["weight"], 0)) if question.only is Only.TOP else rows


def _sum(rows: pa.Table, column: str) -> float:
    return (pc.sum(rows[column]).as_py() or 0) / ONE


def _behind(reading: Reading, choice: Choice, scheme: str, page: pa.Table) -> list[BehindWork]:
    titles, cells = _titles(reading, page), limits(reading, scheme)
    return [_work(choice, cells, titles, row) for row in page.to_pylist()]


def _work(choice: Choice, cells: Cells, titles: Mapping[int, Titled], row: Row) -> BehindWork:
    facts = {name: row[name] for name in ("work_id", "year", "field", "cited_by", "k")}
    title, doi = titles.get(row["work_id"], (None, None))
    return BehindWork(
        **facts,
        title=title,
        doi=doi,
        weight=_exact_weight(cells, row, choice.top),
        paper=row[f"paper_{choice.counting}"] / ONE,
        part=row[f"part_{choice.counting}"] / ONE,
    )


def _exact_weight(cells: Cells, row: Row, top: Top) -> Fraction:
    cell = cells[row["field"], row["year"], row["type_group"], top.permille]
    return limit_of(cell, row["cited_by"]).weight(top.tie_rule)


@kept_few
def _of_institution(reading: Reading, institution: int, window: Window, scheme: str, top: Top) -> pa.Table:
    """All works of an institution in a window with what each adds, by every counting; readers turn pages."""
    given = {"asked": asked(institution), "span": window.table, "weights": _weights(reading, scheme, top)}
    rows = reading.engine.fetch(_held(scheme), **given)
    return rows.sort_by([("year", "descending"), ("cited_by", "descending"), ("work_id", "ascending")])


@kept
def _weights(reading: Reading, scheme: str, top: Top) -> pa.Table:
    """The top weights of the works above and at the threshold of each reference cell."""
    return reading.engine.fetch(_weights_of(scheme, top))


@lru_cache
def _weights_of(scheme: str, top: Top) -> ir.Table:
    thresholds = THRESHOLD.unbound()
    return topshare.weights(thresholds.filter(thresholds.scheme == scheme), top.permille, top.tie_rule)


@lru_cache
def _held(scheme: str) -> ir.Table:
    contributions = CONTRIBUTION.unbound()
    its = contributions.filter(contributions.scheme == scheme).semi_join(ASKED, "institution_id")
    rows = spanned(its).join(_WEIGHTS, list(REFERENCE))
    rows = rows.mutate(weight=topshare.weight(rows.cited_by, rows.threshold, rows.w_above, rows.w_tied))
    names = ("work_id", "year", "field", "type_group", "cited_by", "k", "weight")
    return rows.select(*names, **_added(rows))


def _added(rows: ir.Table) -> dict[str, ir.Value]:
    """What a work adds by every counting, rounded as in ``counting.cells`` so that sums agree to the last bit."""
    return {
        "paper_full": whole(ONE),
        "paper_frac": one_over(rows.k),
        "paper_author": rows.w_author,
        "part_full": rows.weight,
        "part_frac": share(rows.weight, rows.k),
        "part_author": product(rows.weight, rows.w_author),
    }


def _titles(reading: Reading, works: pa.Table) -> Mapping[int, Titled]:
    if not works.num_rows:
        return {}
    rows = reading.rows(_titled(), asked_work=works.select(["work_id", "year"]))
    return {row["work_id"]: (row["title"], row["doi"]) for row in rows}


@lru_cache
def _titled() -> ir.Table:
    return TITLE.unbound().semi_join(ASKED_WORK, ["work_id", "year"]).select("work_id", "title", "doi")
