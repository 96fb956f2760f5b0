"""The shapes of the catalog's JSON."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Field, Schema

from tsunagu.catalog.enums import (
    ApplicantType,
    Axis,
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
from tsunagu.kernel.api import Page
from tsunagu.organizations.enums import OrganizationKind
from tsunagu.search.enums import Fit


class Source(Schema):
    """Where a fact was read: document, page and the text as printed."""

    document: str = Field(description="the key of the document")
    title: str = Field(description="its title")
    title_en: str = Field(description="its title in English, where one is known")
    secondary: bool = Field(description="whether others than the ministry or agency in charge published it")
    page: str = Field(description="the page, as the document numbers it")
    printed: str = Field(description="the text as printed there")


class Body(Schema):
    """A ministry or agency."""

    key: str = Field(description="its key, as in ministry=")
    name: str = Field(description="its name")
    name_en: str = Field(description="the English name; empty where none is known")


class StateOut(Schema):
    """Whether a program takes applications, on a day. ``basis``: what that rests on, in a sentence."""

    state: State = Field(description="the state in a word")
    as_of: date = Field(description="the day")
    basis: str = Field(description="what it rests on, in a sentence")
    source: Source | None = Field(description="where it was read; null for what the editors wrote themselves")


class ProgramOut(Schema):
    """A program in a list."""

    key: str = Field(description="the key of the program, as in its address")
    name: str = Field(description="its name")
    name_en: str = Field(description="the English name; empty where none is known")
    abbreviation: str = Field(description="its abbreviation, where it has one")
    ministry: Body = Field(description="the ministry or agency that is in charge")
    agency: Body | None = Field(description="the funding agency that runs it; null where there is none")
    kind: str = Field(description="what sort of support it is: grant, contract, fund, ...")
    stage: str = Field(description="where the change happens: university, society or both")
    pillar: str = Field(description="its pillar of the package, 1 to 3; empty outside of the package")
    heading: str = Field(description="its heading in the package")
    summary: str = Field(description="what it is in one sentence, by the editors")
    summary_en: str = Field(description="the same in English")
    tags: list[str] = Field(description="fields and purposes, as in tag=")
    updated: datetime = Field(description="when its facts last changed here")


class FoundOut(Schema):
    """A search result."""

    program: ProgramOut = Field(description="the program found")
    state: StateOut = Field(description="whether the program takes applications, on the day asked about")
    score: float = Field(description="how well it fits the words; 0 without words")
    fit: Fit | None = Field(description="in a word how well it fits the words; null without words")
    matched: list[str] = Field(description="what of the program the words matched")
    sentence: str = Field(description="the sentence of the program that fits best")
    applicants: list[BodyKind] = Field(description="kinds of bodies that may lead by the newest rules")
    only_partner_applies: bool = Field(description="whether a partner of the one who asks has to apply")


class FoundPage(Page[FoundOut]):
    """A part of the programs found, best first."""

    good: int = Field(description="how many fit the words well")
    fit: Fit | None = Field(description="how well what was found fits the words; null without words")


class TrackOut(Schema):
    """A way to apply within an edition. ``amount`` in yen."""

    key: str = Field(description="its key within the edition")
    name: str = Field(description="its name")
    name_en: str = Field(description="the English name; empty where none is known")
    purpose: str = Field(description="what it is for")
    amount_text: str = Field(description="the amount as printed")
    amount: int | None = Field(description="the amount in yen; null where none is printed")
    amount_is: str = Field(description="how the amount is meant: about, up_to, at_least or exact")
    per: str = Field(description="what the amount is for: a year, an award, ...")
    years_text: str = Field(description="the period as printed")
    years: float | None = Field(description="the period in years; null where none is printed")
    awards_text: str = Field(description="the number of awards as printed")
    awards: int | None = Field(description="the number of awards; null where none is printed")
    awards_new: int | None = Field(description="how many of these are new; null where it is not printed")
    conditions: list[str] = Field(description="what is asked of those who apply")
    gate: str = Field(description="the review in between, on which going on depends")
    leads_to: str = Field(description="the key of the track that follows")
    matching: str = Field(description="what has to be brought along")
    tapering: str = Field(description="how the amount falls year by year")
    source: Source | None = Field(description="where it was read; null for what the editors wrote themselves")


class EditionOut(Schema):
    """What one document says of a program in one fiscal year."""

    fiscal_year: int = Field(description="the fiscal year (April to March), by the calendar year in which it begins")
    basis: str = Field(description="what sort of document it was read from")
    new_call: bool | None = Field(description="whether new applications are taken; null where it is not printed")
    note: str = Field(description="a remark of the editors")
    source: Source | None = Field(description="where it was read; null for what the editors wrote themselves")
    tracks: list[TrackOut] = Field(description="ways to apply")


class BudgetOut(Schema):
    """A budget figure. ``amount`` in yen; null where the document prints none."""

    program: str = Field(description="the key of the program")
    fiscal_year: int = Field(description="the fiscal year (April to March), by the calendar year in which it begins")
    kind: BudgetKind = Field(description="the kind of figure; kinds never add up across kinds")
    amount: int | None = Field(description="yen; null where the document prints none")
    inclusive: bool = Field(description="内数: the amount is that of a larger line, not the program's own")
    part: bool = Field(description="うち: inside another figure of the program that is listed")
    approximate: bool = Field(description="程度: printed as approximate")
    estimate: bool = Field(description="an estimate within operating grants")
    is_new: bool = Field(description="printed as new")
    note: str = Field(description="a remark of the editors")
    source: Source | None = Field(description="where it was read; null for what the editors wrote themselves")


class RuleOut(Schema):
    """A rule about who may ask."""

    fiscal_year: int = Field(description="the fiscal year (April to March), by the calendar year in which it begins")
    lead: list[BodyKind] = Field(description="kinds of bodies that may apply")
    partial: list[BodyKind] = Field(description="those that may apply for a part of the program only")
    consortium: list[BodyKind] = Field(description="those that apply as members of a consortium only")
    requires: list[BodyKind] = Field(description="partners that have to be there")
    partners: list[BodyKind] = Field(description="partners that may be there")
    excludes: str = Field(description="who is left out, as printed")
    excludes_en: str = Field(description="the same in English, by the editors")
    condition: str = Field(description="a further condition, as printed")
    condition_en: str = Field(description="the same in English, by the editors")
    source: Source | None = Field(description="where it was read; null for what the editors wrote themselves")


class PointOut(Schema):
    """Where to call."""

    ministry: str = Field(description="the name of the ministry or agency")
    department: list[str] = Field(description="department, division, section, the largest first")
    tel: str = Field(description="the telephone number")
    extension: str = Field(description="the extension")
    email: str = Field(description="the mail address")


class ContactOut(Schema):
    """A row of a contact table."""

    map: str = Field(description="the key of the map whose table it stands in")
    fiscal_year: int = Field(description="the fiscal year (April to March), by the calendar year in which it begins")
    program: str = Field(description="the key of the program")
    name: str = Field(description="the program's name as printed")
    applicant_types: list[ApplicantType] = Field(description="who may apply, as the table prints it")
    partial: list[ApplicantType] = Field(description="those of them that may apply for a part only")
    consortium: bool = Field(description="whether only a consortium applies")
    budget_thousand_yen: int | None = Field(description="the budget in thousand yen; null where none is printed")
    budget_printed: str = Field(description="the budget as printed")
    inclusive: bool = Field(description="内数: the budget is that of a larger line")
    new_call: bool = Field(description="whether new applications are taken in the fiscal year, as printed")
    points: list[PointOut] = Field(description="whom to call")
    source: Source | None = Field(description="where it was read; null for what the editors wrote themselves")


class ContactRowOut(ContactOut):
    """A row of a contact table, and the state of its program. ``new_call`` is as printed for ``fiscal_year``."""

    state: StateOut = Field(description="whether the program takes applications, on the day asked about")


class UsualOut(Schema):
    """The month in which a call is expected: it opened in ``opened`` of the last ``years`` fiscal years."""

    month: date = Field(description="the first day of the month")
    opened: int = Field(description="in how many fiscal years it opened")
    years: int = Field(description="of how many fiscal years")


class CallOut(Schema):
    """A window of applications. ``usual`` is that of an expected one, of which no day is known."""

    program: str = Field(description="the key of the program")
    name: str = Field(description="the name of the program")
    track: str = Field(description="the name of the way to apply; empty for the program as a whole")
    kind: CallKind = Field(description="how the window stands on the day, and what is known of it")
    fiscal_year: int | None = Field(description="the fiscal year of the awards; null of an expected call")
    opens: date | None = Field(description="the first day; null where it is unknown")
    closes: date | None = Field(description="the last day; null where it is unknown")
    closes_at: str = Field(description="the hour in Japan at which it closes, HH:MM; empty where it is unknown")
    usual: UsualOut | None = Field(description="the month in which it is expected; null where days are known")
    basis: str = Field(description="what it rests on, in a sentence")
    state: StateOut = Field(description="whether the program takes applications, on the day asked about")
    source: Source | None = Field(description="where it was read; null for what the editors wrote themselves")
    call: str = Field(description="the key of its own page, as in /calls/published; empty where it has none")


class BoxOut(Schema):
    """A program's box on a map. ``amount`` in yen; ``new_call`` as the contact table of the map prints it."""

    program: str = Field(description="the key of the program")
    name: str = Field(description="the program's name as printed on the map")
    ministry: str = Field(description="the name of the ministry")
    phase: Phase = Field(description="the column it stands in")
    lane: str = Field(description="the heading it stands under")
    confidence: str = Field(description="how sure its column is: high, medium or low")
    amount: int | None = Field(description="yen; null where none is printed")
    amount_printed: str = Field(description="the amount as printed")
    inclusive: bool = Field(description="内数: the amount is that of a larger line")
    description: str = Field(description="the text of the box")
    new_call: bool | None = Field(
        description="new applications are taken, by the contact table; null without a row there"
    )
    state: StateOut = Field(description="whether the program takes applications, on the day asked about")
    source: Source | None = Field(description="where it was read; null for what the editors wrote themselves")


