"""The numbers of one university in brief, as a fragment for its page among the organizations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tsunagu.strengths.doors.views.opening import opened
from tsunagu.strengths.enums import Base
from tsunagu.strengths.questions import choice as choices
from tsunagu.strengths.questions import university as questions
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.questions.university import FieldLine

_SHOWN = 3  # fields, those with most papers


@opened
def page(request: HttpRequest, reading: Reading, number: int) -> HttpResponse:
    """Papers, their share among the most cited, and the largest fields; or that the data have none of it."""
    one = reading.by_openalex.get(number)
    context: dict[str, Any] = {"one": one, "edition": reading.edition}
    if one is not None:
        choice = choices.choice(reading.edition)
        found = questions.about(reading, choice, one, Base.WORLD)
        context |= {"choice": choice, "total": found.total, "fields": _largest(found.fields)}
    return render(request, "strengths/brief.html", context)


def _largest(fields: Sequence[FieldLine]) -> list[FieldLine]:
    known = [(line.now.n, line) for line in fields if line.now is not None]
    return [line for _, line in sorted(known, key=lambda pair: -pair[0])][:_SHOWN]
