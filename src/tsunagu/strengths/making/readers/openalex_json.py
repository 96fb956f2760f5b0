"""Works and institutions of an OpenAlex snapshot as JSON lines, in the present schema and in that of 2023.

They become batches of flat rows.

Only the keys below are decoded; all others are skipped without being built. What a record must not contain (a negative
number of citations, the year 0) is said by the types, so that the decoder's own message names the key.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import msgspec
import pyarrow as pa

from tsunagu.strengths.conventions.vocabulary import COUNTRIES, SUBFIELDS, TOP_CONCEPTS, Vocabulary
from tsunagu.strengths.making.readers import identifiers
from tsunagu.strengths.making.readers.checks import AGAIN, FIRST_YEAR, LAST_YEAR, LATITUDE, LONGITUDE, Problems
from tsunagu.strengths.making.readers.sources import CUT_SHORT, Kind, Source, opened
from tsunagu.strengths.making.readers.staging import AUTHORSHIPS, INSTITUTIONS, MERGED, WORKS
from tsunagu.strengths.tables import INT16, INT32

BATCH = 20_000  # works; authorships are about five times as many
COUNTED_YEARS = 10  # ``counts_by_year`` covers the year of the record and the nine before it

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

Batch = tuple[int, Mapping[str, pa.Table]]  # the number of records so far, and the tables of ``staging.SCHEMAS``
_Identifier = str | int | None
_Row = tuple[Any, ...]  # in the order of the columns of a staged table


class _Named(msgspec.Struct, gc=False):
    id: _Identifier = None


class _Place(msgspec.Struct, gc=False):
    id: _Identifier = None
    display_name: str | None = None
    ror: str | None = None
    country_code: str | None = None
    type: str | None = None


class _Authorship(msgspec.Struct, gc=False):
    author: _Named | None = None
    institutions: list[_Place] | None = None
    is_corresponding: bool | None = None


class _Concept(msgspec.Struct, gc=False):
    id: _Identifier = None
    level: int | None = None
    score: float | str | None = None  # text in 2023


class _Topic(msgspec.Struct, gc=False):
    subfield: _Named | None = None


class _Location(msgspec.Struct, gc=False):
    source: _Named | None = None


class _Count(msgspec.Struct, gc=False):
    year: int
    cited_by_count: Annotated[int, msgspec.Meta(ge=0, le=INT32)]


class _Work(msgspec.Struct, gc=False):
    id: str | int
    cited_by_count: Annotated[int, msgspec.Meta(ge=0, le=INT32)]
    publication_year: Annotated[int, msgspec.Meta(ge=FIRST_YEAR, le=LAST_YEAR)] | None = None
    type: str | None = None
    doi: str | None = None
    title: str | None = None
    display_name: str | None = None
    language: str | None = None
    is_retracted: bool | None = None
    updated_date: str | None = None
    primary_location: _Location | None = None
    host_venue: _Named | None = None
    primary_topic: _Topic | None = None
    concepts: list[_Concept] | None = None
    counts_by_year: list[_Count] | None = None
    authorships: Annotated[list[_Authorship], msgspec.Meta(max_length=INT16)] | None = None


class _Geo(msgspec.Struct, gc=False):
    latitude: Annotated[float, msgspec.Meta(ge=-LATITUDE, le=LATITUDE)] | None = None
    longitude: Annotated[float, msgspec.Meta(ge=-LONGITUDE, le=LONGITUDE)] | None = None


_NOWHERE = _Geo()


class _International(msgspec.Struct, gc=False):
    display_name: dict[str, str | None] | None = None


class _Institution(_Place, gc=False):
    geo: _Geo | None = None
    international: _International | None = None
    updated_date: str | None = None


def batches(source: Source, problems: Problems) -> Iterator[Batch]:
    """Flat rows of a file, a batch at a time.

    Memory is bounded by a batch, whatever the size of the file. Rows and files that are wrong go to ``problems`` with
    their line and key.
    """
    collector: Any = _Works(source.partition) if source.kind is Kind.JSON_WORKS else _Institutions(source.partition)
    decoder = msgspec.json.Decoder(collector.record)
    line_number = 0
    for line_number, line in _lines(source, problems):
        if not line.isspace():
            try:
                collector.add(decoder.decode(line), line_number)
            except (msgspec.DecodeError, ValueError) as error:
                _report(source, line_number, error, problems)
        if line_number % BATCH == 0:
            yield line_number, collector.tables()
    yield line_number, collector.tables()


def merged(source: Source, problems: Problems) -> Iterator[Batch]:
    """The identifiers of works that were merged into others, from ``merged_ids/works``.

    The second column of a CSV file with a head.
    """
    work_ids: list[int] = []
    for line_number, line in _lines(source, problems):
        if line_number > 1 and not line.isspace():
            try:
                work_ids.append(_own_id(_second_cell(line), identifiers.WORK))
            except (csv.Error, ValueError) as error:
                _report(source, line_number, error, problems)
    yield len(work_ids), {"merged": pa.table({"work_id": work_ids}, schema=MERGED)}


def _second_cell(line: bytes) -> str:
    """The second cell of a line of CSV, empty where there is none."""
    _, cell, *_ = (*next(csv.reader([line.decode()])), "", "")
    return cell


def _lines(source: Source, problems: Problems) -> Iterator[tuple[int, bytes]]:
    """The lines of a file with their numbers; a compressed file that ends too early goes to ``problems``."""
    number = 0
    try:
        with opened(source.path) as stream:
            for number, line in enumerate(stream, 1):
                yield number, line
    except CUT_SHORT as error:
        message = f"The compressed file ends too early or is damaged ({error}). {AGAIN}"
        problems.bad_file("truncated", f"{source.path}, after line {number}", message)


class _KeyProblem(ValueError):
    """A value under a key that cannot be: an identifier of an unknown form, a code that does not exist."""

    def __init__(self, key: str, error: ValueError) -> None:
        super().__init__(str(error))
        self.key = key


class _Works:
    """Rows of works, column by column."""

    record = _Work

    def __init__(self, partition: str | None) -> None:
        self.partition = partition
        self.places = _Facts()
        self._forget()

    def _forget(self) -> None:
        self.works: list[_Row] = []
        self.authorships: list[_Row] = []

    def add(self, work: _Work, line: int) -> None:
        """Add a record, or nothing of it where any of its identifiers is wrong."""
        work_id = _own_id(work.id, identifiers.WORK)
        updated = _dated(work.updated_date or self.partition)
        row = _work_row(work, line, work_id, updated)
        authors = [_CheckedAuthorship(seq, authorship) for seq, authorship in enumerate(work.authorships or ())]
        for author in authors:
            self.authorships += author.rows(line, work_id)
            for key, place in author.places.items():
                self.places.add(_facts(key, place), updated)
        self.works.append(row)

    def tables(self) -> Mapping[str, pa.Table]:
        """The rows so far as tables; the collector is empty afterwards."""
        tables = {
            "works": _table(self.works, WORKS),
            "authorships": _table(self.authorships, AUTHORSHIPS),
            "institutions": self.places.table(False),
        }
        self._forget()
        return tables


def _work_row(work: _Work, line: int, work_id: int, updated: str | None) -> _Row:
    """A row of the staged table ``works``."""
    return (
        line,
        work_id,
        work.publication_year,
        work.type,
        work.cited_by_count,
        work.doi,
        work.title or work.display_name,
        work.language,
        _source(work),
        _subfield(work),
        _concept(work.concepts or ()),
        work.is_retracted,
        _first_years(work, updated),
        updated,
    )


class _CheckedAuthorship:
    """An authorship with the numbers of its author and its institutions, all of them checked."""

    __slots__ = ("author_id", "is_corresponding", "places", "seq")

    def __init__(self, seq: int, authorship: _Authorship) -> None:
        self.seq, self.is_corresponding = seq, authorship.is_corresponding
        self.author_id = _keyed(f"authorships[{seq}].author.id", _id(authorship.author), identifiers.AUTHOR)
        self.places: dict[int, _Place] = {}
        for place in authorship.institutions or ():
            key = _keyed(f"authorships[{seq}].institutions.id", place.id, identifiers.INSTITUTION)
            if key is not None:
                _check(f"authorships[{seq}].institutions.country_code", place.country_code, COUNTRIES)
                self.places[key] = place

    def rows(self, line: int, work_id: int) -> list[_Row]:
        """Rows of the staged table ``authorships``, one without an institution where there is none."""
        keys = self.places or (None,)
        return [(line, work_id, self.seq, self.author_id, key, self.is_corresponding) for key in keys]


class _Institutions:
    """Rows of institutions from their own records."""

    record = _Institution

    def __init__(self, partition: str | None) -> None:
        self.partition = partition
        self.places = _Facts()

    def add(self, place: _Institution, line: int) -> None:
        """Add a record."""
        del line
        key = _own_id(place.id, identifiers.INSTITUTION)
        _check("country_code", place.country_code, COUNTRIES)
        names = (place.international and place.international.display_name) or {}
        facts = _facts(key, place, names.get("ja"), place.geo or _NOWHERE)
        self.places.add(facts, _dated(place.updated_date or self.partition))

    def tables(self) -> Mapping[str, pa.Table]:
        """The rows so far as a table; the collector is empty afterwards."""
        return {"institutions": self.places.table(True)}


def _facts(key: int, place: _Place, name_ja: str | None = None, geo: _Geo = _NOWHERE) -> _Row:
    """What is said of an institution: a row of the staged table ``institutions`` without its last two columns."""
    return key, place.display_name, place.ror, place.country_code, place.type, name_ja, geo.latitude, geo.longitude


class _Facts:
    """What is said of institutions, each statement once with its newest date."""

    def __init__(self) -> None:
        self.newest: dict[_Row, str | None] = {}

    def add(self, facts: _Row, updated: str | None) -> None:
        """Add a statement."""
        before = self.newest.get(facts)
        if before is None or (updated is not None and updated > before):
            self.newest[facts] = updated

    def table(self, is_entity: bool) -> pa.Table:
        """The statements so far; forgotten afterwards."""
        rows = [(*facts, updated, is_entity) for facts, updated in self.newest.items()]
        self.newest.clear()
        return _table(rows, INSTITUTIONS)


def _dated(text: str | None) -> str | None:
    """A date or time in one form, so that texts compare as times do."""
    if text is None:
        return None
    if not _DATE.match(text):
        message = f"{text!r} is not a date such as 2026-10-14 or 2026-10-14T08:00:00."
        raise _KeyProblem("updated_date", ValueError(message))
    return text.replace(" ", "T")


def _first_years(work: _Work, updated: str | None) -> int | None:
    """Citations in the year of publication and the three after it, so far.

    None where the counts begin later than the work or carry no date.
    """
    year = work.publication_year
    if year is None or updated is None or year <= int(updated[:4]) - COUNTED_YEARS:
        return None
    return sum(count.cited_by_count for count in work.counts_by_year or () if year <= count.year <= year + 3)


def _table(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)]
    return pa.table(arrays, schema=schema)


def _keyed(key: str, text: _Identifier, letter: str) -> int | None:
    try:
        return identifiers.number(text, letter)
    except ValueError as error:
        raise _KeyProblem(key, error) from None


def _check(key: str, value: str | int | None, vocabulary: Vocabulary) -> None:
    if value not in (None, "") and value not in vocabulary.values:
        raise _KeyProblem(key, ValueError(vocabulary.form(value)))


def _own_id(text: _Identifier, letter: str) -> int:
    """The identifier of a record itself, which must have one."""
    number = _keyed("id", text, letter)
    if number is None:
        raise _KeyProblem("id", ValueError(identifiers.form(text, letter)))
    return number


def _id(named: _Named | None) -> _Identifier:
    return named.id if named else None


def _source(work: _Work) -> int | None:
    if work.primary_location and work.primary_location.source:
        return _keyed("primary_location.source.id", work.primary_location.source.id, identifiers.SOURCE)
    return _keyed("host_venue.id", _id(work.host_venue), identifiers.SOURCE)


def _subfield(work: _Work) -> int | None:
    key = "primary_topic.subfield.id"
    named = work.primary_topic.subfield if work.primary_topic else None
    number = _keyed(key, _id(named), identifiers.SUBFIELD)
    _check(key, number, SUBFIELDS)
    return number


def _concept(concepts: Sequence[_Concept]) -> int | None:
    """The highest-scoring concept of level 0, the first of equals."""
    roots = [concept for concept in concepts if concept.level == 0]
    best = max(roots, key=_score, default=None)
    number = _keyed("concepts.id", best.id if best else None, identifiers.CONCEPT)
    _check("concepts.id", number, TOP_CONCEPTS)
    return number


def _score(concept: _Concept) -> float:
    return -1.0 if concept.score is None else float(concept.score)


def _report(source: Source, line: int, error: Exception, problems: Problems) -> None:
    """One problem of one line, with the key that the decoder names."""
    detail, _, path = str(error).partition(" - at `$")
    key = error.key if isinstance(error, _KeyProblem) else path.strip("`.")
    where = f"{source.path}, line {line}" + (f", {key}" if key else "")
    message = detail if detail.endswith(".") else f"{detail}."
    problems.bad_row(_code(error), where, message, file=source.path.name)


def _code(error: Exception) -> str:
    if isinstance(error, _KeyProblem):
        return "identifier"
    return "value" if isinstance(error, msgspec.ValidationError) else "broken"
