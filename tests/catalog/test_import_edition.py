import copy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.catalog import snapshot
from tests.catalog.cast import OPERATOR
from tsunagu.catalog.actions import import_edition, publish
from tsunagu.catalog.models import Contact, Map
from tsunagu.catalog.queries.editions import drafts, shown, whole
from tsunagu.catalog.sheets import in_words, tables
from tsunagu.catalog.sheets.columns import LAYOUTS, SHEETS
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.spreadsheets import Flaw, Flawed, read
from tsunagu.kernel.tables import to_csv, to_xlsx
from tsunagu.kernel.years import FiscalYear

pytestmark = pytest.mark.django_db
R4, R5 = FiscalYear(2022), FiscalYear(2023)
Sheets = dict[str, list[list[str]]]


@pytest.fixture(params=["xlsx", "csv"])
def exported(request, tmp_path) -> Sheets:
    """The real edition written to a file and read back."""
    found = tables(whole(shown(R4)))
    if request.param == "xlsx":
        path = tmp_path / "map.xlsx"
        path.write_bytes(to_xlsx(in_words(found)))
    else:
        path = tmp_path / "map"
        path.mkdir()
        for table in found:
            (path / f"{table.name}.csv").write_text(to_csv(table, bom=True), newline="")
    return {name: [list(row) for row in rows] for name, rows in read(path).items()}


@pytest.fixture(scope="module")
def _sheets(real_data, django_db_blocker, tmp_path_factory) -> Sheets:
    path = tmp_path_factory.mktemp("edition") / "map.xlsx"
    real_data.use()
    with django_db_blocker.unblock():
        path.write_bytes(to_xlsx(tables(whole(shown(R4)))))
    return read(path)


@pytest.fixture
def sheets(_sheets) -> Sheets:
    """The real edition as sheets, to be changed by a test."""
    return copy.deepcopy({name: [list(row) for row in rows] for name, rows in _sheets.items()})


@pytest.fixture
def one(sheets) -> Sheets:
    """The rows of one map of it, which takes an eighth of the time."""
    return {name: [rows[0], *(row for row in rows[1:] if row[0] == "maas")] for name, rows in sheets.items()}


def _set(sheets: Sheets, sheet: str, row: int, column: str, value: str) -> None:
    """Write a cell; rows are counted as a spreadsheet shows them."""
    sheets[sheet][row - 1][SHEETS[sheet].keys.index(column)] = value


def _contents(year: FiscalYear) -> dict[str, list[tuple]]:
    return {table.name: [tuple(row) for row in table.rows] for table in tables(whole(shown(year)))}


def _draft(key: str, year: FiscalYear = R5) -> Map:
    return drafts(year).get(key=key)


def _told(sheets: Sheets, year: FiscalYear = R4, **how) -> list[tuple]:
    """What an import says is different; of a new year without the sources that were left as they are."""
    found = import_edition(sheets, year, **how, by=OPERATOR).differences
    cells = [(one.sheet, one.row, one.column, one.change.value, one.old, one.new) for one in found]
    return [cell for cell in cells if cell[3] != "old-source"]


def _problems(sheets: Sheets, year: FiscalYear = R4) -> list[tuple[str, str]]:
    with CaptureQueriesContext(connection) as statements, pytest.raises(Rejected) as refused:
        import_edition(sheets, year, by=OPERATOR)
    assert {statement["sql"].split()[0] for statement in statements} == {"SELECT"}  # nothing is written
    return [(problem.where, problem.code) for problem in refused.value.problems]


@pytest.mark.long
def test_an_exported_edition_brought_back_changes_nothing(exported):
    before = snapshot.catalog()
    imported = import_edition(exported, R4, by=OPERATOR)
    assert (imported.drafts, imported.differences, imported.warnings) == ([], [], [])
    assert snapshot.changed(before, snapshot.catalog()) == set()
    assert [len(rows) for rows in _contents(R4).values()] == [8, 76, 80]


