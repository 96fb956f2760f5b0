"""What may stand in the text files. docs/governance-data.md explains it to editors."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import chain

import msgspec

from tsunagu.governance.enums import BodyKind, Course, DocumentState, Measure, Outcome, PointKind, Tie


class Fact(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Something read from a document: ``at`` names it with the page, ``printed`` is its text. Without it is ours."""

    at: str = ""
    printed: str = ""
    note: str = ""


class NamedFact(Fact, kw_only=True):
    """What has a key and a name in both languages."""

    key: str
    name: str
    name_en: str


class MemberFile(Fact, kw_only=True):
    """``[[body.member]]``."""

    name: str
    organization: str = ""
    role: str = ""


class MeetingFile(Fact, kw_only=True):
    """``[[body.meeting]]``."""

    key: str
    day: datetime.date
    number: int | None = None
    agenda: str = ""


class BodyFile(NamedFact, kw_only=True):
    """``[[body]]``."""

    kind: BodyKind
    part_of: str = ""
    organization: str = ""
    member: list[MemberFile] = []
    meeting: list[MeetingFile] = []

    @property
    def meeting_pairs(self) -> list[tuple[str, str]]:
        """The key of each of its meetings with its own."""
        return [(one.key, self.key) for one in self.meeting]


class HeadingFile(NamedFact, kw_only=True):
    """``[[heading]]``."""


class AnswerFile(Fact, kw_only=True):
    """``[[point.answer]]``. given_in: the document in which the measure stands."""

    status: Outcome
    text: str
    text_en: str
    given_in: str = ""
    day: datetime.date | None = None
    tie: Tie = Tie.OURS
    programs: list[str] = []


class PointFile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """``[[point]]``. text: as printed."""

    key: str
    body: str
    heading: str
    kind: PointKind
    title: str
    title_en: str
    text: str
    at: str
    meeting: str = ""
    by: str = ""
    by_en: str = ""
    day: datetime.date | None = None
    day_text: str = ""
    note: str = ""
    answer: list[AnswerFile] = []

    @property
    def printed(self) -> str:
        """Its text, line by line as pieces that need not stand beside one another."""
        return self.text


class DocumentFile(NamedFact, kw_only=True):
    """``[[document]]``."""

    state: DocumentState
    day: datetime.date | None = None
    day_text: str = ""
    version: str = ""
    body: str = ""
    derives_from: list[str] = []

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Its key with that of each document it was made from."""
        return [(self.key, origin) for origin in self.derives_from]


class MilestoneFile(NamedFact, kw_only=True):
    """``[[milestone]]``. done_at, done_printed: where it is reported, if not in the document that announced it."""

    course: Course
    due: datetime.date | None = None
    due_text: str = ""
    done: datetime.date | None = None
    done_text: str = ""
    done_at: str = ""
    done_printed: str = ""
    waits_for: list[str] = []

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Its key with that of each milestone it waits for."""
        return [(self.key, before) for before in self.waits_for]


class CountFile(NamedFact, kw_only=True):
    """``[[count]]``. stated: whether the document prints the number, or only what is counted."""

    number: int
    measure: Measure
    stated: bool = True
    body: str = ""
    kind: PointKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """All text files of the room. checksum: of their contents."""

    bodies: list[BodyFile]
    headings: list[HeadingFile]
    points: list[PointFile]
    documents: list[DocumentFile]
    milestones: list[MilestoneFile]
    counts: list[CountFile]
    checksum: str

    @property
    def meetings(self) -> dict[str, str]:
        """The key of each meeting with that of its body."""
        return dict(chain.from_iterable(body.meeting_pairs for body in self.bodies))

    @property
    def derivations(self) -> list[tuple[str, str]]:
        """Each document with each that it was made from, by their keys."""
        return list(chain.from_iterable(one.pairs for one in self.documents))

    @property
    def dependencies(self) -> list[tuple[str, str]]:
        """Each milestone with each that it waits for, by their keys."""
        return list(chain.from_iterable(one.pairs for one in self.milestones))
