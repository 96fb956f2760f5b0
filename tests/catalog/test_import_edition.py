import copy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.catalog import snapshot
from tsunagu.catalog.actions import import_edition
from tsunagu.catalog.models import Contact, Map
from tsunagu.catalog.queries.maps import edition
from tsunagu.catalog.sheets import tables
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.spreadsheets import read
from tsunagu.kernel.tables import to_csv, to_xlsx
from tsunagu.kernel.years import FiscalYear

pytestmark = pytest.mark.django_db
R4, R5 = FiscalYear(2022), FiscalYear(2023)
Sheets = dict[str, list[list[str]]]


@pytest.fixture(params=["xlsx", "csv"])
def exported(request, tmp_path) -> Sheets:
    """The real edition written to a file and read back."""
    found = tables(edition(R4))
    if request.param == "xlsx":
        path = tmp_path / "map.xlsx"
        path.write_bytes(to_xlsx(found))
    else:
        path = tmp_path / "map"
        path.mkdir()
        for table in found:
            (path / f"{table.name}.csv").write_text(to_csv(table, bom=True), newline="")
    return {name: [list(row) for row in rows] for name, rows in read(path).items()}


@pytest.fixture(scope="module")
def _sheets(catalog_database, django_db_blocker, tmp_path_factory) -> Sheets:
    path = tmp_path_factory.mktemp("edition") / "map.xlsx"
    catalog_database.use()
    with django_db_blocker.unblock():
        path.write_bytes(to_xlsx(tables(edition(R4))))
    return read(path)


@pytest.fixture
def sheets(_sheets) -> Sheets:
    """The real edition as sheets, to be changed by a test."""
    return copy.deepcopy({name: [list(row) for row in rows] for name, rows in _sheets.items()})


def _only(sheets: Sheets, key: str) -> Sheets:
    """The rows of one map."""
    return {name: [rows[0], *(row for row in rows[1:] if row[0] == key)] for name, rows in sheets.items()}


def _set(sheets: Sheets, sheet: str, row: int, column: str, value: str) -> None:
    """Write a cell; rows are counted as a spreadsheet shows them."""
    sheets[sheet][row - 1][sheets[sheet][0].index(column)] = value


def _contents(year: FiscalYear) -> dict[str, list[tuple]]:
    return {table.name: [tuple(row) for row in table.rows] for table in tables(edition(year))}


def _problems(sheets: Sheets, year: FiscalYear = R4) -> list[tuple[str, str]]:
    with CaptureQueriesContext(connection) as statements, pytest.raises(Rejected) as refused:
        import_edition(sheets, year)
    assert {statement["sql"].split()[0] for statement in statements} == {"SELECT"}  # nothing is written
    return [(problem.where, problem.code) for problem in refused.value.problems]


def test_an_exported_edition_brought_back_changes_nothing(exported):
    before = _contents(R4)
    changes = import_edition(exported, R4)
    assert [(change.sheet, change.added, change.removed) for change in changes] == [
        ("maps", [], []),
        ("boxes", [], []),
        ("contacts", [], []),
    ]
    assert _contents(R4) == before
    assert [len(rows) for rows in before.values()] == [8, 76, 80]


def test_the_edition_of_a_new_year_is_that_year_beside_the_other(sheets):
    before = _contents(R4)
    _set(sheets, "contacts", 2, "tel_1", "03-0000-0000")
    changes = import_edition(sheets, R5)
    assert [(change.sheet, len(change.added), len(change.removed)) for change in changes] == [
        ("maps", 8, 0),
        ("boxes", 76, 0),
        ("contacts", 80, 0),
    ]
    assert _contents(R4) == before
    assert Contact.objects.get(map__fiscal_year=2023, map__key="maas", order=1).points.get().tel == "03-0000-0000"
    assert Map.objects.filter(fiscal_year=2023, edited_by_officer=True).count() == 8


