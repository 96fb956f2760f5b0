import csv
import io
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tsunagu.kernel import spreadsheets
from tsunagu.kernel.labels import speaking
from tsunagu.kernel.spreadsheets import plain
from tsunagu.kernel.tables import Column, Columns, Table, cell_text, file_column, page_column, to_csv, to_xlsx

# What makes a spreadsheet run a cell, also behind the spaces and quotes that some of them skip.
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
ATTACKS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "\u22121+1",
    '=HYPERLINK("http://evil.example","x")',
    "'=1",
    "''+1",
    "https://evil.example",
]
texts = st.one_of(st.sampled_from(ATTACKS), st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12))
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(texts, min_size=width, max_size=width), min_size=1, max_size=4).map(
        lambda rows: Table("t", [f"c{number}" for number in range(width)], rows)
    )
)


def _runs(cell: str) -> bool:
    return cell.startswith(STARTS)


@pytest.mark.parametrize("attack", [text for text in ATTACKS if text.startswith(STARTS)])
def test_a_text_that_a_spreadsheet_would_run_gets_a_quote_in_front(attack):
    assert cell_text(attack) == "'" + attack


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-5, "-5"),
        (1.5, "1.5"),
        ("", ""),
        ("無人バス", "無人バス"),
        ("03-3501-1618", "03-3501-1618"),
    ],
)
def test_other_values_are_written_as_they_are(value, text):
    assert cell_text(value) == text


@given(tables)
def test_no_csv_cell_is_one_a_spreadsheet_would_run(table):
    rows = list(csv.reader(io.StringIO(to_csv(table), newline="")))
    assert len(rows) == len(table.rows) + 1
    assert [cell for row in rows for cell in row if _runs(cell)] == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_column_name_is_no_formula_either(attack):
    [head, *_] = csv.reader(io.StringIO(to_csv(Table("t", [attack], [])), newline=""))
    assert [cell for cell in head if _runs(cell)] == []


def test_csv_lines_end_as_the_standard_says_and_the_mark_is_only_on_demand():
    table = Table("t", ["a", "b"], [["1,5", 'x"y'], ["line\nbreak", None]])
    assert to_csv(table) == 'a,b\r\n"1,5","x""y"\r\n"line\nbreak",\r\n'
    assert to_csv(table, bom=True) == "\ufeff" + to_csv(table)


