"""The computation.

From works and authorships to contributions, thresholds, cells, intervals and joint works, year by year.

Years are independent of one another up to the cells, so that memory is bounded by the largest year, and a refresh
recomputes only the fields and years that it touched. The same inputs and settings give the same values, whichever
engine runs them, and whether all or only the touched part is computed.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tsunagu import __version__
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.conventions.countries import country_codes
from tsunagu.strengths.conventions.schemes import EIGHT, base
from tsunagu.strengths.conventions.settings import Settings
from tsunagu.strengths.errors import StoreProblem
from tsunagu.strengths.making import corrections, unification
from tsunagu.strengths.making.identities import identified
from tsunagu.strengths.measures import collaboration, counting, intervals, networks, topshare
from tsunagu.strengths.measures.fixed import whole
from tsunagu.strengths.storage.engines import MEMORY, DuckDB, Engine
from tsunagu.strengths.storage.files import read_file
from tsunagu.strengths.storage.store import Change, Run, Store
from tsunagu.strengths.tables import (
    AUTHORSHIP,
    BOOTSTRAP_BIN,
    CELL,
    COLLABORATION,
    CONTRIBUTION,
    CORRECTION,
    EDGE,
    INSTITUTION,
    INSTITUTION_LINK,
    INTERVAL,
    ONE,
    THRESHOLD,
    WORK,
    WORK_FIELD,
    Table,
)

STRAY = 100  # a year with fewer works than one in so many of the fullest year's is none that windows end in
SLICE = 2**18  # bins, of whole institutions, that become intervals at once
WORKS = 1_000_000  # whose joint works are looked for at once
_HOLDING = ibis.table(
    {"work_id": "int64", "institution_id": "int32", "k": "int16", "w_author": "int64", "flags": "int16"},
    name="holding",
)

_SPANS = Table("spans", {"first_year": "int16", "last_year": "int16"}, ())
_CODES = Table("codes", {"country": "string"}, ())
_CORRECTED = Table("corrected", {"work_id": "int64", "collab": "int16", "placed": "boolean"}, ("work_id",))
_MAP = Table("field_map", {"field": "int16", "to": "int16"}, ())

# The fields of a scheme and year that a refresh touched.
_Touched = Mapping[tuple[str, int], Sequence[int]]


def spans(works: Mapping[int, int], settings: Settings) -> list[tuple[int, int]]:
    """The windows over years with these numbers of works: first and last year of each, oldest first.

    One shorter window where there are few years.

    The last year is the newest with at least a hundredth of the works of the fullest: single works that are dated ahead
    move no window.
    """
    if not works:
        return []
    newest = max(year for year, number in works.items() if number * STRAY >= max(works.values()))
    years = [year for year in works if year <= newest]
    last = range(max(min(years) + settings.width - 1, max(years) - settings.windows + 1), max(years) + 1)
    return [(year - settings.width + 1, year) for year in last] or [(min(years), max(years))]


def build(
    store: Store,
    *,
    settings: Settings | None = None,
    engine: Engine | None = None,
    anew: bool = False,
    progress: Callable[[str], None] = lambda line: None,
) -> Run:
    """Compute all tables that follow from what the store has read in.

    settings: by default those of the last computation, or the usual ones. engine: DuckDB in this process by default.
    anew: compute everything, even where only a part is touched since the last time.
    Raises StoreProblem for a store without works, and where an author's affiliations do not weigh the same after
    unification. Nothing changes in the store until everything is computed.
    """
    store.need("work", "Read data in first: tsunagu strengths ingest PATH, or tsunagu strengths synthesize.")
    settings = settings or kept_settings(store)
    eight, identities = eight_fields(store), identified(store)
    _check_countries(settings, set(identities[0]["country"].to_pylist()))
    links = hashlib.sha256(json.dumps(identities[1].to_pylist()).encode()).hexdigest()
    parameters = json.loads(
        json.dumps({"settings": asdict(settings), "eight": eight.record() if eight else None, "links": links})
    )
    touched = None if anew else _touched(store, parameters)
    # What the numbers rest on stays with them, whatever is read in before the next computation.
    read_in = store.last("ingest")
    parameters |= {
        "spans": spans(_works(store, eight), settings),
        "type_rule": (read_in.parameters if read_in else {}).get("type_rule", "nistep"),
    }
    with (
        store.change("build", snapshot=_data(store), parameters=parameters) as change,
        TemporaryDirectory(prefix=".change-scratch-", dir=store.directory) as scratch,
        nullcontext(engine) if engine else DuckDB(memory=MEMORY, scratch=Path(scratch)) as used,
    ):
        _Build(store, change, used, settings, parameters["spans"], touched, identities, eight, progress).all()
    return store.runs()[-1]


def _check_countries(settings: Settings, there: set[str | None]) -> None:
    unknown = sorted({*settings.countries, *settings.edge_countries} - country_codes())
    if unknown:
        raise StoreProblem(f"{', '.join(unknown)}: not a country code of ISO 3166, such as JP or GB.")
    if not set(settings.countries) & there:
        raise StoreProblem(
            f"No institution is in one of the countries asked for ({', '.join(settings.countries) or 'none'})."
        )


def _works(store: Store, eight: schemes.FieldMap | None) -> dict[int, int]:
    """How many works with a field there are of each year."""
    found: dict[int, int] = {}
    for year in store.years("work_field"):
        files = store.files("work_field", scheme=eight.base if eight else None, year=year)
        found[year] = sum(pq.read_metadata(path).num_rows for path in files)
    return found


def _data(store: Store) -> str:
    """The names of everything that the store holds, since it was last read in as a whole."""
    names: list[str] = []
    for run in store.runs():
        if run.kind == "ingest":
            names = [*([] if run.parameters.get("whole") else names), run.snapshot]
    return " + ".join(dict.fromkeys(names))


def kept_settings(store: Store) -> Settings:
    """The settings of the last computation; the usual ones before the first."""
    last = store.last("build")
    return Settings.of(last.parameters["settings"]) if last else Settings()


def eight_fields(store: Store) -> schemes.FieldMap | None:
    """The map of the store's base scheme to the eight fields: the administrator's in ``DIR/schemes``, else ours."""
    name = base(store.schemes())
    return schemes.field_map(name, EIGHT, schemes.map_path(store.directory, name, EIGHT)) if name else None


def _touched(store: Store, parameters: Mapping[str, Any]) -> _Touched | None:
    """What was read in since the last computation with the same settings; None where everything is to be computed."""
    runs = store.runs()
    last = max((number for number, run in enumerate(runs) if run.kind == "build"), default=None)
    if (
        last is None
        or runs[last].code_version != __version__
        or not parameters.items() <= runs[last].parameters.items()
    ):
        return None
    found: dict[tuple[str, int], set[int]] = defaultdict(set)
    for run in runs[last + 1 :]:
        touched = run.parameters.get("touched", "all")
        if touched == "all":
            return None
        for scheme, field, year in touched:
            found[scheme, year].add(field)
    return {key: sorted(fields) for key, fields in found.items()}


class _Build:
    """One computation. Expressions are made once, and compiled once by the engine, for all years."""

    def __init__(
        self,
        store: Store,
        change: Change,
        engine: Engine,
        settings: Settings,
        spans: Sequence[tuple[int, int]],
        touched: _Touched | None,
        identities: tuple[pa.Table, pa.Table],
        eight: schemes.FieldMap | None,
        progress: Callable[[str], None],
    ) -> None:
        self.store, self.change, self.engine, self.settings = store, change, engine, settings
        self.spans, self.touched, self.progress = spans, touched, progress
        self.data = _data(store)
        contribution, threshold = CONTRIBUTION.unbound(), THRESHOLD.unbound()
        works = counting.reference(self._works(), WORK_FIELD.unbound(), settings.citations)
        counts = topshare.histogram(works)
        self.weights = topshare.weights(threshold)
        self.labels = counting.labels(threshold)
        self.institutions, self.links = identities
        self.eight = eight
        self.holdings, self.lost = counting.holdings(self._authorships()), self._lost()
        self.steps = {
            CONTRIBUTION: counting.contributions(works, _HOLDING),
            THRESHOLD: topshare.thresholds(counts, 100).union(topshare.thresholds(counts, 10)),
            CELL: counting.cells(contribution, ibis.table(self.labels.schema(), name="label")),
            COLLABORATION: collaboration.profile(contribution, self.weights),
        }

    def _corrected(self) -> ir.Table:
        rows: ir.Table = AUTHORSHIP.unbound()
        return (
            corrections.applied(rows, CORRECTION.unbound(), INSTITUTION.unbound())
            if self.store.files("correction")
            else rows
        )

    def _works(self) -> ir.Table:
        """The works.

        Where institutions were corrected, a work is core and a collaboration by the institutions it has now.
        """
        works: ir.Table = WORK.unbound()
        if not self.store.files("correction"):
            return works
        rows = works.left_join(_CORRECTED.unbound().rename(of="work_id", now="collab"), [("work_id", "of")])
        core = (rows.type_group >= 0) & ~rows.is_retracted.fill_null(False) & rows.placed.fill_null(rows.is_core)
        return rows.mutate(is_core=core, collab=rows.now.fill_null(rows.collab)).select(*WORK.columns)

    def _authorships(self) -> ir.Table:
        """The authorships as corrected, with each institution replaced by the one it belongs to."""
        rows = self._corrected()
        return self._unified(rows) if self.links.num_rows else rows.mutate(weight=whole(ONE))

    def _unified(self, rows: ir.Table) -> ir.Table:
        return unification.unified(
            rows, unification.CLOSED.unbound(), WORK.unbound().select("work_id", "year"), self.settings.view
        )

    def _lost(self) -> ir.Table:
        """The authors whose weight unification changed: there must be none.

        Only works on which a link may act are looked at.
        """
        rows = self._corrected()
        acted = rows.semi_join(
            unification.CLOSED.unbound(), [rows.institution_id == unification.CLOSED.unbound().child_id]
        )
        mine = rows.semi_join(acted.select(acted_on="work_id").distinct().view(), [("work_id", "acted_on")])
        return unification.discrepancies(mine, self._unified(mine))

    def all(self) -> None:
        """Every table: year by year, then those over years."""
        for table in (*self.steps, BOOTSTRAP_BIN, INTERVAL, EDGE):
            self.change.clear(table.name)
        for rows, table in ((self.institutions, INSTITUTION), (self.links, INSTITUTION_LINK)):
            pq.write_table(rows, self.change.path(table.name), compression="zstd", store_schema=False)
        self.engine.bind("institution", self.change.files("institution"), INSTITUTION)
        self.engine.bind("correction", self.store.files("correction"), CORRECTION)
        if self.links.num_rows:
            closed = unification.closed(self.links, self.settings.view, self.institutions["institution_id"].to_pylist())
            self.engine.hold("closed_link", closed)
        if self.store.files("correction"):
            self._correct()
        for year in self.store.years("work"):
            self._year(year)
        if not sum(pq.read_metadata(path).num_rows for path in self.change.files("threshold")):
            what = (
                "the citations of the first four years"
                if self.settings.citations == "cited_4y"
                else "a type that is compared, a field"
            )
            raise StoreProblem(f"No work can be compared with others: none has {what} and an institution.")
        self._hold("spans", self.spans, _SPANS)
        for name, countries in (("home", self.settings.countries), ("ends", self.settings.edge_countries)):
            self._hold("codes", [(code,) for code in countries], _CODES)
            self.engine.keep(name, INSTITUTION.unbound().semi_join(_CODES.unbound(), "country"))
        for scheme in self.store.schemes():
            self._windows(scheme)

    def _windows(self, scheme: str) -> None:
        """Bins, intervals and joint works of a scheme."""
        for table in (CONTRIBUTION, THRESHOLD):
            self.engine.bind(table.name, self.change.files(table.name, scheme=scheme), table)
        home = CONTRIBUTION.unbound().semi_join(INSTITUTION.unbound("home"), "institution_id")
        path = self.change.path("bootstrap_bin", scheme=scheme)
        self.engine.write(intervals.bins(home, self.weights, _SPANS.unbound()), BOOTSTRAP_BIN, path)
        if self.eight is None or scheme != self.eight.base:
            return
        self.engine.bind("bootstrap_bin", [path], BOOTSTRAP_BIN)
        bins = BOOTSTRAP_BIN.unbound()
        fields = self.engine.fetch(bins.select("field").distinct())["field"].to_pylist()
        slices = self._slices(bins.group_by(at="institution_id").agg(n=bins.count()), SLICE)
        groups = {scheme: [*((one, one) for one in fields), *((one, 0) for one in fields)]}
        groups[EIGHT] = [*zip(*(self.eight.table[name].to_pylist() for name in ("field", "to")), strict=True)]
        groups[EIGHT] += [(one, 0) for one, _ in groups[EIGHT]]
        for name, pairs in groups.items():
            self._hold("field_map", pairs, _MAP)
            writer = self.change.writer("interval", scheme=name)
            for first, last in slices:
                some = bins.filter(bins.institution_id.between(first, last)).mutate(scheme=ibis.literal(name))
                found = self.engine.fetch(intervals.regrouped(some, _MAP.unbound()))
                writer.add(intervals.intervals(found, question=self.data, draws=self.settings.draws))
            writer.close()
        pa.default_memory_pool().release_unused()
        self.progress(f"{scheme}: intervals")
        self._joint(scheme)
        self.progress(f"{scheme}: joint works")

    def _joint(self, scheme: str) -> None:
        """Joint works, some fields at a time: those of all fields at once would need memory by their number."""
        ends, rows, cells = (
            INSTITUTION.unbound("ends").select("institution_id"),
            CONTRIBUTION.unbound(),
            THRESHOLD.unbound(),
        )
        writer, part = self.change.writer("edge", scheme=scheme), self.change.folder / "part.parquet"
        for first, last in self._slices(cells.group_by(at="field").agg(n=cells.n_total.sum()), WORKS):
            some = rows.filter(rows.field.between(ibis.literal(first, "int16"), ibis.literal(last, "int16")))
            joint = networks.edges(some, self.weights, _SPANS.unbound(), self.settings.cap, ends)
            self.engine.write(joint.mutate(scheme=ibis.literal(scheme)), EDGE, part)
            writer.add(read_file(part))
            part.unlink()
        writer.close()

    def _slices(self, sizes: ir.Table, most: int) -> list[tuple[int, int]]:
        """First and last of parts of what is computed that fit into memory, in order.

        sizes: at (a whole number) and n, what it weighs.
        """
        found = self.engine.fetch(sizes.select("at", n=sizes.n.cast("int64"))).sort_by("at")
        number, part = found["at"].to_numpy(), np.cumsum(found["n"].to_numpy()) // most
        first = np.flatnonzero(np.diff(part, prepend=-1))
        return (
            [*zip(number[first].tolist(), [*(number[first[1:]] - 1).tolist(), number[-1].item()], strict=True)]
            if number.size
            else []
        )

    def _hold(self, name: str, rows: Sequence[Sequence[Any]], table: Table) -> None:
        """Give a few rows a name."""
        self.engine.hold(
            name, pa.Table.from_pylist([dict(zip(table.columns, row, strict=True)) for row in rows], schema=table.arrow)
        )

    def _correct(self) -> None:
        """Look at the corrected works anew, and say which corrections did nothing.

        They do nothing where the data are no longer, or never were, as they say.
        """
        self.engine.bind("authorship", self.store.files("authorship"), AUTHORSHIP)
        rows, told, institutions = AUTHORSHIP.unbound(), CORRECTION.unbound(), INSTITUTION.unbound()
        found = self.engine.fetch(corrections.applied(rows.semi_join(told, "work_id"), told, institutions))
        work, number = np.unique(np.array(found["work_id"].to_pylist(), np.int64), return_inverse=True)
        at = np.array([one or 0 for one in found["institution_id"].to_pylist()], np.int64)
        flags = collaboration.flags(number, at, collaboration.Places.of(self.institutions))
        now = [work, flags["collab"], flags["n_inst"] > 0]
        corrected = [pa.array(one, field.type) for one, field in zip(now, _CORRECTED.arrow, strict=True)]
        self.engine.hold("corrected", pa.table(corrected, schema=_CORRECTED.arrow))
        for row in self.engine.fetch(corrections.stale(rows, told, institutions)).to_pylist():
            self.progress(
                f"correction without effect ({row['why']}): {row['action']} I{row['openalex_id']} on W{row['work_id']}"
            )

    def _year(self, year: int) -> None:
        schemes = [
            scheme for scheme in self.store.schemes() if self.store.files("work_field", scheme=scheme, year=year)
        ]
        todo = [scheme for scheme in schemes if self.touched is None or (scheme, year) in self.touched]
        for scheme in schemes:
            if scheme not in todo:
                for table in self.steps:
                    self.change.carry(table.name, scheme=scheme, year=year)
        if not todo:
            return
        for table in (WORK, AUTHORSHIP):
            self.engine.bind(table.name, self.store.files(table.name, year=year), table)
        if self.links.num_rows and (lost := self.engine.fetch(self.lost)).num_rows:
            raise StoreProblem(
                f"The affiliations of {lost.num_rows} authors of {year} would not weigh the same after unification, "
                "first those of work "
                f"W{lost['work_id'][0]}: its rows are there twice, or it is no work of that year. "
                "Read the data in anew."
            )
        self.engine.keep("holding", self.holdings)
        for scheme in todo:
            self.engine.bind("work_field", self.store.files("work_field", scheme=scheme, year=year), WORK_FIELD)
            for table in self.steps:
                self._write(table, scheme, year)
        self.progress(f"{year}: {', '.join(todo)}")

    def _write(self, table: Table, scheme: str, year: int) -> None:
        """Compute and name a table of a scheme and year.

        Anew, or the touched fields anew beside the others as they were.
        """
        rows = self.steps[table].mutate(scheme=ibis.literal(scheme)).select(*table.columns)
        if self.touched is not None:
            fields = self.touched[scheme, year]
            self.engine.bind("before", self.store.files(table.name, scheme=scheme, year=year), table)
            before = table.unbound("before")
            rows = before.filter(before.field.notin(fields)).union(rows.filter(rows.field.isin(fields)))
        path = self.change.path(table.name, scheme=scheme, year=year)
        self.engine.write(rows, table, path)
        self.engine.bind(table.name, [path], table)
        if table is THRESHOLD:
            self.engine.keep("label", self.labels)
