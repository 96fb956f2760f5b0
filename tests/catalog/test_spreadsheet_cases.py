"""Spreadsheets as people send them back, file by file; what they show is also made by the tests beside this one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.catalog.cast import OPERATOR
from tests.conftest import PROJECT
from tsunagu.catalog.actions import import_edition
from tsunagu.catalog.actions.import_edition import Imported
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.spreadsheets import read
from tsunagu.kernel.years import FiscalYear

CASES = PROJECT.parent / "shared" / "cases" / "spreadsheets"
pytestmark = [
    pytest.mark.long,
    pytest.mark.django_db,
    pytest.mark.skipif(not CASES.is_dir(), reason=f"the cases are not here ({CASES}); they are not in the repository"),
]
REFUSED = {
    "09_merge_optional_tel.xlsx": ("連絡先 2行目 電話1", "merged"),
    "12_formula_uncached_amount.xlsx": ("箱 2行目 額（円）", "no_value"),
    "13_formula_error.xlsx": ("箱 2行目 額（円）", "no_value"),  # no program has calculated it
    "15_tel_number_lost_zero.xlsx": ("連絡先 2行目 電話1", "number"),
    "16_extension_became_date.xlsx": ("連絡先 2行目 内線1", "date"),
    "21_amount_zero.xlsx": ("箱 2行目 額（円）", "zero"),
    "25_applicants_dup.xlsx": ("連絡先 2行目 申請主体", "applicant_twice"),
    "34_title_row_above.xlsx": ("箱 1行目", "title_above"),
    "42_far_cell.xlsx": ("42_far_cell.xlsx XFD1048576", "far_cell"),
    "47_heading_bad_phase.xlsx": ("地図 2行目 見出し", "choice"),
    "62_password.xlsx": ("62_password.xlsx", "locked"),
}
READ = {  # with a cell that is told: sheet, row, column, old and new
    "02_tel_edit.xlsx": ("contacts", 2, "tel_1", "03-3501-1618", "03-9999-0001"),
    "03_amount_edit.xlsx": ("boxes", 2, "amount", "1450000000", "1460000000"),
    "22_applicants_circled.xlsx": ("contacts", 2, "applicants", "②", "①②"),
    "23_applicants_fullwidth.xlsx": ("contacts", 2, "applicants", "②", "①②"),
    "39_row_moved_last.xlsx": ("boxes", 77, "", "2", "8"),
}
UNCHANGED = ("31_sheet_trailing_space.xlsx", "58_phase_japanese.xlsx", "c5_semicolon", "c11_upper")


def _imported(name: str) -> Imported:
    return import_edition(read(CASES / name), FiscalYear(2022), dry_run=True, by=OPERATOR)


def _told(name: str) -> set[tuple]:
    return {(one.sheet, one.row, one.column, one.old, one.new) for one in _imported(name).differences}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused_in_one_sentence_with_its_cell(name):
    with pytest.raises(Rejected) as refused:
        _imported(name)
    assert [(problem.where, problem.code) for problem in refused.value.problems] == [REFUSED[name]]


@pytest.mark.parametrize("name", READ)
def test_what_was_changed_is_told(name):
    assert _told(name) - _told("58_phase_japanese.xlsx") >= {READ[name]}


@pytest.mark.parametrize("name", UNCHANGED[1:])
def test_what_was_only_saved_otherwise_changes_nothing(name):
    assert _told(name) == _told(UNCHANGED[0])


def test_a_name_that_is_turned_around_is_warned_of():
    [warning] = _imported("36_bidi.xlsx").warnings
    assert (warning.where, warning.code) == ("箱 2行目 名前", "hidden")


def test_separators_that_a_program_took_away_are_warned_of():
    warnings = _imported("csv_saved_by_a_spreadsheet_program").warnings
    assert [warning.code for warning in warnings] == ["bare_figure"]
    assert "53か所" in warnings[0].message


def test_every_case_is_tried():
    tried = {*REFUSED, *READ, *UNCHANGED, "36_bidi.xlsx", "csv_saved_by_a_spreadsheet_program", "README.md"}
    assert {path.name for path in Path(CASES).iterdir()} == tried
