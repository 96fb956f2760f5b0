"""Every export of this room, over data whose names and titles a spreadsheet would take for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.strengths import asked_by_hand
from tests.strengths.pages_by_hand import rows, site
from tests.strengths.questions.conftest import KO, OTSU, TEI, hand_store, make_store, openalex  # noqa: F401  a fixture
from tsunagu.kernel.labels import speaking
from tsunagu.kernel.paging import EVERYTHING
from tsunagu.kernel.quotes import DANGEROUS
from tsunagu.strengths.questions import asking
from tsunagu.strengths.questions.reading import Reading, reading
from tsunagu.strengths.questions.records import QUESTIONS, Entry
from tsunagu.strengths.storage.store import Store

FORMULAS = ('=HYPERLINK("http://x")', "+1", "-2+3", "@SUM(A1)", "\t=1", "'=1")
ASKED = [(entry, {}) for entry in QUESTIONS]
ASKED += [(entry, {"only": "top", "field": "1"}) for entry in QUESTIONS if entry.key == "works"]
ASKED += [(entry, {"name": "=1+1"}) for entry in QUESTIONS if entry.key == "domain"]
EXPORTED = [(entry, language, more) for entry, more in ASKED for language in ("ja", "en")]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store made by hand with other names of institutions and titles of works."""
    made = make_store(tmp_path_factory.mktemp("formulas") / "store")
    titles = {year: pq.read_table(made.files("title", year=year)[0]) for year in made.years("title")}
    institutions = made.arrow("institution")
    with made.change("ingest", snapshot="formulas by hand", parameters={}) as change:
        pq.write_table(_named(_named(institutions, "name_ja"), "name_en"), change.path("institution"))
        for year, table in titles.items():
            pq.write_table(_named(table, "title"), change.path("title", year=year))
    return made.directory


def _named(table: pa.Table, column: str) -> pa.Table:
    names = pa.array([FORMULAS[number % len(FORMULAS)] for number in range(table.num_rows)])
    return table.set_column(table.column_names.index(column), column, names)


@pytest.fixture
def client(store: Path, settings) -> Client:
    return site(store, settings)


