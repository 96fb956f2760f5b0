"""Strengths as JSON: the same tables as the pages show and export, with what they rest on.

Engines take seconds to load, so each operation imports what it needs when it is called.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import Query, Router
from ninja.errors import ValidationError

from tsunagu.strengths.doors.api.filters import (
    CompareAsked,
    Counted,
    DomainAsked,
    FindAsked,
    LayersAsked,
    MapAsked,
    UniversityAsked,
    WorksAsked,
)
from tsunagu.strengths.doors.api.schemas import ComputedOut, ExplanationOut, InstitutionOut, TablesOut
from tsunagu.strengths.doors.conditional import unchanged
from tsunagu.strengths.enums import Amount, Base, Reference, Rule

if TYPE_CHECKING:
    from tsunagu.kernel.tables import Table
    from tsunagu.strengths.questions.choice import Choice
    from tsunagu.strengths.questions.reading import Institution, Reading
    from tsunagu.strengths.questions.strength_map import Question

router = Router(tags=["strengths"])
router.add_decorator(unchanged, mode="view")
_LANGUAGE = "en"  # column names; names of institutions are in the list of institutions in both languages


def _reading() -> Reading:
    from tsunagu.strengths.questions.reading import reading

    return reading(settings.STRENGTHS)


def _choice(opened: Reading, asked: Counted) -> Choice:
    from tsunagu.strengths.questions.choice import choice

    try:
        return choice(opened.edition, window=asked.window, scheme=asked.scheme, counting=asked.counting, top=asked.top)
    except ValueError as problem:
        raise _unusable("query", str(problem)) from problem


def _unusable(where: str, message: str) -> ValidationError:
    return ValidationError([{"loc": [where], "msg": message}])


def _known(opened: Reading, number: int) -> Institution:
    found = opened.by_openalex.get(number)
    if found is None:
        raise Http404(f"There is no institution with the OpenAlex number {number} in the data at hand.")
    return found


def _institution(opened: Reading, number: int) -> Institution:
    found = _known(opened, number)
    if not opened.computed(found):
        raise Http404(
            f"The institution with the OpenAlex number {number} is of none of the countries that are computed."
        )
    return found


def _field(choice: Choice, field: int) -> int:
    from tsunagu.strengths.conventions import schemes

    if field and field not in {one.field for one in schemes.fields(choice.scheme)}:
        raise _unusable("field", f"the scheme {choice.scheme} has no field {field}")
    return field


def _answer(opened: Reading, choice: Choice, tables: Sequence[Table]) -> dict[str, Any]:
    from tsunagu.strengths.questions.choice import provenance

    shown = [
        {"name": one.name, "columns": list(one.columns), "rows": [list(row) for row in one.rows]} for one in tables
    ]
    return {"provenance": provenance(opened, choice), "tables": shown}


@router.get("/strengths", response=ComputedOut, operation_id="strengths_edition")
def edition(request: HttpRequest) -> dict[str, Any]:
    """The data and the computation at hand, and what can be asked of them."""
    from dataclasses import asdict

    found = _reading().edition
    return {
        "edition": found.label,
        "nature": found.nature,
        "years": list(found.years),
        "windows": [f"{first}-{last}" for first, last in found.spans],
        "schemes": list(found.schemes),
        "eight_fields_map": found.map_edition,
        "settings": asdict(found.settings),
        "hashes": dict(found.run.hashes),
    }


@router.get("/strengths/map", response=TablesOut, operation_id="strength_map")
def strength_map(request: HttpRequest, asked: Query[MapAsked]) -> dict[str, Any]:
    """Fields by groups: the universities whose Q reaches that of the largest university over all fields."""
    from tsunagu.strengths.questions import strength_map as questions
    from tsunagu.strengths.questions.strength_map_tables import tables

    opened = _reading()
    question = _map_question(opened, asked)
    try:
        found = questions.strength_map(opened, question, _LANGUAGE)
    except ValueError as problem:
        raise _unusable("query.country", str(problem)) from problem
    return _answer(opened, question.choice, tables(found, opened, _LANGUAGE))


def _map_question(opened: Reading, asked: MapAsked) -> Question:
    from tsunagu.strengths.conventions import editions
    from tsunagu.strengths.questions.strength_map import PERMILLE, Question

    for name, reference in (("university", "named"), ("value", "value")):
        if (getattr(asked, name) is None) == (asked.reference == reference):
            raise _unusable(f"query.{name}", f"it goes with reference={reference}, and only with it")
    groups = editions.GROUPS if asked.groups is None else asked.groups
    if groups not in editions.group_editions():
        raise _unusable(
            "query.groups", f"there is no edition {groups}; there are {', '.join(editions.group_editions())}"
        )
    return Question(
        _choice(opened, asked),
        country=asked.country.upper() if asked.country else opened.edition.country,
        everyone=asked.everyone,
        reference=Reference(asked.reference),
        named=None if asked.university is None else _named(opened, asked.university),
        permille=None if asked.value is None else int(asked.value * (PERMILLE // 100)),
        rule=Rule(asked.rule),
        least=asked.least,
        margin=asked.margin,
        edition=groups,
    )


def _named(opened: Reading, text: str) -> Institution:
    found = opened.find(text, limit=1)
    if not found or not opened.computed(found[0]):
        raise _unusable("query.university", f"there is none named like {text!r} in the countries that are computed")
    return found[0]


@router.get("/strengths/institutions", response=list[InstitutionOut], operation_id="strength_institutions")
def institutions(request: HttpRequest, asked: Query[FindAsked]) -> list[dict[str, Any]]:
    """Institutions whose name holds these letters, or that have this OpenAlex or ROR id."""
    names = ("openalex", "name_ja", "name_en", "country", "sector", "prefecture", "ror")
    opened = _reading()
    return [
        {"number": one.openalex_id, "computed": opened.computed(one), **{name: getattr(one, name) for name in names}}
        for one in opened.find(asked.q, asked.limit)
    ]


@router.get("/strengths/universities/{number}", response=TablesOut, operation_id="strength_university")
def university(request: HttpRequest, number: int, asked: Query[UniversityAsked]) -> dict[str, Any]:
    """One university: portfolio, trend, collaboration, partners, fields within reach."""
    from tsunagu.strengths.questions import university as questions
    from tsunagu.strengths.questions.university_tables import tables

    opened = _reading()
    chosen = _choice(opened, asked)
    found = questions.university(opened, chosen, _institution(opened, number), Base(asked.base), _LANGUAGE)
    return _answer(opened, chosen, tables(found, opened, _LANGUAGE))


@router.get("/strengths/universities/{number}/works", response=TablesOut, operation_id="strength_works")
def works(request: HttpRequest, number: int, asked: Query[WorksAsked]) -> dict[str, Any]:
    """The works behind a number of a university, newest first and then the most cited."""
    from tsunagu.strengths.questions import works as questions
    from tsunagu.strengths.questions.works_tables import tables

    opened = _reading()
    chosen, one = _choice(opened, asked), _known(opened, number)
    field = _field(chosen, asked.field)
    found = questions.behind(
        opened, chosen, one, field=field, only_top=asked.only_top, first=asked.offset, limit=asked.limit
    )
    return _answer(opened, chosen, tables(opened, chosen, one, found, _LANGUAGE))


@router.get("/strengths/compare", response=TablesOut, operation_id="strength_compare")
def compare(request: HttpRequest, asked: Query[CompareAsked]) -> dict[str, Any]:
    """Two to four universities side by side, by field, with their joint works."""
    from tsunagu.strengths.questions import comparison as questions

    opened = _reading()
    chosen = _choice(opened, asked)
    compared = [_institution(opened, number) for number in dict.fromkeys(asked.u)]
    if len(compared) < 2:
        raise _unusable("u", "name at least two different universities")
    found = questions.comparison(opened, chosen, compared, _field(chosen, asked.field))
    return _answer(opened, chosen, questions.tables(opened, chosen, found, _LANGUAGE))


@router.get("/strengths/universities/{number}/domain", response=TablesOut, operation_id="strength_domain")
def domain(request: HttpRequest, number: int, asked: Query[DomainAsked]) -> dict[str, Any]:
    """A university's Q in a domain of its own beside that of a reference group, and what would close the gap."""
    from tsunagu.strengths.questions import domain as questions

    opened = _reading()
    chosen = _choice(opened, asked.model_copy(update={"scheme": asked.scheme or questions.finest(opened)}))
    one, members = (
        _institution(opened, number),
        [_institution(opened, other) for other in dict.fromkeys(asked.r) if other != number],
    )
    try:
        found = questions.domain(opened, chosen, one, sorted(set(asked.field)), members)
    except ValueError as problem:
        raise _unusable("field", str(problem)) from problem
    return _answer(opened, chosen, questions.tables(opened, chosen, found, _LANGUAGE))


