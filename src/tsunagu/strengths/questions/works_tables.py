"""The works behind a number as tables."""

from __future__ import annotations

from dataclasses import dataclass

from tsunagu.kernel.labels import Label
from tsunagu.kernel.tables import Cell, Column, Columns, Table
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.questions import source
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.questions.works import BehindWork, Works


@dataclass(frozen=True, slots=True)
class Line:
    """A work with the scheme of its field."""

    scheme: str
    work: BehindWork

    @property
    def field(self) -> str:
        """The name of its field."""
        return schemes.name(self.scheme, self.work.field)


WORKS: Columns[Line] = Columns(
    Column("work", "論文", "Work", lambda line: f"W{line.work.work_id}"),
    Column("title", "題名", "Title", lambda line: line.work.title),
    Column("doi", "DOI", "DOI", lambda line: line.work.doi),
    Column("year", "出版年", "Year", lambda line: line.work.year),
    Column("field", "分野", "Field", lambda line: line.field),
    Column("cited", "被引用数", "Citations", lambda line: line.work.cited_by),
    Column("institutions", "機関数", "Institutions", lambda line: line.work.k),
    Column("weight", "上位の重み", "Top weight", lambda line: float(line.work.weight)),
    Column("fraction", "上位の重み（分数）", "Top weight (fraction)", lambda line: str(line.work.weight)),
    Column("paper", "加える論文数", "Papers added", lambda line: line.work.paper),
    Column("part", "加える被引用上位の論文数", "Top papers added", lambda line: line.work.part),
)
_NAME = Label("論文", "works")
_ALL, _ONLY_TOP = Label("すべての論文", "all"), Label("被引用上位に数える論文だけ", "only those counted as top-cited")


def tables(reading: Reading, answer: Works) -> list[Table]:
    """The works, and what the numbers rest on. For a whole file the answer is that to ``asking.everything``."""
    lines = [Line(answer.scheme, work) for work in answer.works]
    listed = source.whose(WORKS.table(str(_NAME), lines), answer.institution)
    return [
        source.in_rows(listed, reading, answer.choice),
        source.sheet(reading, answer.choice, _about(answer)),
    ]


def _about(answer: Works) -> list[tuple[str, Cell]]:
    institution, question = answer.institution, answer.question
    facts: list[tuple[Label, Cell]] = [
        (Label("機関", "Institution"), institution.name),
        (Label("OpenAlex", "OpenAlex"), institution.openalex),
        (Label("ROR", "ROR"), institution.ror),
        (Label("分野", "Field"), schemes.name(answer.choice.scheme, question.field)),
        (Label("表示する論文", "Works listed"), str(_ONLY_TOP if question.only else _ALL)),
        (Label("論文数の合計", "Sum of papers"), answer.papers),
        (Label("被引用上位の論文数の合計", "Sum of top papers"), answer.top),
    ]
    return source.worded(facts)
