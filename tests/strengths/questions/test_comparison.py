"""Universities side by side, over a store whose numbers are worked out by hand."""

from __future__ import annotations

import pytest

from tests.strengths.questions.university_store import BASE, write_store
from tsunagu.strengths.questions import comparison, comparison_tables
from tsunagu.strengths.questions.choice import choice
from tsunagu.strengths.questions.comparison import FieldRow, Value, differences
from tsunagu.strengths.questions.reading import reading


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    return reading(write_store(tmp_path_factory.mktemp("comparison")))


@pytest.fixture(scope="module")
def answer(read):
    return comparison.side_by_side(read, choice(read.edition), [read.by_openalex[BASE + 1], read.by_openalex[BASE + 2]])


def test_fields_hold_papers_quality_share_and_activity_of_each(answer):
    chemistry, medicine = answer.fields
    assert [row.field for row in answer.fields] == [1, 7]
    # 2019-2023: 5 years of 15 and 10 papers, 3 and 0.5 of them at the top; a half of the world's papers are in each
    # field.
    assert chemistry.values == [
        Value(75, 75.0, 0.2, 0.15, 0.25, 0.75, 1.5),
        Value(50, 50.0, 0.05, 0.02, 0.08, 0.5, 1.0),
    ]
    assert medicine.values == [Value(25, 25.0, 0.1, 0.05, 0.15, 0.25, 0.5), Value(50, 50.0, 0.1, 0.08, 0.12, 0.5, 1.0)]


def test_all_fields_together_are_the_sums(answer):
    # (3 + 0.5) / 20 and (0.5 + 1) / 20 a year
    assert answer.total.values == [Value(100, 100.0, 0.175, 0.12, 0.2), Value(100, 100.0, 0.075)]


def test_a_difference_is_named_only_where_intervals_do_not_meet(answer):
    assert [row.differences for row in answer.fields] == [[(0, 1)], []]
    assert (answer.total.differences, answer.total.comparable, answer.fields[1].comparable) == ([], False, True)


def test_intervals_that_touch_meet():
    touching = [Value(90, 90.0, 0.1, 0.1, 0.2), Value(90, 90.0, 0.1, 0.0, 0.1), None, Value(90, 90.0, 0.1)]
    assert differences(touching) == []
    assert differences([*touching, Value(90, 90.0, 0.1, 0.21, 0.3)]) == [(4, 0), (4, 1)]


@pytest.mark.parametrize(("papers", "few"), [(49, True), (50, False)])
def test_fewer_than_fifty_papers_tell_no_difference(papers, few):
    values = [Value(papers, 20.0, 0.2, 0.15, 0.25), Value(900, 900.0, 0.05, 0.02, 0.08), None]
    assert differences(values) == ([] if few else [(0, 1)])
    assert FieldRow(1, values, []).few == few
    assert not FieldRow(1, [values[0], None], []).few


def test_fields_with_most_papers_stand_in_the_order_of_the_scheme(answer):
    # Chemistry has 125 papers of both, medicine 75.
    assert [[row.field for row in answer.most(number)] for number in (1, 2)] == [[1], [1, 7]]


def test_an_interval_that_is_a_point_says_nothing(answer):
    # The store has [0.075, 0.075] for 2 over all fields.
    assert answer.total.values[1].low is None


def test_joint_works_are_those_of_the_fields_and_the_window_shown(read, answer):
    (joint,) = answer.joints
    # 7 + 3 works; the five of a field outside the eight, and the other window, are not in.
    assert (joint.n, joint.top, joint.parts) == (10, 3.0, (0.1, 0.1))
    by_field = comparison.side_by_side(read, choice(read.edition, scheme="field"), answer.institutions)
    assert by_field.joints[0].n == 15


def test_joint_works_that_were_not_counted_are_unknown_and_none_are_none(read):
    ones = [read.by_openalex[BASE + number] for number in (1, 3, 21, 22)]
    joints = comparison.side_by_side(read, choice(read.edition), ones).joints
    # 21 and 22 are both of GB, and the joint works of JP alone were counted.
    assert [(joint.first, joint.second, joint.n) for joint in joints] == [
        (0, 1, 0),
        (0, 2, 0),
        (0, 3, 0),
        (1, 2, 0),
        (1, 3, 0),
        (2, 3, None),
    ]


def test_the_trend_is_of_the_field_asked_for(read, answer):
    assert [(window.first_year, window.last_year) for window in answer.trend] == list(read.edition.spans)
    in_field = comparison.side_by_side(read, choice(read.edition), answer.institutions, field=7)
    assert [value.q for value in in_field.trend[0].values if value] == [0.1, 0.1]
    assert in_field.trend[0].values[0].low is None
    assert in_field.trend[-1].values[0].low == 0.05


def test_a_university_without_a_paper_in_a_field_has_no_value_there(read):
    ones = [read.by_openalex[BASE + number] for number in (1, 3)]
    medicine = comparison.side_by_side(read, choice(read.edition), ones).fields[1]
    assert (medicine.field, medicine.values[1]) == (7, None)


def test_a_counting_without_intervals_shows_none(read):
    made = choice(read.edition, counting="author")
    row = comparison.side_by_side(read, made, [read.by_openalex[BASE + 1], read.by_openalex[BASE + 2]]).fields[0]
    assert ([value.low for value in row.values], row.comparable, row.differences) == ([None, None], False, [])


def test_exports_hold_the_rows_shown(read, answer):
    fields, joints, trend, source = comparison_tables.tables(read, answer)
    assert tuple(fields.rows[2][:11]) == ("化学", "試験大学1", BASE + 1, None, 75, 75.0, 0.2, 0.15, 0.25, 0.75, 1.5)
    assert [tuple(row) for row in joints.rows] == [("試験大学1", "試験大学2", 10, 3.0)]
    assert len(trend.rows) == 2 * len(read.edition.spans)
    assert tuple(source.rows[0]) == ("データと計算", read.edition.label)


@pytest.mark.parametrize("number", [0, 5])
def test_none_or_more_than_four_are_refused(read, number):
    with pytest.raises(ValueError, match="from 1 to 4"):
        comparison.side_by_side(read, choice(read.edition), list(read.institutions.values())[:number])
