"""A BM25 index of documents with weighted fields, kept in a folder and rebuilt whenever its contents change."""

from __future__ import annotations

import math
import shutil
import tempfile
from collections.abc import Collection, Mapping, Sequence
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
        schema = _schema(fields)
        with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
            place = Path(beside) / "index"
            place.mkdir()
            writer = tantivy.Index(schema, path=str(place)).writer(num_threads=1)
            for document in documents:
                writer.add_document(_tantivy_document(document))
            writer.commit()
            writer.wait_merging_threads()
            if (folder / "meta.json").exists():
                return
            shutil.rmtree(folder, ignore_errors=True)  # what is left of an index whose removal was cut off
            try:
                place.rename(folder)
            except OSError:
                if not (folder / "meta.json").exists():
                    raise  # else another process was faster with the same contents

    def search(self, text: str, *, limit: int, offset: int = 0, keys: Collection[str] | None = None) -> Hits:
        """The best documents for a text, among ``keys`` where given. A text without content words finds nothing."""
        concepts = self._thesaurus.concepts(text)
        known = {form for concept in concepts for term in concept.variants for form in term}
        concepts += [
            Concept(run, -n, -n, {(run,): 1.0}) for n, run in enumerate(latin_runs(text), start=1) if run not in known
        ]
        if not concepts or limit < 1:
            return Hits([], 0)
        query = self._any(
            [
                self._concept_query(concept, concepts)
                for concept in concepts
                if not any(c.covers(concept) for c in concepts)
            ]
        )
        if keys is not None:
            allowed = tantivy.Query.term_set_query(self._schema, "key", list(keys))
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, query), (tantivy.Occur.Must, tantivy.Query.const_score_query(allowed, 0.0))]
            )
        hits = []
        result = self._searcher.search(query, limit=limit, offset=offset)
        for score, address in result.hits:
            stored = self._searcher.doc(address)
            vocabulary = set(stored["words"][0].split(" "))
            hits.append(
                Hit(stored["key"][0], stored["kind"][0], round(float(score), 4), _matched(concepts, vocabulary))
            )
        return Hits(hits, int(result.count or 0))  # type: ignore[attr-defined]  # missing in the stubs

    def _any(self, queries: Sequence[tantivy.Query]) -> tantivy.Query:
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])

    def _concept_query(self, concept: Concept, concepts: Sequence[Concept]) -> tantivy.Query:
        """The best of the concept's forms, in the best field, plus a share of the others.

        Or its parts, which count no more than once.
        """
        forms = [
            tantivy.Query.boost_query(self._term_query(term, field), weight * field_weight)
            for term, weight in concept.variants.items()
            for field, field_weight in self._weights.items()
        ]
        whole = tantivy.Query.disjunction_max_query(forms, TIE)
        inside = [other for other in concepts if concept.covers(other)]
        parts = [
            self._concept_query(part, inside) for part in inside if not any(other.covers(part) for other in inside)
        ]
        return (
            tantivy.Query.disjunction_max_query([whole, tantivy.Query.boost_query(self._any(parts), PARTS)], TIE)
            if parts
            else whole
        )

    def _term_query(self, term: Term, field: str) -> tantivy.Query:
        """One term in one field.

        Rarity is that of the word anywhere, not in this field alone: 大学 is no rare word for standing in few titles.
        """
        parts = [
            tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, field, form), self._rarity(field, form))
            for form in term
        ]
        if len(parts) == 1:
            return parts[0]
        # A term of several words: all of them, worth one word, not several.
        every = tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])
        return tantivy.Query.boost_query(every, 1 / len(parts))

    def _rarity(self, field: str, form: str) -> float:
        total = self._searcher.num_docs

        def idf(count: int) -> float:
            return math.log(1 + (total - count + 0.5) / (count + 0.5))

        return idf(self._searcher.doc_freq("all", form)) / idf(self._searcher.doc_freq(field, form))


def _schema(fields: Collection[str]) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("key", "kind"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("words", stored=True, tokenizer_name="raw", index_option="basic")
    for name in (*fields, "all"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _tantivy_document(document: Document) -> tantivy.Document:
    found: dict[str, list[str]] = {}
    for name, texts in document.fields.items():
        found[name] = [form.replace(" ", "") for text in texts for form in (*forms(text), *latin_runs(text))]
    words = " ".join(sorted({form for field in found.values() for form in field}))
    fields = {name: [" ".join(field)] for name, field in found.items()}
    return tantivy.Document(key=[document.key], kind=[document.kind], words=[words], all=[words], **fields)


def _matched(concepts: Sequence[Concept], vocabulary: set[str]) -> list[str]:
    """The typed words found in a document: 「バス」, or 「無人→自動」 where another word stood for it."""
    found = []
    for concept in concepts:
        terms = [term for term in concept.variants if all(form in vocabulary for form in term)]
        if terms:
            best = max(terms, key=lambda term: concept.variants[term])
            own = concept.variants[best] == 1.0
            found.append(concept.surface if own else f"{concept.surface}→{''.join(best)}")
    return found
