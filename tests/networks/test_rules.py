"""What is missing between networks, and how long a service stands where it is."""

from __future__ import annotations

from datetime import date

import pytest

from tsunagu.networks.enums import Missing, ServiceStage, Topic
from tsunagu.networks.rules.bridges import Fallen, fallen, islands
from tsunagu.networks.rules.gaps import Gap, Seen, gaps
from tsunagu.networks.rules.stages import full_years, is_stuck, stage_on

DEMONSTRATED = [(ServiceStage.DEMONSTRATION, date(2021, 4, 1))]
USED = [*DEMONSTRATED, (ServiceStage.IMPLEMENTATION, date(2024, 4, 1))]


def test_two_about_the_same_without_a_common_member_should_know_each_other():
    farm = frozenset({Topic.AGRICULTURE})
    one, other = Seen(key="a", topics=farm, members={1}), Seen(key="b", topics=farm, members={2})
    assert list(gaps([one, other])) == [Gap(Missing.MEMBER, "a", "b", (Topic.AGRICULTURE,))]


def test_two_with_a_common_member_could_be_linked_by_it():
    one, other = Seen(key="a", members={1, 2}), Seen(key="b", members={2, 3})
    assert list(gaps([one, other])) == [Gap(Missing.RECORD, "a", "b", (), frozenset({2}))]


def test_what_is_linked_lacks_nothing_from_either_side():
    farm = frozenset({Topic.AGRICULTURE})
    one, other = Seen(key="a", topics=farm, links={"b"}), Seen(key="b", topics=farm)
    assert list(gaps([one, other])) == list(gaps([other, one])) == []


def test_a_wide_topic_alone_is_no_reason():
    wide = frozenset({Topic.REGION, Topic.TALENT})
    assert list(gaps([Seen(key="a", topics=wide), Seen(key="b", topics=wide)])) == []


def test_a_network_without_a_window_is_told():
    assert list(gaps([Seen(key="a", has_window=False)])) == [Gap(Missing.WINDOW, "a")]


@pytest.mark.parametrize(
    ("steps", "day", "stuck"),
    [
        (DEMONSTRATED, date(2024, 4, 1), False),
        (DEMONSTRATED, date(2024, 4, 2), True),
        (USED, date(2024, 3, 31), False),
        (USED, date(2030, 4, 2), False),
        ([], date(2030, 4, 2), False),
    ],
)
def test_more_than_three_years_in_demonstration_is_told(steps, day, stuck):
    assert is_stuck(steps, day) is stuck


def test_a_stage_is_that_of_the_day():
    assert stage_on(USED, date(2021, 3, 31)) is None
    assert stage_on(USED, date(2024, 3, 31)) == DEMONSTRATED[0]
    assert stage_on(USED, date(2024, 4, 1)) == USED[1]
    assert full_years(date(2020, 2, 29), date(2021, 2, 28)) == 0


# networks 1 and 2 have 7 in common, 2 and 3 have 8
HELD = {1: {5, 7}, 2: {7, 8}, 3: {8, 9}}


def test_a_bridge_fell_where_who_left_leaves_networks_apart():
    assert list(fallen(HELD, HELD | {1: {5}})) == [Fallen(7, ((1,), (2,)))]
    assert islands(HELD) == dict.fromkeys(HELD, islands(HELD)[1])


@pytest.mark.parametrize(
    ("after", "links"),
    [
        (HELD | {1: {5, 8}}, []),  # another member holds them together
        (HELD | {1: {5}}, [(1, 3)]),  # a link does, by way of a third network
        ({1: {5, 7}, 3: {8, 9}}, []),  # the network itself ended
        (HELD | {3: {8}}, []),  # who left was in one alone
        (HELD | {4: {7}}, []),  # nobody left
    ],
)
def test_no_bridge_fell(after: dict[int, set[int]], links: list[tuple[int, int]]):
    assert list(fallen(HELD, after, links)) == []
