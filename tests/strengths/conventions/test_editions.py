"""Conventions by edition: thresholds on their closed side, dated names and mergers, "
"and the marks of what was verified."""

import datetime
import re
from fractions import Fraction
from itertools import pairwise

import ibis
import pyarrow as pa
import pytest

from tsunagu.kernel.labels import speaking
from tsunagu.strengths.conventions import editions
from tsunagu.strengths.measures import groups
from tsunagu.strengths.storage.engines import DuckDB

OMU, OCU, OPU = "https://ror.org/01hvx5h04", "https://ror.org/02skfsw40", "https://ror.org/02cf1je33"
TMU = "https://ror.org/00ws30h19"
DAY = datetime.date


def group_of(counts: list[int], total: int, edition: str = editions.GROUPS) -> list[int]:
    """The groups of institutions that hold so many of so many papers."""
    shares = pa.table(
        {
            "institution_id": pa.array(range(len(counts)), pa.int32()),
            "num": counts,
            "den": [total] * len(counts),
            "share": [0.0] * len(counts),
        }
    )
    unbound = ibis.table({"institution_id": "int32", "num": "int64", "den": "int64", "share": "float64"}, name="shares")
    rows = (
        groups.grouped(unbound, ibis.table(groups.THRESHOLDS, name="thresholds"))
        .order_by("institution_id")
        .select("group")
    )
    return DuckDB().fetch(rows, shares=shares, thresholds=editions.thresholds(edition))["group"].to_pylist()


def test_a_share_on_a_threshold_belongs_to_the_group_above_it() -> None:
    # 4.5%, 1%, 0.5% and 0.05% of 100,000 papers are 4,500, 1,000, 500 and 50
    on_and_below = {4_500: 1, 4_499: 2, 1_000: 2, 999: 3, 500: 3, 499: 4, 50: 4, 49: 5, 0: 5, 100_000: 1}
    assert group_of(list(on_and_below), 100_000) == list(on_and_below.values())


def test_the_edition_with_five_percent_differs_between_four_and_a_half_and_five() -> None:
    assert group_of([50, 49, 45, 44], 1_000, "nistep-271") == [1, 2, 2, 2]
    assert group_of([50, 49, 45, 44], 1_000, "nistep-288") == [1, 1, 1, 2]


def test_an_edition_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(
        ValueError, match="no edition 'nistep-1' of university groups; there are nistep-288, nistep-271"
    ):
        editions.groups("nistep-1")


def test_groups_are_named_in_both_languages() -> None:
    assert [editions.group_label(group) for group in range(1, 6)] == [
        "第1グループ",
        "第2グループ",
        "第3グループ",
        "第4グループ",
        "その他",
    ]
    with speaking("en"):
        assert [editions.group_label(group) for group in (1, 5)] == ["Group 1", "Other"]
    with pytest.raises(ValueError, match="has no group 6"):
        editions.group_label(6)


def test_editions_of_groups_are_named_in_both_languages() -> None:
    assert [editions.group_edition_label(edition) for edition in editions.group_editions()] == [
        "NISTEP調査資料-288",
        "NISTEP調査資料-271",
    ]
    with speaking("en"):
        assert editions.group_edition_label("nistep-271") == "NISTEP Research Material 271"


def test_the_edition_of_which_no_source_was_read_says_so() -> None:
    assert {edition: {group.status for group in editions.groups(edition)} for edition in editions.group_editions()} == {
        "nistep-288": {"verified"},
        "nistep-271": {"unverified"},
    }


def test_windows_are_five_years_in_the_decks_and_four_at_cwts() -> None:
    found = editions.windows()
    assert next(iter(found)) == "nistep-5"
    assert {name: (w.width, w.citations_after, w.least_papers, w.least_years) for name, w in found.items()} == {
        "nistep-5": (5, None, 500, 10),
        "nistep-3": (3, None, None, None),
        "cwts-4": (4, 1, 1500, 4),
    }


def test_layers_are_japan_the_united_kingdom_and_germany() -> None:
    assert [(layer.country, layer.name_ja) for layer in editions.layers()] == [
        ("JP", "日本"),
        ("GB", "英国"),
        ("DE", "ドイツ"),
    ]


def test_the_first_reference_is_that_of_the_decks() -> None:
    assert list(editions.references()) == ["largest", "named", "group", "world", "value"]
    assert all(found.label_ja and found.label_en and found.source for found in editions.references().values())


def test_a_renamed_university_bears_its_old_name_to_the_last_day() -> None:
    found = [(name.name_ja, name.valid_from, name.valid_to) for name in editions.university_names() if name.ror == TMU]
    assert found == [("首都大学東京", DAY(2005, 4, 1), DAY(2020, 3, 31)), ("東京都立大学", DAY(2020, 4, 1), None)]


def test_two_names_of_a_university_never_hold_on_one_day() -> None:
    for ror in {name.ror for name in editions.university_names()}:
        held = [name for name in editions.university_names() if name.ror == ror]
        for older, newer in pairwise(held):
            assert older.valid_to is not None
            assert newer.valid_from == older.valid_to + datetime.timedelta(days=1)


def test_osaka_metropolitan_university_succeeds_two_universities_since_april_2022() -> None:
    found = [link for link in editions.institution_links() if link.parent_ror == OMU]
    assert {
        (link.child_ror, link.relation, link.weight, link.valid_from, link.first_year, link.status) for link in found
    } == {(ror, "successor", Fraction(1), DAY(2022, 4, 1), 2022, "verified") for ror in (OCU, OPU)}


def test_a_merger_late_in_a_year_counts_from_the_next_year_of_publication() -> None:
    found = [link for link in editions.institution_links() if link.parent_name == "東京科学大学"]
    assert [(link.child_name, link.valid_from, link.first_year, link.last_year) for link in found] == [
        ("東京工業大学", DAY(2024, 10, 1), 2025, None),
        ("東京医科歯科大学", DAY(2024, 10, 1), 2025, None),
    ]


def test_the_universities_of_the_tokai_system_stay_apart() -> None:
    tokai, nagoya, gifu = "https://ror.org/04d139241", "https://ror.org/04chrp450", "https://ror.org/024exxj48"
    parents = {link.parent_ror for link in editions.institution_links()}
    assert {nagoya, gifu} <= parents  # their hospitals
    assert tokai not in parents
    assert not {nagoya, gifu} & {link.child_ror for link in editions.institution_links()}


def test_links_are_sound_no_child_has_two_parents_none_is_in_a_circle() -> None:
    links = editions.institution_links()
    parent = {link.child_ror: link.parent_ror for link in links}
    assert len(parent) == len(links)
    for child in parent:
        seen = [child]
        while seen[-1] in parent:
            seen.append(parent[seen[-1]])
            assert len(seen) == len(set(seen))
    identifiers = {ror for link in links for ror in (link.child_ror, link.parent_ror)}
    assert [
        ror for ror in identifiers if not re.fullmatch(r"https://ror\.org/0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}", ror)
    ] == []
    assert {link.relation for link in links} == {"successor", "component"}
    assert {link.status for link in links} == {"verified", "by-name", "unverified"}
    assert {link.weight for link in links} == {Fraction(1)}


def test_a_hospital_of_a_merged_university_leads_to_its_successor() -> None:
    parent = {link.child_ror: link for link in editions.institution_links()}
    hospital = next(link for link in parent.values() if link.child_name == "大阪市立大学医学部附属病院")
    assert (hospital.relation, parent[hospital.parent_ror].parent_ror) == ("component", OMU)
