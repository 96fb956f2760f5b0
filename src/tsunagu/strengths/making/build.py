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
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
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
from tsunagu.strengths.conventions.settings import Settings
from tsunagu.strengths.enums import Citations, RunKind, TypeRule
from tsunagu.strengths.errors import StoreProblem
from tsunagu.strengths.making import corrections, unification
from tsunagu.strengths.making.identities import identified
from tsunagu.strengths.making.windows import Ranges, Windows
from tsunagu.strengths.making.yearly import CORRECTED, Expressions
from tsunagu.strengths.measures import collaboration
from tsunagu.strengths.storage.engines import MEMORY, DuckDB, Engine
from tsunagu.strengths.storage.store import Change, Run, Store
from tsunagu.strengths.tables import (
    AUTHORSHIP,
    BOOTSTRAP_BIN,
    CORRECTION,
    EDGE,
    INSTITUTION,
    INSTITUTION_LINK,
    INTERVAL,
    THRESHOLD,
    WORK,
    WORK_FIELD,
    Table,
)

STRAY = 100  # a year with fewer works than one in so many of the fullest year's is none that windows end in

Progress = Callable[[str], None]
Touched = Mapping[tuple[str, int], Sequence[int]]  # the fields of a scheme and year that a refresh touched


def spans(works: Mapping[int, int], settings: Settings) -> list[tuple[int, int]]:
    """The windows over years with these numbers of works: first and last year of each, oldest first.

    One shorter window where there are few years.

    The last year is the newest with at least a hundredth of the works of the fullest: single works that are dated ahead
    move no window.
    """
    if not works:
        return []
    newest = max(year for year, number in works.items() if number * STRAY >= max(works.values()))
    oldest = min(year for year in works if year <= newest)
    first_end = max(oldest + settings.width - 1, newest - settings.windows + 1)
    ends = range(first_end, newest + 1)
    return [(end - settings.width + 1, end) for end in ends] or [(oldest, newest)]


def build(
    store: Store,
    *,
    settings: Settings | None = None,
    engine: Engine | None = None,
    anew: bool = False,
    progress: Progress = lambda line: None,
) -> Run:
    """Compute all tables that follow from what the store has read in.

    settings: by default those of the last computation, or the usual ones. engine: DuckDB in this process by default.
    anew: compute everything, even where only a part is touched since the last time.
    Raises StoreProblem for a store without works, and where an author's affiliations do not weigh the same after
    unification. Nothing changes in the store until everything is computed.
    """
    store.need("work", "Read data in first: tsunagu strengths ingest PATH, or tsunagu strengths synthesize.")
    plan = _plan(store, settings or kept_settings(store))
    touched = None if anew else _touched(store, plan.recorded())
    parameters = plan.recorded() | {"spans": plan.spans, "type_rule": _type_rule(store)}
    with (
        store.change(RunKind.BUILD, snapshot=plan.data, parameters=parameters) as change,
        TemporaryDirectory(prefix=".change-scratch-", dir=store.directory) as scratch,
        nullcontext(engine) if engine else DuckDB(memory=MEMORY, scratch=Path(scratch)) as used,
    ):
        _Build(plan, change, used, touched, progress).run()
    return store.runs()[-1]


def kept_settings(store: Store) -> Settings:
    """The settings of the last computation; the usual ones before the first."""
    last = store.last(RunKind.BUILD)
    return Settings.of(last.parameters["settings"]) if last else Settings()


