"""A store opened for reading: what questions ask, kept in memory for the institutions that pages are about.

Opened once per computed state of a store. Cells of the countries with intervals lie in memory, compressed, also summed
to the eight fields; all other tables are read from their files.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from tsunagu.kernel.labels import worded
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.conventions.schemes import EIGHT
from tsunagu.strengths.conventions.settings import Settings
from tsunagu.strengths.enums import Nature, RunKind
from tsunagu.strengths.errors import NoSuchThing, SeveralNamed, StoreProblem
from tsunagu.strengths.storage.engines import SERVING, DuckDB, Engine
from tsunagu.strengths.storage.store import Run, Store
from tsunagu.strengths.tables import AMOUNTS, CELL, FIRST_MADE, INSTITUTION, TABLES

JAPAN = "JP"
_ALL_FIELDS = (schemes.ALL,)

# Cells of institutions of the countries with intervals, the eight fields included.
HOME = ibis.table(CELL.schema, name="home_cell")
CODES = ibis.table({"country": "string"}, name="codes")  # the countries with intervals
MAP = ibis.table({"field": "int16", "to": "int16"}, name="field_map")  # from the base scheme to the eight fields

Spans = tuple[tuple[int, int], ...]  # the first and the last year of each window


def filled(table: ir.Table, **columns: Sequence[Any]) -> pa.Table:
    """A small table for an expression to bind, with the types that the expression expects."""
    return pa.table(columns, schema=table.schema().to_pyarrow())


@dataclass(frozen=True, slots=True)
class Edition:
    """What the numbers of a page rest on; shown with each of them."""

    run: Run
    settings: Settings
    years: tuple[int, ...]
    spans: Spans
    schemes: tuple[str, ...]
    eight_from: str | None  # the scheme that is summed to the eight fields
    map_edition: str | None
    type_rule: str  # which types of documents are compared, see ``schemes.type_groups``

    @property
    def snapshot(self) -> str:
        """The names of the data that were read in when the numbers were computed."""
        return self.run.snapshot

    @property
    def nature(self) -> Nature:
        """What kind of works was read in, by the first words of their names."""
        words = {name.partition(" ")[0] for name in self.snapshot.split(" + ")}
        return next((nature for nature in (Nature.SYNTHETIC, Nature.SAMPLE) if nature in words), Nature.DATA)

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


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a computation says of itself.

    eight: the map that it summed to the eight fields with, as ``FieldMap.record`` gives it.
    """

    settings: Settings
    spans: Spans
    eight: Mapping[str, Any]
    type_rule: str

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> Recorded:
        """The parameters of a run. Raises KeyError, TypeError or ValueError for those of another version."""
        spans = tuple((first, last) for first, last in parameters["spans"])
        eight = parameters["eight"] or {"edition": None, "field": [], "to": []}
        return cls(Settings.of(parameters["settings"]), spans, dict(eight), parameters["type_rule"])


class Reading:
    """The tables of one computed state of a store, ready for questions.

    On DuckDB safe for several threads, or on an engine that is given.
    """

    def __init__(self, store: Store, engine: Engine | None = None) -> None:
        store.need("cell", "Compute the tables first: tsunagu strengths build.")
        self.store = Store(store.home)
        self.engine: Engine = engine or DuckDB()
        run = _computation(store)
        recorded = _recorded(run, store)
        self.edition = _edition(self.store, run, recorded)
        self.eight = filled(MAP, field=recorded.eight["field"], to=recorded.eight["to"])
        self._bind()

    def _bind(self) -> None:
        for table in TABLES.values():
            self.engine.bind(table.name, self.store.files(table.name), table)
        self._keep_home()
        if isinstance(self.engine, DuckDB):
            # Questions touch few rows: handing them to several threads costs more than it brings, and a server has
            # threads of its own.
            self.engine.connection.execute("SET threads = 1")

    def _keep_home(self) -> None:
        """Hold the cells of the countries with intervals in memory, those of the eight fields among them."""
        countries = pa.array(self.edition.settings.countries, pa.string())
        self.engine.hold("codes", pa.table({"country": countries}))
        self.engine.hold("field_map", self.eight)
        cells = CELL.unbound()
        own = cells.semi_join(INSTITUTION.unbound().semi_join(CODES, "country"), "institution_id")
        parts = [own.filter(own.scheme == name) for name in self.store.schemes("cell")]
        if self.edition.eight_from:
            parts.append(_regrouped(HOME, self.edition.eight_from))
        ordered = [part.select(*CELL.columns).order_by(*CELL.order) for part in parts]
        self.engine.keep("home_cell", *ordered)

    def stored(self, scheme: str, fields: Collection[int] = _ALL_FIELDS) -> tuple[str, list[int]]:
        """The scheme in which papers are kept, and its fields that make up these of a scheme shown.

        The eight fields are sums of another's.

        fields: all with ``schemes.ALL`` among them. Raises ValueError for one that the scheme does not have.
        """
        for field in fields:
            schemes.name(scheme, field)
        every = schemes.ALL in fields
        shown = {field.field for field in schemes.fields(scheme)} if every else set(fields)
        if scheme != EIGHT:
            return scheme, sorted(shown)
        summed = [pair["field"] for pair in self.eight.to_pylist() if pair["to"] in shown]
        return self.edition.eight_from or scheme, summed

    def computed(self, institution: Institution) -> bool:
        """Whether there are numbers of an institution: its country is one of those computed."""
        return institution.country in self.edition.settings.countries

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
        return {institution.openalex_id: institution for institution in self.institutions.values()}

    def find(self, text: str, limit: int = 20) -> list[Institution]:
        """Institutions whose name holds these letters, those at home first, then the shorter names.

        An OpenAlex id or a ROR finds its own.
        """
        words = text.strip().casefold()
        if not words:
            return []
        number = words.rpartition("/")[2].lstrip("i")
        if number.isdecimal() and int(number) in self.by_openalex:
            return [self.by_openalex[int(number)]]
        matches = [institution for institution in self.institutions.values() if _holds(institution, words)]
        return sorted(matches, key=self._nearness)[:limit]

    def _nearness(self, institution: Institution) -> tuple[int, bool, int, int]:
        """The order of what a search finds: by country, universities first, the shorter names first."""
        countries = self.edition.settings.countries
        country = institution.country
        place = countries.index(country) if country in countries else len(countries)
        return (
            place,
            institution.sector != "education",
            len(institution.name_ja or institution.name_en or ""),
            institution.institution_id,
        )

    def institution(self, text: str, where: str = "university", *, computed: bool = True) -> Institution:
        """The institution that a text means: by its OpenAlex id, its ROR, its name, or a part that no other name has.

        where: the parameter that the text was given for. computed: only one of a country that is computed. Raises
        NoSuchThing where there is none, and SeveralNamed where the text could mean several.
        """
        matches = self._meant(text)
        if not matches:
            raise NoSuchThing(where, _nobody(text))
        exact = [match for match in matches if text.strip() in (match.name_ja, match.name_en)]
        if len(matches) > 1 and not exact:
            raise _several(text, where, matches)
        institution = (exact or matches)[0]
        if computed and not self.computed(institution):
            raise NoSuchThing(where, self._not_computed(institution, text))
        return institution

    def _meant(self, text: str) -> list[Institution]:
        """What a text may mean: digits are a number of OpenAlex, and no part of a name."""
        if text.strip().isdecimal() and int(text) not in self.by_openalex:
            return []
        return self.find(text)

    def _not_computed(self, institution: Institution, text: str) -> str:
        if text.isdecimal():
            return f"The institution with the OpenAlex number {text} is of none of the countries that are computed."
        countries = ", ".join(self.edition.settings.countries)
        country = institution.country or "of no known country"
        return f"{institution.name} ({country}) is not computed; institutions of {countries} are."


