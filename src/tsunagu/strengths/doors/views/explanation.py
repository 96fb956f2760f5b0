"""Why a work counts among the most cited, or does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsunagu.kernel import rendering
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.doors.drawings.citation_bars import CitationBars, citation_bars
from tsunagu.strengths.doors.exact import decimal, doi_address, in_words
from tsunagu.strengths.doors.forms import CountedForm
from tsunagu.strengths.doors.views.opening import opened
from tsunagu.strengths.enums import Counting
from tsunagu.strengths.questions import choice as choices
from tsunagu.strengths.questions import explanation as questions
from tsunagu.strengths.questions.choice import Choice
from tsunagu.strengths.questions.explanation import Explanation
from tsunagu.strengths.questions.reading import Institution, Reading
from tsunagu.strengths.questions.records import Counted
from tsunagu.strengths.questions.reference_cells import Limit, distribution


@dataclass(frozen=True, slots=True)
class Reason:
    """A reference cell in the reader's words."""

    limit: Limit
    scheme: str
    field: str
    share: str
    goal: str
    missing: str
    cwts: str
    nistep: str
    bars: CitationBars | None = None


class ExplainForm(CountedForm[Counted]):
    """By which fields and rule it is asked, and from whose list."""

    question = Counted

    u = forms.IntegerField(label=_("機関"), min_value=0, required=False)


@dataclass(frozen=True, slots=True)
class Added:
    """What a work adds to the top papers of the institution whose list the reader comes from."""

    institution: Institution
    share: str
    part: float


@opened
def page(request: HttpRequest, reading: Reading, number: int) -> HttpResponse:
    """Why a work is among the most cited or not."""
    explanation = questions.explain(reading, number)
    if explanation is None:
        missing = {"edition": reading.edition, "work": f"W{number}"}
        return render(request, "strengths/works_missing.html", missing, status=404)
    form = ExplainForm(request.GET, reading)
    choice = choices.chosen(reading.edition, form.asked())
    institution = reading.by_openalex.get(form.cleaned_data.get("u") or -1)
    context = {
        "form": form,
        "edition": reading.edition,
        "choice": choice,
        "one": institution,
        **_about(explanation),
        **_weighed(reading, choice, explanation, institution),
    }
    return rendering.answer(request, "strengths/explain.html", context)


def _about(explanation: Explanation) -> dict[str, Any]:
    """The work itself, and why it is not compared, if it is not."""
    return {
        "found": explanation,
        "type": schemes.type_name(explanation.type),
        "doi": doi_address(explanation.doi),
        "why_not": _why_not(explanation),
    }


def _weighed(
    reading: Reading,
    choice: Choice,
    explanation: Explanation,
    institution: Institution | None,
) -> dict[str, Any]:
    """Its reference cells, and what it weighs by the one that was asked for."""
    decisive = _decisive(reading, choice, explanation.limits)
    reasons = [_reason(reading, limit, drawn=limit is decisive) for limit in explanation.limits]
    weight = decisive.weight(choice.top.tie_rule) if decisive else Fraction(0)
    return {
        "main": next((reason for reason in reasons if reason.bars), None),
        "reasons": reasons,
        "weight": weight,
        "weight_told": in_words(weight),
        "added": _added(explanation, choice, institution, weight),
    }


def _decisive(reading: Reading, choice: Choice, limits: Sequence[Limit]) -> Limit | None:
    """The reference cell asked for; of a work without a field of the scheme that of another, which is named."""
    scheme, _ = reading.stored(choice.scheme)
    permille = choice.top.permille
    return min(limits, key=lambda limit: (limit.top_permille != permille, limit.scheme != scheme), default=None)


def _added(
    explanation: Explanation,
    choice: Choice,
    institution: Institution | None,
    weight: Fraction,
) -> Added | None:
    holders = {holder.institution: holder for holder in explanation.holders}
    holder = holders.get(institution) if institution else None
    if holder is None:
        return None
    if choice.counting is Counting.AUTHOR:
        return Added(holder.institution, f"{holder.author_share:.4f}", float(weight) * holder.author_share)
    share = Fraction(1, holder.k if choice.counting is Counting.FRAC else 1)
    return Added(holder.institution, str(share), float(weight * share))


def _reason(reading: Reading, limit: Limit, *, drawn: bool) -> Reason:
    return Reason(
        limit=limit,
        scheme=schemes.schemes()[limit.scheme].name,
        field=schemes.name(limit.scheme, limit.field),
        share=f"{limit.top_permille / 10:g}%",
        goal=decimal(limit.goal),
        missing=decimal(limit.missing),
        cwts=in_words(limit.cwts),
        nistep=in_words(limit.nistep),
        bars=_bars(reading, limit) if drawn else None,
    )


def _bars(reading: Reading, limit: Limit) -> CitationBars:
    return citation_bars(distribution(reading, limit), limit.threshold, limit.cited)


def _why_not(explanation: Explanation) -> Sequence[str]:
    """Why a work is not compared with others, in sentences."""
    kind = gettext("この種類の文献（%s）は、比べる対象にしていません。比べるのは原著論文と総説などです。")
    sentences = {
        "type": kind % schemes.type_name(explanation.type),
        "retracted": gettext("撤回された論文です。"),
        "no_institution": gettext("著者の所属機関がデータにありません。"),
        "citations": gettext("数える年の被引用数がデータにありません。"),
        "field": gettext("分野がデータにありません。"),
        "not_computed": gettext("最後の計算の後に読み込まれた論文です。次の計算で数値に入ります。"),
    }
    return [sentences[code] for code in explanation.reasons]
