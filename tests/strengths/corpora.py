"""Small corpora for the tests, and the way from them through every step of the computation."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from tests.strengths import oracle
from tsunagu.strengths.measures import counting, topshare
from tsunagu.strengths.measures.fixed import whole
from tsunagu.strengths.storage.engines import DuckDB, Engine
from tsunagu.strengths.storage.store import Store
from tsunagu.strengths.tables import AMOUNTS, AUTHORSHIP, INSTITUTION, ONE, WORK, WORK_FIELD, Table


class Paper(NamedTuple):
    """What a test says of a work; authors: the institutions of each, none for an author without one; lead: the first
    author is corresponding.
    """

    cited: int = 0
    authors: Sequence[Sequence[int]] = ((1,),)
    field: int = 1
    year: int = 2020
    group: int = 0
    lead: bool | None = True
    core: bool = True
    flags: int = 0


PAPERS = st.lists(
    st.builds(
        Paper,
        cited=st.sampled_from([0, 0, 0, 0, 1, 1, 2, 3, 5, 8, 400]),
        authors=st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=3, unique=True), min_size=1, max_size=4),
        field=st.integers(1, 2),
        year=st.integers(2020, 2022),
        group=st.integers(0, 1),
        lead=st.sampled_from([True, None]),
        core=st.just(True),
        flags=st.integers(0, 63),
    ),
    min_size=1,
    max_size=50,
)


def chance_papers(number: int, seed: int = 7, *, institutions: int = 50, unplaced: float = 0.0) -> list[Paper]:
    """Papers with heavy ties and shared authors."""
    chance = random.Random(seed)

    def people() -> list[list[int]]:
        if chance.random() < unplaced:
            return [[]]
        return [
            chance.sample(range(1, institutions + 1), chance.choice([1, 1, 1, 2, 3]))
            for _ in range(chance.randint(1, 5))
        ]

    return [
        Paper(
            cited=int(chance.paretovariate(1)) - 1,
            authors=people(),
            field=chance.randint(1, 3),
            year=chance.randint(2018, 2022),
            group=chance.randint(0, 1),
            lead=chance.choice([True, None]),
            core=chance.random() < 0.95,
            flags=chance.randint(0, 63),
        )
        for _ in range(number)
    ]


def numbered(papers: Sequence[Paper | None]) -> list[tuple[int, Paper]]:
    """Papers with their numbers; None is one that is gone."""
    return [(number, paper) for number, paper in enumerate(papers) if paper]


def places(papers: Sequence[Paper | None]) -> list[oracle.Place]:
    return [
        oracle.Place(number, seq, institution, None if paper.lead is None else seq == 0)
        for number, paper in numbered(papers)
        for seq, at in enumerate(paper.authors)
        for institution in (at or [None])
    ]


def works(papers: Sequence[Paper | None]) -> list[oracle.Work]:
    """The works that are compared with one another."""
    return [
        oracle.Work(number, paper.field, paper.year, paper.group, paper.cited)
        for number, paper in numbered(papers)
        if paper.core
    ]


def arrow(table: Table, rows: Iterable[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=table.arrow)


def corpus(papers: Sequence[Paper | None], scheme: str = "ours") -> dict[str, pa.Table]:
    """The tables ``work``, ``work_field`` and ``authorship`` of these papers."""
    given = [
        {
            "work_id": number,
            "year": paper.year,
            "type": "article",
            "type_group": paper.group,
            "is_core": paper.core,
            "n_inst": len({institution for at in paper.authors for institution in at}),
            "n_author": len(paper.authors),
            "n_country": 1,
            "collab": paper.flags,
            "cited_by": paper.cited,
            "cited_4y": paper.cited // 2,
        }
        for number, paper in numbered(papers)
    ]
    fields = [
        {"work_id": number, "scheme": scheme, "field": paper.field, "weight_num": 1, "weight_den": 1}
        for number, paper in numbered(papers)
    ]
    authorships = [
        {
            "work_id": place.work,
            "author_seq": place.author,
            "institution_id": place.institution,
            "is_corresponding": place.lead,
        }
        for place in places(papers)
    ]
    return {
        "work": arrow(WORK, given),
        "work_field": arrow(WORK_FIELD, fields),
        "authorship": arrow(AUTHORSHIP, authorships),
    }


def named(expression: ir.Table, name: str) -> ir.Table:
    """A table of the columns of an expression, bound to data by its name."""
    return ibis.table(expression.schema(), name=name)


def without_scheme(table: Table) -> ir.Table:
    return table.unbound().drop("scheme")


# Every step of the computation, each an expression over the tables before it: made once, compiled once.
WORKS = counting.reference(WORK.unbound(), WORK_FIELD.unbound())
HISTOGRAM = topshare.histogram(named(WORKS, "works"))
COUNTS = named(HISTOGRAM, "histogram")
THRESHOLDS = topshare.thresholds(COUNTS, 100).union(topshare.thresholds(COUNTS, 10))
LIMITS = named(THRESHOLDS, "threshold")
HOLDINGS = counting.holdings(AUTHORSHIP.unbound().mutate(weight=whole(ONE)))
CONTRIBUTIONS = counting.contributions(named(WORKS, "works"), named(HOLDINGS, "holding"))
CELLS = counting.cells(named(CONTRIBUTIONS, "contribution"), counting.labels(LIMITS))
SPANS = ibis.table({"first_year": "int16", "last_year": "int16"}, name="spans")
CELL_TABLE = named(CELLS, "cell")
STEPS = {
    "works": WORKS,
    "histogram": HISTOGRAM,
    "threshold": THRESHOLDS,
    "weight": topshare.weights(LIMITS),
    "scale_weight": topshare.weights(LIMITS, 10, "nistep_scale"),
    "holding": HOLDINGS,
    "contribution": CONTRIBUTIONS,
    "cell": CELLS,
    "window": counting.windows(CELL_TABLE, SPANS),
    "total": counting.totals(CELL_TABLE, ["field"]),
    "world": counting.quality(counting.sums(CELL_TABLE, ["year"])),
}
WINDOWS = pa.table(
    {"first_year": pa.array([2018, 2019, 2020], pa.int16()), "last_year": pa.array([2020, 2021, 2022], pa.int16())}
)


@cache
def duckdb() -> DuckDB:
    """The one engine of all tests that need no other: it keeps what it compiled."""
    return DuckDB(threads=2)


def canonical(table: pa.Table) -> pa.Table:
    """The rows in an order of their own."""
    return table.combine_chunks().sort_by([(name, "ascending") for name in table.column_names])


def chain(tables: dict[str, pa.Table], *wanted: str, engine: Engine | None = None) -> dict[str, pa.Table]:
    """The results of the steps, in order, up to those wanted (all by default); each sorted."""
    found = {**tables, "spans": WINDOWS}
    last = max(list(STEPS).index(name) for name in wanted or STEPS)
    for name, expression in list(STEPS.items())[: last + 1]:
        if wanted and name not in wanted and name in ("weight", "scale_weight", "window", "total"):
            continue
        needed = {table: found[table] for table in _names(name)}
        found[name] = canonical((engine or duckdb()).fetch(expression, **needed))
    return found


@cache
def _names(step: str) -> tuple[str, ...]:
    return tuple({table.name for table in STEPS[step].op().find(ibis.expr.operations.UnboundTable)})


def cells(papers: Sequence[Paper]) -> pa.Table:
    """The cells of papers, sorted."""
    return chain(corpus(papers), "cell")["cell"]


def by_key(table: pa.Table, *key: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Rows by the values of these columns."""
    return {tuple(row[name] for name in key): row for row in table.to_pylist()}


