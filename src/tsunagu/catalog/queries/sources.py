"""Where facts were read: page by page for a program, counts for a document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from tsunagu.catalog.models import (
    Alias,
    Box,
    BudgetFigure,
    Call,
    Contact,
    Document,
    Edition,
    Eligibility,
    Map,
    Package,
    PackageItem,
    Program,
    Relation,
    Sourced,
    Status,
    Term,
    Total,
    Track,
    Want,
)  # fmt: skip
from tsunagu.catalog.queries.editions import published

_COUNTED: tuple[type[Sourced], ...] = (
    Alias,
    Want,
    Relation,
    Eligibility,
    Edition,
    Track,
    BudgetFigure,
    Call,
    Status,
    Term,
    PackageItem,
    Map,
    Box,
    Contact,
    Total,
    Package,
)


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One page of a document with what was read from it, as printed."""

    document: Document
    page: str
    printed: list[str]


@dataclass(frozen=True, slots=True)
class DocumentCount:
    """A document with the number of facts read from it, by what they are."""

    document: Document
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """All facts."""
        return sum(self.counts.values())


def pages(program: Program) -> list[SourcePage]:
    """The pages a loaded program's facts were read from, each with the printed texts.

    In the order of documents and pages.
    """
    return pages_of(_facts(program))


def pages_of(facts: Iterable[Sourced]) -> list[SourcePage]:
    """The pages that facts were read from, in the order of documents and pages."""
    printed: dict[tuple[Document, str], dict[str, None]] = defaultdict(dict)
    for fact in facts:
        if fact.document is not None:
            texts = printed[fact.document, fact.page]
            if fact.printed:
                texts[fact.printed] = None
    every = [SourcePage(document, page, list(texts)) for (document, page), texts in printed.items()]
    return sorted(every, key=_place)


def _place(page: SourcePage) -> tuple[str, int, int, str]:
    """Where a page stands among others: by the document's date, then by its number."""
    number = re.search(r"\d+", page.page)
    return str(page.document.date or ""), page.document.pk, int(number.group()) if number else 0, page.page


def documents() -> list[DocumentCount]:
    """All documents with counts of the facts read from each."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for model in _COUNTED:
        facts = _public(model).exclude(document=None).order_by()
        for document, count in facts.values_list("document").annotate(Count("pk")):
            counts[document][model.__name__] = count
    return [DocumentCount(document, counts[document.pk]) for document in Document.objects.all()]


def _public(model: type[Sourced]) -> QuerySet[Any]:
    """The facts that readers may see: of the maps, those of published editions."""
    if model is Map:
        return published()
    facts: QuerySet[Any] = model._default_manager.all()
    return facts.filter(map__in=published()) if model in (Box, Contact) else facts


def _facts(program: Program) -> Iterator[Sourced]:
    yield from program.aliases.all()
    yield from program.wants.all()
    yield from program.eligibilities.all()
    for edition in program.editions.all():
        yield edition
        yield from edition.tracks.all()
    yield from program.budgets.all()
    yield from program.boxes.all()
    yield from program.contacts.all()
    yield from program.relations.all()
    yield from program.package_items.all()
