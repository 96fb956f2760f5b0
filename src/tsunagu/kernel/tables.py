"""Tables: columns said once for the page and its files; and files that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Flag, auto
from typing import Any, Generic, TypeVar

from tsunagu.kernel.labels import language
from tsunagu.kernel.quotes import quoted

Cell = str | int | float | bool | None
Choices = Callable[[], Sequence[str]]
Record = TypeVar("Record")


class Seen(Flag):
    """Where a column is seen."""

    PAGE = auto()
    FILE = auto()
    BOTH = PAGE | FILE


@dataclass(frozen=True, slots=True)
class Column(Generic[Record]):
    """A column of a table of records.

    key: for machines. ja, en: its heading. value: what a file holds of a record.
    page: what a page is about where that is not the value, as the program where a file holds its name.
    choices: what its cells can be chosen from in a spreadsheet; asked for when the file is written.
    verbatim: whether a spreadsheet must keep what is typed into its cells as it is, and make no number or date of it.
    show: how a page shows the value, such as ``percent:2``: a filter that every template has, or ``figures.country``:
    one of the library ``figures``; or, where it ends in ``.html``, a template that is given the ``row`` and its
    ``value``. style: the class of its cells on a page.
    seen: whether it stands in files only, as an identifier, or on pages only, as a mark that sums up others.
    """

    key: str
    ja: str
    en: str
    value: Callable[[Record], Any]
    show: str = ""
    style: str = ""
    seen: Seen = Seen.BOTH
    page: Callable[[Record], Any] | None = None
    choices: Choices | None = None
    verbatim: bool = False

    @property
    def heading(self) -> str:
        """The heading in the language of the reader."""
        return self.en if language() == "en" else self.ja

    def on_page(self, record: Record) -> Any:
        """What a page is about in this column."""
        return self.value(record) if self.page is None else self.page(record)

    def of(self, part: Callable[[Any], Record | None]) -> Column[Any]:
        """The same column of a record that holds the one it was made for; unknown where that is not there."""

        def value(record: Any) -> Any:
            inner = part(record)
            return None if inner is None else self.value(inner)

        def page(record: Any) -> Any:
            inner = part(record)
            return None if inner is None else self.on_page(inner)

        return replace(self, value=value, page=page if self.page else None)


def file_column(key: str, value: Callable[[Record], Any]) -> Column[Record]:
    """A column that stands in files only, under its key."""
    return Column(key, key, key, value, seen=Seen.FILE)


def page_column(
    key: str,
    ja: str,
    en: str,
    value: Callable[[Record], Any],
    show: str = "",
    style: str = "",
) -> Column[Record]:
    """A column that stands on pages only."""
    return Column(key, ja, en, value, show, style, Seen.PAGE)


class Columns(Generic[Record]):
    """The columns of a table in their order; a page finds one by its key: ``columns.papers.heading``."""

    def __init__(self, *columns: Column[Record]) -> None:
        self._by_key = {column.key: column for column in columns}
        if len(self._by_key) < len(columns):
            raise ValueError("two columns of a table have the same key")

    def __getitem__(self, key: str) -> Column[Record]:
        return self._by_key[key]

    def __iter__(self) -> Iterator[Column[Record]]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)

    @property
    def shown(self) -> list[Column[Record]]:
        """Those of a page."""
        return [column for column in self if column.seen & Seen.PAGE]

    @property
    def filed(self) -> list[Column[Record]]:
        """Those of a file."""
        return [column for column in self if column.seen & Seen.FILE]

    @property
    def keys(self) -> list[str]:
        """The keys of those of a file."""
        return [column.key for column in self.filed]

    def without(self, *keys: str) -> Columns[Record]:
        """The other columns, in their order."""
        return Columns(*(column for column in self if column.key not in keys))

    def table(self, name: str, records: Iterable[Record]) -> Table:
        """The records as a table for files, under headings in the language of the reader."""
        filed = self.filed
        rows = [_cells(filed, record) for record in records]
        choices = {place: column.choices for place, column in enumerate(filed) if column.choices}
        verbatim = frozenset(place for place, column in enumerate(filed) if column.verbatim)
        return Table(name, [column.heading for column in filed], rows, choices=choices, verbatim=verbatim)

    def keyed(self, name: str, records: Iterable[Record]) -> Table:
        """The records as a table for files, under the keys of the columns."""
        return replace(self.table(name, records), columns=self.keys)


def _cells(columns: Sequence[Column[Record]], record: Record) -> list[Any]:
    return [column.value(record) for column in columns]


@dataclass(frozen=True)
class Table:
    """Column names and rows, as they go into a file.

    carried: how many of the last columns say in each row what the whole table rests on.
    choices: what the cells of a column can be chosen from, by its place. verbatim: the places of columns whose cells a
    spreadsheet must keep as they are typed.
    """

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    carried: int = 0
    choices: Mapping[int, Choices] = field(default_factory=dict)
    verbatim: frozenset[int] = frozenset()


def cell_text(value: Cell) -> str:
    """One CSV cell: booleans as true/false, unknown as empty, a quote before a text that a spreadsheet would run."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    return str(int(value)) if isinstance(value, int) else str(value)