@pytest.mark.long
def test_the_edition_of_a_new_year_is_a_draft_beside_what_readers_see(sheets):
    before = _contents(R4)
    _set(sheets, "contacts", 2, "tel_1", "03-0000-0000")
    assert _told(sheets, R5) == [("contacts", 2, "tel_1", "changed", "03-3501-1618", "03-0000-0000")]
    assert _contents(R4) == before
    assert shown(R5).count() == 0
    assert _draft("maas").contacts.get(order=1).points.get().tel == "03-0000-0000"
    assert [(draft.key, draft.state, draft.number) for draft in drafts(R5)] == [("maas", "draft", 1)]


@pytest.mark.long
def test_a_dry_run_says_what_would_change_and_changes_nothing(one):
    _set(one, "contacts", 2, "tel_1", "03-0000-0000")
    before = snapshot.catalog()
    told = _told(one, dry_run=True)
    assert told == [("contacts", 2, "tel_1", "changed", "03-3501-1618", "03-0000-0000")]
    assert snapshot.changed(before, snapshot.catalog()) == set()


def test_a_year_that_is_published_is_told_against_itself(one):
    _set(one, "boxes", 2, "amount", "1460000000")
    publish(import_edition(one, R5, by=OPERATOR).drafts, R5, by=OPERATOR)
    _set(one, "boxes", 2, "amount", "1470000000")
    assert _told(one, R5) == [("boxes", 2, "amount", "changed", "1460000000", "1470000000")]


def test_rows_that_still_name_the_document_of_the_year_before_are_told(one):
    _set(one, "contacts", 2, "new_call", "無")
    _set(one, "contacts", 3, "at", "package-revision-2022:3")
    found = import_edition(one, R5, by=OPERATOR).differences
    old = {(row.sheet, row.row) for row in found if row.change == "old-source"}
    boxes = {("boxes", number) for number in range(2, 10)}
    contacts = {("contacts", number) for number in range(2, 10)}
    assert old == {("maps", 2), *boxes, *contacts} - {("contacts", 3)}


def test_a_row_added_a_row_gone_and_a_row_moved_are_told(one):
    gone = one["boxes"].pop(1)
    one["boxes"].append(one["boxes"].pop(1))
    one["boxes"].append([*gone])
    _set(one, "boxes", 9, "program", "sip")
    _set(one, "boxes", 9, "name", "新しい箱")
    assert _told(one) == [
        ("boxes", 8, "", "moved", "2", "7"),
        ("boxes", 9, "", "added", "", "maas sip 新しい箱"),
        ("boxes", None, "", "gone", "maas sparc 地域活性化人材育成事業", ""),
    ]


def test_a_row_that_changed_its_name_is_the_same_row(one):
    _set(one, "boxes", 3, "name", "共創の場")
    assert _told(one) == [("boxes", 3, "name", "changed", "共創の場形成支援プログラム", "共創の場")]


def test_the_maps_that_the_sheets_do_not_name_stay(one):
    others = list(Contact.objects.exclude(map__key="maas").order_by("pk").values())
    _set(one, "contacts", 2, "name", "べつの名前")
    assert import_edition(one, R4, by=OPERATOR).drafts == ["maas"]
    assert list(Contact.objects.exclude(map__key="maas").order_by("pk").values()) == others


def test_a_row_that_is_taken_away_goes_and_the_order_is_that_of_the_sheet(one):
    gone = one["contacts"].pop(1)
    one["contacts"][1:] = one["contacts"][:0:-1]
    import_edition(one, R4, by=OPERATOR)
    names = list(_draft("maas", R4).contacts.values_list("name", flat=True))
    assert names == [row[2] for row in one["contacts"][1:]]
    assert gone[2] not in names


