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
from tsunagu.strengths.enums import Base, Collaboration
from tsunagu.strengths.measures import counting, networks, ratios
from tsunagu.strengths.questions import amounts, related
from tsunagu.strengths.questions import choice as choices
from tsunagu.strengths.questions.amounts import Measured, Row
from tsunagu.strengths.questions.choice import Choice, Window
from tsunagu.strengths.questions.kept import kept
from tsunagu.strengths.questions.reading import HOME, Institution, Reading
from tsunagu.strengths.questions.records import UniversityQuestion
from tsunagu.strengths.questions.related import SUBFIELD, Relatedness
from tsunagu.strengths.questions.standing import MEMBER, Standing, members, spanned, standings
from tsunagu.strengths.tables import BOOTSTRAP_BIN, EDGE, INSTITUTION, ONE

PARTNERS = 15
DISTANCES = (Collaboration.SHORT, Collaboration.LONG)  # kinds whose share is of the papers with a known distance

_ENDS = ibis.table({"country": "string"}, name="ends")
_WINDOW = ibis.table({"window": "int16"}, name="chosen_window")

ByField = Mapping[int, Row]
Now = Mapping[int, Measured | None]  # by field, in the window shown
Trends = Mapping[int, Sequence[Measured | None]]  # by field, in every window


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

    of: schemes.Field
    now: Measured | None  # None where there are no papers in the window
    national: TopShare | None
    share: float | None
    activity: float | None
    specialization: float | None
    contribution: float | None

    @property
    def field(self) -> int:
        """The number of the field."""
        return self.of.field

    @property
    def name(self) -> str:
        """The name of the field."""
        return self.of.name


@dataclass(frozen=True, slots=True)
class Kind:
    """Papers of one kind of collaboration, whole counting.

    of: the papers among which they are counted; top: of them in the top tenth.
    """

    kind: Collaboration
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
    trends: Trends
    spans: Sequence[tuple[int, int]]
    kinds: Sequence[Kind]
    joint: Joint | None  # None where joint works are not computed for its country
    related: Relatedness | None
    has_interval: bool

    @property
    def known(self) -> bool:
        """Whether there is anything to show."""
        return any(map(any, self.trends.values()))


def answer(reading: Reading, question: UniversityQuestion) -> University:
    """All that is known of the institution that the question names, in its window. Raises Unanswerable."""
    institution = reading.institution(question.university)
    return about(reading, choices.chosen(reading.edition, question), institution, question.base)


@kept
def about(reading: Reading, choice: Choice, institution: Institution, base: Base) -> University:
    """All that is known of an institution in a window; of one that is not computed, only its name."""
    standing = standings(reading, choice).get(institution.institution_id)
    compared = base if standing or base is not Base.GROUP else Base.WORLD
    trends = _trends(reading, choice, institution)
    now = _now(reading, choice, trends)
    total = now.get(schemes.ALL)
    return University(
        institution=institution,
        standing=standing,
        choice=choice,
        base=compared,
        total=total,
        fields=_fields(reading, choice, institution, compared, now),
        trends=trends,
        spans=reading.edition.spans,
        kinds=_kinds(reading, choice, institution, total),
        joint=_joint(reading, choice, institution),
        related=related.related(reading, choice, institution),
        has_interval=amounts.has_intervals(reading, choice),
    )


def warm(reading: Reading) -> None:
    """Compute beforehand what the pages of all universities share in the usual choice, by answering for one."""
    usual, countries = choices.choice(reading.edition), reading.edition.settings.edge_countries
    institutions = (reading.institutions[number] for number in standings(reading, usual))
    first = next((institution for institution in institutions if institution.country in countries), None)
    if first is not None:
        about(reading, usual, first, Base.WORLD)


def _trends(reading: Reading, choice: Choice, institution: Institution) -> Trends:
    """The amounts of every field, and of all together, in every window."""
    measured = amounts.amounts(reading, choice, [institution.institution_id])
    fields = sorted({schemes.ALL, *(field for _, field, _ in measured)})
    return {field: _trend(reading, measured, institution, field) for field in fields}


def _trend(
    reading: Reading,
    measured: amounts.Amounts,
    institution: Institution,
    field: int,
) -> Sequence[Measured | None]:
    number = institution.institution_id
    return [measured.get((number, field, last)) for _, last in reading.edition.spans]


def _now(reading: Reading, choice: Choice, trends: Trends) -> Now:
    shown = reading.edition.spans.index((choice.first_year, choice.window))
    return {field: windows[shown] for field, windows in trends.items()}


def _fields(
    reading: Reading,
    choice: Choice,
    institution: Institution,
    base: Base,
    now: Now,
) -> Sequence[FieldLine]:
    """The lines of the fields that the university or the reference set has, in the order of the scheme."""
    activities = _activities(reading, choice, institution, base)
    national = _national(reading, choice, institution) if now else {}
    lines = [_field_line(field, now, activities, national) for field in schemes.fields(choice.scheme)]
    return [line for line in lines if line.now or choice.scheme != SUBFIELD]


def _field_line(field: schemes.Field, now: Now, activities: ByField, national: ByField) -> FieldLine:
    activity, parts = activities.get(field.field, {}), national.get(field.field)
    return FieldLine(
        of=field,
        now=now.get(field.field),
        national=_top_share(parts) if parts else None,
        share=activity.get("share"),
        activity=activity.get("ai"),
        specialization=activity.get("rsi"),
        contribution=activity.get("contribution"),
    )


