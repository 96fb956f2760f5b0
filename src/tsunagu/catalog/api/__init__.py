"""The catalog as JSON."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Path, Query, Router

from tsunagu.catalog.api import answers, bulk
from tsunagu.catalog.api.schemas import (
    AnswerOut,
    BudgetOut,
    CallOut,
    ContactRowOut,
    FoundPage,
    MapOut,
    MinistryOut,
    PackageOut,
    ProgramDetail,
    TagOut,
    ThemeOut,
    TotalOut,
)
from tsunagu.catalog.queries import calendar, choices, days, eligibility, maps, money, packages, search, states
from tsunagu.catalog.queries import contacts as contact_queries
from tsunagu.catalog.queries import program as program_queries
from tsunagu.catalog.queries.calendar import CallsQuery
from tsunagu.catalog.queries.contacts import ContactQuery
from tsunagu.catalog.queries.days import DayQuery
from tsunagu.catalog.queries.eligibility import MayApplyQuery
from tsunagu.catalog.queries.maps import MapQuery
from tsunagu.catalog.queries.money import BudgetQuery
from tsunagu.catalog.queries.narrowing import ProgramQuery
from tsunagu.kernel.api import Page, Place, asks, page, placed

Key = Annotated[str, Path(description="the key of the program, as in lists", examples=["coi-next"])]
router = Router(tags=["catalog"])
router.add_router("", bulk.router)


@router.get("/programs", response=FoundPage, operation_id="programs")
@asks(ProgramQuery)
def programs(request: HttpRequest, query: ProgramQuery) -> dict[str, Any]:
    """Programs found, best first, and how well they fit the words."""
    found = search.results(query)
    return {**placed(request, query, found.total), **answers.results_json(found)}


@router.get("/programs/{key}", response=ProgramDetail, operation_id="program")
@asks(DayQuery)
@days.on_its_day
def program(request: HttpRequest, query: DayQuery, key: Key) -> dict[str, Any]:
    """One program with everything that is known of it, today or on a day."""
    known = program_queries.program(key.replace("\x00", ""))
    if known is None:
        raise Http404(f"There is no program with the key {key!r}.")
    return answers.detail_json(known, states.state_of(known))


@router.get("/maps", response=Page[MapOut], operation_id="maps")
@asks(MapQuery)
def all_maps(request: HttpRequest, query: MapQuery, place: Query[Place]) -> dict[str, Any]:
    """The maps of one fiscal year (of each the newest unless asked otherwise) with the boxes that fit."""
    return page(request, place, maps.maps(query), answers.map_json)


@router.get("/maps/{key}", response=MapOut, operation_id="map")
def one_map(request: HttpRequest, key: Key) -> dict[str, Any]:
    """The newest edition of a map, with all its boxes."""
    shown = maps.one(key.replace("\x00", ""))
    if shown is None:
        raise Http404(f"There is no map with the key {key!r}.")
    return answers.map_json(shown)


@router.get("/calls", response=Page[CallOut], operation_id="calls")
@asks(CallsQuery)
def calls(request: HttpRequest, query: CallsQuery, place: Query[Place]) -> dict[str, Any]:
    """The calendar of calls: announced windows, expected months and assumed windows, each marked as what it is."""
    return page(request, place, calendar.calls(query), answers.call_json)


@router.get("/contacts", response=Page[ContactRowOut], operation_id="contacts")
@asks(ContactQuery)
def contacts(request: HttpRequest, query: ContactQuery, place: Query[Place]) -> dict[str, Any]:
    """Rows of the contact tables: whom to call."""
    return page(request, place, contact_queries.contacts(query), answers.contact_row_json)


@router.get("/budgets", response=Page[BudgetOut], operation_id="budgets")
@asks(BudgetQuery)
def budgets(request: HttpRequest, query: BudgetQuery, place: Query[Place]) -> dict[str, Any]:
    """Budget figures as printed. Kinds never add up across kinds."""
    return page(request, place, money.budget_figures(query), answers.budget_row_json)


@router.get("/totals", response=Page[TotalOut], operation_id="totals")
@asks(DayQuery)
@days.on_its_day
def totals(request: HttpRequest, query: DayQuery, place: Query[Place]) -> dict[str, Any]:
    """Printed totals against what the listed figures come to."""
    return page(request, place, money.totals(), answers.total_json)


@router.get("/may-apply", response=Page[AnswerOut], operation_id="may_apply")
@asks(MayApplyQuery)
def may_apply(request: HttpRequest, query: MayApplyQuery, place: Query[Place]) -> dict[str, Any]:
    """Which programs a kind of body may apply for, with the rules each answer rests on."""
    return page(request, place, eligibility.answers(query), answers.answer_json)


@router.get("/packages", response=Page[PackageOut], operation_id="packages")
@asks(DayQuery)
@days.on_its_day
def all_packages(request: HttpRequest, query: DayQuery, place: Query[Place]) -> dict[str, Any]:
    """Versions of the package with the programs each names, oldest first."""
    return page(request, place, packages.packages(), answers.package_json)


@router.get("/ministries", response=Page[MinistryOut], operation_id="ministries")
@asks(DayQuery)
@days.on_its_day
def ministries(request: HttpRequest, query: DayQuery, place: Query[Place]) -> dict[str, Any]:
    """Ministries and agencies that have programs: what ministry= takes."""
    return page(request, place, choices.ministries(), answers.ministry_json)


@router.get("/themes", response=Page[ThemeOut], operation_id="themes")
@asks(DayQuery)
@days.on_its_day
def themes(request: HttpRequest, query: DayQuery, place: Query[Place]) -> dict[str, Any]:
    """Policy themes and frameworks, each with its newest map: what theme= takes."""
    return page(request, place, choices.themes(), answers.theme_json)


@router.get("/tags", response=Page[TagOut], operation_id="tags")
@asks(DayQuery)
@days.on_its_day
def tags(request: HttpRequest, query: DayQuery, place: Query[Place]) -> dict[str, Any]:
    """Fields and purposes of programs, the most frequent first: what tag= takes."""
    return page(request, place, choices.tags(), answers.tag_json)
