"""Cells of a map edition as people and programs write them: what is read, what is taken out, and what is refused."""

from __future__ import annotations

import pytest

from tests.catalog.cast import OPERATOR
from tests.catalog.test_import_edition import (
    R4,
    R5,
    _draft,
    _problems,
    _set,
    _sheets,  # noqa: F401  a fixture
    sheets,  # noqa: F401  a fixture
)
from tsunagu.catalog.actions import import_edition
from tsunagu.kernel.spreadsheets import Flaw, Flawed

pytestmark = pytest.mark.django_db


@pytest.mark.long
@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\u2066", "\u061c", "\u00ad", "\ufeff", "\x00", "\x08"])
def test_what_turns_a_text_around_or_is_not_seen_is_taken_out_and_told(sheets, hidden):  # noqa: F811
    _set(sheets, "boxes", 2, "name", f"{hidden}地域活性化{hidden}人材育成事業")
    imported = import_edition(sheets, R4, by=OPERATOR)
    assert imported.differences == []
    [warning] = imported.warnings
    assert (warning.where, warning.code) == ("箱 2行目 名前", "hidden")
    assert "「地域活性化人材育成事業」" in warning.message


@pytest.mark.long
def test_the_form_of_a_letter_in_a_name_stays(sheets):  # noqa: F811
    name = "葛\U000e0100城市\r\n実証"
    _set(sheets, "boxes", 2, "name", name)
    imported = import_edition(sheets, R5, by=OPERATOR)
    assert (imported.warnings, _draft("maas").boxes.get(order=1).name) == ([], name.replace("\r", ""))


@pytest.mark.long
@pytest.mark.parametrize(
    ("column", "typed", "kept"),
    [
        ("tel_1", "０３－３５０１−１６１９", "03-3501-1619"),
        ("extension_1", "５５２３", "5523"),
        ("budget_thousand_yen", "1450000.0", 1_450_000),
        ("budget_thousand_yen", Flawed("1450000", Flaw.NUMBER), 1_450_000),
        ("applicants", Flawed("2", Flaw.NUMBER), ["2"]),
        ("new_call", "ＴＲＵＥ", True),
    ],
)
def test_numbers_may_be_wide_and_as_a_program_writes_them(sheets, column, typed, kept):  # noqa: F811
    _set(sheets, "contacts", 2, column, typed)
    _set(sheets, "boxes", 2, "name", "実証")  # a map that says the same as before makes no draft
    import_edition(sheets, R5, by=OPERATOR)
    contact = _draft("maas").contacts.get(order=1)
    found = contact.points.get() if column.endswith("_1") else contact
    assert getattr(found, column.removesuffix("_1")) == kept


def test_a_row_that_says_the_same_as_one_above_is_refused(sheets):  # noqa: F811
    sheets["contacts"].insert(5, list(sheets["contacts"][3]))
    assert _problems(sheets) == [("連絡先 6行目 地図", "row_twice")]
