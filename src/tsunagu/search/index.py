"""A BM25 index of documents with weighted fields, kept in a folder and rebuilt whenever its contents change."""

from __future__ import annotations

import math
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import msgspec
import tantivy

from tsunagu.search import rules
from tsunagu.search.documents import Document, Hit, Hits
from tsunagu.search.enums import Fit
from tsunagu.search.passages import Cover, Passage, Passages, passages
from tsunagu.search.thesaurus import Concept, Term, Thesaurus, outermost

TIE = 0.2  # share of the other fields' score beside the best one's
PARTS = 0.9  # weight of a word's parts against the whole word


class Index:
    """An opened index with the weights of its fields and the thesaurus that widens queries."""

    def __init__(self, folder: Path, weights: Mapping[str, float], thesaurus: Thesaurus) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._schema = self._index.schema
        self._searcher = self._index.searcher()
        self._weights = weights
        self.thesaurus = thesaurus
        self._stored = [_Stored.read(self._searcher, address) for _, address in self._everything()]
        self._number = {stored.address: number for number, stored in enumerate(self._stored)}
        self._passages = Passages([stored.passages for stored in self._stored], weights)

    @staticmethod
    def build(folder: Path, documents: Sequence[Document], fields: Collection[str]) -> None:
        """Write an index into ``folder``: beside it first, then moved, so that nobody sees half of one."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
            place = Path(beside) / "index"
            _write(place, documents, fields)
            if is_complete(folder):
                return
            shutil.rmtree(folder, ignore_errors=True)  # what is left of an index whose removal was cut off
            try:
                place.rename(folder)
            except OSError:
                if not is_complete(folder):
                    raise  # else another process was faster with the same contents

    def search(
        self,
        text: str,
        *,
        limit: int,
        offset: int = 0,
        keys: Collection[str] | None = None,
    ) -> Hits:
        """The best documents for a text, among ``keys`` where given. A text without content words finds nothing."""
        concepts = self.thesaurus.concepts(text)
        if not concepts or not self._stored or limit < 1:
            return Hits([], 0)
        query = self._narrowed(self._any(self._queries(outermost(concepts), concepts)), keys)
        cover = self._passages.cover(concepts)
        found = self._graded(query, cover)
        hits = [self._hit(one, cover, concepts) for one in found[offset : offset + limit]]
        good = sum(one.fit is Fit.GOOD for one in found)
        closest = max((float(cover.closeness[one.number]) for one in found), default=0.0)
        return Hits(hits, len(found), good, rules.verdict(closest))

    def _graded(self, query: tantivy.Query, cover: Cover) -> list[_Found]:
        """What a query finds, without what holds next to nothing of the want, in the order in which it is shown."""
        result = self._searcher.search(query, limit=len(self._stored))
        scores = {self._number[_place(address)]: score for score, address in result.hits}
        best = float(cover.shares.max())  # of all documents: how well one fits does not hang on what else is asked
        found = [self._one_found(number, score, cover, best) for number, score in scores.items()]
        return sorted((one for one in found if one.fit is not Fit.NONE), key=_Found.order)

    def _one_found(self, number: int, score: float, cover: Cover, best: float) -> _Found:
        share = float(cover.shares[number])
        fit = rules.grade(float(cover.closeness[number]), share, best)
        return _Found(number, rules.score(score, share), fit)

    def _hit(self, found: _Found, cover: Cover, concepts: Sequence[Concept]) -> Hit:
        stored = self._stored[found.number]
        matched = self._passages.matches(found.number, concepts, self.thesaurus)
        sentence = self._passages.text(int(cover.best[found.number]))
        return Hit(stored.key, stored.kind, round(found.score, 4), found.fit, matched, sentence)

    def _everything(self) -> list[tuple[float, tantivy.DocAddress]]:
        count = self._searcher.num_docs
        return list(self._searcher.search(tantivy.Query.all_query(), limit=count).hits) if count else []

    # Queries --------------------------------------------------------------------------------------------------------

    def _narrowed(self, query: tantivy.Query, keys: Collection[str] | None) -> tantivy.Query:
        """The query among some keys, which do not count for the score."""
        if keys is None:
            return query
        allowed = tantivy.Query.term_set_query(self._schema, "key", list(keys))
        return _all_of([query, tantivy.Query.const_score_query(allowed, 0.0)])

    def _any(self, queries: Iterable[tantivy.Query]) -> tantivy.Query:
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])

    def _queries(self, chosen: Iterable[Concept], concepts: Sequence[Concept]) -> list[tantivy.Query]:
        """Each concept with the weight that it has in the want."""
        return [tantivy.Query.boost_query(self._concept_query(one, concepts), one.weight) for one in chosen]

    def _concept_query(self, concept: Concept, concepts: Sequence[Concept]) -> tantivy.Query:
        """The best of the concept's forms, in the best field, plus a share of the others.

        Or its parts, which count no more than once.
        """
        whole = tantivy.Query.disjunction_max_query(list(self._form_queries(concept)), TIE)
        inside = [other for other in concepts if concept.covers(other)]
        parts = self._queries(outermost(inside), inside)
        if not parts:
            return whole
        together = tantivy.Query.boost_query(self._any(parts), PARTS)
        return tantivy.Query.disjunction_max_query([whole, together], TIE)

    def _form_queries(self, concept: Concept) -> Iterator[tantivy.Query]:
        """Each form of a concept in each field."""
        for term, weight in concept.variants.items():
            for field, field_weight in self._weights.items():
                yield tantivy.Query.boost_query(self._term_query(term, field), weight * field_weight)

    def _term_query(self, term: Term, field: str) -> tantivy.Query:
        """One term in one field; one of several words needs all of them, which are worth one word, not several."""
        parts = [self._word_query(word, field) for word in term]
        if len(parts) == 1:
            return parts[0]
        return tantivy.Query.boost_query(_all_of(parts), 1 / len(parts))

    def _word_query(self, word: str, field: str) -> tantivy.Query:
        """One word in one field.

        Rarity is that of the word anywhere, not in this field alone: 大学 is no rare word for standing in few titles.
        """
        in_field = tantivy.Query.term_query(self._schema, field, word)
        return tantivy.Query.boost_query(in_field, self._rarity("all", word) / self._rarity(field, word))

    def _rarity(self, field: str, word: str) -> float:
        """The inverse document frequency as BM25 takes it."""
        total, count = self._searcher.num_docs, self._searcher.doc_freq(field, word)
        return math.log(1 + (total - count + 0.5) / (count + 0.5))


@dataclass(frozen=True, slots=True)
class _Stored:
    """A document as the index keeps it."""

    address: tuple[int, int]
    key: str
    kind: str
    passages: list[Passage]

    @classmethod
    def read(cls, searcher: tantivy.Searcher, address: tantivy.DocAddress) -> _Stored:
        """Read one from the index."""
        stored = searcher.doc(address)
        sentences = msgspec.json.decode(stored["passages"][0], type=list[Passage])
        return cls(_place(address), stored["key"][0], stored["kind"][0], sentences)


@dataclass(frozen=True, slots=True)
class _Found:
    """A document found, its score and how well it fits."""

    number: int
    score: float
    fit: Fit

    def order(self) -> tuple[bool, float]:
        """Where it stands in a list: what fits well comes first, then the higher score."""
        return self.fit is not Fit.GOOD, -self.score


def _place(address: tantivy.DocAddress) -> tuple[int, int]:
    return address.segment_ord, address.doc


def is_complete(folder: Path) -> bool:
    """Whether a folder holds an index."""
    return (folder / "meta.json").exists()


def _all_of(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])


def _write(folder: Path, documents: Iterable[Document], fields: Collection[str]) -> None:
    folder.mkdir()
    writer = tantivy.Index(_schema(fields), path=str(folder)).writer(num_threads=1)
    for document in documents:
        writer.add_document(_tantivy_document(document))
    writer.commit()
    writer.wait_merging_threads()


def _schema(fields: Collection[str]) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("key", "kind"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("passages", stored=True, tokenizer_name="raw", index_option="basic")
    for name in (*fields, "all"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _tantivy_document(document: Document) -> tantivy.Document:
    sentences = passages(document)
    vocabulary = sorted(set(chain.from_iterable(sentence.forms for sentence in sentences)))
    fields: dict[str, list[str]] = {name: [] for name in document.fields}
    for sentence in sentences:
        fields.setdefault(sentence.field, []).extend(sentence.forms)
    stored = msgspec.json.encode(sentences).decode()
    texts = {name: [" ".join(forms)] for name, forms in {**fields, "all": vocabulary}.items()}
    return tantivy.Document(key=[document.key], kind=[document.kind], passages=[stored], **texts)
