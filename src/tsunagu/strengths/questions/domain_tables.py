"""The tables of a domain: windows, fields as a file that can be saved, reference group, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass

from tsunagu.kernel.labels import Label
from tsunagu.kernel.tables import Cell, Column, Columns, Table
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.measures import focus
from tsunagu.strengths.questions import source
from tsunagu.strengths.questions.domain import DomainAnswer, Terms, WindowGap
from tsunagu.strengths.questions.reading import Institution, Reading

_DOMAIN = Label("領域", "domain")
_FIELDS = Label("領域の分野", "Fields")
_GROUP = Label("比べる大学", "Reference group")
_UNIVERSITY = Label("大学", "University")
_AND = Label("、", "; ")  # between names in a cell
_CALLED = Label("%sの領域", "domain of %s")
_CHOSEN_BY = Label("比べる大学の選び方", "Reference group is")
_CHOICE = Label("利用者の選択", "the reader's choice")
_LARGEST = Label("論文数の多い順に%d校（自校を除く）", "the %d largest but itself")


@dataclass(frozen=True, slots=True)
class Line:
    """A window with what was asked of all."""

    window: WindowGap
    terms: Terms


@dataclass(frozen=True, slots=True)
class DomainField:
    """A field of the domain, as a row of a file that can be saved."""

    domain: str
    of: schemes.Field


_WINDOW: Columns[WindowGap] = Columns(
    Column("window", "期間", "Window", lambda window: f"{window.first_year}-{window.last_year}"),
    Column("n", "n（件）", "n", lambda window: window.n),
    Column("papers", "論文数", "Papers", lambda window: window.papers),
    Column("top", "被引用上位の論文数", "Number of top-cited papers", lambda window: window.top),
    Column("q", "Q値", "Q", lambda window: window.q),
    Column("low", "区間の下端", "Interval, low", lambda window: window.low),
    Column("high", "区間の上端", "Interval, high", lambda window: window.high),
    Column("reference_n", "比べる大学のn（件）", "n of the reference group", lambda window: window.reference_n),
    Column("reference_q", "比べる大学のQ値", "Q of the reference group", lambda window: window.reference_q),
    Column(
        "reference_low",
        "比べる大学の区間の下端",
        "Reference group's interval, low",
        lambda window: window.reference_low,
    ),
    Column(
        "reference_high",
        "比べる大学の区間の上端",
        "Reference group's interval, high",
        lambda window: window.reference_high,
    ),
    Column(
        "difference", "差（大学−比べる大学）", "Difference (university less group)", lambda window: window.difference
    ),
    Column("difference_low", "差の下端", "Difference, low", lambda window: window.difference_low),
    Column("difference_high", "差の上端", "Difference, high", lambda window: window.difference_high),
    Column(
        "more_top",
        "到達に必要な被引用上位の論文数（論文数が同じとき）",
        "Top-cited papers more, of as many papers",
        lambda window: window.more_top,
    ),
    Column(
        "more_papers",
        "到達に必要な被引用上位の論文数（新しい論文による）",
        "Top-cited papers needed in addition",
        lambda window: window.more_papers,
    ),
)
# What was asked, in each row of the windows and on the sheet of sources.
_ASKED: Columns[Terms] = Columns(
    Column("domain", "領域", "Domain", lambda terms: _called(terms)),
    Column("fields", "領域の分野", "Fields of the domain", lambda terms: str(_AND).join(terms.field_names)),
    Column("group", "比べる大学", "Reference group", lambda terms: str(_AND).join(terms.member_names)),
)
WINDOWS: Columns[Line] = Columns(
    *(column.of(lambda line: line.window) for column in _WINDOW),
    *(column.of(lambda line: line.terms) for column in _ASKED),
)
# Under these headings ``focus.read_domains`` reads the file again.
_DOMAIN_JA, _SCHEME_JA, _FIELD_JA = focus.COLUMNS_JA
FIELDS: Columns[DomainField] = Columns(
    Column("domain", _DOMAIN_JA, "domain", lambda row: row.domain),
    Column("scheme", _SCHEME_JA, "scheme", lambda row: row.of.scheme),
    Column("field", _FIELD_JA, "field", lambda row: row.of.field),
    Column("name", "分野", "name", lambda row: row.of.name),
)
MEMBERS: Columns[Institution] = Columns(
    Column("university", "大学", "University", lambda member: member.name),
    *source.identifiers(lambda member: member),
)


def tables(reading: Reading, answer: DomainAnswer) -> list[Table]:
    """The windows, the fields of the domain as a file that can be saved, the reference group, and the source."""
    terms = answer.terms
    lines = [Line(window, terms) for window in answer.windows]
    windows = source.whose(WINDOWS.table(str(_DOMAIN), lines), terms.institution)
    return [
        source.in_rows(windows, reading, answer.choice),
        FIELDS.table(str(_FIELDS), _fields(terms)),
        MEMBERS.table(str(_GROUP), terms.members),
        source.sheet(reading, answer.choice, _asked(terms)),
    ]


def _fields(terms: Terms) -> list[DomainField]:
    fields = (field for field in schemes.fields(terms.choice.scheme) if field.field in terms.fields)
    return [DomainField(_called(terms), field) for field in fields]


def _asked(terms: Terms) -> list[tuple[str, Cell]]:
    """What the reader chose beside the way of counting."""
    return [
        (str(_UNIVERSITY), terms.institution.name),
        *((column.heading, column.value(terms)) for column in _ASKED),
        (str(_CHOSEN_BY), _LARGEST % len(terms.members) if terms.usual else str(_CHOICE)),
    ]


def _called(terms: Terms) -> str:
    """What the reader calls the domain, or whose it is."""
    return terms.name or _CALLED % terms.institution.name
