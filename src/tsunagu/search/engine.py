"""The current index of each name.

Opened once a process, reopened when a newer one is announced, rebuilt when its folder is gone.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
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
_rebuilding: dict[str, float] = {}
_PAUSE = 60.0  # seconds between two rebuildings
_LOG = logging.getLogger(__name__)


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
    index = current(name, documents, weights)
    try:
        return index.search(text, limit=limit, offset=offset, keys=keys)
    except _DAMAGED as error:
        return _anew(name, documents, weights, index, error).search(text, limit=limit, offset=offset, keys=keys)


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
        try:
            index = _open(name, mark, weights)
        except _DAMAGED as error:
            return _rebuilt(name, documents, weights, error)
        _opened[name] = (mark, index)
        return index


def is_ready(name: str) -> bool:
    """Whether the announced index is there and opened, or can be."""
    announced = CurrentIndex.objects.filter(name=name).values_list("fingerprint", flat=True).first()
    return announced is not None and _is_usable(name, announced)


# What tantivy raises where files are damaged.
_DAMAGED = (ValueError, OSError)


def _anew(name: str, documents: Documents, weights: Mapping[str, float], failed: Index, error: Exception) -> Index:
    """The index that stands in for one that failed, which somebody else may have built meanwhile."""
    with _lock:
        opened = _opened.get(name)
        if opened and opened[1] is not failed:
            return opened[1]
        return _rebuilt(name, documents, weights, error)


def _rebuilt(name: str, documents: Documents, weights: Mapping[str, float], error: Exception) -> Index:
    """The index made again in place of a damaged one: it holds nothing that the database does not."""
    if time.monotonic() - _rebuilding.get(name, -_PAUSE) < _PAUSE:
        raise error  # made a moment ago, so that the trouble lies elsewhere
    _LOG.error("the search index %s is damaged and is built again: %s", name, error)
    _rebuilding[name] = time.monotonic()
    for folder in (Path(settings.VAR) / "search").glob(f"{name}-*"):
        shutil.rmtree(folder, ignore_errors=True)
    mark = refresh(name, documents, weights)
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
