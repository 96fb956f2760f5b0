"""Documents, programs and eligibility rules by spreadsheet: into the text files, and from there to readers."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import msgspec
import pytest
from django.conf import settings
from django.utils import translation

from tests.catalog import snapshot
from tests.catalog.cast import OPERATOR
from tests.catalog.test_cli import _rows as _cli_rows
from tests.catalog.test_cli import _run
from tsunagu.catalog import files
from tsunagu.catalog.actions import data_folder, import_edition, load
from tsunagu.catalog.actions.import_edition import Imported
from tsunagu.catalog.models import Document, Program
from tsunagu.catalog.queries.editions import drafts, shown, whole
from tsunagu.catalog.sheets import in_words, listed, tables
from tsunagu.catalog.sheets.columns import OPTIONAL, SHEETS
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.spreadsheets import Flaw, Flawed, read
from tsunagu.kernel.tables import Table, to_csv, to_xlsx
from tsunagu.kernel.years import FiscalYear

pytestmark = pytest.mark.django_db
R4, R5 = FiscalYear(2022), FiscalYear(2023)
Sheets = dict[str, list[list[str]]]
Cells = dict[str, str]

DOCUMENT = {"key": "call-2023", "title": "令和5年度 公募要領", "publisher": "文部科学省", "date": "2023-04-01"}
PROGRAM = {
    "key": "new-one",
    "name": "新しい事業",
    "ministry": "文部科学省",
    "agency": "科学技術振興機構",
    "kind": "補助・助成",
    "stage": "大学が変わる",
    "pillar": "①大学自身の取組の強化",
    "summary": "大学の試みを支える。",
    "description": "大学の試みを支えます。\n相手は自治体です。",
    "tags": "社会実装、SDGs",
}
_OTHERS = [("csv", "ja"), ("xlsx", "ja"), ("xlsx", "en")]
RULE = {
    "program": "新しい事業",
    "fiscal_year": "R5",
    "lead": "大学、共同利用・共同研究拠点",
    "requires": "自治体",
    "at": "call-2023:3",
    "printed": "大学等",
}


@pytest.fixture
def data(tmp_path) -> Path:
    return Path(shutil.copytree(settings.DATA, tmp_path / "data"))


def _exported(folder: Path, path: Path, shape: str) -> Sheets:
    """The maps and the lists written to a file and read back."""
    found = tables(whole(shown(R4))) + listed(files.read(folder))
    if shape == "xlsx":
        path.with_suffix(".xlsx").write_bytes(to_xlsx(in_words(found)))
        return {name: [list(row) for row in rows] for name, rows in read(path.with_suffix(".xlsx")).items()}
    path.mkdir()
    for table in found:
        (path / f"{table.name}.csv").write_text(to_csv(table, bom=True), newline="")
    return {name: [list(row) for row in rows] for name, rows in read(path).items()}


def _sheet(name: str, *rows: Cells) -> list[list[str]]:
    """A sheet with some rows."""
    keys = SHEETS[name].keys
    return [keys, *([row.get(key, "") for key in keys] for row in rows)]


def _new(**changed: Cells) -> Sheets:
    """A new document, a new program and a rule of it."""
    return {
        "documents": _sheet("documents", DOCUMENT | changed.get("documents", {})),
        "programs": _sheet("programs", PROGRAM | changed.get("programs", {})),
        "eligibility": _sheet("eligibility", RULE | changed.get("eligibility", {})),
    }


def _program(data: Path, key: str) -> dict[str, str]:
    """A program as its row is exported."""
    [row] = [row for row in _rows(data, "programs") if row["key"] == key]
    return row


def _rows(data: Path, name: str) -> list[Cells]:
    [table] = [table for table in listed(files.read(data)) if table.name == name]
    return [dict(zip(SHEETS[name].keys, row, strict=True)) for row in table.rows]


def _rules(data: Path, key: str) -> list[Cells]:
    return [row for row in _rows(data, "eligibility") if row["program"] == key]


def _contents(data: Path) -> dict[str, bytes]:
    return {str(path.relative_to(data)): path.read_bytes() for path in data.rglob("*") if path.is_file()}


def _changed_files(before: dict[str, bytes], data: Path) -> set[str]:
    after = _contents(data)
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def _told(imported: Imported) -> list[tuple]:
    return [(one.sheet, one.row, one.column, one.change.value, one.old, one.new) for one in imported.differences]


def _refused(sheets: Sheets, data: Path) -> list[tuple[str, str]]:
    """The cells for which an import is refused; it leaves nothing behind."""
    before, rows = _contents(data), snapshot.catalog()
    with pytest.raises(Rejected) as refused:
        import_edition(sheets, R5, data=data, by=OPERATOR)
    assert _changed_files(before, data) == set()
    assert snapshot.changed(rows, snapshot.catalog()) == set()
    return [(problem.where, problem.code) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("shape", "language"),
    [("csv", "en"), *(pytest.param(*other, marks=pytest.mark.long) for other in _OTHERS)],
)
def test_what_is_exported_and_brought_back_changes_nothing(shape, language, data, tmp_path):
    before, rows = _contents(data), snapshot.catalog()
    with translation.override(language):
        imported = import_edition(_exported(data, tmp_path / "all", shape), R4, data=data, by=OPERATOR)
    assert (imported.drafts, imported.files, imported.differences, imported.warnings) == ([], [], [], [])
    assert _changed_files(before, data) == set()
    assert snapshot.changed(rows, snapshot.catalog()) == set()


@pytest.mark.long
def test_a_new_program_with_its_document_and_a_rule_is_written_and_loaded(data):
    before = _contents(data)
    imported = import_edition(_new(), R5, data=data, by=OPERATOR)
    assert _told(imported) == [
        ("documents", 2, "", "added", "", "call-2023 令和5年度 公募要領"),
        ("programs", 2, "", "added", "", "new-one 新しい事業"),
        ("eligibility", 2, "", "added", "", "new-one 令和5年度"),
    ]
    new = {"catalog/documents/sheets.toml", "catalog/programs/new-one.toml"}
    assert _changed_files(before, data) == {str(path) for path in imported.files} == new
    assert (data / "catalog/programs/new-one.toml").read_text() == (
        'key = "new-one"\nname = "新しい事業"\nministry = "mext"\nagency = "jst"\nkind = "grant"\n'
        'stage = "university"\npillar = 1\nsummary = "大学の試みを支える。"\n'
        'description = """\n大学の試みを支えます。\n相手は自治体です。\n"""\ntags = ["社会実装", "SDGs"]\n\n'
        '[[eligibility]]\nfiscal_year = 2023\nlead = ["university", "joint-usage-center"]\n'
        'requires = ["local-government"]\nat = "call-2023:3"\nprinted = "大学等"\n'
    )
    rule = Program.objects.get(key="new-one").eligibilities.get()
    assert (rule.fiscal_year, rule.lead, rule.requires) == (
        2023,
        ["university", "joint-usage-center"],
        ["local-government"],
    )
    assert (rule.document.title, rule.page, rule.printed) == ("令和5年度 公募要領", "3", "大学等")


@pytest.mark.long
def test_what_was_imported_is_what_a_load_would_bring(data):
    import_edition(_new(), R5, data=data, by=OPERATOR)
    rows = snapshot.catalog()
    assert load(data).changed == []
    assert snapshot.changed(rows, snapshot.catalog()) == set()
    assert import_edition(_new(), R5, data=data, by=OPERATOR).differences == []


@pytest.mark.long
def test_a_changed_cell_changes_its_line_of_the_file_only(data):
    path = data / "catalog/programs/coi-next.toml"
    before, lines = _contents(data), path.read_text().splitlines()
    row = _program(data, "coi-next") | {"summary": "新しい要約", "agency": "日本学術振興会"}
    imported = import_edition({"programs": _sheet("programs", row)}, R5, data=data, by=OPERATOR)
    assert [cell[:4] for cell in _told(imported)] == [
        ("programs", 2, "agency", "changed"),
        ("programs", 2, "summary", "changed"),
    ]
    assert _changed_files(before, data) == {"catalog/programs/coi-next.toml"}
    pairs = list(zip(lines, path.read_text().splitlines(), strict=True))
    assert [new for old, new in pairs if old != new] == ['agency = "jsps"', 'summary = "新しい要約"']
    assert Program.objects.get(key="coi-next").summary == "新しい要約"


@pytest.mark.long
def test_the_rules_of_a_year_become_those_of_the_sheet_and_other_years_stay(data):
    path = data / "catalog/programs/coi-next.toml"
    text, rules = path.read_text(), _rules(data, "coi-next")
    first, second = [rule for rule in rules if rule["fiscal_year"] == "令和4年度"][:2]
    sheet = _sheet(
        "eligibility", first | {"lead": "大学"}, {"program": "coi-next", "fiscal_year": "R9", "excludes": "企業"}
    )
    told = _told(import_edition({"eligibility": sheet}, R5, data=data, by=OPERATOR))
    of_the_year = [rule for rule in rules if rule["fiscal_year"] == "令和4年度"]
    assert told[0] == ("eligibility", 2, "lead", "changed", "大学等研究機関", "大学")
    gone = [("eligibility", None, "", "gone", "coi-next 令和4年度", "")] * (len(of_the_year) - 1)
    assert told[1:] == [*gone, ("eligibility", 3, "", "added", "", "coi-next 令和9年度")]
    kept = [rule for rule in rules if rule["fiscal_year"] != "令和4年度"]
    now = _rules(data, "coi-next")
    assert [first | {"lead": "大学"}, *kept] == [rule for rule in now if rule["fiscal_year"] != "令和9年度"]
    assert second not in now
    remarks = [line for line in text.splitlines() if line.startswith("#")]
    assert [line for line in path.read_text().splitlines() if line.startswith("#")] == remarks


@pytest.mark.long
def test_every_program_takes_a_new_rule_and_keeps_all_else(data):
    before = {program.key: program for program in files.read(data).programs}
    rows = [{"program": key, "fiscal_year": "R12", "condition": "条件"} for key in before]
    import_edition({"eligibility": _sheet("eligibility", *rows)}, R5, data=data, by=OPERATOR)
    rule = files.EligibilityFile(fiscal_year=2030, condition="条件")
    for program in files.read(data).programs:
        old = before[program.key]
        assert program == msgspec.structs.replace(old, eligibility=[*old.eligibility, rule])


@pytest.mark.long
def test_a_dry_run_tells_the_same_and_writes_nothing(data):
    before, rows = _contents(data), snapshot.catalog()
    told = _told(import_edition(_new(), R5, data=data, dry_run=True, by=OPERATOR))
    assert _changed_files(before, data) == set()
    assert snapshot.changed(rows, snapshot.catalog()) == set()
    assert told == _told(import_edition(_new(), R5, data=data, by=OPERATOR))


@pytest.mark.long
def test_a_map_of_the_same_workbook_may_show_the_new_program(data, tmp_path):
    sheets = _exported(data, tmp_path / "all", "csv")
    sheets = {name: [rows[0], *(row for row in rows[1:] if row[0] == "maas")] for name, rows in sheets.items()} | _new()
    box = sheets["boxes"][1]
    for column, value in {"program": "new-one", "name": "新しい箱", "at": "call-2023:1"}.items():
        box[SHEETS["boxes"].keys.index(column)] = value
    assert import_edition(sheets, R5, data=data, by=OPERATOR).drafts == ["maas"]
    assert drafts(R5).get().boxes.get(name="新しい箱").program.key == "new-one"


@pytest.mark.long
def test_a_mistake_in_a_map_leaves_the_files_and_one_in_a_program_the_maps(data, tmp_path):
    sheets = _exported(data, tmp_path / "all", "csv") | _new(programs={"ministry": "文部省"})
    sheets["boxes"][1][SHEETS["boxes"].keys.index("program")] = "new-two"
    assert _refused(sheets, data) == [("事業 2行目 府省", "unknown_body"), ("箱 2行目 事業", "unknown_program")]


@pytest.mark.long
@pytest.mark.parametrize(
    ("sheet", "column", "value", "where", "code"),
    [
        ("documents", "key", "公募要領", "資料 2行目 キー", "key"),
        ("documents", "title", "", "資料 2行目 題", "empty"),
        ("documents", "date", "4月ごろ", "資料 2行目 日付", "day"),
        ("documents", "date", "2023-02-30", "資料 2行目 日付", "day"),
        ("documents", "url", "javascript:alert(1)", "資料 2行目 URL", "url"),
        ("documents", "publisher", "あ" * 201, "資料 2行目 発行者", "too_long"),
        ("programs", "name", "", "事業 2行目 名前", "empty"),
        ("programs", "kind", "補助金たち", "事業 2行目 種類", "choice"),
        ("programs", "stage", "", "事業 2行目 段階", "empty"),
        ("programs", "pillar", "4", "事業 2行目 柱", "choice"),
        ("programs", "agency", "科学技術振興機溝", "事業 2行目 実施機関", "unknown_body"),
        ("programs", "tags", "社会実装、無いタグ", "事業 2行目 タグ", "choice"),
        ("eligibility", "program", "new-two", "要件 2行目 事業", "unknown_program"),
        ("eligibility", "program", "", "要件 2行目 事業", "empty"),
        ("eligibility", "fiscal_year", "来年", "要件 2行目 年度", "year"),
        ("eligibility", "lead", "大学、だいがく", "要件 2行目 申請主体", "choice"),
        ("eligibility", "at", "call-2024:1", "要件 2行目 出典", "unknown_document"),
        ("eligibility", "at", "call-2023:表紙", "要件 2行目 出典", "page"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_and_nothing_is_written(sheet, column, value, where, code, data):
    sheets = _new(**{sheet: {column: value}})
    needed = sheets if sheet == "eligibility" else {sheet: sheets[sheet]}
    assert _refused(needed, data) == [(where, code)]


def test_a_rule_that_says_nothing_is_refused(data):
    nothing = {"lead": "", "requires": ""}
    assert _refused(_new(eligibility=nothing), data) == [("要件 2行目 申請主体", "empty_rule")]


def test_a_key_that_is_there_twice_is_refused(data):
    twice = _sheet("programs", PROGRAM, PROGRAM)
    assert _refused({"programs": twice}, data) == [("事業 3行目 キー", "key_twice")]


def test_messages_are_english_where_the_reader_is(data):
    with translation.override("en"), pytest.raises(Rejected) as refused:
        import_edition(_new(eligibility={"fiscal_year": "next"}), R5, data=data, by=OPERATOR)
    [problem] = refused.value.problems
    assert problem.where == "eligibility 2 fiscal_year"
    assert problem.message == "“next” is not a fiscal year. Write it like R5, FY2023 or 2023."


@pytest.mark.long
def test_a_date_that_a_spreadsheet_made_is_read(data):
    days = {"date": Flawed("2023-04-01 00:00:00", Flaw.DATE), "known_from": "2023年4月3日"}
    import_edition({"documents": _sheet("documents", DOCUMENT | days)}, R5, data=data, by=OPERATOR)
    document = Document.objects.get(key="call-2023")
    assert (str(document.date), str(document.known_from)) == ("2023-04-01", "2023-04-03")


@pytest.mark.long
def test_a_column_that_the_sheet_does_without_leaves_what_the_file_says(data):
    row = _program(data, "coi-next") | {"name": "別の名前"}
    few = [key for key in SHEETS["programs"].keys if key not in OPTIONAL]
    import_edition({"programs": [few, [row[key] for key in few]]}, R5, data=data, by=OPERATOR)
    program = Program.objects.get(key="coi-next")
    assert (program.name, program.abbreviation) == ("別の名前", "COI-NEXT")


@pytest.mark.long
def test_a_sheet_of_rules_without_english_columns_takes_no_english_away(data):
    few = [key for key in SHEETS["eligibility"].keys if key not in OPTIONAL]
    rows = [[row[key] for key in few] for row in _rows(data, "eligibility")]
    assert import_edition({"eligibility": [few, *rows]}, R5, data=data, by=OPERATOR).differences == []


@pytest.mark.long
def test_english_words_with_commas_are_read(data):
    with translation.override("en"):
        words = {"lead": "City, town or village; University,Company or other private body"}
        import_edition(_new(eligibility=words), R5, data=data, by=OPERATOR)
    assert Program.objects.get(key="new-one").eligibilities.get().lead == ["city", "university", "company"]


def test_files_are_as_they_were_where_one_of_them_cannot_be_written(data):
    before, path = _contents(data), Path("catalog/totals.toml")
    contents = {path: b"# another", path / "below-a-file.toml": b"# no place"}
    with pytest.raises(Rejected) as refused, data_folder.taking_back({path: b""}, data):
        data_folder.write(contents, data)
    assert [problem.code for problem in refused.value.problems] == ["not_written"]
    assert _changed_files(before, data) == set()


def test_files_are_as_they_were_where_what_follows_them_fails(data):
    before = _contents(data)
    contents = {Path("catalog/totals.toml"): b"# another", Path("catalog/documents/sheets.toml"): b"# new"}
    failed = contextlib.suppress(ZeroDivisionError)
    with failed, data_folder.taking_back(contents, data):
        data_folder.write(contents, data)
        assert _changed_files(before, data) == {str(path) for path in contents}
        raise ZeroDivisionError
    assert _changed_files(before, data) == set()


@pytest.mark.long
def test_the_commands_write_the_lists_and_bring_them_back(data, tmp_path):
    folder = tmp_path / "all"
    given = ("--data", str(data))
    said = _run("catalog", "export", "--with", "programs", "--format", "csv", "-o", str(folder), *given).stdout
    assert "事業 92、要件 120" in said
    before = _contents(data)
    for name, row in {"documents": DOCUMENT, "programs": PROGRAM, "eligibility": RULE}.items():
        line = Table(name, [row.get(key, "") for key in SHEETS[name].keys], [])
        with (folder / f"{name}.csv").open("a", newline="") as file:
            file.write(to_csv(line))
    bring = ("catalog", "import", str(folder), "--year", "R4", *given)
    told = _cli_rows(_run(*bring, "--dry-run", "--format", "csv").stdout)
    assert told[0] == ["sheet", "row", "column", "change", "old", "new"]
    assert [row[0] for row in told[1:]] == ["documents", "programs", "eligibility"]
    assert _changed_files(before, data) == set()
    said = _run(*bring).stderr
    assert "書き換えたファイル：catalog/documents/sheets.toml、catalog/programs/new-one.toml" in said
    assert "新しい事業" in _run("search", "新しい事業").stdout
