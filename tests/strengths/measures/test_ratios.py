"""Every measure compiles for Spark and keeps its types; papers and quotients in one unit."""

import ibis
import pytest

from tests.strengths.cells import MEASURES, C, answer, by_field, cell, cells, duckdb, given, rows_of
from tsunagu.strengths.enums import Counting, Top
from tsunagu.strengths.measures.ratios import measured, score_interval
from tsunagu.strengths.tables import ONE


@pytest.mark.long
@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_says_and_keeps_its_types(name):
    measure = MEASURES[name]
    assert {column: str(kind).lstrip("!") for column, kind in measure.rows.schema().items()} == measure.types
    table = duckdb().fetch(measure.rows, **given(measure))
    assert table.schema == ibis.schema(measure.types).to_pyarrow()
    assert table.num_rows > 0


class SparkOptions(ibis.config.Config):
    """What Ibis asks when it writes a float64 column for Spark, without loading its Spark backend, which looks for
    Java.
    """

    treat_nan_as_null: bool = False


@pytest.fixture
def spark_options(monkeypatch):
    monkeypatch.setattr(ibis.options, "pyspark", SparkOptions())


@pytest.mark.long
@pytest.mark.usefixtures("spark_options")
@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_compiles_for_spark_and_without_a_decimal_literal(name):
    text = str(ibis.to_sql(MEASURES[name].rows, dialect="pyspark"))
    assert text.startswith(("SELECT", "WITH"))
    assert not [
        word
        for word in text.replace("(", " ").replace(")", " ").split()
        if word.count(".") == 1 and word.replace(".", "").isdigit()
    ]


@pytest.mark.parametrize("counting", Counting)
@pytest.mark.parametrize("top", Top)
def test_papers_and_top_papers_are_in_one_unit_whatever_the_counting(top, counting):
    row = cell(1, 1, 0, n=8) | {counting.papers: 8 * ONE, top.column(counting): 2 * ONE, "p_full": 8}
    assert answer(measured(by_field(), top, counting), cell=cells([row])) == [
        {"institution_id": 1, "field": 1, "n": 8, "papers": 8 * ONE, "top": 2 * ONE, "q": 0.25}
    ]


def test_without_papers_q_is_unknown():
    assert answer(measured(by_field(), counting="author"), cell=cells([cell(1, 1, 0, n=3)])) == [
        {"institution_id": 1, "field": 1, "n": 3, "papers": 0, "top": 0, "q": None}
    ]


def test_an_unknown_top_share_or_counting_is_refused():
    with pytest.raises(ValueError, match="'top5' is not a valid Top"):
        measured(C, top="top5")
    with pytest.raises(ValueError, match="'whole' is not a valid Counting"):
        measured(C, counting="whole")


@pytest.mark.long
@pytest.mark.usefixtures("spark_options")
def test_spark_computes_every_measure_to_the_same_bits(spark_engine):
    for name, measure in MEASURES.items():
        assert rows_of(spark_engine, measure.rows, **given(measure)) == answer(measure.rows, **given(measure)), name


def test_the_score_interval_is_that_of_wilson():
    # 3 of 10 and 0 of 10 by hand: (0.3 + z^2 / 20 -+ z sqrt(0.021 + z^2 / 400)) / (1 + z^2 / 10) with z^2 = 3.841459;
    # and z^2 / (10 + z^2).
    assert score_interval(3, 10) == (pytest.approx(0.107791, abs=1e-6), pytest.approx(0.603222, abs=1e-6))
    assert score_interval(0, 10) == (0.0, pytest.approx(3.841459 / 13.841459, abs=1e-6))
    assert score_interval(10, 10) == (pytest.approx(10 / 13.841459, abs=1e-6), pytest.approx(1, abs=1e-12))
    assert score_interval(0, 0) is None
    with pytest.raises(ValueError, match="a part must lie within 0 and 3"):
        score_interval(3.5, 3)
