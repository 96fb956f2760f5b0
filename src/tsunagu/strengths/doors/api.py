"""Strengths as JSON: the same tables as the pages show and export, with what they rest on.

Engines take seconds to load, so each operation imports what it needs when it is called.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.errors import ValidationError
from pydantic import BeforeValidator

from tsunagu.strengths.doors.conditional import unchanged
from tsunagu.strengths.enums import Amount, Base, Reference, Rule

if TYPE_CHECKING:
    from tsunagu.kernel.tables import Table
    from tsunagu.strengths.questions.choice import Choice
    from tsunagu.strengths.questions.reading import Institution, Reading
    from tsunagu.strengths.questions.strength_map import Question

router = Router(tags=["strengths"])
router.add_decorator(unchanged, mode="view")
_Cell = str | int | float | bool | None
_Field = Annotated[int, Field(ge=0, le=9999, description="a field of the scheme; 0 for all")]
_LANGUAGE = "en"  # column names; names of institutions are in the list of institutions in both languages


class Counted(Schema):
    """How numbers are counted; what is left out is the newest window, the eight fields, fractional counting and ties in part."""

    window: int | None = Field(None, ge=1, le=9999, description="last year of the window")
    scheme: Literal["eight", "field", "subfield", "concept"] | None = None
    counting: Literal["frac", "full", "author"] = "frac"
    top: Literal["top", "scale", "top1", "scale1"] = "top"


class MapAsked(Counted):
    """What the strength table compares."""

    country: str | None = Field(
        None, min_length=2, max_length=2, description="one of those computed; Japan where it is one"
    )
    everyone: bool = Field(False, description="other institutions than universities, too")
    reference: Literal["largest", "named", "value"] = Field(
        "largest",
        description="what Q is compared with: the all-field Q of the university with most papers, that of a named one, or a value",
    )
    university: str | None = Field(
        None, max_length=100, description="the university of reference=named: its name, OpenAlex id or ROR"
    )
    value: Decimal | None = Field(
        None, ge=0, le=100, decimal_places=1, description="the value of reference=value, in per cent"
    )
    rule: Literal["point", "interval"] = "point"
    least: int | None = Field(
        None,
        ge=1,
        le=1_000_000,
        description="papers below which nothing is said; 50 by default, 5 for a sample or a made-up corpus",
    )
    margin: int = Field(10, ge=0, le=1000, description="how far below the reference is near, in thousandths")
    groups: str | None = Field(
        None, max_length=60, description="edition of the university groups; the one in use by default"
    )


class UniversityAsked(Counted):
    """What a portfolio is compared with."""

    base: Literal["world", "country", "group"] = Field("world", description="the reference set of the activity index")


def _number(text: object) -> object:
    return int(text) if isinstance(text, str) and text.isdecimal() else text


class LayersAsked(Counted):
    """Which universities are in the layers, and what they are ordered by."""

    # An address holds text, which is no number of a list before it is made one.
    least: Annotated[Literal[1, 10, 50, 100, 500] | None, BeforeValidator(_number)] = Field(
        None, description="papers in ten years"
    )
    field: _Field = 0
    size: Literal["papers", "top"] = Field("papers", description="papers, or those among the most cited")


class CompareAsked(Counted):
    """Universities side by side."""

    u: list[int] = Field(min_length=2, max_length=4, description="OpenAlex numbers")
    field: _Field = 0  # of the trend


class FindAsked(Schema):
    """Which institutions."""

    q: str = Field(min_length=1, max_length=200, description="letters of a name, an OpenAlex id or a ROR")
    limit: int = Field(20, ge=1, le=100)


class WorksAsked(Counted):
    """Which works of a university."""

    field: _Field = 0
    only_top: bool = False
    limit: int = Field(100, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=10_000_000)


class DomainAsked(Counted):
    """A domain and whom to compare with."""

    field: list[Annotated[int, Field(ge=1, le=9999)]] = Field(
        min_length=1,
        max_length=300,
        description="the fields of the domain, by their numbers in the scheme, which is the finest by default",
    )
    r: list[int] = Field(
        [], max_length=10, description="numbers of the reference universities; the largest of the country by default"
    )


class TableOut(Schema):
    """A table as it is shown."""

    name: str
    columns: list[str]
    rows: list[list[_Cell]]


class TablesOut(Schema):
    """Tables and what their numbers rest on."""

    provenance: dict[str, _Cell]
    tables: list[TableOut]


class InstitutionOut(Schema):
    """An institution of the data at hand.

    number: as in addresses; openalex: the same, but for a successor that OpenAlex does not know. computed: whether its country is one of those
    computed; of others there are only works.
    """

    number: int
    openalex: int | None
    name_ja: str | None
    name_en: str | None
    country: str | None
    sector: str | None
    prefecture: str | None
    ror: str | None
    computed: bool


class ComputedOut(Schema):
    """The data and the computation that all numbers rest on."""

    edition: str
    nature: Literal["data", "sample", "synthetic"]
    years: list[int]
    windows: list[str]
    schemes: list[str]
    eight_fields_map: str | None
    settings: dict[str, Any]
    hashes: dict[str, str]


class ExplanationOut(Schema):
    """Why a work is among the most cited, or not, in words."""

    work: int
    text: str


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

    opened = _reading()
    question = _map_question(opened, asked)
    try:
        found = questions.strength_map(opened, question, _LANGUAGE)
    except ValueError as problem:
        raise _unusable("query.country", str(problem)) from problem
    return _answer(opened, question.choice, questions.tables(found, opened, _LANGUAGE))


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
    """A university's Q in a domain of its own beside that of a reference group, window by window, and what would close the gap."""
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
    """Working time of teachers by the national survey, and papers per research time by field and by university group."""
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