def _computation(store: Store) -> Run:
    """The run that computed the tables. Raises StoreProblem where the store does not say."""
    run = Store(store.home).last(RunKind.BUILD)
    if run is None:
        raise StoreProblem(f"{store.directory} does not say how its tables were computed. Run: tsunagu strengths build")
    return run


def _recorded(run: Run, store: Store) -> Recorded:
    try:
        return Recorded.of(run.parameters)
    except (KeyError, TypeError, ValueError):
        raise StoreProblem(
            f"The tables in {store.directory} are of another version. Run: tsunagu strengths build --anew"
        ) from None


def _edition(store: Store, run: Run, recorded: Recorded) -> Edition:
    names = store.schemes("cell")
    summed = schemes.base(names)
    return Edition(
        run=run,
        settings=recorded.settings,
        years=tuple(store.years("cell")),
        spans=recorded.spans,
        schemes=(*([EIGHT] if summed else []), *sorted(names)),
        eight_from=summed,
        map_edition=recorded.eight["edition"],
        type_rule=recorded.type_rule,
    )


def _nobody(text: str) -> str:
    if text.isdecimal():
        return f"There is no institution with the OpenAlex number {text} in the data at hand."
    return f"There is no institution named like {text!r}."


def _several(text: str, where: str, matches: Sequence[Institution]) -> SeveralNamed:
    lines = [f"  {match.identifier}  {match.name}  {match.country or ''}" for match in matches]
    listed = "\n".join(lines)
    message = f"Several institutions are named like {text!r}; give one of these numbers:\n{listed}"
    return SeveralNamed(where, message, [match.name for match in matches])


def _holds(institution: Institution, words: str) -> bool:
    """Whether a name or the ROR of an institution holds these letters."""
    texts = (institution.name_ja, institution.name_en, institution.ror)
    return any(words in (text or "").casefold() for text in texts)


def _regrouped(cells: ir.Table, summed: str) -> ir.Table:
    """The cells of the base scheme summed to the eight fields."""
    mapped = cells.filter(cells.scheme == summed).join(MAP, "field")
    summable = (*AMOUNTS, "ncs")
    amounts = {name: mapped[name].sum().cast(CELL.columns[name]) for name in summable}
    sums = mapped.group_by("to", "institution_id", "year").agg(**amounts)
    rows = sums.mutate(scheme=ibis.literal(EIGHT), field=sums.to).select(*cells.columns)
    return rows.cast(dict(cells.schema().items()))


_open: dict[Path, Reading] = {}
_lock = threading.Lock()


def reading(directory: Path) -> Reading:
    """The store of a folder opened for reading, once per computed state.

    Raises StoreProblem where it holds nothing to read.
    """
    home = Store(directory).home
    with _lock:
        if home not in _open:
            newest = Reading(Store(directory), DuckDB(memory=SERVING, spills=False))
            # What is still being read by a thread lives on there; here only the newest is kept.
            for old in [path for path in _open if path.parent == home.parent]:
                del _open[old]
            _open[home] = newest
        return _open[home]
