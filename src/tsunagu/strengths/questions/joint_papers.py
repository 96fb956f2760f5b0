"""機関の間の共著論文: which institutions of a country write papers together, in a field and a window.

For S96 (ファンド大学と地域中核大学の連動), and for the ties that a region already has.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.strengths.conventions.prefectures import prefectures
from tsunagu.strengths.errors import Unanswerable
from tsunagu.strengths.questions import choice as choices
from tsunagu.strengths.questions.choice import ASKED, Choice, Window, asked
from tsunagu.strengths.questions.kept import kept_few
from tsunagu.strengths.questions.reading import HOME, Institution, Reading, filled
from tsunagu.strengths.questions.records import JointQuestion
from tsunagu.strengths.questions.standing import members, spanned
from tsunagu.strengths.tables import EDGE, ONE

Fields = tuple[int, ...]
_WANTED = ibis.table({"window": "int16", "field": "int16"}, name="joint")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two institutions, the one with more papers first.

    n: their joint papers. top: how many of these count among the most cited (CWTS's rule for ties, so not always
    whole). papers: the papers of each, whole counting.
    """

    first: Institution
    second: Institution
    n: int
    top: float
    papers: tuple[int, int]

    @property
    def q(self) -> float:
        """The share of their joint papers that counts among the most cited, 0 to 1."""
        return self.top / self.n

    @property
    def salton(self) -> float:
        """Salton's index, 0 to 1: the joint papers over the geometric mean of the papers of both.

        Salton and McGill, Introduction to Modern Information Retrieval (1983); for collaboration: Luukkonen et al.,
        Scientometrics 28 (1993), 15-36, https://doi.org/10.1007/BF02016282.
        """
        return self.n / math.sqrt(self.papers[0] * self.papers[1])


@dataclass(frozen=True, slots=True)
class JointPapers:
    """The pairs asked for, and how many there are in all."""

    choice: Choice
    question: JointQuestion
    total: int
    rows: Sequence[Pair]


def answer(reading: Reading, question: JointQuestion) -> JointPapers:
    """Pairs of institutions of a country in the question's window and field, those with most joint papers first.

    Papers of more than ``measures.networks.CAP`` institutions make no pair. Raises Unanswerable for a country, a field,
    a prefecture or a scheme that the joint papers were not computed for.
    """
    choice = choices.chosen(reading.edition, question)
    country = _country(reading, question)
    scheme, fields = reading.stored(choice.scheme, [choices.field_of(choice, question.field)])
    if not reading.store.files("edge", scheme=scheme):
        known = ", ".join(schemes(reading))
        raise Unanswerable("scheme", f"joint papers were computed for other schemes than {choice.scheme}: {known}")
    numbers = members(reading, choice, country, everyone=question.everyone)["institution_id"].to_pylist()
    pairs = counted(reading, scheme, choice.window, tuple(fields), tuple(numbers))
    pairs = _ordered(_narrowed(reading, question, pairs))
    papers = _papers(reading, scheme, Window(choice.first_year, choice.window), tuple(fields))
    shown = pairs.slice(question.offset, question.limit).to_pylist()
    return JointPapers(choice, question, pairs.num_rows, [_pair(reading, papers, row) for row in shown])


@dataclass(frozen=True, slots=True)
class Joint:
    """How many joint papers two institutions have in a window, by their numbers of OpenAlex, the lower first."""

    one: int
    other: int
    n: int
    window: Window


def among(reading: Reading, numbers: Collection[int]) -> list[Joint]:
    """The joint papers of these institutions with one another, in the newest window and all fields.

    numbers: of OpenAlex; one that the data do not hold has none. Nothing where no joint papers were computed.
    """
    choice = choices.chosen(reading.edition, JointQuestion())
    scheme, fields = reading.stored(choice.scheme, [choices.field_of(choice, 0)])
    if not reading.store.files("edge", scheme=scheme):
        return []
    held = [reading.by_openalex.get(number) for number in sorted(numbers)]
    known = [institution.institution_id for institution in held if institution]
    window = Window(choice.first_year, choice.window)
    rows = counted(reading, scheme, choice.window, tuple(fields), tuple(known)).to_pylist()
    return [_joint(reading, row, window) for row in rows]


