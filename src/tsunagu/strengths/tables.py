"""The tables of this room.

Names, columns, types, what may be unknown, the values allowed, and the order in which rows are kept.

A folder holds each table as ``<table>/*.parquet`` with plain types, zstd, no dictionary types. ``ENTRY`` tables are
what is read in; all others are computed from them. Flags are kept as int16 because Spark has no unsigned types.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from tsunagu.strengths.enums import Counting, Cut, Top

INT16 = 2**15 - 1
INT32 = 2**31 - 1
INT64 = 2**63 - 1

FIRST_MADE = 10**10  # OpenAlex's numbers of institutions are below, those made from a ROR above
ONE = 2**40  # one whole paper in fixed point: sums of integers are the same in any order, on any engine
FINE = 2**20  # one whole normalized citation score; its sums stay exact as float64 below 2^33

# Bits of the flags of a work and of a contribution.
COLLAB, INTERNATIONAL, INDUSTRY, SHORT, LONG, DISTANCE_KNOWN, CORRESPONDING, CORRESPONDING_KNOWN = (
    1 << bit for bit in range(8)
)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One table.

    ``limits`` gives the least and the greatest value of a column; ``nullable`` the columns whose value may be unknown.
    """

    name: str
    columns: Mapping[str, str]
    order: tuple[str, ...]
    cut: Cut = Cut.WHOLE
    limits: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    nullable: frozenset[str] = frozenset()

    @property
    def schema(self) -> ibis.Schema:
        """Columns and types for Ibis."""
        return ibis.schema(dict(self.columns))

    @property
    def arrow(self) -> pa.Schema:
        """Columns and types for Arrow, every column nullable as engines hand them over."""
        return pa.schema([(column.name, column.type) for column in self.schema.to_pyarrow()])

    def rows(self, *columns: Iterable[object]) -> pa.Table:
        """Rows for Arrow, given column by column in the order of the table."""
        typed = zip(columns, self.arrow.types, strict=True)
        arrays = [pa.array(column, kind) for column, kind in typed]
        return pa.table(arrays, schema=self.arrow)

    def unbound(self, name: str | None = None) -> ir.Table:
        """The table as an expression that is bound to data by its name."""
        return ibis.table(self.schema, name=name or self.name)


_YEAR = {"year": (1, INT16)}
_CITED = {"cited_by": (0, INT32)}

# One row per work.
WORK = Table(
    "work",
    {
        "work_id": "int64",
        "year": "int16",
        "type": "string",
        "type_group": "int8",  # works are compared within one; -1: not compared at all
        "is_core": "boolean",
        "lang": "string",
        "source_id": "int64",
        "subfield": "int16",
        "n_inst": "int16",
        "n_author": "int16",
        "n_country": "int16",
        "collab": "int16",
        "max_km": "int32",
        "cited_by": "int32",
        "cited_4y": "int32",  # citations in the year of publication and the three after it
        "is_retracted": "boolean",
    },
    order=("work_id",),
    cut=Cut.YEAR,
    limits={
        **_YEAR,
        **_CITED,
        "cited_4y": (0, INT32),
        "n_inst": (0, INT16),
        "n_author": (0, INT16),
        "n_country": (0, INT16),
    },
    nullable=frozenset({"lang", "source_id", "subfield", "max_km", "cited_4y", "is_retracted"}),
)

# What a person wants to read of a work.
TITLE = Table(
    "title",
    {"work_id": "int64", "year": "int16", "title": "string", "doi": "string"},
    ("work_id",),
    Cut.YEAR,
    nullable=frozenset({"title", "doi"}),
)

# The field of a work in each scheme. The weight is 1/1 everywhere: weighted assignments are refused with a clear error.
WORK_FIELD = Table(
    "work_field",
    {"work_id": "int64", "scheme": "string", "field": "int16", "weight_num": "int16", "weight_den": "int16"},
    ("scheme", "work_id"),
    Cut.SCHEME_YEAR,
    limits={"weight_num": (1, 1), "weight_den": (1, 1)},
)

