"""What the text files say of one another: everything that is named is there, once, and can be so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from tsunagu.governance.enums import Outcome
from tsunagu.governance.files.shapes import Fact, PointFile, Records
from tsunagu.kernel.problems import Problem
from tsunagu.organizations.rules import circles

BODIES, POINTS, DOCUMENTS = "bodies.toml", "points.toml", "documents.toml"
MILESTONES, COUNTS = "milestones.toml", "counts.toml"
_Keys = frozenset[str]


def problems_among(records: Records) -> Iterator[Problem]:
    """Every problem of the files, each naming its file."""
    bodies = _keys(body.key for body in records.bodies)
    meetings = records.meetings
    yield from _keys_once(records)
    yield from _bodies(records, bodies)
    yield from _points(records, bodies, meetings)
    yield from _documents(records, bodies)
    yield from _milestones(records)
    for count in records.counts:
        yield from _missing(count.body, bodies, COUNTS)
        yield from _unsourced(count.key, count, COUNTS)


def _keys_once(records: Records) -> Iterator[Problem]:
    yield from _twice((body.key for body in records.bodies), BODIES)
    meetings = chain.from_iterable(body.meeting_pairs for body in records.bodies)
    yield from _twice((key for key, _ in meetings), BODIES)
    yield from _twice((heading.key for heading in records.headings), POINTS)
    yield from _twice((point.key for point in records.points), POINTS)
    yield from _twice((document.key for document in records.documents), DOCUMENTS)
    yield from _twice((milestone.key for milestone in records.milestones), MILESTONES)
    yield from _twice((count.key for count in records.counts), COUNTS)


def _bodies(records: Records, bodies: _Keys) -> Iterator[Problem]:
    for body in records.bodies:
        yield from _missing(body.part_of, bodies, BODIES)
        yield from _unsourced(body.key, body, BODIES)
        for meeting in body.meeting:
            yield from _unsourced(meeting.key, meeting, BODIES)
        for member in body.member:
            yield from _unsourced(member.name, member, BODIES)
    pairs = [(body.key, body.part_of) for body in records.bodies if body.part_of]
    yield from _circle(pairs, BODIES)


def _points(records: Records, bodies: _Keys, meetings: dict[str, str]) -> Iterator[Problem]:
    headings = _keys(heading.key for heading in records.headings)
    documents = _keys(document.key for document in records.documents)
    for point in records.points:
        yield from _missing(point.body, bodies, POINTS)
        yield from _missing(point.heading, headings, POINTS)
        yield from _missing(point.meeting, frozenset(meetings), POINTS)
        yield from _answers(point, documents)
        if meetings.get(point.meeting, point.body) != point.body:
            yield Problem("strange", f"{point.key}: {point.meeting} is no meeting of {point.body}", POINTS)


def _answers(point: PointFile, documents: _Keys) -> Iterator[Problem]:
    for answer in point.answer:
        yield from _missing(answer.given_in, documents, POINTS)
        yield from _unsourced(point.key, answer, POINTS)
        if answer.status is Outcome.UNANSWERED:
            yield Problem("unanswered", f"{point.key}: leave the answer out where there is none", POINTS)


def _documents(records: Records, bodies: _Keys) -> Iterator[Problem]:
    documents = _keys(document.key for document in records.documents)
    for document in records.documents:
        yield from _missing(document.body, bodies, DOCUMENTS)
        yield from _unsourced(document.key, document, DOCUMENTS)
        for origin in document.derives_from:
            yield from _missing(origin, documents, DOCUMENTS)
    yield from _circle(records.derivations, DOCUMENTS)


def _milestones(records: Records) -> Iterator[Problem]:
    milestones = _keys(milestone.key for milestone in records.milestones)
    for milestone in records.milestones:
        yield from _unsourced(milestone.key, milestone, MILESTONES)
        for before in milestone.waits_for:
            yield from _missing(before, milestones, MILESTONES)
    yield from _circle(records.dependencies, MILESTONES)


def _keys(keys: Iterable[str]) -> _Keys:
    return frozenset(keys)


def _missing(key: str, known: _Keys, where: str) -> Iterator[Problem]:
    if key and key not in known:
        yield Problem("unknown", f"there is no {key}", where)


def _unsourced(key: str, fact: Fact, where: str) -> Iterator[Problem]:
    if not fact.at or not fact.printed:
        yield Problem("unsourced", f"{key}: say at which page of a document it is printed, and the text", where)


def _circle(pairs: Iterable[tuple[str, str]], where: str) -> Iterator[Problem]:
    if members := circles.circle(pairs):
        yield Problem("circle", f"these wait for one another: {' → '.join(map(str, members))}", where)


def _twice(keys: Iterable[str], where: str) -> Iterator[Problem]:
    for key, times in Counter(keys).items():
        if times > 1:
            yield Problem("twice", f"the key {key} is there {times} times", where)
