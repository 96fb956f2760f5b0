"""The figures of one body under one indicator over time, plan beside actual."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tsunagu.access.actors import NOBODY, Actor
from tsunagu.indicators.enums import Direction, Kind, Status
from tsunagu.indicators.models import Definition, Indicator, Observation
from tsunagu.indicators.queries.known import counting, written
from tsunagu.indicators.rules import lines, series
from tsunagu.indicators.rules.figures import Figure, Period
from tsunagu.indicators.rules.lines import Drawing
from tsunagu.indicators.rules.series import Beside, Break, Growth, Spot
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import asked
from tsunagu.kernel.tables import Column, Columns, file_column
from tsunagu.organizations.queries import memberships

_AS_OF = Label("基準日", "As of")


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentQuery:
    """Of which day the knowledge is asked for."""

    as_of: date | None = asked(_AS_OF, None, help="what was known on this day; today where it is not said")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesQuery(MomentQuery):
    """Whose figures are asked for."""

    body: str = asked(Label("機関", "Body"), most=80, help="the body, by its key", example="hokkaido-university")


@dataclass(frozen=True, slots=True)
class Line:
    """What is known for one period under one version of the definition."""

    period: Period
    version: int
    kinds: dict[Kind, Observation]
    growth: Growth | None
    beside: Beside

    @property
    def actual(self) -> Observation | None:
        """What came."""
        return self.kinds.get(Kind.ACTUAL)

    @property
    def plan(self) -> Observation | None:
        """What was planned."""
        return self.kinds.get(Kind.PLAN)

    @property
    def estimate(self) -> Observation | None:
        """What is expected."""
        return self.kinds.get(Kind.ESTIMATE)

    @property
    def told(self) -> Observation:
        """The row of which files name the source: that of what came, if it is there."""
        return self.actual or next(iter(self.kinds.values()))


@dataclass(frozen=True, slots=True)
class Series:
    """Everything known of a body under an indicator. history: every row that a reader may see, the newest first."""

    indicator: Indicator
    body: Any
    lines: list[Line]
    breaks: list[Break]
    drawing: Drawing | None
    definitions: list[Definition]
    history: list[Observation]


SERIES = Columns[Line](
    Column("period", "期間", "Period", lambda row: row.period.code),
    Column("version", "定義の版", "Version", lambda row: row.version, style="number"),
    Column("actual", "実績", "Actual", lambda row: cell(_number(row.actual)), style="number"),
    file_column("numerator", lambda row: cell(row.told.numerator)),
    file_column("denominator", lambda row: cell(row.told.denominator)),
    Column("status", "確度", "Status", lambda row: row.told.status),
    Column("plan", "計画", "Plan", lambda row: cell(_number(row.plan)), style="number"),
    Column("estimate", "見込み", "Estimate", lambda row: cell(_number(row.estimate)), style="number"),
    Column("difference", "計画との差", "Actual less plan", lambda row: cell(row.beside.short), style="number"),
    Column("growth", "前年度からの伸び", "Growth", lambda row: cell(_share(row)), style="number"),
    file_column("growth_unknown", lambda row: row.growth.why if row.growth and row.growth.why else ""),
    file_column("document", lambda row: row.told.document),
    file_column("page", lambda row: row.told.page),
    file_column("link", lambda row: row.told.link),
)


def series_of(
    key: str,
    body: str,
    question: MomentQuery | None = None,
    *,
    by: Actor = NOBODY,
) -> Series | None:
    """The figures of a body; none where there is no such body or indicator. What is unknown is left out."""
    indicator = Indicator.objects.filter(key=key).first()
    subject = memberships.bodies({body}).get(body)
    if indicator is None or subject is None:
        return None
    as_of = question.as_of if question else None
    rows = list(written(by, as_of).filter(definition__indicator=indicator, subject=subject))
    definitions = list(indicator.definitions.all())
    heads = counting(rows)
    spots = series.ordered(map(spot, (row for row in heads if row.kind == Kind.ACTUAL)))
    found = _lines(heads, spots, definitions, Direction(indicator.direction))
    newest = sorted(rows, key=lambda row: (row.known, row.pk), reverse=True)
    return Series(indicator, subject, found, series.breaks(spots), lines.drawing(spots), definitions, newest)


def spot(row: Observation) -> Spot:
    """A row as the rules take it."""
    return Spot(row.period, row.definition.version, row.figure)


def cell(number: Decimal | None) -> int | float | None:
    """A number as files hold it; what is unknown is empty."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else round(float(number), 6)


def is_provisional(row: Observation | None) -> bool:
    """Whether a figure is marked as not sure yet."""
    return row is not None and row.state is Status.PROVISIONAL


def _lines(
    heads: Iterable[Observation], spots: Sequence[Spot], definitions: Iterable[Definition], direction: Direction
) -> list[Line]:
    bridges = {one.version: one.bridge for one in definitions}
    grown = dict(zip(map(_key, spots), series.steps(spots, bridges), strict=True))
    kinds: dict[tuple[int, Period], dict[Kind, Observation]] = {}
    for row in heads:
        kinds.setdefault(_key(spot(row)), {})[Kind(row.kind)] = row
    places = sorted(kinds, key=lambda place: (place[1].last, place[0]))
    return [_line(place, kinds[place], grown.get(place), direction) for place in places]


def _line(
    place: tuple[int, Period], kinds: dict[Kind, Observation], growth: Growth | None, direction: Direction
) -> Line:
    version, period = place
    beside = series.beside(_figure(kinds, Kind.PLAN), _figure(kinds, Kind.ACTUAL), direction)
    return Line(period, version, kinds, growth, beside)


def _figure(kinds: dict[Kind, Observation], kind: Kind) -> Figure | None:
    return kinds[kind].figure if kind in kinds else None


def _key(one: Spot) -> tuple[int, Period]:
    return one.version, one.period


def _number(row: Observation | None) -> Decimal | None:
    return row.figure.number if row else None


def _share(row: Line) -> Decimal | None:
    return row.growth.share if row.growth else None
