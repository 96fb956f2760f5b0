"""The current index of each name.

Opened once a process, reopened when a newer one is announced, rebuilt when its folder is gone.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from tsunagu.search.documents import PREFIX, Document, Hits, fingerprint
from tsunagu.search.models import CurrentIndex

if TYPE_CHECKING:
    from tsunagu.search.index import Index

Documents = Callable[[], Sequence[Document]]

_opened: dict[str, tuple[str, Index]] = {}
_lock = threading.Lock()


def search(
    name: str,
    text: str,
    documents: Documents,
    weights: Mapping[str, float],
    *,
    limit: int,
    offset: int = 0,
    keys: Collection[str] | None = None,
) -> Hits:
    """Search the current index of ``name``; ``documents`` gives its contents if it has to be built."""
    return current(name, documents, weights).search(text, limit=limit, offset=offset, keys=keys)


def refresh(name: str, documents: Documents, weights: Mapping[str, float]) -> str:
    """Build the index from what the database holds now, announce it to all processes and drop older ones."""
    from tsunagu.search.index import Index, is_complete  # tantivy and Sudachi load only where somebody searches

    contents = documents()
    # The thesaurus is no part of the index, but a new one must reach the processes that have it open.
    thesaurus = _thesaurus_path()
    mark = fingerprint(contents, extra=thesaurus.read_bytes() if thesaurus.exists() else b"")
    folder = _folder(name, mark)
    if not is_complete(folder):
        Index.build(folder, contents, weights)
    CurrentIndex.objects.update_or_create(name=name, defaults={"fingerprint": mark})
    for other in folder.parent.glob(f"{name}-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    return mark


def current(name: str, documents: Documents, weights: Mapping[str, float]) -> Index:
    """The opened current index."""
    announced = CurrentIndex.objects.filter(name=name).values_list("fingerprint", flat=True).first()
    opened = _opened.get(name)
    if opened and opened[0] == announced:
        return opened[1]
    with _lock:
        mark = announced if announced and _is_usable(name, announced) else refresh(name, documents, weights)
        index = _open(name, mark, weights)
        _opened[name] = (mark, index)
        return index


def _is_usable(name: str, mark: str) -> bool:
    """Whether an index of this way of indexing is there."""
    from tsunagu.search.index import is_complete

    return mark.startswith(PREFIX) and is_complete(_folder(name, mark))


def _open(name: str, mark: str, weights: Mapping[str, float]) -> Index:
    from tsunagu.search.index import Index
    from tsunagu.search.thesaurus import Thesaurus

    return Index(_folder(name, mark), weights, Thesaurus.read(_thesaurus_path()))


def _thesaurus_path() -> Path:
    return Path(settings.DATA) / "search" / "thesaurus.toml"


def _folder(name: str, mark: str) -> Path:
    return Path(settings.VAR) / "search" / f"{name}-{mark}"
