"""What goes into an index and what comes out of it.

Loads nothing heavy, so that a room can speak of documents without the engine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

VERSION = 4  # raise when the way of indexing changes
PREFIX = f"v{VERSION}-"
_MAKERS = ("tantivy", "sudachipy", "sudachidict-small")  # a new one of these makes another index of the same texts


@dataclass(frozen=True, slots=True)
class Document:
    """Something to find: fields of texts. One field may hold several texts."""

    key: str
    kind: str
    fields: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A found document with its score and the typed words that led to it."""

    key: str
    kind: str
    score: float
    matched: list[str]


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of hits, best first, and how many there are in all."""

    hits: list[Hit]
    total: int


def fingerprint(documents: Sequence[Document], extra: bytes = b"") -> str:
    """A digest of everything that decides the index's contents.

    And of what else a searching process must not keep for longer.
    """
    makers = [version(name) for name in _MAKERS]
    contents = [[document.key, document.kind, dict(document.fields)] for document in documents]
    text = json.dumps([makers, contents], ensure_ascii=False, sort_keys=True)
    return PREFIX + hashlib.sha256(text.encode() + extra).hexdigest()[:20]
