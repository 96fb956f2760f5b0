"""What the API of this room answers, beside tables."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Field, Schema

Cell = str | int | float | bool | None


class TableOut(Schema):
    """A table as it is shown."""

    name: str
    columns: list[str]
    rows: list[list[Cell]]


class TablesOut(Schema):
    """Tables and what their numbers rest on."""

    provenance: dict[str, Cell]
    tables: list[TableOut]


class InstitutionOut(Schema):
    """An institution of the data at hand.

    number: as in addresses; openalex: the same, but for a successor that OpenAlex does not know. computed: whether its
    country is one of those computed; of others there are only works.
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


class FindAsked(Schema):
    """Which institutions."""

    q: str = Field(min_length=1, max_length=200, description="letters of a name, an OpenAlex id or a ROR")
    limit: int = Field(20, ge=1, le=100)
