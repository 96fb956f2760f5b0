import pytest

from tests.catalog.search_quality import engine_times, figures, ranks, read

pytestmark = pytest.mark.django_db


@pytest.mark.long
def test_the_seen_wants_are_answered():
    found = figures(ranks(read("seen") + read("seen-2")))
    assert found.queries > 200
    assert found.hit1 >= 0.85


def test_the_held_out_wants_are_answered():
    found = figures(ranks(read("unseen")))
    assert found.queries > 60
    assert (found.hit1 >= 0.75, found.hit3 >= 0.90, found.mrr >= 0.83) == (True, True, True)


def test_the_figures_count_ranks_as_they_say():
    found = figures([1, 2, 0, 4])
    assert (found.queries, found.hit1, found.hit3, found.mrr) == (4, 0.25, 0.5, (1 + 1 / 2 + 1 / 4) / 4)


def test_a_query_takes_a_few_milliseconds():
    times = sorted(engine_times([text for text, _ in read("seen")]))
    assert times[len(times) // 2] < 20
