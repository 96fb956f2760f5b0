"""The field's thesaurus: which words a searcher may use for the same thing.

The words stand in ``data/search/thesaurus.toml``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import msgspec

from tsunagu.search.words import Word, whole_words, words

SAME = 0.7  # weight of a word of the same group
NEAR = 0.25  # weight of a word that a link leads to


class _Group(msgspec.Struct, forbid_unknown_fields=True):
    terms: list[str]


class _Link(msgspec.Struct, forbid_unknown_fields=True, rename={"source": "from"}):
    source: list[str]
    to: list[str]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    group: list[_Group] = []
    link: list[_Link] = []


Term = tuple[str, ...]  # the forms of a term's words


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing a query speaks of: the word as typed, its place, and all forms that stand for it, with weights."""

    surface: str
    start: int
    end: int
    variants: Mapping[Term, float]

    def covers(self, other: Concept) -> bool:
        """Whether the other concept is a part of this one (自治 of 自治体)."""
        return self is not other and self.start <= other.start and other.end <= self.end


Link = tuple[Sequence[str], Sequence[str]]  # from some words to others


class Thesaurus:
    """Groups (both ways) and links (one way) between terms."""

    def __init__(self, groups: Sequence[Sequence[str]] = (), links: Sequence[Link] = ()) -> None:
        self._near: dict[Term, dict[Term, float]] = defaultdict(dict)
        for group in groups:
            terms = _terms(group)
            for term in terms:
                self._add(term, terms, SAME)
        # Whoever types another word of the source's group means the same.
        alike = {term: {term, *same} for term, same in self._near.items()}
        for sources, targets in links:
            goals = _terms(targets)
            for source in _terms(sources):
                for term in alike.get(source, {source}):
                    self._add(term, goals, NEAR)
        self._longest = max(map(len, self._near), default=1)

    @classmethod
    def read(cls, path: Path) -> Thesaurus:
        """Read the thesaurus file; without one there are no other words."""
        if not path.exists():
            return cls()
        file = msgspec.toml.decode(path.read_bytes(), type=_File)
        return cls([group.terms for group in file.group], [(link.source, link.to) for link in file.link])

    def _add(self, source: Term, targets: Sequence[Term], weight: float) -> None:
        for target in targets:
            if source and target and target != source:
                self._near[source][target] = max(weight, self._near[source].get(target, 0))

    def concepts(self, query: str) -> list[Concept]:
        """What a query speaks of: each word with the words that stand for it.

        A run of words that the thesaurus knows is a concept too.
        """
        concepts: dict[Term, Concept] = {}
        for word in words(query):
            concepts[word.form,] = self._concept(word.surface, (word.form,), word.start, word.end)
        for run in self._runs(whole_words(query)):
            term = tuple(word.form for word in run)
            if term in self._near and _adjacent(run):
                surface = "".join(word.surface for word in run)
                concepts[term] = self._concept(surface, term, run[0].start, run[-1].end)
        return list(concepts.values())

    def _runs(self, words: Sequence[Word]) -> Iterator[Sequence[Word]]:
        """Two or more words behind one another, as long as the thesaurus' longest term."""
        for start in range(len(words)):
            for end in range(start + 2, min(start + self._longest, len(words)) + 1):
                yield words[start:end]

    def _concept(self, surface: str, term: Term, start: int, end: int) -> Concept:
        return Concept(surface, start, end, {term: 1.0, **self._near.get(term, {})})


def _adjacent(run: Sequence[Word]) -> bool:
    """Whether only small words (の, を) stand between the words of a run."""
    return all(second.start - first.end <= 1 for first, second in pairwise(run))


def _term(text: str) -> Term:
    return tuple(word.form for word in whole_words(text))


def _terms(texts: Sequence[str]) -> list[Term]:
    return [_term(text) for text in texts]
