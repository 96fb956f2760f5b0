"""出典: what the numbers of an answer rest on.

As a sheet of its own, and in columns by which each row of a table alone says it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tsunagu.kernel.labels import Label, Labeled
from tsunagu.kernel.tables import Cell, Column, Columns, Seen, Table
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.enums import Citations, Counting, Nature, Top, TypeRule, View
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
_WORDS: Mapping[str, type[Labeled]] = {
    "counting": Counting,
    "top": Top,
    "nature": Nature,
    "citations": Citations,
    "view": View,
    "documents": TypeRule,
}
DIGITS = 12  # of numbers in exports
IN_ROWS = ("edition", "scheme", "counting", "top", "window")

Facts = Sequence[tuple[str, Cell]]


def identifiers(institution: Callable[[Any], Institution | None]) -> list[Column[Any]]:
    """The columns by which a file identifies an institution: its number at OpenAlex, if it has one, and its ROR.

    institution: that of a record.
    """

    def value(name: str) -> Callable[[Any], Cell]:
        return lambda record: getattr(institution(record), name, None)

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
    words = _in_words(reading, choice)
    facts = [(_LABELS[name], word) for name, word in words.items()]
    facts += [(_COMPUTED_ON, reading.edition.run.at[:10]), (_UNIT, str(_PARTS_OF_ONE))]
    return _FACTS.table(str(_SOURCE), [*worded(facts), *more])


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
    columns = [*table.columns, *(str(_LABELS[name]) for name in IN_ROWS)]
    return replace(table, columns=columns, rows=rows, carried=len(IN_ROWS))


def whose(table: Table, institution: Institution) -> Table:
    """The table with the institution that all its rows are about, since a CSV file may part from its name."""
    [values] = _WHOSE.table("", [institution]).rows
    columns = [column.heading for column in _WHOSE]
    rows = [(*values, *row) for row in table.rows]
    return replace(table, columns=[*columns, *table.columns], rows=rows)


_WHOSE: Columns[Institution] = Columns(
    Column("institution", "機関", "Institution", lambda institution: institution.name),
    *identifiers(lambda institution: institution),
)


def _without_noise(value: Cell) -> Cell:
    """A number to as many digits as mean something: 0.7 instead of 0.7000000000000001."""
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def _in_words(reading: Reading, choice: Choice) -> dict[str, Cell]:
    """The provenance with words in place of codes."""
    codes = provenance(reading, choice)
    words = {name: _word(known, codes[name]) for name, known in _WORDS.items()}
    return {**codes, **words, "scheme": schemes.schemes()[choice.scheme].name}


def _word(known: type[Labeled], code: str) -> str:
    """What a code means to a reader; one of another version, which has no words here, stands as it is."""
    return known(code).label if code in list(known) else code