def test_a_dry_run_says_what_would_change_and_changes_nothing(sheets):
    _set(sheets, "contacts", 2, "tel_1", "03-0000-0000")
    before = snapshot.catalog()
    changes = {change.sheet: change for change in import_edition(sheets, R4, dry_run=True)}
    assert [len(changes[name].added) for name in ("maps", "boxes", "contacts")] == [0, 0, 1]
    [added], [removed] = changes["contacts"].added, changes["contacts"].removed
    assert [(new, old) for new, old in zip(added, removed, strict=True) if new != old] == [
        ("03-0000-0000", "03-3501-1618")
    ]
    assert snapshot.changed(before, snapshot.catalog()) == set()


def test_the_maps_that_the_sheets_do_not_name_stay(sheets):
    others = list(Contact.objects.exclude(map__key="maas").order_by("pk").values())
    one = _only(sheets, "maas")
    _set(one, "contacts", 2, "name", "べつの名前")
    changes = import_edition(one, R4)
    assert [(len(change.added), len(change.removed)) for change in changes] == [(0, 0), (0, 0), (1, 1)]
    assert list(Contact.objects.exclude(map__key="maas").order_by("pk").values()) == others
    assert list(Map.objects.filter(edited_by_officer=True).values_list("key", flat=True)) == ["maas"]


def test_a_row_that_is_taken_away_goes_and_the_order_is_that_of_the_sheet(sheets):
    one = _only(sheets, "maas")
    gone = one["contacts"].pop(1)
    one["contacts"][1:] = one["contacts"][:0:-1]
    import_edition(one, R4)
    names = list(Contact.objects.filter(map__key="maas").order_by("order").values_list("name", flat=True))
    assert names == [row[2] for row in one["contacts"][1:]]
    assert gone[2] not in names


def test_a_row_may_have_two_offices(sheets):
    for column, value in {
        "ministry_2": "総務省",
        "department_2": "地域力創造グループ/地域政策課",
        "tel_2": "03-5253-5523",
        "email_2": "a@soumu.go.jp",
    }.items():
        _set(sheets, "contacts", 2, column, value)
    import_edition(sheets, R5)
    row = Contact.objects.get(map__fiscal_year=2023, map__key="maas", order=1)
    assert [(point.ministry, point.department, point.tel) for point in row.points.all()] == [
        ("経済産業省", ["製造産業局", "自動車課", "ITS・自動走行推進室"], "03-3501-1618"),
        ("総務省", ["地域力創造グループ", "地域政策課"], "03-5253-5523"),
    ]


def test_a_department_can_be_kept_as_printed_beside_its_correction(sheets):
    _set(sheets, "contacts", 2, "corrected_1", "製造産業局/モビリティDX室")
    import_edition(sheets, R5)
    point = Contact.objects.get(map__fiscal_year=2023, map__key="maas", order=1).points.get()
    assert (point.department[-1], point.office.path) == ("ITS・自動走行推進室", ["製造産業局", "モビリティDX室"])


def test_a_program_may_be_named_by_its_full_name(sheets):
    _set(sheets, "boxes", 2, "program", "共創の場形成支援プログラム")
    import_edition(sheets, R5)
    assert Map.objects.get(key="maas", fiscal_year=2023).boxes.get(order=1).program.key == "coi-next"


@pytest.mark.parametrize(
    ("typed", "flag"), [("有", True), ("無", False), ("TRUE", True), ("1", True), ("0", False), ("no", False)]
)
def test_a_flag_may_be_typed_in_several_ways(sheets, typed, flag):
    _set(sheets, "contacts", 2, "new_call", typed)
    import_edition(sheets, R5)
    assert Contact.objects.get(map__fiscal_year=2023, map__key="maas", order=1).new_call is flag


def test_an_empty_amount_stays_unknown_and_is_not_0(sheets):
    _set(sheets, "contacts", 2, "budget_thousand_yen", "")
    _set(sheets, "contacts", 3, "budget_thousand_yen", "0")
    _set(sheets, "contacts", 4, "budget_thousand_yen", "１，２３４")
    import_edition(sheets, R5)
    rows = (
        Contact.objects.filter(map__fiscal_year=2023, map__key="maas")
        .order_by("order")
        .values_list("budget_thousand_yen", flat=True)
    )
    assert list(rows)[:3] == [None, 0, 1234]


