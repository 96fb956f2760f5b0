"""Finding an institution by a text: one way for pages, API and terminal."""

from __future__ import annotations

import pytest

from tests.strengths.questions.conftest import BETA, KO, OTSU, openalex
from tsunagu.kernel.labels import speaking
from tsunagu.strengths.errors import NoSuchThing, SeveralNamed
from tsunagu.strengths.questions.reading import Reading


@pytest.mark.parametrize(
    "text",
    [f"{openalex(KO)}", f"I{openalex(KO)}", f"https://openalex.org/I{openalex(KO)}", "甲大学", " 甲 ", "ko univ"],
)
def test_an_id_a_name_or_a_part_that_no_other_has_means_one(by_hand: Reading, text: str) -> None:
    assert by_hand.institution(text).institution_id == KO


def test_a_part_of_several_names_is_refused_with_those_that_have_it(by_hand: Reading) -> None:
    with speaking("ja"), pytest.raises(SeveralNamed) as refused:
        by_hand.institution("大学", "u")
    assert (refused.value.where, refused.value.names[:2]) == ("u", ["甲大学", "乙大学"])
    assert f"I{openalex(OTSU)}" in str(refused.value)


def test_digits_are_a_number_and_no_part_of_a_name(by_hand: Reading) -> None:
    with pytest.raises(NoSuchThing, match="no institution with the OpenAlex number 1 "):
        by_hand.institution("1")
    with pytest.raises(NoSuchThing, match="named like 'ぬ'"):
        by_hand.institution("ぬ")


def test_one_that_is_not_computed_is_refused_where_it_must_be(by_hand: Reading) -> None:
    with pytest.raises(NoSuchThing, match="is not computed"):
        by_hand.institution("Beta University")
    assert by_hand.institution("Beta University", computed=False).institution_id == BETA


def test_names_are_found_in_the_same_order_in_both_languages(by_hand: Reading) -> None:
    orders = []
    for language in ("ja", "en"):
        with speaking(language):
            orders.append([institution.institution_id for institution in by_hand.find("大学")])
    assert orders[0] == orders[1]
