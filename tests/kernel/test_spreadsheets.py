import csv
import datetime
import io
import random
import struct
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest
import xlsxwriter

from tests.stress import hostile
from tsunagu.kernel import spreadsheets
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.spreadsheets import LONG_LIST, Bounds, Busy, Flaw, child, frames, plain, reading
from tsunagu.kernel.spreadsheets.bounds import Refused
from tsunagu.kernel.tables import Table, to_xlsx

MOST = Bounds()


def _code(content: bytes, kind: str, bounds: Bounds = MOST) -> str:
    """Why the reading process would refuse a file; nothing where it reads it."""
    *_, last = child.messages(content, kind, bounds)
    return last["code"] if isinstance(last, dict) else ""


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


def _sheet_alone(content: bytes) -> bytes:
    return _book({"xl/worksheets/sheet1.xml": content})


_SMALL = Bounds(file=200_000, unpacked=10_000, entries=20, columns=5, rows=10, cells=50, characters=1_000)


@pytest.mark.parametrize(
    "content",
    [
        _sheet_alone(random.Random(1).randbytes(10_001)),
        _sheet_alone(b"a" * 9_000),  # more than a hundred times its size
        _book({f"xl/{number}.xml": b"<x/>" for number in range(21)}),
    ],
    ids=["unpacked", "ratio", "entries"],
)
def test_what_unpacks_to_too_much_is_refused_before_it_is_opened(content):
    assert _code(content, "xlsx", _SMALL) == "bomb"


@pytest.mark.long
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
    path.write_bytes(b"a" * (MOST.file + 1))
    assert _refusal(path) == "too_large"


def test_an_xlsx_file_called_csv_is_refused(tmp_path):
    path = tmp_path / "map.csv"
    path.write_bytes(to_xlsx([Table("maps", ["map"], [["maas"]])]))
    assert _refusal(path) == "xlsx_as_csv"


def test_a_csv_file_called_xlsx_is_refused(tmp_path):
    path = tmp_path / "map.xlsx"
    path.write_text("map\nmaas\n")
    assert _refusal(path) == "not_xlsx"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp", "iso2022_jp_ext"])
def test_a_csv_file_is_read_in_the_encodings_of_the_field(tmp_path, encoding):
    path = tmp_path / "contacts.csv"
    path.write_bytes("名前,年\r\n地域の足,令和5年\r\n".encode(encoding))
    assert spreadsheets.read(path) == {"contacts": [["名前", "年"], ["地域の足", "令和5年"]]}


def test_a_csv_file_of_a_japanese_program_keeps_its_circled_numbers(tmp_path):
    path = tmp_path / "contacts.csv"
    path.write_bytes("名前,②\r\n地域・①,～\r\n".encode("cp932"))
    assert spreadsheets.read(path) == {"contacts": [["名前", "②"], ["地域・①", "～"]]}


def test_a_csv_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "contacts.csv"
    path.write_bytes("é,à\n".encode("latin-1"))
    assert _refusal(path) == "encoding"


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
    path.write_bytes(to_xlsx([Table("maps", ["map"], [["maas"]] * 10)]))
    with pytest.raises(Rejected, match="more than 10 rows") as refused:
        spreadsheets.read(path, Bounds(rows=10))
    assert [(problem.code, problem.where) for problem in refused.value.problems] == [("too_many_rows", "long.xlsx")]


def _long_text_in(cells: int) -> bytes:
    """A workbook of one text to which all cells refer, as xlsxwriter makes it."""
    return to_xlsx([Table("maps", ["map"], [["あ" * 300]] * cells)])


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (_long_text_in(4), "xlsx", "too_much"),
        (to_xlsx([Table("maps", list("abcdef"), [])]), "xlsx", "far_cell"),
        (to_xlsx([Table(name, list("abcde"), [["1"] * 5] * 9) for name in ("maps", "boxes")]), "xlsx", "too_much"),
        (b"a," * 5 + b"a", "csv", "too_much"),
        (b"a,a,a,a,a\n" * 9 + b"a,a,a,a,a,a\n", "csv", "too_much"),
        (b"a\n" * 11, "csv", "too_many_rows"),
        (b"\n" * 11, "csv", "too_many_rows"),
        (b"a,b\n1," + b"x" * 1_000, "csv", "too_much"),
        (b"a,b\n1," + b"x" * 600 + b"\n" + b"x" * 600, "csv", "too_much"),
    ],
)
def test_what_holds_more_than_a_form_takes_is_refused(content, kind, code):
    roomy = replace(_SMALL, unpacked=100_000)
    assert _code(content, kind, roomy) == code


def test_what_declares_entities_nests_or_uses_a_part_twice_is_refused_unread():
    small = 100_000
    kinds = (
        "entities_of_entities",
        "elements_in_elements",
        "many_sheets_of_one_part",
        "one_part_read_for_each_of_200_sheets",
    )
    assert [_code(hostile.MAKERS[f"{name}.xlsx"](small), "xlsx") for name in kinds] == ["bomb"] * 4


def test_no_more_is_taken_back_than_was_agreed():
    said = io.BytesIO()
    frames.write(said, ["a" * 100])
    for content, most in ((said.getvalue(), 50), (said.getvalue()[:-1], 200), (struct.pack(">I", 2**31) + b"x", 200)):
        with pytest.raises(Refused):
            list(frames.read(io.BytesIO(content), most))


def test_a_process_reads_one_file_at_a_time(monkeypatch):
    monkeypatch.setattr(reading, "_PATIENCE", 0.01)
    with reading._turn, pytest.raises(Busy):
        spreadsheets.read_sent(b"a,b\n", "a.csv", MOST)
    assert spreadsheets.read_sent(b"a,b\n", "a.csv", MOST) == {"a": [["a", "b"]]}


def test_a_file_that_takes_too_long_is_stopped():
    with pytest.raises(Rejected) as refused:
        spreadsheets.read_sent(b"a,b\n", "a.csv", replace(MOST, seconds=0))
    assert [problem.code for problem in refused.value.problems] == ["too_slow"]


def test_the_reading_process_takes_no_more_memory_time_and_files():
    asked = (
        "import resource as r; from tsunagu.kernel.spreadsheets import Bounds, child; child.limit(Bounds());"
        "print([r.getrlimit(what)[0] for what in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_FSIZE, r.RLIMIT_NOFILE)])"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "[268435456, 5, 0, 16]"


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
    assert _flaws(sheets) == [
        (0, 1, Flaw.NUMBER),
        (1, 0, Flaw.ERROR),
        (1, 1, Flaw.NO_VALUE),
        (1, 2, Flaw.NUMBER),
        (2, 0, Flaw.DATE),
        (3, 1, Flaw.MERGED),
    ]


@pytest.mark.long
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


def test_reading_a_file_leaves_the_limit_of_other_readers_alone():
    before = csv.field_size_limit()
    assert list(plain.rows(b"name\nx\n", LONG_LIST)) == [["name"], ["x"]]
    assert csv.field_size_limit() == before
