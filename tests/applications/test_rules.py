"""Dossiers and receipts: the same content gives the same bytes, and no mistyped number leads to another application."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.calls.test_rules import CALL, ON
from tsunagu.applications.rules import dossiers, forms
from tsunagu.calls.rules import eligibility
from tsunagu.sheets.enums import Standing
from tsunagu.sheets.rules.answers import Said

NUMBERS = st.integers(1, 99_999_999)


@given(NUMBERS)
def test_a_receipt_leads_back_to_its_number(number: int):
    assert dossiers.number_of(dossiers.receipt(number)) == number


@given(NUMBERS, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(number: int, place: int, by: int):
    digits = dossiers.receipt(number).replace("-", "")
    wrong = digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :]
    assert dossiers.number_of(wrong) is None


@given(NUMBERS, st.integers(0, 8))
def test_two_digits_changed_about_are_noticed(number: int, place: int):
    digits = dossiers.receipt(number).replace("-", "")
    one, other = digits[place], digits[place + 1]
    turned = digits[:place] + other + one + digits[place + 2 :]
    assert one == other or dossiers.number_of(turned) is None


def test_what_is_no_receipt_leads_nowhere():
    assert [dossiers.number_of(text) for text in ("", "x", "1234567890123", "００００００１２-00")] == [None] * 4


def dossier(text: str) -> dossiers.Dossier:
    said = {"vision": Said(Standing.GIVEN, text), "title": Said(Standing.GIVEN, "x")}
    judged = eligibility.judge(CALL, {}, ON)
    told = {"call": {"key": "a", "name": "b"}, "body": {"name": "d", "key": "c"}}
    return dossiers.dossier(**told, questions=forms.questions(CALL), said=said, judged=judged)


def test_the_same_content_has_the_same_fingerprint_and_any_other_another():
    assert dossier("髙﨑①㈱").fingerprint == dossier("髙﨑①㈱").fingerprint
    assert dossier("髙﨑①㈱").fingerprint != dossier("高崎①㈱").fingerprint
    assert "髙﨑①㈱" in dossier("髙﨑①㈱").text


def test_a_form_asks_its_title_first_and_nothing_that_the_directory_knows():
    assert [one.key for one in forms.questions(CALL)] == ["title", "members", "vision"]
    assert forms.known(CALL, {}, "company") == {"applicant": "company"}
