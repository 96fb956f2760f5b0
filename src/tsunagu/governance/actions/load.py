"""Bring the text files below ``data/governance`` into the database, again and again, by natural key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError

from tsunagu.governance import files
from tsunagu.governance.models import (
    Answer,
    Body,
    Dependency,
    Derivation,
    Document,
    Heading,
    Load,
    Meeting,
    Member,
    Milestone,
    Point,
    PrintedCount,
)
from tsunagu.kernel import turns
from tsunagu.kernel.problems import Problem, Rejected


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did. changed: whether the files had changed at all."""

    meetings: int
    points: int
    changed: bool


def load(data: Path, *, force: bool = False) -> LoadReport:
    """Load all files of the room below ``data`` in one transaction; nothing is done where none has changed.

    A folder that holds none of them leaves all as it is, and so stays what was recorded on the site.
    Raises ``Rejected`` with every problem of every file; then nothing is changed.
    """
    with transaction.atomic():
        turns.take("governance.load")  # two loads at once would trip over each other's keys
        checksum = files.checksum(data)
        if not checksum or (not force and Load.objects.filter(checksum=checksum).exists()):
            return LoadReport(0, 0, changed=False)
        records = files.read(data)
        _load(records)
        Load.objects.update_or_create(pk=1, defaults={"checksum": checksum})
    meetings = sum(len(body.meeting) for body in records.bodies)
    return LoadReport(meetings, len(records.points), changed=True)


def bring(data: Path, *, force: bool = False) -> list[str]:
    """Load the data files; gives the lines that say what changed. Raises ``Rejected``."""
    report = load(data, force=force)
    if not report.changed:
        return []
    return [f"governance: {report.meetings} meetings, {report.points} points"]


def _load(records: files.Records) -> None:
    bodies = _load_bodies(records)
    documents = _load_documents(records, bodies)
    _load_points(records, bodies, documents)
    _load_milestones(records)
    _load_counts(records)
    _remove(Meeting, set(records.meetings))
    _remove(Body, set(bodies))


def _load_bodies(records: files.Records) -> dict[str, Body]:
    bodies: dict[str, Body] = {}
    for order, one in enumerate(records.bodies):
        values = _columns(one, "name", "name_en", "kind", "organization")
        bodies[one.key] = _put(Body, one.key, order=order, **values, **_source(one))
    for one in records.bodies:
        Body.objects.filter(key=one.key).update(part_of=bodies.get(one.part_of))
    Member.objects.filter(filed=True).delete()
    Member.objects.bulk_create(_members(records, bodies))
    for one in records.bodies:
        for meeting in one.meeting:
            _load_meeting(meeting, bodies[one.key])
    return bodies


def _members(records: files.Records, bodies: Mapping[str, Body]) -> Iterator[Member]:
    for one in records.bodies:
        for order, member in enumerate(one.member):
            values = _columns(member, "name", "organization", "role")
            yield Member(body=bodies[one.key], order=order, **values, **_source(member))


def _load_meeting(meeting: files.MeetingFile, body: Body) -> None:
    """A meeting of the files; one that an officer recorded for that day becomes it."""
    values = _columns(meeting, "day", "number", "agenda")
    try:
        with transaction.atomic():
            Meeting.objects.filter(body=body, day=meeting.day, filed=False).update(key=meeting.key)
            _put(Meeting, meeting.key, body=body, **values, **_source(meeting))
    except IntegrityError as error:
        message = f"{meeting.key}: another meeting of this body has its day or its number"
        raise Rejected([Problem("taken", message, "bodies.toml")]) from error


def _load_documents(records: files.Records, bodies: Mapping[str, Body]) -> dict[str, Document]:
    documents: dict[str, Document] = {}
    for order, one in enumerate(records.documents):
        values = _columns(one, "name", "name_en", "state", "day", "day_text", "version")
        values |= {"body": bodies.get(one.body), "order": order}
        documents[one.key] = _put(Document, one.key, **values, **_source(one))
    Derivation.objects.all().delete()
    pairs = [(documents[derived], documents[origin]) for derived, origin in records.derivations]
    Derivation.objects.bulk_create(Derivation(derived=derived, origin=origin) for derived, origin in pairs)
    return documents


