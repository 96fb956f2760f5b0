"""The catalog as JSON."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tsunagu.catalog.enums import ApplicantType, BodyKind, BudgetKind, Check, Phase, Verdict
from tsunagu.catalog.models import Box, BudgetFigure, Contact, Edition, Eligibility, Map, Package, Program, Sourced, Track
from tsunagu.catalog.queries import eligibility, maps, money, packages
from tsunagu.catalog.queries import program as program_queries
from tsunagu.catalog.queries import search as search_queries
from tsunagu.kernel.years import FiscalYear

router = Router(tags=["catalog"])

_Year = Field(None, ge=1926, le=2200, description="fiscal year (April to March) by the calendar year in which it begins")


class Source(Schema):
    """Where a fact was read: document, page and the text as printed."""

    document: str
    title: str
    page: str
    printed: str


class Body(Schema):
    """A ministry or agency."""

    key: str
    name: str
    name_en: str


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
    score: float
    matched: list[str]
    applicants: list[BodyKind]
    only_partner_applies: bool


class FoundPage(Schema):
    """Search results, best first."""

    count: int
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
    condition: str
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


class BoxOut(Schema):
    """A program's box on a map. ``amount`` in yen."""

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
    source: Source | None


class AnswerOut(Schema):
    """One program's answer to "may we apply?"."""

    program: str
    name: str
    verdict: Verdict
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


class ProgramFilter(Schema):
    """What is looked for; everything may be left out."""

    q: str = Field("", max_length=500, description="a want in plain words")
    applicant: BodyKind | None = None
    theme: str = Field("", max_length=60)
    phase: Phase | None = None
    ministry: str = Field("", max_length=60)
    year: int | None = _Year
    new_call: bool | None = None
    tag: str = Field("", max_length=40)
    limit: int = Field(100, ge=1, le=1000)


class MapFilter(Schema):
    """Which part of the maps."""

    year: int | None = _Year
    theme: str = Field("", max_length=60)
    phase: Phase | None = None
    ministry: str = Field("", max_length=60)
    applicant: BodyKind | None = None
    new_call: bool | None = None


class ContactFilter(Schema):
    """Which contact rows."""

    year: int | None = _Year
    theme: str = Field("", max_length=60)
    ministry: str = Field("", max_length=60)
    program: str = Field("", max_length=80)
    q: str = Field("", max_length=200)


class BudgetFilter(Schema):
    """Which figures."""

    pillar: str = Field("", pattern="^[123]?$")
    ministry: str = Field("", max_length=60)
    year: int | None = _Year
    kind: BudgetKind | None = None
    program: str = Field("", max_length=80)


class MayApplyFilter(Schema):
    """Who asks, with whom."""

    body: BodyKind = Field(alias="as", description="the kind of body that asks")
    partners: list[BodyKind] = Field([], alias="with", description="partners at hand; may be repeated")
    theme: str = Field("", max_length=60)
    verdict: Verdict | None = None


def _year(year: int | None) -> FiscalYear | None:
    return None if year is None else FiscalYear(year)


def _words(text: str) -> str:
    return text.replace("\x00", "")


@router.get("/programs", response=FoundPage, operation_id="programs")
def programs(request: HttpRequest, filters: Query[ProgramFilter]) -> dict[str, Any]:
    """Programs that fit, best first."""
    query = search_queries.ProgramQuery(
        words=_words(filters.q), applicant=filters.applicant, theme=_words(filters.theme), phase=filters.phase, ministry=_words(filters.ministry),
        fiscal_year=_year(filters.year), new_call=filters.new_call, tag=_words(filters.tag), limit=filters.limit,
    )  # fmt: skip
    found = search_queries.programs(query)
    return {"count": len(found), "results": [_found(one) for one in found]}


@router.get("/programs/{key}", response=ProgramDetail, operation_id="program")
def program(request: HttpRequest, key: str) -> dict[str, Any]:
    """One program with everything that is known of it."""
    found = program_queries.program(_words(key))
    if found is None:
        raise Http404(f"There is no program with the key {key!r}.")
    return {
        **_program(found),
        "description": found.description,
        "description_en": found.description_en,
        "keywords": found.keywords,
        "aliases": [alias.text for alias in found.aliases.all()],
        "wants": [{"text": want.text, "applicant_note": want.applicant_note, "source": _source(want)} for want in found.wants.all()],
        "rules": [_rule(rule) for rule in found.eligibilities.all()],
        "editions": [_edition(edition) for edition in found.editions.all()],
        "budgets": [_budget(figure, found.key) for figure in found.budgets.all()],
        "boxes": sorted({box.map.key for box in found.boxes.all()}),
        "contacts": [_contact(contact, found.key) for contact in found.contacts.all()],
        "links": [
            {"label": link.label, "place": link.place, "program": link.program.key, "name": link.program.name, "note": link.relation.note,
             "source": _source(link.relation)}
            for link in program_queries.links(found)
        ],
    }  # fmt: skip


@router.get("/maps", response=list[MapOut], operation_id="maps")
def all_maps(request: HttpRequest, filters: Query[MapFilter]) -> list[dict[str, Any]]:
    """The maps of one fiscal year (the newest unless asked otherwise) with the boxes that fit."""
    query = maps.MapQuery(
        fiscal_year=_year(filters.year), theme=_words(filters.theme), phase=filters.phase, ministry=_words(filters.ministry),
        applicant=filters.applicant, new_call=filters.new_call,
    )  # fmt: skip
    return [_map(drawn) for drawn in maps.maps(query)]


