"""Strengths as JSON: the same tables as the pages show and export, with what they rest on.

Engines take seconds to load, so each operation imports what it needs when it is called.
"""

from __future__ import annotations

import functools
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated, Any

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import Path, Query, Router
from ninja.errors import ValidationError

from tsunagu.kernel.api import Page, Place, asks, page, placed
from tsunagu.kernel.labels import speaking
from tsunagu.strengths.doors.api.schemas import (
    ComputedOut,
    ExplanationOut,
    FindAsked,
    InstitutionOut,
    ListOut,
    TablesOut,
)
from tsunagu.strengths.doors.conditional import unchanged
from tsunagu.strengths.errors import NoSuchThing, Unanswerable
from tsunagu.strengths.questions.records import QUESTIONS, Counted, Entry, ListQuestion

if TYPE_CHECKING:
    from tsunagu.strengths.questions.reading import Institution, Reading

router = Router(tags=["strengths"])
router.add_decorator(unchanged, mode="view")
Number = Annotated[int, Path(description="the number of the university, as in the list of institutions")]
Work = Annotated[int, Path(description="the number of the work in OpenAlex, without its W")]
_INSTITUTION = ("openalex", "name_ja", "name_en", "country", "sector", "prefecture", "ror")


def _reading() -> Reading:
    from tsunagu.strengths.questions.reading import reading

    return reading(settings.STRENGTHS)


@router.get("/strengths", response=ComputedOut, operation_id="strengths_edition")
def edition(request: HttpRequest) -> dict[str, Any]:
    """The data and the computation at hand, and what can be asked of them."""
    edition = _reading().edition
    return {
        "edition": edition.label,
        "nature": edition.nature.value,
        "years": list(edition.years),
        "windows": [f"{first}-{last}" for first, last in edition.spans],
        "schemes": list(edition.schemes),
        "eight_fields_map": edition.map_edition,
        "settings": asdict(edition.settings),
        "hashes": dict(edition.run.hashes),
    }


@router.get("/strengths/institutions", response=Page[InstitutionOut], operation_id="strength_institutions")
def institutions(request: HttpRequest, asked: Query[FindAsked], place: Query[Place]) -> dict[str, Any]:
    """Institutions whose name holds these letters, or that have this OpenAlex or ROR id."""
    reading = _reading()
    found = reading.find(asked.q, len(reading.institutions))
    return page(request, place, found, functools.partial(_institution, reading))


def _institution(reading: Reading, institution: Institution) -> dict[str, Any]:
    facts = {name: getattr(institution, name) for name in _INSTITUTION}
    return {"number": institution.openalex_id, "computed": reading.computed(institution), **facts}


@router.get("/strengths/works/{number}", response=ExplanationOut, operation_id="strength_explain")
def explain(request: HttpRequest, number: Work) -> dict[str, Any]:
    """Why a work is among the most cited, or not."""
    from tsunagu.strengths.questions import explanation

    explained = explanation.explain(_reading(), number) if number < 2**63 else None
    if explained is None:
        raise Http404(f"There is no work W{number} in the data at hand.")
    return {"work": number, "text": explanation.text(explained)}


def _of_all(request: HttpRequest, question: Counted, *, entry: Entry) -> dict[str, Any]:
    try:
        return _answer(request, entry, question)
    except Unanswerable as problem:
        raise _invalid(problem) from problem


def _of_a_university(request: HttpRequest, question: Counted, number: Number, *, entry: Entry) -> dict[str, Any]:
    about: Counted = replace(question, university=str(number))  # type: ignore[call-arg]
    try:
        return _answer(request, entry, about)
    except Unanswerable as problem:
        # What the path names is missing; what the query names is wrong.
        if isinstance(problem, NoSuchThing) and problem.where == "university":
            raise Http404(str(problem)) from problem
        raise _invalid(problem) from problem


def _answer(request: HttpRequest, entry: Entry, question: Counted) -> dict[str, Any]:
    from tsunagu.strengths.questions import asking, choice

    reading = _reading()
    # Columns and fields bear English names here; the list of institutions has theirs in both languages.
    with speaking("en"):
        answered = asking.ask(reading, entry, question)
    tables = [{"name": table.name, "columns": table.columns, "rows": table.rows} for table in answered.tables]
    where = placed(request, question, answered.answer.total) if isinstance(question, ListQuestion) else {}
    return {"provenance": choice.provenance(reading, answered.choice), "tables": tables, **where}


def _invalid(problem: Unanswerable) -> ValidationError:
    where = ["query", problem.where] if problem.where else ["query"]
    return ValidationError([{"loc": where, "msg": str(problem)}])


def _offer(entry: Entry) -> None:
    """Give a question its address."""
    view = functools.partial(_of_a_university if "{number}" in entry.path else _of_all, entry=entry)
    shape = ListOut if issubclass(entry.record, ListQuestion) else TablesOut
    offer = router.get(entry.path, response=shape, operation_id=entry.operation, summary=entry.title.en)
    offer(asks(entry.record, name=entry.module, called="asked")(view))


for _entry in QUESTIONS:
    _offer(_entry)
