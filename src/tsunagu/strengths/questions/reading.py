"""A store opened for reading: what questions ask, kept in memory for the institutions that pages are about.

Opened once per computed state of a store. Cells of the countries with intervals lie in memory, compressed, also summed
to the eight fields; all other tables are read from their files.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from tsunagu.kernel.labels import worded
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.conventions.schemes import EIGHT, base
from tsunagu.strengths.conventions.settings import Settings
from tsunagu.strengths.errors import NoSuchThing, SeveralNamed, StoreProblem
from tsunagu.strengths.storage.engines import DuckDB, Engine
from tsunagu.strengths.storage.store import Run, Store
from tsunagu.strengths.tables import AMOUNTS, CELL, FIRST_MADE, INSTITUTION, TABLES

JAPAN = "JP"

# Cells of institutions of the countries with intervals, the eight fields included.
HOME = ibis.table(CELL.schema, name="home_cell")
CODES = ibis.table({"country": "string"}, name="codes")  # the countries with intervals
MAP = ibis.table({"field": "int16", "to": "int16"}, name="field_map")  # from the base scheme to the eight fields


@dataclass(frozen=True, slots=True)
class Edition:
    """What the numbers of a page rest on; shown with each of them."""

    run: Run
    settings: Settings
    years: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    schemes: tuple[str, ...]
    eight_from: str | None  # the scheme that is summed to the eight fields
    map_edition: str | None
    type_rule: str  # which types of documents are compared, see ``schemes.type_groups``

    @property
    def snapshot(self) -> str:
        """The names of the data that were read in when the numbers were computed."""
        return self.run.snapshot

    @property
    def nature(self) -> str:
        """``synthetic`` for a made-up corpus, ``sample`` for a sample, ``data`` otherwise.

        By the first words of the names of what was read in.
        """
        words = {name.partition(" ")[0] for name in self.snapshot.split(" + ")}
        return next((word for word in ("synthetic", "sample") if word in words), "data")

    @property
    def country(self) -> str:
        """The country that is shown where none is named: Japan, or the first of those computed."""
        countries = self.settings.countries
        return JAPAN if JAPAN in countries else countries[0]

    @property
    def label(self) -> str:
        """Name of the data and of this computation, short enough to quote."""
        return f"{self.snapshot} / {self.run.run_id}"


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution as pages name it."""

    institution_id: int
    openalex_id: int
    name_ja: str | None
    name_en: str | None
    country: str | None
    sector: str | None
    prefecture: str | None
    ror: str | None

    @property
    def openalex(self) -> int | None:
        """Its number at OpenAlex.

        None for a successor that no work names yet: the number of its page is made from its ROR.
        """
        return self.openalex_id if self.openalex_id < FIRST_MADE else None

    @property
    def identifier(self) -> str | None:
        """By what others know it: its id at OpenAlex, else its ROR."""
        return self.ror if self.openalex is None else f"I{self.openalex}"

    @property
    def name(self) -> str:
        """Its name in the language of the reader where it is known, else in the other."""
        names = (self.name_ja or "", self.name_en or "")
        return worded(*names) or worded(*reversed(names)) or self.identifier or f"I{self.openalex_id}"


