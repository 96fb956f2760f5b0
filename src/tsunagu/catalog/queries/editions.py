"""The editions of the maps: which ones readers see, and all of them for the officer."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Prefetch, QuerySet

from tsunagu.catalog import sheets
from tsunagu.catalog.enums import EditionState
from tsunagu.catalog.models import Box, Contact, ContactPoint, EditionStep, Map
from tsunagu.catalog.rules.editions import DRAFTS
from tsunagu.catalog.sheets import Difference
from tsunagu.kernel.tables import Column, Columns, Table
from tsunagu.kernel.years import FiscalYear

EDITIONS = Columns[Map](
    Column("map", "地図", "Map", lambda edition: edition.key),
    Column("year", "年度", "Fiscal year", lambda edition: edition.fiscal_year),
    Column("state", "状態", "State", lambda edition: edition.state),
    Column("rows", "行数", "Rows", lambda edition: edition.size + edition.windows),  # type: ignore[attr-defined]
)
STEPS = Columns[EditionStep](
    Column("at", "日時", "Time", lambda step: step.at.isoformat(timespec="seconds")),
    Column("map", "地図", "Map", lambda step: step.map_key),
    Column("year", "年度", "Fiscal year", lambda step: step.fiscal_year),
    Column("verb", "操作", "What was done", lambda step: step.verb),
    Column("by", "担当", "By", lambda step: step.by),
    Column("reason", "理由", "Reason", lambda step: step.reason),
)


def published() -> QuerySet[Map]:
    """What can be seen: of each map and year the edition published last."""
    every = Map.objects.filter(state=EditionState.PUBLISHED).order_by("key", "fiscal_year", "-number")
    return Map.objects.filter(pk__in=every.distinct("key", "fiscal_year").values("pk"))


def shown(fiscal_year: FiscalYear | None = None) -> QuerySet[Map]:
    """What readers see: the maps of one fiscal year, or of each map the newest year that has any."""
    if fiscal_year is not None:
        return published().filter(fiscal_year=fiscal_year).order_by("order", "id")
    newest = published().order_by("key", "-fiscal_year").distinct("key")
    return Map.objects.filter(pk__in=newest.values("pk")).order_by("order", "id")


def drafts(fiscal_year: FiscalYear) -> QuerySet[Map]:
    """The editions of a fiscal year that wait to be published."""
    return Map.objects.filter(fiscal_year=fiscal_year, state__in=DRAFTS).order_by("order", "id")


def before(key: str, fiscal_year: FiscalYear) -> Map | None:
    """What a draft would stand in the place of: the published edition of its year, else of the newest one before."""
    return published().filter(key=key, fiscal_year__lte=fiscal_year).order_by("-fiscal_year").first()


def whole(editions: Iterable[Map]) -> QuerySet[Map]:
    """Editions with every row, as a spreadsheet needs them."""
    boxes = Box.objects.select_related("program", "document")
    points = ContactPoint.objects.select_related("office")
    rows = Contact.objects.select_related("program", "document").prefetch_related(Prefetch("points", queryset=points))
    return (
        Map.objects.filter(pk__in=[edition.pk for edition in editions])
        .order_by("order", "id")
        .select_related("document", "band_program")
        .prefetch_related(Prefetch("boxes", queryset=boxes), Prefetch("contacts", queryset=rows))
    )


def sheets_of(edition: Map | None) -> list[Table]:
    """An edition as sheets; without any, sheets without rows."""
    return sheets.tables(whole([edition] if edition else []))


def differences(draft: Map) -> list[Difference]:
    """What is new in a draft."""
    old = before(draft.key, draft.fiscal_year)
    of_another_year = old is not None and old.fiscal_year != draft.fiscal_year
    return sheets.differences(sheets_of(old), sheets_of(draft), {}, of_another_year=of_another_year)


def listed() -> list[Map]:
    """All editions: map by map, the newest first, with the sizes of their tables."""
    sizes = {"size": Count("boxes", distinct=True), "windows": Count("contacts", distinct=True)}
    return list(Map.objects.annotate(**sizes).order_by("key", "-fiscal_year", "-number"))


def steps() -> list[EditionStep]:
    """What was done with the editions, the last first."""
    return list(EditionStep.objects.all())