def test_empty_rows_and_columns_of_ones_own_are_passed_over(sheets):
    sheets["contacts"].insert(3, [""] * len(sheets["contacts"][0]))
    for rows in sheets.values():
        rows[0].append("memo")
        rows[1].append("note to self")
    changes = import_edition(sheets, R4)
    assert [(change.added, change.removed) for change in changes] == [([], [])] * 3


def test_columns_may_stand_in_any_order(sheets):
    mixed = {name: [row[::-1] for row in rows] for name, rows in sheets.items()}
    changes = import_edition(mixed, R4)
    assert [(change.added, change.removed) for change in changes] == [([], [])] * 3


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
    ("contacts", "partial", "②", "applicants"),
    ("contacts", "ministry_1", "経済省", "unknown_ministry"),
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


@pytest.mark.parametrize(("sheet", "column", "value", "code"), MISTAKES)
def test_a_mistake_in_a_cell_is_named_with_sheet_row_and_column(sheets, sheet, column, value, code):
    _set(sheets, sheet, 4, column, value)
    assert _problems(sheets) == [(f"{sheet} 4 {column}", code)]


def test_a_program_that_is_not_there_gets_a_suggestion(sheets):
    _set(sheets, "boxes", 4, "program", "coi-nex")
    with pytest.raises(Rejected, match=r"boxes 4 program: .*'coi-nex'.*did you mean 'coi-next'"):
        import_edition(sheets, R4)


def test_a_ministry_that_is_not_there_gets_a_suggestion(sheets):
    _set(sheets, "contacts", 4, "ministry_1", "総務庁")
    with pytest.raises(Rejected, match=r"総務庁.*did you mean '総務省'"):
        import_edition(sheets, R4)


def test_all_mistakes_are_named_at_once(sheets):
    _set(sheets, "contacts", 80, "applicants", "9")
    _set(sheets, "boxes", 2, "phase", "x")
    _set(sheets, "boxes", 2, "amount", "x")
    _set(sheets, "maps", 9, "axis", "x")
    [map_key] = sheets["maps"][8][:1]
    expected = {
        ("maps 9 axis", "choice"),
        ("boxes 2 phase", "choice"),
        ("boxes 2 amount", "number"),
        ("contacts 80 applicants", "applicants"),
    }
    found = _problems(sheets)
    assert expected <= set(found)
    assert {code for where, code in found if (where, code) not in expected} <= {"unknown_map"}, map_key


def test_an_office_needs_its_ministry_and_a_row_needs_an_office(sheets):
    _set(sheets, "contacts", 4, "ministry_1", "")
    assert _problems(sheets) == [("contacts 4 ministry_1", "no_ministry"), ("contacts 4 ministry_1", "no_office")]


def test_a_missing_sheet_is_named(sheets):
    del sheets["boxes"]
    assert _problems(sheets) == [("boxes", "missing_sheet")]


def test_a_missing_column_is_named(sheets):
    place = sheets["boxes"][0].index("phase")
    sheets["boxes"] = [row[:place] + row[place + 1 :] for row in sheets["boxes"]]
    assert _problems(sheets) == [("boxes 1 phase", "missing_column")]


def test_a_column_that_stands_twice_is_named(sheets):
    sheets["boxes"][0].append("phase")
    assert _problems(sheets) == [("boxes 1 phase", "column_twice")]


def test_a_map_that_stands_twice_is_named(sheets):
    sheets["maps"].append(list(sheets["maps"][1]))
    assert _problems(sheets) == [("maps 10 map", "map_twice")]


@pytest.mark.parametrize("key", ["ma as", "maas/2023", "MaaS・自動運転", "../maas", "a" * 61])
def test_the_key_of_a_map_must_fit_into_an_address(sheets, key):
    one = _only(sheets, "maas")
    for rows in one.values():
        for row in rows[1:]:
            row[0] = key
    assert _problems(one, R5) == [("maps 2 map", "key")]


def test_sheets_without_a_map_are_refused(sheets):
    assert _problems({name: rows[:1] for name, rows in sheets.items()}) == [("maps", "empty")]


def test_a_file_that_is_something_else_is_refused():
    assert [code for _, code in _problems({"Sheet1": [["a", "b"], ["1", "2"]]})] == ["missing_sheet"] * 3
