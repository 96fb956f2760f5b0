"""The gap of a university to a reference group in a domain of its own, and the files that domains are saved in."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.kernel.problems import Rejected
from tsunagu.strengths.measures.focus import Amount, Domain, Gap, domain_rows, gap, read_domains
from tsunagu.strengths.tables import ONE


def papers(n: int, top: int) -> Amount:
    """Papers that count whole."""
    return Amount(n, n * ONE, top * ONE)


def test_the_gap_is_to_the_ratio_of_the_sums_of_the_group():
    # Group: 20 of 100 and 4 of 100 papers, together 24 of 200 = 12% (not the mean of anything). The university: 5 of 50
    # = 10%.
    # Of 50 papers 12% are 6: one more must be a top paper. In addition: (5 + x) / (50 + x) >= 12% for x >= 1 / 0.88,
    # that is 2.
    group = Amount.together([papers(100, 20), papers(100, 4)])
    assert (group, group.q) == (papers(200, 24), 0.12)
    assert gap(papers(50, 5), group) == Gap(0.12 - 0.1, 1, 2)


def test_what_is_needed_is_rounded_up_exactly():
    # Reference 1/8. Of 80 papers that are 10: from 10 nothing is missing, from 10 - a unit one paper, from 9 one, from
    # 9 - a unit two.
    for less, needed in ((0, 0), (1, 1), (ONE, 1), (ONE + 1, 2), (10 * ONE, 10)):
        found = gap(Amount(80, 80 * ONE, 10 * ONE - less), papers(800, 100))
        assert (found.more_top, found.more_papers) == (needed, ceil(Fraction(less, ONE) / Fraction(7, 8)))


def test_above_the_reference_nothing_is_needed_and_the_gap_is_negative():
    assert gap(papers(10, 5), papers(10, 1)) == Gap(0.1 - 0.5, 0, 0)


def test_a_reference_of_nothing_but_top_papers_is_never_reached_by_adding():
    assert gap(papers(10, 5), papers(10, 10)) == Gap(0.5, 5, None)


def test_by_nisteps_factor_there_may_be_more_top_papers_than_papers():
    assert gap(papers(10, 5), papers(10, 20)) == Gap(1.5, 15, None)


def test_without_papers_on_either_side_the_gap_is_unknown():
    nothing = Amount.together([])
    assert (nothing, nothing.q) == (Amount(0, 0, 0), None)
    assert gap(papers(10, 5), nothing) is None
    assert gap(Amount(3, 0, 0), papers(10, 1)) is None  # three papers, none of whose authors are known to be its own


@given(st.integers(1, 2**57), st.integers(0, 1000), st.integers(1, 2**62), st.integers(0, 1000))
def test_what_is_needed_is_that_of_fractions_up_to_the_largest_sums(own_papers, permille, their_papers, their_permille):
    top, their_top = own_papers * permille // 1000, their_papers * their_permille // 1000
    found = gap(Amount(1, own_papers, top), Amount(1, their_papers, their_top))
    missing = max(Fraction(their_top, their_papers) * own_papers - top, Fraction(0)) / ONE
    assert found.more_top == ceil(missing)
    assert found.more_papers == (
        ceil(missing / (1 - Fraction(their_top, their_papers))) if their_top < their_papers else None
    )


def test_a_file_of_domains_is_read(tmp_path):
    path = tmp_path / "domains.csv"
    path.write_text(
        "\ufeffdomain,scheme,field\n海洋,openalex_subfield,1910\n海洋,openalex_subfield,1104\n\n材料,eight,2\n",
        encoding="utf-8",
    )
    domains = read_domains(path, {"openalex_subfield": {1910, 1104}, "eight": range(1, 9)})
    assert domains == [Domain("海洋", "openalex_subfield", (1910, 1104)), Domain("材料", "eight", (2,))]
    assert domain_rows(domains).to_pylist() == [
        {"domain": "海洋", "scheme": "openalex_subfield", "field": 1910},
        {"domain": "海洋", "scheme": "openalex_subfield", "field": 1104},
        {"domain": "材料", "scheme": "eight", "field": 2},
    ]


def test_all_problems_of_a_file_are_told_at_once(tmp_path):
    path = tmp_path / "domains.csv"
    lines = [
        "domain,scheme,field",
        "海洋,eight,x",
        ",eight,1",
        "海洋,other,1",
        "海洋,eight,3",
        "海洋,eight,3",
        "材料,,2",
        "材料,nine,2",
        "医学,eight,9",
        "短い",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(Rejected) as refused:
        read_domains(path, {"eight": range(1, 9), "other": {1}})
    assert [(problem.where, problem.code) for problem in refused.value.problems] == [
        ("domains.csv, row 2", "wrong_field"),
        ("domains.csv, row 3", "no_domain"),
        ("domains.csv, row 4", "two_schemes"),
        ("domains.csv, row 6", "repeated"),
        ("domains.csv, row 7", "no_scheme"),
        ("domains.csv, row 8", "unknown_scheme"),
        ("domains.csv, row 9", "unknown_field"),
        ("domains.csv, row 10", "no_scheme"),
        ("domains.csv, row 10", "wrong_field"),
    ]


def test_missing_columns_and_empty_files_are_told(tmp_path):
    path = tmp_path / "domains.csv"
    path.write_text("domain,area\n海洋,1\n", encoding="utf-8")
    with pytest.raises(Rejected, match="the column scheme is missing") as refused:
        read_domains(path)
    assert [problem.code for problem in refused.value.problems] == ["no_column", "no_column"]
    path.write_text("domain,scheme,field\n", encoding="utf-8")
    with pytest.raises(Rejected, match="no domain is named"):
        read_domains(path)


@pytest.mark.parametrize("field", ["0", "-1", "1.5", "32768", "１", "²", ""])
def test_a_field_is_a_plain_number_of_the_table(tmp_path, field):
    path = tmp_path / "domains.csv"
    path.write_text(f"domain,scheme,field\n海洋,eight,{field}\n", encoding="utf-8")
    with pytest.raises(Rejected, match="a field is its number in the scheme"):
        read_domains(path)
