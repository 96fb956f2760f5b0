from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.kernel.labels import speaking
from tsunagu.kernel.money import Yen


@pytest.mark.parametrize(
    ("printed", "yen"),
    [
        ("1円", 1),
        ("3千円", 3_000),
        ("5万円", 50_000),
        ("13,751百万円", 13_751_000_000),
        ("3千万円程度/年", 30_000_000),
        ("138億円", 13_800_000_000),
        ("10兆円規模の大学ファンド", 10_000_000_000_000),
        ("1兆1,111億円", 1_111_100_000_000),
        ("2億5千万円", 250_000_000),
        ("14.5億円", 1_450_000_000),
        ("0.73億円", 73_000_000),
        ("58.5億円（内数）", 5_850_000_000),
        ("１３，７５１百万円", 13_751_000_000),
        ("13,751 百万円", 13_751_000_000),
        ("◆<文>共創の場形成支援：13,751百万円", 13_751_000_000),
        ("72億円（地方創生推進交付金活用分50.0億円含む）", 7_200_000_000),
    ],
)
def test_an_amount_is_read_in_the_unit_it_is_printed_in(printed, yen):
    assert Yen.parse(printed) == yen


@pytest.mark.parametrize(
    "printed", ["ー", "－", "-", "", "〇〇億円", "○○百万円", "数億円", "億円", "5,846,000", "30拠点程度", "令和4年度"]
)
def test_a_text_without_a_figure_is_refused_and_never_0(printed):
    with pytest.raises(ValueError, match="no amount"):
        Yen.parse(printed)


def test_a_printed_zero_is_zero():
    assert Yen.parse("0円") == 0


def test_a_fraction_of_a_yen_is_refused():
    with pytest.raises(ValueError, match="not whole yen"):
        Yen.parse("0.5円")


@pytest.mark.parametrize("wrong", [1.0, Decimal(1), "1", True, None])
def test_yen_is_made_from_whole_numbers_only(wrong):
    with pytest.raises(TypeError):
        Yen(wrong)


def test_sums_and_differences_stay_yen():
    total = sum([Yen(2), Yen(3)])
    assert (total, type(total)) == (5, Yen)
    assert (Yen(2) - Yen(3), type(Yen(2) - Yen(3))) == (-1, Yen)


def test_a_sum_with_a_float_is_refused_or_whole():
    with pytest.raises(TypeError):
        Yen(Yen(2) * 1.5)


@pytest.mark.parametrize(
    ("yen", "ja", "en"),
    [
        (0, "0円", "¥0"),
        (1, "1円", "¥1"),
        (999_999, "99万9,999円", "¥999,999"),
        (30_000_000, "3,000万円", "¥30 million"),
        (100_000_000, "1億円", "¥100 million"),
        (13_751_000_000, "137億5,100万円", "¥13.75 billion"),
        (20_000_000_000, "200億円", "¥20 billion"),
        (10_000_000_000_000, "10兆円", "¥10 trillion"),
        (1_111_100_000_000, "1兆1,111億円", "¥1.11 trillion"),
        (-30_000_000, "-3,000万円", "-¥30 million"),
        (-5, "-5円", "-¥5"),
    ],
)
def test_an_amount_is_written_for_readers_of_both_languages(yen, ja, en):
    with speaking("ja"):
        assert Yen(yen).text() == ja
    with speaking("en"):
        assert Yen(yen).text() == en


@given(st.integers(min_value=0, max_value=10**16 - 1))
def test_an_amount_written_in_japanese_reads_back_as_itself(amount):
    with speaking("ja"):
        assert Yen.parse(Yen(amount).text()) == amount


@given(
    st.integers(min_value=0, max_value=10**7),
    st.sampled_from([("千円", 10**3), ("百万円", 10**6), ("億円", 10**8), ("円", 1)]),
)
def test_a_count_of_a_unit_reads_as_that_many_units_with_and_without_commas(count, unit):
    name, size = unit
    assert Yen.parse(f"{count:,}{name}") == Yen.parse(f"{count}{name}") == count * size


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_every_amount_has_a_text_in_both_languages(amount):
    with speaking("ja"):
        assert Yen(amount).text().endswith("円")
    with speaking("en"):
        assert Yen(amount).text().lstrip("-").startswith("¥")