def asked(client: Client, address: str, shape: str) -> bytes:
    answer = client.get(f"{address}{'&' if '?' in address else '?'}format={shape}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["Content-Disposition"].rstrip('"').endswith(f".{shape}")
    return answer.content


def texts(cell: str) -> Iterator[str]:
    """A cell as long as it is text, not a number."""
    try:
        float(cell)
    except ValueError:
        yield cell


def address_of(entry: Entry, language: str, more: dict[str, str]) -> str:
    return asked_by_hand.page(entry, "" if language == "ja" else f"{language}/", **more)


@pytest.mark.long
@pytest.mark.parametrize(("entry", "language", "more"), EXPORTED)
def test_every_page_is_exported_in_three_shapes_with_the_same_rows(
    client: Client, store: Path, entry: Entry, language: str, more: dict[str, str]
) -> None:
    address = address_of(entry, language, more)
    lines = list(csv.reader(io.StringIO(asked(client, address, "csv").decode("utf-8-sig"))))
    book = CalamineWorkbook.from_filelike(io.BytesIO(asked(client, address, "xlsx")))
    first = book.get_sheet_by_index(0).to_python()
    table = pq.read_table(io.BytesIO(asked(client, address, "parquet")))
    assert len(lines) > 1
    assert {len(line) for line in lines} == {table.num_columns} == {len(row) for row in first}
    assert len(lines) - 1 == table.num_rows == len(first) - 1
    assert lines[0] == table.column_names == first[0]
    with speaking(language):
        [answer, *_] = asking.ask(reading(store), entry, asked_by_hand.question(entry)).tables
    assert book.sheet_names[0] == answer.name
    assert book.sheet_names[-1] in ("出典", "Source")
    assert [cell for line in lines for text in line for cell in texts(text) if cell.startswith(DANGEROUS)] == []


NAMELESS = "research-time"  # its first table names no institution and no work


@pytest.mark.long
@pytest.mark.parametrize(
    ("entry", "language", "more"), [exported for exported in EXPORTED if exported[0].key != NAMELESS]
)
def test_names_that_look_like_formulas_arrive_as_they_are(
    client: Client, entry: Entry, language: str, more: dict[str, str]
) -> None:
    address = address_of(entry, language, more)
    table = pq.read_table(io.BytesIO(asked(client, address, "parquet")))
    book = CalamineWorkbook.from_filelike(io.BytesIO(asked(client, address, "xlsx")))
    cells = {str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row}
    csv_cells = {
        cell for line in csv.reader(io.StringIO(asked(client, address, "csv").decode("utf-8-sig"))) for cell in line
    }
    given = {value for column in table.columns for value in column.to_pylist() if value in FORMULAS}
    assert given
    assert {text.strip() for text in given} <= {text.strip() for text in cells}
    assert {f"'{text}" for text in given} <= csv_cells


@pytest.mark.long
@pytest.mark.parametrize("language", ["", "en/"])
def test_so_do_the_names_of_a_university_and_its_partners(client: Client, language: str) -> None:
    answer = asked(client, f"/{language}strengths/universities/{openalex(OTSU)}/", "xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer))
    head, *partners = book.get_sheet_by_index(3).to_python()
    assert (head[0], [row[0] for row in partners]) == ("partner" if language else "相手", [FORMULAS[KO - 1]])
    assert [
        row[1] for row in book.get_sheet_by_name(book.sheet_names[-1]).to_python() if row[0] in ("University", "大学")
    ] == [FORMULAS[OTSU - 1]]


def test_the_rows_of_an_export_are_those_of_the_page(client: Client) -> None:
    address = f"/strengths/universities/{openalex(OTSU)}/works/"
    page = client.get(address).content.decode()
    exported = pq.read_table(io.BytesIO(asked(client, address, "parquet"))).num_rows
    assert page.count("/strengths/works/") == exported < EVERYTHING


def headers(answer) -> str:
    return unquote(answer["Content-Disposition"])


def test_a_file_names_the_university_that_it_is_about(hand_store: Path, settings) -> None:  # noqa: F811  the fixture
    page, of_ko = site(hand_store, settings), f"/strengths/universities/{openalex(KO)}/"
    assert "tsunagu-分野-甲大学.csv" in headers(page.get(of_ko, {"format": "csv"}))
    assert "tsunagu-論文-甲大学.xlsx" in headers(page.get(f"{of_ko}works/", {"format": "xlsx"}))
    assert "tsunagu-works-Ko_University.parquet" in headers(page.get(f"/en{of_ko}works/", {"format": "parquet"}))
    for address in (of_ko, f"{of_ko}works/"):
        assert {(row["機関"], row["OpenAlex"]) for row in rows(page.get(address, {"format": "csv"}))} == {
            ("甲大学", str(openalex(KO)))
        }


def test_a_name_that_no_file_may_have_is_made_fit(client: Client) -> None:
    names = [headers(client.get(f"/strengths/universities/{openalex(one)}/", {"format": "csv"})) for one in (KO, TEI)]
    assert ["tsunagu-分野-HYPERLINKhttpx.csv" in names[0], "tsunagu-分野-1.csv" in names[1]] == [True, True]


def test_the_source_says_when_it_was_computed_and_what_was_listed(hand_store: Path, settings) -> None:  # noqa: F811  the fixture
    answer = site(hand_store, settings).get(
        f"/strengths/universities/{openalex(KO)}/works/", {"format": "xlsx", "field": "1", "only": "top"}
    )
    source = dict(CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_name("出典").to_python())
    assert source["計算した日"] == Reading(Store(hand_store)).edition.run.at[:10] != ""
    assert (source["機関"], source["分野"], source["表示する論文"]) == ("甲大学", "化学", "被引用上位に数える論文だけ")
    # 1/2 + 1/3 without the noise of its last digits
    assert source["被引用上位の論文数の合計"] == 0.833333333333


def test_the_rows_of_layers_say_of_what(hand_store: Path, settings) -> None:  # noqa: F811  the fixture
    found = rows(
        site(hand_store, settings).get(
            "/strengths/layers/", {"format": "csv", "least": "1", "size": "top", "field": "1"}
        )
    )
    assert {(row["大きさ"], row["分野"], row["対象の条件（論文数）"]) for row in found} == {
        ("被引用上位の論文数", "化学", "1")
    }


def test_the_form_to_fill_in_is_a_file_too(client: Client) -> None:
    answer = client.get("/strengths/research-time/?template=1")
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert len(answer.content.decode("utf-8-sig").splitlines()) == 9


@pytest.mark.parametrize("shape", ["xml", "csv\x00", "CSV", "../x"])
def test_another_shape_is_answered_by_the_page_which_says_so(client: Client, shape: str) -> None:
    answer = client.get("/strengths/", {"format": shape})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/html")
