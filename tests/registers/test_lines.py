"""Long files are read in portions, and a broken line is one broken line."""

from __future__ import annotations

import zipfile

import pytest

from tests.registers.files import file, row, text
from tsunagu.kernel.problems import Rejected
from tsunagu.registers.actions.lines import LongFile


def _rows(path, start=0):
    with LongFile(path) as opened:
        return [cells for portion in opened.portions(start) for cells in portion.rows]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
def test_both_encodings_of_the_register_are_read(tmp_path, encoding):
    assert _rows(file(tmp_path, row(1), row(2), encoding=encoding)) == [row(1), row(2)]


def test_a_zip_archive_with_one_table_is_read_as_it_is(tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("00_zenkoku_all.csv", text(row(1)).encode("cp932"))
        archive.writestr("00_zenkoku_all.csv.asc", b"signature")
    assert _rows(path) == [row(1)]


def test_a_zip_archive_with_two_tables_is_refused(tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", b"")
        archive.writestr("b.csv", b"")
    with pytest.raises(Rejected, match="2 CSV files"):
        _rows(path)


def test_a_quotation_mark_that_is_not_closed_breaks_its_own_line_only(tmp_path):
    path = tmp_path / "houjin.csv"
    path.write_bytes((text(row(1)) + '"1","open\r\n' + text(row(2))).encode("cp932"))
    assert _rows(path) == [row(1), None, row(2)]


def test_bytes_that_are_no_text_break_their_own_line_only(tmp_path):
    path = tmp_path / "houjin.csv"
    path.write_bytes(text(row(1)).encode("cp932") + b'"1","\x82"\r\n' + text(row(2)).encode("cp932"))
    rows = _rows(path)
    assert (rows[0], rows[2], len(rows)) == (row(1), row(2), 3)


def test_a_line_that_never_ends_is_not_gathered(tmp_path):
    path = tmp_path / "houjin.csv"
    path.write_bytes(b"x" * 20_000_000 + b"\n" + text(row(1)).encode("cp932"))
    with LongFile(path) as opened:
        portions = list(opened.portions())
    assert len(portions) > 5
    assert portions[-1].rows[-1] == row(1)


@pytest.mark.long
def test_reading_goes_on_where_a_portion_ended(tmp_path):
    path = file(tmp_path, *(row(serial) for serial in range(40_000)))
    with LongFile(path) as opened:
        first, *others = opened.portions()
    assert len(others) > 0
    assert _rows(path, first.end) == [cells for portion in others for cells in portion.rows]


def test_the_mark_tells_files_apart(tmp_path):
    one, two = file(tmp_path, row(1)), file(tmp_path, row(2), name="other.csv")
    with LongFile(one) as first, LongFile(two) as second:
        assert first.mark != second.mark
