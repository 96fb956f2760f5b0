"""A BM25 index of documents with weighted fields, kept in a folder and rebuilt whenever its contents change."""

from __future__ import annotations

import math
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import tantivy

from tsunagu.search.documents import Document, Hit, Hits
from tsunagu.search.thesaurus import Concept, Term, Thesaurus
from tsunagu.search.words import forms, latin_runs

TIE = 0.2  # share of the other fields' score beside the best one's
PARTS = 0.9  # weight of a word's parts against the whole word


class Index:
    """An opened index with the weights of its fields and the thesaurus that widens queries."""

    def __init__(self, folder: Path, weights: Mapping[str, float], thesaurus: Thesaurus) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._schema = self._index.schema
        self._searcher = self._index.searcher()
        self._weights = weights
        self._thesaurus = thesaurus

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

    def search(self, text: str, *, limit: int, offset: int = 0, keys: Collection[str] | None = None) -> Hits:
        """The best documents for a text, among ``keys`` where given. A text without content words finds nothing."""
        concepts = self._concepts(text)
        if not concepts or limit < 1:
            return Hits([], 0)
        query = self._narrowed(self._any(self._queries(_outermost(concepts), concepts)), keys)
        result = self._searcher.search(query, limit=limit, offset=offset)
        hits = [self._hit(score, address, concepts) for score, address in result.hits]
        return Hits(hits, int(result.count or 0))  # type: ignore[attr-defined]  # missing in the stubs

    def _concepts(self, text: str) -> list[Concept]:
        """What the thesaurus makes of a text, and the Latin words that it left out."""
        concepts = self._thesaurus.concepts(text)
        known: set[str] = set()
        for concept in concepts:
            known.update(*concept.variants)
        left_out = [run for run in latin_runs(text) if run not in known]
        # Places before the text, each its own: no concept lies inside another one of these.
        return concepts + [Concept(run, -place, -place, {(run,): 1.0}) for place, run in enumerate(left_out, start=1)]

    def _hit(self, score: float, address: tantivy.DocAddress, concepts: Sequence[Concept]) -> Hit:
        stored = self._searcher.doc(address)
        vocabulary = set(stored["words"][0].split(" "))
        return Hit(stored["key"][0], stored["kind"][0], round(float(score), 4), _matched(concepts, vocabulary))

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
        return [self._concept_query(concept, concepts) for concept in chosen]

    def _concept_query(self, concept: Concept, concepts: Sequence[Concept]) -> tantivy.Query:
        """The best of the concept's forms, in the best field, plus a share of the others.

        Or its parts, which count no more than once.
        """
        whole = tantivy.Query.disjunction_max_query(list(self._form_queries(concept)), TIE)
        inside = [other for other in concepts if concept.covers(other)]
        parts = self._queries(_outermost(inside), inside)
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


def is_complete(folder: Path) -> bool:
    """Whether a folder holds an index."""
    return (folder / "meta.json").exists()


def _all_of(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])


def _outermost(concepts: Sequence[Concept]) -> list[Concept]:
    """The concepts that are no part of another one."""
    return [concept for concept in concepts if not any(other.covers(concept) for other in concepts)]


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
    builder.add_text_field("words", stored=True, tokenizer_name="raw", index_option="basic")
    for name in (*fields, "all"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _tantivy_document(document: Document) -> tantivy.Document:
    words = {name: _words(texts) for name, texts in document.fields.items()}
    vocabulary = " ".join(sorted(set(chain.from_iterable(words.values()))))
    fields = {name: [" ".join(field)] for name, field in words.items()}
    return tantivy.Document(key=[document.key], kind=[document.kind], words=[vocabulary], all=[vocabulary], **fields)


def _words(texts: Iterable[str]) -> list[str]:
    """The words of a field's texts, none with a space in it."""
    words: list[str] = []
    for text in texts:
        words += [form.replace(" ", "") for form in (*forms(text), *latin_runs(text))]
    return words


def _matched(concepts: Iterable[Concept], vocabulary: set[str]) -> list[str]:
    """The typed words found in a document: 「バス」, or 「無人→自動」 where another word stood for it."""
    matched = []
    for concept in concepts:
        terms = [term for term in concept.variants if vocabulary.issuperset(term)]
        if terms:
            best = max(terms, key=lambda term: concept.variants[term])
            as_typed = concept.variants[best] == 1.0
            matched.append(concept.surface if as_typed else f"{concept.surface}→{''.join(best)}")
    return matched
