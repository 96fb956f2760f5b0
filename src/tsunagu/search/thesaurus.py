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


@dataclass(frozen=True, slots=True, eq=False)
class Concept:
    """One thing a query speaks of: the word as typed, its place, and all forms that stand for it, with weights.

    ``word`` marks a single word as typed, ``part`` a piece of one; a run of words is neither. ``weight`` says how much
    of the want it carries.
    """

    surface: str
    start: int
    end: int
    variants: Mapping[Term, float]
    word: bool = True
    part: bool = False
    weight: float = 1.0

    @property
    def typed(self) -> Term:
        """The forms of the words as typed."""
        return next(iter(self.variants))

    def covers(self, other: Concept) -> bool:
        """Whether the other concept is a part of this one (自治 of 自治体)."""
        return self is not other and self.start <= other.start and other.end <= self.end


Link = tuple[Sequence[str], Sequence[str]]  # from some words to others


class Thesaurus:
    """Groups (both ways) and links (one way) between terms."""

    def __init__(
        self,
        groups: Sequence[Sequence[str]] = (),
        links: Sequence[Link] = (),
    ) -> None:
        self._near: dict[Term, dict[Term, float]] = defaultdict(dict)
        self._written: dict[Term, str] = {}
        for group in groups:
            terms = self._terms(group)
            for term in terms:
                self._add(term, terms, SAME)
        # Whoever types another word of the source's group means the same.
        alike = {term: {term, *same} for term, same in self._near.items()}
        for sources, targets in links:
            goals = self._terms(targets)
            for source in self._terms(sources):
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
            if source and target and target != source and not self._is_foreign(source, target):
                self._near[source][target] = max(weight, self._near[source].get(target, 0))

    def _is_foreign(self, source: Term, target: Term) -> bool:
        """Whether a term is English and the other is not: whoever types Japanese finds the Japanese."""
        return _is_english(self._written[target]) and not self._written[source].isascii()

    def _terms(self, texts: Sequence[str]) -> list[Term]:
        terms = [_term(text) for text in texts]
        for term, text in zip(terms, texts, strict=True):
            self._written.setdefault(term, text)
        return terms

    def concepts(self, query: str) -> list[Concept]:
        """What a query speaks of: each word with the words that stand for it.

        A run of words that the thesaurus knows is a concept too.
        """
        concepts: dict[Term, Concept] = {}
        for word in words(query):
            known = concepts.get((word.form,))
            if known is None or known.part:
                concepts[word.form,] = self._concept([word], (word.form,))
        for run in self._runs(whole_words(query)):
            term = tuple(word.form for word in run)
            if term in self._near and _adjacent(run):
                concepts[term] = self._concept(run, term)
        return list(concepts.values())

    def _runs(self, words: Sequence[Word]) -> Iterator[Sequence[Word]]:
        """Two or more words behind one another, as long as the thesaurus' longest term."""
        for start in range(len(words)):
            for end in range(start + 2, min(start + self._longest, len(words)) + 1):
                yield words[start:end]

    def _concept(self, run: Sequence[Word], term: Term) -> Concept:
        surfaces = [word.surface for word in run]
        surface = (" " if surfaces[0].isascii() else "").join(surfaces)
        weight = max(word.weight for word in run)
        single = len(run) == 1
        return Concept(
            surface,
            run[0].start,
            run[-1].end,
            variants={term: 1.0, **self._near.get(term, {})},
            word=single and run[0].whole,
            part=single and not run[0].whole,
            weight=weight,
        )

    def is_alike(self, term: Term, surface: str) -> bool:
        """Whether a term is written in the letters of a typed word."""
        return self.written(term).isascii() == surface.isascii()

    def written(self, term: Term) -> str:
        """A term as the thesaurus writes it."""
        return self._written.get(term, " ".join(term))


def _adjacent(run: Sequence[Word]) -> bool:
    """Whether only small words (の, を; a, of the) stand between the words of a run."""
    return all(second.start - first.end <= _gap(second) for first, second in pairwise(run))


def _gap(word: Word) -> int:
    """How many units may stand before a word of a run: spaces are units too."""
    return 3 if word.surface.isascii() else 1


def outermost(concepts: Sequence[Concept]) -> list[Concept]:
    """The concepts that are no part of another one."""
    return [concept for concept in concepts if not any(other.covers(concept) for other in concepts)]


def _is_english(text: str) -> bool:
    """Whether a text is in English words; AI and MaaS are words of Japanese too."""
    return text.isascii() and text.islower()


def _term(text: str) -> Term:
    return tuple(word.form for word in whole_words(text))
