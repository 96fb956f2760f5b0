"""Officers record meetings, points and what became of them, and take a record of the site back."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.access.rights import Rights
from tsunagu.governance.enums import Outcome, PointKind, Tie, Verb
from tsunagu.governance.models import Answer, Body, Document, Heading, Meeting, Point, Sourced
from tsunagu.governance.rights import ANSWERS, BODIES, MEETINGS, POINTS
from tsunagu.governance.rules import meetings
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Problem, Rejected

Source = dict[str, str]
"""Where a fact was read: its document, page and printed text."""


def add_meeting(
    body: Body,
    *,
    by: Actor,
    day: date,
    number: int | None = None,
    agenda: str = "",
    source: Source | None = None,
) -> Meeting:
    """Record a meeting of a body. Raises ``Rejected``, also where one of that day or number is there."""
    BODIES.require(by, Verb.ADD_MEETING, body)
    meeting = Meeting(body=body, key=f"{body.key}-{day.isoformat()}", day=day, number=number, agenda=agenda)
    _tell(meeting, source)
    with transaction.atomic():
        Body.objects.select_for_update().get(pk=body.pk)
        _refuse(meetings.problems(day, clock.today()), _unfit(meeting), _there(meeting))
        meeting.save()
        after = {"day": day.isoformat(), "number": number, **_source(meeting)}
        ledger.record(by=by, verb=Verb.ADD_MEETING, thing=body, after=after)
    return meeting


def add_point(
    body: Body,
    *,
    by: Actor,
    kind: PointKind,
    title: str,
    heading: Heading,
    meeting: Meeting | None = None,
    asked_by: str = "",
    source: Source | None = None,
) -> Point:
    """Record what was asked in a body, in one of its meetings or at a time that nobody says. Raises ``Rejected``."""
    BODIES.require(by, Verb.ADD_POINT, body)
    where = {"body": body, "meeting": meeting, "heading": heading}
    point = Point(key=f"point-{secrets.token_hex(5)}", kind=kind, title=title, by=asked_by, **where)
    _tell(point, source)
    with transaction.atomic():
        Body.objects.select_for_update().get(pk=body.pk)
        point.order = Point.objects.count()
        _refuse(_unfit(point), _strange(body, meeting))
        point.save()
        after = {"point": point.key, "title": title, "kind": kind.value, **_source(point)}
        ledger.record(by=by, verb=Verb.ADD_POINT, thing=body, after=after)
    return point


def answer(
    point: Point,
    *,
    by: Actor,
    status: Outcome,
    text: str,
    day: date | None = None,
    given_in: Document | None = None,
    tie: Tie = Tie.OURS,
    source: Source | None = None,
) -> Answer:
    """Record what became of a point. Raises ``Rejected``."""
    POINTS.require(by, Verb.ANSWER, point)
    told = {"status": status, "tie": tie, "text": text, "day": day or (given_in.day if given_in else None)}
    with transaction.atomic():
        Point.objects.select_for_update().get(pk=point.pk)
        given = Answer(point=point, given_in=given_in, order=point.answers.count(), **told)
        _tell(given, source)
        _refuse(_unfit(given))
        given.save()
        after = {"answer": given.pk, "status": status.value, "text": text, **_source(given)}
        ledger.record(by=by, verb=Verb.ANSWER, thing=point, after=after)
    return given


def remove_meeting(meeting: Meeting, *, by: Actor, reason: str) -> None:
    """Take back a meeting that was recorded on the site, unless points were raised in it. Raises ``Rejected``."""
    used = meeting.points.exists()
    _remove(MEETINGS, meeting, meeting.body, by=by, reason=reason, used=used)


def remove_point(point: Point, *, by: Actor, reason: str) -> None:
    """Take back a point that was recorded on the site, with its answers. Raises ``Rejected``."""
    _remove(POINTS, point, point.body, by=by, reason=reason)


def remove_answer(given: Answer, *, by: Actor, reason: str) -> None:
    """Take back an answer that was recorded on the site. Raises ``Rejected``."""
    _remove(ANSWERS, given, given.point, by=by, reason=reason)


def _remove(
    rights: Rights,
    row: Any,
    about: Model,
    *,
    by: Actor,
    reason: str,
    used: bool = False,
) -> None:
    """The ledger keeps the record with what it is about, since the row itself goes."""
    rights.require(by, Verb.REMOVE, row)
    with transaction.atomic():
        _refuse(_kept(row, reason, used=used))
        before = {"what": str(row), **_source(row)}
        ledger.record(by=by, verb=Verb.REMOVE, thing=about, before=before, reason=reason)
        row.delete()


def _kept(row: Sourced, reason: str, *, used: bool) -> Iterator[Problem]:
    if row.filed:
        yield Problem("filed", "a data file says it; change it there")
    if used:
        yield Problem("in-use", "points were raised in it; take those back first")
    if not reason.strip():
        yield Problem("reason", "say why", "reason")


def _tell(row: Sourced, source: Source | None) -> None:
    for name, value in (source or {}).items():
        setattr(row, name, value)


def _source(row: Sourced) -> dict[str, Any]:
    return {name: value for name in ("document", "page", "printed") if (value := getattr(row, name))}


def _there(meeting: Meeting) -> Iterator[Problem]:
    others = Meeting.objects.filter(body=meeting.body)
    if others.filter(day=meeting.day).exists():
        yield Problem("twice-day", "a meeting of this body on this day is there already", "day")
    if meeting.number and others.filter(number=meeting.number).exists():
        yield Problem("twice-number", "a meeting of this body with this number is there already", "number")


def _strange(body: Body, meeting: Meeting | None) -> Iterator[Problem]:
    if meeting and meeting.body_id != body.pk:
        yield Problem("strange", "this is a meeting of another body", "meeting")


def _unfit(row: Model) -> Iterator[Problem]:
    """What does not fit its column; a place that is not known needs no page."""
    try:
        row.clean_fields()
    except ValidationError as error:
        for field, texts in error.message_dict.items():
            yield Problem("invalid", " ".join(texts), field)


def _refuse(*found: Iterable[Problem]) -> None:
    problems = list(chain.from_iterable(found))
    if problems:
        raise Rejected(problems)
