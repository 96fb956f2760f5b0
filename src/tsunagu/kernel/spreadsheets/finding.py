"""Where the tables stand in what people send back: the sheets by their names, the columns by their headings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from django.utils.translation import gettext as _

from tsunagu.kernel.labels import in_row, worded
from tsunagu.kernel.problems import Problem
from tsunagu.kernel.spreadsheets import Flaw, Flawed
from tsunagu.kernel.spreadsheets.layout import Cells, Layout, spelled
from tsunagu.kernel.spreadsheets.rows import Row

_Row = TypeVar("_Row", bound=Row)

# They turn a text around or hide in it: marks of direction, spaces without width, controls. Selectors of the form of a
# letter stay, since names are written with them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_ROWS_SEARCHED = 10  # for the headings
_SHOWN = 60  # letters of a cell that a message repeats


def filled_rows(
    layout: Layout,
    sheet: Cells,
    problems: list[Problem],
    warnings: list[Problem],
    kind: Callable[..., _Row],
) -> Iterator[_Row]:
    """The filled rows below the headings, or none where a column is not there just once. kind: of the rows."""
    headings = _headings(layout, sheet)
    if problem := _unusable(layout, sheet, headings):
        problems.append(problem)
        return
    for number, cells in enumerate(sheet[1:], start=2):
        typed = {key: cell for key, cell in zip(headings, cells, strict=False) if key}
        row = kind({key: _visible(cell) for key, cell in typed.items()}, layout, number, problems)
        if _refuse_flawed(row, typed) or any(map(str.strip, row.values.values())):
            warnings += _hidden(row, typed)
            yield row


def refuse_repeated(rows: Iterable[Row]) -> None:
    """Refuse rows that say the same as one above, cell by cell."""
    first: dict[tuple[str, tuple[str, ...]], int] = {}
    for row in rows:
        above = first.setdefault((row.sheet, tuple(row.values.values())), row.number)
        if above != row.number:
            message = _("%(row)d行目とまったく同じ行です。片方を削除してください。")
            row.refuse(next(iter(row.values)), "row_twice", message % {"row": above})


def _refuse_flawed(row: Row, typed: Mapping[str, str]) -> bool:
    """Refuse the cells that hold no value that can be used; whether there are any."""
    flawed = {key: cell for key, cell in typed.items() if isinstance(cell, Flawed) and not _is_meant(row, key, cell)}
    for key, cell in flawed.items():
        row.refuse(key, cell.flaw.value, _flaw_sentence(cell.flaw))
    return bool(flawed)


def _is_meant(row: Row, column: str, cell: Flawed) -> bool:
    """Whether a program for spreadsheets has made a date or a number of what is to be one."""
    if cell.flaw is Flaw.DATE:
        return column in row.layout.days
    return cell.flaw is Flaw.NUMBER and not row.layout.columns[column].verbatim


def _visible(cell: str) -> str:
    """A cell as it is seen, with line breaks of one kind."""
    return _INVISIBLE.sub("", cell.replace("\r\n", "\n"))


def _hidden(row: Row, typed: Mapping[str, str]) -> Iterator[Problem]:
    """That something was taken out of cells which is not seen, and may make another text of what is."""
    for column in (key for key, cell in typed.items() if _INVISIBLE.search(cell)):
        message = _(
            "目に見えない文字（文の向きを変える文字など）を取り除きました。残った「%(text)s」でよいか確かめてください。"
        )
        values = {"text": row[column][:_SHOWN]}
        yield Problem("hidden", message % values, where=row.layout.place(row.number, column))


def _headings(layout: Layout, sheet: Cells, number: int = 0) -> list[str]:
    """The keys of the columns by their headings in a row of a sheet; empty for a column of somebody's own."""
    columns = layout.columns.filed
    known = {_spelled(column.ja): column.key for column in columns}
    known |= {_spelled(column.en): column.key for column in columns}
    known |= {column.key: column.key for column in columns}
    row = sheet[number] if number < len(sheet) else ()
    return [known.get(_spelled(cell), "") for cell in row]


def _unusable(layout: Layout, sheet: Cells, headings: Sequence[str]) -> Problem | None:
    """Why the rows of a sheet cannot be read."""
    title = layout.name
    if not sheet:
        message = _("シート「%(sheet)s」がありません。書き出したファイルを使うと、正しい形が分かります。")
        return Problem("missing_sheet", message % {"sheet": title}, where=str(title))
    where = worded("{} 1行目", "{} 1").format(title)
    if not any(headings) and (below := _headings_below(layout, sheet)):
        message = _("見出しが%(row)d行目にあります。見出しが1行目になるように、上の行を削除してください。")
        return Problem("title_above", message % {"row": below + 1}, where=where)
    return _missing_or_twice(layout, headings, where)


def _headings_below(layout: Layout, sheet: Cells) -> int:
    """The first row further down that has most of the headings; 0 where none has."""
    most = len(layout.columns) // 2
    rows = range(1, _ROWS_SEARCHED)
    return next((row for row in rows if len(set(_headings(layout, sheet, row))) > most), 0)


def _missing_or_twice(layout: Layout, headings: Sequence[str], where: str) -> Problem | None:
    columns = layout.columns.filed
    if twice := [column.heading for column in columns if headings.count(column.key) > 1]:
        message = _("同じ見出しの列が二つあります：%(columns)s。片方を削除してください。")
        return Problem("column_twice", message % {"columns": in_row(twice)}, where=where)
    if missing := [column.heading for column in columns if column.key not in (*headings, *layout.optional)]:
        message = _("列がありません：%(columns)s。見出しは変えずに使ってください。")
        return Problem("missing_column", message % {"columns": in_row(missing)}, where=where)
    return None


def _spelled(text: str) -> str:
    return spelled(_INVISIBLE.sub("", text))


def _flaw_sentence(flaw: Flaw) -> str:
    sentences = {
        Flaw.ERROR: _("エラー値が入っています。値を入れ直してください。"),
        Flaw.NO_VALUE: _("計算されていない数式が入っています。値にして貼り付け直してください。"),
        Flaw.DATE: _("日付になっています。セルの書式を文字列にして、入れ直してください。"),
        Flaw.NUMBER: _(
            "数値になっています（先頭の0や桁区切りが失われます）。セルの書式を文字列にして、印刷どおりに入れ直してください。"
        ),
        Flaw.MERGED: _("ほかのセルと結合されています。結合を解き、それぞれのセルに値を入れてください。"),
    }
    return sentences[flaw]
