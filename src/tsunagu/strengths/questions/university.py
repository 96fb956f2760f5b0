"""One university.

Its portfolio, its strengths field by field, how they moved, with whom it works, and which fields lie near.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.enums import Base
from tsunagu.strengths.measures import counting, networks, ratios
from tsunagu.strengths.questions.amounts import Measured, activities, amounts, has_intervals, kinds, top_shares, world
from tsunagu.strengths.questions.choice import Choice
from tsunagu.strengths.questions.choice import choice as choose
from tsunagu.strengths.questions.kept import kept
from tsunagu.strengths.questions.reading import HOME, Institution, Reading
from tsunagu.strengths.questions.related import SUBFIELD, Relatedness, related
from tsunagu.strengths.questions.standing import MEMBER, Standing, members, spanned, standings
from tsunagu.strengths.tables import BOOTSTRAP_BIN, EDGE, INSTITUTION, KINDS, ONE

PARTNERS = 15
DISTANCES = ("short", "long")  # kinds whose share is of the papers with a known distance

_ENDS = ibis.table({"country": "string"}, name="ends")
_WINDOW = ibis.table({"window": "int16"}, name="chosen_window")


@dataclass(frozen=True, slots=True)
class TopShare:
    """The university's part of its country's top papers in a field: papers x relative_q.

    relative_q is its Q over the country's.
    """

    papers: float | None
    top: float | None
    q: float | None
    relative_q: float | None


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of the portfolio."""

    field: int
    name: str
    now: Measured | None  # None where there are no papers in the window
    national: TopShare | None
    share: float | None
    activity: float | None
    specialization: float | None
    contribution: float | None


@dataclass(frozen=True, slots=True)
class Kind:
    """Papers of one kind of collaboration, whole counting.

    of: the papers among which they are counted; top: of them in the top tenth.
    """

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

    @property
    def share_ends(self) -> tuple[float, float] | None:
        """The 95% score interval of the share."""
        return ratios.score_interval(self.n, self.of)

    @property
    def q_ends(self) -> tuple[float, float] | None:
        """The 95% score interval of Q; with ties counted in part it is a little too wide, never too narrow."""
        return ratios.score_interval(self.top, self.n)


@dataclass(frozen=True, slots=True)
class Partner:
    """An institution with joint works."""

    institution: Institution
    n: int
    top: float


@dataclass(frozen=True, slots=True)
class Joint:
    """With whom an institution writes.

    left_out: its works of more institutions than the cap, most: the largest number of them on one.
    """

    partners: Sequence[Partner]
    left_out: int
    most: int | None


@dataclass(frozen=True, slots=True)
class University:
    """The answer.

    total: all fields in the window, None without papers; trends: by field, 0 for all, oldest window first.
    """

    institution: Institution
    standing: Standing | None
    choice: Choice
    base: Base
    total: Measured | None
    fields: Sequence[FieldLine]
    trends: Mapping[int, Sequence[Measured | None]]
    spans: Sequence[tuple[int, int]]
    kinds: Sequence[Kind]
    joint: Joint | None  # None where joint works are not computed for its country
    related: Relatedness | None
    has_interval: bool

    @property
    def known(self) -> bool:
        """Whether there is anything to show."""
        return any(one is not None for line in self.trends.values() for one in line)


def university(
    reading: Reading, choice: Choice, one: Institution, base: Base = Base.WORLD, language: str = "ja"
) -> University:
    """All that is known of an institution in a window; of one that is not at home, only its name."""
    return kept(
        reading,
        ("university", choice, one.institution_id, base, language),
        lambda: _university(reading, choice, one, base, language),
    )


def warm(reading: Reading) -> None:
    """Compute beforehand what the pages of all universities share in the usual choice, by answering for one."""
    usual, countries = choose(reading.edition), reading.edition.settings.edge_countries
    first = next(
        (number for number in standings(reading, usual) if reading.institutions[number].country in countries), None
    )
    if first is not None:
        university(reading, usual, reading.institutions[first])


def _university(reading: Reading, choice: Choice, one: Institution, base: Base, language: str) -> University:
    standing = standings(reading, choice).get(one.institution_id)
    trends = _trends(reading, choice, one)
    now = {field: line[_place(reading, choice)] for field, line in trends.items()}
    compared = base if standing or base is not Base.GROUP else Base.WORLD
    home = one.country in reading.edition.settings.edge_countries
    return University(
        one,
        standing,
        choice,
        compared,
        now.get(schemes.ALL),
        _fields(reading, choice, one, compared, now, language),
        trends,
        reading.edition.spans,
        _kinds(reading, choice, one, now.get(schemes.ALL)),
        _joint(reading, choice, one) if home else None,
        related(reading, choice, one, language),
        has_intervals(reading, choice),
    )


def field_names(answer: University) -> Mapping[int, str]:
    """The names of the fields by number."""
    return {line.field: line.name for line in answer.fields}


def _place(reading: Reading, choice: Choice) -> int:
    return [last for _, last in reading.edition.spans].index(choice.window)