class MapOut(Schema):
    """A map with its boxes."""

    key: str = Field(description="the key of the map, as in theme=")
    fiscal_year: int = Field(description="the fiscal year (April to March), by the calendar year in which it begins")
    name: str = Field(description="its name")
    name_en: str = Field(description="the English name; empty where none is known")
    title: str = Field(description="its title as printed")
    axis: str = Field(description="what it is about: a policy theme or a collaborative framework")
    updated: datetime = Field(description="when it last changed here")
    boxes: list[BoxOut] = Field(description="the boxes that fit, in the order of the columns")


class LinkOut(Schema):
    """A relation to another program."""

    label: str = Field(description="how it stands to the other program, in a word")
    place: str = Field(description="where the other stands: before, after or beside")
    program: str = Field(description="the key of the other program")
    name: str = Field(description="its name")
    note: str = Field(description="a remark of the editors")
    source: Source | None = Field(description="where it was read; null for what the editors wrote themselves")


class WantOut(Schema):
    """A want the program answers; without a source it is ours."""

    text: str = Field(description="the want in everyday words")
    applicant_note: str = Field(description="what to know about who applies")
    source: Source | None = Field(description="where it was read; null for what the editors wrote themselves")


class CorrectionOut(Schema):
    """What two officers corrected in a program, over what the files say."""

    place: str = Field(description="what of the program was corrected; program for its names, texts and address")
    fields: list[str] = Field(description="the fields that were corrected")
    corrected: datetime = Field(description="when it was approved")
    source: Source | None = Field(description="on what it rests")


