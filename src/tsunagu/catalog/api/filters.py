"""What can be asked of the catalog's API."""

from __future__ import annotations

from ninja import Schema
from pydantic import Field

from tsunagu.catalog.enums import BodyKind, BudgetKind, Phase, Verdict

_Year = Field(
    None, ge=1926, le=2200, description="fiscal year (April to March) by the calendar year in which it begins"
)


class ProgramFilter(Schema):
    """What is looked for; everything may be left out."""

    q: str = Field("", max_length=500, description="a want in plain words")
    applicant: BodyKind | None = None
    theme: str = Field("", max_length=60)
    phase: Phase | None = None
    ministry: str = Field("", max_length=60)
    year: int | None = _Year
    new_call: bool | None = None
    tag: str = Field("", max_length=40)
    limit: int = Field(100, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=100_000)


class MapFilter(Schema):
    """Which part of the maps."""

    year: int | None = _Year
    theme: str = Field("", max_length=60)
    phase: Phase | None = None
    ministry: str = Field("", max_length=60)
    applicant: BodyKind | None = None
    new_call: bool | None = None


class ContactFilter(Schema):
    """Which contact rows."""

    year: int | None = _Year
    theme: str = Field("", max_length=60)
    ministry: str = Field("", max_length=60)
    program: str = Field("", max_length=80)
    q: str = Field("", max_length=200)


class BudgetFilter(Schema):
    """Which figures."""

    pillar: str = Field("", pattern="^[123]?$")
    ministry: str = Field("", max_length=60)
    year: int | None = _Year
    kind: BudgetKind | None = None
    program: str = Field("", max_length=80)


class MayApplyFilter(Schema):
    """Who asks, with whom."""

    body: BodyKind = Field(alias="as", description="the kind of body that asks")
    partners: list[BodyKind] = Field([], alias="with", description="partners at hand; may be repeated")
    theme: str = Field("", max_length=60)
    verdict: Verdict | None = None
