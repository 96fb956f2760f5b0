from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strengths.cells import BY, DOMAIN_INTERVAL, MEMBER, SCHEME, C, answer, cell, cells, small, unbound
from tsunagu.kernel.problems import Rejected
from tsunagu.strengths.counting import sums
from tsunagu.strengths.focus import DOMAIN, Domain, domain_rows, gap, in_domains, of_group, read_domains
from tsunagu.strengths.tables import ONE

DOMAINS, MEMBERS, INTERVALS = unbound(DOMAIN, "domains"), unbound(MEMBER, "members"), unbound(DOMAIN_INTERVAL, "intervals")
BASE = sums(C, ("scheme", "field", "institution_id"))
OWN = in_domains(BASE, DOMAINS)
GAP = gap(OWN, of_group(OWN, MEMBERS))
SEA = domain_rows([Domain("海洋", SCHEME, (1, 3))])


def gaps(rows, members, expression=GAP, domains=SEA, **given):
    return answer(expression, cell=cells(rows), domains=domains, members=small(MEMBER, [(number,) for number in members]), **given)


def test_a_domain_is_the_sum_of_its_fields_in_its_scheme():
    rows = [cell(1, 1, 4, 1), cell(1, 2, 9, 5), cell(1, 3, 2, 1), cell(1, 1, 7, 7, scheme="other")]
    [row] = answer(OWN, cell=cells(rows), domains=SEA)
    assert (row["domain"], row["institution_id"], row["p_full"], row["p_frac"], row["top_frac"]) == ("海洋", 1, 6, 6 * ONE, 2 * ONE)


def test_two_domains_may_share_a_field():
    domains = domain_rows([Domain("a", SCHEME, (1, 2)), Domain("b", SCHEME, (2,))])
    rows = answer(OWN, cell=cells([cell(1, 1, 4), cell(1, 2, 9)]), domains=domains)
    assert [(row["domain"], row["p_full"]) for row in rows] == [("a", 13), ("b", 9)]


def test_the_gap_is_to_the_ratio_of_the_sums_of_the_group():
    # Group: 20 of 100 and 4 of 100 papers, together 24 of 200 = 12% (not the mean of anything). 甲: 5 of 50 = 10%.
    # Of 50 papers 12% are 6: one more must be a top paper. In addition: (5 + x) / (50 + x) >= 12% for x >= 1 / 0.88, that is 2.
    rows = [cell(1, 1, 30, 2), cell(1, 3, 20, 3), cell(8, 1, 100, 20), cell(9, 3, 100, 4)]
    row = next(row for row in gaps(rows, (8, 9)) if row["institution_id"] == 1)
    assert (row["domain"], row["n"], row["papers"], row["top"], row["q"], row["reference_q"]) == ("海洋", 50, 50 * ONE, 5 * ONE, 0.1, 0.12)
    assert (row["gap"], row["more_top"], row["more_papers"]) == (0.12 - 0.1, 1, 2)
    assert (row["low"], row["high"], row["gap_low"], row["gap_high"]) == (None, None, None, None)


@pytest.mark.parametrize("counting", ["full", "frac", "author"])
def test_what_is_needed_is_rounded_up_exactly(counting):
    # Reference 1/8. Of 80 papers that are 10: from 10 nothing is missing, from 10 - a unit one paper, from 9 one, from 9 - a unit two.
    expression = gap(OWN, of_group(OWN, MEMBERS), counting=counting)
    for less, needed in ((0, 0), (1, 1), (ONE, 1), (ONE + 1, 2), (10 * ONE, 10)):
        own = cell(1, 1, 80, 10) | {f"top_{counting}": 10 * ONE - less}
        row = next(row for row in gaps([own, cell(9, 1, 800, 100)], (9,), expression) if row["institution_id"] == 1)
        assert (row["more_top"], row["more_papers"]) == (needed, ceil(Fraction(less, ONE) / Fraction(7, 8)))


