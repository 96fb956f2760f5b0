"""What the files say stands in the decks, and the counts come out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from django.conf import settings

from tsunagu.catalog import files as catalog_files
from tsunagu.governance import files
from tsunagu.governance.enums import Outcome, PointKind
from tsunagu.governance.queries import counts, points
from tsunagu.governance.queries.points import PointQuery
from tsunagu.kernel.text import squeeze

DAYS = ["2021-10-21", "2021-11-18", "2021-12-23", "2022-01-20"]


@pytest.fixture(scope="module")
def records() -> files.Records:
    return files.read(Path(settings.DATA))


def _facts(records: files.Records) -> Iterator[tuple[str, str, str]]:
    """Key, document with page, and printed text of everything that quotes one."""
    answers = ((point.key, answer) for point in records.points for answer in point.answer)
    nested = ((body.key, one) for body in records.bodies for one in (*body.member, *body.meeting))
    top = (records.bodies, records.points, records.documents, records.milestones, records.counts)
    every = chain(answers, nested, ((one.key, one) for one in chain.from_iterable(top)))
    yield from ((key, fact.at, fact.printed) for key, fact in every)
    yield from ((one.key, one.done_at, one.done_printed) for one in records.milestones if one.done_at)


def _pieces(printed: str) -> list[str]:
    return [piece for line in printed.splitlines() for piece in line.split("…")]


def test_every_fact_is_printed_in_its_deck(records, deck_text):
    facts = list(_facts(records))
    assert len(facts) > 110
    missing = [
        (key, piece)
        for key, at, printed in facts
        for piece in _pieces(printed)
        if squeeze(piece) not in deck_text[at.partition(":")[0]]
    ]
    assert missing == []


def test_a_text_that_no_deck_has_would_be_noticed(deck_text):
    assert squeeze("どこにも無い文") not in deck_text["package-2022"]


def test_every_fact_names_a_page(records):
    assert {at for _, at, printed in _facts(records) if not at.partition(":")[2] or not printed.strip()} == set()


def test_every_document_version_program_and_organization_is_one_of_the_catalog(records):
    catalog = catalog_files.read(Path(settings.DATA))
    documents = {document.key for document in catalog.documents}
    assert {at.partition(":")[0] for _, at, _ in _facts(records)} - documents == set()
    assert {one.version for one in records.documents if one.version} == {one.key for one in catalog.packages}
    programs = {key for point in records.points for answer in point.answer for key in answer.programs}
    assert len(programs) > 5
    assert programs - {program.key for program in catalog.programs} == set()
    members = {member.organization for body in records.bodies for member in body.member}
    assert len(members) == 7
    assert members - {one["key"] for one in catalog.organizations} == set()


def test_the_four_thursdays_are_those_of_the_deck(records):
    [body] = [body for body in records.bodies if body.key == "thursday-meetings"]
    assert [meeting.day.isoformat() for meeting in body.meeting] == DAYS


def test_the_ten_issues_stand_under_their_five_headings(records):
    headings = Counter(point.heading for point in records.points if point.body == "collaboration-hearing")
    wanted = {"people-inside": 1, "linking": 3, "beyond-region": 1, "information": 2, "national-measures": 3}
    assert headings == wanted


@pytest.mark.django_db
def test_the_counts_of_the_decks_come_out():
    compared = {row.count.key: (row.count.number, row.counted) for row in counts.compared()}
    assert compared == {
        "task-force-bodies": (7, 7),
        "thursday-meetings": (4, 4),
        "task-force-opinions": (3, 3),
        "thursday-opinions": (7, 7),
        "opinions": (10, 10),
        "hearing-headings": (5, 5),
        "hearing-issues": (10, 10),
    }


@pytest.mark.django_db
def test_every_opinion_and_issue_has_a_standing_and_only_one_has_no_answer():
    opinions = [one.standing for one in points.points(PointQuery(kind=PointKind.OPINION))]
    issues = [one.standing for one in points.points(PointQuery(kind=PointKind.ISSUE))]
    assert Counter(opinions) == {Outcome.INCLUDED: 8, Outcome.MENTIONED: 1, Outcome.UNANSWERED: 1}
    assert Counter(issues) == {Outcome.INCLUDED: 9, Outcome.DONE: 1}
    assert [one.point.key for one in points.unanswered()] == ["opinion-evaluation"]
