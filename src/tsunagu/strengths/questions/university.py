"""One university: its portfolio, its strengths field by field, how they moved, with whom it works, and which fields lie near."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.kernel.labels import Labeled
from tsunagu.strengths import counting, networks, portfolio, ratios, schemes
from tsunagu.strengths.questions.choice import ASKED, Choice, Top, asked, spans_table
from tsunagu.strengths.questions.kept import kept
from tsunagu.strengths.questions.standing import MEMBER, Standing, members, spanned, standings
from tsunagu.strengths.reading import HOME, HOME_COLLABORATION, WORLD, Institution, Reading
from tsunagu.strengths.tables import EDGE, INSTITUTION, INTERVAL, KINDS, ONE

SUBFIELD = "subfield"
PARTNERS, NEIGHBORS = 15, 8
DISTANCES = ("short", "long")  # kinds whose share is of the papers with a known distance

_SPANS = ibis.table({"first_year": "int16", "last_year": "int16"}, name="spans")
_BASE = ibis.table({"field": "int16", "p_frac": "float64", "p_full": "float64", "p_author": "float64"}, name="base")
_WINDOW = ibis.table({"last_year": "int16"}, name="chosen_window")
_NEAR = ibis.table({"field": "int16", "other": "int16", "both": "int64", "most": "int64", "phi": "float64"}, name="near")
_PAPERS = ("p_frac", "p_full", "p_author")


class Base(Labeled):
    """What a portfolio is compared with."""

    WORLD = "world", "世界", "World"
    COUNTRY = "country", "国内の全機関", "All institutions of the country"
    GROUP = "group", "同じ大学グループ", "Universities of the same group"


@dataclass(frozen=True, slots=True)
class Measured:
    """Papers and Q of a field (0: all) in a window. n: whole papers; papers, top: as counted; fractional: papers shared by institutions."""

    field: int
    window: int
    first_year: int
    n: int
    papers: float
    top: float
    q: float | None
    low: float | None
    high: float | None
    fractional: float


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of the portfolio."""

    field: int
    name: str
    now: Measured | None  # None where there are no papers in the window
    national_share: float | None
    share: float | None
    activity: float | None
    specialization: float | None
    contribution: float | None


