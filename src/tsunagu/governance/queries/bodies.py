"""Bodies and their meetings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Prefetch, QuerySet

from tsunagu.governance.models import Answer, Body, Document, Meeting, Member, Point
from tsunagu.governance.queries import points
from tsunagu.governance.queries.points import Raised
from tsunagu.governance.rules import meetings as rules
from tsunagu.kernel import clock
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import Choices, asked
from tsunagu.kernel.tables import Column, Columns, file_column
from tsunagu.organizations.queries import directory


def _bodies() -> Choices:
    return [(body.key, body.display_name) for body in Body.objects.all()]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingQuery:
    """Which meetings are asked for."""

    body: str = asked(
        Label("会議", "Body"),
        "",
        choices=_bodies,
        most=80,
        example="thursday-meetings",
        help="only meetings of this body, by its key",
    )


@dataclass(frozen=True, slots=True)
class Overview:
    """A body in a list: how often it met, when last, and how many points were raised in it."""

    body: Body
    meetings: int
    last: date | None
    points: int

    @property
    def is_quiet(self) -> bool:
        """Whether it met, and no meeting of the last twelve months is on record."""
        return self.last is not None and rules.is_quiet(self.last, clock.today())


@dataclass(frozen=True, slots=True)
class Seat:
    """A member. address: the page of the organization that it is, where the directory has it."""

    member: Member
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """A body with its members, its meetings year by year, and what was raised and decided in it."""

    overview: Overview
    seats: list[Seat]
    years: dict[int, list[Meeting]]
    raised: list[Raised]
    decided: list[Document]


MEETINGS = Columns[Meeting](
    file_column("meeting", lambda row: row.key),
    file_column("body", lambda row: row.body.key),
    Column("name", "会議", "Body", lambda row: row.body.name),
    Column("number", "回", "Number", lambda row: row.number, style="number"),
    Column("date", "日付", "Date", lambda row: row.day.isoformat()),
    Column("agenda", "議題", "Agenda", lambda row: row.agenda),
    Column("points", "論点の数", "Points", lambda row: _raised(row), style="number"),
    file_column("document", lambda row: row.document),
    file_column("page", lambda row: row.page),
)


def _raised(row: Any) -> int:
    """How many points were raised in a meeting, as ``meetings`` counted them."""
    return int(row.raised)


def overviews() -> list[Overview]:
    """All bodies, each with its meetings and points counted; in one statement."""
    met, raised = (Count(relation, distinct=True) for relation in ("meetings", "points"))
    bodies = Body.objects.select_related("part_of")
    rows = bodies.annotate(met=met, last=Max("meetings__day"), raised=raised)
    return [Overview(row, row.met, row.last, row.raised) for row in rows.order_by("order", "id")]


def meetings(question: MeetingQuery | None = None) -> QuerySet[Meeting]:
    """Meetings with how many points were raised in each, the oldest first."""
    rows = Meeting.objects.select_related("body").annotate(raised=Count("points")).order_by("day", "id")
    return rows.filter(body__key=question.body) if question and question.body else rows


def recorded() -> QuerySet[Meeting]:
    """The meetings that were recorded on the site."""
    return meetings().filter(filed=False)


def meeting(key: str) -> Meeting | None:
    """The meeting of a key, if there is one."""
    return Meeting.objects.select_related("body").filter(key=key).first()


def neighbors(one: Meeting) -> tuple[Meeting | None, Meeting | None]:
    """The meetings of the body before and after one."""
    every = list(Meeting.objects.filter(body=one.body).select_related("body"))
    place = every.index(one)
    before, after = every[max(place - 1, 0) : place], every[place + 1 : place + 2]
    return next(iter(before), None), next(iter(after), None)


def body(key: str) -> Body | None:
    """The body of a key, if there is one."""
    return Body.objects.select_related("part_of").filter(key=key).first()


def portrait(one: Body) -> Portrait:
    """A body with everything that is known of it, in a fixed number of statements."""
    held = list(meetings(MeetingQuery(body=one.key)))
    raised = points.of_body(one)
    last = max((meeting.day for meeting in held), default=None)
    return Portrait(
        overview=Overview(one, len(held), last, len(raised)),
        seats=_seats(one),
        years=_by_year(held),
        raised=raised,
        decided=list(Document.objects.filter(body=one)),
    )


def point_row(key: str) -> Point | None:
    """The point of a key as it is kept, if there is one; what may be done with it is asked at the door."""
    return Point.objects.select_related("body", "meeting").filter(key=key).first()


def answer_row(number: int) -> Answer | None:
    """The answer of a number, if there is one; what may be done with it is asked at the door."""
    return Answer.objects.select_related("point__body").filter(pk=number).first()


def documents() -> list[Document]:
    """All documents, each with what it derives from and how many points it answers."""
    origins = Prefetch("derives_from", Document.objects.all())
    rows = Document.objects.select_related("body").prefetch_related(origins)
    return list(rows.annotate(answered=Count("answers__point", distinct=True)).order_by("order", "id"))


def _seats(one: Body) -> list[Seat]:
    members = list(Member.objects.filter(body=one))
    known = directory.addresses(member.organization for member in members)
    return [Seat(member, known.get(member.organization, "")) for member in members]


def _by_year(held: Iterable[Meeting]) -> dict[int, list[Meeting]]:
    years: dict[int, list[Meeting]] = {}
    for one in held:
        years.setdefault(one.day.year, []).append(one)
    return years
