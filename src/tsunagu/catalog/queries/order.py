"""The order in which programs are listed: as asked for, with those that have ended at the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Max

from tsunagu.catalog.enums import Sort, State
from tsunagu.catalog.models import BudgetFigure, Call, Edition, Eligibility, Status
from tsunagu.catalog.models.days import known_from
from tsunagu.catalog.queries.glance import headline
from tsunagu.catalog.queries.states import ProgramState

_NEVER = date.max


def arranged(programs: Sequence[int], sort: Sort, states: Mapping[int, ProgramState]) -> list[int]:
    """Row numbers of programs, given in the order of relevance or of the catalog, in the order asked for.

    What is not known of a program (a deadline, an amount) puts it behind those of which it is known. Programs that are
    alike keep their order.
    """
    order = list(programs)
    if sort is Sort.DEADLINE:
        order.sort(key=lambda program: _deadline(states[program]))
    elif sort is Sort.AMOUNT:
        amounts = _amounts(order)
        order.sort(key=lambda program: -amounts.get(program, -1))
    elif sort is Sort.NEWEST:
        days = _newest_days(order)
        order.sort(key=lambda program: days.get(program, date.min), reverse=True)
    return sorted(order, key=lambda program: states[program].state is State.ENDED)


def _deadline(state: ProgramState) -> tuple[bool, date]:
    """Open calls by their last day, then those to come by their first."""
    if state.state not in (State.OPEN, State.PLANNED):
        return (True, _NEVER)
    return (state.state is not State.OPEN, state.judged.day or _NEVER)


def _amounts(programs: Sequence[int]) -> dict[int, int]:
    """How large each program is, by the figure that says it best."""
    figures: dict[int, list[BudgetFigure]] = defaultdict(list)
    for figure in BudgetFigure.objects.filter(program__in=programs):
        figures[figure.program_id].append(figure)
    chosen = {program: headline(members) for program, members in figures.items()}
    return {program: figure.amount or 0 for program, figure in chosen.items() if figure}


def _newest_days(programs: Sequence[int]) -> dict[int, date]:
    """The day on which the newest document about each program became known."""
    known = known_from("document__")
    newest: dict[int, date] = {}
    for model in (Edition, BudgetFigure, Eligibility, Call, Status):
        rows = model._default_manager.order_by().filter(program__in=programs).exclude(document=None)
        for program, day in rows.values_list("program").annotate(newest=Max(known)):
            if day:
                newest[program] = max(day, newest.get(program, day))
    return newest
