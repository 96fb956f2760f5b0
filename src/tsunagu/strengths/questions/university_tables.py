"""The tables of a university: what its page shows, row by row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tsunagu.kernel.labels import Label
from tsunagu.kernel.tables import Cell, Column, Columns, Table
from tsunagu.strengths.conventions import editions, schemes
from tsunagu.strengths.conventions.countries import country_name
from tsunagu.strengths.questions import source
from tsunagu.strengths.questions.amounts import Measured
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.questions.related import Neighbor
from tsunagu.strengths.questions.standing import is_grouped
from tsunagu.strengths.questions.university import FieldLine, Kind, Partner, TopShare, University


@dataclass(frozen=True, slots=True)
class TrendLine:
    """A field in a window."""

    field: str
    first_year: int
    last_year: int
    measured: Measured | None


_NOTHING = Measured(0, 0, 0, 0, 0.0, 0.0, None, None, None, 0.0)  # without papers there is no Q
AMOUNTS: tuple[Column[Measured], ...] = (
    Column("n", "論文数（整数）", "n", lambda measured: measured.n),
    Column("p_frac", "論文数（分数）", "p_frac", lambda measured: measured.fractional),
    Column("papers", "論文数（数え方による）", "papers", lambda measured: measured.papers),
    Column("top", "被引用上位の論文数", "top", lambda measured: measured.top),
    Column("q", "Q値", "q", lambda measured: measured.q),
    Column("low", "区間の下端", "low", lambda measured: measured.low),
    Column("high", "区間の上端", "high", lambda measured: measured.high),
)
_NATIONAL: tuple[Column[TopShare], ...] = (
    Column("national_share", "論文の国内シェア", "national_share", lambda part: part.papers),
    Column("national_q", "国内のQ値", "national_q", lambda part: part.q),
    Column("relative_q", "大学のQ値÷国内のQ値", "relative_q", lambda part: part.relative_q),
    Column("national_top", "被引用上位の論文の国内シェア", "national_top_share", lambda part: part.top),
)
PORTFOLIO: Columns[FieldLine] = Columns(
    Column("field", "分野", "field", lambda line: line.name),
    *(column.of(lambda line: line.now or _NOTHING) for column in AMOUNTS),
    Column("share", "構成比", "share", lambda line: line.share),
    Column("activity", "特化係数", "activity_index", lambda line: line.activity),
    Column("specialization", "相対特化係数", "relative_specialization", lambda line: line.specialization),
    Column("contribution", "全分野のQ値への寄与", "contribution", lambda line: line.contribution),
    *(column.of(lambda line: line.national) for column in _NATIONAL),
)
TREND: Columns[TrendLine] = Columns(
    Column("field", "分野", "field", lambda line: line.field),
    Column("first_year", "最初の年", "first_year", lambda line: line.first_year),
    Column("last_year", "最後の年", "last_year", lambda line: line.last_year),
    *(column.of(lambda line: line.measured or _NOTHING) for column in AMOUNTS),
)
COLLABORATION: Columns[Kind] = Columns(
    Column("kind", "種類", "kind", lambda kind: kind.kind.label),
    Column("n", "論文数", "n", lambda kind: kind.n),
    Column("of", "母数", "of", lambda kind: kind.of),
    Column("share", "割合", "share", lambda kind: kind.share),
    Column("share_low", "割合の下端", "share_low", lambda kind: _end(kind.share_ends, 0)),
    Column("share_high", "割合の上端", "share_high", lambda kind: _end(kind.share_ends, 1)),
    Column("top", "Top10%論文数", "top", lambda kind: kind.top),
    Column("q", "Top10%の割合", "q", lambda kind: kind.q),
    Column("q_low", "Top10%の割合の下端", "q_low", lambda kind: _end(kind.q_ends, 0)),
    Column("q_high", "Top10%の割合の上端", "q_high", lambda kind: _end(kind.q_ends, 1)),
)
PARTNERS: Columns[Partner] = Columns(
    Column("partner", "相手", "partner", lambda partner: partner.institution.name),
    *source.identifiers(lambda partner: partner.institution),
    Column("country", "国・地域", "country", lambda partner: _country(partner.institution.country)),
    Column("n", "共著論文数", "n", lambda partner: partner.n),
    Column("top", "Top10%論文数", "top", lambda partner: partner.top),
)
RELATED: Columns[Neighbor] = Columns(
    Column("subfield", "近い小分野", "subfield", lambda neighbor: neighbor.name),
    Column("density", "密度", "density", lambda neighbor: neighbor.density),
    Column("papers", "論文数（数え方による）", "papers", lambda neighbor: neighbor.papers),
)
_NAMES = {
    "portfolio": Label("分野", "portfolio"),
    "trend": Label("推移", "trend"),
    "collaboration": Label("共著", "collaboration"),
    "partners": Label("共著の相手", "partners"),
    "related": Label("近い分野", "related"),
}


def _end(interval: tuple[float, float] | None, end: int) -> float | None:
    return interval[end] if interval else None


def _country(code: str | None) -> str | None:
    return country_name(code) if code else None


def tables(reading: Reading, answer: University) -> list[Table]:
    """Portfolio, trend, collaboration, partners and neighboring fields, and what they rest on."""
    numbers = [source.in_rows(table, reading, answer.choice) for table in _numbers(answer)]
    facts = [*_about(answer), *_limits(reading, answer)]
    return [*numbers, source.sheet(reading, answer.choice, facts)]


def _numbers(answer: University) -> list[Table]:
    partners = answer.joint.partners if answer.joint else ()
    neighbors = answer.related.neighbors if answer.related else ()
    return [
        source.whose(_portfolio(answer), answer.institution),
        _table("trend", TREND, _trend(answer)),
        _table("collaboration", COLLABORATION, answer.kinds),
        _table("partners", PARTNERS, partners),
        _table("related", RELATED, neighbors),
    ]


def _table(name: str, columns: Columns[Any], records: Iterable[Any]) -> Table:
    return columns.table(str(_NAMES[name]), records)


def _portfolio(answer: University) -> Table:
    """All fields together first, without what is said of single fields only."""
    every = schemes.Field.all_of(answer.choice.scheme)
    total = FieldLine(every, answer.total, None, None, None, None, None)
    return _table("portfolio", PORTFOLIO, [total, *answer.fields])


def _trend(answer: University) -> Iterable[TrendLine]:
    for field, windows in answer.trends.items():
        name = schemes.name(answer.choice.scheme, field)
        for (first, last), measured in zip(answer.spans, windows, strict=True):
            yield TrendLine(name, first, last, measured)


def _about(answer: University) -> list[tuple[str, Cell]]:
    institution, standing = answer.institution, answer.standing
    grouped = standing and is_grouped(institution)
    facts: list[tuple[Label, Cell]] = [
        (Label("大学", "University"), institution.name),
        (Label("OpenAlex", "OpenAlex"), institution.openalex),
        (Label("ROR", "ROR"), institution.ror),
        (Label("大学グループ", "Group"), editions.group_label(standing.group) if standing and grouped else None),
        (Label("国内シェア", "National share"), standing.share if standing else None),
        (Label("特化係数の比較対象", "Activity index against"), answer.base.label),
    ]
    return source.worded(facts)


def _limits(reading: Reading, answer: University) -> list[tuple[str, Cell]]:
    """What bounds the tables of partners and of neighboring fields."""
    facts: list[tuple[str, Cell]] = [_left_out(reading, answer)]
    if answer.related:
        facts.append((str(_HELD_FROM), answer.related.least))
    return facts


def _left_out(reading: Reading, answer: University) -> tuple[str, Cell]:
    if answer.joint is None:
        return str(_PARTNERS), str(_NOT_COMPUTED)
    return _LEFT_OUT % reading.edition.settings.cap, answer.joint.left_out


_PARTNERS = Label("共著の相手", "Partners")
_NOT_COMPUTED = Label("この国の機関については計算していない", "not computed for this country")
_LEFT_OUT = Label(
    "%d機関を超えるため共著の相手から除いた論文", "Works of more than %d institutions, left out of the partners"
)
_HELD_FROM = Label("小分野に比重を置くとみなす論文数の下限", "Papers from which a subfield is held")
