"""Indicators and figures as JSON."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Field, Path, Query, Router, Schema

from tsunagu.indicators.enums import Aggregation, Direction, Kind, Level, Origin, Status, Unknown
from tsunagu.indicators.models import Definition, Observation
from tsunagu.indicators.queries import comparing
from tsunagu.indicators.queries import indicators as indicator_queries
from tsunagu.indicators.queries import series as series_queries
from tsunagu.indicators.queries.comparing import Compared, CompareQuery
from tsunagu.indicators.queries.indicators import IndicatorQuery, Listed
from tsunagu.indicators.queries.series import Line, MomentQuery, cell
from tsunagu.indicators.rules.series import Break
from tsunagu.kernel.api import Page, Place, asks, page

router = Router(tags=["indicators"])
_OF_A_DEFINITION = tuple("version text text_en unit formula valid_from assumed bridge_source document page".split())
_OF_A_FIGURE = tuple("kind status known origin document page link".split())
Key = Annotated[str, Path(description="the key of the indicator, as in lists", examples=["participants"])]
BodyKey = Annotated[str, Path(description="the key of the body, as in lists", examples=["tokushima-council"])]


class DefinitionOut(Schema):
    """How an indicator is measured from a day on."""

    version: int = Field(description="its place among the definitions of the indicator, from 1")
    text: str = Field(description="what it says, in Japanese")
    text_en: str = Field(description="the same in English")
    unit: str = Field(description="unit, in Japanese")
    formula: str = Field(description="how it is computed, empty where it is counted")
    valid_from: datetime.date | None = Field(description="from when on it holds, null where nobody says")
    assumed: bool = Field(description="whether it is an assumption of this site")
    bridge: float | None = Field(description="factor for figures of the version before, null where nobody knows")
    bridge_source: str = Field(description="where the factor is said")
    document: str = Field(description="key of the document it rests on")
    page: str = Field(description="page of it")


class IndicatorOut(Schema):
    """What is measured."""

    key: str = Field(description="identifies the indicator")
    name: str = Field(description="its name in Japanese")
    name_en: str = Field(description="its name in English")
    level: Level = Field(description="what it measures")
    direction: Direction = Field(description="which way is better")
    aggregation: Aggregation = Field(description="how figures of several bodies become one")
    bodies: int = Field(description="of how many bodies figures are known")
    definitions: list[DefinitionOut] = Field(description="its definitions, the oldest first")


class FigureOut(Schema):
    """A figure as it is known."""

    kind: Kind = Field(description="what sort of figure")
    value: float | None = Field(description="the figure; of a ratio the quotient")
    numerator: float | None = Field(description="of a ratio, else null")
    denominator: float | None = Field(description="of a ratio, else null")
    status: Status = Field(description="how sure it is")
    known: datetime.date = Field(description="since when it is known")
    origin: Origin = Field(description="who wrote it down")
    document: str = Field(description="key of the document, empty where a link says it")
    page: str = Field(description="page of it")
    link: str = Field(description="address of the source, empty where a document says it")


class PeriodOut(Schema):
    """What is known of one period under one definition."""

    period: str = Field(description="a fiscal year as 2022, or a day as 2023-03-31")
    version: int = Field(description="version of the definition")
    figures: list[FigureOut] = Field(description="actual, plan and estimate, so far as known")
    difference: float | None = Field(description="actual less plan, null where one of them is unknown")
    growth: float | None = Field(description="share by which it grew since the year before, null where unknown")
    growth_unknown: Unknown | None = Field(description="why growth is unknown")


class BreakOut(Schema):
    """Where the definition changes, so that figures are not comparable."""

    last: str = Field(description="last period under the definition before")
    first: str = Field(description="first period under the next")
    before: int = Field(description="version before")
    after: int = Field(description="version after")


class SeriesOut(Schema):
    """The figures of a body over time."""

    indicator: str = Field(description="key of the indicator")
    body: str = Field(description="key of the body")
    periods: list[PeriodOut] = Field(description="by period; one that is missing is unknown")
    breaks: list[BreakOut] = Field(description="every change of the definition")


class ComparedOut(Schema):
    """A body with its figure."""

    body: str = Field(description="key of the body")
    name: str = Field(description="its name in Japanese")
    period: str | None = Field(description="of when the figure is, null where none is known")
    version: int | None = Field(description="version of the definition")
    figure: FigureOut | None = Field(description="the figure, null where none is known")


class ComparisonOut(Schema):
    """Bodies side by side."""

    indicator: str = Field(description="key of the indicator")
    rows: list[ComparedOut] = Field(description="bodies by name, each with the period of its figure")
    total: float | None = Field(description="all as one figure, null where they cannot be")
    total_unknown: Unknown | None = Field(description="why there is no such figure")
    known: int = Field(description="of how many bodies it is")
    asked: int = Field(description="how many bodies have any figure of this indicator")


@router.get("/indicators", response=Page[IndicatorOut], operation_id="indicators", summary="Indicators")
@asks(IndicatorQuery)
def indicators(request: HttpRequest, question: IndicatorQuery, place: Query[Place]) -> Any:
    """Indicators with all their definitions."""
    return page(request, place, indicator_queries.indicators(question), _indicator)


@router.get(
    "/indicators/{key}/series/{body}", response=SeriesOut, operation_id="indicator_series", summary="One body over time"
)
@asks(MomentQuery)
def series(request: HttpRequest, question: MomentQuery, key: Key, body: BodyKey) -> Any:
    """The figures of a body, as they were known on a day."""
    shown = series_queries.series_of(key, body, question)
    if shown is None:
        raise Http404
    periods, breaks = map(_period, shown.lines), map(_break, shown.breaks)
    return {"indicator": key, "body": body, "periods": list(periods), "breaks": list(breaks)}


@router.get(
    "/indicators/{key}/compare",
    response=ComparisonOut,
    operation_id="indicator_compare",
    summary="Bodies side by side",
)
@asks(CompareQuery)
def compare(request: HttpRequest, question: CompareQuery, key: Key) -> Any:
    """The figures of all bodies, each with its period."""
    compared = comparing.comparison(key, question)
    if compared is None:
        raise Http404
    total = compared.total
    added = {"total": cell(total.number), "total_unknown": total.why}
    counted = {"known": total.known, "asked": total.asked}
    return {"indicator": key, "rows": list(map(_compared, compared.rows)), **added, **counted}


def _indicator(row: Listed) -> dict[str, Any]:
    names = ("key", "name", "name_en", "level", "direction", "aggregation")
    said = {name: getattr(row.indicator, name) for name in names}
    return {**said, "bodies": row.bodies, "definitions": list(map(_definition, row.definitions))}


def _definition(row: Definition) -> dict[str, Any]:
    said = {name: getattr(row, name) for name in _OF_A_DEFINITION}
    return {**said, "bridge": cell(row.bridge)}


def _figure(row: Observation) -> dict[str, Any]:
    said = {name: getattr(row, name) for name in _OF_A_FIGURE}
    parts = {"numerator": cell(row.numerator), "denominator": cell(row.denominator)}
    return {**said, **parts, "value": cell(row.figure.number)}


def _period(row: Line) -> dict[str, Any]:
    growth = row.growth
    grown = {"growth": cell(growth.share) if growth else None, "growth_unknown": growth.why if growth else None}
    figures = list(map(_figure, row.kinds.values()))
    about = {"period": row.period.code, "version": row.version, "figures": figures}
    return {**about, "difference": cell(row.beside.short), **grown}


def _break(one: Break) -> dict[str, Any]:
    periods = {"last": one.before.period.code, "first": one.after.period.code}
    return {**periods, "before": one.before.version, "after": one.after.version}


def _compared(one: Compared) -> dict[str, Any]:
    row, about = one.row, {"body": one.body.key, "name": one.body.name}
    if row is None:
        return {**about, "period": None, "version": None, "figure": None}
    return {**about, "period": row.period.code, "version": row.definition.version, "figure": _figure(row)}