# One row per work, author and institution; an author without an institution has one row where it is null.
AUTHORSHIP = Table(
    "authorship",
    {
        "work_id": "int64",
        "author_seq": "int16",
        "author_id": "int64",
        "institution_id": "int32",
        "is_corresponding": "boolean",
    },
    ("work_id", "author_seq", "institution_id"),
    Cut.YEAR,
    nullable=frozenset({"author_id", "institution_id", "is_corresponding"}),
)

INSTITUTION = Table(
    "institution",
    {
        "institution_id": "int32",
        "openalex_id": "int64",
        "ror": "string",
        "nistep_id": "string",
        "name_ja": "string",
        "name_en": "string",
        "country": "string",
        "prefecture": "string",
        "sector": "string",
        "lat": "float64",
        "lon": "float64",
        "parent_id": "int32",
        "valid_from": "date",
        "valid_to": "date",
    },
    ("institution_id",),
    nullable=frozenset(
        {
            "ror",
            "nistep_id",
            "name_ja",
            "name_en",
            "country",
            "prefecture",
            "sector",
            "lat",
            "lon",
            "parent_id",
            "valid_from",
            "valid_to",
        }
    ),
)

INSTITUTION_LINK = Table(
    "institution_link",
    {
        "child_id": "int32",
        "parent_id": "int32",
        "relation": "string",
        "weight": "float64",
        "valid_from": "int16",  # first and last year of publication for which the link holds "as it was"
        "valid_to": "int16",
        "edition": "string",
    },
    ("child_id", "parent_id"),
    nullable=frozenset({"valid_from", "valid_to"}),
)

# One row per scheme, field, work and institution. k: institutions of the work; w_author: share of its authors in fixed
# point.
CONTRIBUTION = Table(
    "contribution",
    {
        "scheme": "string",
        "field": "int16",
        "year": "int16",
        "type_group": "int8",
        "institution_id": "int32",
        "work_id": "int64",
        "k": "int16",
        "w_author": "int64",
        "cited_by": "int32",
        "flags": "int16",
    },
    ("scheme", "field", "year", "institution_id", "work_id"),
    Cut.SCHEME_YEAR,
    limits={**_YEAR, **_CITED, "k": (1, INT16), "w_author": (0, ONE + INT16)},
)

# One row per scheme, field, year, type group and top share: what every top label rests on.
THRESHOLD = Table(
    "threshold",
    {
        "scheme": "string",
        "field": "int16",
        "year": "int16",
        "type_group": "int8",
        "top_permille": "int16",
        "cited_by": "int32",
        "n_total": "int64",
        "n_above": "int64",
        "n_tied": "int64",
        "n_cited": "int64",  # all citations of the reference set: the mean is n_cited / n_total
    },
    ("scheme", "field", "year", "type_group", "top_permille"),
    Cut.SCHEME_YEAR,
    limits={
        **_YEAR,
        **_CITED,
        "top_permille": (1, 999),
        "n_total": (1, INT64),
        "n_above": (0, INT64),
        "n_tied": (1, INT64),
        "n_cited": (0, INT64),
    },
)

# Sums that add up over fields, years and institutions. ``p_full`` and ``p_lead`` count papers, ``ncs`` is a sum of
# normalized citation scores by fractional counting, all others are in fixed point.
COUNTINGS = (Counting.FULL, Counting.FRAC, Counting.AUTHOR)  # in the order of columns
PAPERS = (*(counting.papers for counting in COUNTINGS), "p_lead")
TOPS = tuple(top.column(counting) for top, counting in product(Top, COUNTINGS))
AMOUNTS = (*PAPERS, *TOPS)

