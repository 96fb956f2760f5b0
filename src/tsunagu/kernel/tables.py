"""Tables on their way out: CSV and XLSX that no spreadsheet mistakes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Cell = str | int | float | bool | None

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Table:
    """Column names and rows, as shown."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def cell_text(value: Cell) -> str:
    """One CSV cell.

    Booleans as true/false, unknown as empty, a text that a spreadsheet would run gets a quote in front.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # A quote that was there before counts too, so that reading back takes away one and only one.
        return "'" + value if value.lstrip("'").startswith(DANGEROUS) else value
    return str(int(value)) if isinstance(value, int) else str(value)


def to_csv(table: Table, *, bom: bool = False) -> str:
    """The table as CSV (RFC 4180). ``bom`` marks it as UTF-8 for spreadsheets that would otherwise guess."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([cell_text(column) for column in table.columns])
    writer.writerows([cell_text(value) for value in row] for row in table.rows)
    return ("\ufeff" if bom else "") + out.getvalue()


def to_xlsx(tables: Iterable[Table]) -> bytes:
    """One sheet a table. Texts are written as string cells, never as formulas or links."""
    import xlsxwriter  # takes a while to load, and only exports need it

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    head = book.add_format({"bold": True, "bg_color": "#E8F1FE", "border": 1, "text_wrap": True, "valign": "top"})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    for table in tables:
        sheet = book.add_worksheet(table.name[:31])
        sheet.write_row(0, 0, table.columns, head)
        for number, row in enumerate(table.rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, bool):
                    sheet.write_boolean(number, column, value, body)
                elif isinstance(value, int | float):
                    sheet.write_number(number, column, value, body)
                elif value is not None:
                    sheet.write_string(number, column, value, body)
        sheet.freeze_panes(1, 0)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        sheet.set_column(0, len(table.columns) - 1, 18)
    book.close()
    return out.getvalue()


def to_parquet(table: Table) -> bytes:
    """The table as Parquet; a column of unknown values only is kept as text."""
    import pyarrow as pa  # takes a while to load, and only these exports need it
    import pyarrow.parquet as pq

    columns = {name: pa.array([row[number] for row in table.rows]) for number, name in enumerate(table.columns)}
    known = {
        name: values.cast(pa.string()) if pa.types.is_null(values.type) else values for name, values in columns.items()
    }
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(known), sink, compression="zstd")
    return bytes(sink.getvalue())
