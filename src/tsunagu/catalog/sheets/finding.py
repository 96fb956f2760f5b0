"""Where the tables stand in what people send back: the sheets by their names, the columns by their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from tsunagu.catalog.sheets.columns import EDITION, LISTS, NAMES, OPTIONAL, SHEETS
from tsunagu.catalog.sheets.rows import Row
from tsunagu.kernel.labels import in_row, worded
from tsunagu.kernel.problems import Problem
from tsunagu.kernel.spreadsheets import Flaw, Flawed
from tsunagu.kernel.text import squeeze

Sheet = Sequence[Sequence[str]]

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")  # they turn a text around, or hide in it
DAYS = {"date", "known_from"}  # the columns of days
_ROWS_SEARCHED = 10  # for the headings


def found_sheets(sheets: Mapping[str, Sheet]) -> dict[str, Sheet]:
    """The sheets that are there by their keys, whatever the spelling of their names."""
    keys = {_spelled(name.ja): key for key, name in NAMES.items()}
    given = {_spelled(name): sheet for name, sheet in sheets.items()}
    known = {keys.get(name, name): sheet for name, sheet in given.items()}
    return {key: known[key] for key in SHEETS if key in known}


def holds_lists(sheets: Mapping[str, Sheet]) -> bool:
    """Whether one of the sheets of documents, programs and rules is there."""
    return not LISTS.keys().isdisjoint(found_sheets(sheets))


def holds_edition(sheets: Mapping[str, Sheet]) -> bool:
    """Whether one of the sheets of a map edition is there."""
    return not EDITION.keys().isdisjoint(found_sheets(sheets))


def filled_rows(name: str, sheet: Sheet, problems: list[Problem]) -> Iterator[Row]:
    """The filled rows below the headings, or none where a column is not there just once."""
    headings = _headings(name, sheet)
    if problem := _unusable(name, sheet, headings):
        problems.append(problem)
        return
    for number, cells in enumerate(sheet[1:], start=2):
        typed = {key: cell for key, cell in zip(headings, cells, strict=False) if key}
        visible = {key: _INVISIBLE.sub("", cell) for key, cell in typed.items()}
        row = Row(visible, name, number, problems)
        flawed = {key: cell for key, cell in typed.items() if isinstance(cell, Flawed) and not _is_day(key, cell)}
        for key, cell in flawed.items():
            row.refuse(key, cell.flaw.value, _flaw_sentence(cell.flaw))
        if flawed or any(map(str.strip, visible.values())):
            yield row


def _is_day(column: str, cell: Flawed) -> bool:
    """Whether a program for spreadsheets has made a date of what is to be one."""
    return cell.flaw is Flaw.DATE and column in DAYS


def _headings(name: str, sheet: Sheet, number: int = 0) -> list[str]:
    """The keys of the columns by their headings in a row of a sheet; empty for a column of somebody's own."""
    columns = SHEETS[name].filed
    known = {_spelled(column.ja): column.key for column in columns}
    known |= {column.key: column.key for column in columns}
    row = sheet[number] if number < len(sheet) else ()
    return [known.get(_spelled(cell), "") for cell in row]


def _unusable(name: str, sheet: Sheet, headings: Sequence[str]) -> Problem | None:
    """Why the rows of a sheet cannot be read."""
    title = NAMES[name]
    if not sheet:
        message = _("シート「%(sheet)s」がありません。tsunagu catalog export で書き出すと、正しい形が分かります。")
        return Problem("missing_sheet", message % {"sheet": title}, where=str(title))
    where = worded("{} 1行目", "{} 1").format(title)
    if not any(headings) and (below := _headings_below(name, sheet)):
        message = _("見出しが%(row)d行目にあります。見出しが1行目になるように、上の行を削除してください。")
        return Problem("title_above", message % {"row": below + 1}, where=where)
    return _missing_or_twice(name, headings, where)


def _headings_below(name: str, sheet: Sheet) -> int:
    """The first row further down that has most of the headings; 0 where none has."""
    most = len(SHEETS[name]) // 2
    rows = range(1, _ROWS_SEARCHED)
    return next((row for row in rows if len(set(_headings(name, sheet, row))) > most), 0)


def _missing_or_twice(name: str, headings: Sequence[str], where: str) -> Problem | None:
    columns = SHEETS[name].filed
    optional = OPTIONAL if name in LISTS else ()
    if twice := [column.heading for column in columns if headings.count(column.key) > 1]:
        message = _("同じ見出しの列が二つあります：%(columns)s。片方を削除してください。")
        return Problem("column_twice", message % {"columns": in_row(twice)}, where=where)
    if missing := [column.heading for column in columns if column.key not in (*headings, *optional)]:
        message = _("列がありません：%(columns)s。見出しは変えずに使ってください。")
        return Problem("missing_column", message % {"columns": in_row(missing)}, where=where)
    return None


def _spelled(text: str) -> str:
    return squeeze(_INVISIBLE.sub("", text)).lower()


def _flaw_sentence(flaw: Flaw) -> str:
    sentences = {
        Flaw.ERROR: _("エラー値が入っています。値を入れ直してください。"),
        Flaw.NO_VALUE: _("計算されていない数式が入っています。値にして貼り付け直してください。"),
        Flaw.DATE: _("日付になっています。セルの書式を文字列にして、入れ直してください。"),
        Flaw.MERGED: _("ほかのセルと結合されています。結合を解き、それぞれのセルに値を入れてください。"),
    }
    return sentences[flaw]
