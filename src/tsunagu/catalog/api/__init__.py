"""The catalog as JSON."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router

from tsunagu.catalog.api import answers
from tsunagu.catalog.api.filters import BudgetFilter, ContactFilter, MapFilter, MayApplyFilter, ProgramFilter
from tsunagu.catalog.api.schemas import (
    AnswerOut,
    BudgetOut,
    ContactOut,
    FoundPage,
    MapOut,
    PackageOut,
    ProgramDetail,
    TotalOut,
)
from tsunagu.catalog.queries import eligibility, maps, money, packages
from tsunagu.catalog.queries import program as program_queries
from tsunagu.catalog.queries import search as search_queries
from tsunagu.kernel.years import FiscalYear

router = Router(tags=["catalog"])


@router.get("/programs", response=FoundPage, operation_id="programs")
def programs(request: HttpRequest, filters: Query[ProgramFilter]) -> dict[str, Any]:
    """Programs that fit, best first."""
    query = search_queries.ProgramQuery(
        words=_words(filters.q),
        applicant=filters.applicant,
        theme=_words(filters.theme),
        phase=filters.phase,
        ministry=_words(filters.ministry),
        fiscal_year=_year(filters.year),
        new_call=filters.new_call,
        tag=_words(filters.tag),
        limit=filters.limit,
        offset=filters.offset,
    )
    page = search_queries.results(query)
    return {"count": page.total, "results": [answers.found_json(one) for one in page.found]}


@router.get("/programs/{key}", response=ProgramDetail, operation_id="program")
def program(request: HttpRequest, key: str) -> dict[str, Any]:
    """One program with everything that is known of it."""
    found = program_queries.program(_words(key))
    if found is None:
        raise Http404(f"There is no program with the key {key!r}.")
    return {
        **answers.program_json(found),
        "description": found.description,
        "description_en": found.description_en,
        "keywords": found.keywords,
        "aliases": [alias.text for alias in found.aliases.all()],
        "wants": [
            {"text": want.text, "applicant_note": want.applicant_note, "source": answers.source_json(want)}
            for want in found.wants.all()
        ],
        "rules": [answers.rule_json(rule) for rule in found.eligibilities.all()],
        "editions": [answers.edition_json(edition) for edition in found.editions.all()],
        "budgets": [answers.budget_json(figure, found.key) for figure in found.budgets.all()],
        "boxes": sorted({box.map.key for box in found.boxes.all()}),
        "contacts": [answers.contact_json(contact, found.key) for contact in found.contacts.all()],
        "links": [
            {
                "label": link.label,
                "place": link.place,
                "program": link.program.key,
                "name": link.program.name,
                "note": link.relation.note,
                "source": answers.source_json(link.relation),
            }
            for link in program_queries.links(found)
        ],
    }


@router.get("/maps", response=list[MapOut], operation_id="maps")
def all_maps(request: HttpRequest, filters: Query[MapFilter]) -> list[dict[str, Any]]:
    """The maps of one fiscal year (the newest unless asked otherwise) with the boxes that fit."""
    query = maps.MapQuery(
        fiscal_year=_year(filters.year),
        theme=_words(filters.theme),
        phase=filters.phase,
        ministry=_words(filters.ministry),
        applicant=filters.applicant,
        new_call=filters.new_call,
    )
    return [answers.map_json(drawn) for drawn in maps.maps(query)]


@router.get("/contacts", response=list[ContactOut], operation_id="contacts")
def contacts(request: HttpRequest, filters: Query[ContactFilter]) -> list[dict[str, Any]]:
    """Rows of the contact tables: whom to call."""
    query = maps.ContactQuery(
        fiscal_year=_year(filters.year),
        theme=_words(filters.theme),
        ministry=_words(filters.ministry),
        program=_words(filters.program),
        words=_words(filters.q),
    )
    return [answers.contact_json(row, row.program.key) for row in maps.contacts(query)]


@router.get("/budgets", response=list[BudgetOut], operation_id="budgets")
def budgets(request: HttpRequest, filters: Query[BudgetFilter]) -> list[dict[str, Any]]:
    """Budget figures as printed. Kinds never add up across kinds."""
    query = money.BudgetQuery(
        pillar=filters.pillar,
        ministry=_words(filters.ministry),
        fiscal_year=_year(filters.year),
        kind=filters.kind,
        program=_words(filters.program),
    )
    return [answers.budget_json(figure, figure.program.key) for figure in money.budget_figures(query)]


@router.get("/totals", response=list[TotalOut], operation_id="totals")
def totals(request: HttpRequest) -> list[dict[str, Any]]:
    """Printed totals against what the listed figures come to."""
    return [answers.total_json(row) for row in money.totals()]


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
                {
                    "code": line.code,
                    "check": line.check,
                    "bodies": list(line.bodies),
                    "text": line.text,
                    "source": answers.source_json(line.source),
                }
                for line in one.answer.lines
            ],
        }
        for one in eligibility.answers(
            filters.body, filters.partners, theme=_words(filters.theme), verdict=filters.verdict
        )
    ]


@router.get("/packages", response=list[PackageOut], operation_id="packages")
def all_packages(request: HttpRequest) -> list[dict[str, Any]]:
    """Versions of the package with the programs each names, oldest first."""
    return [answers.package_json(package) for package in packages.packages()]


def _year(year: int | None) -> FiscalYear | None:
    return None if year is None else FiscalYear(year)


def _words(text: str) -> str:
    return text.replace("\x00", "")
