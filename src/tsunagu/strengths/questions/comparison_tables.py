"""Universities side by side as tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tsunagu.kernel.labels import Label
from tsunagu.kernel.tables import Column, Columns, Table
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.questions import source
from tsunagu.strengths.questions.comparison import Comparison, FieldRow, Joint, TrendWindow, Value
from tsunagu.strengths.questions.reading import Institution, Reading


@dataclass(frozen=True, slots=True)
class Line:
    """A university in a field and a window."""

    field: str
    window: str
    institution: Institution
    value: Value | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two universities with their joint works."""

    university: Institution
    partner: Institution
    joint: Joint


_VALUE: tuple[Column[Value], ...] = (
    Column("n", "n（件）", "n", lambda value: value.n),
    Column("papers", "論文数", "Papers", lambda value: value.papers),
    Column("q", "Q値", "Q", lambda value: value.q),
    Column("low", "区間の下端", "Interval, low", lambda value: value.low),
    Column("high", "区間の上端", "Interval, high", lambda value: value.high),
)
_INDEX: tuple[Column[Value], ...] = (
    Column("share", "大学内の構成比", "Share of its papers", lambda value: value.share),
    Column("ai", "世界に対する特化係数", "Activity index (world)", lambda value: value.ai),
)
_FIELD: Column[Line] = Column("field", "分野", "Field", lambda line: line.field)
_UNIVERSITY: Column[Line] = Column("university", "大学", "University", lambda line: line.institution.name)

FIELDS: Columns[Line] = Columns(
    _FIELD,
    _UNIVERSITY,
    *source.identifiers(lambda line: line.institution),
    *(column.of(lambda line: line.value) for column in (*_VALUE, *_INDEX)),
)
TREND: Columns[Line] = Columns(
    _FIELD,
    Column("window", "期間", "Window", lambda line: line.window),
    _UNIVERSITY,
    *(column.of(lambda line: line.value) for column in _VALUE),
)
JOINT: Columns[Pair] = Columns(
    Column("university", "大学", "University", lambda pair: pair.university.name),
    Column("partner", "相手", "Partner", lambda pair: pair.partner.name),
    Column("n", "共著論文（件）", "Joint works", lambda pair: pair.joint.n),
    Column("top", "Top10%論文数", "Top 10% joint works", lambda pair: pair.joint.top),
)
_FIELDS_NAME, _JOINT_NAME = Label("大学の比較", "comparison"), Label("共著", "Joint works")
_TREND_NAME = Label("推移", "Trend")


def tables(reading: Reading, answer: Comparison) -> list[Table]:
    """Fields, joint works, trend, and the source."""
    return [
        source.in_rows(FIELDS.table(str(_FIELDS_NAME), _field_lines(answer)), reading, answer.choice),
        JOINT.table(str(_JOINT_NAME), pairs(answer)),
        TREND.table(str(_TREND_NAME), _trend_lines(answer)),
        source.sheet(reading, answer.choice),
    ]


def pairs(answer: Comparison) -> list[Pair]:
    """The joint works with the universities they are of."""
    institutions = answer.institutions
    return [Pair(institutions[joint.first], institutions[joint.second], joint) for joint in answer.joints]


def _field_lines(answer: Comparison) -> Iterator[Line]:
    for row in answer.rows:
        yield from _lines(answer, row.field, "", row)


def _trend_lines(answer: Comparison) -> Iterator[Line]:
    for window in answer.trend:
        yield from _lines(answer, answer.trend_field, f"{window.first_year}-{window.last_year}", window)


def _lines(answer: Comparison, field: int, window: str, values: FieldRow | TrendWindow) -> Iterator[Line]:
    name = schemes.name(answer.choice.scheme, field)
    for institution, value in zip(answer.institutions, values.values, strict=True):
        yield Line(name, window, institution, value)