# One row per scheme, field, institution and year.
CELL = Table(
    "cell",
    {
        "scheme": "string",
        "field": "int16",
        "institution_id": "int32",
        "year": "int16",
        **dict.fromkeys(AMOUNTS, "int64"),
        "ncs": "float64",
    },
    ("scheme", "institution_id", "field", "year"),
    Cut.SCHEME_YEAR,
    limits={
        **_YEAR,
        "p_full": (1, INT64),
        "p_frac": (1, INT64),
        **dict.fromkeys(("p_author", "p_lead", *TOPS), (0, INT64)),
    },
)

# One row per scheme, field, institution and year: papers by kind of collaboration, whole counting, and their part in
# the top tenth (fixed point).
KINDS = ("collab", "international", "industry", "short", "long", "distance_known")
COLLABORATION = Table(
    "collaboration",
    {
        "scheme": "string",
        "field": "int16",
        "institution_id": "int32",
        "year": "int16",
        **{f"n_{kind}": "int64" for kind in KINDS},
        **{f"top_{kind}": "int64" for kind in KINDS},
    },
    ("scheme", "institution_id", "field", "year"),
    Cut.SCHEME_YEAR,
    limits=_YEAR,
)

# For intervals: how many papers of an institution have k institutions and this top weight. window: last year of a span
# of years.
BOOTSTRAP_BIN = Table(
    "bootstrap_bin",
    {
        "scheme": "string",
        "institution_id": "int32",
        "field": "int16",
        "window": "int16",
        "k": "int16",
        "top": "int64",
        "n": "int32",
    },
    ("scheme", "institution_id", "field", "window", "k", "top"),
    Cut.SCHEME,
    limits={"n": (1, INT32), "top": (0, INT64), "k": (1, INT16)},
)

# 95% intervals of Q, computed once from the bins. field 0: all fields.
INTERVAL = Table(
    "interval",
    {
        "scheme": "string",
        "institution_id": "int32",
        "field": "int16",
        "window": "int16",
        **dict.fromkeys(("low_full", "high_full", "low_frac", "high_frac"), "float64"),
        "draws": "int32",
    },
    ("scheme", "institution_id", "field", "window"),
    Cut.SCHEME,
)

# Joint works of two institutions, u < v. n: works; top: top weights; frac: top weights x 2 / (k (k - 1)), so that the
# edges of a work add up to it.
EDGE = Table(
    "edge",
    {
        "scheme": "string",
        "u": "int32",
        "v": "int32",
        "field": "int16",
        "window": "int16",
        "n": "int32",
        "top": "int64",
        "frac": "int64",
    },
    ("scheme", "field", "window", "u", "v"),
    Cut.SCHEME,
    limits={"n": (1, INT32)},
)

# What was done, in order: readings and computations, with their parameters and the hash of each table they left (JSON).
RUN = Table(
    "run",
    {
        "run_id": "string",
        "kind": "string",
        "snapshot": "string",
        "code_version": "string",
        "parameters": "string",
        "row_counts": "string",
        "hashes": "string",
        "files": "string",
        "at": "string",
    },
    ("at", "run_id"),
)

# An institution attributed to a work, or taken from it, by somebody who knows; kept apart from what is read in, so that
# it survives a refresh.
CORRECTION = Table(
    "correction",
    {
        "work_id": "int64",
        "openalex_id": "int64",
        "action": "string",  # add or remove
        "author_seq": "int16",  # unknown: every author of the institution (remove), an author of its own (add)
        "by": "string",
        "on": "date",
        "reason": "string",
        "source": "string",
    },
    ("work_id", "openalex_id", "action"),
    nullable=frozenset({"author_seq", "source"}),
)

ENTRY = (WORK, TITLE, WORK_FIELD, AUTHORSHIP, INSTITUTION)
DERIVED = (CONTRIBUTION, THRESHOLD, CELL, COLLABORATION, BOOTSTRAP_BIN, INTERVAL, EDGE)
TABLES = {table.name: table for table in (*ENTRY, INSTITUTION_LINK, CORRECTION, *DERIVED, RUN)}
REFERENCE = ("field", "year", "type_group")  # works are compared with those of the same field, year and type group
