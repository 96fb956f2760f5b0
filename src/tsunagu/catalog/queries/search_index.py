"""The programs as the search index holds them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from django.db.models import Prefetch

from tsunagu.catalog.models import Box, Program
from tsunagu.catalog.queries.editions import shown
from tsunagu.search import engine
from tsunagu.search.documents import Document, Hits

# Fields in which words are looked for, and their weights; chosen on tests/catalog/queries/seen.toml by `make quality`.
WEIGHTS = {"title": 2.0, "alias": 1.5, "want": 2.5, "keyword": 2.0, "text": 1.2, "context": 0.5}
_NAME = "programs"


def find(
    words: str,
    *,
    limit: int,
    offset: int = 0,
    keys: Collection[str] | None = None,
) -> Hits:
    """The keys of the programs that fit words, best first, among ``keys`` where given."""
    return engine.search(_NAME, words, documents, WEIGHTS, limit=limit, offset=offset, keys=keys)


def refresh() -> None:
    """Bring the index up to what the database holds now."""
    engine.refresh(_NAME, documents, WEIGHTS)


def is_ready() -> bool:
    """Whether words can be looked for at once."""
    return engine.is_ready(_NAME)


def documents() -> list[Document]:
    """Every program as a document for the index."""
    boxes = Prefetch("boxes", Box.objects.filter(map__in=shown()).select_related("map"))
    rows = Program.objects.select_related("ministry", "agency").prefetch_related(
        "aliases", "wants", boxes, "editions__tracks", "package_items"
    )
    return [_document(program) for program in rows]


def _document(program: Program) -> Document:
    fields = {
        "title": (program.name, program.abbreviation, program.name_en),
        "alias": _names(program),
        "want": (*(want.text for want in program.wants.all()), *program.wants_en),
        "keyword": program.keywords,
        "text": _descriptions(program),
        "context": _context(program),
    }
    return Document(program.key, "program", {name: _once(texts) for name, texts in fields.items()})


def _names(program: Program) -> Iterator[str]:
    yield from (alias.text for alias in program.aliases.all())
    yield from (box.name for box in program.boxes.all())


def _descriptions(program: Program) -> Iterator[str]:
    yield from (program.summary, program.description, program.summary_en, program.description_en)
    yield from (box.description for box in program.boxes.all())


def _context(program: Program) -> Iterator[str]:
    """What stands around a program: who runs it, tags, headings, maps, ways to apply."""
    yield program.ministry.name
    if program.agency:
        yield program.agency.name
    yield from program.tags
    yield program.heading
    yield from (box.map.name for box in program.boxes.all())
    for edition in program.editions.all():
        yield from (f"{track.name} {track.purpose}" for track in edition.tracks.all())


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))
