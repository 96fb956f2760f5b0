"""Calls as JSON: what can be applied for, by when, and whether one may."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Field, Path, Query, Router, Schema

from tsunagu.calls.enums import AmountPer, CallPhase, DutyKind, Indirect, ProcedureKind, StepKind
from tsunagu.calls.models import Call
from tsunagu.calls.queries import calls as queries
from tsunagu.calls.queries import pages
from tsunagu.calls.queries.calls import CallQuery
from tsunagu.calls.queries.pages import Step
from tsunagu.calls.rules.shapes import AmountFile, ConditionFile, CriterionFile, DutyFile
from tsunagu.kernel.api import Page, Place, asks, page, said

router = Router(tags=["calls"])
Key = Annotated[str, Path(description="the key of the call, as in lists", examples=["coi-next-regional-2024"])]


class PublishedCallOut(Schema):
    """A call of a list."""

    key: str = Field(description="identifies the call")
    name: str = Field(description="its name in Japanese")
    name_en: str = Field(description="its name in English, empty where there is none")
    kind: ProcedureKind = Field(description="what is decided at its end")
    year: int = Field(description="the fiscal year of the awards")
    program: str = Field(description="key of its program in the catalog, empty where it has none there")
    phase: CallPhase = Field(description="where applications stand now")
    opens: datetime.datetime | None = Field(description="from when applications are taken, null where unknown")
    closes: datetime.datetime | None = Field(description="the instant from which they are not; null where unknown")
    filed: bool = Field(description="whether only the record of a call made elsewhere is kept here")
    withdrawn: bool = Field(description="whether it was taken back")


class CallSourceOut(Schema):
    """Where a part of a call was read."""

    document: str = Field(description="key of the document, empty where it is the editors' own")
    page: str = Field(description="page of it")
    printed: str = Field(description="what is printed there")


class CallStepOut(CallSourceOut):
    """A step of the timetable."""

    kind: StepKind = Field(description="what happens in it")
    name: str = Field(description="what it is called, in Japanese")
    opens: str | None = Field(description="a day or an instant, as exactly as it is known")
    closes: str | None = Field(description="a day or an instant, as exactly as it is known")
    phase: CallPhase = Field(description="where it stands now")


class CallAmountOut(CallSourceOut):
    """What can be had."""

    key: str = Field(description="identifies it within the call")
    name: str = Field(description="what it is for, in Japanese")
    yen: int | None = Field(description="at most so many yen, null where no figure is named")
    per: AmountPer | None = Field(description="what the amount is for")
    years: int | None = Field(description="for how many fiscal years at most")
    awards: int | None = Field(description="how many are to be chosen")
    indirect: Indirect = Field(description="whether it holds the indirect costs")


class CallConditionOut(CallSourceOut):
    """A condition for those who apply."""

    key: str = Field(description="identifies it within the call")
    text: str = Field(description="the condition in Japanese")
    requires: dict[str, Any] = Field(description="the same over the questions of the call")


class CallCriterionOut(CallSourceOut):
    """What is judged."""

    key: str = Field(description="identifies it within the call")
    text: str = Field(description="the criterion in Japanese")
    weight: int = Field(description="its weight beside the others")


class CallDutyOut(CallSourceOut):
    """What an award brings along."""

    kind: DutyKind = Field(description="what sort of duty it is")
    text: str = Field(description="the duty in Japanese")


class PublishedCallDetailOut(PublishedCallOut, CallSourceOut):
    """A call with its parts."""

    by: str = Field(description="who publishes it, in Japanese")
    guide: str = Field(description="address of the official page, empty where none is known")
    steps: list[CallStepOut] = Field(description="its timetable")
    amounts: list[CallAmountOut] = Field(description="what can be had")
    conditions: list[CallConditionOut] = Field(description="who may apply; all must be met")
    criteria: list[CallCriterionOut] = Field(description="what is judged")
    duties: list[CallDutyOut] = Field(description="what an award brings along")


@router.get(
    "/calls/published", response=Page[PublishedCallOut], operation_id="published_calls", summary="Calls, open first"
)
@asks(CallQuery)
def calls(request: HttpRequest, query: CallQuery, place: Query[Place]) -> Any:
    """Calls with a page of their own, open ones first; /calls has the calendar, also of calls without one."""
    return page(request, place, queries.fitting(query), _call)


@router.get("/calls/published/{key}", response=PublishedCallDetailOut, operation_id="published_call", summary="A call")
def call(request: HttpRequest, key: Key) -> Any:
    """A call: its timetable, what can be had, who may apply, what is judged, and its duties, each with its source."""
    one = queries.shown_one(key.replace("\x00", ""))
    if one is None:
        raise Http404(f"There is no call with the key {key!r}.")
    shown = pages.shown(one)
    told = shown.told
    return {
        **_call(one),
        **_source(told.head),
        **said(told.head, "by", "guide"),
        "steps": list(map(_step, shown.steps)),
        "amounts": list(map(_amount, told.amounts)),
        "conditions": list(map(_condition, told.conditions)),
        "criteria": list(map(_criterion, told.criteria)),
        "duties": list(map(_duty, told.duties)),
    }


def _call(one: Call) -> dict[str, Any]:
    names = ("key", "name", "name_en", "kind", "program", "phase", "opens", "closes", "filed")
    return {**said(one, *names), "year": int(one.year), "withdrawn": one.is_withdrawn}


def _source(row: Any) -> dict[str, Any]:
    return said(row, "document", "page", "printed")


def _step(one: Step) -> dict[str, Any]:
    moments = {name: _moment(getattr(one.told, name)) for name in ("opens", "closes")}
    return {**_source(one.told), **said(one.told, "kind", "name"), **moments, "phase": one.phase}


def _moment(moment: datetime.date | None) -> str | None:
    return moment.isoformat() if moment else None


def _amount(row: AmountFile) -> dict[str, Any]:
    return {**_source(row), **said(row, "key", "name", "yen", "per", "years", "awards", "indirect")}


def _condition(row: ConditionFile) -> dict[str, Any]:
    return {**_source(row), **said(row, "key", "text", "requires")}


def _criterion(row: CriterionFile) -> dict[str, Any]:
    return {**_source(row), **said(row, "key", "text", "weight")}


def _duty(row: DutyFile) -> dict[str, Any]:
    return {**_source(row), **said(row, "kind", "text")}