@dataclass(frozen=True, slots=True)
class Kind:
    """Papers of one kind of collaboration, whole counting. of: the papers among which they are counted; top: of them in the top tenth."""

    kind: str
    n: int
    of: int
    top: float

    @property
    def share(self) -> float | None:
        """Their share."""
        return self.n / self.of if self.of else None

    @property
    def q(self) -> float | None:
        """The share of the top tenth among them."""
        return self.top / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Partner:
    """An institution with joint works."""

    institution: Institution
    n: int
    top: float


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A field that the university has no advantage in, near those in which it has one."""

    field: int
    name: str
    density: float
    papers: float


@dataclass(frozen=True, slots=True)
class Relatedness:
    """The fields within reach, at the level of subfields. held: in how many the university has an advantage."""

    held: int
    neighbors: Sequence[Neighbor]


@dataclass(frozen=True, slots=True)
class University:
    """The answer. total: all fields in the window, None without papers; trends: by field, 0 for all, oldest window first."""

    institution: Institution
    standing: Standing | None
    choice: Choice
    base: Base
    total: Measured | None
    fields: Sequence[FieldLine]
    trends: Mapping[int, Sequence[Measured | None]]
    spans: Sequence[tuple[int, int]]
    kinds: Sequence[Kind]
    partners: Sequence[Partner] | None  # None where joint works are not computed for its country
    related: Relatedness | None
    has_interval: bool

    @property
    def known(self) -> bool:
        """Whether there is anything to show."""
        return any(one is not None for line in self.trends.values() for one in line)


def university(reading: Reading, choice: Choice, one: Institution, base: Base = Base.WORLD, language: str = "ja") -> University:
    """All that is known of an institution in a window; of one that is not at home, only its name."""
    return kept(reading, ("university", choice, one.institution_id, base, language), lambda: _university(reading, choice, one, base, language))


def _university(reading: Reading, choice: Choice, one: Institution, base: Base, language: str) -> University:
    standing = standings(reading, choice).get(one.institution_id)
    ends = _ends(reading, choice, one)
    trends = _trends(reading, choice, one, ends)
    now = {field: line[_place(reading, choice)] for field, line in trends.items()}
    fields = _fields(reading, choice, one, base if standing else Base.WORLD, now, language)
    home = one.country in reading.edition.settings.edge_countries
    return University(
        one,
        standing,
        choice,
        base if standing else Base.WORLD,
        now.get(schemes.ALL),
        fields,
        trends,
        reading.edition.spans,
        _kinds(reading, choice, one, now.get(schemes.ALL)),
        _partners(reading, choice, one) if home else None,
        _related(reading, choice, one, language),
        bool(ends),
    )


def field_names(answer: University) -> Mapping[int, str]:
    """The names of the fields by number."""
    return {line.field: line.name for line in answer.fields}


def _place(reading: Reading, choice: Choice) -> int:
    return [last for _, last in reading.edition.spans].index(choice.window)


def _trends(
    reading: Reading, choice: Choice, one: Institution, ends: Mapping[tuple[int, int], tuple[float, float]]
) -> Mapping[int, Sequence[Measured | None]]:
    """The amounts of every field, and of all together, in every window."""
    spans = spans_table(reading.edition)
    rows = reading.rows(_windows(choice.scheme, choice.counting, choice.top), spans=spans, **_given(reading, choice, one))
    found = {(row["field"], row["last_year"]): _measured(row, ends) for row in rows}
    named = [schemes.ALL, *sorted({field for field, _ in found} - {schemes.ALL})]
    return {field: [found.get((field, last)) for _, last in reading.edition.spans] for field in named}


def _given(reading: Reading, choice: Choice, one: Institution) -> dict[str, pa.Table]:
    """The institution and its cells."""
    number = one.institution_id
    cells = kept(reading, ("cells", choice.scheme, number), lambda: reading.cells_of(choice.scheme, number))
    return {"asked": asked(number), "home_cell": cells}


def _measured(row: Mapping[str, Any], ends: Mapping[tuple[int, int], tuple[float, float]]) -> Measured:
    low, high = ends.get((row["field"], row["last_year"]), (None, None))
    key = (row["field"], row["last_year"], row["first_year"])
    return Measured(*key, row["n"], row["papers"] / ONE, row["top"] / ONE, row["q"], low, high, row["fractional"] / ONE)


def _ends(reading: Reading, choice: Choice, one: Institution) -> Mapping[tuple[int, int], tuple[float, float]]:
    """The intervals by field and window; none where they are not computed for this way of counting."""
    if not choice.has_interval:
        return {}
    rows = reading.rows(_intervals(choice.scheme, choice.counting), asked=asked(one.institution_id))
    return {(row["field"], row["window"]): (row["low"], row["high"]) for row in rows}


def _fields(reading: Reading, choice: Choice, one: Institution, base: Base, now: Mapping[int, Measured | None], language: str) -> Sequence[FieldLine]:
    """The lines of the fields that the university or the reference set has, in the order of the scheme."""
    given = {"span": choice.span, "base": _base(reading, choice, one, base), **_given(reading, choice, one)}
    compared = reading.rows(_portfolio(choice.scheme, choice.counting, choice.top), **given)
    by_field = {row["field"]: row for row in compared}
    national = _papers_by_field(reading, choice, one, Base.COUNTRY) if one.country else {}
    lines = []
    for field in schemes.fields(choice.scheme):
        row, mine = by_field.get(field.field, {}), now.get(field.field)
        papers = national.get(field.field)
        share = mine.papers / papers if mine and papers else None
        index = [row.get(name) for name in ("share", "ai", "rsi", "contribution")]
        lines.append(FieldLine(field.field, field.name(language), mine, share, *index))
    return [line for line in lines if line.now or choice.scheme != SUBFIELD]


def _base(reading: Reading, choice: Choice, one: Institution, base: Base) -> pa.Table:
    """The reference set's papers by field; only their proportions matter, so that every counting stands in its own column."""
    found = _papers_by_field(reading, choice, one, base)
    column = pa.array(found.values(), pa.float64())
    return pa.table({"field": pa.array(found.keys(), pa.int16()), **dict.fromkeys(_PAPERS, column)})


