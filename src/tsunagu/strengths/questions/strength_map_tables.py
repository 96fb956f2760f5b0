"""The tables of the strength map: what the page shows, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from tsunagu.kernel.labels import Label
from tsunagu.kernel.tables import Cell, Column, Columns, Table
from tsunagu.strengths.conventions import editions
from tsunagu.strengths.conventions.countries import country_name
from tsunagu.strengths.questions import source
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.questions.strength_map import PERMILLE, Compared, Entry, Row, StrengthMap, Terms

Facts = list[tuple[Label, Cell]]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with what its row of a file says of the whole map."""

    entry: Entry
    field: str
    group: str | None
    reference_q: float | None


ENTRIES: Columns[Line] = Columns(
    Column("field", "分野", "field", lambda line: line.field),
    Column("group", "大学グループ", "group", lambda line: line.group),
    Column("university", "大学", "university", lambda line: line.entry.institution.name),
    *source.identifiers(lambda line: line.entry.institution),
    Column("verdict", "判定", "verdict", lambda line: line.entry.verdict.label),
    Column("q", "Q値", "q", lambda line: line.entry.amount.q),
    Column("low", "区間の下端", "low", lambda line: line.entry.amount.low),
    Column("high", "区間の上端", "high", lambda line: line.entry.amount.high),
    Column("n", "論文数（整数）", "n", lambda line: line.entry.amount.n),
    Column("papers", "論文数（この数え方）", "papers", lambda line: line.entry.amount.papers),
    Column("reference_q", "基準のQ値", "reference_q", lambda line: line.reference_q),
)
COUNTS: Columns[Row] = Columns(
    Column("field", "分野", "field", lambda row: row.name),
    Column("listed", "掲載", "listed", lambda row: row.count),
    Column("only_q", "Q値だけ基準値以上（掲載せず）", "only_q", lambda row: len(row.only_q)),
    Column("near", "基準値に近い", "near", lambda row: len(row.near)),
    Column("wide", "区間の上端だけが基準値以上", "only_interval_reaches", lambda row: row.wide),
    Column("few", "論文数が下限未満", "too_few_papers", lambda row: row.few),
    Column("looked_at", "論文のある機関", "with_papers", lambda row: row.looked_at),
)
_NAME = Label("分野別の数", "fields")


def tables(reading: Reading, answer: StrengthMap) -> list[Table]:
    """The listed and the near misses one a row, the counts by field, and what they rest on."""
    missed = chain.from_iterable(row.missed for row in answer.rows)
    lines = [_line(answer, entry) for entry in (*answer.listed, *missed)]
    asked = [*_whom(answer.terms), *_reference(answer.reference), *_rule(answer.terms)]
    return [
        source.in_rows(ENTRIES.table("strength-map", lines), reading, answer.choice),
        COUNTS.table(str(_NAME), answer.rows),
        source.sheet(reading, answer.choice, source.worded(asked)),
    ]


def _line(answer: StrengthMap, entry: Entry) -> Line:
    field = next(row.name for row in answer.rows if row.field == entry.field)
    group = next(group.label for group in answer.groups if group.group == entry.group)
    reference = answer.reference.amount.q if answer.reference else None
    return Line(entry, field, group if answer.terms.grouped else None, reference)


def _whom(terms: Terms) -> Facts:
    """Who is compared, and with what."""
    return [
        (Label("国", "Country"), country_name(terms.country)),
        (Label("機関の種類", "Institutions"), str(_EVERYONE[terms.question.everyone])),
        (Label("基準", "Reference"), terms.question.reference.label),
    ]


def _reference(compared: Compared | None) -> Facts:
    """The university of reference, if it is one, and the value."""
    institution = compared.institution if compared else None
    return [
        (Label("基準の大学（OpenAlex）", "Reference (OpenAlex)"), institution.openalex if institution else None),
        (Label("基準の大学（ROR）", "Reference (ROR)"), institution.ror if institution else None),
        (Label("基準のQ値", "Reference Q"), compared.amount.q if compared else None),
    ]


def _rule(terms: Terms) -> Facts:
    """When a university is listed, and in which group."""
    return [
        (Label("判定の方法", "Rule"), terms.question.rule.label),
        (Label("論文数の下限", "Least papers"), terms.least),
        (Label("近いとする幅", "Margin"), terms.question.margin / PERMILLE),
        (Label("大学グループの版", "Edition of groups"), editions.group_edition_label(terms.edition)),
    ]


_EVERYONE = {False: Label("大学だけ", "Universities only"), True: Label("大学以外も", "Other institutions, too")}
