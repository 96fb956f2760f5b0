"""Works and institutions of an OpenAlex snapshot as Parquet with nested columns.

They become batches of the same flat rows as from JSON lines.

Lists are flattened with Arrow; no row is touched in Python. Of the nested columns only the parts that are used are read
from the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tsunagu.strengths.conventions.vocabulary import COUNTRIES, SUBFIELDS, TOP_CONCEPTS, Vocabulary
from tsunagu.strengths.making.readers import identifiers
from tsunagu.strengths.making.readers.checks import AGAIN, FIRST_YEAR, LAST_YEAR, LATITUDE, LIMIT, LONGITUDE, Problems
from tsunagu.strengths.making.readers.identifiers import form, numbers
from tsunagu.strengths.making.readers.openalex_json import COUNTED_YEARS, Batch
from tsunagu.strengths.making.readers.sources import Kind, Source
from tsunagu.strengths.making.readers.staging import AUTHORSHIPS, INSTITUTIONS, WORKS
from tsunagu.strengths.tables import INT16, INT32

BATCH = 20_000  # works

_WORK_PARTS = (
    "id publication_year type cited_by_count doi title display_name language is_retracted updated_date "
    "primary_location.source.id host_venue.id"
    " primary_topic.subfield.id concepts.id concepts.level concepts.score counts_by_year.year "
    "counts_by_year.cited_by_count authorships.author.id"
    " authorships.is_corresponding authorships.institutions.id authorships.institutions.display_name "
    "authorships.institutions.ror"
    " authorships.institutions.country_code authorships.institutions.type"
).split()
_PLACE_PARTS = (
    "id display_name ror country_code type updated_date geo.latitude geo.longitude international.display_name.ja "
    "international.display_name"
).split()
_NEEDED = ("id", "publication_year", "cited_by_count")


def batches(source: Source, problems: Problems) -> Iterator[Batch]:
    """Flat rows of a file, a batch at a time: the number of records so far and the tables of ``staging.SCHEMAS``.

    Columns that are missing, save identifier, year and citations, are unknown. Rows that are wrong go to ``problems``
    with their number and column.
    """
    works = source.kind is Kind.NESTED_WORKS
    with pq.ParquetFile(source.path) as file:
        leaves = _leaves(file, _WORK_PARTS if works else _PLACE_PARTS)
        missing = [name for name in _NEEDED if works and name not in file.schema_arrow.names]
        if missing:
            message = (
                f"The column {' and '.join(missing)} is missing. "
                "Write the file with it: without it a work cannot be counted."
            )
            problems.file("missing-column", str(source.path), message)
            return
        done = 0
        try:
            for batch in file.iter_batches(BATCH, columns=leaves):
                reader = (
                    _Works(source, batch, done, problems) if works else _Institutions(source, batch, done, problems)
                )
                done += len(batch)
                yield done, reader.tables()
        except (pa.ArrowException, OSError) as error:
            message = f"The Parquet file cannot be read as an OpenAlex snapshot ({error}). {AGAIN}"
            problems.file("broken", f"{source.path}, after row {done}", message)


def _leaves(file: pq.ParquetFile, wanted: list[str]) -> list[str]:
    """The columns of the file that are used; lists are spelled in several ways between the names."""
    found = []
    for number in range(len(file.schema)):
        path = file.schema.column(number).path
        plain = ".".join(
            part
            for part in path.split(".")
            if part not in ("list", "element", "item", "array", "bag", "array_element", "key_value")
        )
        if plain in wanted or plain.startswith("international.display_name."):
            found.append(path)
    return found


class _Rows:
    """One batch; its wrong rows are marked by checks and left out at the end."""

    def __init__(self, source: Source, batch: pa.RecordBatch, first: int, problems: Problems) -> None:
        self.source, self.batch, self.first, self.problems = source, batch, first, problems
        self.wrong = np.zeros(len(batch), dtype=bool)

    def column(self, path: str, kind: pa.DataType) -> pa.Array:
        """A column or a part of one as a type; unknown where the file has none."""
        name, *rest = path.split(".")
        if name not in self.batch.schema.names:
            return pa.nulls(len(self.batch), kind)
        return _part(self.batch.column(name), rest, kind)

    def mark(self, bad: pa.Array, column: str, code: str, say: Any) -> None:
        """Report the rows where ``bad`` is true; say: row number in the batch to a message."""
        rows = np.flatnonzero(pc.fill_null(bad, False).to_numpy(zero_copy_only=False))
        for row in rows[~self.wrong[rows]][:LIMIT] if not self.problems.skip_bad else ():
            where = f"{self.source.path}, row {self.first + row + 1}, {column}"
            self.problems.row(code, where, say(row), file=self.source.path.name)
        self.wrong[rows] = True

    def identifiers(self, path: str, letter: str, values: pa.Array, parents: np.ndarray | None = None) -> pa.Array:
        """Numbers of identifiers; the records of unknown forms are marked.

        parents: the record of each value in nested lists.
        """
        found, bad = numbers(values, letter)
        self._mark_values(bad, path, values, parents, lambda value: form(value, letter))
        return found

    def among(self, path: str, vocabulary: Vocabulary, values: pa.Array, parents: np.ndarray | None = None) -> pa.Array:
        """Values of a vocabulary or none; the records of others are marked."""
        known = pa.array([None, *vocabulary.values, *[""][: pa.types.is_string(values.type)]], values.type)
        self._mark_values(pc.invert(pc.is_in(values, known)), path, values, parents, vocabulary.form)
        return values

    def _mark_values(
        self, bad: pa.Array, path: str, values: pa.Array, parents: np.ndarray | None, say: Callable[[object], str]
    ) -> None:
        if not pc.any(bad).as_py():
            return
        at = np.flatnonzero(bad.to_numpy(zero_copy_only=False))
        of = at if parents is None else parents[at]
        value = {int(row): values[int(index)].as_py() for index, row in reversed(list(zip(at, of, strict=True)))}
        marks = np.zeros(len(self.batch), dtype=bool)
        marks[of] = True
        self.mark(pa.array(marks), path, "identifier", lambda row: say(value[int(row)]))

    def within(self, path: str, least: int, most: int, kind: pa.DataType) -> pa.Array:
        """A column of numbers between limits; others, also what is no number, are marked."""
        values = self.column(path, kind)
        right = pc.and_(pc.greater_equal(values, least), pc.less_equal(values, most))
        self.mark(
            pc.invert(right),
            path,
            "value",
            lambda row: f"{values[int(row)].as_py()} is not between {least} and {most}.",
        )
        return values

    def needed_id(self, letter: str) -> pa.Array:
        """The identifiers of the records themselves."""
        found = self.identifiers("id", letter, self.batch.column("id"))
        self.mark(pc.is_null(found), "id", "identifier", lambda row: form(self.batch.column("id")[row].as_py(), letter))
        return found

    def updated(self) -> pa.Array:
        """The date of each record as text, or that of the folder."""
        texts = pc.replace_substring(self.column("updated_date", pa.string()), " ", "T")
        return pc.fill_null(texts, self.source.partition) if self.source.partition else texts

    def leave_out(self) -> np.ndarray:
        """Count the wrong rows, and tell which are right."""
        if self.problems.skip_bad and self.wrong.any():
            self.problems.count(self.source.path.name, int(self.wrong.sum()))
        return ~self.wrong


class _Works(_Rows):
    def tables(self) -> Mapping[str, pa.Table]:
        """The rows of the batch."""
        work_id = self.needed_id(identifiers.WORK)
        part = pa.array(np.arange(self.first + 1, self.first + len(self.batch) + 1))
        year = self.within("publication_year", FIRST_YEAR, LAST_YEAR, pa.int64())
        cited = self.within("cited_by_count", 0, INT32, pa.int64())
        self.mark(pc.is_null(cited), "cited_by_count", "value", lambda _: "The number of citations is missing.")
        updated = self.updated()
        source_id = pc.coalesce(
            self.identifiers(
                "primary_location.source.id", identifiers.SOURCE, self.column("primary_location.source.id", pa.string())
            ),
            self.identifiers("host_venue.id", identifiers.SOURCE, self.column("host_venue.id", pa.string())),
        )
        subfield = self.identifiers(
            "primary_topic.subfield.id", identifiers.SUBFIELD, self.column("primary_topic.subfield.id", pa.string())
        )
        title = self.column("title", pa.string())
        columns = {
            "part": part,
            "work_id": work_id,
            "year": year,
            "type": self.column("type", pa.string()),
            "cited_by": cited,
            "doi": self.column("doi", pa.string()),
            "title": pc.coalesce(
                pc.if_else(pc.equal(title, ""), pa.scalar(None, pa.string()), title),
                self.column("display_name", pa.string()),
            ),
            "lang": self.column("language", pa.string()),
            "source_id": source_id,
            "subfield": self.among("primary_topic.subfield.id", SUBFIELDS, subfield),
            "field_l0_id": self._concepts(),
            "is_retracted": self.column("is_retracted", pa.bool_()),
            "first_years": self._first_years(year, updated),
            "updated": updated,
        }
        authorships, places = self._authorships(part, work_id, updated)
        right = self.leave_out()
        works = pa.table(columns).filter(pa.array(right))
        return {
            "works": works.select(WORKS.names).cast(WORKS),
            "authorships": authorships.filter(pa.array(right[authorships["row"].to_numpy()])).select(AUTHORSHIPS.names),
            "institutions": _newest(places.filter(pa.array(right[places["row"].to_numpy()]))),
        }

    def _concepts(self) -> pa.Array:
        """The highest-scoring concept of level 0 of each work, the first of equals."""
        items, rows = _flattened(self.column("concepts", pa.null()))
        if not len(rows):
            return pa.nulls(len(self.batch), pa.int64())
        ids = self.identifiers("concepts.id", identifiers.CONCEPT, _field(items, "id", pa.string()), rows)
        score = pc.fill_null(_field(items, "score", pa.float64()), -1.0).to_numpy(zero_copy_only=False)
        root = np.flatnonzero(
            pc.fill_null(pc.equal(_field(items, "level", pa.int64()), 0), False).to_numpy(zero_copy_only=False)
        )
        root = root[np.lexsort((root, -score[root], rows[root]))]
        of, first = np.unique(rows[root], return_index=True)
        best = np.full(len(self.batch), -1)
        best[of] = root[first]
        return self.among("concepts.id", TOP_CONCEPTS, ids.take(pa.array(best, mask=best < 0)))

    def _first_years(self, year: pa.Array, updated: pa.Array) -> pa.Array:
        """As ``openalex_json.first_years``."""
        items, rows = _flattened(self.column("counts_by_year", pa.null()))
        published = pc.fill_null(year, 0).to_numpy(zero_copy_only=False)
        sums = np.zeros(len(self.batch), dtype=np.int64)
        if len(rows):
            counted = pc.fill_null(_field(items, "year", pa.int64()), 0).to_numpy(zero_copy_only=False)
            cited = pc.fill_null(_field(items, "cited_by_count", pa.int64()), 0).to_numpy(zero_copy_only=False)
            negative = np.zeros(len(self.batch), dtype=bool)
            negative[rows[cited < 0]] = True
            self.mark(
                pa.array(negative),
                "counts_by_year.cited_by_count",
                "value",
                lambda _: "A number of citations is negative.",
            )
            near = (counted >= published[rows]) & (counted <= published[rows] + 3)
            np.add.at(sums, rows[near], cited[near])
        since = pc.subtract(pc.utf8_slice_codeunits(updated, 0, 4).cast(pa.int64()), COUNTED_YEARS)
        return pc.if_else(pc.greater(year, since), pa.array(sums), pa.scalar(None, pa.int64()))

    def _authorships(self, part: pa.Array, work_id: pa.Array, updated: pa.Array) -> tuple[pa.Table, pa.Table]:
        """Rows of authorships and of what they say of institutions, with the row of the batch."""
        items, rows = _flattened(self.column("authorships", pa.null()))
        starts = np.searchsorted(rows, rows)  # rows are in order: where the authors of the same record begin
        seq = np.arange(len(rows)) - starts
        long = np.zeros(len(self.batch), dtype=bool)
        long[rows[seq >= INT16]] = True
        self.mark(
            pa.array(long),
            "authorships",
            "too-many",
            lambda row: f"Work {work_id[int(row)]} has more than {INT16} authors.",
        )
        author = self.identifiers(
            "authorships.author.id", identifiers.AUTHOR, _part(items, ["author", "id"], pa.string()), rows
        )
        places, authors = _flattened(_field(items, "institutions", pa.null()))
        key = self.identifiers(
            "authorships.institutions.id", identifiers.INSTITUTION, _field(places, "id", pa.string()), rows[authors]
        )
        known = np.flatnonzero(key.is_valid().to_numpy(zero_copy_only=False))
        pairs = pa.table({"author": authors[known], "institution_id": key.take(pa.array(known))})
        pairs = pairs.group_by(["author", "institution_id"], use_threads=False).aggregate([])
        alone = np.setdiff1d(np.arange(len(rows)), authors[known])
        of = np.concatenate([pairs["author"].to_numpy(), alone]).astype(np.int64)
        held = {
            "row": rows[of],
            "part": part.take(pa.array(rows[of])),
            "work_id": work_id.take(pa.array(rows[of])),
            "author_seq": pa.array(np.minimum(seq[of], INT16).astype(np.int16)),
            "author_id": author.take(pa.array(of)),
            "institution_id": pa.concat_arrays(
                [pairs["institution_id"].combine_chunks(), pa.nulls(len(alone), pa.int64())]
            ),
            "is_corresponding": _field(items, "is_corresponding", pa.bool_()).take(pa.array(of)),
        }
        of_known = rows[authors[known]]
        said = {
            name: _field(places, name, pa.string()).take(pa.array(known))
            for name in ("display_name", "ror", "country_code", "type")
        }
        self.among("authorships.institutions.country_code", COUNTRIES, said["country_code"], of_known)
        said |= {
            "row": of_known,
            "institution_id": key.take(pa.array(known)),
            "updated": updated.take(pa.array(of_known)),
        }
        return pa.table(held), _places(said, is_entity=False)


class _Institutions(_Rows):
    def tables(self) -> Mapping[str, pa.Table]:
        """The rows of the batch."""
        said = {name: self.column(name, pa.string()) for name in ("display_name", "ror", "country_code", "type")}
        self.among("country_code", COUNTRIES, said["country_code"])
        said |= {
            "row": np.arange(len(self.batch)),
            "institution_id": self.needed_id(identifiers.INSTITUTION),
            "name_ja": self._japanese(),
            "lat": self.within("geo.latitude", -LATITUDE, LATITUDE, pa.float64()),
            "lon": self.within("geo.longitude", -LONGITUDE, LONGITUDE, pa.float64()),
            "updated": self.updated(),
        }
        return {"institutions": _newest(_places(said, is_entity=True).filter(pa.array(self.leave_out())))}

    def _japanese(self) -> pa.Array:
        """The Japanese name, from a struct or a map of languages."""
        names = self.column("international.display_name", pa.null())
        if pa.types.is_map(names.type):
            return pc.map_lookup(names, "ja", "first").cast(pa.string())
        return self.column("international.display_name.ja", pa.string())


def _part(values: pa.Array, path: list[str], kind: pa.DataType) -> pa.Array:
    for name in path:
        values = _field(values, name, pa.null())
    return _typed(values, kind)


def _field(values: pa.Array, name: str, kind: pa.DataType) -> pa.Array:
    """A part of structs; unknown where they have none."""
    if not pa.types.is_struct(values.type) or values.type.get_field_index(name) < 0:
        return pa.nulls(len(values), kind)
    return _typed(pc.struct_field(values, name), kind)


def _typed(values: pa.Array, kind: pa.DataType) -> pa.Array:
    """Values as a type; identifiers may stay whole numbers. null: as they are."""
    if pa.types.is_null(kind) or (pa.types.is_string(kind) and pa.types.is_integer(values.type)):
        return values
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    return values.cast(kind)


def _flattened(lists: pa.Array) -> tuple[pa.Array, np.ndarray]:
    """The items of lists one after the other, and the number of the list of each."""
    if not (pa.types.is_list(lists.type) or pa.types.is_large_list(lists.type)):
        return pa.nulls(0), np.zeros(0, dtype=np.int64)
    return pc.list_flatten(lists), pc.list_parent_indices(lists).to_numpy(zero_copy_only=False).astype(np.int64)


def _places(said: dict[str, Any], *, is_entity: bool) -> pa.Table:
    """What is said of institutions with every column of the staged table, and the row of the batch."""
    rows = pa.table(said)
    for column in INSTITUTIONS:
        if column.name not in rows.column_names:
            rows = rows.append_column(column.name, pa.nulls(len(rows), column.type))
    at = rows.column_names.index("is_entity")
    return rows.set_column(at, "is_entity", pa.array(np.full(len(rows), is_entity)))


def _newest(places: pa.Table) -> pa.Table:
    """Each statement once with its newest date."""
    keys = [name for name in INSTITUTIONS.names if name != "updated"]
    newest = places.group_by(keys, use_threads=False).aggregate([("updated", "max")]).rename_columns([*keys, "updated"])
    return newest.select(INSTITUTIONS.names).cast(INSTITUTIONS)
