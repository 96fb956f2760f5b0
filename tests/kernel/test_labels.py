import pytest
from django.utils import translation

from tsunagu.kernel.labels import Labeled, language
from tsunagu.kernel.problems import Problem, Rejected


class Fruit(Labeled):
    APPLE = "apple", "りんご", "Apple"


@pytest.mark.parametrize(("active", "label"), [("ja", "りんご"), ("en", "Apple"), ("en-gb", "Apple")])
def test_a_label_is_in_the_language_of_the_reader(active, label):
    with translation.override(active):
        assert Fruit.APPLE.label == label


def test_without_a_language_the_reader_is_japanese():
    with translation.override(None):
        assert language() == "ja"


def test_a_labeled_word_is_its_value_and_is_found_by_it():
    assert (Fruit.APPLE, Fruit("apple"), f"{Fruit.APPLE}") == ("apple", Fruit.APPLE, "apple")
    assert Fruit.choices() == [("apple", "りんご")]


def test_a_refusal_says_every_problem_with_its_place():
    refusal = Rejected([Problem("a", "first", where="sheet 2"), Problem("b", "second")])
    assert str(refusal) == "sheet 2: first\nsecond"
    assert refusal.problems == [Problem("a", "first", where="sheet 2"), Problem("b", "second", where="")]
