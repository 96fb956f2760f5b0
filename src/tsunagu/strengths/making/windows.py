"""What is computed over the years of a window: bins, intervals and joint works."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from tsunagu.strengths.conventions.schemes import ALL, EIGHT, FieldMap
from tsunagu.strengths.conventions.settings import Settings
from tsunagu.strengths.measures import intervals, networks
from tsunagu.strengths.storage.engines import Engine
from tsunagu.strengths.storage.files import read_file
from tsunagu.strengths.storage.store import Change
from tsunagu.strengths.tables import BOOTSTRAP_BIN, CONTRIBUTION, EDGE, INSTITUTION, THRESHOLD, Table

SLICE = 2**18  # bins, of whole institutions, that become intervals at once
WORKS = 1_000_000  # whose joint works are looked for at once

_SPANS = Table("spans", {"first_year": "int16", "last_year": "int16"}, ())
_CODES = Table("codes", {"country": "string"}, ())
_MAP = Table("field_map", {"field": "int16", "to": "int16"}, ())

Ranges = Sequence[tuple[int, int]]  # first and last of each, such as the years of a window
Pairs = list[tuple[int, int]]  # a field, and the one it is summed to


class Windows:
    """The tables over years of a store's draft. data: the name of the data, from which draws begin."""

    def __init__(
        self,
        change: Change,
        engine: Engine,
        settings: Settings,
        data: str,
        weights: ir.Table,
    ) -> None:
        self.change, self.engine, self.settings = change, engine, settings
        self.data, self.weights = data, weights

    def begin(self, spans: Ranges) -> None:
        """Give the engine the windows, and the institutions that get intervals and joint works."""
        self._hold("spans", _SPANS, spans)
        for name, countries in (("home", self.settings.countries), ("ends", self.settings.edge_countries)):
            self._hold("codes", _CODES, [(code,) for code in countries])
            self.engine.keep(name, INSTITUTION.unbound().semi_join(_CODES.unbound(), "country"))

    def write_bins(self, scheme: str) -> None:
        """Papers of a scheme by number of institutions and top weight."""
        for table in (CONTRIBUTION, THRESHOLD):
            self.engine.bind(table.name, self.change.files(table.name, scheme=scheme), table)
        home = CONTRIBUTION.unbound().semi_join(INSTITUTION.unbound("home"), "institution_id")
        path = self.change.path("bootstrap_bin", scheme=scheme)
        self.engine.write(intervals.bins(home, self.weights, _SPANS.unbound()), BOOTSTRAP_BIN, path)

    def write_intervals(self, eight: FieldMap) -> None:
        """Intervals of the scheme that is summed to the eight fields, and of these. Its bins must be there."""
        path = self.change.files("bootstrap_bin", scheme=eight.base)
        self.engine.bind("bootstrap_bin", path, BOOTSTRAP_BIN)
        bins = BOOTSTRAP_BIN.unbound()
        fields = self.engine.fetch(bins.select("field").distinct())["field"].to_pylist()
        slices = self._slices(bins.group_by(at="institution_id").agg(n=bins.count()), SLICE)
        for scheme, pairs in _groupings(eight, fields).items():
            self._hold("field_map", _MAP, pairs)
            self._write_intervals_of(scheme, slices)
        pa.default_memory_pool().release_unused()

    def _write_intervals_of(self, scheme: str, slices: Ranges) -> None:
        bins = BOOTSTRAP_BIN.unbound()
        writer = self.change.writer("interval", scheme=scheme)
        for first, last in slices:
            mine = bins.filter(bins.institution_id.between(first, last)).mutate(scheme=ibis.literal(scheme))
            rows = self.engine.fetch(intervals.regrouped(mine, _MAP.unbound()))
            writer.add(intervals.intervals(rows, question=self.data, draws=self.settings.draws))
        writer.close()

    def write_joint_works(self, scheme: str) -> None:
        """Joint works, some fields at a time: those of all fields at once would need memory by their number.

        Contributions and thresholds of the scheme must be bound, as ``write_bins`` leaves them.
        """
        thresholds = THRESHOLD.unbound()
        works = thresholds.group_by(at="field").agg(n=thresholds.n_total.sum())
        slices = self._slices(works, WORKS)
        writer, part = self.change.writer("edge", scheme=scheme), self.change.folder / "part.parquet"
        for first, last in slices:
            self.engine.write(self._edges(scheme, first, last), EDGE, part)
            writer.add(read_file(part))
            part.unlink()
        writer.close()

    def _edges(self, scheme: str, first: int, last: int) -> ir.Table:
        """The joint works in the fields from one to another."""
        rows, ends = CONTRIBUTION.unbound(), INSTITUTION.unbound("ends").select("institution_id")
        limits = (ibis.literal(field, "int16") for field in (first, last))
        mine = rows.filter(rows.field.between(*limits))
        joint = networks.edges(mine, self.weights, _SPANS.unbound(), self.settings.cap, ends)
        return joint.mutate(scheme=ibis.literal(scheme))

    def _slices(self, sizes: ir.Table, most: int) -> Ranges:
        """First and last of parts of what is computed that fit into memory, in order.

        sizes: at (a whole number) and n, what it weighs.
        """
        narrow = sizes.select("at", n=sizes.n.cast("int64"))
        rows = self.engine.fetch(narrow).sort_by("at")
        at, weight = rows["at"].to_numpy(), rows["n"].to_numpy()
        if not at.size:
            return []
        part = np.cumsum(weight) // most
        first = at[np.flatnonzero(np.diff(part, prepend=-1))]
        last = [*(first[1:] - 1).tolist(), at[-1].item()]
        return list(zip(first.tolist(), last, strict=True))

    def _hold(self, name: str, table: Table, rows: Iterable[Sequence[Any]]) -> None:
        """Give a few rows a name."""
        named = [dict(zip(table.columns, row, strict=True)) for row in rows]
        self.engine.hold(name, pa.Table.from_pylist(named, schema=table.arrow))


def _groupings(eight: FieldMap, fields: Sequence[int]) -> dict[str, Pairs]:
    """Which fields are summed for the intervals of each scheme: each by itself or to one of the eight, and to all."""
    columns = (eight.table[name].to_pylist() for name in ("field", "to"))
    return {
        eight.base: _and_all([(field, field) for field in fields]),
        EIGHT: _and_all(list(zip(*columns, strict=True))),
    }


def _and_all(pairs: Pairs) -> Pairs:
    return [*pairs, *((field, ALL) for field, _ in pairs)]