def to_csv(table: Table, *, bom: bool = False) -> str:
    """The table as CSV (RFC 4180). ``bom`` marks it as UTF-8 for spreadsheets that would otherwise guess."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([cell_text(column) for column in table.columns])
    for row in table.rows:
        writer.writerow(map(cell_text, row))
    return ("\ufeff" if bom else "") + out.getvalue()


def to_xlsx(tables: Iterable[Table]) -> bytes:
    """One sheet a table. Texts are written as string cells, never as formulas or links."""
    import xlsxwriter  # takes a while to load, and only exports need it

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _AS_TYPED) as book:
        book.set_properties({"created": _NO_TIME})  # the same tables are the same file
        heading = book.add_format(_HEADING_FORMAT)
        body = book.add_format(_BODY_FORMAT)
        text = book.add_format(_TEXT_FORMAT)
        for table in tables:
            formats = [text if place in table.verbatim else body for place in range(len(table.columns))]
            _write_sheet(book.add_worksheet(table.name[:_LONGEST_SHEET_NAME]), table, heading, formats)
    return out.getvalue()


_NO_TIME = datetime(1980, 1, 1)  # noqa: DTZ001 (the format has no zone)
_AS_TYPED = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_BODY_FORMAT = {"text_wrap": True, "valign": "top"}
_TEXT_FORMAT = {"num_format": 49, **_BODY_FORMAT}  # 49 is @, a text as it is typed
_HEADING_FORMAT = {"bold": True, "bg_color": "#E8F1FE", "border": 1, **_BODY_FORMAT}
_LONGEST_SHEET_NAME = 31  # characters, by the format
_COLUMN_WIDTH = 18
_LONGEST_LIST = 255  # letters of what a cell can be chosen from, by the format
_ROWS_TO_ADD = 500  # below the table, where cells can be chosen as in it


def _write_sheet(
    sheet: Any,
    table: Table,
    heading: Any,
    formats: Sequence[Any],
) -> None:
    last_column = len(table.columns) - 1
    sheet.write_row(0, 0, table.columns, heading)
    for number, row in enumerate(table.rows, start=1):
        for column, value in enumerate(row):
            _write_cell(sheet, number, column, value, formats[column])
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), last_column)
    sheet.set_column(0, last_column, _COLUMN_WIDTH)
    for column in table.verbatim:
        sheet.set_column(column, column, _COLUMN_WIDTH, formats[column])  # also what is typed below
    for column, choices in table.choices.items():
        _offer(sheet, column, len(table.rows) + _ROWS_TO_ADD, choices())


def _offer(sheet: Any, column: int, last_row: int, words: Sequence[str]) -> None:
    """Words to choose from in the cells of a column; whoever reads the file back says which others it knows."""
    if len(",".join(words)) <= _LONGEST_LIST:
        offered = {"validate": "list", "source": list(words), "error_type": "information"}
        sheet.data_validation(1, column, last_row, column, offered)


def _write_cell(sheet: Any, row: int, column: int, value: Cell, body: Any) -> None:
    """A cell of its own kind; what is unknown stays empty."""
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, body)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, body)
    elif value is not None:
        sheet.write_string(row, column, value, body)


def to_parquet(table: Table) -> bytes:
    """The table as Parquet; a column of unknown values only is kept as text."""
    import pyarrow as pa  # takes a while to load, and only these exports need it
    import pyarrow.parquet as pq

    columns = {}
    for number, name in enumerate(table.columns):
        values = pa.array([row[number] for row in table.rows])
        columns[name] = values.cast(pa.string()) if pa.types.is_null(values.type) else values
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), sink, compression="zstd")
    return bytes(sink.getvalue())