@router.get("/strengths/research-time", response=TablesOut, operation_id="strength_research_time")
def research_time(request: HttpRequest, asked: Query[Counted]) -> dict[str, Any]:
    """Working time of teachers by the national survey; papers per research time by field and university group."""
    from tsunagu.strengths.questions import research_time as questions

    opened = _reading()
    chosen = _choice(opened, asked)
    return _answer(opened, chosen, questions.tables(opened, chosen, questions.research_time(opened, chosen), _LANGUAGE))


@router.get("/strengths/layers", response=TablesOut, operation_id="strength_layers")
def layers(request: HttpRequest, asked: Query[LayersAsked]) -> dict[str, Any]:
    """Rank-size curves of Japan, the United Kingdom and Germany, and what sums them up."""
    from tsunagu.strengths.questions import country_layers as questions

    opened = _reading()
    chosen = _choice(opened, asked)
    size, field = Amount(asked.size), _field(chosen, asked.field)
    found = questions.country_layers(opened, chosen, least=asked.least, amount=size, field=field)
    return _answer(opened, chosen, questions.tables(opened, chosen, found, _LANGUAGE))


@router.get("/strengths/works/{number}", response=ExplanationOut, operation_id="strength_explain")
def explain(request: HttpRequest, number: int) -> dict[str, Any]:
    """Why a work is among the most cited, or not."""
    from tsunagu.strengths.questions import works as questions

    found = questions.explain(_reading(), number) if number < 2**63 else None
    if found is None:
        raise Http404(f"There is no work W{number} in the data at hand.")
    return {"work": number, "text": questions.text(found)}
