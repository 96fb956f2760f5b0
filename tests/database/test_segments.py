"""The log of changes by its names: what follows a backup, over gaps and over timelines."""

from __future__ import annotations

import pytest

from tsunagu.database.segments import Fork, Reach, Segment, ending_at, forks, named, reach


@pytest.mark.parametrize(
    ("segment", "name"),
    [
        (Segment(1, 1), "000000010000000000000001"),
        (Segment(2, 255), "0000000200000000000000FF"),
        (Segment(17, 256), "000000110000000100000000"),
    ],
)
def test_a_segment_is_named_as_postgresql_names_it(segment, name):
    assert segment.name == name
    assert named(name) == segment


@pytest.mark.parametrize("name", ["", "00000002.history", "000000010000000000000001.partial", "until.json"])
def test_other_files_are_no_segments(name):
    assert named(name) is None


def test_a_position_at_the_end_of_a_segment_needs_no_further_one():
    assert ending_at(1, "0/2000120") == Segment(1, 2)
    assert ending_at(1, "0/3000000") == Segment(1, 2)
    assert ending_at(3, "1/3000001") == Segment(3, 259)


def test_a_history_tells_where_timelines_were_left():
    text = "1\t0/5000158\tno recovery target specified\n\n2\t1/0\tbefore 2026-12-01 12:00:00+09\n"
    assert forks(text) == [Fork(1, 5), Fork(2, 256)]


def _on(timeline: int, *numbers: int) -> set[Segment]:
    return {Segment(timeline, number) for number in numbers}


def test_the_log_goes_on_until_its_last_segment():
    assert reach(Segment(1, 3), _on(1, 1, 2, 3, 4, 5), {}) == Reach((Segment(1, 4), Segment(1, 5)))
    assert reach(Segment(1, 3), _on(1, 1, 2, 3), {}) == Reach(())


def test_a_missing_segment_before_later_ones_is_a_gap():
    assert reach(Segment(1, 3), _on(1, 4, 6, 7), {}) == Reach((Segment(1, 4),), Segment(1, 5))


def test_where_a_timeline_was_left_the_newer_one_goes_on():
    there = _on(1, 4, 5, 6, 7) | _on(2, 5, 6)
    expected = (Segment(1, 4), Segment(2, 5), Segment(2, 6))
    assert reach(Segment(1, 3), there, {2: [Fork(1, 5)]}) == Reach(expected)


def test_a_timeline_that_was_left_before_the_backup_is_another_one():
    there = _on(1, 4, 5) | _on(2, 2, 3, 4)
    assert reach(Segment(1, 3), there, {2: [Fork(1, 2)]}) == Reach((Segment(1, 4), Segment(1, 5)))


def test_a_backup_of_a_later_timeline_goes_on_over_the_next_one():
    histories = {2: [Fork(1, 2)], 3: [Fork(1, 2), Fork(2, 5)]}
    there = _on(1, 1, 2, 3) | _on(2, 2, 3, 4, 5, 6) | _on(3, 5, 6)
    assert reach(Segment(2, 4), there, histories) == Reach((Segment(3, 5), Segment(3, 6)))
