"""What may stand in the text files. docs/organizations-data.md explains it to editors."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import msgspec

from tsunagu.kernel.spans import Span
from tsunagu.organizations.enums import (
    Founder,
    Measure,
    OrganizationKind,
    ResourceKind,
    SuccessionKind,
    TieKind,
)


class Fact(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Something read from a document: ``at`` names it with the page, ``printed`` is its text. Without it is ours."""

    at: str = ""
    printed: str = ""
    note: str = ""


class Dated(Fact, kw_only=True):
    """A fact that holds from a day to a day."""

    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None

    @property
    def span(self) -> Span:
        """From when to when it holds."""
        return Span(self.valid_from, self.valid_to)


class PrefectureFile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A line of ``prefectures.csv``."""

    code: str
    key: str
    name: str
    kana: str
    name_en: str
    number: str


class BodyFile(Dated, kw_only=True):
    """A line of ``bodies.csv``. also: other names of it, separated by ``|``; were: names that it bore."""

    key: str
    name: str
    kind: OrganizationKind
    founder: Founder | None = None
    prefecture: str = ""
    name_en: str = ""
    kana: str = ""
    short: str = ""
    also: str = ""
    were: str = ""
    parent: str = ""
    school: str = ""
    ror: str = ""
    openalex: str = ""
    government: str = ""
    unsure: str = ""


class CenterFile(Fact, kw_only=True):
    """A line of ``centers.csv``: a center in a printed list. hosts: keys of those who set it up, separated by ``|``.

    Without hosts it is one of the bodies of ``bodies.csv``.
    """

    listing: str
    key: str
    name: str
    hosts: str = ""
    role: TieKind | None = None


class SuccessionFile(Fact, kw_only=True):
    """A line of ``successions.csv``."""

    predecessor: str
    successor: str
    day: datetime.date
    kind: SuccessionKind


class TieFile(Dated, kw_only=True):
    """A line of ``ties.csv``. part: the side, as 学, 官 or 産. role: what it does there, in the document's words."""

    body: str
    of: str
    kind: TieKind
    part: str = ""
    role: str = ""


class EntryFile(Fact, kw_only=True):
    """``[[listing.entry]]``: bodies under one heading of a list, by the names that the list prints."""

    bodies: list[str]
    group: str = ""


class CriterionFile(Fact, kw_only=True):
    """``[[listing.criterion]]``."""

    key: str
    name: str
    name_en: str
    least: int
    unit: str = ""


class ListingFile(Dated, kw_only=True):
    """``[[listing]]``."""

    key: str
    name: str
    name_en: str
    network: str = ""
    complete: bool = True
    figures: list[int] = []
    entry: list[EntryFile] = []
    criterion: list[CriterionFile] = []


class CountFile(Fact, kw_only=True):
    """``[[count]]``."""

    key: str
    name: str
    name_en: str
    number: int
    measure: Measure
    listings: list[str] = []


class ResourceFile(Fact, kw_only=True):
    """``[[resource]]``."""

    key: str
    name: str
    name_en: str = ""
    kind: ResourceKind
    owner: str


class PostFile(Dated, kw_only=True):
    """``[[person.post]]``."""

    body: str
    title: str
    title_en: str = ""


class PersonFile(Fact, kw_only=True):
    """``[[person]]``: only what a public document prints of somebody."""

    key: str
    name: str
    fields: list[str] = []
    post: list[PostFile] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """All text files of the room. checksum: of their contents."""

    prefectures: list[PrefectureFile]
    bodies: list[BodyFile]
    centers: list[CenterFile]
    successions: list[SuccessionFile]
    ties: list[TieFile]
    listings: list[ListingFile]
    counts: list[CountFile]
    resources: list[ResourceFile]
    people: list[PersonFile]
    checksum: str


def parts(text: str) -> list[str]:
    """Several values in one cell, separated by ``|``."""
    return [part.strip() for part in text.split("|") if part.strip()]