_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def _sheet_cells(book: bytes) -> list[ElementTree.Element]:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return list(ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml")).iter(f"{_SHEET}c"))


@hypothesis_settings(max_examples=40)
@given(tables)
def test_no_xlsx_cell_has_a_formula_or_a_link(table):
    book = to_xlsx([table])
    cells = _sheet_cells(book)
    assert len([cell for cell in cells if cell.get("t") == "s"]) == len(table.columns) * (len(table.rows) + 1)
    assert [cell for cell in cells if cell.find(f"{_SHEET}f") is not None] == []
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert b"<hyperlink" not in archive.read("xl/worksheets/sheet1.xml")


def test_xlsx_cells_keep_their_kind():
    cells = _sheet_cells(to_xlsx([Table("t", ["a", "b", "c", "d", "e"], [["text", 12, True, None, 1.5]])]))
    assert [(cell.get("t"), cell.findtext(f"{_SHEET}v")) for cell in cells][5:] == [
        ("s", "5"),
        (None, "12"),
        ("b", "1"),
        (None, "1.5"),
    ]


ROWS = [
    ["=1+1", "true", "12"],
    ["'quoted", "無人バス", ""],
    ["-", "@x", "③自治体(一部)"],
    ["line\nbreak", "'", "''"],
    ["'=1", "''=1", "'"],
]


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_table_reads_back_as_it_was_written(tmp_path, suffix):
    table = Table("t", ["a", "b", "c"], ROWS)
    path = tmp_path / f"t.{suffix}"
    path.write_bytes(to_xlsx([table]) if suffix == "xlsx" else to_csv(table, bom=True).encode())
    assert spreadsheets.read(path) == {"t": [["a", "b", "c"], *ROWS]}


def test_numbers_and_flags_read_back_as_typed_text(tmp_path):
    table = Table("t", ["a", "b", "c", "d"], [[13_751_000_000, True, False, None], [1.5, -2, 0, "x"]])
    (tmp_path / "t.xlsx").write_bytes(to_xlsx([table]))
    (tmp_path / "t.csv").write_text(to_csv(table), newline="")
    expected = {"t": [["a", "b", "c", "d"], ["13751000000", "true", "false", ""], ["1.5", "-2", "0", "x"]]}
    assert (spreadsheets.read(tmp_path / "t.xlsx"), spreadsheets.read(tmp_path / "t.csv")) == (expected, expected)


@given(tables)
def test_what_a_csv_cell_means_survives_writing_and_reading(table):
    assert list(plain.rows(to_csv(table).encode(), spreadsheets.Bounds())) == [list(table.columns), *table.rows]


# Columns ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fruit:
    key: str
    name: str
    grams: int | None


FRUIT = Columns[Fruit](
    file_column("key", lambda fruit: fruit.key),
    Column("name", "名前", "Name", lambda fruit: fruit.name, page=lambda fruit: fruit, show="named"),
    page_column("mark", "印", "Mark", lambda fruit: "!" if fruit.grams is None else ""),
    Column("grams", "重さ", "Weight", lambda fruit: fruit.grams),
)
PEAR, FIG = Fruit("pear", "梨", 300), Fruit("fig", "無花果", None)


def test_a_file_has_the_columns_of_files_under_their_keys():
    table = FRUIT.keyed("fruit", [PEAR, FIG])
    assert table == Table("fruit", ["key", "name", "grams"], [["pear", "梨", 300], ["fig", "無花果", None]])
    assert table.columns == FRUIT.keys


@pytest.mark.parametrize(("language", "headings"), [("ja", ["key", "名前", "重さ"]), ("en", ["key", "Name", "Weight"])])
def test_a_file_for_readers_has_headings_in_their_language(language, headings):
    with speaking(language):
        assert FRUIT.table("fruit", [PEAR]).columns == headings


def test_a_page_shows_the_columns_of_pages_and_what_they_are_about():
    assert [column.key for column in FRUIT.shown] == ["name", "mark", "grams"]
    assert [column.on_page(FIG) for column in FRUIT.shown] == [FIG, "!", None]


def test_a_column_is_found_by_its_key_and_can_be_left_out():
    assert FRUIT["grams"].value(PEAR) == 300
    assert [column.key for column in FRUIT.without("mark", "grams")] == ["key", "name"]
    with pytest.raises(KeyError):
        FRUIT["color"]


def test_a_column_serves_records_that_hold_its_own():
    inside = {name: FRUIT[name].of(lambda basket: basket[0] if basket else None) for name in ("name", "grams")}
    assert [inside[name].value([PEAR]) for name in inside] == ["梨", 300]
    assert [inside[name].on_page([PEAR]) for name in inside] == [PEAR, 300]
    assert [inside[name].on_page([]) for name in inside] == [None, None]


def test_two_columns_of_a_table_may_not_have_the_same_key():
    with pytest.raises(ValueError, match="same key"):
        Columns(file_column("key", str), file_column("key", str))


def test_cells_of_a_workbook_can_be_chosen_from_the_words_of_their_column():
    columns = Columns[str](
        Column("call", "公募", "Call", str, choices=lambda: ["有", "無"]),
        Column("office", "部署", "Office", str, choices=lambda: ["長い名前の部署" * 10] * 10),
        Column("name", "名前", "Name", str),
    )
    with zipfile.ZipFile(io.BytesIO(to_xlsx([columns.table("rows", ["有"])]))) as archive:
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    [choice] = [element for element in sheet.iter() if element.tag.endswith("}dataValidation")]
    assert (choice.get("sqref"), choice[0].text) == ("A2:A502", '"有,無"')


def test_what_is_typed_into_a_verbatim_column_stays_a_text():
    columns = Columns(Column("tel", "電話", "tel", str, verbatim=True), Column("n", "数", "n", len))
    book = to_xlsx([columns.table("t", ["03-3501-1618"])])
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet, styles = (
            ElementTree.fromstring(archive.read(f"xl/{name}.xml")) for name in ("worksheets/sheet1", "styles")
        )
    formats = [style.get("numFmtId") for style in styles.find(f"{_SHEET}cellXfs")]
    columns_of = {int(each.get("min")): formats[int(each.get("style", 0))] for each in sheet.iter(f"{_SHEET}col")}
    cells = {each.get("r"): formats[int(each.get("s", 0))] for each in sheet.iter(f"{_SHEET}c")}
    text, usual = "49", "0"  # numbers of the format
    assert (columns_of, cells["A2"], cells["B2"]) == ({1: text, 2: usual}, text, usual)
