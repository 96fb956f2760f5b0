"""A university's own domain, over a store whose numbers are worked out by hand."""

from __future__ import annotations

import pytest

from tests.strengths.measure_intervals import interval
from tests.strengths.questions.university_store import BASE, write_store
from tsunagu.kernel.labels import speaking
from tsunagu.kernel.tables import to_csv
from tsunagu.strengths.enums import Counting
from tsunagu.strengths.errors import NoSuchThing, Unanswerable
from tsunagu.strengths.questions import domain, domain_tables
from tsunagu.strengths.questions.choice import choice
from tsunagu.strengths.questions.domain import WindowGap
from tsunagu.strengths.questions.reading import reading
from tsunagu.strengths.questions.records import MOST_MEMBERS, DomainQuestion
from tsunagu.strengths.tables import ONE


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    return reading(write_store(tmp_path_factory.mktemp("domain")))


def asked(university, fields, *members, **more):
    """A question about the eight fields; universities by their numbers in the store."""
    reference = tuple(str(BASE + member) for member in members)
    return DomainQuestion(
        university=str(BASE + university), scheme="eight", fields=tuple(fields), reference=reference, **more
    )


def test_unless_named_the_group_is_the_largest_universities_of_the_country_but_itself(read):
    answer = domain.answer(read, asked(2, [1]))
    # 1 and 3 to 10 have as many papers; the firm has more, but is none.
    assert ([one.institution_id for one in answer.terms.members], answer.terms.usual) == ([1, 3, 4], True)
    assert [one.institution_id for one in domain.largest(read, choice(read.edition), "GB", number=2)] == [21, 22]


def test_the_gap_and_what_closes_it(read):
    now = domain.answer(read, asked(2, [1])).chosen
    # 2019-2023: 2.5 of 50 papers; the group 15 + 10 + 10 = 35 of 75 + 100 + 100 = 275.
    assert (now.n, now.papers, now.top, now.q) == (50, 50.0, 2.5, 0.05)
    assert (now.reference_n, now.reference_q, now.difference) == (275, 35 / 275, 0.05 - 35 / 275)
    # 50 x 35 / 275 - 2.5 = 3.86 top papers more; with new top papers alone 3.86 / (1 - 35 / 275) = 4.43
    assert (now.more_top, now.more_papers) == (4, 5)


