"""What goes into an index and what comes out of it.

Loads nothing heavy, so that a room can speak of documents without the engine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from tsunagu.search.enums import Fit

VERSION = 5  # raise when the way of indexing changes
PREFIX = f"v{VERSION}-"
_MAKERS = ("tantivy", "sudachipy", "sudachidict-small")  # a new one of these makes another index of the same texts


@dataclass(frozen=True, slots=True)
class Document:
    """Something to find: fields of texts. One field may hold several texts."""

    key: str
    kind: str
    fields: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Match:
    """A typed word that a document holds, or that it holds by a related word."""

    word: str
    related: str = ""

    def __str__(self) -> str:
        return f"{self.word}（関連語：{self.related}）" if self.related else self.word


@dataclass(frozen=True, slots=True)
class Hit:
    """A found document: its score, how well it fits, the typed words found and the sentence that holds most."""

    key: str
    kind: str
    score: float
    fit: Fit
    matched: list[Match]
    sentence: str


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of hits, best first, how many there are in all and how many fit well, and how well they fit the want."""

    hits: list[Hit]
    total: int
    good: int = 0
    fit: Fit = Fit.NONE


def fingerprint(documents: Sequence[Document], extra: bytes = b"") -> str:
    """A digest of everything that decides the index's contents.

    And of what else a searching process must not keep for longer.
    """
    makers = [version(name) for name in _MAKERS]
    contents = [[document.key, document.kind, dict(document.fields)] for document in documents]
    text = json.dumps([makers, contents], ensure_ascii=False, sort_keys=True)
    return PREFIX + hashlib.sha256(text.encode() + extra).hexdigest()[:20]