def _trends(reading: Reading, choice: Choice, one: Institution) -> Mapping[int, Sequence[Measured | None]]:
    """The amounts of every field, and of all together, in every window."""
    found = amounts(reading, choice, [one.institution_id])
    fields = [schemes.ALL, *sorted({field for _, field, _ in found} - {schemes.ALL})]
    return {
        field: [found.get((one.institution_id, field, last)) for _, last in reading.edition.spans] for field in fields
    }


def _fields(
    reading: Reading, choice: Choice, one: Institution, base: Base, now: Mapping[int, Measured | None], language: str
) -> Sequence[FieldLine]:
    """The lines of the fields that the university or the reference set has, in the order of the scheme."""
    by_field = activities(reading, choice, [one.institution_id], _papers_by_field(reading, choice, one, base))
    national = (
        top_shares(reading, choice, one.institution_id, _reference(reading, choice, one, Base.COUNTRY)) if now else {}
    )
    lines = []
    for field in schemes.fields(choice.scheme):
        row, parts = by_field.get((one.institution_id, field.field), {}), national.get(field.field)
        taken_apart = (
            TopShare(*(parts[name] for name in ("paper_share", "top_share", "reference_q", "relative_q")))
            if parts
            else None
        )
        index = [row.get(name) for name in ("share", "ai", "rsi", "contribution")]
        lines.append(FieldLine(field.field, field.name(language), now.get(field.field), taken_apart, *index))
    return [line for line in lines if line.now or choice.scheme != SUBFIELD]


def _papers_by_field(reading: Reading, choice: Choice, one: Institution, base: Base) -> Mapping[int, float]:
    """The papers of a reference set by field, in the counting chosen."""
    if base is Base.WORLD:
        return world(reading, choice)
    rows = _reference(reading, choice, one, base)
    return dict(zip(rows["field"].to_pylist(), rows[f"p_{choice.counting}"].to_pylist(), strict=True))


def _reference(reading: Reading, choice: Choice, one: Institution, base: Base) -> pa.Table:
    """The amounts of the institution's country or group by field: computed once for all universities that share it."""
    standing = standings(reading, choice).get(one.institution_id)
    group = standing.group if standing and base is Base.GROUP else None

    def make() -> pa.Table:
        member = members(reading, choice, one.country or "", everyone=base is Base.COUNTRY)
        if group is not None:
            member = member.filter(pc.equal(member["group"], group))
        return reading.engine.fetch(_totals(choice.scheme), span=choice.span, member=member)

    return kept(reading, ("reference", choice.scheme, choice.window, base, one.country, group), make)


def _kinds(reading: Reading, choice: Choice, one: Institution, now: Measured | None) -> Sequence[Kind]:
    """The kinds of collaboration, all fields of the scheme together."""
    row = kinds(reading, choice, one.institution_id) if now else {}
    if not row or now is None:
        return ()
    total, known = now.n, row["n_distance_known"]
    return [
        Kind(kind, row[f"n_{kind}"], known if kind in DISTANCES else total, row[f"top_{kind}"] / ONE)
        for kind in KINDS
        if kind != "distance_known"
    ]


def _joint(reading: Reading, choice: Choice, one: Institution) -> Joint:
    """Those with the most joint works, and how many works are not among these.

    Computed at once for all institutions that have some.
    """
    edition = reading.edition

    def make() -> tuple[pa.Table, pa.Table]:
        given = {
            "chosen_window": pa.table({"window": pa.array([choice.window], pa.int16())}),
            "ends": pa.table({"country": pa.array(edition.settings.edge_countries, pa.string())}),
        }
        left_out = _left_out(edition.eight_from or edition.schemes[0], edition.settings.cap)
        return reading.engine.fetch(_leading(), **given), reading.engine.fetch(left_out, **given)

    leading, capped = (
        rows.filter(pc.equal(rows["institution_id"], one.institution_id)).to_pylist()
        for rows in kept(reading, ("joint", choice.window), make)
    )
    partners = [Partner(reading.institutions[row["partner_id"]], row["n"], row["top"] / ONE) for row in leading]
    return Joint(partners, capped[0]["n"] if capped else 0, capped[0]["most"] if capped else None)


@lru_cache
def _totals(scheme: str) -> ir.Table:
    return counting.totals(spanned(HOME.filter(HOME.scheme == scheme).semi_join(MEMBER, "institution_id")), ["field"])


@lru_cache
def _leading() -> ir.Table:
    """The partners of each institution with the most joint works in the window."""
    found = networks.partners(
        EDGE.unbound().semi_join(_WINDOW, "window"), INSTITUTION.unbound().semi_join(_ENDS, "country")
    )
    return networks.leading(found, PARTNERS).order_by("institution_id", "place")


@lru_cache
def _left_out(scheme: str, cap: int) -> ir.Table:
    bins = BOOTSTRAP_BIN.unbound()
    return networks.left_out(bins.filter(bins.scheme == scheme).semi_join(_WINDOW, "window"), cap)
