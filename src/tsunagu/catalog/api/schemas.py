"""The shapes of the catalog's JSON."""

from __future__ import annotations

from datetime import date

from ninja import Schema

from tsunagu.catalog.enums import (
    ApplicantType,
    BodyKind,
    BudgetKind,
    CallKind,
    Check,
    Phase,
    State,
    Step,
    TotalVerdict,
    Verdict,
)
from tsunagu.search.enums import Fit


class Source(Schema):
    """Where a fact was read: document, page and the text as printed.

    ``secondary``: others than the ministry or agency in charge published it.
    """

    document: str
    title: str
    title_en: str
    secondary: bool
    page: str
    printed: str


class Body(Schema):
    """A ministry or agency."""

    key: str
    name: str
    name_en: str


class StateOut(Schema):
    """Whether a program takes applications, on a day. ``basis``: what that rests on, in a sentence."""

    state: State
    as_of: date
    basis: str
    source: Source | None


class ProgramOut(Schema):
    """A program in a list."""

    key: str
    name: str
    name_en: str
    abbreviation: str
    ministry: Body
    agency: Body | None
    kind: str
    stage: str
    pillar: str
    heading: str
    summary: str
    summary_en: str
    tags: list[str]


class FoundOut(Schema):
    """A search result."""

    program: ProgramOut
    state: StateOut
    score: float
    fit: Fit | None
    matched: list[str]
    sentence: str
    applicants: list[BodyKind]
    only_partner_applies: bool


class FoundPage(Schema):
    """One page of programs, best first; ``count`` is how many there are in all.

    With words, ``fit`` says how well what was found fits the want, and ``good`` how many programs fit it well.
    """

    count: int
    good: int
    fit: Fit | None
    results: list[FoundOut]


class TrackOut(Schema):
    """A way to apply within an edition. ``amount`` in yen."""

    key: str
    name: str
    name_en: str
    purpose: str
    amount_text: str
    amount: int | None
    amount_is: str
    per: str
    years_text: str
    years: float | None
    awards_text: str
    awards: int | None
    awards_new: int | None
    conditions: list[str]
    gate: str
    leads_to: str
    matching: str
    tapering: str
    source: Source | None


class EditionOut(Schema):
    """What one document says of a program in one fiscal year."""

    fiscal_year: int
    basis: str
    new_call: bool | None
    note: str
    source: Source | None
    tracks: list[TrackOut]


class BudgetOut(Schema):
    """A budget figure. ``amount`` in yen; null where the document prints none."""

    program: str
    fiscal_year: int
    kind: BudgetKind
    amount: int | None
    inclusive: bool
    part: bool
    approximate: bool
    estimate: bool
    is_new: bool
    note: str
    source: Source | None


class RuleOut(Schema):
    """A rule about who may ask."""

    fiscal_year: int
    lead: list[BodyKind]
    partial: list[BodyKind]
    consortium: list[BodyKind]
    requires: list[BodyKind]
    partners: list[BodyKind]
    excludes: str
    excludes_en: str
    condition: str
    condition_en: str
    source: Source | None


class PointOut(Schema):
    """Where to call."""

    ministry: str
    department: list[str]
    tel: str
    extension: str
    email: str


class ContactOut(Schema):
    """A row of a contact table."""

    map: str
    fiscal_year: int
    program: str
    name: str
    applicant_types: list[ApplicantType]
    partial: list[ApplicantType]
    consortium: bool
    budget_thousand_yen: int | None
    budget_printed: str
    inclusive: bool
    new_call: bool
    points: list[PointOut]
    source: Source | None


class ContactRowOut(ContactOut):
    """A row of a contact table, and the state of its program. ``new_call`` is as printed for ``fiscal_year``."""

    state: StateOut


class UsualOut(Schema):
    """The month in which a call is expected: it opened in ``opened`` of the last ``years`` fiscal years."""

    month: date
    opened: int
    years: int


class CallOut(Schema):
    """A window of applications. ``usual`` is that of an expected one, of which no day is known."""

    program: str
    name: str
    track: str
    kind: CallKind
    fiscal_year: int | None
    opens: date | None
    closes: date | None
    closes_at: str
    usual: UsualOut | None
    basis: str
    state: StateOut
    source: Source | None


class BoxOut(Schema):
    """A program's box on a map. ``amount`` in yen; ``new_call`` as the contact table of the map prints it."""

    program: str
    name: str
    ministry: str
    phase: Phase
    lane: str
    confidence: str
    amount: int | None
    amount_printed: str
    inclusive: bool
    description: str
    new_call: bool | None
    state: StateOut
    source: Source | None


class MapOut(Schema):
    """A map with its boxes."""

    key: str
    fiscal_year: int
    name: str
    name_en: str
    title: str
    axis: str
    boxes: list[BoxOut]


class LinkOut(Schema):
    """A relation to another program."""

    label: str
    place: str
    program: str
    name: str
    note: str
    source: Source | None


class WantOut(Schema):
    """A want the program answers; without a source it is ours."""

    text: str
    applicant_note: str
    source: Source | None


class ProgramDetail(ProgramOut):
    """A program with all that is known of it."""

    state: StateOut
    description: str
    description_en: str
    keywords: list[str]
    aliases: list[str]
    wants: list[WantOut]
    rules: list[RuleOut]
    editions: list[EditionOut]
    budgets: list[BudgetOut]
    boxes: list[str]
    contacts: list[ContactOut]
    links: list[LinkOut]


class LineOut(Schema):
    """How one rule came out."""

    code: str
    check: Check
    bodies: list[BodyKind]
    text: str
    text_en: str
    source: Source | None


class StepOut(Schema):
    """What to do where an answer is not certain: an official page, a window with its telephone, or a body to ask."""

    step: Step
    text: str
    url: str


class AnswerOut(Schema):
    """One program's answer to "may we apply?".

    ``rules_year``: the fiscal year of the rules; ``confirmed``: whether they hold at present. A ``yes`` always does.
    """

    program: str
    name: str
    verdict: Verdict
    rules_year: int | None
    confirmed: bool
    state: StateOut
    next_step: StepOut | None
    missing: list[BodyKind]
    lines: list[LineOut]


class TotalOut(Schema):
    """A printed total against what its listed figures come to; amounts in yen."""

    key: str
    name: str
    fiscal_year: int
    kind: str
    rule: str
    printed: int
    computed: int | None
    gap: int | None
    figures: int
    unknown: int
    adds_up: bool | None
    verdict: TotalVerdict | None
    source: Source | None


class ItemOut(Schema):
    """A program as a version of the package names it."""

    program: str
    name: str
    pillar: str
    heading: str
    source: Source | None


class PackageOut(Schema):
    """A version of the package."""

    key: str
    name: str
    date: str
    note: str
    items: list[ItemOut]
