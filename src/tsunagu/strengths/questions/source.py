"""出典: what the numbers of an answer rest on.

As a sheet of its own, and in columns by which each row of a table alone says it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from tsunagu.kernel.labels import Label
from tsunagu.kernel.tables import Cell, Column, Columns, Seen, Table
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.questions.choice import Choice, provenance
from tsunagu.strengths.questions.reading import Institution, Reading

_LABELS = {
    "edition": Label("データと計算", "Data and computation"),
    "snapshot": Label("データ", "Data"),
    "nature": Label("データの性質", "Nature of the data"),
    "scheme": Label("分野の体系", "Field scheme"),
    "map_edition": Label("8分野への対応表の版", "Edition of the map to eight fields"),
    "counting": Label("数え方", "Counting"),
    "top": Label("被引用上位の論文", "Top-cited papers"),
    "window": Label("表示中の期間", "Window shown"),
    "citations": Label("被引用数", "Citations"),
    "view": Label("統合された大学", "Merged universities"),
    "documents": Label("対象の文書の規則", "Rule for types of documents"),
}
_WORDS = {  # what a value means to a reader; values without words stand as they are
    "nature": {
        "data": Label("実際のデータ", "Real data"),
        "sample": Label("見本のデータ", "A sample"),
        "synthetic": Label("架空のデータ（動作確認用）", "Made up"),
    },
    "citations": {
        "cited_by": Label("データの時点までの合計", "All up to the date of the data"),
        "cited_4y": Label("出版年とその後3年間", "The year of publication and the three after it"),
    },
    "view": {
        "as_is": Label("統合後の大学として集計", "Counted as they are today"),
        "as_was": Label("論文が出た当時の大学として集計", "Counted as they were when the work appeared"),
    },
    "documents": {
        "nistep": Label("論文（Article）と総説（Review）", "Articles and reviews"),
        "cwts": Label(
            "論文・総説・書籍の章（種類ごとに比べる）", "Articles, reviews and book chapters, each among themselves"
        ),
    },
}
DIGITS = 12  # of numbers in exports
IN_ROWS = ("edition", "scheme", "counting", "top", "window")

Facts = Sequence[tuple[str, Cell]]


def identifiers(place: Callable[[Any], Institution | None]) -> list[Column[Any]]:
    """The columns by which a file identifies an institution: its number at OpenAlex, if it has one, and its ROR."""

    def value(name: str) -> Callable[[Any], Cell]:
        return lambda record: getattr(place(record), name, None)

    return [
        Column("openalex", "OpenAlex", "OpenAlex", value("openalex"), seen=Seen.FILE),
        Column("ror", "ROR", "ROR", value("ror"), seen=Seen.FILE),
    ]


_FACTS: Columns[tuple[str, Cell]] = Columns(
    Column("item", "項目", "Item", lambda fact: fact[0]),
    Column("value", "内容", "Value", lambda fact: _without_noise(fact[1])),
)
_SOURCE = Label("出典", "Source")


def sheet(reading: Reading, choice: Choice, more: Facts = ()) -> Table:
    """What all numbers of a file carry, one fact a row. more: what else the reader chose."""
    facts = [(_label(name), value) for name, value in _in_words(reading, choice).items()]
    facts += worded([(_COMPUTED_ON, reading.edition.run.at[:10]), (_UNIT, str(_PARTS_OF_ONE))])
    return _FACTS.table(str(_SOURCE), [*facts, *more])


_COMPUTED_ON = Label("計算した日", "Computed on")
_UNIT = Label("割合の単位", "Unit of shares")
_PARTS_OF_ONE = Label(
    "Q値・区間・差・割合は0〜1の数（0.1は10%）", "Q, intervals, differences and shares are parts of 1 (0.1 is 10%)"
)


def worded(facts: Iterable[tuple[Label, Cell]]) -> list[tuple[str, Cell]]:
    """Facts under their names in the language of the reader."""
    return [(str(label), value) for label, value in facts]


def in_rows(table: Table, reading: Reading, choice: Choice) -> Table:
    """The table with its source in each row, since a CSV file holds one table only."""
    words = _in_words(reading, choice)
    values = [words[name] for name in IN_ROWS]
    rows = [(*map(_without_noise, row), *values) for row in table.rows]
    return replace(table, columns=[*table.columns, *map(_label, IN_ROWS)], rows=rows, carried=len(IN_ROWS))


def whose(table: Table, place: Institution) -> Table:
    """The table with the institution that all its rows are about, since a CSV file may part from its name."""
    named: Columns[Institution] = Columns(_INSTITUTION, *identifiers(lambda institution: institution))
    [about] = named.table("", [place]).rows
    columns = [column.heading for column in named]
    return replace(table, columns=[*columns, *table.columns], rows=[(*about, *row) for row in table.rows])


_INSTITUTION: Column[Institution] = Column("institution", "機関", "Institution", lambda place: place.name)


def _without_noise(value: Cell) -> Cell:
    """A number to as many digits as mean something: 0.7 instead of 0.7000000000000001."""
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def _in_words(reading: Reading, choice: Choice) -> dict[str, Cell]:
    """The provenance with words in place of codes."""
    codes = provenance(reading, choice)
    words = {name: str(known[codes[name]]) for name, known in _WORDS.items() if codes[name] in known}
    scheme = schemes.schemes()[choice.scheme].name
    return {**codes, **words, "scheme": scheme, "counting": choice.counting.label, "top": choice.top.label}


def _label(name: str) -> str:
    return str(_LABELS[name])