def test_a_row_may_have_two_offices(one):
    for column, value in {
        "ministry_2": "総務省",
        "department_2": "地域力創造グループ/地域政策課",
        "tel_2": "03-5253-5523",
        "email_2": "a@soumu.go.jp",
    }.items():
        _set(one, "contacts", 2, column, value)
    import_edition(one, R5, by=OPERATOR)
    row = _draft("maas").contacts.get(order=1)
    assert [(point.ministry, point.department, point.tel) for point in row.points.all()] == [
        ("経済産業省", ["製造産業局", "自動車課", "ITS・自動走行推進室"], "03-3501-1618"),
        ("総務省", ["地域力創造グループ", "地域政策課"], "03-5253-5523"),
    ]


def test_a_department_can_be_kept_as_printed_beside_its_correction(one):
    _set(one, "contacts", 2, "corrected_1", "製造産業局/モビリティDX室")
    import_edition(one, R5, by=OPERATOR)
    point = _draft("maas").contacts.get(order=1).points.get()
    assert (point.department[-1], point.office.path) == ("ITS・自動走行推進室", ["製造産業局", "モビリティDX室"])


def test_a_program_may_be_named_by_its_full_name(one):
    _set(one, "boxes", 2, "program", "共創の場形成支援プログラム")
    import_edition(one, R5, by=OPERATOR)
    assert _draft("maas").boxes.get(order=1).program.key == "coi-next"


@pytest.mark.parametrize(
    ("short", "name"), [("文科省", "文部科学省"), ("経産省", "経済産業省"), ("国交省", "国土交通省")]
)
def test_a_ministry_may_be_shortened_as_usual(one, short, name):
    _set(one, "contacts", 2, "ministry_1", short)
    _set(one, "contacts", 3, "tel_1", "03-0000-0000")  # a map that is as published makes no draft
    import_edition(one, R5, by=OPERATOR)
    assert _draft("maas").contacts.get(order=1).points.get().ministry == name


PHASES = {
    "university": ["university", "大学が変わる"],
    "development": ["① 技術の高度化・基盤技術の開発"],
    "deployment": ["②実装", "実装", "2. Putting it to use", "第2段階 実装", "Phase 2: Putting it to use"],
}


@pytest.mark.parametrize(("typed", "phase"), [(typed, phase) for phase, every in PHASES.items() for typed in every])
def test_a_word_of_the_field_may_be_typed_as_it_is_shown(one, typed, phase):
    _set(one, "boxes", 2, "phase", typed)
    _set(one, "contacts", 3, "tel_1", "03-0000-0000")  # a map that is as published makes no draft
    import_edition(one, R5, by=OPERATOR)
    assert _draft("maas").boxes.get(order=1).phase == phase


@pytest.mark.parametrize("typed", ["①②", "①;②", "1;2", "１；２", "1、2", "2,1"])
def test_applicants_may_be_typed_in_several_ways(one, typed):
    _set(one, "contacts", 2, "applicants", typed)
    import_edition(one, R5, by=OPERATOR)
    assert sorted(_draft("maas").contacts.get(order=1).applicants) == ["1", "2"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("typed", "flag"),
    [
        ("有", True),
        ("無", False),
        ("TRUE", True),
        ("あり", True),
        ("1", True),
        ("0", False),
        ("なし", False),
        ("no", False),
    ],
)
def test_a_flag_may_be_typed_in_several_ways(one, typed, flag):
    _set(one, "contacts", 2, "new_call", typed)
    _set(one, "contacts", 3, "tel_1", "03-0000-0000")  # a map that is as published makes no draft
    import_edition(one, R5, by=OPERATOR)
    assert _draft("maas").contacts.get(order=1).new_call is flag


def test_an_empty_amount_stays_unknown(one):
    _set(one, "contacts", 2, "budget_thousand_yen", "")
    _set(one, "contacts", 3, "budget_thousand_yen", "１，２３４")
    import_edition(one, R5, by=OPERATOR)
    assert list(_draft("maas").contacts.values_list("budget_thousand_yen", flat=True))[:2] == [None, 1234]


