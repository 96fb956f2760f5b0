"""Bodies side by side under one indicator, each with the period of its figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tsunagu.indicators.enums import Aggregation, Kind
from tsunagu.indicators.models import Indicator, Observation
from tsunagu.indicators.queries.known import counting, written
from tsunagu.indicators.queries.series import MomentQuery, cell
from tsunagu.indicators.rules import adding
from tsunagu.indicators.rules.adding import Held, Total
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import asked
from tsunagu.kernel.tables import Column, Columns, file_column
from tsunagu.kernel.years import FiscalYear


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareQuery(MomentQuery):
    """Which figures stand side by side."""

    year: FiscalYear | None = asked(
        Label("年度", "Fiscal year"),
        None,
        help="figures of this fiscal year; of each body the latest if it is not said",
    )
    kind: Kind = asked(Label("値の種類", "Kind"), Kind.ACTUAL, blank=None, help="figures of this kind")


@dataclass(frozen=True, slots=True)
class Compared:
    """A body with its figure; none where nothing is known for what is asked."""

    body: Any
    row: Observation | None

    @property
    def number(self) -> Decimal | None:
        """Its figure as one number."""
        return self.row.figure.number if self.row else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Bodies side by side. total: all of them as one figure, with of how many it is."""

    indicator: Indicator
    rows: list[Compared]
    total: Total
    years: list[FiscalYear]

    @property
    def periods(self) -> int:
        """How many different periods the figures are of."""
        return len({one.row.period for one in self.rows if one.row})


COMPARED = Columns[Compared](
    Column("body", "番号", "Key", lambda one: one.body.key),
    Column("name", "機関", "Body", lambda one: one.body.name),
    Column("period", "期間", "Period", lambda one: one.row.period.code if one.row else ""),
    Column("figure", "値", "Figure", lambda one: cell(one.number), style="number"),
    Column("status", "確度", "Status", lambda one: one.row.status if one.row else ""),
    Column("version", "定義の版", "Version", lambda one: one.row.definition.version if one.row else None),
    file_column("numerator", lambda one: cell(one.row.numerator) if one.row else None),
    file_column("denominator", lambda one: cell(one.row.denominator) if one.row else None),
    file_column("document", lambda one: one.row.document if one.row else ""),
    file_column("page", lambda one: one.row.page if one.row else ""),
)


def comparison(key: str, question: CompareQuery | None = None) -> Comparison | None:
    """All bodies of which anything is known under an indicator, by name; none where there is no such indicator."""
    indicator = Indicator.objects.filter(key=key).first()
    if indicator is None:
        return None
    asked_for = question or CompareQuery()
    heads = counting(written(as_of=asked_for.as_of).filter(definition__indicator=indicator))
    bodies = {row.subject_id: row.subject for row in heads}
    fitting = {row.subject_id: row for row in heads if _fits(row, asked_for)}  # the latest of each comes last
    rows = [Compared(body, fitting.get(number)) for number, body in bodies.items()]
    rows.sort(key=lambda one: str(one.body.name))
    total = adding.total(Aggregation(indicator.aggregation), list(map(_held, rows)))
    return Comparison(indicator, rows, total, _years(heads))


def _fits(row: Observation, question: CompareQuery) -> bool:
    if row.kind != question.kind:
        return False
    return question.year is None or _year(row) == question.year


def _year(row: Observation) -> FiscalYear:
    return FiscalYear.of(row.period.last)


def _years(rows: Iterable[Observation]) -> list[FiscalYear]:
    return sorted({_year(row) for row in rows}, reverse=True)


def _held(one: Compared) -> Held:
    if one.row is None:
        return Held(None)
    return Held(one.row.figure, one.row.period, one.row.definition.version)