class ProgramDetail(ProgramOut):
    """A program with all that is known of it."""

    state: StateOut = Field(description="whether the program takes applications, on the day asked about")
    description: str = Field(description="what it is, by the editors")
    description_en: str = Field(description="the same in English")
    keywords: list[str] = Field(description="words by which it is found, too")
    aliases: list[str] = Field(description="other spellings of its name")
    wants: list[WantOut] = Field(description="wants that it answers")
    rules: list[RuleOut] = Field(description="rules about who may ask, the newest first")
    editions: list[EditionOut] = Field(description="what documents say of it year by year, the newest first")
    budgets: list[BudgetOut] = Field(description="its budget figures")
    boxes: list[str] = Field(description="the keys of the maps that it stands on")
    contacts: list[ContactOut] = Field(description="rows of contact tables")
    links: list[LinkOut] = Field(description="relations to other programs")
    corrections: list[CorrectionOut] = Field(description="what officers corrected, the last first")


class LineOut(Schema):
    """How one rule came out."""

    code: str = Field(description="which rule")
    check: Check = Field(description="how it came out")
    bodies: list[BodyKind] = Field(description="the kinds of bodies it is about")
    text: str = Field(description="the rule in words")
    text_en: str = Field(description="the same in English")
    source: Source | None = Field(description="where it was read; null for what the editors wrote themselves")


