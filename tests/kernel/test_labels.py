import pytest
from django.utils import translation

from tsunagu.kernel.labels import Label, Labeled, in_row, language, speaking
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


def test_a_label_is_text_in_the_language_that_is_spoken():
    label = Label("%d件", "%d found")
    with translation.override("ja"):
        assert (str(label), label % 3) == ("%d件", "3件")
        with speaking("en"):
            assert (str(label), label % 3, language()) == ("%d found", "3 found", "en")
        assert str(label) == "%d件"


@pytest.mark.parametrize(("spoken", "row"), [("ja", "梨、柿"), ("en", "梨, 柿")])
def test_words_in_a_row_are_set_apart_as_the_language_does(spoken, row):
    with speaking(spoken):
        assert in_row(["梨", "柿"]) == row


def test_a_refusal_says_every_problem_with_its_place():
    refusal = Rejected([Problem("a", "first", where="sheet 2"), Problem("b", "second")])
    assert str(refusal) == "sheet 2: first\nsecond"
    assert refusal.problems == [Problem("a", "first", where="sheet 2"), Problem("b", "second", where="")]
