import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.kernel.labels import speaking
from tsunagu.kernel.years import FiscalYear


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("R5", 2023),
        ("r5", 2023),
        ("Ｒ５", 2023),
        ("令和5年度", 2023),
        ("令和５年度", 2023),
        ("令和 5 年度", 2023),
        ("令和5年", 2023),
        ("令和元年度", 2019),
        ("R元", 2019),
        ("平成31年度", 2019),
        ("平成元年度", 1989),
        ("H30", 2018),
        ("昭和63年度", 1988),
        ("S63", 1988),
        ("FY2023", 2023),
        ("fy2023", 2023),
        ("2023", 2023),
        ("２０２３年度", 2023),
        (" 2022 ", 2022),
    ],
)
def test_a_fiscal_year_is_read_in_every_way_it_is_written(written, year):
    assert FiscalYear.parse(written) == year


@pytest.mark.parametrize(
    "written",
    [
        "",
        "年度",
        "来年度",
        "5",
        "R",
        "R0",
        "R5年4月",
        "R5,R6",
        "12023",
        "-5",
        "5.5",
        "FY",
        "FY5",
        "明治5年",
        "1925",
        "2201",
        "R2023",
    ],
)
def test_anything_else_is_refused(written):
    with pytest.raises(ValueError, match="not a fiscal year"):
        FiscalYear.parse(written)


@pytest.mark.parametrize(
    ("day", "year"),
    [((2023, 3, 31), 2022), ((2023, 4, 1), 2023), ((2023, 12, 31), 2023), ((2024, 1, 1), 2023), ((2024, 2, 29), 2023)],
)
def test_a_day_lies_in_the_year_that_began_in_april(day, year):
    assert FiscalYear.of(datetime.date(*day)) == year


@pytest.mark.parametrize(
    ("year", "ja", "short", "en"),
    [
        (2022, "令和4年度", "R4", "FY2022"),
        (2019, "令和元年度", "R1", "FY2019"),
        (2018, "平成30年度", "FY2018", "FY2018"),
        (1989, "平成元年度", "FY1989", "FY1989"),
        (1988, "昭和63年度", "FY1988", "FY1988"),
    ],
)
def test_a_fiscal_year_is_written_for_readers_of_both_languages(year, ja, short, en):
    for language, written in {"ja": (ja, short), "en": (en, en)}.items():
        with speaking(language):
            assert (FiscalYear(year).text(), FiscalYear(year).short()) == written


@given(st.integers(min_value=1926, max_value=2200))
def test_a_written_year_reads_back_as_itself(year):
    shapes = [str(year)]
    for language in ("ja", "en"):
        with speaking(language):
            shapes += [FiscalYear(year).text(), FiscalYear(year).short()]
    assert [FiscalYear.parse(shape) for shape in shapes] == [year] * 5
