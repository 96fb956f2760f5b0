"""The sentences of an index's documents: how much of a want each holds, and which words of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain

import numpy as np
import numpy.typing as npt

from tsunagu.search import rules
from tsunagu.search.documents import Document, Match
from tsunagu.search.thesaurus import NEAR, SAME, Concept, Term, Thesaurus, outermost
from tsunagu.search.words import LITTLE, forms

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

_ENDS = re.compile(r"(?<=[。！？])|(?<=[.!?])\s+(?=[A-Z])|\n+")
_CREDITS = {1.0: 1.0, SAME: 0.85, NEAR: 0.4}  # of a word as typed, of one that means the same, of a related one
_PART = 0.7  # credit of a word's parts
_HELD = 0.5  # a document holds a word from this credit on
_SENTENCE = 50  # letters that a sentence has; what is shorter is rather a word


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a document's field and the forms of its words."""

    field: str
    text: str
    forms: list[str]


def passages(document: Document) -> list[Passage]:
    """The sentences of a document, at least an empty one."""
    found = []
    for field, texts in document.fields.items():
        sentences = chain.from_iterable(map(_sentences, texts))
        found += [Passage(field, sentence, list(dict.fromkeys(forms(sentence)))) for sentence in sentences]
    return found or [Passage("", "", [])]


def _sentences(text: str) -> Iterator[str]:
    return (sentence.strip() for sentence in _ENDS.split(text) if sentence.strip())


@dataclass(frozen=True, slots=True)
class Cover:
    """How much of a want the documents hold.

    ``shares`` says how much of it each document covers, 0 to 1, ``closeness`` how close each comes to it (``rules``),
    and ``best`` which passage of each document covers most.
    """

    shares: Floats
    closeness: Floats
    best: Places


class Passages:
    """All passages of an index, document after document."""

    def __init__(self, documents: Sequence[Sequence[Passage]], weights: Mapping[str, float]) -> None:
        every = list(chain.from_iterable(documents))
        lengths = [len(passages) for passages in documents]
        self._starts: Places = np.cumsum([0, *lengths])[:-1]
        self._texts = [passage.text for passage in every]
        self._shown = np.array([_shown(passage, weights) for passage in every])
        self._latin = np.array([passage.text.isascii() for passage in every])
        self._vocabularies = [_vocabulary(passages) for passages in documents]
        places: dict[str, list[int]] = {}
        for place, passage in enumerate(every):
            for form in passage.forms:
                places.setdefault(form, []).append(place)
        self._places: dict[str, Places] = {form: np.array(found) for form, found in places.items()}

    def cover(self, concepts: Sequence[Concept]) -> Cover:
        """How much of what the concepts stand for the documents hold."""
        every = {concept: self._credits(concept) for concept in concepts}
        words = list(_words(concepts))
        found = np.array([_with_neighbors(word, every) for word in words])  # words × passages
        held = np.maximum.reduceat(found, self._starts, axis=1)  # words × documents
        most = max(concept.weight for concept in concepts)  # a want of who and where alone is about these
        bounded = rules.bounded([word.weight for word in words], LITTLE)
        weights = np.array(bounded) / most
        rare = np.array([rules.rarity(held.shape[1], count) for count in _holding(held)])
        tells = weights * rare
        shares, counted = tells @ held / tells.sum(), weights @ held / weights.sum()
        want = self._want(words, found, weights, float(tells.sum()))
        return Cover(
            shares=shares,
            closeness=np.array([rules.closeness(want, *one) for one in zip(shares, counted, strict=True)]),
            best=self._best(tells @ found, _is_latin(concepts)),
        )

    def _want(self, words: Sequence[Concept], found: Floats, weights: Floats, told: float) -> rules.Want:
        """What the words of a want say of it by how many passages hold each."""
        familiar = np.array([rules.familiarity(len(self._texts), count) for count in _holding(found)])
        last = max(range(len(words)), key=lambda place: words[place].end)
        return rules.Want(told, rules.known(float(weights @ familiar), float(weights.sum())), float(familiar[last]))

    def text(self, place: int) -> str:
        """A passage as it stands in its document."""
        return self._texts[place]

    def matches(self, document: int, concepts: Sequence[Concept], thesaurus: Thesaurus) -> list[Match]:
        """The typed words that a document holds, or what it holds in their place; never a piece of a word."""
        vocabulary = self._vocabularies[document]
        found: dict[Concept, Match] = {}
        for concept in concepts:
            if not concept.part and (match := _match(concept, concepts, vocabulary, thesaurus)):
                found[concept] = match
        return list(dict.fromkeys(found[concept] for concept in outermost(list(found))))

    def _credits(self, concept: Concept) -> Floats:
        """How far each passage holds a concept in any of its forms."""
        found = np.zeros(len(self._texts))
        for term, weight in sorted(concept.variants.items(), key=lambda variant: variant[1]):
            found[self._with(term)] = _CREDITS[weight]
        return found

    def _with(self, term: Term) -> Places:
        """The passages with all words of a term."""
        places = [self._places.get(form, _NOWHERE) for form in term]
        return reduce(np.intersect1d, places)

    def _best(self, passages: Floats, latin: bool) -> Places:
        """The passage of each document that is shown: it covers most, in the language of the want if it may be."""
        shown = passages * self._shown * np.where(self._latin == latin, 2.0, 1.0)
        parts = np.split(shown, self._starts[1:])
        places: Places = self._starts + np.array([part.argmax() for part in parts])
        return places


_NOWHERE = np.zeros(0, dtype=np.int64)


def _vocabulary(passages: Sequence[Passage]) -> set[str]:
    """The words of a document."""
    return set(chain.from_iterable(passage.forms for passage in passages))


def _shown(passage: Passage, weights: Mapping[str, float]) -> float:
    """Which of two passages that cover as much is shown: one of a weightier field, a sentence rather than a word."""
    whole = min(len(passage.text) / _SENTENCE, 1.0)
    return float(weights.get(passage.field, 1.0) ** 0.5 * (2 + whole))


def _words(concepts: Sequence[Concept]) -> Iterator[Concept]:
    """The single words as typed: no pieces of one, no runs of several."""
    return (concept for concept in concepts if concept.word)


def _is_latin(concepts: Sequence[Concept]) -> bool:
    return all(concept.surface.isascii() for concept in concepts)


def _holding(found: Floats) -> list[int]:
    """How many hold each word."""
    counts: list[int] = (found >= _HELD).sum(axis=1).tolist()
    return counts


def _with_neighbors(concept: Concept, every: Mapping[Concept, Floats]) -> Floats:
    """How far each passage holds a word: by itself, within a run that it belongs to, or in its parts."""
    around = [found for other, found in every.items() if other is concept or other.covers(concept)]
    parts = [found for other, found in every.items() if concept.covers(other)]
    if parts:
        around.append(_PART * np.mean(parts, axis=0))
    return reduce(np.maximum, around)


def _match(
    concept: Concept,
    concepts: Sequence[Concept],
    vocabulary: set[str],
    thesaurus: Thesaurus,
) -> Match | None:
    """How a document with this vocabulary holds a concept."""
    terms = [term for term in concept.variants if vocabulary.issuperset(term)]
    if terms:
        best = max(terms, key=lambda term: (concept.variants[term], thesaurus.is_alike(term, concept.surface)))
        return Match(concept.surface, "" if concept.variants[best] == 1 else thesaurus.written(best))
    parts = [other for other in concepts if concept.covers(other)]
    longest = max((part.surface for part in parts if vocabulary.issuperset(part.typed)), key=len, default="")
    return Match(concept.surface, longest) if len(longest) > 1 else None