def test_the_interval_is_that_of_the_bins_of_its_fields(read):
    now = domain.answer(read, asked(2, [1])).chosen
    question = f"synthetic by hand eight [1] I{BASE + 2}"
    alone = interval([1, 1, 1], [0, ONE // 2, ONE], [47, 1, 2], seed=question)
    assert (now.low, now.high) == (alone.low_frac, alone.high_frac)


def test_without_bins_there_is_no_interval_and_no_verdict(read):
    answer = domain.answer(read, asked(1, [1]))
    # No bins of institution 1 are in the store, and none of earlier windows.
    assert (answer.chosen.q, answer.chosen.low, answer.chosen.difference_low, answer.chosen.verdict) == (
        0.2,
        None,
        None,
        "unclear",
    )
    assert (answer.chosen.more_top, answer.chosen.more_papers) == (0, 0)
    assert domain.answer(read, asked(2, [1], counting=Counting.AUTHOR)).chosen.low is None


def test_the_group_may_be_chosen(read):
    answer = domain.answer(read, asked(2, [1, 7], 1))
    # all fields of both: 7.5 of 100 papers, and 17.5 of 100
    assert (answer.terms.usual, answer.chosen.q, answer.chosen.reference_q, answer.chosen.more_top) == (
        False,
        0.075,
        0.175,
        10,
    )


def test_a_domain_without_papers_is_unknown_not_zero(read):
    answer = domain.answer(read, asked(3, [7], 1))
    assert answer.chosen == WindowGap(2019, 2023)
    assert answer.chosen.verdict == "unknown"
    nobody = domain.answer(read, asked(1, [7], 3)).chosen
    assert (nobody.q, nobody.reference_q, nobody.difference, nobody.more_top) == (0.1, None, None, None)


def test_the_interval_of_a_difference_is_made_of_both_intervals():
    # 0.1 - 0.3, the lower arms 3 and the upper arm of the other 4: hypot(0.03, 0.04) = 0.05; upwards hypot(0.08, 0.06)
    # = 0.1
    low, high = domain.difference_interval(0.1, (0.07, 0.18), 0.3, (0.24, 0.34))
    assert (low, high) == (pytest.approx(-0.25), pytest.approx(-0.1))
    assert domain.difference_interval(0.1, None, 0.3, (0.2, 0.4)) is None
    assert domain.difference_interval(0.1, (0.0, 0.2), 0.3, None) is None


@pytest.mark.parametrize(
    ("difference", "papers", "verdict"),
    [
        ((-0.1, -0.01), (50, 50), "below"),
        ((-0.1, 0.0), (50, 50), "unclear"),
        ((0.01, 0.1), (50, 50), "reached"),
        ((0.0, 0.1), (50, 50), "unclear"),
        ((None, None), (50, 50), "unclear"),
        ((-0.1, -0.01), (49, 500), "few"),
        ((-0.1, -0.01), (500, 49), "few"),
    ],
)
def test_the_verdict_is_sure_only_where_zero_is_not_in_the_interval_of_the_difference(difference, papers, verdict):
    low, high = difference
    window = WindowGap(
        2019, 2023, n=papers[0], reference_n=papers[1], difference=0.1, difference_low=low, difference_high=high
    )
    assert window.verdict == verdict


def test_papers_as_counted_are_about_so_many_whole_papers():
    # 50 papers that are 20 by fractional counting: 3 of these are 7.5 whole ones
    assert WindowGap(2019, 2023, n=50, papers=20.0).about(3) == 8
    assert WindowGap(2019, 2023).about(3) is None


def test_the_group_has_an_interval_from_the_papers_of_its_members_together(read):
    # Of the members only institution 2 has bins here: the group's interval is that of these papers.
    now = domain.answer(read, asked(1, [1], 3, 2)).chosen
    question = f"synthetic by hand eight [1] I{BASE + 2} I{BASE + 3}"
    alone = interval([1, 1, 1], [0, ONE // 2, ONE], [47, 1, 2], seed=question)
    assert (now.reference_low, now.reference_high) == (alone.low_frac, alone.high_frac)


def test_every_window_of_the_data_is_there(read):
    windows = domain.answer(read, asked(2, [1])).windows
    assert [(one.first_year, one.last_year) for one in windows] == list(read.edition.spans)
    assert {one.q for one in windows} == {0.05}


def test_saved_domains_are_read_with_what_is_wrong_in_them(read, tmp_path):
    (tmp_path / "a.csv").write_text("domain,scheme,field\n触媒,field,16\n触媒,field,15\n")
    (tmp_path / "b.csv").write_text("domain,scheme,field\n夢,field,99\n")
    found, problems = domain.saved(read, tmp_path)
    assert [(one.name, one.scheme, one.fields) for one in found] == [("触媒", "field", (16, 15))]
    assert [problem.where for problem in problems] == ["b.csv, row 2"]
    assert domain.saved(read, tmp_path / "nothing here") == ([], [])


def test_exports_hold_windows_fields_and_group(read):
    windows, fields, members, source = domain_tables.tables(read, domain.answer(read, asked(2, [1])))
    assert list(windows.rows[-1][:8]) == ["試験大学2", BASE + 2, None, "2019-2023", 50, 50.0, 2.5, 0.05]
    assert (fields.columns[:3], [list(row) for row in fields.rows]) == (
        ["領域", "分野の体系", "分野番号"],
        [["試験大学2の領域", "eight", 1, "化学"]],
    )
    assert [row[1] for row in members.rows] == [BASE + 1, BASE + 3, BASE + 4]
    assert list(source.rows[-1]) == ["比べる大学の選び方", "論文数の多い順に3校（自校を除く）"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_sheet_of_the_fields_can_be_saved_as_a_domain_as_it_is(read, tmp_path, language):
    answer = domain.answer(read, asked(2, [1, 7], 1, name="触媒"))
    with speaking(language):
        windows, fields, _, source = domain_tables.tables(read, answer)
    (tmp_path / "saved.csv").write_text(to_csv(fields))
    found, problems = domain.saved(read, tmp_path)
    assert ([(one.name, one.scheme, one.fields) for one in found], problems) == ([("触媒", "eight", (1, 7))], [])
    named = {"ja": {"領域": "触媒", "領域の分野": "化学、臨床医学", "比べる大学": "試験大学1"}}.get(
        language, {"Domain": "触媒"}
    )
    row = dict(zip(windows.columns, windows.rows[0], strict=True))
    assert named.items() <= row.items()
    assert named.items() <= dict(source.rows).items()


@pytest.mark.parametrize("fields", [[], [9], [0], [1, 9]])
def test_no_field_or_an_unknown_one_is_refused(read, fields):
    with pytest.raises(Unanswerable, match=r"at least one field|no field [09]") as refused:
        domain.answer(read, asked(2, fields))
    assert refused.value.where == "field"


def test_a_field_or_a_university_named_twice_counts_once(read):
    once, twice = domain.answer(read, asked(2, [1], 1)), domain.answer(read, asked(2, [1, 1], 1, 2, 1))
    assert (twice.terms.fields, twice.terms.members) == (once.terms.fields, once.terms.members)
    assert twice.windows == once.windows


def test_universities_that_cannot_be_compared_are_refused(read):
    with pytest.raises(Unanswerable, match=f"no more than {MOST_MEMBERS} universities"):
        domain.answer(read, asked(2, [1], *range(1, MOST_MEMBERS + 2)))
    with pytest.raises(NoSuchThing, match="There is no institution") as refused:
        domain.answer(read, asked(2, [1], 999))
    assert refused.value.where == "r"
