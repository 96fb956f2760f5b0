"""The catalog as JSON."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router

from tsunagu.catalog.api import answers
from tsunagu.catalog.api.schemas import (
    AnswerOut,
    BudgetOut,
    CallOut,
    ContactRowOut,
    FoundPage,
    MapOut,
    PackageOut,
    ProgramDetail,
    TotalOut,
)
from tsunagu.catalog.queries import calendar, days, eligibility, maps, money, packages, search, states
from tsunagu.catalog.queries import contacts as contact_queries
from tsunagu.catalog.queries import program as program_queries
from tsunagu.catalog.queries.calendar import CallsQuery
from tsunagu.catalog.queries.contacts import ContactQuery
from tsunagu.catalog.queries.days import DayQuery
from tsunagu.catalog.queries.eligibility import MayApplyQuery
from tsunagu.catalog.queries.maps import MapQuery
from tsunagu.catalog.queries.money import BudgetQuery
from tsunagu.catalog.queries.narrowing import ProgramQuery
from tsunagu.kernel.api import asks

router = Router(tags=["catalog"])


@router.get("/programs", response=FoundPage, operation_id="programs")
@asks(ProgramQuery)
def programs(request: HttpRequest, query: ProgramQuery) -> dict[str, Any]:
    """Programs found, best first, and how well they fit the words."""
    return answers.results_json(search.results(query))


@router.get("/programs/{key}", response=ProgramDetail, operation_id="program")
@asks(DayQuery)
@days.on_its_day
def program(request: HttpRequest, query: DayQuery, key: str) -> dict[str, Any]:
    """One program with everything that is known of it, today or on a day."""
    known = program_queries.program(key.replace("\x00", ""))
    if known is None:
        raise Http404(f"There is no program with the key {key!r}.")
    return answers.detail_json(known, states.state_of(known))


@router.get("/maps", response=list[MapOut], operation_id="maps")
@asks(MapQuery)
def all_maps(request: HttpRequest, query: MapQuery) -> list[dict[str, Any]]:
    """The maps of one fiscal year (of each the newest unless asked otherwise) with the boxes that fit."""
    return [answers.map_json(drawn) for drawn in maps.maps(query)]


@router.get("/calls", response=list[CallOut], operation_id="calls")
@asks(CallsQuery)
def calls(request: HttpRequest, query: CallsQuery) -> list[dict[str, Any]]:
    """The calendar of calls: announced windows, expected months and assumed windows, each marked as what it is."""
    return [answers.call_json(entry) for entry in calendar.calls(query)]


@router.get("/contacts", response=list[ContactRowOut], operation_id="contacts")
@asks(ContactQuery)
def contacts(request: HttpRequest, query: ContactQuery) -> list[dict[str, Any]]:
    """Rows of the contact tables: whom to call."""
    return [answers.contact_row_json(row) for row in contact_queries.contacts(query)]


@router.get("/budgets", response=list[BudgetOut], operation_id="budgets")
@asks(BudgetQuery)
def budgets(request: HttpRequest, query: BudgetQuery) -> list[dict[str, Any]]:
    """Budget figures as printed. Kinds never add up across kinds."""
    return [answers.budget_json(figure, figure.program.key) for figure in money.budget_figures(query)]


@router.get("/totals", response=list[TotalOut], operation_id="totals")
@asks(DayQuery)
@days.on_its_day
def totals(request: HttpRequest, query: DayQuery) -> list[dict[str, Any]]:
    """Printed totals against what the listed figures come to."""
    return [answers.total_json(row) for row in money.totals()]


@router.get("/may-apply", response=list[AnswerOut], operation_id="may_apply")
@asks(MayApplyQuery)
def may_apply(request: HttpRequest, query: MayApplyQuery) -> list[dict[str, Any]]:
    """Which programs a kind of body may apply for, with the rules each answer rests on."""
    return [answers.answer_json(answered) for answered in eligibility.answers(query)]


@router.get("/packages", response=list[PackageOut], operation_id="packages")
@asks(DayQuery)
@days.on_its_day
def all_packages(request: HttpRequest, query: DayQuery) -> list[dict[str, Any]]:
    """Versions of the package with the programs each names, oldest first."""
    return [answers.package_json(package) for package in packages.packages()]
