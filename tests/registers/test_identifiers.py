"""Numbers with a wrong digit are found, and real ones are taken."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import PROJECT
from tsunagu.registers.enums import Scheme
from tsunagu.registers.rules import identifiers

DATA = PROJECT.parent / "shared" / "data"
REAL = {
    Scheme.HOUJIN: ["7000012050002", "5010005007398", "4120905002554"],
    Scheme.SCHOOL: ["F101110100010", "F102110100572"],
    Scheme.LOCAL_GOVERNMENT: ["011002", "130001", "271004", "340006", "390003", "473821"],
    Scheme.ERAD_INSTITUTION: ["1234567890"],
    Scheme.ROR: ["02e16g702", "057zh3y96", "00ws30h19", "046f6cx68", "04mzk4q39", "00097mb19"],
    Scheme.ORCID: ["0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X"],
    Scheme.OPENALEX: ["I4210135670", "A5023888391"],
}
WRITTEN = {
    (Scheme.ROR, " https://ror.org/02E16G702 "): "02e16g702",
    (Scheme.ORCID, "https://orcid.org/0000-0002-1694-233x"): "0000-0002-1694-233X",
    (Scheme.ORCID, "000000021694233Ｘ"): "0000-0002-1694-233X",
    (Scheme.HOUJIN, "７０００-０１２０-５０００２"): "7000012050002",
    (Scheme.OPENALEX, "https://openalex.org/i74801974"): "I74801974",
}


def _codes(scheme: Scheme, value: str) -> list[str]:
    return [problem.code for problem in identifiers.problems(scheme, value)]


@pytest.mark.parametrize(("scheme", "value"), [(scheme, value) for scheme, values in REAL.items() for value in values])
def test_real_numbers_are_taken(scheme: Scheme, value: str):
    assert _codes(scheme, value) == []


@pytest.mark.parametrize(("written", "kept"), WRITTEN.items())
def test_a_number_is_kept_in_one_form_however_it_is_written(written: tuple[Scheme, str], kept: str):
    assert identifiers.canonical(*written) == kept


@pytest.mark.parametrize(
    ("scheme", "value"), [(scheme, value) for scheme in REAL for value in ("", "abc", "１２３", "9" * 40)]
)
def test_what_is_no_number_at_all_is_malformed(scheme: Scheme, value: str):
    assert _codes(scheme, value) == ["malformed"]


CHECKED = [Scheme.HOUJIN, Scheme.SCHOOL, Scheme.LOCAL_GOVERNMENT, Scheme.ROR, Scheme.ORCID]


@pytest.mark.parametrize("scheme", CHECKED)
def test_a_wrong_check_digit_is_found_and_said(scheme: Scheme):
    for value in REAL[scheme]:
        place = 0 if scheme is Scheme.HOUJIN else -1
        wrong = _with_digit(value, place)
        assert _codes(scheme, wrong) == ["check-digit"], wrong


def _with_digit(value: str, place: int) -> str:
    digits = list(value)
    digits[place] = "1" if digits[place] in "90X" else str(int(digits[place]) + 1)
    return "".join(digits)


@given(st.text("0123456789", min_size=7, max_size=7), st.integers(0, 6), st.integers(1, 9))
def test_one_mistyped_digit_of_a_researcher_number_changes_its_check_digit_where_weight_one(seven, place, by):
    number = f"{identifiers.erad_researcher_digit(seven)}{seven}"
    assert _codes(Scheme.ERAD_RESEARCHER, number) == []
    mistyped = seven[:place] + str((int(seven[place]) + by) % 10) + seven[place + 1 :]
    same = identifiers.erad_researcher_digit(mistyped) == int(number[0])
    # a digit of weight 2 that is five off gives the same sum: the rule cannot see it
    assert same == (place % 2 == 1 and by == 5)


def test_the_school_codes_of_all_universities_are_right():
    path = DATA / "universities_r4.csv"
    if not path.is_file():
        pytest.skip(f"{path} is not here; it is not part of the repository")
    with path.open(encoding="utf-8-sig") as file:
        codes = [row["school_code"] for row in csv.DictReader(file)]
    assert (len(codes), [code for code in codes if _codes(Scheme.SCHOOL, code)]) == (813, [])


def test_the_codes_of_all_local_governments_are_right():
    path = DATA / "localgovjp.csv"
    if not path.is_file():
        pytest.skip(f"{path} is not here; it is not part of the repository")
    with path.open(encoding="utf-8-sig") as file:
        codes = [row["lgcode"] for row in csv.DictReader(file)]
    wrong = [code for code in codes if _codes(Scheme.LOCAL_GOVERNMENT, code)]
    assert (len(codes), wrong) == (1916, [])


def test_people_and_bodies_have_numbers_of_their_own():
    assert identifiers.fits(Scheme.ORCID, REAL[Scheme.ORCID][0], person=True)
    assert not identifiers.fits(Scheme.ORCID, REAL[Scheme.ORCID][0], person=False)
    assert identifiers.fits(Scheme.OPENALEX, "A1", person=True)
    assert not identifiers.fits(Scheme.OPENALEX, "A1", person=False)
    assert identifiers.fits(Scheme.HOUJIN, REAL[Scheme.HOUJIN][0], person=False)
