"""What may stand in the text files. docs/catalog-data.md explains it to editors."""

from __future__ import annotations

import datetime

import msgspec

from tsunagu.catalog.enums import (
    AmountIs,
    Axis,
    Basis,
    BodyKind,
    BudgetKind,
    Confidence,
    Evidence,
    HeadingPlace,
    Per,
    Phase,
    ProgramKind,
    RelationKind,
    Stage,
    State,
    TermKind,
    TotalRule,
)  # fmt: skip


class Fact(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Something read from a document: ``at`` names it with the page, ``printed`` is its text.

    Without both it is ours.
    """

    at: str = ""
    printed: str = ""


class DocumentFile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """``[[document]]``."""

    key: str
    title: str
    title_en: str = ""
    short: str = ""  # what citations call it, where the title is long
    short_en: str = ""
    publisher: str = ""
    date: datetime.date | None = None
    date_text: str = ""
    pages: int | None = None
    url: str = ""
    read_on: datetime.date | None = None
    known_from: datetime.date | None = None  # the first day on which the public could know what it says
    verbatim: bool = True  # whether ``printed`` quotes it; a summary of several sources does not
    secondary: bool = False  # whether others than the ministry or agency in charge published it
    note: str = ""

    @property
    def has_day(self) -> bool:
        """Whether it can be said from which day on its facts were known."""
        return any((self.known_from, self.date, self.read_on))


class TotalFile(Fact, kw_only=True):
    """``[[total]]``."""

    key: str
    name: str
    fiscal_year: int
    kind: BudgetKind
    amount: int
    unit: int
    rule: TotalRule
    ratio: float | None = None
    ratio_to: str = ""
    note: str = ""


class PackageItemFile(Fact, kw_only=True):
    """``[[version.item]]``."""

    program: str
    name: str
    pillar: int | None = None
    heading: str = ""


class PackageFile(Fact, kw_only=True):
    """``[[version]]``."""

    key: str
    name: str
    date: str  # YYYY-MM-DD, or YYYY-MM where no day is known
    complete: bool = True  # whether the list of what it names is known as a whole
    note: str = ""
    item: list[PackageItemFile] = []


class AliasFile(Fact, kw_only=True):
    """``[[alias]]``."""

    text: str


class WantFile(Fact, kw_only=True):
    """``[[want]]``."""

    text: str
    applicant_note: str = ""


class RelationFile(Fact, kw_only=True):
    """``[[relation]]``."""

    kind: RelationKind
    to: str
    note: str = ""


class EligibilityFile(Fact, kw_only=True):
    """``[[eligibility]]``."""

    fiscal_year: int
    lead: list[BodyKind] = []
    partial: list[BodyKind] = []
    consortium: list[BodyKind] = []
    requires: list[BodyKind] = []
    partners: list[BodyKind] = []
    excludes: str = ""
    excludes_en: str = ""
    condition: str = ""
    condition_en: str = ""


class TrackFile(Fact, kw_only=True):
    """``[[edition.track]]``."""

    key: str
    name: str
    name_en: str = ""
    purpose: str = ""
    amount_text: str = ""
    amount: int | None = None
    amount_is: AmountIs | None = None
    per: Per | None = None
    years_text: str = ""
    years: float | None = None
    awards_text: str = ""
    awards: int | None = None
    awards_new: int | None = None
    conditions: list[str] = []
    gate: str = ""
    leads_to: str = ""
    matching: str = ""
    tapering: str = ""


class EditionFile(Fact, kw_only=True):
    """``[[edition]]``."""

    fiscal_year: int
    basis: Basis
    new_call: bool | None = None
    note: str = ""
    track: list[TrackFile] = []


class BudgetFile(Fact, kw_only=True):
    """``[[budget]]``."""

    fiscal_year: int
    kind: BudgetKind
    amount: int | None = None
    inclusive: bool = False
    part: bool = False
    approximate: bool = False
    estimate: bool = False
    is_new: bool = False
    note: str = ""
    counts_in: str = ""


class CallFile(Fact, kw_only=True):
    """``[[call]]``: one round of applications."""

    fiscal_year: int  # of the awards that it is for
    track: str = ""
    name: str = ""
    opens: datetime.date | None = None
    closes: datetime.date | None = None
    closes_at: datetime.time | None = None  # in Japan
    evidence: Evidence = Evidence.ANNOUNCED
    applied: int | None = None
    selected: int | None = None
    decided: datetime.date | None = None


class StatusFile(Fact, kw_only=True):
    """``[[status]]``: what a document, or without one an editor, says of new applications from a day on."""

    state: State
    since: datetime.date
    until: datetime.date | None = None
    track: str = ""
    reason: str
    reason_en: str = ""


class TermFile(Fact, kw_only=True):
    """``[[term]]``: a condition of a track as numbers. Years are those of an award, from 1."""

    track: str = ""
    kind: TermKind
    first_year: int | None = None
    last_year: int | None = None
    amount: int | None = None
    percent: float | None = None
    to: str = ""  # of a gate, the track; of an exclusion, the program
    text: str = ""


class ProgramFile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One file under ``data/catalog/programs``."""

    key: str
    name: str
    name_en: str = ""
    abbreviation: str = ""
    ministry: str
    agency: str = ""
    kind: ProgramKind
    stage: Stage
    pillar: int | None = None
    heading: str = ""
    summary: str
    summary_en: str = ""
    description: str
    description_en: str = ""
    keywords: list[str] = []
    wants_en: list[str] = []
    tags: list[str] = []
    url: str = ""
    alias: list[AliasFile] = []
    want: list[WantFile] = []
    relation: list[RelationFile] = []
    eligibility: list[EligibilityFile] = []
    edition: list[EditionFile] = []
    budget: list[BudgetFile] = []
    call: list[CallFile] = []
    status: list[StatusFile] = []
    term: list[TermFile] = []


class HeadingFile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """``[[heading]]`` of a map."""

    phase: HeadingPlace
    text: str


class BoxFile(Fact, kw_only=True):
    """``[[box]]``."""

    program: str
    name: str
    ministry: str = ""
    phase: Phase
    lane: str = ""
    confidence: Confidence
    amount: int | None = None
    amount_printed: str = ""
    inclusive: bool = False
    description: str = ""


class OfficeFile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """``[[contact.office]]``."""

    ministry: str
    path: list[str] = []
    corrected: list[str] = []
    tel: str = ""
    extension: str = ""
    email: str = ""


class ContactFile(Fact, kw_only=True):
    """``[[contact]]``."""

    program: str
    name: str
    applicants: list[int]
    partial: list[int] = []
    consortium: bool = False
    applicants_printed: str
    budget_thousand_yen: int | None = None
    budget_printed: str = ""
    inclusive: bool = False
    includes_note: str = ""
    new_call: bool
    office: list[OfficeFile]


class MapFile(Fact, kw_only=True):
    """One file under ``data/catalog/maps``."""

    key: str
    name: str
    name_en: str = ""
    title: str
    fiscal_year: int
    axis: Axis
    order: int = 0
    budget_note: str = ""
    results_note: str = ""
    band: str = ""
    band_program: str = ""
    heading: list[HeadingFile] = []
    box: list[BoxFile] = []
    contact: list[ContactFile] = []


class Catalog(msgspec.Struct, kw_only=True):
    """All files of the catalog, read and checked against each other."""

    organizations: list[dict[str, str]]
    documents: list[DocumentFile]
    totals: list[TotalFile]
    packages: list[PackageFile]
    programs: list[ProgramFile]
    maps: list[MapFile]
    checksums: dict[tuple[str, str, int], str]  # by ``identity``


def identity(file: ProgramFile | MapFile) -> tuple[str, str, int]:
    """What a program's or a map's file is about, whatever the file is called."""
    return ("map", file.key, file.fiscal_year) if isinstance(file, MapFile) else ("program", file.key, 0)
