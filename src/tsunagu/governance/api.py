"""Points, meetings and milestones as JSON."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from tsunagu.governance.enums import Course, MilestoneState, Outcome, PointKind, Tie
from tsunagu.governance.models import Answer, Meeting
from tsunagu.governance.queries import bodies
from tsunagu.governance.queries import milestones as placed
from tsunagu.governance.queries import points as raised
from tsunagu.governance.queries.bodies import MeetingQuery
from tsunagu.governance.queries.milestones import MilestoneQuery, Placed
from tsunagu.governance.queries.points import PointQuery, Raised
from tsunagu.kernel.api import Page, Place, asks, page

router = Router(tags=["governance"])


class GovernanceSourceOut(Schema):
    """Where a fact was read."""

    document: str = Field(description="key of the document, empty where the editors or an officer say it")
    page: str = Field(description="page of it")
    printed: str = Field(description="the text as printed there")


class GovernanceAnswerOut(Schema):
    """What became of a point."""

    status: Outcome = Field(description="how far the measure is")
    text: str = Field(description="the measure, in Japanese")
    text_en: str = Field(description="the measure in English, empty where nobody wrote it")
    date: datetime.date | None = Field(description="when it was given, null where that is not known")
    given_in: str = Field(description="key of the document in which it stands, empty where none is named")
    version: str = Field(description="key of the version of the package that this document is, empty for others")
    tie: Tie = Field(description="who says that it answers the point: the document or the editors")
    programs: list[str] = Field(description="keys of the programs of the catalog that it is about")
    source: GovernanceSourceOut = Field(description="where it was read")


class RaisedPointOut(Schema):
    """Something that was asked."""

    key: str = Field(description="identifies the point")
    title: str = Field(description="a short text of the editors, in Japanese")
    title_en: str = Field(description="the same in English, empty where nobody wrote it")
    kind: PointKind = Field(description="what sort of thing was asked")
    heading: str = Field(description="the heading under which it is printed, in Japanese")
    body: str = Field(description="key of the body in which it was raised")
    asked_by: str = Field(description="who asked, in Japanese")
    meeting: str = Field(description="key of the meeting, empty where no document says in which one")
    date: datetime.date | None = Field(description="when it was asked, null where no document says it")
    standing: Outcome = Field(description="what became of it; unanswered where no document at hand says anything")
    answers: list[GovernanceAnswerOut] = Field(description="everything that became of it, the oldest first")
    source: GovernanceSourceOut = Field(description="where it was read, with its text")


class MeetingOut(Schema):
    """A meeting of a body."""

    key: str = Field(description="identifies the meeting")
    body: str = Field(description="key of the body")
    name: str = Field(description="name of the body, in Japanese")
    number: int | None = Field(description="its place in the series, null where none is printed")
    date: datetime.date = Field(description="the day on which it was held")
    agenda: str = Field(description="what it was about, as printed")
    points: int = Field(description="how many points were raised in it, so far as documents say in which meeting")
    source: GovernanceSourceOut = Field(description="where it was read")


class MilestoneOut(Schema):
    """Something that has to happen or happened."""

    key: str = Field(description="identifies the milestone")
    name: str = Field(description="what it is, in Japanese")
    name_en: str = Field(description="what it is, in English")
    course: Course = Field(description="what it is about")
    due: datetime.date | None = Field(description="the last day announced for it, null where none is")
    done: datetime.date | None = Field(
        description="when it was reached, the first of a month where no day is printed, null where no document says so"
    )
    state: MilestoneState = Field(description="where it stands on the day asked about")
    waits_for: list[str] = Field(description="keys of the milestones that come before it")
    source: GovernanceSourceOut = Field(description="where it was announced")


@router.get(
    "/governance/points", response=Page[RaisedPointOut], operation_id="governance_points", summary="What was asked"
)
@asks(PointQuery)
def points(request: HttpRequest, question: PointQuery, place: Query[Place]) -> Any:
    """Points with what became of each."""
    return page(request, place, raised.points(question), _point)


@router.get("/governance/meetings", response=Page[MeetingOut], operation_id="governance_meetings", summary="Meetings")
@asks(MeetingQuery)
def meetings(request: HttpRequest, question: MeetingQuery, place: Query[Place]) -> Any:
    """Meetings, the oldest first."""
    return page(request, place, list(bodies.meetings(question)), _meeting)


@router.get(
    "/governance/milestones",
    response=Page[MilestoneOut],
    operation_id="governance_milestones",
    summary="Milestones with what waits for what",
)
@asks(MilestoneQuery)
def milestones(request: HttpRequest, question: MilestoneQuery, place: Query[Place]) -> Any:
    """Milestones in their order, as they stand on a day."""
    return page(request, place, placed.milestones(question), _milestone)


def _source(row: Any) -> dict[str, str]:
    return {"document": row.document, "page": row.page, "printed": row.printed}


def _point(row: Raised) -> dict[str, Any]:
    one = row.point
    said = {name: getattr(one, name) for name in ("key", "title", "title_en", "kind")}
    where = {"heading": one.heading.name, "body": one.body.key, "meeting": row.meeting_key}
    told = {"asked_by": row.asked_by, "date": row.exact_day, "standing": row.standing}
    answers = list(map(_answer, row.answers))
    return {**said, **where, **told, "answers": answers, "source": _source(one)}


def _answer(row: Answer) -> dict[str, Any]:
    said = {name: getattr(row, name) for name in ("status", "text", "text_en", "tie", "programs")}
    given = {"given_in": row.given_in.key, "version": row.given_in.version} if row.given_in else {}
    return {**said, "given_in": "", "version": "", **given, "date": row.day, "source": _source(row)}


def _meeting(row: Meeting) -> dict[str, Any]:
    said = {name: getattr(row, name) for name in ("key", "number", "agenda")}
    raised_there: int = row.raised  # type: ignore[attr-defined]
    where = {"body": row.body.key, "name": row.body.name, "date": row.day}
    return {**said, **where, "points": raised_there, "source": _source(row)}


def _milestone(row: Placed) -> dict[str, Any]:
    said = {name: getattr(row.milestone, name) for name in ("key", "name", "name_en", "course", "due", "done")}
    before = [one.key for one in row.waits_for]
    return {**said, "state": row.state, "waits_for": before, "source": _source(row.milestone)}
