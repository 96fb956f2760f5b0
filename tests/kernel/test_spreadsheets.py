import datetime
import io
import random
import time
import zipfile

import pytest
import xlsxwriter

from tsunagu.kernel import spreadsheets
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.spreadsheets import Flaw
from tsunagu.kernel.tables import Table, to_xlsx


def _refusal(path) -> str:
    with pytest.raises(Rejected) as refused:
        spreadsheets.read(path)
    [problem] = refused.value.problems
    assert problem.where.startswith(path.name)
    assert len(problem.message) > 20
    return problem.code


def _book(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """A small file whose one sheet unpacks to 134 MB of XML."""
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
    return _book(
        {
            "xl/worksheets/sheet1.xml": b"<worksheet><sheetData>"
            + row * (134_000_000 // len(row))
            + b"</sheetData></worksheet>"
        }
    )


def test_a_bomb_is_refused_at_once_and_before_it_is_opened(tmp_path, bomb):
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(bomb)
    assert 100_000 < len(bomb) < 600_000
    began = time.monotonic()
    code = _refusal(path)
    took = time.monotonic() - began
    assert code == "bomb"
    assert took < 0.2


def test_a_file_that_unpacks_to_a_hundred_times_its_size_is_refused_below_the_limit_too(tmp_path):
    path = tmp_path / "dense.xlsx"
    path.write_bytes(_book({"xl/worksheets/sheet1.xml": b"a" * (spreadsheets.MAX_UNPACKED // 2)}))
    assert _refusal(path) == "bomb"


def test_many_small_entries_are_refused(tmp_path):
    path = tmp_path / "many.xlsx"
    path.write_bytes(_book({f"xl/{number}.xml": b"<x/>" for number in range(spreadsheets.MAX_ENTRIES + 1)}))
    assert _refusal(path) == "bomb"


def test_entries_that_lie_about_their_size_are_stopped_in_the_reading_process(tmp_path):
    """The directory of the archive says 100 bytes; the entry holds 60 MB."""
    content = b"<worksheet>" + b"<!-- -->" * 7_500_000 + b"</worksheet>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", content)
        archive.filelist[0].file_size = 100
    path = tmp_path / "liar.xlsx"
    path.write_bytes(out.getvalue())
    assert _refusal(path) in {"not_xlsx", "bomb"}


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"PK\x03\x04 no archive", b"%PDF-1.7", bytes(random.Random(1).randbytes(2000))]
)
def test_what_is_no_archive_is_refused(tmp_path, content):
    path = tmp_path / "map.xlsx"
    path.write_bytes(content)
    assert _refusal(path) == "not_xlsx"


@pytest.mark.parametrize("share", [0.3, 0.7, 0.95, 0.999])
def test_a_cut_off_file_is_refused(tmp_path, share):
    book = to_xlsx([Table("maps", ["map"], [["maas"]] * 50)])
    path = tmp_path / "map.xlsx"
    path.write_bytes(book[: int(len(book) * share)])
    assert _refusal(path) == "not_xlsx"


def test_an_archive_without_a_workbook_is_refused(tmp_path):
    path = tmp_path / "map.xlsx"
    path.write_bytes(_book({"hello.txt": b"hello"}))
    assert _refusal(path) == "not_xlsx"


def test_a_workbook_with_broken_xml_is_refused(tmp_path):
    book = to_xlsx([Table("maps", ["map"], [["maas"]])])
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        entries = {entry: archive.read(entry) for entry in archive.namelist()}
    entries["xl/worksheets/sheet1.xml"] = entries["xl/worksheets/sheet1.xml"][:-200]
    path = tmp_path / "map.xlsx"
    path.write_bytes(_book(entries))
    assert _refusal(path) == "not_xlsx"


def test_any_flipped_byte_gives_a_reading_or_a_refusal_and_nothing_else(tmp_path):
    book = bytearray(to_xlsx([Table("maps", ["map"], [["maas"]])]))
    path = tmp_path / "map.xlsx"
    chance = random.Random(7)
    for _ in range(8):
        place = chance.randrange(len(book))
        path.write_bytes(book[:place] + bytes([book[place] ^ 0xFF]) + book[place + 1 :])
        try:
            outcome = len(spreadsheets.read(path))
        except Rejected as refused:
            outcome = [problem.code for problem in refused.problems]
        assert outcome in (1, ["not_xlsx"], ["bomb"])


def test_a_missing_file_is_refused(tmp_path):
    assert _refusal(tmp_path / "none.xlsx") == "no_file"


@pytest.mark.parametrize("name", ["map.csv", "map.xlsx"])
def test_a_large_file_is_refused(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"a" * (spreadsheets.MAX_FILE + 1))
    assert _refusal(path) == "too_large"


def test_an_xlsx_file_called_csv_is_refused(tmp_path):
    path = tmp_path / "map.csv"
    path.write_bytes(to_xlsx([Table("maps", ["map"], [["maas"]])]))
    assert _refusal(path) in {"encoding", "not_text", "not_csv"}


def test_a_csv_file_called_xlsx_is_refused(tmp_path):
    path = tmp_path / "map.xlsx"
    path.write_text("map\nmaas\n")
    assert _refusal(path) == "not_xlsx"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_csv_file_is_read_in_the_encodings_of_the_field(tmp_path, encoding):
    path = tmp_path / "contacts.csv"
    path.write_bytes("名前,②\r\n地域・①,〜\r\n".replace("〜", "～").encode(encoding))
    assert spreadsheets.read(path) == {"contacts": [["名前", "②"], ["地域・①", "～"]]}


def test_a_csv_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "contacts.csv"
    path.write_bytes("名前,年\n".encode("utf-16"))
    assert _refusal(path) in {"encoding", "not_text"}


def test_a_csv_file_with_a_nul_is_refused(tmp_path):
    path = tmp_path / "contacts.csv"
    path.write_bytes(b"a,b\n1,\x002\n")
    assert _refusal(path) == "not_text"


def test_a_csv_file_with_an_open_quote_is_refused(tmp_path):
    path = tmp_path / "contacts.csv"
    path.write_text('a,b\n"1,2\n')
    assert _refusal(path) == "not_csv"


def test_a_folder_of_csv_files_is_a_sheet_each(tmp_path):
    (tmp_path / "maps.csv").write_text("map\nmaas\n")
    (tmp_path / "boxes.csv").write_text("map,program\nmaas,sip\n")
    (tmp_path / "notes.txt").write_text("not a sheet")
    assert spreadsheets.read(tmp_path) == {"boxes": [["map", "program"], ["maas", "sip"]], "maps": [["map"], ["maas"]]}


def test_too_many_rows_are_refused(tmp_path):
    path = tmp_path / "long.xlsx"
    path.write_bytes(
        to_xlsx(
            [Table("maps", ["map"], [[str(number * 7919 % 100_003)] for number in range(spreadsheets.MAX_ROWS + 1)])]
        )
    )
    assert _refusal(path) in {"too_many_rows", "bomb"}


def test_all_sheets_of_a_workbook_are_read_as_text(tmp_path):
    path = tmp_path / "map.xlsx"
    path.write_bytes(
        to_xlsx(
            [
                Table("maps", ["map", "order"], [["maas", 1]]),
                Table("boxes", ["amount", "inclusive"], [[13_800_000_000, True], [None, False]]),
            ]
        )
    )
    assert spreadsheets.read(path) == {
        "maps": [["map", "order"], ["maas", "1"]],
        "boxes": [["amount", "inclusive"], ["13800000000", "true"], ["", "false"]],
    }


def test_a_folder_may_hold_csv_files_of_any_case_and_delimiter(tmp_path):
    (tmp_path / "maps.CSV").write_text("map;name\nmaas;a,b\n")
    (tmp_path / "boxes.csv").write_text("map\tprogram\nmaas\tsip\n")
    assert spreadsheets.read(tmp_path) == {
        "boxes": [["map", "program"], ["maas", "sip"]],
        "maps": [["map", "name"], ["maas", "a,b"]],
    }


@pytest.fixture
def book(tmp_path):
    """A workbook as xlsxwriter makes it, filled by a test."""

    def make(fill) -> spreadsheets.Sheets:
        path = tmp_path / "map.xlsx"
        with xlsxwriter.Workbook(path) as made:
            fill(made, made.add_worksheet("箱"))
        return spreadsheets.read(path)

    return make


def _flaws(sheets: spreadsheets.Sheets) -> list[tuple[int, int, Flaw]]:
    [rows] = sheets.values()
    cells = ((row, column, cell) for row, cells in enumerate(rows) for column, cell in enumerate(cells))
    return [(row, column, cell.flaw) for row, column, cell in cells if isinstance(cell, spreadsheets.Flawed)]


def test_cells_without_a_usable_value_are_marked(book):
    def fill(made, sheet) -> None:
        sheet.write_row(1, 1, ["a", 1.0, "b"])
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, 2, "=1+1", None, "")
        sheet.write_formula(2, 3, "=1+1", None, 2)
        sheet.write_datetime(3, 1, datetime.date(2026, 3, 5), made.add_format({"num_format": "mmm-dd"}))
        sheet.merge_range(4, 2, 6, 2, "03-0000-0000")

    sheets = book(fill)
    assert sheets["箱"][0] == ["a", "1", "b"]
    assert (sheets["箱"][1][0], sheets["箱"][1][2], sheets["箱"][2][0]) == ("#DIV/0!", "2", "2026-03-05")
    assert _flaws(sheets) == [(1, 0, Flaw.ERROR), (1, 1, Flaw.NO_VALUE), (2, 0, Flaw.DATE), (3, 1, Flaw.MERGED)]


def test_a_value_far_from_the_table_is_refused_with_its_cell(book):
    with pytest.raises(Rejected) as refused:
        book(lambda _, sheet: (sheet.write(0, 0, "map"), sheet.write("XFD1048576", "x")))
    [problem] = refused.value.problems
    assert (problem.code, problem.where) == ("far_cell", "map.xlsx XFD1048576")


def test_an_empty_cell_far_away_is_passed_over(book):
    sheets = book(lambda made, sheet: (sheet.write(0, 0, "map"), sheet.write_blank(9999, 900, "", made.add_format())))
    assert sheets == {"箱": [["map"]]}


def test_a_file_under_a_password_is_refused_as_such(tmp_path):
    path = tmp_path / "map.xlsx"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    assert _refusal(path) == "locked"
