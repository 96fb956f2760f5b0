"""Research time: what was published, papers beside it with the survey's error, and universities' own sheets with all
their faults.
"""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.tables import Table, to_csv, to_xlsx
from tsunagu.strengths.conventions import worktime, worktime_sheet
from tsunagu.strengths.conventions.worktime import Time, adjusted, adjusted_by, research_share
from tsunagu.strengths.conventions.worktime_sheet import read_own
from tsunagu.strengths.errors import WrongTable

HEADER = ("field", "headcount", "research_share", "survey_error")


def sheet(path: Path, *lines: tuple[str | int | float | None, ...], header: tuple[str, ...] = HEADER) -> Path:
    table = Table("own", header, lines)
    if path.suffix == ".xlsx":
        path.write_bytes(to_xlsx([table]))
    else:
        path.write_text(to_csv(table), encoding="utf-8")
    return path


def problems(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(WrongTable) as refused:
        read_own(path)
    return [(problem.code, problem.where) for problem in refused.value.problems]


def test_the_teachers_share_of_research_fell_from_survey_to_survey() -> None:
    shares = {year: research_share(year) for year in (2002, 2008, 2013, 2018, 2023)}
    assert shares == {
        2002: Fraction(465, 1000),
        2008: None,
        2013: Fraction(35, 100),
        2018: Fraction(329, 1000),
        2023: Fraction(321, 1000),
    }


def test_shares_differ_by_founder_and_person_in_2018() -> None:
    by_founder = {group: research_share(2018, kind="founder", group=group) for group in ("国立", "公立", "私立")}
    assert by_founder == {"国立": Fraction(401, 1000), "公立": Fraction(314, 1000), "私立": Fraction(285, 1000)}
    assert research_share(2018, person="大学院博士課程の在籍者") == Fraction(856, 1000)
    assert research_share(2018, person="医局員") == Fraction(147, 1000)


def test_published_headcount_times_share_is_the_published_full_time_equivalent_within_rounding() -> None:
    values = {
        (f.year, f.category): f.value for f in worktime.figures() if (f.kind, f.person) == ("all", worktime.TEACHERS)
    }
    for year in (2002, 2018):
        # the share is printed to a tenth of a percent, so the product may be off by 0.05% of the headcount
        heads, share, full = (values[year, name] for name in ("人数", "研究", "フルタイム換算値"))
        assert heads is not None
        assert share is not None
        assert full is not None
        assert abs(heads * share / 100 - full) <= heads / 2000


def test_a_figure_that_is_only_drawn_stays_unknown_with_all_six_categories() -> None:
    drawn = [f for f in worktime.figures() if f.kind == "university_group"]
    services = ["社会サービス（研究関連）", "社会サービス（教育関連）"]
    six = ["研究", "教育", "その他（学内事務等）", *services, "その他（診療活動等）"]
    assert {f.group: [x.category for x in drawn if x.group == f.group] for f in drawn} == {
        "第1グループ": six,
        "第3グループ": six,
    }
    assert {(f.value, f.status) for f in drawn} == {(None, "unread")}
    assert research_share(2018, kind="university_group", group="第1グループ", person="教員（理工農学）") is None


def test_every_known_figure_has_its_source_and_the_text_as_printed() -> None:
    known = [f for f in worktime.figures() if f.value is not None]
    assert len(known) > 20
    assert [f for f in known if not (f.source and f.printed and f.status == "verified")] == []
    # what is printed holds the figure: 46.5 of 46.5パーセント, 0.329 or 32.9 of 32.9
    digits = [(f, float(f.value)) for f in known if f.value is not None]
    forms = [
        (f.printed, (f"{value:.1f}", f"{value / 100:.3f}") if f.unit == "%" else (f"{value:,.0f}",))
        for f, value in digits
    ]
    assert [printed for printed, texts in forms if not any(text in printed for text in texts)] == []


def test_papers_are_divided_by_headcount_times_research_share() -> None:
    found = adjusted(120, 200, Fraction(40, 100), Fraction(5, 100))
    # 200 persons x 40% = 80 full-time researchers; 120 / 80 = 1.5 papers each; 5% of 1.5 is 0.075
    assert (found.full_time, found.per_full_time, found.error, found.standard_error) == (
        Fraction(80),
        Fraction(3, 2),
        Fraction(1, 20),
        Fraction(3, 40),
    )


def test_what_is_unknown_stays_unknown() -> None:
    no_error = adjusted(120, 200, Fraction(2, 5))
    assert (no_error.per_full_time, no_error.error, no_error.standard_error) == (Fraction(3, 2), None, None)
    for found in (adjusted(120, None, Fraction(2, 5), Fraction(1, 20)), adjusted(120, 200, None, Fraction(1, 20))):
        assert (found.papers, found.full_time, found.per_full_time, found.error, found.standard_error) == (
            Fraction(120),
            None,
            None,
            None,
            None,
        )


def test_an_error_of_zero_is_not_an_unknown_error() -> None:
    assert adjusted(1, 1, Fraction(1), Fraction(0)).standard_error == 0


@pytest.mark.parametrize(
    ("given_values", "said"),
    [
        ((-1, 1, Fraction(1)), "papers must not be negative"),
        ((1, 0, Fraction(1)), "headcount must be above 0"),
        ((1, 1, Fraction(0)), "above 0 and at most 1"),
        ((1, 1, Fraction(329, 10)), "above 0 and at most 1"),
        ((1, 1, Fraction(1), Fraction(-1)), "relative standard error must not be negative"),
    ],
)
def test_amounts_out_of_bounds_are_refused(given_values: tuple[Fraction, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        adjusted(*given_values)


def test_groups_and_fields_are_adjusted_each_by_its_own_time() -> None:
    times = {
        ("第1グループ", 1): Time(Fraction(100), Fraction(1, 2)),
        ("第3グループ", 1): Time(Fraction(100), Fraction(1, 4), Fraction(1, 10)),
    }
    found = adjusted_by({("第1グループ", 1): 100, ("第3グループ", 1): 100, ("第3グループ", 2): 7}, times)
    # 100 / 50 = 2 and 100 / 25 = 4; nothing is known of the third
    assert {key: (a.per_full_time, a.error) for key, a in found.items()} == {
        ("第1グループ", 1): (2, None),
        ("第3グループ", 1): (4, Fraction(1, 10)),
        ("第3グループ", 2): (None, None),
    }


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(1, 1000), st.integers(2, 9))
def test_half_the_time_for_the_same_papers_is_twice_the_papers_per_full_time(
    papers: int, heads: int, permille: int, times: int
) -> None:
    share = Fraction(permille, 1000)
    once, less = adjusted(papers, heads, share), adjusted(papers, heads, share / times)
    assert once.per_full_time is not None
    assert less.per_full_time == once.per_full_time * times
    assert adjusted(papers * times, heads * times, share).per_full_time == once.per_full_time


@pytest.mark.parametrize("name", ["own.csv", "own.xlsx"])
def test_an_own_sheet_is_read_by_number_or_name_with_unknown_errors_left_unknown(tmp_path: Path, name: str) -> None:
    path = sheet(
        tmp_path / name, (1, 1234, 32.5, 2.5), ("臨床医学", "1,200", "２０．５％", None), ("Physics", 80.5, 40, None)
    )
    assert read_own(path) == {
        1: Time(Fraction(1234), Fraction(325, 1000), Fraction(25, 1000)),
        7: Time(Fraction(1200), Fraction(205, 1000), None),
        3: Time(Fraction(161, 2), Fraction(2, 5), None),
    }


def test_japanese_column_names_in_any_order_and_shift_jis_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes("研究時間割合（％）,分野,人数\r\n35,工学,100\r\n,,\r\n".encode("cp932"))
    assert read_own(path) == {5: Time(Fraction(100), Fraction(35, 100), None)}


def test_everything_wrong_with_a_sheet_is_told_at_once_with_row_and_column(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "own.csv",
        ("法学", "many", "0.329", "-1"),
        ("化学", "", "32.9", ""),
        ("1", "0", "101", "1e99"),
        ("工学", "100", "nan", "1_0"),
    )
    assert problems(path) == [
        ("unknown_field", "row 2 field"),
        ("not_a_number", "row 2 headcount"),
        ("out_of_range", "row 2 research_share"),
        ("out_of_range", "row 2 survey_error"),
        ("empty", "row 3 headcount"),
        ("out_of_range", "row 4 headcount"),
        ("out_of_range", "row 4 research_share"),
        ("not_a_number", "row 4 survey_error"),
        ("twice", "row 4 field"),
        ("not_a_number", "row 5 research_share"),
        ("not_a_number", "row 5 survey_error"),
    ]
    with pytest.raises(WrongTable, match=r"write 32\.9, not 0\.329"):
        read_own(path)


def test_missing_unknown_and_repeated_columns_are_told(tmp_path: Path) -> None:
    path = sheet(tmp_path / "own.csv", ("1", "2", "3", "4"), header=("field", "分野", "heads", "research_share"))
    assert problems(path) == [
        ("twice", "row 1 column 2"),
        ("unknown_column", "row 1 column 3"),
        ("missing_column", "row 1"),
    ]


def test_sizes_are_capped_and_an_empty_sheet_is_refused(tmp_path: Path) -> None:
    many: list[list[str]] = [["1", "1", "50", ""]] * (worktime_sheet.MAX_ROWS + 1)
    with pytest.raises(WrongTable) as refused:
        worktime_sheet.times([list(HEADER), *many])
    assert [(problem.code, problem.where) for problem in refused.value.problems] == [("too_many_rows", "row 52")]
    with pytest.raises(Rejected, match="more than 50 rows"):
        read_own(sheet(tmp_path / "many.csv", *many))
    assert problems(sheet(tmp_path / "none.csv")) == [("empty", "row 2")]
    large = tmp_path / "large.csv"
    large.write_bytes(b"field\r\n" + b"x" * 6 * 2**20)
    with pytest.raises(Rejected, match="larger than 200 kB"):
        read_own(large)
    with pytest.raises(WrongTable, match="name one CSV or XLSX file"):
        read_own(tmp_path)


def test_messages_repeat_only_the_beginning_of_a_long_cell(tmp_path: Path) -> None:
    with pytest.raises(WrongTable) as refused:
        read_own(sheet(tmp_path / "own.csv", ("あ" * 5000, "9" * 5000, "50", "")))
    assert [len(problem.message) < 200 for problem in refused.value.problems] == [True, True]


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
ODD = st.sampled_from(["1", "化学", "50", "1e400", "-0", "Infinity", "7.5%", ""])


def outcome(lines: list[list[str]]) -> dict[int, Time] | list[str]:
    """What is read of a sheet, or the places of what is wrong with it."""
    try:
        return worktime_sheet.times([list(HEADER), *lines])
    except WrongTable as refused:
        return [problem.where for problem in refused.problems]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS | ODD, max_size=5) | st.tuples(ODD, ODD, ODD, ODD).map(list), max_size=4))
def test_whatever_stands_in_a_sheet_is_read_within_bounds_or_refused_with_its_place(lines: list[list[str]]) -> None:
    found = outcome(lines)
    if isinstance(found, list):
        assert found
        assert all(where.startswith("row ") for where in found)
    else:
        results = [
            adjusted(1, time.headcount, time.research_share, time.error).per_full_time for time in found.values()
        ]
        assert results
        assert None not in results