def _load_points(records: files.Records, bodies: Mapping[str, Body], documents: Mapping[str, Document]) -> None:
    headings = _load_headings(records)
    meetings = {meeting.key: meeting for meeting in Meeting.objects.all()}
    points: dict[str, Point] = {}
    for order, one in enumerate(records.points):
        values = _columns(one, "kind", "title", "title_en", "by", "by_en", "day", "day_text", "printed", "note")
        values |= {"body": bodies[one.body], "heading": headings[one.heading], "order": order, "filed": True}
        values["meeting"] = meetings.get(one.meeting)
        points[one.key] = _put(Point, one.key, **values, **_place(one.at))
    Answer.objects.filter(filed=True).delete()
    Answer.objects.bulk_create(_answers(records, points, documents))
    _remove(Point, set(points))
    _remove(Heading, set(headings))
    _remove(Document, set(documents))


def _load_headings(records: files.Records) -> dict[str, Heading]:
    headings: dict[str, Heading] = {}
    for order, one in enumerate(records.headings):
        values = _columns(one, "name", "name_en")
        headings[one.key] = _put(Heading, one.key, order=order, **values, **_source(one))
    return headings


def _answers(
    records: files.Records, points: Mapping[str, Point], documents: Mapping[str, Document]
) -> Iterator[Answer]:
    for one in records.points:
        for order, answer in enumerate(one.answer):
            values = _columns(answer, "status", "tie", "text", "text_en", "programs")
            values |= _given(answer, documents.get(answer.given_in))
            yield Answer(point=points[one.key], order=order, **values, **_source(answer))


def _given(answer: files.AnswerFile, document: Document | None) -> dict[str, Any]:
    """In which document an answer stands, and of when it is: of the document, where it has no day of its own."""
    return {"given_in": document, "day": answer.day or (document and document.day)}


def _load_milestones(records: files.Records) -> None:
    milestones: dict[str, Milestone] = {}
    for order, one in enumerate(records.milestones):
        values = _columns(one, "name", "name_en", "course", "due", "due_text", "done", "done_text", "done_printed")
        values |= {f"done_{name}": value for name, value in _place(one.done_at).items()}
        milestones[one.key] = _put(Milestone, one.key, order=order, **values, **_source(one))
    Dependency.objects.all().delete()
    pairs = [(milestones[key], milestones[before]) for key, before in records.dependencies]
    Dependency.objects.bulk_create(Dependency(milestone=one, before=before) for one, before in pairs)
    _remove(Milestone, set(milestones))


def _load_counts(records: files.Records) -> None:
    for order, one in enumerate(records.counts):
        values = _columns(one, "name", "name_en", "number", "stated", "measure", "body")
        values |= {"kind": one.kind or "", "order": order}
        _put(PrintedCount, one.key, **values, **_source(one))
    _remove(PrintedCount, {one.key for one in records.counts})


def _columns(record: object, *names: str) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}


def _place(at: str) -> dict[str, str]:
    """The document and page of ``package-2022:5``."""
    document, _, page = at.partition(":")
    return {"document": document, "page": page}


def _source(fact: files.Fact) -> dict[str, Any]:
    return {**_place(fact.at), "printed": fact.printed, "note": fact.note, "filed": True}


def _put(model: Any, key: str, **values: Any) -> Any:
    row, _ = model.objects.update_or_create(key=key, defaults=values)
    return row


def _remove(model: Any, keys: set[str]) -> None:
    """Take out what the files no longer name, unless something that was recorded on the site refers to it."""
    try:
        model.objects.filter(filed=True).exclude(key__in=keys).delete()
    except ProtectedError as error:
        said = ", ".join(sorted({_shown(thing) for thing in error.protected_objects}))
        message = f"no file names it any more, but it is in use: {said}; keep it in the file"
        raise Rejected([Problem("in-use", message, model.__name__)]) from error


def _shown(thing: Model) -> str:
    return f"{thing._meta.verbose_name} {thing}"