def eight_fields(store: Store) -> schemes.FieldMap | None:
    """The map of the store's base scheme to the eight fields: the administrator's in ``DIR/schemes``, else ours."""
    base = schemes.base(store.schemes())
    if base is None:
        return None
    return schemes.field_map(base, schemes.EIGHT, schemes.map_path(store.directory, base, schemes.EIGHT))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a computation rests on; data: the name of what the store holds."""

    store: Store
    settings: Settings
    eight: schemes.FieldMap | None
    institutions: pa.Table
    links: pa.Table
    spans: Ranges
    data: str

    def recorded(self) -> dict[str, Any]:
        """What a later computation must agree with to take over what this one leaves, as JSON gives it back."""
        parameters = {
            "settings": asdict(self.settings),
            "eight": self.eight.record() if self.eight else None,
            "links": hashlib.sha256(json.dumps(self.links.to_pylist()).encode()).hexdigest(),
        }
        plain: dict[str, Any] = json.loads(json.dumps(parameters))
        return plain


def _plan(store: Store, settings: Settings) -> _Plan:
    eight = eight_fields(store)
    institutions, links = identified(store)
    _check_countries(settings, set(institutions["country"].to_pylist()))
    windows = spans(_works(store, eight), settings)
    return _Plan(store, settings, eight, institutions, links, windows, _data(store))


def _check_countries(settings: Settings, present: set[str | None]) -> None:
    unknown = sorted({*settings.countries, *settings.edge_countries} - country_codes())
    if unknown:
        raise StoreProblem(f"{', '.join(unknown)}: not a country code of ISO 3166, such as JP or GB.")
    if not set(settings.countries) & present:
        codes = ", ".join(settings.countries) or "none"
        raise StoreProblem(f"No institution is in one of the countries asked for ({codes}).")


def _works(store: Store, eight: schemes.FieldMap | None) -> dict[int, int]:
    """How many works with a field there are of each year."""
    base, table = eight.base if eight else None, "work_field"
    files = {year: store.files(table, scheme=base, year=year) for year in store.years(table)}
    return {year: _rows(paths) for year, paths in files.items()}


def _rows(paths: Iterable[Path]) -> int:
    return sum(pq.read_metadata(path).num_rows for path in paths)


def _data(store: Store) -> str:
    """The names of everything that the store holds, since it was last read in as a whole."""
    names: list[str] = []
    for run in store.runs():
        if run.kind == RunKind.INGEST:
            before = [] if run.parameters.get("whole") else names
            names = [*before, run.snapshot]
    return " + ".join(dict.fromkeys(names))


def _type_rule(store: Store) -> str:
    """The rule by which works were read in: it stays with the numbers, whatever is read in before the next ones."""
    reading = store.last(RunKind.INGEST)
    return reading.parameters.get("type_rule", TypeRule.NISTEP) if reading else TypeRule.NISTEP


def _touched(store: Store, parameters: Mapping[str, Any]) -> Touched | None:
    """What was read in since the last computation with the same settings; None where everything is to be computed."""
    since = _since_last_build(store.runs(), parameters)
    if since is None:
        return None
    fields: dict[tuple[str, int], set[int]] = defaultdict(set)
    for run in since:
        touched = run.parameters.get("touched", "all")
        if touched == "all":
            return None
        for scheme, field, year in touched:
            fields[scheme, year].add(field)
    return {key: sorted(some) for key, some in fields.items()}


def _since_last_build(runs: Sequence[Run], parameters: Mapping[str, Any]) -> Sequence[Run] | None:
    """The runs after the last computation; None where that cannot be built upon."""
    builds = [number for number, run in enumerate(runs) if run.kind == RunKind.BUILD]
    if not builds:
        return None
    last = runs[builds[-1]]
    if last.code_version != __version__ or not parameters.items() <= last.parameters.items():
        return None
    return runs[builds[-1] + 1 :]


class _Build:
    """One computation: every table of every year, then those over years."""

    def __init__(
        self, plan: _Plan, change: Change, engine: Engine, touched: Touched | None, progress: Progress
    ) -> None:
        self.plan, self.store, self.change, self.engine = plan, plan.store, change, engine
        self.touched, self.progress = touched, progress
        settings, has_links = plan.settings, plan.links.num_rows > 0
        self.has_links, self.is_corrected = has_links, bool(plan.store.files("correction"))
        self.expressions = Expressions(
            settings.citations, settings.view, is_corrected=self.is_corrected, has_links=has_links
        )

    def run(self) -> None:
        """Compute everything."""
        for table in (*self.expressions.tables, BOOTSTRAP_BIN, INTERVAL, EDGE):
            self.change.clear(table.name)
        self._give_institutions()
        if self.is_corrected:
            self._look_at_corrections()
        for year in self.store.years("work"):
            self._year(year)
        if not _rows(self.change.files("threshold")):
            raise StoreProblem(_nothing_compared(self.plan.settings))
        self._over_years()

    def _give_institutions(self) -> None:
        """Write institutions and their links, and give both and the corrections to the engine."""
        plan, change = self.plan, self.change
        for rows, table in ((plan.institutions, INSTITUTION), (plan.links, INSTITUTION_LINK)):
            pq.write_table(rows, change.path(table.name), compression="zstd", store_schema=False)
        self.engine.bind("institution", change.files("institution"), INSTITUTION)
        self.engine.bind("correction", self.store.files("correction"), CORRECTION)
        if self.has_links:
            known = plan.institutions["institution_id"].to_pylist()
            self.engine.hold("closed_link", unification.closed(plan.links, plan.settings.view, known))

    def _look_at_corrections(self) -> None:
        """Look at the corrected works anew, and say which corrections did nothing.

        They do nothing where the data are no longer, or never were, as they say.
        """
        self.engine.bind("authorship", self.store.files("authorship"), AUTHORSHIP)
        rows, corrected, institutions = AUTHORSHIP.unbound(), CORRECTION.unbound(), INSTITUTION.unbound()
        mine = corrections.applied(rows.semi_join(corrected, "work_id"), corrected, institutions)
        places = collaboration.Places.of(self.plan.institutions)
        self.engine.hold("corrected", _corrected(self.engine.fetch(mine), places))
        for row in self.engine.fetch(corrections.stale(rows, corrected, institutions)).to_pylist():
            self.progress(
                f"correction without effect ({row['why']}): {row['action']} I{row['openalex_id']} on W{row['work_id']}"
            )

    def _year(self, year: int) -> None:
        """Compute the tables of a year, and take over those of schemes that nothing touched."""
        names = [name for name in self.store.schemes() if self._fields(name, year)]
        todo = [name for name in names if self.touched is None or (name, year) in self.touched]
        for scheme in names:
            if scheme not in todo:
                self._carry(scheme, year)
        if todo:
            self._hold_year(year)
            for scheme in todo:
                self._scheme(scheme, year)
            self.progress(f"{year}: {', '.join(todo)}")

    def _fields(self, scheme: str, year: int) -> list[Path]:
        return self.store.files("work_field", scheme=scheme, year=year)

    def _carry(self, scheme: str, year: int) -> None:
        for table in self.expressions.tables:
            self.change.carry(table.name, scheme=scheme, year=year)

    def _hold_year(self, year: int) -> None:
        """Give the works and authorships of a year to the engine, unified."""
        for table in (WORK, AUTHORSHIP):
            self.engine.bind(table.name, self.store.files(table.name, year=year), table)
        if self.has_links:
            self._refuse_lost(year)
        self.engine.keep("holding", self.expressions.holdings)

    def _refuse_lost(self, year: int) -> None:
        lost = self.engine.fetch(self.expressions.lost)
        if lost.num_rows:
            raise StoreProblem(
                f"The affiliations of {lost.num_rows} authors of {year} would not weigh the same after unification, "
                "first those of work "
                f"W{lost['work_id'][0]}: its rows are there twice, or it is no work of that year. "
                "Read the data in anew."
            )

    def _scheme(self, scheme: str, year: int) -> None:
        """Compute the tables of a scheme and year; each rests on those before it."""
        self.engine.bind("work_field", self._fields(scheme, year), WORK_FIELD)
        for table in self.expressions.tables:
            path = self.change.path(table.name, scheme=scheme, year=year)
            self.engine.write(self._table(table, scheme, year), table, path)
            self.engine.bind(table.name, [path], table)
            if table is THRESHOLD:
                self.engine.keep("label", self.expressions.labels)

    def _table(self, table: Table, scheme: str, year: int) -> ir.Table:
        """The rows of a table: all anew, or those of the touched fields beside the others as they were."""
        rows = self.expressions.tables[table].mutate(scheme=ibis.literal(scheme))
        rows = rows.select(*table.columns)
        if self.touched is None:
            return rows
        fields = self.touched[scheme, year]
        self.engine.bind("before", self.store.files(table.name, scheme=scheme, year=year), table)
        before = table.unbound("before")
        anew = rows.filter(rows.field.isin(fields))
        return before.filter(before.field.notin(fields)).union(anew)

    def _over_years(self) -> None:
        plan = self.plan
        windows = Windows(self.change, self.engine, plan.settings, plan.data, self.expressions.weights)
        windows.begin(plan.spans)
        for scheme in self.store.schemes():
            windows.write_bins(scheme)
            if plan.eight and scheme == plan.eight.base:
                windows.write_intervals(plan.eight)
                self.progress(f"{scheme}: intervals")
                windows.write_joint_works(scheme)
                self.progress(f"{scheme}: joint works")


def _corrected(authorships: pa.Table, places: collaboration.Places) -> pa.Table:
    """What corrected works are now, by their authorships: rows of ``CORRECTED``."""
    work_id = np.array(authorships["work_id"].to_pylist(), np.int64)
    institution = np.array([number or 0 for number in authorships["institution_id"].to_pylist()], np.int64)
    work, number = np.unique(work_id, return_inverse=True)
    flags = collaboration.flags(number, institution, places)
    return CORRECTED.rows(work, flags["collab"], flags["n_inst"] > 0)


def _nothing_compared(settings: Settings) -> str:
    if settings.citations == Citations.CITED_4Y:
        lacking = "the citations of the first four years"
    else:
        lacking = "a type that is compared, a field"
    return f"No work can be compared with others: none has {lacking} and an institution."