def unit(fraction: Fraction | int) -> int:
    """A fraction in units of 2^-40, to the nearest, halves up."""
    return int(Fraction(fraction) * ONE + Fraction(1, 2))


def stored(
    store: Store,
    papers: Sequence[Paper | None],
    *,
    snapshot: str = "2026-01",
    rors: dict[int, str] | None = None,
    touched: Any = "all",
) -> None:
    """Put papers into a store as if they had been read in: by field and, as a finer scheme, by subfield; years without
    papers are gone.
    """
    tables = corpus(papers, "field")
    numbers = sorted({place.institution for place in places(papers)} - {None})
    countries = ("JP", "GB", "DE", "US")
    rows = [
        {
            "institution_id": number,
            "openalex_id": number,
            "country": countries[number % 4],
            "sector": "education",
            "ror": (rors or {}).get(number),
        }
        for number in numbers
    ]
    year = {number: paper.year for number, paper in numbered(papers)}
    with store.change("ingest", snapshot=snapshot, parameters={"touched": touched}) as change:
        pq.write_table(arrow(INSTITUTION, rows), change.path("institution"))
        for table in ("work", "authorship", "work_field"):
            change.clear(table)
        for one in sorted(set(year.values())):
            of_year = {
                name: table.filter(pa.array([year[work] == one for work in table["work_id"].to_pylist()], pa.bool_()))
                for name, table in tables.items()
            }
            pq.write_table(of_year["work"], change.path("work", year=one))
            pq.write_table(of_year["authorship"], change.path("authorship", year=one))
            for scheme, factor in (("field", 1), ("subfield", 100)):
                fields = of_year["work_field"]
                for column, values in (
                    ("scheme", pa.array([scheme] * fields.num_rows, pa.string())),
                    ("field", pa.array([(10 + field) * factor for field in fields["field"].to_pylist()], pa.int16())),
                ):
                    fields = fields.set_column(fields.schema.get_field_index(column), column, values)
                pq.write_table(fields, change.path("work_field", scheme=scheme, year=one))


WEIGHTED = ibis.table({**AUTHORSHIP.columns, "weight": "int64"}, name="authorship")
HELD = counting.holdings(WEIGHTED)


def held(rows: list[oracle.Place]) -> dict[tuple[int, int], dict[str, int]]:
    """Holdings by work and institution of authors whose affiliations weigh as said."""
    columns = {
        "work_id": [row.work for row in rows],
        "author_seq": [row.author for row in rows],
        "author_id": [None] * len(rows),
        "institution_id": [row.institution for row in rows],
        "is_corresponding": [row.lead for row in rows],
        "weight": [unit(row.weight) for row in rows],
    }
    table = pa.table({name: pa.array(values, WEIGHTED.schema()[name].to_pyarrow()) for name, values in columns.items()})
    return by_key(duckdb().fetch(HELD, authorship=table), "work_id", "institution_id")


def amounts(rows: pa.Table, *key: str) -> dict[tuple[int, ...], dict[str, float]]:
    return {found: {name: row[name] for name in (*AMOUNTS, "ncs")} for found, row in by_key(rows, *key).items()}
