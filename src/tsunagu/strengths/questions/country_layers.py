"""日本・英国・ドイツの層: the rank-size curves of the countries' universities, and in numbers what they show.

After 日独英の大学の論文数分布の比較 (CSTI, 総合振興パッケージ): universities with at least 500 papers in ten years, in
the order of their fractional papers of a window, per year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from tsunagu.kernel.tables import Cell, Table
from tsunagu.strengths.conventions import editions, schemes
from tsunagu.strengths.enums import Amount, Counting, Standing
from tsunagu.strengths.measures import layers
from tsunagu.strengths.measures.fixed import whole
from tsunagu.strengths.questions.choice import Choice
from tsunagu.strengths.questions.kept import kept
from tsunagu.strengths.questions.provenance_sheet import IDENTIFIERS, identifiers, source_sheet, with_source
from tsunagu.strengths.questions.reading import HOME, Institution, Reading
from tsunagu.strengths.questions.standing import is_university, spanned
from tsunagu.strengths.tables import ONE

LEAST = (1, 10, 50, 100, 500)  # papers in ten years that a reader may ask of a university
LONGER_YEARS = 10
SIZES = (1000, 500, 200, 100, 50, 0)  # papers a year: the least of each class of size
SIMILAR = Fraction(1, 10)  # two amounts that differ by no more than this part of the greater are called similar
FIRST, FOLLOWING = (1, 10), (10, 50)  # the ranks that the note of the figure compares

CHOSEN = ibis.table({"scheme": "string", "field": "int16"}, name="chosen")
_LONGER = ibis.table({"first_year": "int16", "last_year": "int16"}, name="longer")
_UNIVERSITIES = ibis.table({"institution_id": "int32", "country": "string"}, name="universities")


@dataclass(frozen=True, slots=True)
class Place:
    """A university on its country's curve.

    ``size``: the amount asked for, a year; ``n``: papers of the window, whole counting.
    """

    place: int
    institution: Institution
    n: int
    size: float


@dataclass(frozen=True, slots=True)
class CountryLayers:
    """A country's curve and its summary.

    ``first`` and ``following``: what ranks 1-10 and 10-50 hold together, a year.
    """

    layer: editions.Layer
    places: Sequence[Place]
    thickness: layers.Thickness
    first: float
    following: float
    classes: Sequence[int]  # universities in each class of ``SIZES``

    def name(self, language: str = "ja") -> str:
        """The country's name in the reader's language."""
        return self.layer.name_ja if language == "ja" else self.layer.name_en

    @property
    def next_to_first(self) -> float | None:
        """What ranks 10-50 hold over what ranks 1-10 hold."""
        return self.thickness.next_to_first

    @property
    def filled(self) -> bool:
        """Whether there are universities down to the last rank compared."""
        return len(self.places) >= FOLLOWING[1]


@dataclass(frozen=True, slots=True)
class Contrast:
    """The first country beside another: the first ranks, those that follow, and the number of universities."""

    one: CountryLayers
    other: CountryLayers
    first: Standing
    following: Standing | None  # unknown where one of the two has no university so far down
    universities: Standing


@dataclass(frozen=True, slots=True)
class LayersAnswer:
    """The layers of the countries that are computed, and what was asked.

    ``longer``: the years over which ``least`` papers are asked for, as far as there are data.
    """

    countries: Sequence[CountryLayers]
    contrasts: Sequence[Contrast]
    amount: Amount
    least: int
    field: int
    longer: tuple[int, int]
    years: int  # of the window
    missing: Sequence[editions.Layer]  # of countries that are not computed

    def not_computed(self, language: str = "ja") -> str:
        """The names of the countries that are not computed, empty where all are."""
        return ("、" if language == "ja" else ", ").join(
            one.name_ja if language == "ja" else one.name_en for one in self.missing
        )

    @property
    def deepest(self) -> int:
        """The number of universities of the country with most."""
        return max((len(one.places) for one in self.countries), default=0)

    def ranks(self, first: int, last: int) -> list[tuple[int, list[Place | None]]]:
        """The places from one rank to another, the countries side by side."""
        reach = range(first, min(last, self.deepest) + 1)
        return [
            (rank, [one.places[rank - 1] if rank <= len(one.places) else None for one in self.countries])
            for rank in reach
        ]


def usual_least(reading: Reading) -> int:
    """The number of papers asked for unless the reader says otherwise.

    That of the figure, or fewer where the data are a sample or made up.
    """
    return {"data": 500, "synthetic": 10, "sample": 1}[reading.edition.nature]


def country_layers(
    reading: Reading,
    choice: Choice,
    *,
    least: int | None = None,
    amount: Amount = Amount.PAPERS,
    field: int = schemes.ALL,
) -> LayersAnswer:
    """The layers of Japan, the United Kingdom and Germany in the choice's window.

    As far as these countries are computed.

    least: one of ``LEAST``, papers by the choice's counting in the ten years up to the window's end, of the fields
    looked at. field: of the choice's scheme, 0 for all of them together. Raises ValueError for a least that cannot be
    chosen, or a field that the scheme does not have.
    """
    asked = usual_least(reading) if least is None else least
    if asked not in LEAST:
        raise ValueError(f"the least number of papers is one of {', '.join(map(str, LEAST))}, not {asked}")
    longer = (max(choice.window - LONGER_YEARS + 1, min(reading.edition.years)), choice.window)
    given = {
        "span": choice.span,
        "longer": _years(*longer),
        "chosen": chosen(choice.scheme, field),
        "universities": kept(reading, "universities", lambda: _universities(reading)),
    }
    measure = f"{'p' if amount is Amount.PAPERS else choice.top}_{choice.counting}"
    curves = _ranked(measure, choice.counting, asked)
    rows = kept(reading, ("layers", choice, measure, asked, field), lambda: reading.rows(curves, **given))
    years = choice.window - choice.first_year + 1
    missing = [layer for layer in editions.layers() if layer.country not in reading.edition.settings.countries]
    computed = [layer for layer in editions.layers() if layer not in missing]
    found = [
        _country(reading, layer, [row for row in rows if row["country"] == layer.country], years) for layer in computed
    ]
    contrasts = [_contrast(found[0], other) for other in found[1:] if found[0].places and other.places]
    return LayersAnswer(found, contrasts, amount, asked, field, longer, years, missing)


@lru_cache
def chosen(scheme: str, field: int = schemes.ALL) -> pa.Table:
    """A field of a scheme, or all of them, as the table that expressions bind as ``chosen``.

    Raises ValueError for one that does not exist.
    """
    if field != schemes.ALL:
        schemes.name(scheme, field)
    numbers = [one.field for one in schemes.fields(scheme)] if field == schemes.ALL else [field]
    return pa.table({"scheme": pa.array([scheme] * len(numbers), pa.string()), "field": pa.array(numbers, pa.int16())})


@lru_cache
def _ranked(measure: str, counting: Counting, least: int) -> ir.Table:
    """Universities in the order of one amount, those with enough papers in the longer span."""
    cells = HOME.semi_join(CHOSEN, ["scheme", "field"]).semi_join(_UNIVERSITIES, "institution_id")
    own, longer = _as_papers(spanned(cells), measure), _as_papers(spanned(cells, _LONGER), f"p_{counting}")
    return layers.ranked(own, _UNIVERSITIES, longer, least, "frac").order_by("country", "place")


def _as_papers(cells: ir.Table, measure: str) -> ir.Table:
    """The cells with one of their amounts, in units of 2^-40, where ``layers.ranked`` looks for fractional papers."""
    amount = cells[measure] * whole(ONE) if measure == "p_full" else cells[measure]
    return cells.mutate(p_frac=amount)


def _universities(reading: Reading) -> pa.Table:
    """The universities of the countries compared."""
    countries = {layer.country for layer in editions.layers()}
    found = [
        (one.institution_id, one.country)
        for one in reading.institutions.values()
        if is_university(one) and one.country in countries
    ]
    numbers, codes = zip(*found, strict=True) if found else ((), ())
    return pa.table({"institution_id": pa.array(numbers, pa.int32()), "country": pa.array(codes, pa.string())})


def _years(first: int, last: int) -> pa.Table:
    return pa.table({"first_year": pa.array([first], pa.int16()), "last_year": pa.array([last], pa.int16())})


def _country(reading: Reading, layer: editions.Layer, rows: Sequence[Mapping[str, Any]], years: int) -> CountryLayers:
    sizes = [row["papers"] for row in rows]
    per_year = [size / ONE / years for size in sizes]
    places = [
        Place(row["place"], reading.institutions[row["institution_id"]], row["n"], size)
        for row, size in zip(rows, per_year, strict=True)
    ]
    first, following = (sum(sizes[low - 1 : high]) / ONE / years for low, high in (FIRST, FOLLOWING))
    return CountryLayers(layer, places, layers.thickness(sizes), first, following, _classes(sizes, years))


def _classes(sizes: Sequence[int], years: int) -> list[int]:
    """How many sizes fall in each class; a size that is the least of a class belongs to it."""
    found = [0] * len(SIZES)
    for size in sizes:
        found[next(number for number, least in enumerate(SIZES) if size >= least * years * ONE)] += 1
    return found


def _contrast(one: CountryLayers, other: CountryLayers) -> Contrast:
    deep = min(len(one.places), len(other.places)) >= FOLLOWING[0]
    return Contrast(
        one,
        other,
        standing(one.first, other.first),
        standing(one.following, other.following) if deep else None,
        standing(len(one.places), len(other.places)),
    )


def standing(one: float, other: float) -> Standing:
    """Whether an amount is more than another, fewer, or similar: no more apart than ``SIMILAR`` of the greater."""
    if abs(one - other) <= float(SIMILAR) * max(one, other):
        return Standing.SIMILAR
    return Standing.MORE if one > other else Standing.FEWER


def size_label(number: int, language: str = "ja") -> str:
    """The name of a class of ``SIZES``: papers a year."""
    least = SIZES[number]
    if number == 0:
        return f"{least:,}件以上" if language == "ja" else f"{least:,} or more"
    if least == 0:
        return f"{SIZES[number - 1]:,}件未満" if language == "ja" else f"fewer than {SIZES[number - 1]:,}"
    return (
        f"{least:,}件以上{SIZES[number - 1]:,}件未満"
        if language == "ja"
        else f"{least:,} to under {SIZES[number - 1]:,}"
    )


def tables(reading: Reading, choice: Choice, answer: LayersAnswer, language: str = "ja") -> list[Table]:
    """The page as tables: the curves, their summary, classes of size, and the source."""
    japanese = language == "ja"
    more: list[tuple[str, Cell]] = [
        ("大きさ" if japanese else "Size", answer.amount.ja if japanese else answer.amount.en),
        ("対象の条件（論文数）" if japanese else "Least papers", answer.least),
        ("条件の期間" if japanese else "Span of that", f"{answer.longer[0]}-{answer.longer[1]}"),
        ("分野" if japanese else "Field", schemes.name(choice.scheme, answer.field, language)),
        *(
            [("計算していない国" if japanese else "Countries not computed", answer.not_computed(language))]
            if answer.missing
            else []
        ),
    ]
    return [
        with_source(_curve_table(choice, answer, language), reading, choice, language),
        _summary_table(answer, language),
        _class_table(answer, language),
        source_sheet(reading, choice, language, more),
    ]


def _curve_table(choice: Choice, answer: LayersAnswer, language: str) -> Table:
    columns = (
        ("国", "国内順位", "大学", *IDENTIFIERS, "n（件）", "年平均", "大きさ", "分野", "対象の条件（論文数）")
        if language == "ja"
        else ("Country", "Rank", "University", *IDENTIFIERS, "n", "A year", "Size", "Field", "Least papers")
    )
    asked = (
        answer.amount.ja if language == "ja" else answer.amount.en,
        schemes.name(choice.scheme, answer.field, language),
        answer.least,
    )
    rows = [
        (
            one.name(language),
            place.place,
            place.institution.name(language),
            *identifiers(place.institution),
            place.n,
            place.size,
            *asked,
        )
        for one in answer.countries
        for place in one.places
    ]
    return Table("層の厚み" if language == "ja" else "layers", columns, rows)


SUMMARY = (
    ("institutions", "対象の大学数", "Universities counted"),
    ("first", "1〜10位の合計（年平均）", "Ranks 1-10, a year"),
    ("following", "10〜50位の合計（年平均）", "Ranks 10-50, a year"),
    ("next_to_first", "1〜10位に対する10〜50位の比", "Ranks 10-50 over ranks 1-10"),
    ("largest", "上位10校の占める割合", "Part of the first ten"),
    ("gini", "ジニ係数", "Gini coefficient"),
    ("herfindahl", "ハーフィンダール指数", "Herfindahl index"),
    ("effective", "実効的な大学数（1/ハーフィンダール）", "Effective number (1 / Herfindahl)"),
    ("hill", "裾の傾き（Hill、上位40校）", "Slope of the tail (Hill, first 40)"),
)


def summary(answer: LayersAnswer) -> list[tuple[str, str, str, list[Cell]]]:
    """The rows of the summary: key, Japanese and English label, and a value for each country.

    None where it is not defined.
    """
    return [(key, ja, en, [_summary_value(one, key) for one in answer.countries]) for key, ja, en in SUMMARY]


def _summary_value(one: CountryLayers, key: str) -> Cell:
    if not one.places and key != "institutions":
        return None
    value: Cell = getattr(one, key) if key in ("first", "following") else getattr(one.thickness, key)
    return value


def _summary_table(answer: LayersAnswer, language: str) -> Table:
    head = "指標" if language == "ja" else "Measure"
    rows = [(ja if language == "ja" else en, *values) for _, ja, en, values in summary(answer)]
    return Table(
        "要約" if language == "ja" else "Summary", (head, *(one.name(language) for one in answer.countries)), rows
    )


def _class_table(answer: LayersAnswer, language: str) -> Table:
    head = "規模（年平均）" if language == "ja" else "Size (a year)"
    rows: list[tuple[Cell, ...]] = [
        (size_label(number, language), *(one.classes[number] for one in answer.countries))
        for number in range(len(SIZES))
    ]
    return Table(
        "規模別の大学数" if language == "ja" else "Classes of size",
        (head, *(one.name(language) for one in answer.countries)),
        rows,
    )