def _joint(reading: Reading, row: Mapping[str, int], window: Window) -> Joint:
    one, other = sorted(reading.institutions[row[end]].openalex_id for end in "uv")
    return Joint(one, other, row["n"], window)


def schemes(reading: Reading) -> list[str]:
    """The field schemes for which joint papers were computed."""
    return [name for name in reading.edition.schemes if reading.store.files("edge", scheme=reading.stored(name)[0])]


def _country(reading: Reading, question: JointQuestion) -> str:
    country, known = question.country or reading.edition.country, reading.edition.settings.edge_countries
    if country not in known:
        raise Unanswerable("country", f"joint papers were not computed for {country}; there are {', '.join(known)}")
    return country


@kept_few
def counted(reading: Reading, scheme: str, window: int, fields: Fields, institutions: Fields) -> pa.Table:
    """The joint papers of each two institutions of some: u < v, n (papers) and top (their top weights, units of 2^-40).

    scheme, fields: those in which papers are kept, see ``Reading.stored``. window: its last year.
    """
    wanted = filled(_WANTED, window=[window] * len(fields), field=fields)
    return reading.engine.fetch(_edges(scheme), asked=asked(*institutions), joint=wanted)


@lru_cache
def _edges(scheme: str) -> ir.Table:
    rows = EDGE.unbound()
    rows = rows.filter(rows.scheme == scheme)
    rows = rows.semi_join(_WANTED, ["window", "field"]).semi_join(ASKED, rows.u == ASKED.institution_id)
    partners = ASKED.view()
    rows = rows.semi_join(partners, rows.v == partners.institution_id)
    sums = {name: rows[name].sum().cast("int64") for name in ("n", "top")}
    return rows.group_by("u", "v").agg(**sums)


def _ordered(pairs: pa.Table) -> pa.Table:
    return pairs.sort_by([("n", "descending"), ("top", "descending"), ("u", "ascending"), ("v", "ascending")])


def _narrowed(reading: Reading, question: JointQuestion, pairs: pa.Table) -> pa.Table:
    """The pairs of enough papers, with an institution in the prefecture."""
    pairs = pairs.filter(pc.greater_equal(pairs["n"], question.least))
    if not question.prefecture:
        return pairs
    known = prefectures()
    if question.prefecture not in known:
        raise Unanswerable("prefecture", f"there is no prefecture {question.prefecture}; they are {', '.join(known)}")
    name = known[question.prefecture].ja
    places = reading.institutions.values()
    there = pa.array([place.institution_id for place in places if place.prefecture == name], pa.int32())
    return pairs.filter(pc.or_(pc.is_in(pairs["u"], there), pc.is_in(pairs["v"], there)))


@kept_few
def _papers(reading: Reading, scheme: str, window: Window, fields: Fields) -> Mapping[int, int]:
    """The papers of each institution at home in the fields together, whole counting."""
    wanted = filled(_WANTED, window=[window.last_year] * len(fields), field=fields)
    rows = reading.rows(_sizes(scheme), span=window.table, joint=wanted)
    return {row["institution_id"]: row["n"] for row in rows}


@lru_cache
def _sizes(scheme: str) -> ir.Table:
    cells = spanned(HOME.filter(HOME.scheme == scheme)).semi_join(_WANTED, "field")
    return cells.group_by("institution_id").agg(n=cells.p_full.sum().cast("int64"))


def _pair(reading: Reading, papers: Mapping[int, int], row: Mapping[str, int]) -> Pair:
    ends = sorted((row["u"], row["v"]), key=lambda number: (-papers[number], number))
    first, second = (reading.institutions[number] for number in ends)
    return Pair(first, second, row["n"], row["top"] / ONE, (papers[ends[0]], papers[ends[1]]))
