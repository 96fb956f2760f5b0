"""What was asked, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Prefetch, QuerySet

from tsunagu.governance.enums import Outcome, PointKind
from tsunagu.governance.models import Answer, Body, Document, Heading, Meeting, Point
from tsunagu.governance.rules.standing import Given, standing
from tsunagu.kernel.labels import Label, language
from tsunagu.kernel.questions import Choices, asked
from tsunagu.kernel.tables import Column, Columns, file_column


def _bodies() -> Choices:
    return [(body.key, body.display_name) for body in Body.objects.filter(points__isnull=False).distinct()]


def _headings() -> Choices:
    return [(heading.key, heading.display_name) for heading in Heading.objects.all()]


def _documents() -> Choices:
    given = Document.objects.filter(answers__isnull=False).distinct()
    return [(document.key, document.display_name) for document in given]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointQuery:
    """Which points are asked for."""

    body: str = asked(
        Label("会議・調査", "Body"),
        "",
        choices=_bodies,
        most=80,
        example="collaboration-hearing",
        help="only points raised in this body, by its key",
    )
    heading: str = asked(
        Label("見出し", "Heading"),
        "",
        choices=_headings,
        most=80,
        example="national-measures",
        help="only points under this heading, by its key",
    )
    kind: PointKind | None = asked(Label("種類", "Kind"), None, help="only points of this kind")
    standing: Outcome | None = asked(Label("対応", "What became of it"), None, help="only points of which this became")
    document: str = asked(
        Label("対応した文書", "Answered in"),
        "",
        choices=_documents,
        most=80,
        example="package-2022-02",
        help="only points that this document answers, by its key",
    )


@dataclass(frozen=True, slots=True)
class Raised:
    """A point with what became of it."""

    point: Point
    answers: tuple[Answer, ...]

    @property
    def standing(self) -> Outcome:
        """Where it stands."""
        return standing(Given(Outcome(answer.status), answer.day) for answer in self.answers)

    @property
    def kind(self) -> PointKind:
        """What sort of thing was asked."""
        return PointKind(self.point.kind)

    @property
    def day(self) -> date | None:
        """When it was asked, where a document says it."""
        return self.point.meeting.day if self.point.meeting else self.point.day

    @property
    def exact_day(self) -> date | None:
        """The same, and none where a document says no more than the month."""
        return None if self.point.day_text and not self.point.meeting else self.day

    @property
    def meeting_key(self) -> str:
        """In which meeting it was asked, where a document says it."""
        return self.point.meeting.key if self.point.meeting else ""

    @property
    def asked_by(self) -> str:
        """Who asked, in Japanese."""
        return self.point.by or self.point.body.name

    @property
    def asker(self) -> str:
        """Who asked, in the reader's language."""
        said = self.point.by_en if language() == "en" else ""
        return said or self.point.by or self.point.body.display_name


@dataclass(frozen=True, slots=True)
class Group:
    """The points of a body under one heading."""

    body: Body
    heading: Heading
    raised: list[Raised]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many points there are of which this became."""

    standing: Outcome
    number: int


_POINT = "governance/cells/point.html"
POINTS = Columns[Raised](
    file_column("point", lambda row: row.point.key),
    Column("title", "論点・意見", "Point", lambda row: row.point.title, _POINT, page=lambda row: row.point),
    Column("heading", "見出し", "Heading", lambda row: row.point.heading.name),
    Column("asked_by", "だれが", "Asked by", lambda row: row.asked_by),
    Column("date", "日付", "Date", lambda row: row.exact_day.isoformat() if row.exact_day else ""),
    Column("standing", "対応", "What became of it", lambda row: row.standing.value),
    file_column("kind", lambda row: row.point.kind),
    file_column("body", lambda row: row.point.body.key),
    file_column("meeting", lambda row: row.meeting_key),
    file_column("answers", lambda row: " / ".join(answer.text for answer in row.answers)),
    file_column("printed", lambda row: row.point.printed),
    file_column("document", lambda row: row.point.document),
    file_column("page", lambda row: row.point.page),
)
UNANSWERED = Columns[Raised](*(POINTS[key] for key in ("point", "heading", "asked_by", "date", "document", "page")))


def points(question: PointQuery | None = None) -> list[Raised]:
    """The points that are asked for, in the order of the documents; in two statements, however many there are."""
    asked_for = question or PointQuery()
    raised = list(map(_raised, _rows().filter(**_narrowed(asked_for))))
    return [one for one in raised if asked_for.standing in (None, one.standing)]


def unanswered() -> list[Raised]:
    """The points of which no document says what became of them."""
    return points(PointQuery(standing=Outcome.UNANSWERED))


def point(key: str) -> Raised | None:
    """The point of a key, if there is one."""
    found = _rows().filter(key=key).first()
    return _raised(found) if found else None


def of_meeting(meeting: Meeting) -> list[Raised]:
    """The points that were raised in a meeting."""
    return list(map(_raised, _rows().filter(meeting=meeting)))


def of_body(body: Body) -> list[Raised]:
    """The points that were raised in a body."""
    return list(map(_raised, _rows().filter(body=body)))


def of_version(versions: Sequence[str]) -> dict[str, list[tuple[Raised, list[Answer]]]]:
    """For each version of the package, by its key, the points that it answers, each with its answers there."""
    found: dict[str, list[tuple[Raised, list[Answer]]]] = {version: [] for version in versions}
    rows = _rows().filter(answers__given_in__version__in=versions).distinct()
    for raised in map(_raised, rows):
        for version, given in _by_version(raised.answers).items():
            if version in found:
                found[version].append((raised, given))
    return found


def grouped(raised: Iterable[Raised]) -> list[Group]:
    """Points as pages show them: those of a body under one heading together."""
    together = groupby(sorted(raised, key=_place), key=lambda one: (one.point.body, one.point.heading))
    return [Group(body, heading, list(members)) for (body, heading), members in together]


def _place(raised: Raised) -> tuple[int, int, int]:
    body, heading = raised.point.body, raised.point.heading
    return body.order, body.pk, heading.order


def tallies(raised: Iterable[Raised]) -> list[Tally]:
    """How many points of each standing there are; those that nobody has are left out."""
    numbers = Counter(one.standing for one in raised)
    return [Tally(one, numbers[one]) for one in Outcome if numbers[one]]


def _by_version(answers: Iterable[Answer]) -> dict[str, list[Answer]]:
    found: dict[str, list[Answer]] = {}
    for answer in answers:
        if answer.given_in and answer.given_in.version:
            found.setdefault(answer.given_in.version, []).append(answer)
    return found


def _narrowed(question: PointQuery) -> dict[str, Any]:
    wanted: dict[str, Any] = {"body__key": question.body, "heading__key": question.heading, "kind": question.kind}
    if question.document:
        wanted["pk__in"] = _answered_in(question.document)
    return {name: value for name, value in wanted.items() if value}


def _answered_in(document: str) -> QuerySet[Any, Any]:
    return Answer.objects.filter(given_in__key=document).values("point")


def _raised(row: Point) -> Raised:
    return Raised(row, tuple(row.answers.all()))


def _rows() -> QuerySet[Point]:
    answers = Prefetch("answers", Answer.objects.select_related("given_in"))
    return Point.objects.select_related("body", "meeting", "heading").prefetch_related(answers)
