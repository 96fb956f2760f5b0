"""Where facts were read: page by page for a program, counts for a document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import Count, QuerySet

from tsunagu.catalog import originals
from tsunagu.catalog.enums.corrections import CorrectionState
from tsunagu.catalog.models import (
    Alias,
    Box,
    BudgetFigure,
    Call,
    Contact,
    Correction,
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
from tsunagu.catalog.rules.corrections import PROGRAM
from tsunagu.kernel.tables import Columns, file_column

# Every kind of fact, with the way to what it is about.
FACTS: dict[type[Sourced], str] = {
    Alias: "program",
    Want: "program",
    Relation: "program",
    Eligibility: "program",
    Edition: "program",
    Track: "edition__program",
    BudgetFigure: "program",
    PackageItem: "package",
    Map: "",
    Box: "map",
    Contact: "map",
    Total: "",
    Package: "",
    Call: "program",
    Status: "program",
    Term: "program",
}


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One page of a document with the facts read from it, one of each quoted text."""

    document: Document
    page: str
    facts: list[Sourced]

    @property
    def quoting(self) -> list[Sourced]:
        """Those that quote it."""
        return [fact for fact in self.facts if fact.quoted]


@dataclass(frozen=True, slots=True)
class DocumentCount:
    """A document with the number of facts read from it, by what they are."""

    document: Document
    counts: dict[str, int]

    @property
    def is_attached(self) -> bool:
        """Whether its own file is here."""
        return originals.is_attached(self.document.key)

    @property
    def total(self) -> int:
        """All facts."""
        return sum(self.counts.values())


def counted(document: Document) -> DocumentCount:
    """One document with its counts."""
    return next(row for row in documents() if row.document == document)


def document_pages(document: Document) -> list[SourcePage]:
    """The pages of a document that facts were read from, each with what they quote."""
    every = [rows.filter(document=document) for rows in (*map(public, FACTS), corrections())]
    return pages_of(chain.from_iterable(rows.select_related("document").order_by("pk") for rows in every))


DOCUMENTS: Columns[DocumentCount] = Columns(
    file_column("document", lambda row: row.document.key),
    file_column("title", lambda row: row.document.title),
    file_column("title_en", lambda row: row.document.title_en),
    file_column("publisher", lambda row: row.document.publisher),
    file_column("date", lambda row: row.document.date_text or str(row.document.date or "")),
    file_column("url", lambda row: row.document.url),
    file_column("facts", lambda row: row.total),
    file_column("attached", lambda row: row.is_attached),
)


def pages(program: Program) -> list[SourcePage]:
    """The pages a loaded program's facts were read from, each with the printed texts.

    In the order of documents and pages.
    """
    return pages_of(_facts(program))


def pages_of(facts: Iterable[Sourced]) -> list[SourcePage]:
    """The pages that facts were read from, in the order of documents and pages."""
    quoted: dict[tuple[Document, str], dict[str, Sourced]] = defaultdict(dict)
    for fact in facts:
        if fact.document is not None:
            quoted[fact.document, fact.page].setdefault(fact.quoted, fact)
    every = [SourcePage(document, page, list(facts.values())) for (document, page), facts in quoted.items()]
    return sorted(every, key=_place)


def place_of(page: str) -> tuple[int, str]:
    """Where a page stands in its document: by its number."""
    number = re.search(r"\d+", page)
    return int(number.group()) if number else 0, page


def _place(page: SourcePage) -> tuple[str, int, int, str]:
    """Where a page stands among others: by the document's date, then by its number."""
    return str(page.document.date or ""), page.document.pk, *place_of(page.page)


def documents() -> list[DocumentCount]:
    """All documents with counts of the facts read from each."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for model in FACTS:
        facts = public(model).exclude(document=None).order_by()
        for document, count in facts.values_list("document").annotate(Count("pk")):
            counts[document][model.__name__] = count
    for document, count in corrections().order_by().values_list("document").annotate(Count("pk")):
        counts[document][Correction.__name__] = count
    return [DocumentCount(document, counts[document.pk]) for document in Document.objects.all()]


def public(model: type[Sourced]) -> QuerySet[Any]:
    """The facts that readers may see: of the maps, those of published editions."""
    if model is Map:
        return published()
    facts: QuerySet[Any] = model._default_manager.all()
    return facts.filter(map__in=published()) if model in (Box, Contact) else facts


def corrections() -> QuerySet[Correction]:
    """What officers corrected of programs themselves; a corrected row is a fact with a source of its own."""
    return Correction.objects.filter(state=CorrectionState.STANDING, place=PROGRAM)


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
