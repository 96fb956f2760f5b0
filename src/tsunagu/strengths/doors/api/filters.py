"""What the API of this room is asked."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import BeforeValidator

_Field = Annotated[int, Field(ge=0, le=9999, description="a field of the scheme; 0 for all")]


class Counted(Schema):
    """How numbers are counted.

    What is left out is the newest window, the eight fields, fractional counting and ties in part.
    """

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
        description=(
            "what Q is compared with: the all-field Q of the university with most papers, that of a named one, "
            "or a value"
        ),
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