def _top_share(parts: Row) -> TopShare:
    return TopShare(parts["paper_share"], parts["top_share"], parts["reference_q"], parts["relative_q"])


def _activities(reading: Reading, choice: Choice, institution: Institution, base: Base) -> ByField:
    """What ``portfolio`` says of the university's fields beside those of a reference set."""
    papers = _papers_by_field(reading, choice, institution, base)
    activities = amounts.activities(reading, choice, [institution.institution_id], papers)
    return {field: row for (_, field), row in activities.items()}


def _national(reading: Reading, choice: Choice, institution: Institution) -> ByField:
    """The university's part of the amounts of its country."""
    country = _reference(reading, choice, institution, Base.COUNTRY)
    return amounts.top_shares(reading, choice, institution.institution_id, country)


def _papers_by_field(reading: Reading, choice: Choice, institution: Institution, base: Base) -> Mapping[int, float]:
    """The papers of a reference set, in the counting chosen."""
    if base is Base.WORLD:
        return amounts.world(reading, choice)
    rows = _reference(reading, choice, institution, base)
    fields, papers = rows["field"].to_pylist(), rows[choice.counting.papers].to_pylist()
    return dict(zip(fields, papers, strict=True))


def _reference(reading: Reading, choice: Choice, institution: Institution, base: Base) -> pa.Table:
    """The amounts of the institution's country or group by field."""
    standing = standings(reading, choice).get(institution.institution_id)
    group = standing.group if standing and base is Base.GROUP else None
    window = Window(choice.first_year, choice.window)
    return _reference_amounts(reading, window, choice.scheme, base, institution.country or "", group)


@kept
def _reference_amounts(
    reading: Reading,
    window: Window,
    scheme: str,
    base: Base,
    country: str,
    group: int | None,
) -> pa.Table:
    """Computed once for all universities that share it."""
    choice = Choice(window.last_year, window.first_year, scheme)
    member = members(reading, choice, country, everyone=base is Base.COUNTRY)
    if group is not None:
        member = member.filter(pc.equal(member["group"], group))
    return reading.engine.fetch(_totals(scheme), span=window.table, member=member)


def _kinds(
    reading: Reading,
    choice: Choice,
    institution: Institution,
    total: Measured | None,
) -> Sequence[Kind]:
    """The kinds of collaboration, all fields of the scheme together."""
    row = amounts.kinds(reading, choice, institution.institution_id) if total else {}
    if not row or total is None:
        return ()
    return [_kind(kind, row, total.n) for kind in Collaboration]


def _kind(kind: Collaboration, row: Row, papers: int) -> Kind:
    of = row["n_distance_known"] if kind in DISTANCES else papers
    return Kind(kind, row[f"n_{kind}"], of, row[f"top_{kind}"] / ONE)


def _joint(reading: Reading, choice: Choice, institution: Institution) -> Joint | None:
    """Those with the most joint works, and how many works are not among these.

    None where joint works of its country are not computed.
    """
    if institution.country not in reading.edition.settings.edge_countries:
        return None
    leading, capped = (_rows_of(rows, institution) for rows in _joint_works(reading, choice.window))
    left_out, most = (capped[0]["n"], capped[0]["most"]) if capped else (0, None)
    return Joint([_partner(reading, row) for row in leading], left_out, most)


def _partner(reading: Reading, row: Row) -> Partner:
    return Partner(reading.institutions[row["partner_id"]], row["n"], row["top"] / ONE)


def _rows_of(rows: pa.Table, institution: Institution) -> list[Row]:
    its: list[Row] = rows.filter(pc.equal(rows["institution_id"], institution.institution_id)).to_pylist()
    return its


@kept
def _joint_works(reading: Reading, window: int) -> tuple[pa.Table, pa.Table]:
    """Computed at once for all institutions that have some: the leading partners, and the works that are left out."""
    edition = reading.edition
    countries = pa.array(edition.settings.edge_countries, pa.string())
    windows = pa.array([window], pa.int16())
    given = {"chosen_window": pa.table({"window": windows}), "ends": pa.table({"country": countries})}
    left_out = _left_out(edition.eight_from or edition.schemes[0], edition.settings.cap)
    return reading.engine.fetch(_leading(), **given), reading.engine.fetch(left_out, **given)


@lru_cache
def _totals(scheme: str) -> ir.Table:
    cells = HOME.filter(HOME.scheme == scheme).semi_join(MEMBER, "institution_id")
    return counting.totals(spanned(cells), ["field"])


@lru_cache
def _leading() -> ir.Table:
    """The partners of each institution with the most joint works in the window."""
    edges = EDGE.unbound().semi_join(_WINDOW, "window")
    partners = networks.partners(edges, INSTITUTION.unbound().semi_join(_ENDS, "country"))
    return networks.leading(partners, PARTNERS).order_by("institution_id", "place")


@lru_cache
def _left_out(scheme: str, cap: int) -> ir.Table:
    bins = BOOTSTRAP_BIN.unbound()
    return networks.left_out(bins.filter(bins.scheme == scheme).semi_join(_WINDOW, "window"), cap)
