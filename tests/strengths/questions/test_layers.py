"""The layers of three countries over a store whose numbers are worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.strengths.questions.university_store import write_store
from tsunagu.strengths.enums import Amount, Standing
from tsunagu.strengths.errors import Unanswerable
from tsunagu.strengths.questions import country_layers, country_layers_tables
from tsunagu.strengths.questions.country_layers import standing
from tsunagu.strengths.questions.reading import reading
from tsunagu.strengths.questions.records import LayersQuestion
from tsunagu.strengths.storage.store import Store


def computed_for(folder: Path, countries: list[str]) -> Path:
    """The store as if ``build --countries`` had named these."""
    store = Store(folder)
    made = store.last("build")
    parameters = {**made.parameters, "settings": {**made.parameters["settings"], "countries": countries}}
    with store.change("build", snapshot=made.snapshot, parameters=parameters):
        pass
    return folder


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    return reading(write_store(tmp_path_factory.mktemp("layers")))


def test_universities_with_enough_papers_in_ten_years_are_ordered_by_country(read):
    answer = country_layers.answer(read, LayersQuestion(least=50))
    # 1 and 2 have 20 papers a year, as 3 to 10 have; 62 has 10 papers in ten years, the firm none that counts here.
    assert [[place.institution.institution_id for place in one.places] for one in answer.countries] == [
        list(range(1, 13)),
        list(range(21, 33)),
        list(range(41, 52)),
    ]
    assert [(place.place, place.n, place.size) for place in answer.countries[0].places[9:]] == [
        (10, 100, 20.0),
        (11, 50, 10.0),
        (12, 50, 10.0),
    ]
    assert (answer.terms.longer.first_year, answer.terms.longer.last_year) == (2014, 2023)


def test_the_least_that_is_reached_exactly_counts(read):
    with_small = country_layers.answer(read, LayersQuestion(least=10))
    assert [place.institution.institution_id for place in with_small.countries[0].places][-1] == 62
    # 20 papers a year make 200 in ten years: nobody has 500.
    nobody = country_layers.answer(read, LayersQuestion(least=500))
    assert country_layers.answer(read, LayersQuestion()).terms.least == 10  # what is usual for a made-up corpus
    assert (nobody.terms.least, [len(one.places) for one in nobody.countries], nobody.deepest, nobody.contrasts) == (
        500,
        [0, 0, 0],
        0,
        [],
    )


def test_ranks_10_to_50_over_ranks_1_to_10_with_rank_10_in_both(read):
    answer = country_layers.answer(read, LayersQuestion(least=50))
    # JP: ten of 20; rank 10 and two of 10. GB: ten of 15; three of 15. DE: ten of 10; two of 10.
    assert [(one.first, one.following) for one in answer.countries] == [(200.0, 40.0), (150.0, 45.0), (100.0, 20.0)]
    assert [one.next_to_first for one in answer.countries] == [40 / 200, 45 / 150, 20 / 100]
    assert [one.filled for one in answer.countries] == [False, False, False]


def test_without_ten_universities_the_following_layer_is_not_compared(by_hand):
    few = country_layers.answer(by_hand, LayersQuestion(least=1))
    assert [len(one.places) for one in few.countries] == [2, 1, 0]
    assert [one.next_to_first for one in few.countries] == [None, None, None]
    assert [(one.first, one.following, one.universities) for one in few.contrasts] == [
        (Standing.MORE, None, Standing.MORE)
    ]


def test_what_is_within_a_tenth_is_called_similar(read):
    contrasts = country_layers.answer(read, LayersQuestion(least=50)).contrasts
    # 40 and 45 lie 5 apart, more than the tenth of 45; 12 and 11 universities lie 1 apart, less than 1.2.
    assert [(one.other.layer.country, one.first, one.following, one.universities) for one in contrasts] == [
        ("GB", Standing.MORE, Standing.FEWER, Standing.SIMILAR),
        ("DE", Standing.MORE, Standing.MORE, Standing.SIMILAR),
    ]
    assert [standing(9, 10), standing(10, 9), standing(8.9, 10), standing(0, 0)] == [
        Standing.SIMILAR,
        Standing.SIMILAR,
        Standing.FEWER,
        Standing.SIMILAR,
    ]


def test_the_curve_of_top_papers_has_the_same_universities_in_another_order(read):
    answer = country_layers.answer(read, LayersQuestion(least=50, size=Amount.TOP))
    # Institution 1 has 3.5 top papers a year, 3 to 10 have 2, number 2 has 1.5, 11 and 12 have 1.
    assert [place.institution.institution_id for place in answer.countries[0].places] == [1, *range(3, 11), 2, 11, 12]
    assert [place.size for place in answer.countries[0].places] == [3.5, *[2.0] * 8, 1.5, 1.0, 1.0]


def test_one_field_asks_for_papers_of_that_field(read):
    answer = country_layers.answer(read, LayersQuestion(least=50, field=7))
    assert [[(place.institution.institution_id, place.size) for place in one.places] for one in answer.countries] == [
        [(2, 10.0), (1, 5.0)],
        [],
        [],
    ]
    next_to_first = country_layers_tables.MEASURES["next_to_first"]
    assert [next_to_first.value(country) for country in answer.countries] == [None, None, None]


def test_classes_of_size_hold_their_least(read):
    answer = country_layers.answer(read, LayersQuestion(least=10))
    # Nobody has 50 papers a year; 13, 12 and 11 universities have fewer.
    assert [list(one.classes) for one in answer.countries] == [
        [0, 0, 0, 0, 0, 13],
        [0, 0, 0, 0, 0, 12],
        [0, 0, 0, 0, 0, 11],
    ]
    assert [country_layers.size_label(number) for number in (0, 1, 5)] == [
        "1,000件以上",
        "500件以上1,000件未満",
        "50件未満",
    ]


def test_ranks_lie_side_by_side_with_gaps_where_a_country_ends(read):
    answer = country_layers.answer(read, LayersQuestion(least=50))
    rank, places = answer.ranks(12, 40)[0]
    assert (rank, [place.institution.institution_id if place else None for place in places]) == (12, [12, 32, None])
    assert len(answer.ranks(1, 40)) == 12


def test_exports_hold_every_place_and_what_it_rests_on(read):
    answer = country_layers.answer(read, LayersQuestion(least=50))
    curves, summary, classes, source = country_layers_tables.tables(read, answer)
    assert (list(curves.rows[0][:7]), curves.rows[0][-1]) == (
        ["日本", 1, "試験大学1", 9_000_000_001, None, 100, 20.0],
        "2019-2023",
    )
    assert len(curves.rows) == 35
    assert list(summary.rows[0]) == ["対象の大学数", 12, 12, 11]
    assert len(classes.rows) == 6
    assert ["対象の条件（論文数）", 50] in [list(row) for row in source.rows]


@pytest.mark.parametrize(("asked", "said"), [({"least": 7}, "10, 50, 100, 500"), ({"field": 99}, "no field 99")])
def test_what_cannot_be_chosen_is_refused(read, asked, said):
    with pytest.raises(Unanswerable, match=said):
        country_layers.answer(read, LayersQuestion(**asked))


@pytest.mark.long
@pytest.mark.parametrize(
    ("countries", "shown", "contrasts", "told"),
    [
        (["JP"], ["日本"], 0, "英国、ドイツ"),
        (["DE", "GB", "US"], ["英国", "ドイツ"], 1, "日本"),
        (["US"], [], 0, "日本、英国、ドイツ"),
        (["JP", "GB", "DE"], ["日本", "英国", "ドイツ"], 2, ""),
    ],
)
def test_a_country_that_is_not_computed_is_no_country_without_universities(tmp_path, countries, shown, contrasts, told):
    read = reading(computed_for(write_store(tmp_path), countries))
    answer = country_layers.answer(read, LayersQuestion(least=50))
    assert [one.name for one in answer.countries] == shown
    assert (len(answer.contrasts), answer.not_computed) == (contrasts, told)
    curves, summary, classes, source = country_layers_tables.tables(read, answer)
    assert {row[0] for row in curves.rows} == set(shown)
    assert (summary.columns[1:], classes.columns[1:]) == (shown, shown)
    assert [row[1] for row in source.rows if row[0] == "計算していない国"] == ([told] if told else [])
