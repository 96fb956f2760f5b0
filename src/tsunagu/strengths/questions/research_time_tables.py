"""The tables of working time: what was published, papers beside it by year and by group, and what they rest on."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial

from tsunagu.kernel.tables import Cell, Column, Columns, Seen, Table
from tsunagu.strengths.conventions.worktime import Figure
from tsunagu.strengths.questions import source
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.questions.research_time import GroupTime, OwnLine, ResearchTime, SurveyYear

_number = partial(Column, style="number")
_WHOLE, _TENTHS, _SHARE = "times.decimals", "times.decimals:1", "times.part"

FIGURES: Columns[Figure] = Columns(
    Column("year", "調査年", "Survey", lambda figure: figure.year),
    Column("kind", "区分", "Kind", lambda figure: figure.kind, seen=Seen.FILE),
    Column("group", "群", "Group", lambda figure: figure.group, "strengths/cells/figure_group.html"),
    Column("person", "対象者", "Persons", lambda figure: figure.person, "as_written"),
    Column("category", "項目", "Category", lambda figure: figure.category, "as_written"),
    _number("value", "値", "Value", lambda figure: figure.value, show="strengths/cells/figure_value.html"),
    Column("unit", "単位", "Unit", lambda figure: figure.unit, seen=Seen.FILE),
    Column("source", "出典", "Source", lambda figure: figure.source, "strengths/cells/figure_source.html"),
    Column("page", "ページ", "Page", lambda figure: figure.page, seen=Seen.FILE),
    Column("printed", "原典の表記", "As printed", lambda figure: figure.printed, seen=Seen.FILE),
    Column("status", "状態", "Status", lambda figure: figure.status, seen=Seen.FILE),
    Column("note", "注", "Note", lambda figure: figure.note, seen=Seen.FILE),
)
SURVEY: Columns[SurveyYear] = Columns(
    Column("year", "調査年", "Survey", lambda survey: survey.year),
    _number("share", "研究時間割合", "Share of research", lambda survey: survey.share, show=_SHARE),
    _number("headcount", "教員数", "Teachers", lambda survey: survey.headcount, show=_WHOLE),
    _number("full_time", "フルタイム換算", "Full-time equivalents", lambda survey: survey.full_time, show=_WHOLE),
    _number(
        "papers",
        "大学の論文数（その年）",
        "Papers of universities (in that year)",
        lambda survey: survey.papers,
        show=_TENTHS,
    ),
    _number(
        "per_full_time",
        "フルタイム換算1人あたりの論文数（年）",
        "Papers per full-time equivalent (a year)",
        lambda survey: survey.per_full_time,
        show="times.decimals:3",
    ),
)
GROUPS: Columns[GroupTime] = Columns(
    Column("group", "大学グループ", "University group", lambda group: group.label),
    _number("universities", "大学の数", "Universities", lambda group: group.universities, show="papers"),
    _number("papers", "論文数（年平均）", "Papers (a year)", lambda group: group.adjusted.papers, show=_TENTHS),
    _number("headcount", "教員数", "Teachers", lambda group: group.adjusted.time.headcount, show=_WHOLE),
    _number(
        "share",
        "研究時間割合（理工農学、2018年）",
        "Share of research (science, engineering, agriculture; 2018)",
        lambda group: group.adjusted.time.research_share,
        show=_SHARE,
    ),
    _number(
        "per_full_time",
        "フルタイム換算1人あたりの論文数（年）",
        "Papers per full-time equivalent (a year)",
        lambda group: group.adjusted.per_full_time,
        show="times.decimals:3",
    ),
)
# Of a university's own file; on the page only, since nothing of the file is kept.
OWN: Columns[OwnLine] = Columns(
    Column("field", "分野", "Field", lambda line: line.name),
    _number("papers", "論文数（年平均）", "Papers (a year)", lambda line: line.papers.papers, show=_TENTHS),
    _number("top", "被引用上位の論文数（年平均）", "Top papers (a year)", lambda line: line.top.papers, show=_TENTHS),
    _number("headcount", "人数", "Persons", lambda line: line.papers.time.headcount, show=_WHOLE),
    _number("share", "研究時間割合", "Share of research", lambda line: line.papers.time.research_share, show=_SHARE),
    _number("full_time", "フルタイム換算", "Full-time equivalents", lambda line: line.papers.full_time, show=_TENTHS),
    _number(
        "per_full_time",
        "フルタイム換算1人あたりの論文数（年）",
        "Papers per full-time equivalent (a year)",
        lambda line: line.papers,
        show="times.per_full_time:2",
    ),
    _number(
        "top_per_full_time",
        "フルタイム換算1人あたりの被引用上位の論文数（年）",
        "Top papers per full-time equivalent (a year)",
        lambda line: line.top,
        show="times.per_full_time:3",
    ),
)


def tables(reading: Reading, answer: ResearchTime) -> list[Table]:
    """What was published, the years of surveys, the groups, and what they rest on; what is unknown is empty."""
    return [
        _in_decimals(FIGURES.table("research-time", answer.figures)),
        _in_decimals(SURVEY.table("survey", answer.survey)),
        _in_decimals(GROUPS.table("groups", answer.groups)),
        source.sheet(reading, answer.choice),
    ]


def _in_decimals(table: Table) -> Table:
    """Amounts are exact until they are shown; a file holds decimals."""
    return replace(table, rows=[[_decimal(cell) for cell in row] for row in table.rows])


def _decimal(cell: Cell | Fraction) -> Cell:
    return float(cell) if isinstance(cell, Fraction) else cell
