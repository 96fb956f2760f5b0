"""The sheet 出典 of an export, and the columns by which each row of a table alone says what it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from tsunagu.kernel.tables import Cell, Table
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.questions.choice import Choice, provenance
from tsunagu.strengths.questions.reading import Institution, Reading

_LABELS = {
    "edition": ("データと計算", "Data and computation"),
    "snapshot": ("データ", "Data"),
    "nature": ("データの性質", "Nature of the data"),
    "scheme": ("分野の体系", "Field scheme"),
    "map_edition": ("8分野への対応表の版", "Edition of the map to eight fields"),
    "counting": ("数え方", "Counting"),
    "top": ("被引用上位の論文", "Top-cited papers"),
    "window": ("表示中の期間", "Window shown"),
    "citations": ("被引用数", "Citations"),
    "view": ("統合された大学", "Merged universities"),
    "documents": ("対象の文書の規則", "Rule for types of documents"),
}
_WORDS = {  # what a value means to a reader; values without words stand as they are
    "nature": {
        "data": ("実際のデータ", "Real data"),
        "sample": ("見本のデータ", "A sample"),
        "synthetic": ("架空のデータ（動作確認用）", "Made up"),
    },
    "citations": {
        "cited_by": ("データの時点までの合計", "All up to the date of the data"),
        "cited_4y": ("出版年とその後3年間", "The year of publication and the three after it"),
    },
    "view": {
        "as_is": ("統合後の大学として集計", "Counted as they are today"),
        "as_was": ("論文が出た当時の大学として集計", "Counted as they were when the work appeared"),
    },
    "documents": {
        "nistep": ("論文（Article）と総説（Review）", "Articles and reviews"),
        "cwts": (
            "論文・総説・書籍の章（種類ごとに比べる）",
            "Articles, reviews and book chapters, each among themselves",
        ),
    },
}
IDENTIFIERS = ("OpenAlex", "ROR")  # the columns of ``identifiers``, in both languages
DIGITS = 12  # of numbers in exports
IN_ROWS = ("edition", "scheme", "counting", "top", "window")


def source_sheet(reading: Reading, made: Choice, language: str, more: Sequence[tuple[str, Cell]] = ()) -> Table:
    """What all numbers of an export carry, one fact a row. more: what else the reader chose."""
    facts = [(_label(name, language), value) for name, value in _worded(reading, made, language).items()]
    facts += (
        [("計算した日", reading.edition.run.at[:10]), ("割合の単位", "Q値・区間・差・割合は0〜1の数（0.1は10%）")]
        if language == "ja"
        else [
            ("Computed on", reading.edition.run.at[:10]),
            ("Unit of shares", "Q, intervals, differences and shares are parts of 1 (0.1 is 10%)"),
        ]
    )
    rows = [(name, _without_noise(value)) for name, value in (*facts, *more)]
    return Table(*(("出典", ("項目", "内容")) if language == "ja" else ("Source", ("Item", "Value"))), rows)


def identifiers(one: Institution) -> tuple[Cell, Cell]:
    """By what an export identifies an institution.

    Its number at OpenAlex, empty for one that OpenAlex does not know, and its ROR.
    """
    return one.openalex, one.ror


def with_source(table: Table, reading: Reading, made: Choice, language: str) -> Table:
    """The table with its provenance in each row, since a CSV file holds one table only."""
    carried = _worded(reading, made, language)
    values = tuple(carried[name] for name in IN_ROWS)
    rows = [(*map(_without_noise, row), *values) for row in table.rows]
    return Table(table.name, (*table.columns, *(_label(name, language) for name in IN_ROWS)), rows)


def _without_noise(value: Cell) -> Cell:
    """A number to as many digits as mean something: 0.7 instead of 0.7000000000000001."""
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def whose(table: Table, one: Institution, language: str) -> Table:
    """The table with the institution that all its rows are about, since a CSV file may part from its name."""
    place = (one.name(language), *identifiers(one))
    head = ("機関" if language == "ja" else "Institution", *IDENTIFIERS)
    return Table(table.name, (*head, *table.columns), [(*place, *row) for row in table.rows])


def carries(table: Table) -> bool:
    """Whether the rows of a table carry their provenance."""
    return any(
        tuple(table.columns[-len(IN_ROWS) :]) == tuple(_label(name, language) for name in IN_ROWS)
        for language in ("ja", "en")
    )


def _worded(reading: Reading, made: Choice, language: str) -> dict[str, Cell]:
    """The provenance with words in place of codes."""
    japanese = language == "ja"
    known: dict[str, Cell] = {
        "scheme": schemes.schemes()[made.scheme].name(language),
        "counting": made.counting.ja if japanese else made.counting.en,
        "top": made.top.ja if japanese else made.top.en,
    }
    codes = provenance(reading, made)
    words = {name: _WORDS[name].get(code) for name, code in codes.items() if name in _WORDS}
    return codes | {name: pair[0 if japanese else 1] for name, pair in words.items() if pair} | known


def _label(name: str, language: str) -> str:
    labels = _LABELS.get(name, (name, name))
    return labels[0] if language == "ja" else labels[1]
