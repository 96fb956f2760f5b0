"""Files made to explode, in memory: each is small, and each took something down somewhere."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import islice

from tsunagu.kernel.tables import Table, to_xlsx

Make = Callable[[int], bytes]  # of about so many bytes of XML or text
MAKERS: dict[str, Make] = {}  # by the name of the file

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
    'ContentType="application/xml"/><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
_SHEET = "xl/worksheets/sheet1.xml"


def _hostile(name: str) -> Callable[[Make], Make]:
    def keep(make: Make) -> Make:
        MAKERS[name] = make
        return make

    return keep


def archive(entries: dict[str, bytes], *, padding: int = 0) -> bytes:
    """An archive; padding: bytes that do not pack, so that it unpacks to a bearable multiple of its size."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
        made.writestr("docProps/noise.bin", random.Random(1).randbytes(padding))
    return out.getvalue()


def book(
    sheet: str,
    *,
    before: str = "",
    strings: str = "",
    styles: str = "",
    sheets: str = '<sheet name="箱" sheetId="1" r:id="rId1"/>',
) -> bytes:
    """A workbook around the XML of a sheet, padded so that no ratio gives it away."""
    entries = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
        f'Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" '
        f'Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        _SHEET: f'<?xml version="1.0"?>{before}<worksheet xmlns="{_MAIN}">{sheet}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>',
    }
    content = {name: text.encode() for name, text in entries.items()}
    return archive(content, padding=sum(map(len, content.values())) // 90)


def rows(cells: Iterator[str], wide: int) -> str:
    """Cells as the rows of a sheet."""
    lines = []
    while line := "".join(islice(cells, wide)):
        lines.append(f"<row>{line}</row>")
    return f"<sheetData>{''.join(lines)}</sheetData>"


def honest() -> bytes:
    """A workbook as people send it."""
    return to_xlsx([Table("箱", ["地図", "名前"], [["maas", "地域の足"]] * 20)])


@_hostile("one_text_in_all_cells.xlsx")
def _one_text(much: int) -> bytes:
    """The one that took 3 GB: a long text, and 655,360 cells that refer to it."""
    cells = ("<c t='s'><v>0</v></c>" for _ in range(min(655_360, much // 30)))
    return book(rows(cells, 32), strings=f"<si><t>{'あ' * 5_000}</t></si>")


@_hostile("a_text_in_many_cells.xlsx")
def _text_in_many(much: int) -> bytes:
    cells = ("<c t='s'><v>0</v></c>" for _ in range(much // 50))
    return book(rows(cells, 40), strings=f"<si><t>{'あ' * 24}</t></si>")


@_hostile("many_texts.xlsx")
def _many_texts(much: int) -> bytes:
    return book("<sheetData/>", strings="<si><t>a</t></si>" * (much // 17))


@_hostile("many_cells.xlsx")
def _many_cells(much: int) -> bytes:
    return book(rows(("<c><v>1</v></c>" for _ in range(much // 16)), 100))


@_hostile("many_styled_cells_without_value.xlsx")
def _many_styled(much: int) -> bytes:
    return book(rows(("<c s='0'/>" for _ in range(much // 11)), 100))


def _cells(*names: str) -> str:
    lines = (f"<row><c r='{name}'><v>1</v></c></row>" for name in names)
    return f"<sheetData>{''.join(lines)}</sheetData>"


@_hostile("a_cell_at_the_far_end.xlsx")
def _far(much: int) -> bytes:
    return book(_cells("A1", "XFD1048576"))


@_hostile("a_cell_below_and_a_cell_aside.xlsx")
def _below_and_aside(much: int) -> bytes:
    return book(_cells("SF1", "A190000"))


@_hostile("a_huge_dimension.xlsx")
def _dimension(much: int) -> bytes:
    return book('<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>')


@_hostile("a_cell_of_an_endless_name.xlsx")
def _endless_name(much: int) -> bytes:
    return book(f'<sheetData><row r="1"><c r="A{"9" * 4000}"><v>1</v></c></row></sheetData>')


@_hostile("entities_of_entities.xlsx")
def _entities(much: int) -> bytes:
    lines = [f"<!ENTITY e{number} '{_name(number - 1) * 10}'>" for number in range(1, 10)]
    declared = f'<!DOCTYPE worksheet [<!ENTITY e0 "lol">{"".join(lines)}]>'
    cell = '<c r="A1" t="inlineStr"><is><t>&e9;</t></is></c>'
    return book(f'<sheetData><row r="1">{cell}</row></sheetData>', before=declared)


def _name(number: int) -> str:
    return f"&e{number};"


@_hostile("elements_in_elements.xlsx")
def _deep(much: int) -> bytes:
    depth = much // 7
    return book("<a>" * depth + "</a>" * depth)


@_hostile("many_merged_cells.xlsx")
def _merged(much: int) -> bytes:
    merges = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, much // 60))
    return book(f"<sheetData/><mergeCells>{merges}</mergeCells>")


@_hostile("many_sheets_of_one_part.xlsx")
def _sheets(much: int) -> bytes:
    sheets = (f'<sheet name="{number}" sheetId="{number}" r:id="rId1"/>' for number in range(much // 60))
    return book("<sheetData/>", sheets="".join(sheets))


@_hostile("one_part_read_for_each_of_200_sheets.xlsx")
def _sheet_again(much: int) -> bytes:
    sheets = (f'<sheet name="{number}" sheetId="{number}" r:id="rId1"/>' for number in range(200))
    return book(
        rows(("<c t='s'><v>0</v></c>" for _ in range(much // 40)), 100),
        strings="<si><t>a</t></si>",
        sheets="".join(sheets),
    )


@_hostile("many_styles.xlsx")
def _styles(much: int) -> bytes:
    return book("<sheetData/>", styles=f"<cellXfs>{'<xf/>' * (much // 5)}</cellXfs>")


@_hostile("many_attributes.xlsx")
def _attributes(much: int) -> bytes:
    attributes = " ".join(f"a{number}=''" for number in range(much // 40))
    return book(f"<sheetData {attributes}/>")


@_hostile("a_long_text_in_the_cell.xlsx")
def _inline(much: int) -> bytes:
    return book(f'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{"a" * much}</t></is></c></row></sheetData>')


@_hostile("ratio.xlsx")
def _ratio(much: int) -> bytes:
    return archive({_SHEET: bytes(15 * much)})


@_hostile("many_entries.xlsx")
def _entries(much: int) -> bytes:
    return archive({f"xl/{number}": b"" for number in range(1000)})


@_hostile("lying_about_its_size.xlsx")
def _liar(much: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(_SHEET, b"<worksheet>" + b"<!-- -->" * (much // 4) + b"</worksheet>")
        made.filelist[0].file_size = 100
    return out.getvalue()


@_hostile("cut_off.xlsx")
def _cut_off(much: int) -> bytes:
    content = honest()
    return content[: len(content) * 9 // 10]


@_hostile("a_pdf_and_a_book_in_one.xlsx")
def _polyglot(much: int) -> bytes:
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + honest()


@_hostile("a_page_of_html.xlsx")
def _html(much: int) -> bytes:
    return b"<html><table><tr><td>" + b"<div>" * (much // 50) + b"</table></html>"


@_hostile("a_field_of_50_megabytes.csv")
def _field(much: int) -> bytes:
    return b'a,b\n"' + b"x" * (much * 4 // 3) + b'",1\n'


@_hostile("a_field_as_large_as_the_file.csv")
def _large_field(much: int) -> bytes:
    return b'a,b\n"' + "あ".encode() * (much // 24) + b'",1\n'


@_hostile("a_million_columns.csv")
def _columns(much: int) -> bytes:
    return b"ab," * (much // 38) + b"\n"


@_hostile("short_cells.csv")
def _short_cells(much: int) -> bytes:
    return (b"ab," * 400 + b"\n") * (much // 9000)


@_hostile("empty_rows.csv")
def _empty_rows(much: int) -> bytes:
    return b"\n" * (much // 8)


@_hostile("nul.csv")
def _nul(much: int) -> bytes:
    return b"a,b\n1,\x002\n"


@_hostile("open_quote.csv")
def _open_quote(much: int) -> bytes:
    return b'a,b\n"' + b"x,\n" * (much // 38)


@_hostile("quotes.csv")
def _quotes(much: int) -> bytes:
    return b'"' * (much // 8)


@_hostile("wide_letters.csv")
def _wide(much: int) -> bytes:
    return ("名" + "𠮟" * 40 + ",").encode() * (much // 2000)


@_hostile("mail_of_the_nineties.csv")
def _iso_2022_jp(much: int) -> bytes:
    return "地図,名前\r\nmaas,地域の足\r\n".encode("iso2022_jp")


@_hostile("no_text.csv")
def _no_text(much: int) -> bytes:
    return random.Random(3).randbytes(much // 10)


@_hostile("packed_text.csv")
def _packed(much: int) -> bytes:
    return zlib.compress(bytes(much))
