"""Where facts were read: page by page for a program, counts for a document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count

from tsunagu.catalog.models import (
    Alias,
    Box,
    BudgetFigure,
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
    Total,
    Track,
    Want,
)  # fmt: skip

_COUNTED: tuple[type[Sourced], ...] = (
    Alias,
    Want,
    Relation,
    Eligibility,
    Edition,
    Track,
    BudgetFigure,
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


def pages(found: Program) -> list[SourcePage]:
    """The pages a loaded program's facts were read from, each with the printed texts.

    In the order of documents and pages.
    """
    printed: dict[tuple[int, str], dict[str, None]] = defaultdict(dict)
    documents: dict[int, Document] = {}
    for fact in _facts(found):
        if fact.document is not None:
            documents[fact.document.pk] = fact.document
            texts = printed[fact.document.pk, fact.page]
            if fact.printed:
                texts[fact.printed] = None
    ordered = sorted(printed, key=lambda place: (str(documents[place[0]].date or ""), place[0], _page_order(place[1])))
    return [SourcePage(documents[pk], page, list(printed[pk, page])) for pk, page in ordered]


def documents() -> list[DocumentCount]:
    """All documents with counts of the facts read from each."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for model in _COUNTED:
        rows = model._default_manager.exclude(document=None).order_by().values_list("document").annotate(Count("pk"))
        for pk, count in rows:
            counts[pk][model.__name__] = count
    return [DocumentCount(document, counts[document.pk]) for document in Document.objects.all()]


def _facts(found: Program) -> Iterator[Sourced]:
    yield from found.aliases.all()
    yield from found.wants.all()
    yield from found.eligibilities.all()
    for edition in found.editions.all():
        yield edition
        yield from edition.tracks.all()
    yield from found.budgets.all()
    yield from found.boxes.all()
    yield from found.contacts.all()
    yield from found.relations.all()
    yield from found.package_items.all()


def _page_order(page: str) -> tuple[int, str]:
    number = re.search(r"\d+", page)
    return (int(number.group()) if number else 0, page)
