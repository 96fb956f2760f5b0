"""The tables of the layers: curves, their summary, classes of size, and what they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tsunagu.kernel.labels import Label
from tsunagu.kernel.tables import Cell, Column, Columns, Table
from tsunagu.strengths.questions import source
from tsunagu.strengths.questions.country_layers import CountryLayers, LayersAnswer, Place, Terms
from tsunagu.strengths.questions.reading import Reading

_PAPERS, _PERCENT, _FIGURE = "figures.papers", "figures.percent", "figures.figure"  # how pages show numbers

CURVES = Label("層の厚み", "layers")
SUMMARY = Label("要約", "Summary")
CLASSES = Label("規模別の大学数", "Classes of size")


@dataclass(frozen=True, slots=True)
class Line:
    """A university with its country and what was asked of all."""

    country: CountryLayers
    place: Place
    terms: Terms


PLACES: Columns[Line] = Columns(
    Column("country", "国", "Country", lambda line: line.country.name),
    Column("rank", "国内順位", "Rank", lambda line: line.place.place),
    Column("university", "大学", "University", lambda line: line.place.institution.name),
    *source.identifiers(lambda line: line.place.institution),
    Column("n", "n（件）", "n", lambda line: line.place.n),
    Column("size", "年平均", "A year", lambda line: line.place.size),
    Column("amount", "大きさ", "Size", lambda line: line.terms.amount.label),
    Column("field", "分野", "Field", lambda line: line.terms.field_name),
    Column("least", "対象の条件（論文数）", "Least papers", lambda line: line.terms.least),
)
# What sums up a country's curve: rows of the page's table and of the file's.
MEASURES: Columns[CountryLayers] = Columns(
    Column("institutions", "対象の大学数", "Universities counted", lambda country: len(country.places)),
    Column(
        "first",
        "1〜10位の合計（年平均）",
        "Ranks 1-10, a year",
        lambda country: _known(country, country.first),
        _PAPERS,
    ),
    Column(
        "following",
        "10〜50位の合計（年平均）",
        "Ranks 10-50, a year",
        lambda country: _known(country, country.following),
        _PAPERS,
    ),
    Column(
        "next_to_first",
        "1〜10位に対する10〜50位の比",
        "Ranks 10-50 over ranks 1-10",
        lambda country: country.next_to_first,
        _FIGURE,
    ),
    Column(
        "largest",
        "上位10校の占める割合",
        "Part of the first ten",
        lambda country: country.thickness.largest,
        _PERCENT,
    ),
    Column("gini", "ジニ係数", "Gini coefficient", lambda country: country.thickness.gini, _FIGURE),
    Column(
        "herfindahl",
        "ハーフィンダール指数",
        "Herfindahl index",
        lambda country: country.thickness.herfindahl,
        f"{_FIGURE}:4",
    ),
    Column(
        "effective",
        "実効的な大学数（1/ハーフィンダール）",
        "Effective number (1 / Herfindahl)",
        lambda country: country.thickness.effective,
        f"{_FIGURE}:1",
    ),
    Column(
        "hill",
        "裾の傾き（Hill、上位40校）",
        "Slope of the tail (Hill, first 40)",
        lambda country: country.thickness.hill,
        _FIGURE,
    ),
)


def tables(reading: Reading, answer: LayersAnswer) -> list[Table]:
    """The curves place by place, what sums them up, the classes of size, and what they rest on."""
    lines = [Line(country, place, answer.terms) for country in answer.countries for place in country.places]
    return [
        source.in_rows(PLACES.table(str(CURVES), lines), reading, answer.choice),
        _summary(answer),
        _classes(answer),
        source.sheet(reading, answer.choice, _asked(answer)),
    ]


def _known(country: CountryLayers, amount: float) -> float | None:
    """The amount, unless there is no university of which to say it."""
    return amount if country.places else None


def _summary(answer: LayersAnswer) -> Table:
    rows = [[measure.heading, *map(measure.value, answer.countries)] for measure in MEASURES]
    return _by_country(answer, SUMMARY, Label("指標", "Measure"), rows)


def _classes(answer: LayersAnswer) -> Table:
    rows: list[list[Cell]] = [[label, *universities] for label, universities in answer.classes]
    return _by_country(answer, CLASSES, Label("規模（年平均）", "Size (a year)"), rows)


def _by_country(answer: LayersAnswer, name: Label, of_rows: Label, rows: Sequence[Sequence[Cell]]) -> Table:
    """A table with a column for each country. of_rows: what its rows are."""
    names = [country.name for country in answer.countries]
    return Table(str(name), [str(of_rows), *names], rows)


def _asked(answer: LayersAnswer) -> list[tuple[str, Cell]]:
    """What the reader chose beside the way of counting, and which countries are missing."""
    terms = answer.terms
    facts: list[tuple[Label, Cell]] = [
        (Label("大きさ", "Size"), terms.amount.label),
        (Label("対象の条件（論文数）", "Least papers"), terms.least),
        (Label("条件の期間", "Span of that"), f"{terms.longer.first_year}-{terms.longer.last_year}"),
        (Label("分野", "Field"), terms.field_name),
    ]
    if answer.missing:
        facts.append((Label("計算していない国", "Countries not computed"), answer.not_computed))
    return source.worded(facts)
