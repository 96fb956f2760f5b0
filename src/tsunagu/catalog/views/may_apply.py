"""「申請できる？」: every program's answer for a body and its partners."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from tsunagu.catalog.enums import Verdict
from tsunagu.catalog.forms import MayApplyFilters
from tsunagu.catalog.queries import eligibility
from tsunagu.catalog.queries.eligibility import MayApplyQuery, ProgramAnswer
from tsunagu.catalog.views.dated import dated
from tsunagu.catalog.wording import verdict_advice
from tsunagu.kernel.paging import SIZE, address_for, existing, offset, pager
from tsunagu.kernel.rendering import answer, export, page


@dataclass(frozen=True, slots=True)
class Group:
    """The programs with one answer: how many there are, and those on this page."""

    verdict: Verdict
    advice: str
    count: int
    members: list[ProgramAnswer]


@page
@dated
def may_apply(request: HttpRequest) -> HttpResponse:
    """Programs grouped by whether the body may apply, each with the rules it rests on."""
    form = MayApplyFilters(request.GET)
    query = form.query
    if file := export(form, lambda: eligibility.answers_table(eligibility.answers(query) if query else [])):
        return file
    verdicts = eligibility.verdicts(query) if query else []
    keys = [program for program, verdict in verdicts if query and query.verdict in (None, verdict)]
    number = existing(form.page_number, len(keys))
    shown = _explained(query, keys, number)
    context = {
        "form": form,
        "query": query,
        "groups": _groups(Counter(verdict for _, verdict in verdicts), shown),
        "shown": shown,
        "pager": pager(request, number, len(keys)),
        "verdict_address": address_for(request, "verdict"),
    }
    return answer(request, "catalog/may_apply.html", context, part="catalog/parts/answers.html")


def _explained(query: MayApplyQuery | None, keys: Sequence[int], number: int) -> list[ProgramAnswer]:
    """The answers on one page."""
    start = offset(number)
    return eligibility.explained(query, keys[start : start + SIZE]) if query else []


def _groups(sizes: Counter[Verdict], shown: Sequence[ProgramAnswer]) -> list[Group]:
    members: dict[Verdict, list[ProgramAnswer]] = {verdict: [] for verdict in Verdict}
    for program in shown:
        members[program.answer.verdict].append(program)
    return [Group(verdict, verdict_advice(verdict), sizes[verdict], members[verdict]) for verdict in Verdict]