def _papers_by_field(reading: Reading, choice: Choice, one: Institution, base: Base) -> Mapping[int, float]:
    """The papers of a reference set by field, in the counting chosen: computed once for all universities that share it."""
    standing = standings(reading, choice).get(one.institution_id)
    group = standing.group if standing and base is Base.GROUP else None
    key = ("papers", choice.scheme, choice.window, choice.counting, base, None if base is Base.WORLD else one.country, group)

    def make() -> Mapping[int, float]:
        if base is Base.WORLD:
            rows = reading.rows(_world(choice.scheme), span=choice.span)
        else:
            member = members(reading, choice, one.country or "", everyone=base is Base.COUNTRY)
            if group is not None:
                member = member.filter(pc.equal(member["group"], group))
            rows = reading.rows(_members(choice.scheme), span=choice.span, member=member)
        return {row["field"]: row[f"p_{choice.counting}"] for row in rows}

    return kept(reading, key, make)


def _kinds(reading: Reading, choice: Choice, one: Institution, now: Measured | None) -> Sequence[Kind]:
    """The kinds of collaboration, all fields of the scheme together."""
    rows = reading.rows(_collaboration(choice.scheme), span=choice.span, asked=asked(one.institution_id)) if now else []
    if not rows or now is None:
        return ()
    row = rows[0]
    total, known = now.n, row["n_distance_known"]
    return [
        Kind(kind, row[f"n_{kind}"], known if kind in DISTANCES else total, row[f"top_{kind}"] / ONE) for kind in KINDS if kind != "distance_known"
    ]


def _partners(reading: Reading, choice: Choice, one: Institution) -> Sequence[Partner]:
    """Those with the most joint works, the later ones of equal number left out by name."""
    chosen = pa.table({"last_year": pa.array([choice.window], pa.int16())})
    given = {"chosen_window": chosen, "asked": asked(one.institution_id), "edge": reading.edges_of(one.institution_id, choice.window)}
    rows = reading.rows(_joint(), **given)
    return [Partner(reading.institutions[row["partner_id"]], row["n"], row["top"] / ONE) for row in rows]


def _related(reading: Reading, choice: Choice, one: Institution, language: str) -> Relatedness | None:
    """The neighboring subfields; None where the data has none, for what is no university, or for one without an advantage."""
    here = Choice(choice.window, choice.first_year, SUBFIELD, choice.counting, Top.TOP)
    if SUBFIELD not in reading.edition.schemes or one.country not in reading.edition.settings.countries:
        return None
    dense = kept(reading, ("densities", here, one.country), lambda: _densities(reading, here, one))
    rows = dense.filter(pc.equal(dense["institution_id"], one.institution_id)).to_pylist()
    held = sum(row["advantage"] for row in rows)
    if not held:
        return None
    rows = [row for row in rows if not row["advantage"] and row["density"] is not None]
    rows.sort(key=lambda row: (-row["density"], row["field"]))
    names = {field.field: field.name(language) for field in schemes.fields(SUBFIELD)}
    return Relatedness(held, [Neighbor(row["field"], names[row["field"]], row["density"], row["papers"] / ONE) for row in rows[:NEIGHBORS]])