def test_figures_as_printed_that_lost_what_stood_between_their_thousands_are_told(one):
    for row in (3, 5):
        _set(one, "contacts", row, "budget_printed", "5903060")
    [warning] = import_edition(one, R4, dry_run=True, by=OPERATOR).warnings
    assert warning.where == "連絡先 予算額（印刷のまま）"
    assert "2か所あります（3、5行目）" in warning.message


def test_empty_rows_and_columns_of_ones_own_are_passed_over(one):
    one["contacts"].insert(3, [""] * len(one["contacts"][0]))
    for rows in one.values():
        rows[0].append("memo")
        rows[1].append("note to self")
    assert _told(one) == []


def test_columns_may_stand_in_any_order(one):
    mixed = {name: [row[::-1] for row in rows] for name, rows in one.items()}
    assert _told(mixed) == []


def test_headings_may_be_the_keys_of_the_columns_and_sheets_may_be_called_so(one):
    old = {f" {name.upper()}": [SHEETS[name].keys, *rows[1:]] for name, rows in one.items()}
    assert _told(old) == []


def test_a_title_above_the_headings_is_told_in_one_sentence(sheets):
    sheets["boxes"].insert(0, ["令和5年度の箱"])
    assert _problems(sheets) == [("箱 1行目", "title_above")]


MISTAKES = [
    ("boxes", "program", "coi-nex", "unknown_program"),
    ("contacts", "program", "", "unknown_program"),
    ("maps", "band_program", "sib", "unknown_program"),
    ("boxes", "map", "maaas", "unknown_map"),
    ("contacts", "map", "", "unknown_map"),
    ("boxes", "phase", "大学", "choice"),
    ("boxes", "confidence", "", "choice"),
    ("maps", "axis", "teme", "choice"),
    ("boxes", "amount", "138億円", "number"),
    ("boxes", "amount", "-5", "number"),
    ("boxes", "amount", "1.5", "number"),
    ("boxes", "amount", "ー", "number"),
    ("boxes", "amount", "9" * 30, "number"),
    ("contacts", "budget_thousand_yen", "〇〇", "number"),
    ("maps", "order", "first", "number"),
    ("maps", "order", "40000", "number"),
    ("boxes", "inclusive", "maybe", "flag"),
    ("contacts", "new_call", "", "flag"),
    ("contacts", "consortium", "x", "flag"),
    ("contacts", "applicants", "", "applicants"),
    ("contacts", "applicants", "5", "applicants"),
    ("contacts", "applicants", "12", "applicants"),
    ("contacts", "applicants", "2;2", "applicant_twice"),
    ("contacts", "partial", "⑤", "applicants"),
    ("boxes", "amount", "0", "zero"),
    ("contacts", "budget_thousand_yen", "0", "zero"),
    ("boxes", "amount", "12,34", "number"),
    ("contacts", "tel_1", "335011618", "telephone"),
    ("contacts", "extension_1", "2026-03-05", "extension"),
    ("contacts", "extension_1", "Mar-05", "extension"),
    ("maps", "headings", "univercity=大学", "choice"),
    ("contacts", "ministry_1", "財務省", "unknown_ministry"),
    ("contacts", "email_1", "itshann", "email"),
    ("contacts", "name", " ", "empty"),
    ("contacts", "applicants_printed", "", "empty"),
    ("boxes", "name", "", "empty"),
    ("maps", "title", "", "empty"),
    ("boxes", "at", "package-2002:30", "unknown_document"),
    ("contacts", "at", "nowhere", "unknown_document"),
    ("boxes", "name", "長" * 201, "too_long"),
    ("boxes", "ministry", "長" * 101, "too_long"),
    ("contacts", "budget_printed", "長" * 201, "too_long"),
    ("contacts", "tel_1", "0" * 41, "too_long"),
    ("contacts", "department_1", "局/" + "課" * 201, "too_long"),
    ("maps", "name", "長" * 101, "too_long"),
    ("boxes", "at", "package-2022:" + "3" * 21, "too_long"),
]  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize(("sheet", "column", "value", "code"), MISTAKES)
def test_a_mistake_in_a_cell_is_named_with_sheet_row_and_column(sheets, sheet, column, value, code):
    _set(sheets, sheet, 4, column, value)
    assert _problems(sheets) == [(LAYOUTS[sheet].place(4, column), code)]


