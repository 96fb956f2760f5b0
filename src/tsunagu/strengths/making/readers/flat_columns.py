"""The columns of flat Parquet files: what they are named, what they hold, and how SQL looks at their values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa

from tsunagu.strengths.conventions.vocabulary import (
    CONCEPTS,
    COUNTRIES,
    SECTORS,
    SUBFIELDS,
    TOP_CONCEPTS,
    TYPES,
    Vocabulary,
)
from tsunagu.strengths.making.readers.checks import FIRST_YEAR, LAST_YEAR, LATITUDE, LONGITUDE
from tsunagu.strengths.making.readers.sources import Kind
from tsunagu.strengths.tables import INT16, INT32

_MOST = 10**18


class Holds(StrEnum):
    """What a column holds."""

    INTEGER = "integer"
    TEXT = "text"
    BOOLEAN = "boolean"
    NUMBER = "number"
    DATE = "date"

    @property
    def sql(self) -> str:
        """Its type in SQL."""
        return _SQL[self]

    @property
    def words(self) -> str:
        """What a person is told to write."""
        return _WORDS[self]

    def fits(self, kind: pa.DataType) -> bool:
        """Whether a type of Arrow can be read as this; a column in which nothing is known always can."""
        if pa.types.is_dictionary(kind):
            return self.fits(kind.value_type)
        return pa.types.is_null(kind) or any(is_right(kind) for is_right in _FITTING[self])


_SQL = {
    Holds.INTEGER: "BIGINT",
    Holds.TEXT: "VARCHAR",
    Holds.BOOLEAN: "BOOLEAN",
    Holds.NUMBER: "DOUBLE",
    Holds.DATE: "VARCHAR",
}
_WORDS = {
    Holds.INTEGER: "whole numbers (int64)",
    Holds.TEXT: "text",
    Holds.BOOLEAN: "true or false",
    Holds.NUMBER: "numbers (float64)",
    Holds.DATE: "dates, times or text such as 2026-10-14",
}
_TEXT = (pa.types.is_string, pa.types.is_large_string)
_FITTING = {
    Holds.INTEGER: (pa.types.is_integer,),
    Holds.TEXT: _TEXT,
    Holds.BOOLEAN: (pa.types.is_boolean,),
    Holds.NUMBER: (pa.types.is_floating, pa.types.is_integer),
    Holds.DATE: (*_TEXT, pa.types.is_date, pa.types.is_timestamp),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a flat table: its names, what it holds, and whether a file must have it.

    Numbers have limits, some columns a vocabulary.
    """

    names: tuple[str, ...]
    holds: Holds
    needed: bool = False
    least: int = 0
    most: int = _MOST
    known: bool = False  # whether every row must have a value
    among: Vocabulary | None = None

    def wrong(self, name: str) -> str:
        """When a value is wrong, as SQL that is never unknown; empty where any value is right."""
        if not self.among and self.holds not in (Holds.INTEGER, Holds.NUMBER):
            return ""
        return f"coalesce({self._outside(name)}, {str(self.known).lower()})"

    def complaint(self, value: object, of: str) -> str:
        """What is wrong with a value, in words; of: whose value it is."""
        if value is None:
            return "The value is missing."
        if self.among:
            return self.among.form(value, of)
        return f"{value}{of} is not between {self.least} and {self.most}."

    def typed(self, name: str, *, is_time: bool) -> str:
        """A value of the column in SQL; times in UTC and in the form of OpenAlex, so that texts compare as times do."""
        value = f"make_timestamp(epoch_us({name}))" if is_time else self._filled(name)
        cast = f"CAST({value} AS {self.holds.sql})"
        return f"replace({cast}, ' ', 'T')" if self.holds is Holds.DATE else cast

    def _outside(self, name: str) -> str:
        if self.among:
            return self.among.outside(self._filled(name))
        return f"{name} < {self.least} OR {name} > {self.most}"

    def _filled(self, name: str) -> str:
        """A column in SQL in which an empty text is no word of a vocabulary but unknown."""
        return f"nullif({name}, '')" if self.among and self.holds is Holds.TEXT else name


def _id(name: str, *, needed: bool = False, known: bool = False) -> Column:
    return Column((name,), Holds.INTEGER, needed, known=known)


def _texts(*names: str, needed: bool = False) -> tuple[Column, ...]:
    return tuple(Column((name,), Holds.TEXT, needed) for name in names)


def _year(*, known: bool = False) -> Column:
    return Column(("year",), Holds.INTEGER, needed=True, least=FIRST_YEAR, most=LAST_YEAR, known=known)


def _citations(*names: str) -> Column:
    return Column(names, Holds.INTEGER, needed=True, most=INT32, known=True)


COLUMNS: dict[Kind, tuple[Column, ...]] = {
    Kind.FLAT_WORKS: (
        _id("work_id", needed=True, known=True),
        _year(),
        Column(("type",), Holds.TEXT, needed=True, among=TYPES),
        _citations("cited_by", "cited_by_count"),
        *_texts("doi", "title", "lang"),
        _id("source_id"),
        Column(("subfield",), Holds.INTEGER, among=SUBFIELDS),
        Column(("concept",), Holds.INTEGER, among=CONCEPTS),
        Column(("field_l0_id",), Holds.INTEGER, among=TOP_CONCEPTS),
        Column(("is_retracted",), Holds.BOOLEAN),
        Column(("cited_4y",), Holds.INTEGER, most=INT32),
        Column(("updated",), Holds.DATE),
    ),
    Kind.FLAT_AUTHORSHIPS: (
        _id("work_id", needed=True, known=True),
        Column(("author_seq",), Holds.INTEGER, needed=True, most=INT16 - 1, known=True),
        _id("author_id", needed=True),
        _id("institution_id", needed=True),
        Column(("is_corresponding",), Holds.BOOLEAN),
    ),
    Kind.FLAT_INSTITUTIONS: (
        _id("institution_id", needed=True, known=True),
        *_texts("display_name", "ror", needed=True),
        Column(("country_code",), Holds.TEXT, needed=True, among=COUNTRIES),
        Column(("type",), Holds.TEXT, needed=True, among=SECTORS),
        *_texts("name_ja", "prefecture"),
        Column(("lat",), Holds.NUMBER, least=-LATITUDE, most=LATITUDE),
        Column(("lon",), Holds.NUMBER, least=-LONGITUDE, most=LONGITUDE),
        Column(("updated",), Holds.DATE),
    ),
    Kind.FLAT_CITATIONS: (
        _id("work_id", needed=True, known=True),
        _year(known=True),
        _citations("cited_by_count"),
    ),
}