@router.get("/contacts", response=list[ContactOut], operation_id="contacts")
def contacts(request: HttpRequest, filters: Query[ContactFilter]) -> list[dict[str, Any]]:
    """Rows of the contact tables: whom to call."""
    query = maps.ContactQuery(
        fiscal_year=_year(filters.year), theme=_words(filters.theme), ministry=_words(filters.ministry), program=_words(filters.program),
        words=_words(filters.q),
    )  # fmt: skip
    return [_contact(row, row.program.key) for row in maps.contacts(query)]


@router.get("/budgets", response=list[BudgetOut], operation_id="budgets")
def budgets(request: HttpRequest, filters: Query[BudgetFilter]) -> list[dict[str, Any]]:
    """Budget figures as printed. Kinds never add up across kinds."""
    query = money.BudgetQuery(
        pillar=filters.pillar, ministry=_words(filters.ministry), fiscal_year=_year(filters.year), kind=filters.kind, program=_words(filters.program)
    )
    return [_budget(figure, figure.program.key) for figure in money.budget_figures(query)]


@router.get("/totals", response=list[TotalOut], operation_id="totals")
def totals(request: HttpRequest) -> list[dict[str, Any]]:
    """Printed totals against what the listed figures come to."""
    return [_total(row) for row in money.totals()]


@router.get("/may-apply", response=list[AnswerOut], operation_id="may_apply")
def may_apply(request: HttpRequest, filters: Query[MayApplyFilter]) -> list[dict[str, Any]]:
    """Which programs a kind of body may apply for, with the rules each answer rests on."""
    return [
        {
            "program": one.program.key,
            "name": one.program.name,
            "verdict": one.answer.verdict,
            "missing": list(one.answer.missing),
            "lines": [
                {"code": line.code, "check": line.check, "bodies": list(line.bodies), "text": line.text, "source": _source(line.source)}
                for line in one.answer.lines
            ],
        }
        for one in eligibility.answers(filters.body, filters.partners, theme=_words(filters.theme), verdict=filters.verdict)
    ]


@router.get("/packages", response=list[PackageOut], operation_id="packages")
def all_packages(request: HttpRequest) -> list[dict[str, Any]]:
    """Versions of the package with the programs each names, oldest first."""
    return [_package(package) for package in packages.packages()]


def _source(fact: Sourced) -> dict[str, str] | None:
    if fact.document is None:
        return None
    return {"document": fact.document.key, "title": fact.document.title, "page": fact.page, "printed": fact.printed}


def _fields(record: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}


def _program(program: Program) -> dict[str, Any]:
    names = ("key", "name", "name_en", "abbreviation", "ministry", "agency", "kind", "stage", "pillar", "heading", "summary", "summary_en", "tags")
    return _fields(program, *names)


def _found(found: search_queries.Found) -> dict[str, Any]:
    return {
        "program": _program(found.program),
        "score": found.score,
        "matched": found.matched,
        "applicants": found.leads,
        "only_partner_applies": found.only_partner_applies,
    }


def _rule(rule: Eligibility) -> dict[str, Any]:
    names = ("fiscal_year", "lead", "partial", "consortium", "requires", "partners", "excludes", "condition")
    return {**_fields(rule, *names), "source": _source(rule)}


def _edition(edition: Edition) -> dict[str, Any]:
    tracks = [_track(track) for track in edition.tracks.all()]
    return {**_fields(edition, "fiscal_year", "basis", "new_call", "note"), "source": _source(edition), "tracks": tracks}


def _track(track: Track) -> dict[str, Any]:
    return {**_fields(track, *(name for name in TrackOut.model_fields if name != "source")), "source": _source(track)}


def _budget(figure: BudgetFigure, key: str) -> dict[str, Any]:
    names = ("fiscal_year", "kind", "amount", "inclusive", "approximate", "estimate", "is_new", "note")
    return {"program": key, **_fields(figure, *names), "source": _source(figure)}


def _contact(row: Contact, key: str) -> dict[str, Any]:
    names = ("name", "consortium", "partial", "budget_thousand_yen", "budget_printed", "inclusive", "new_call", "applicant_types")
    points = [_fields(point, "ministry", "department", "tel", "extension", "email") for point in row.points.all()]
    return {
        "map": row.map.key,
        "fiscal_year": row.map.fiscal_year,
        "program": key,
        **_fields(row, *names),
        "points": points,
        "source": _source(row),
    }


def _map(drawn: maps.DrawnMap) -> dict[str, Any]:
    map_: Map = drawn.map
    boxes = [box for column in drawn.columns for box in column.boxes]
    return {**_fields(map_, "key", "fiscal_year", "name", "name_en", "title", "axis"), "boxes": [_box(box) for box in boxes]}


def _box(box: Box) -> dict[str, Any]:
    names = ("name", "phase", "lane", "confidence", "amount", "amount_printed", "inclusive", "description")
    return {"program": box.program.key, "ministry": box.program.ministry.name, **_fields(box, *names), "source": _source(box)}


def _total(row: money.TotalRow) -> dict[str, Any]:
    check = row.check
    return {
        **_fields(row.total, "key", "name", "fiscal_year", "kind", "rule"),
        "printed": row.total.amount,
        "computed": check.computed if check else None,
        "gap": check.gap if check else None,
        "figures": check.figures if check else 0,
        "unknown": check.unknown if check else 0,
        "adds_up": check.adds_up if check else None,
        "source": _source(row.total),
    }


def _package(package: Package) -> dict[str, Any]:
    items = [{"program": item.program.key, **_fields(item, "name", "pillar", "heading"), "source": _source(item)} for item in package.items.all()]
    return {**_fields(package, "key", "name", "date", "note"), "items": items}
