"""What the API of this room answers, beside tables."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Field, Schema

Cell = str | int | float | bool | None


class TableOut(Schema):
    """A table as it is shown."""

    name: str = Field(description="the name of the table")
    columns: list[str] = Field(description="the names of its columns")
    rows: list[list[Cell]] = Field(description="its rows, each with a value for every column")


class TablesOut(Schema):
    """Tables and what their numbers rest on."""

    provenance: dict[str, Cell] = Field(description="what the numbers rest on: data, period, scheme, counting")
    tables: list[TableOut] = Field(description="the tables")


class ListOut(TablesOut):
    """A part of a list as a table, and what its numbers rest on."""

    count: int = Field(description="how many there are in all")
    limit: int = Field(description="how many were asked for at most")
    offset: int = Field(description="how many were passed over")
    next: str | None = Field(description="the address of the part behind this one; null where the list ends")


class InstitutionOut(Schema):
    """An institution of the data at hand."""

    number: int = Field(description="its number, as in addresses")
    openalex: int | None = Field(description="its number in OpenAlex; null for a successor that OpenAlex does not know")
    name_ja: str | None = Field(description="its Japanese name")
    name_en: str | None = Field(description="its English name")
    country: str | None = Field(description="its country by two letters")
    sector: str | None = Field(description="its sector: education, government, company, ...")
    prefecture: str | None = Field(description="its prefecture, in Japan")
    ror: str | None = Field(description="its ROR id")
    computed: bool = Field(description="whether its country is one of those computed; of others there are only works")


class ComputedOut(Schema):
    """The data and the computation that all numbers rest on."""

    edition: str = Field(description="the edition of the data")
    nature: Literal["data", "sample", "synthetic"] = Field(description="real data, a sample, or a made-up corpus")
    years: list[int] = Field(description="the years of publication covered, first and last")
    windows: list[str] = Field(description="the periods that can be asked for")
    schemes: list[str] = Field(description="the schemes of fields that can be asked for")
    eight_fields_map: str | None = Field(description="the edition of the map to the eight fields; null without one")
    settings: dict[str, Any] = Field(description="the settings of the computation")
    hashes: dict[str, str] = Field(description="hashes of the files that it was made of")


class ExplanationOut(Schema):
    """Why a work is among the most cited, or not, in words."""

    work: int = Field(description="the number of the work in OpenAlex")
    text: str = Field(description="the explanation in words")


class FindAsked(Schema):
    """Which institutions."""

    q: str = Field(
        min_length=1, max_length=200, description="letters of a name, an OpenAlex id or a ROR", examples=["東北"]
    )
