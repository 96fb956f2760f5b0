"""The page that a fact was read from, with its printed words marked; and whether they stand there."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Any
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from tsunagu.catalog import originals
from tsunagu.catalog.enums import Finding
from tsunagu.catalog.models import Document, Sourced
from tsunagu.catalog.originals import Box, Original, Page, Span
from tsunagu.catalog.queries import days
from tsunagu.catalog.queries.sources import FACTS, public
from tsunagu.kernel.labels import Label
from tsunagu.kernel.portraits import Citation, Citing
from tsunagu.kernel.questions import Door, asked
from tsunagu.kernel.remembering import remembered
from tsunagu.kernel.tables import Columns, file_column
from tsunagu.kernel.text import squeeze

_WHOLE = "whole"  # in addresses, where a fact names no page
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class CitationQuery:
    """The words to mark on a page."""

    text: str = asked(Label("印刷された文", "Printed words"), "", most=_LONGEST, doors=Door.PAGE)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a page's text; ``first`` is the first of those that are marked."""

    text: str
    marked: bool
    first: bool = False


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A stretch of marked letters on a picture, in pixels."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class CitedPage:
    """A page of an attached document.

    missing: the pieces that do not stand on it. others: the other pages that hold all of them.
    """

    original: Original
    number: int
    page: Page
    segments: list[Segment]
    rectangles: list[Rectangle]
    missing: list[str]
    others: list[int]

    @property
    def picture(self) -> str:
        """The picture as an address that carries it; a text has none."""
        if not self.page.boxes:
            return ""
        return f"data:image/webp;base64,{b64encode(self.original.picture(self.number)).decode()}"

    @property
    def before(self) -> int | None:
        """The page before this one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """The page after this one."""
        return self.number + 1 if self.number < self.original.pages else None


def address(fact: Sourced) -> str:
    """Where a citation of a fact leads: to the official address, or to its page here.

    Its page here shows the words where the document is attached, and says so where no address is known.
    """
    return page_address(fact.document, fact.page, fact.quoted) if fact.document else ""


def citing() -> Citing:
    """What finds the citation of a fact of another room, from the key of its document; in one statement."""
    documents = _documents()

    def cite(key: str, page: str, printed: str) -> Citation | None:
        document = documents.get(key)
        if document is None:
            return None
        quoted = printed if document.verbatim else ""
        return Citation(document.display_title, document.short_title, page_address(document, page, quoted))

    return cite


@remembered(days.looked_at)
def _documents() -> dict[str, Document]:
    return {document.key: document for document in Document.objects.all()}


def page_address(document: Document, page: str, quoted: str = "") -> str:
    """Where a page of a document can be seen, with the words that are quoted from it."""
    if document.url and not originals.is_attached(document.key):
        return official_address(document, page)
    place = reverse("catalog:citation", args=[document.key, page or _WHOLE])
    return f"{place}?{urlencode({'text': quoted})}#found" if quoted else place


def official_address(document: Document, page: str) -> str:
    """The document where its publisher keeps it, a PDF opened at a page; empty where that is not known."""
    number = _number(page)
    is_pdf = urlsplit(document.url).path.lower().endswith(".pdf") and "#" not in document.url
    return f"{document.url}#page={number}" if is_pdf and number else document.url


def document(key: str) -> Document | None:
    """The document of this key."""
    return Document.objects.filter(key=key).first()


def cited(document: Document, page: str, query: CitationQuery) -> CitedPage | None:
    """A page of an attached document with the words marked; none where nothing is attached."""
    original = originals.attached(document.key)
    if original is None:
        return None
    others = _pages_with(list(map(squeeze, original.texts())), query.text) if query.text else []
    number = _page_shown(original, _number(page), others)
    shown = original.page(number)
    pieces = originals.found(shown.text, query.text)
    spans = sorted(chain.from_iterable(pieces))
    return CitedPage(
        original,
        number,
        shown,
        list(_segments(shown.text, spans)),
        list(_rectangles(shown, spans)) if shown.boxes else [],
        [piece for piece, places in zip(originals.pieces(query.text), pieces, strict=True) if not places],
        [other for other in others if other != number],
    )


def _page_shown(original: Original, asked_for: int | None, others: Sequence[int]) -> int:
    """The page asked for; where none can be told, the first that holds the words."""
    if asked_for and asked_for <= original.pages and original.has_pages:
        return asked_for
    return others[0] if others else 1


def _number(page: str) -> int | None:
    """The number of a page, also of the first of several: 「12」, 「12-13」."""
    match = re.match(r"\d{1,6}(?!\d)", page)
    return int(match.group()) if match else None


def _pages_with(squeezed: Sequence[str], printed: str) -> list[int]:
    """The numbers of the pages on which every piece stands."""
    return [number for number, text in enumerate(squeezed, start=1) if originals.holds(text, printed)]


def _segments(text: str, spans: Sequence[Span]) -> Iterator[Segment]:
    """The text cut at the marks; where marks overlap, they are one."""
    here = 0
    for number, (start, end) in enumerate(_joined(spans)):
        yield Segment(text[here:start], marked=False)
        yield Segment(text[start:end], marked=True, first=number == 0)
        here = end
    yield Segment(text[here:], marked=False)


def _joined(spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            start, before = joined.pop()
            end = max(before, end)
        joined.append((start, end))
    return joined


def _rectangles(page: Page, spans: Sequence[Span]) -> Iterator[Rectangle]:
    """One rectangle a line of each mark; what has no extent on paper, as a line break, ends a line."""
    for start, end in _joined(spans):
        boxes = page.boxes[start:end]
        for drawn, line in groupby(boxes, key=_has_extent):
            if drawn:
                lefts, tops, rights, bottoms = zip(*line, strict=True)
                left, top = min(lefts), min(tops)
                yield Rectangle(left, top, max(rights) - left, max(bottoms) - top)


def _has_extent(box: Box) -> bool:
    left, top, right, bottom = box
    return left < right and top < bottom


# Whether every fact stands in its document ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CheckedFact:
    """A fact and whether its printed words stand in its document."""

    name: str
    document: Document
    fact: Sourced
    finding: Finding


CHECKED: Columns[CheckedFact] = Columns(
    file_column("fact", lambda row: row.name),
    file_column("document", lambda row: row.document.key),
    file_column("page", lambda row: row.fact.page),
    file_column("printed", lambda row: row.fact.quoted),
    file_column("found", lambda row: row.finding.value),
)


def checked() -> list[CheckedFact]:
    """Every fact that names a document, with what became of looking for its words there."""
    keys = Document.objects.values_list("key", flat=True)
    texts = {key: _Texts(originals.attached(key)) for key in keys}
    rows = []
    for model, owner in FACTS.items():
        for fact in _facts(model, owner):
            document = texts[fact.document.key]
            rows.append(CheckedFact(_named(fact, owner), fact.document, fact, document.finding(fact)))
    return rows


class _Texts:
    """The squeezed pages of a document, if it is attached."""

    def __init__(self, original: Original | None) -> None:
        self.original = original
        self.pages = list(map(squeeze, original.texts())) if original else []

    def finding(self, fact: Sourced) -> Finding:
        """Whether the words of a fact stand on its page."""
        if not originals.pieces(fact.quoted):
            return Finding.NO_TEXT
        if self.original is None:
            return Finding.NOT_ATTACHED
        pages = _pages_with(self.pages, fact.quoted)
        if not pages:
            return Finding.NO
        number = _number(fact.page)
        told = number is not None and self.original.has_pages
        return Finding.YES if not told or number in pages else Finding.OTHER_PAGE


def _facts(model: type[Sourced], owner: str) -> QuerySet[Any]:
    named = ["document", *filter(None, [owner])]
    return public(model).exclude(document=None).select_related(*named).order_by("pk")


def _named(fact: Sourced, owner: str) -> str:
    """What a fact is and of what, in one line for a terminal."""
    about: Any = fact
    for part in filter(None, owner.split("__")):
        about = getattr(about, part)
    kind = fact._meta.verbose_name
    return f"{about.key} {kind}: {fact}" if owner else f"{kind}: {fact}"