class StepOut(Schema):
    """What to do where an answer is not certain: an official page, a window with its telephone, or a body to ask."""

    step: Step = Field(description="what to do")
    text: str = Field(description="in words")
    url: str = Field(description="where; empty where there is no address")


class AnswerOut(Schema):
    """One program's answer to "may we apply?".

    ``rules_year``: the fiscal year of the rules; ``confirmed``: whether they hold at present. A ``yes`` always does.
    """

    program: str = Field(description="the key of the program")
    name: str = Field(description="the name of the program")
    verdict: Verdict = Field(description="the answer")
    rules_year: int | None = Field(description="the fiscal year of the rules; null where none are known")
    confirmed: bool = Field(description="whether the rules hold at present; with a yes they always do")
    state: StateOut = Field(description="whether the program takes applications, on the day asked about")
    next_step: StepOut | None = Field(description="what to do where the answer is not certain; null where it is")
    missing: list[BodyKind] = Field(description="partners that are still missing")
    lines: list[LineOut] = Field(description="how each rule came out")


class TotalOut(Schema):
    """A printed total against what its listed figures come to; amounts in yen."""

    key: str = Field(description="its key")
    name: str = Field(description="what the total is of")
    fiscal_year: int = Field(description="the fiscal year (April to March), by the calendar year in which it begins")
    kind: str = Field(description="the kind of figures")
    rule: str = Field(description="how the figures are added up")
    printed: int = Field(description="the printed total in yen")
    computed: int | None = Field(description="what the listed figures come to in yen; null where that is unknown")
    gap: int | None = Field(description="printed less computed; null where that is unknown")
    figures: int = Field(description="how many figures are listed")
    unknown: int = Field(description="of how many of these no amount is printed")
    adds_up: bool | None = Field(description="whether it adds up; null where that is unknown")
    verdict: TotalVerdict | None = Field(description="how it came out in a word; null where no figures are listed")
    source: Source | None = Field(description="where it was read; null for what the editors wrote themselves")


class ItemOut(Schema):
    """A program as a version of the package names it."""

    program: str = Field(description="the key of the program")
    name: str = Field(description="the program's name in this version")
    pillar: str = Field(description="its pillar there, 1 to 3; empty where none is printed")
    heading: str = Field(description="its heading there")
    source: Source | None = Field(description="where it was read; null for what the editors wrote themselves")


class PackageOut(Schema):
    """A version of the package."""

    key: str = Field(description="its key")
    name: str = Field(description="its name")
    date: str = Field(description="its date, YYYY-MM-DD, or YYYY-MM where no day is known")
    note: str = Field(description="a remark of the editors")
    items: list[ItemOut] = Field(description="the programs it names")


class MinistryOut(Body):
    """A ministry or agency that has programs."""

    kind: OrganizationKind = Field(description="what sort of body it is")


class ThemeOut(Schema):
    """A policy theme or a collaborative framework."""

    key: str = Field(description="its key, as in theme=")
    name: str = Field(description="its name")
    name_en: str = Field(description="the English name; empty where none is known")
    axis: Axis = Field(description="what its maps are about")
    fiscal_year: int = Field(description="the fiscal year of its newest map, by the calendar year in which it begins")
    updated: datetime = Field(description="when that map last changed here")


class TagOut(Schema):
    """A field or purpose of programs."""

    tag: str = Field(description="the word, as in tag=")
    name_en: str = Field(description="the word in English; empty where none is known")