def _densities(reading: Reading, here: Choice, one: Institution) -> pa.Table:
    """The densities of all universities of its country: computed at once, since how near two subfields are follows from all of them."""
    given = {"span": here.span, "base": _base(reading, here, one, Base.WORLD), "member": members(reading, here, one.country or "")}
    near = reading.engine.fetch(_proximity(here.counting), **given)
    return reading.engine.fetch(_density(here.counting), near=near, **given)


@lru_cache
def _own(scheme: str) -> ir.Table:
    return HOME.filter(HOME.scheme == scheme).semi_join(ASKED, "institution_id")


@lru_cache
def _windows(scheme: str, counted: str, top: str) -> ir.Table:
    """The amounts by field and window; field 0 is all of them."""
    rows = _own(scheme)
    both = rows.union(rows.mutate(field=ibis.literal(schemes.ALL, "int16")))
    sums = counting.windows(both, _SPANS)
    rows = ratios.measured(sums, top, counted)
    whole = sums.select("field", "first_year", "last_year", fractional="p_frac")
    return rows.join(whole, ["field", "first_year", "last_year"])


@lru_cache
def _intervals(scheme: str, counted: str) -> ir.Table:
    rows = INTERVAL.unbound()
    # Papers that are all alike have an interval without width, which says nothing.
    rows = rows.filter(rows.scheme == scheme, rows[f"low_{counted}"] < rows[f"high_{counted}"]).semi_join(ASKED, "institution_id")
    return rows.select("field", "window", low=rows[f"low_{counted}"], high=rows[f"high_{counted}"])


@lru_cache
def _sums(scheme: str) -> ir.Table:
    return counting.sums(spanned(_own(scheme)), ["institution_id", "field"])


@lru_cache
def _portfolio(scheme: str, counted: str, top: str) -> ir.Table:
    """Activity and contribution of each field."""
    active = portfolio.activity(_sums(scheme), _BASE, counted)
    parts = portfolio.decomposition(_sums(scheme), top, counted).select("field", "contribution")
    return active.left_join(parts, "field").select("field", "share", "ai", "rsi", "contribution")


@lru_cache
def _world(scheme: str) -> ir.Table:
    rows = spanned(WORLD.filter(WORLD.scheme == scheme))
    return rows.group_by("field").agg(**{name: rows[name].sum() for name in _PAPERS})


@lru_cache
def _members(scheme: str) -> ir.Table:
    rows = spanned(HOME.filter(HOME.scheme == scheme).semi_join(MEMBER, "institution_id"))
    return counting.totals(rows, ["field"]).select("field", *_PAPERS)


@lru_cache
def _collaboration(scheme: str) -> ir.Table:
    """The papers of an institution of each kind."""
    rows = spanned(HOME_COLLABORATION.filter(HOME_COLLABORATION.scheme == scheme).semi_join(ASKED, "institution_id"))
    names = [f"{part}_{kind}" for kind in KINDS for part in ("n", "top")]
    return rows.group_by("institution_id").agg(**{name: rows[name].sum() for name in names})


@lru_cache
def _joint() -> ir.Table:
    edges = EDGE.unbound()
    edges = edges.semi_join(_WINDOW, edges.window == _WINDOW.last_year)
    rows = networks.partners(edges, INSTITUTION.unbound(), ASKED).select("partner_id", "n", "top")
    return rows.order_by(ibis.desc("n"), "partner_id").limit(PARTNERS)


@lru_cache
def _actives(counted: str) -> ir.Table:
    """The activity of a country's universities in the subfields."""
    rows = spanned(HOME.filter(HOME.scheme == SUBFIELD).semi_join(MEMBER, "institution_id"))
    return portfolio.activity(counting.sums(rows, ["institution_id", "field"]), _BASE, counted)


@lru_cache
def _proximity(counted: str) -> ir.Table:
    return portfolio.proximity(_actives(counted))


@lru_cache
def _density(counted: str) -> ir.Table:
    papers = _actives(counted).select("institution_id", "field", "papers")
    return portfolio.density(_actives(counted), _NEAR).join(papers, ["institution_id", "field"])