class Reading:
    """The tables of one computed state of a store, ready for questions.

    On DuckDB safe for several threads, or on an engine that is given.
    """

    def __init__(self, store: Store, engine: Engine | None = None) -> None:
        store.need("cell", "Compute the tables first: tsunagu strengths build.")
        self.store = Store(store.home)
        self.engine: Engine = engine or DuckDB()
        run = self.store.last("build")
        if run is None:
            raise StoreProblem(
                f"{store.directory} does not say how its tables were computed. Run: tsunagu strengths build"
            )
        try:
            settings = Settings.of(run.parameters["settings"])
            eight = dict(run.parameters["eight"] or {"edition": None, "field": [], "to": []})
            spans = tuple((first, last) for first, last in run.parameters["spans"])
            type_rule = run.parameters["type_rule"]
        except (KeyError, TypeError, ValueError):
            raise StoreProblem(
                f"The tables in {store.directory} are of another version. Run: tsunagu strengths build --anew"
            ) from None
        names = self.store.schemes("cell")
        summed = base(names)
        self.edition = Edition(
            run,
            settings,
            tuple(self.store.years("cell")),
            spans,
            (*([EIGHT] if summed else []), *sorted(names)),
            summed,
            eight.pop("edition"),
            type_rule,
        )
        self.eight = pa.table(eight, schema=MAP.schema().to_pyarrow())
        for table in TABLES.values():
            self.engine.bind(table.name, self.store.files(table.name), table)
        self._keep_home(settings.countries, names, summed)
        if isinstance(self.engine, DuckDB):
            # Questions touch few rows: handing them to several threads costs more than it brings, and a server has
            # threads of its own.
            self.engine.connection.execute("SET threads = 1")

    def _keep_home(self, countries: tuple[str, ...], names: list[str], summed: str | None) -> None:
        self.engine.hold("codes", pa.table({"country": pa.array(countries, pa.string())}))
        self.engine.hold("field_map", self.eight)
        cells = CELL.unbound()
        own = cells.semi_join(INSTITUTION.unbound().semi_join(CODES, "country"), "institution_id")
        parts = [own.filter(own.scheme == name) for name in names]
        if summed:
            parts.append(_regrouped(HOME, summed))
        self.engine.keep("home_cell", *(part.select(*CELL.columns).order_by(*CELL.order) for part in parts))

    def stored(self, scheme: str, fields: Collection[int] = (schemes.ALL,)) -> tuple[str, list[int]]:
        """The scheme in which papers are kept, and its fields that make up these of a scheme shown.

        The eight fields are sums of another's.

        fields: all with ``schemes.ALL`` among them. Raises ValueError for one that the scheme does not have.
        """
        for field in fields:
            schemes.name(scheme, field)
        shown = {one.field for one in schemes.fields(scheme)} if schemes.ALL in fields else set(fields)
        if scheme != EIGHT:
            return scheme, sorted(shown)
        return self.edition.eight_from or scheme, [row["field"] for row in self.eight.to_pylist() if row["to"] in shown]

    def computed(self, one: Institution) -> bool:
        """Whether there are numbers of an institution: its country is one of those computed."""
        return one.country in self.edition.settings.countries

    def rows(self, expression: ir.Table, **given: pa.Table) -> list[dict[str, Any]]:
        """The rows of an expression over the tables of the store and the small tables given."""
        return self.engine.rows(expression, **given)

    def cells_of(self, scheme: str, institution_id: int) -> pa.Table:
        """The cells of one institution, a few hundred rows.

        Given to an expression as ``home_cell``, they spare it the search among all.
        """
        return self.engine.slice("home_cell", scheme=scheme, institution_id=institution_id)

    @cached_property
    def institutions(self) -> Mapping[int, Institution]:
        """All institutions by their number."""
        columns = ("institution_id", "openalex_id", "name_ja", "name_en", "country", "sector", "prefecture", "ror")
        rows = self.store.arrow("institution").select(columns).to_pylist()
        return {row["institution_id"]: Institution(**row) for row in rows}

    @cached_property
    def by_openalex(self) -> Mapping[int, Institution]:
        """All institutions by the number of OpenAlex.

        It stays the same from one refresh to the next and stands in addresses.
        """
        return {one.openalex_id: one for one in self.institutions.values()}

    def find(self, text: str, limit: int = 20) -> list[Institution]:
        """Institutions whose name holds these letters, those at home first, then the shorter names.

        An OpenAlex id or a ROR finds its own.
        """
        wanted = text.strip().casefold()
        if not wanted:
            return []
        number = wanted.rpartition("/")[2].lstrip("i")
        if number.isdecimal() and int(number) in self.by_openalex:
            return [self.by_openalex[int(number)]]
        found = [one for one in self.institutions.values() if _holds(one, wanted)]
        countries = self.edition.settings.countries
        at = {code: place for place, code in enumerate(countries)}
        found.sort(
            key=lambda one: (
                at.get(one.country or "", len(at)),
                one.sector != "education",
                len(one.name),
                one.institution_id,
            )
        )
        return found[:limit]

    def institution(self, text: str, where: str = "university", *, computed: bool = True) -> Institution:
        """The institution that a text means: by its OpenAlex id, its ROR, its name, or a part that no other name has.

        where: the parameter that the text was given for. computed: only one of a country that is computed. Raises
        NoSuchThing where there is none, and SeveralNamed where the text could mean several.
        """
        matches = self.find(text)
        exact = [place for place in matches if text.strip() in (place.name_ja, place.name_en)]
        if not matches:
            raise NoSuchThing(where, _nobody(text))
        if len(matches) > 1 and not exact:
            listed = "\n".join(f"  {place.identifier}  {place.name}  {place.country or ''}" for place in matches)
            message = f"Several institutions are named like {text!r}; give one of these numbers:\n{listed}"
            raise SeveralNamed(where, message, [place.name for place in matches])
        meant = (exact or matches)[0]
        if computed and not self.computed(meant):
            raise NoSuchThing(where, self._not_computed(meant, text))
        return meant

    def _not_computed(self, place: Institution, text: str) -> str:
        if text.isdecimal():
            return f"The institution with the OpenAlex number {text} is of none of the countries that are computed."
        countries = ", ".join(self.edition.settings.countries)
        where = place.country or "of no known country"
        return f"{place.name} ({where}) is not computed; institutions of {countries} are."


def _nobody(text: str) -> str:
    if text.isdecimal():
        return f"There is no institution with the OpenAlex number {text} in the data at hand."
    return f"There is no institution named like {text!r}."


def _holds(one: Institution, wanted: str) -> bool:
    return any(wanted in (text or "").casefold() for text in (one.name_ja, one.name_en, one.ror))


def _regrouped(cells: ir.Table, summed: str) -> ir.Table:
    """The cells of the base scheme summed to the eight fields."""
    mapped = cells.filter(cells.scheme == summed).join(MAP, "field")
    amounts = {name: mapped[name].sum().cast("float64" if name == "ncs" else "int64") for name in (*AMOUNTS, "ncs")}
    sums = mapped.group_by("to", "institution_id", "year").agg(**amounts)
    return (
        sums.mutate(scheme=ibis.literal(EIGHT), field=sums.to).select(*cells.columns).cast(dict(cells.schema().items()))
    )


_open: dict[Path, Reading] = {}
_lock = threading.Lock()


def reading(directory: Path) -> Reading:
    """The store of a folder opened for reading, once per computed state.

    Raises StoreProblem where it holds nothing to read.
    """
    home = Store(directory).home
    with _lock:
        if home not in _open:
            fresh = Reading(Store(directory))
            # What is still being read by a thread lives on there; here only the newest is kept.
            for old in [path for path in _open if path.parent == home.parent]:
                del _open[old]
            _open[home] = fresh
        return _open[home]