def test_above_the_reference_nothing_is_needed_and_the_gap_is_negative():
    [own, _] = gaps([cell(1, 1, 10, 5), cell(9, 1, 10, 1)], (9,))
    assert (own["gap"], own["more_top"], own["more_papers"]) == (0.1 - 0.5, 0, 0)


def test_a_reference_of_nothing_but_top_papers_is_never_reached_by_adding():
    [own, _] = gaps([cell(1, 1, 10, 5), cell(9, 1, 10, 10)], (9,))
    assert (own["more_top"], own["more_papers"]) == (5, None)


def test_without_a_reference_the_gap_is_unknown():
    [own] = gaps([cell(1, 1, 10, 5)], (9,))
    assert (own["q"], own["reference_q"], own["gap"], own["more_top"], own["more_papers"]) == (0.5, None, None, None, None)


def test_a_university_without_counted_papers_has_an_unknown_gap():
    expression = gap(OWN, of_group(OWN, MEMBERS), counting="author")
    own = next(row for row in gaps([cell(1, 1, 0, n=3), cell(9, 1, 10, 1)], (9,), expression) if row["institution_id"] == 1)
    assert (own["q"], own["gap"], own["more_top"], own["more_papers"]) == (None, None, None, None)


def test_an_interval_of_q_is_an_interval_of_the_gap():
    expression = gap(OWN, of_group(OWN, MEMBERS), INTERVALS)
    rows = [cell(1, 1, 50, 5), cell(2, 1, 50, 5), cell(9, 1, 100, 12)]
    found = {row["institution_id"]: row for row in gaps(rows, (9,), expression, intervals=small(DOMAIN_INTERVAL, [("海洋", 1, 0.0625, 0.25)]))}
    assert (found[1]["low"], found[1]["high"], found[1]["gap_low"], found[1]["gap_high"]) == (0.0625, 0.25, 0.12 - 0.25, 0.12 - 0.0625)
    assert (found[2]["low"], found[2]["high"], found[2]["gap_low"], found[2]["gap_high"]) == (None, None, None, None)


def test_each_window_is_compared_with_its_own_reference():
    base = sums(C.mutate(first_year=C.year, last_year=C.year), ("scheme", "field", "institution_id", *BY))
    own = in_domains(base, DOMAINS, BY)
    rows = [cell(1, 1, 10, 1, 2014), cell(1, 1, 10, 2, 2015), cell(9, 1, 10, 2, 2014), cell(9, 1, 10, 4, 2015)]
    found = gaps(rows, (9,), gap(own, of_group(own, MEMBERS, BY), by=BY))
    assert [(row["first_year"], row["reference_q"], row["more_top"]) for row in found if row["institution_id"] == 1] == [
        (2014, 0.2, 1),
        (2015, 0.4, 2),
    ]


@given(st.integers(1, 2**57), st.integers(0, 1000), st.integers(1, 2**62), st.integers(0, 1000))
@settings(max_examples=25)
def test_what_is_needed_is_that_of_fractions_up_to_the_largest_sums(papers, permille, their_papers, their_permille):
    top, their_top = papers * permille // 1000, their_papers * their_permille // 1000
    own = cell(1, 1, 0, n=1) | {"p_frac": papers, "top_frac": top}
    their = cell(9, 1, 0, n=1) | {"p_frac": their_papers, "top_frac": their_top}
    row = next(row for row in gaps([own, their], (9,)) if row["institution_id"] == 1)
    missing = max(Fraction(their_top, their_papers) * papers - top, Fraction(0)) / ONE
    assert row["more_top"] == ceil(missing)
    assert row["more_papers"] == (ceil(missing / (1 - Fraction(their_top, their_papers))) if their_top < their_papers else None)


def test_a_file_of_domains_is_read(tmp_path):
    path = tmp_path / "domains.csv"
    path.write_text("\ufeffdomain,scheme,field\n海洋,openalex_subfield,1910\n海洋,openalex_subfield,1104\n\n材料,eight,2\n", encoding="utf-8")
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
