import math

import pytest

from tsunagu.search import rules
from tsunagu.search.enums import Fit
from tsunagu.search.rules import Want


def test_a_rare_word_tells_more_than_a_common_one():
    assert rules.rarity(86, 1) > rules.rarity(86, 10) > rules.rarity(86, 86) > 0


def test_a_word_is_the_more_at_home_the_more_passages_have_it():
    assert rules.familiarity(5000, 0) == 0
    assert 0 < rules.familiarity(5000, 1) < rules.familiarity(5000, 100) < rules.familiarity(5000, 5000)
    assert math.isclose(rules.familiarity(5000, 5000), 1)


def test_more_of_a_want_and_better_known_words_come_closer():
    want, known = Want(told=6, known=0.3, asked=0.5), Want(told=6, known=0.4, asked=0.5)
    assert rules.closeness(want, 0.5, 0.5) < rules.closeness(want, 0.8, 0.5) < rules.closeness(known, 0.8, 0.5)
    assert rules.closeness(want, 0.5, 0.5) < rules.closeness(want, 0.5, 0.8)


def test_an_unknown_thing_to_do_takes_a_want_farther_away():
    bought, shared = Want(told=6, known=0.3, asked=0.0), Want(told=6, known=0.3, asked=0.9)
    assert rules.closeness(bought, 0.5, 0.5) < rules.closeness(shared, 0.5, 0.5)


def test_few_words_are_little_evidence():
    assert rules.known(0.4, 1) < rules.known(1.6, 4)
    assert rules.closeness(Want(2, 0.3, 0.5), 0.5, 0.5) < rules.closeness(Want(20, 0.3, 0.5), 0.5, 0.5)


def test_what_covers_all_of_a_want_fits_it():
    assert rules.closeness(Want(0.1, 0.0, 0.0), 1.0, 0.0) == rules.GOOD


@pytest.mark.parametrize(
    ("closeness", "covered", "best", "fit"),
    [
        (0.5, 0.9, 0.9, Fit.GOOD),
        (0.5, 0.4, 0.9, Fit.PARTIAL),
        (rules.GOOD - 0.01, 0.9, 0.9, Fit.PARTIAL),
        (0.5, 0.1, 0.9, Fit.NONE),
    ],
)
def test_a_find_is_graded_by_itself_and_beside_the_best(closeness, covered, best, fit):
    assert rules.grade(closeness, covered, best) is fit


@pytest.mark.parametrize(
    ("closest", "fit"),
    [(rules.GOOD, Fit.GOOD), (rules.NEAR, Fit.PARTIAL), (rules.NEAR - 0.001, Fit.NONE), (0, Fit.NONE)],
)
def test_a_want_is_told_what_the_closest_find_allows(closest, fit):
    assert rules.verdict(closest) is fit


def test_many_words_of_who_and_where_do_not_outvote_what_is_wished_for():
    few, many = rules.bounded([0.5, 1.0], 0.5), rules.bounded([0.5, 0.5, 0.5, 0.6, 1.0], 0.5)
    assert few == [0.5, 1.0]
    assert many == pytest.approx([0.25, 0.25, 0.25, 0.6, 1.0])
    assert rules.bounded([1.0], 0.5) == [1.0]
