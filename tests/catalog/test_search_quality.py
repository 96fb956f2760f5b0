import pytest

from tests.catalog.search_quality import (
    FRESH,
    HELD_OUT,
    HELD_OUT_ENGLISH,
    PARTS,
    SEEN,
    SEEN_ENGLISH,
    Answer,
    answers,
    engine_times,
    figures,
    left_out,
    read,
    refusals,
    served,
    unserved,
)
from tsunagu.search.documents import Document

pytestmark = pytest.mark.django_db


@pytest.mark.long
@pytest.mark.parametrize("files", [SEEN, SEEN_ENGLISH], ids=["Japanese", "English"])
def test_the_seen_wants_are_answered(files):
    found = figures(answers(served(read(*files))))
    assert (found.hit1 >= 0.9, found.hit3 >= 0.97, found.first_good >= 0.9, found.told_no <= 0.02) == (True,) * 4


# A want takes a tenth of a second: every day every second one of a file is asked.
@pytest.mark.parametrize(
    ("files", "step"),
    [
        (HELD_OUT[:1], 2),
        pytest.param(HELD_OUT, 1, marks=pytest.mark.long),
        pytest.param(FRESH, 1, marks=pytest.mark.long),
        pytest.param(HELD_OUT_ENGLISH, 1, marks=pytest.mark.long),
    ],
    ids=["some", "Japanese", "fresh", "English"],
)
def test_the_held_out_wants_are_answered(files, step):
    found = figures(answers(served(read(*files))[::step]))
    assert found.queries >= 30
    assert (found.hit1 >= 0.85, found.hit3 >= 0.95, found.first_good >= 0.85, found.told_no <= 0.02) == (True,) * 4


@pytest.mark.long
@pytest.mark.parametrize(
    ("files", "least"),
    [(HELD_OUT, 0.9), (FRESH, 0.7), (HELD_OUT_ENGLISH, 0.85)],
    ids=["Japanese", "fresh", "English"],
)
def test_the_held_out_wants_that_no_program_serves_are_told_so(files, least):
    found = refusals(answers(unserved(read(*files))))
    assert found.queries >= 15
    assert found.told_no >= least


def test_the_figures_count_as_they_say():
    found = figures(
        [Answer(1, True, "good"), Answer(2, False, "good"), Answer(0, False, "none"), Answer(4, True, "good")]
    )
    assert (found.queries, found.hit1, found.hit3, found.mrr) == (4, 0.25, 0.5, (1 + 1 / 2 + 1 / 4) / 4)
    assert (found.first_good, found.told_no) == (0.5, 0.25)
    told = refusals([Answer(0, False, "none"), Answer(0, False, "partial"), Answer(0, False, "good")])
    assert (told.queries, told.told_no, told.not_good) == (3, 1 / 3, 2 / 3)


def test_a_query_takes_a_few_milliseconds():
    times = sorted(engine_times([text for text, _ in read("seen")]))
    assert times[len(times) // 2] < 20


def test_a_want_that_is_left_out_is_in_no_document_and_is_left_out_once():
    wants = [f"want {number}" for number in range(7)]
    parts = [left_out([Document("bus", "program", {"want": wants, "title": ["Bus"]})], part) for part in range(PARTS)]
    for [document], pairs in parts:
        assert sorted([*document.fields["want"], *(want for want, _ in pairs)]) == wants
        assert document.fields["title"] == ["Bus"]
    assert sorted(want for _, pairs in parts for want, _ in pairs) == wants
    assert parts[0][1] == [("want 0", {"bus"}), ("want 5", {"bus"})]
