"""Pairs of institutions by their joint papers, over a store whose numbers are worked out by hand."""

from __future__ import annotations

import pytest

from tests.strengths.questions.university_store import BASE, write_store
from tsunagu.strengths.errors import Unanswerable
from tsunagu.strengths.questions import asking, joint_papers, joint_papers_tables
from tsunagu.strengths.questions.reading import reading
from tsunagu.strengths.questions.records import JointQuestion

CHEMISTRY, MEDICINE = 1, 7  # of the eight fields


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    return reading(write_store(tmp_path_factory.mktemp("joint-papers")))


def pairs(read, **asked):
    answer = joint_papers.answer(read, JointQuestion(**asked))
    rows = [(pair.first.openalex_id - BASE, pair.second.openalex_id - BASE, pair.n) for pair in answer.rows]
    return answer.total, rows


def test_pairs_with_most_joint_papers_stand_first(read):
    # 7 + 3 of the eight fields; five of a field outside them and the other window are not in, the firm neither.
    assert pairs(read) == (2, [(1, 2, 10), (3, 4, 7)])
    assert pairs(read, scheme="field") == (2, [(1, 2, 15), (3, 4, 7)])
    assert pairs(read, window=2022) == (1, [(1, 2, 100)])


def test_the_link_is_as_strong_as_both_have_papers(read):
    first, second = joint_papers.answer(read, JointQuestion()).rows
    # 2019-2023: 1 and 2 have 100 papers each, 3 and 4 as well: 20 a year.
    assert (first.papers, first.top, first.q, first.salton) == ((100, 100), 3.0, 0.3, 0.1)
    assert (second.papers, second.top, second.salton) == ((100, 100), 1.0, 0.07)


def test_a_firm_counts_where_everyone_is_asked_and_the_larger_one_stands_first(read):
    assert pairs(read, everyone=True, field=MEDICINE) == (2, [(61, 2, 20), (2, 1, 3)])
    (firm, _) = joint_papers.answer(read, JointQuestion(everyone=True, field=MEDICINE)).rows
    assert (firm.papers, firm.salton) == ((2400, 50), 20 / (2400 * 50) ** 0.5)


def test_a_field_a_prefecture_and_a_bound_leave_out_the_others(read):
    assert pairs(read, field=CHEMISTRY) == (2, [(1, 2, 7), (3, 4, 7)])  # of as many, those with more top papers
    assert pairs(read, prefecture="36") == (1, [(3, 4, 7)])
    assert pairs(read, prefecture="01") == (0, [])
    assert pairs(read, least=8) == (1, [(1, 2, 10)])


def test_a_part_of_the_list_knows_how_long_the_whole_is(read):
    assert pairs(read, offset=1, limit=1) == (2, [(3, 4, 7)])
    assert pairs(read, offset=2, limit=1) == (2, [])
    assert len(joint_papers.answer(read, asking.everything(JointQuestion(offset=1, limit=1))).rows) == 2


@pytest.mark.parametrize(
    ("asked", "where", "told"),
    [
        ({"country": "GB"}, "country", "JP"),  # whose joint papers were not computed
        ({"prefecture": "48"}, "prefecture", "47"),
        ({"field": 99}, "field", "eight"),
        ({"window": 1999}, "window", "2023"),
    ],
)
def test_what_was_not_computed_is_said_with_what_was(read, asked, where, told):
    with pytest.raises(Unanswerable) as refused:
        joint_papers.answer(read, JointQuestion(**asked))
    assert refused.value.where == where
    assert told in str(refused.value)


def test_the_file_says_what_was_asked(read):
    listed, source = joint_papers_tables.tables(read, joint_papers.answer(read, JointQuestion(prefecture="36")))
    assert listed.columns[:3] == ["機関", "共著の相手", "共著論文数"]
    assert ["都道府県", "徳島県"] in source.rows
    assert ["組の数", 1] in source.rows
    assert ["数え方", "整数カウント"] in source.rows
