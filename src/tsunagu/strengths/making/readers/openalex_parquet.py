"""Works and institutions of an OpenAlex snapshot as Parquet with nested columns.

They become batches of the same flat rows as from JSON lines. Lists are flattened with Arrow; no row is touched in
Python. Of the nested columns only the parts that are used are read from the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tsunagu.strengths.conventions.vocabulary import COUNTRIES, SUBFIELDS, TOP_CONCEPTS
from tsunagu.strengths.making.readers import identifiers, nested
from tsunagu.strengths.making.readers.checks import AGAIN, FIRST_YEAR, LAST_YEAR, LATITUDE, LONGITUDE, Problems
from tsunagu.strengths.making.readers.marked import Rows
from tsunagu.strengths.making.readers.openalex_json import COUNTED_YEARS, Batch
from tsunagu.strengths.making.readers.sources import Kind, Source
from tsunagu.strengths.making.readers.staging import AUTHORSHIPS, INSTITUTIONS, WORKS
from tsunagu.strengths.tables import INT16, INT32

BATCH = 20_000  # works

_WORK_PARTS = (
    "id publication_year type cited_by_count doi title display_name language is_retracted updated_date "
    "primary_location.source.id host_venue.id primary_topic.subfield.id "
    "concepts.id concepts.level concepts.score counts_by_year.year counts_by_year.cited_by_count "
    "authorships.author.id authorships.is_corresponding "
    "authorships.institutions.id authorships.institutions.display_name authorships.institutions.ror "
    "authorships.institutions.country_code authorships.institutions.type"
).split()
_PLACE_PARTS = (
    "id display_name ror country_code type updated_date geo.latitude geo.longitude "
    "international.display_name.ja international.display_name"
).split()
_NEEDED = ("id", "publication_year", "cited_by_count")
_LIST_PARTS = ("list", "element", "item", "array", "bag", "array_element", "key_value")
_FACTS = ("display_name", "ror", "country_code", "type")  # of an institution, also where a work names it


def batches(source: Source, problems: Problems) -> Iterator[Batch]:
    """Flat rows of a file, a batch at a time.

    Columns that are missing, save identifier, year and citations, are unknown. Rows that are wrong go to ``problems``
    with their number and column.
    """
    is_works = source.kind is Kind.NESTED_WORKS
    with pq.ParquetFile(source.path) as file:
        if is_works and _lacks_columns(source, file, problems):
            return
        parts, reader = (_WORK_PARTS, _works) if is_works else (_PLACE_PARTS, _institutions)
        records = 0
        try:
            for batch in file.iter_batches(BATCH, columns=_leaves(file, parts)):
                rows = Rows(source, batch, records, problems)
                records += len(batch)
                yield records, reader(rows)
        except (pa.ArrowException, OSError) as error:
            message = f"The Parquet file cannot be read as an OpenAlex snapshot ({error}). {AGAIN}"
            problems.bad_file("broken", f"{source.path}, after row {records}", message)


def _lacks_columns(source: Source, file: pq.ParquetFile, problems: Problems) -> bool:
    """Whether columns are missing that works must have; reports them."""
    missing = [name for name in _NEEDED if name not in file.schema_arrow.names]
    if missing:
        message = (
            f"The column {' and '.join(missing)} is missing. "
            "Write the file with it: without it a work cannot be counted."
        )
        problems.bad_file("missing-column", str(source.path), message)
    return bool(missing)


def _leaves(file: pq.ParquetFile, wanted: Sequence[str]) -> list[str]:
    """The columns of the file that are used; lists are spelled in several ways between the names."""
    paths = [file.schema.column(number).path for number in range(len(file.schema))]
    return [path for path in paths if _is_used(path, wanted)]


def _is_used(path: str, wanted: Sequence[str]) -> bool:
    plain = ".".join(part for part in path.split(".") if part not in _LIST_PARTS)
    return plain in wanted or plain.startswith("international.display_name.")


def _works(rows: Rows) -> Mapping[str, pa.Table]:
    """The staged tables of a batch of works."""
    works = _work_columns(rows)
    authors = _authors(rows, works["work_id"])
    affiliations = _affiliations(rows, authors)
    right = rows.right()
    return {
        "works": pa.table(works).filter(pa.array(right)).cast(WORKS),
        "authorships": _of_right(_authorship_rows(authors, affiliations, works), right).select(AUTHORSHIPS.names),
        "institutions": _newest(_of_right(_named_places(authors, affiliations, works), right)),
    }


def _institutions(rows: Rows) -> Mapping[str, pa.Table]:
    """The staged table of a batch of institutions."""
    facts = {name: rows.text(name) for name in _FACTS}
    rows.among("country_code", COUNTRIES, facts["country_code"])
    facts |= {
        "institution_id": rows.own_id(identifiers.INSTITUTION),
        "name_ja": _japanese(rows),
        "lat": rows.within("geo.latitude", -LATITUDE, LATITUDE, pa.float64()),
        "lon": rows.within("geo.longitude", -LONGITUDE, LONGITUDE, pa.float64()),
        "updated": rows.updated(),
    }
    places = _places(facts, is_entity=True).filter(pa.array(rows.right()))
    return {"institutions": _newest(places)}


def _work_columns(rows: Rows) -> dict[str, pa.Array]:
    """The columns of the staged table ``works``."""
    work_id = rows.own_id(identifiers.WORK)
    year = rows.within("publication_year", FIRST_YEAR, LAST_YEAR, pa.int64())
    cited = _cited(rows)
    updated = rows.updated()
    return {
        "part": pa.array(np.arange(rows.first + 1, rows.first + len(rows) + 1)),
        "work_id": work_id,
        "year": year,
        "type": rows.text("type"),
        "cited_by": cited,
        "doi": rows.text("doi"),
        "title": _title(rows),
        "lang": rows.text("language"),
        "source_id": _source_id(rows),
        "subfield": _subfield(rows),
        "field_l0_id": _concept(rows),
        "is_retracted": rows.column("is_retracted", pa.bool_()),
        "first_years": _first_years(rows, year, updated),
        "updated": updated,
    }


def _cited(rows: Rows) -> pa.Array:
    cited = rows.within("cited_by_count", 0, INT32, pa.int64())
    missing = nested.filled(pc.is_null(cited), False)
    rows.mark(missing, "cited_by_count", "value", lambda _: "The number of citations is missing.")
    return cited


def _title(rows: Rows) -> pa.Array:
    title, unknown = rows.text("title"), pa.scalar(None, pa.string())
    known = pc.if_else(pc.equal(title, ""), unknown, title)
    return pc.coalesce(known, rows.text("display_name"))


def _source_id(rows: Rows) -> pa.Array:
    """Where a work appeared: the key of today, else that of 2023."""
    today, before = "primary_location.source.id", "host_venue.id"
    numbers = [rows.identifiers(key, identifiers.SOURCE, rows.text(key)) for key in (today, before)]
    return pc.coalesce(*numbers)


def _subfield(rows: Rows) -> pa.Array:
    key = "primary_topic.subfield.id"
    return rows.among(key, SUBFIELDS, rows.identifiers(key, identifiers.SUBFIELD, rows.text(key)))


def _concept(rows: Rows) -> pa.Array:
    """The highest-scoring concept of level 0 of each work, the first of equals."""
    items, record = rows.lists("concepts")
    if not len(record):
        return pa.nulls(len(rows), pa.int64())
    ids = rows.identifiers("concepts.id", identifiers.CONCEPT, nested.field(items, "id", pa.string()), record)
    best = _best_root(items, record, len(rows))
    return rows.among("concepts.id", TOP_CONCEPTS, ids.take(pa.array(best, mask=best < 0)))


def _best_root(concepts: pa.Array, record: np.ndarray, size: int) -> np.ndarray:
    """Where the best concept of level 0 of each record is, -1 where it has none."""
    score = nested.filled(nested.field(concepts, "score", pa.float64()), -1.0)
    is_root = pc.equal(nested.field(concepts, "level", pa.int64()), 0)
    root = np.flatnonzero(nested.filled(is_root, False))
    root = root[np.lexsort((root, -score[root], record[root]))]
    records, first = np.unique(record[root], return_index=True)
    best = np.full(size, -1)
    best[records] = root[first]
    return best


def _first_years(rows: Rows, year: pa.Array, updated: pa.Array) -> pa.Array:
    """Citations in the year of publication and the three after it, as ``openalex_json`` counts them."""
    sums = pa.array(_early_citations(rows, nested.filled(year, 0)))
    since = pc.subtract(pc.utf8_slice_codeunits(updated, 0, 4).cast(pa.int64()), COUNTED_YEARS)
    return pc.if_else(pc.greater(year, since), sums, pa.scalar(None, pa.int64()))


def _early_citations(rows: Rows, published: np.ndarray) -> np.ndarray:
    sums = np.zeros(len(rows), dtype=np.int64)
    items, record = rows.lists("counts_by_year")
    if not len(record):
        return sums
    counted = nested.filled(nested.field(items, "year", pa.int64()), 0)
    cited = nested.filled(nested.field(items, "cited_by_count", pa.int64()), 0)
    key = "counts_by_year.cited_by_count"
    rows.mark_records(record[cited < 0], key, "value", lambda _: "A number of citations is negative.")
    near = (counted >= published[record]) & (counted <= published[record] + 3)
    np.add.at(sums, record[near], cited[near])
    return sums


@dataclass(frozen=True, slots=True)
class _Authors:
    """The authors of a batch, one after the other."""

    record: np.ndarray  # of each author
    seq: np.ndarray  # the place of each author in the record
    author_id: pa.Array
    is_corresponding: pa.Array
    institutions: pa.Array  # lists


@dataclass(frozen=True, slots=True)
class _Affiliations:
    """The institutions of the authors that have an identifier, one after the other."""

    author: np.ndarray  # the number of the author of each
    institution_id: pa.Array
    facts: dict[str, pa.Array]


def _authors(rows: Rows, work_id: pa.Array) -> _Authors:
    items, record = rows.lists("authorships")
    seq = np.arange(len(record)) - np.searchsorted(record, record)  # records are in order

    def complaint(row: int) -> str:
        return f"Work {work_id[row]} has more than {INT16} authors."

    rows.mark_records(record[seq >= INT16], "authorships", "too-many", complaint)
    author = nested.part(items, ["author", "id"], pa.string())
    return _Authors(
        record=record,
        seq=seq,
        author_id=rows.identifiers("authorships.author.id", identifiers.AUTHOR, author, record),
        is_corresponding=nested.field(items, "is_corresponding", pa.bool_()),
        institutions=nested.field(items, "institutions", pa.null()),
    )


def _affiliations(rows: Rows, authors: _Authors) -> _Affiliations:
    items, author = nested.flattened(authors.institutions)
    record = authors.record[author]
    ids = nested.field(items, "id", pa.string())
    institution_id = rows.identifiers("authorships.institutions.id", identifiers.INSTITUTION, ids, record)
    known = np.flatnonzero(nested.filled(institution_id.is_valid(), False))
    facts = {name: nested.field(items, name, pa.string()) for name in _FACTS}
    facts = {name: nested.taken(texts, known) for name, texts in facts.items()}
    rows.among("authorships.institutions.country_code", COUNTRIES, facts["country_code"], record[known])
    return _Affiliations(author[known], nested.taken(institution_id, known), facts)


def _authorship_rows(authors: _Authors, affiliations: _Affiliations, works: Mapping[str, pa.Array]) -> pa.Table:
    """One row for each author and institution, one for an author without any; ``row``: the record of each."""
    pairs = pa.table({"author": affiliations.author, "institution_id": affiliations.institution_id})
    pairs = pairs.group_by(["author", "institution_id"], use_threads=False).aggregate([])
    alone = np.setdiff1d(np.arange(len(authors.record)), affiliations.author)
    nowhere = pa.nulls(len(alone), pa.int64())
    author = np.concatenate([pairs["author"].to_numpy(), alone]).astype(np.int64)
    record = authors.record[author]
    columns = {
        "row": record,
        "part": nested.taken(works["part"], record),
        "work_id": nested.taken(works["work_id"], record),
        "author_seq": pa.array(np.minimum(authors.seq[author], INT16).astype(np.int16)),
        "author_id": nested.taken(authors.author_id, author),
        "institution_id": pa.concat_arrays([pairs["institution_id"].combine_chunks(), nowhere]),
        "is_corresponding": nested.taken(authors.is_corresponding, author),
    }
    return pa.table(columns)


def _named_places(authors: _Authors, affiliations: _Affiliations, works: Mapping[str, pa.Array]) -> pa.Table:
    """What works say of institutions; ``row``: the record of each statement."""
    record = authors.record[affiliations.author]
    facts = affiliations.facts | {
        "row": record,
        "institution_id": affiliations.institution_id,
        "updated": nested.taken(works["updated"], record),
    }
    return _places(facts, is_entity=False)


def _japanese(rows: Rows) -> pa.Array:
    """The Japanese name, from a struct or a map of languages."""
    names = rows.column("international.display_name", pa.null())
    if pa.types.is_map(names.type):
        return pc.map_lookup(names, "ja", "first").cast(pa.string())
    return rows.text("international.display_name.ja")


def _places(facts: Mapping[str, pa.Array], *, is_entity: bool) -> pa.Table:
    """What is said of institutions, with every column of the staged table; those of which nothing is said are null."""
    rows = pa.table(dict(facts))
    for column in INSTITUTIONS:
        if column.name not in rows.column_names:
            rows = rows.append_column(column.name, pa.nulls(len(rows), column.type))
    at = rows.column_names.index("is_entity")
    return rows.set_column(at, "is_entity", pa.array(np.full(len(rows), is_entity)))


def _of_right(rows: pa.Table, right: np.ndarray) -> pa.Table:
    """The rows whose record is right."""
    return rows.filter(pa.array(right[rows["row"].to_numpy()]))


def _newest(places: pa.Table) -> pa.Table:
    """Each statement once with its newest date."""
    keys = [name for name in INSTITUTIONS.names if name != "updated"]
    groups = places.group_by(keys, use_threads=False)
    newest = groups.aggregate([("updated", "max")]).rename_columns([*keys, "updated"])
    return newest.select(INSTITUTIONS.names).cast(INSTITUTIONS)