@pytest.mark.parametrize("flaw", list(Flaw))
def test_a_cell_without_a_usable_value_is_named(sheets, flaw):
    _set(sheets, "contacts", 4, "tel_1", Flawed("03-0000-0000", flaw))
    assert _problems(sheets) == [("連絡先 4行目 電話1", flaw.value)]


def test_a_program_that_is_not_there_gets_a_suggestion(sheets):
    _set(sheets, "boxes", 4, "program", "coi-nex")
    with pytest.raises(Rejected, match=r"箱 4行目 事業: 「coi-nex」.*もしかして「coi-next」"):
        import_edition(sheets, R4, by=OPERATOR)


def test_a_ministry_that_is_not_there_gets_a_suggestion(sheets):
    _set(sheets, "contacts", 4, "ministry_1", "総務庁")
    with pytest.raises(Rejected, match=r"総務庁.*もしかして「総務省」"):
        import_edition(sheets, R4, by=OPERATOR)


def test_all_mistakes_are_named_at_once(sheets):
    _set(sheets, "contacts", 80, "applicants", "9")
    _set(sheets, "boxes", 2, "phase", "x")
    _set(sheets, "boxes", 2, "amount", "x")
    _set(sheets, "maps", 9, "axis", "x")
    [map_key] = sheets["maps"][8][:1]
    expected = {
        ("地図 9行目 軸", "choice"),
        ("箱 2行目 段階", "choice"),
        ("箱 2行目 額（円）", "number"),
        ("連絡先 80行目 申請主体", "applicants"),
    }
    found = _problems(sheets)
    assert expected <= set(found)
    assert {code for where, code in found if (where, code) not in expected} <= {"unknown_map"}, map_key


def test_an_office_needs_its_ministry_and_a_row_needs_an_office(sheets):
    _set(sheets, "contacts", 4, "ministry_1", "")
    assert _problems(sheets) == [("連絡先 4行目 府省1", "no_ministry")]
    for column in ("department_1", "tel_1", "email_1"):
        _set(sheets, "contacts", 4, column, "")
    assert _problems(sheets) == [("連絡先 4行目 府省1", "no_office")]


def test_a_missing_sheet_is_named(sheets):
    del sheets["boxes"]
    assert _problems(sheets) == [("箱", "missing_sheet")]


def test_a_missing_column_is_named(sheets):
    index = SHEETS["boxes"].keys.index("phase")
    sheets["boxes"] = [row[:index] + row[index + 1 :] for row in sheets["boxes"]]
    assert _problems(sheets) == [("箱 1行目", "missing_column")]


def test_a_column_that_stands_twice_is_named(sheets):
    sheets["boxes"][0].append("phase")
    assert _problems(sheets) == [("箱 1行目", "column_twice")]


def test_a_map_that_stands_twice_is_named(sheets):
    sheets["maps"].append(list(sheets["maps"][1]))
    assert _problems(sheets) == [("地図 10行目 地図", "map_twice")]


@pytest.mark.parametrize("key", ["ma as", "maas/2023", "MaaS・自動運転", "../maas", "a" * 61])
def test_the_key_of_a_map_must_fit_into_an_address(one, key):
    for rows in one.values():
        for row in rows[1:]:
            row[0] = key
    assert _problems(one, R5) == [("地図 2行目 地図", "key")]


def test_sheets_without_a_map_are_refused(sheets):
    assert _problems({name: rows[:1] for name, rows in sheets.items()}) == [("地図", "empty")]


def test_a_file_that_is_something_else_is_refused():
    assert [code for _, code in _problems({"Sheet1": [["a", "b"], ["1", "2"]]})] == ["missing_sheet"] * 3
