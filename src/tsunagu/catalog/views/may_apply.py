"""「申請できる？」: every program's answer for a body and its partners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from tsunagu.catalog.enums import Verdict
from tsunagu.catalog.forms import MayApplyFilters
from tsunagu.catalog.queries import eligibility
from tsunagu.catalog.queries.eligibility import ProgramAnswer
from tsunagu.catalog.views.rendering import answer, export, page
from tsunagu.catalog.wording import verdict_advice


@dataclass(frozen=True, slots=True)
class Group:
    """The programs with one answer."""

    verdict: Verdict
    advice: str
    members: list[ProgramAnswer]


@page
def may_apply(request: HttpRequest) -> HttpResponse:
    """Programs grouped by whether the body may apply, each with the rules it rests on."""
    form = MayApplyFilters(request.GET)
    found = eligibility.answers(form.body, form.partners, theme=form.chosen_theme) if form.body else []
    shown = [one for one in found if form.chosen_verdict in (None, one.answer.verdict)]
    context = {"form": form, "groups": _groups(shown), "counts": _groups(found), "shown": shown}
    return export(form, [eligibility.answers_table(shown)]) or answer(request, "catalog/may_apply.html", context, part="catalog/parts/answers.html")


def _groups(found: Sequence[ProgramAnswer]) -> list[Group]:
    return [Group(verdict, verdict_advice(verdict), [one for one in found if one.answer.verdict is verdict]) for verdict in Verdict]
