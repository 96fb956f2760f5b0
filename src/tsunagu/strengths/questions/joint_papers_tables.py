"""The pairs of institutions with joint papers as a table."""

from __future__ import annotations

from tsunagu.kernel.labels import Label
from tsunagu.kernel.tables import Cell, Column, Columns, Seen, Table
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.conventions.countries import country_name
from tsunagu.strengths.conventions.prefectures import prefectures
from tsunagu.strengths.questions import source
from tsunagu.strengths.questions.joint_papers import JointPapers, Pair
from tsunagu.strengths.questions.reading import Reading

_PLACE, _NUMBER = "strengths/cells/institution.html", "number"

# The share of top papers among few joint papers says little: pages show the two numbers alone.
COLUMNS: Columns[Pair] = Columns(
    Column("first", "機関", "Institution", lambda pair: pair.first.name, _PLACE, page=lambda pair: pair.first),
    Column("second", "共著の相手", "Partner", lambda pair: pair.second.name, _PLACE, page=lambda pair: pair.second),
    Column("n", "共著論文数", "Joint papers", lambda pair: pair.n, "papers", _NUMBER),
    Column("top", "うち被引用上位", "Top-cited of these", lambda pair: pair.top, "figure:1", _NUMBER),
    Column(
        "q", "共著論文のQ値", "Q of joint papers", lambda pair: pair.q, seen=Seen.FILE
    ),  # of few papers it says little
    Column("salton", "結びつき", "Strength of the link", lambda pair: pair.salton, "figure:4", _NUMBER),
    Column("papers_first", "機関の論文数", "Papers of the institution", lambda pair: pair.papers[0], seen=Seen.FILE),
    Column("papers_second", "相手の論文数", "Papers of the partner", lambda pair: pair.papers[1], seen=Seen.FILE),
)
_NAME = Label("共著論文", "joint papers")


def tables(reading: Reading, answer: JointPapers) -> list[Table]:
    """The pairs, and what their numbers rest on. For a whole file the answer is that to ``asking.everything``."""
    listed = COLUMNS.table(str(_NAME), answer.rows)
    return [
        source.in_rows(listed, reading, answer.choice),
        source.sheet(reading, answer.choice, _about(reading, answer)),
    ]


def _about(reading: Reading, answer: JointPapers) -> list[tuple[str, Cell]]:
    question = answer.question
    prefecture = prefectures().get(question.prefecture)
    facts: list[tuple[Label, Cell]] = [
        (Label("国", "Country"), country_name(question.country or reading.edition.country)),
        (Label("都道府県", "Prefecture"), str(prefecture or "")),
        (Label("分野", "Field"), schemes.name(answer.choice.scheme, question.field)),
        (Label("共著論文数の下限", "Least joint papers"), question.least),
        (Label("組の数", "Number of pairs"), answer.total),
    ]
    return source.worded(facts)
