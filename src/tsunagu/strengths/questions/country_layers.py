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

from tsunagu.kernel.labels import Label, in_row
from tsunagu.strengths.conventions import editions, schemes
from tsunagu.strengths.enums import Amount, Counting, Standing
from tsunagu.strengths.errors import Unanswerable
from tsunagu.strengths.measures import layers
from tsunagu.strengths.measures.fixed import whole
from tsunagu.strengths.questions import choice as choices
from tsunagu.strengths.questions.choice import Choice, Window
from tsunagu.strengths.questions.kept import kept
from tsunagu.strengths.questions.reading import HOME, Institution, Reading
from tsunagu.strengths.questions.records import LayersQuestion
from tsunagu.strengths.questions.standing import is_university, spanned
from tsunagu.strengths.tables import ONE

LEAST = (1, 10, 50, 100, 500)  # papers in ten years that a reader may ask of a university
LONGER_YEARS = 10
SIZES = (1000, 500, 200, 100, 50, 0)  # papers a year: the least of each class of size
SIMILAR = Fraction(1, 10)  # two amounts that differ by no more than this part of the greater are called similar
FIRST, FOLLOWING = (1, 10), (10, 50)  # the ranks that the note of the figure compares

_USUAL_LEAST = {"data": 500, "synthetic": 10, "sample": 1}  # by the nature of the data
_CHOSEN = ibis.table({"scheme": "string", "field": "int16"}, name="chosen")
_LONGER = ibis.table({"first_year": "int16", "last_year": "int16"}, name="longer")
_UNIVERSITIES = ibis.table({"institution_id": "int32", "country": "string"}, name="universities")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Terms:
    """What the layers are asked, with everything that the question leaves to the data.

    least: papers by the choice's counting in the years of ``longer``, of the fields looked at.
    longer: ten years up to the window's end, as far as there are data.
    """

    choice: Choice
    amount: Amount
    field: int
    least: int
    longer: Window

    @property
    def field_name(self) -> str:
        """The name of the field, or of all of them together."""
        return schemes.name(self.choice.scheme, self.field)

    @property
    def measure(self) -> str:
        """The column of the cells that holds the amount."""
        kind = "p" if self.amount is Amount.PAPERS else self.choice.top
        return f"{kind}_{self.choice.counting}"

    @property
    def years(self) -> int:
        """How many years the window has."""
        return self.choice.window - self.choice.first_year + 1


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

    @property
    def name(self) -> str:
        """The name of the country."""
        return self.layer.name

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
    """The layers of the countries that are computed. missing: the countries that are not."""

    terms: Terms
    countries: Sequence[CountryLayers]
    contrasts: Sequence[Contrast]
    missing: Sequence[editions.Layer]

    @property
    def choice(self) -> Choice:
        """How the numbers are counted."""
        return self.terms.choice

    @property
    def not_computed(self) -> str:
        """The names of the countries that are not computed, empty where all are."""
        return in_row([layer.name for layer in self.missing])

    @property
    def deepest(self) -> int:
        """The number of universities of the country with most."""
        return max((len(country.places) for country in self.countries), default=0)

    @property
    def classes(self) -> list[tuple[str, list[int]]]:
        """How many universities of each country are in each class of size, under its name."""
        numbers = range(len(SIZES))
        return [(size_label(number), [country.classes[number] for country in self.countries]) for number in numbers]

    def ranks(self, first: int, last: int) -> list[tuple[int, list[Place | None]]]:
        """The places from one rank to another, the countries side by side."""
        below = min(last, self.deepest) + 1
        return [(rank, self._places_of(rank)) for rank in range(first, below)]

    def _places_of(self, rank: int) -> list[Place | None]:
        curves = (country.places for country in self.countries)
        return [places[rank - 1] if rank <= len(places) else None for places in curves]


def usual_least(reading: Reading) -> int:
    """The number of papers asked for unless the reader says otherwise.

    That of the figure, or fewer where the data are a sample or made up.
    """
    return _USUAL_LEAST[reading.edition.nature]


def answer(reading: Reading, question: LayersQuestion) -> LayersAnswer:
    """The layers of Japan, the United Kingdom and Germany in a window, as far as these countries are computed.

    Raises Unanswerable for a least that cannot be chosen, or a field that the scheme does not have.
    """
    terms = _terms(reading, question)
    rows = _curves(reading, terms)
    computed = [layer for layer in editions.layers() if layer.country in reading.edition.settings.countries]
    countries = [_country(reading, terms, layer, rows) for layer in computed]
    missing = [layer for layer in editions.layers() if layer not in computed]
    return LayersAnswer(terms, countries, _contrasts(countries), missing)


def _terms(reading: Reading, question: LayersQuestion) -> Terms:
    choice = choices.chosen(reading.edition, question)
    field = choices.field_of(choice, question.field)
    least = usual_least(reading) if question.least is None else question.least
    if least not in LEAST:
        known = ", ".join(map(str, LEAST))
        raise Unanswerable("least", f"the least number of papers is one of {known}, not {least}")
    began = max(choice.window - LONGER_YEARS + 1, min(reading.edition.years))
    return Terms(choice, question.size, field, least, Window(began, choice.window))


@kept
def _curves(reading: Reading, terms: Terms) -> Sequence[Row]:
    """The universities of all countries in their order."""
    given = {
        "span": terms.choice.span,
        "longer": terms.longer.table,
        "chosen": _chosen(terms.choice.scheme, terms.field),
        "universities": _universities(reading),
    }
    return reading.rows(_ranked(terms.measure, terms.choice.counting, terms.least), **given)


def _chosen(scheme: str, field: int) -> pa.Table:
    """A field of a scheme, or all of them, as the table that expressions bind as ``chosen``."""
    numbers = [known.field for known in schemes.fields(scheme)] if field == schemes.ALL else [field]
    columns = {"scheme": [scheme] * len(numbers), "field": numbers}
    return pa.table(columns, schema=_CHOSEN.schema().to_pyarrow())


@kept
def _universities(reading: Reading) -> pa.Table:
    """The universities of the countries compared."""
    countries = {layer.country for layer in editions.layers()}
    places = [place for place in reading.institutions.values() if is_university(place) and place.country in countries]
    columns = {"institution_id": [place.institution_id for place in places], "country": [p.country for p in places]}
    return pa.table(columns, schema=_UNIVERSITIES.schema().to_pyarrow())


@lru_cache
def _ranked(measure: str, counting: Counting, least: int) -> ir.Table:
    """Universities in the order of one amount, those with enough papers in the longer span."""
    cells = HOME.semi_join(_CHOSEN, ["scheme", "field"]).semi_join(_UNIVERSITIES, "institution_id")
    own, longer = _as_papers(spanned(cells), measure), _as_papers(spanned(cells, _LONGER), f"p_{counting}")
    return layers.ranked(own, _UNIVERSITIES, longer, least, "frac").order_by("country", "place")


def _as_papers(cells: ir.Table, measure: str) -> ir.Table:
    """The cells with one of their amounts, in units of 2^-40, where ``layers.ranked`` looks for fractional papers."""
    amount = cells[measure] * whole(ONE) if measure == "p_full" else cells[measure]
    return cells.mutate(p_frac=amount)


def _country(reading: Reading, terms: Terms, layer: editions.Layer, rows: Sequence[Row]) -> CountryLayers:
    own = [row for row in rows if row["country"] == layer.country]
    sizes = [row["papers"] for row in own]
    places = [_place(reading, terms, row) for row in own]
    first, following = (_held(sizes, ranks, terms.years) for ranks in (FIRST, FOLLOWING))
    return CountryLayers(layer, places, layers.thickness(sizes), first, following, _classes(sizes, terms.years))


def _place(reading: Reading, terms: Terms, row: Row) -> Place:
    institution = reading.institutions[row["institution_id"]]
    return Place(row["place"], institution, row["n"], row["papers"] / ONE / terms.years)


def _held(sizes: Sequence[int], ranks: tuple[int, int], years: int) -> float:
    """What universities from one rank to another hold together, a year."""
    first, last = ranks
    return sum(sizes[first - 1 : last]) / ONE / years


def _classes(sizes: Sequence[int], years: int) -> list[int]:
    """How many sizes fall in each class; a size that is the least of a class belongs to it."""
    counts = [0] * len(SIZES)
    for size in sizes:
        counts[next(number for number, least in enumerate(SIZES) if size >= least * years * ONE)] += 1
    return counts


def _contrasts(countries: Sequence[CountryLayers]) -> list[Contrast]:
    """The first country beside each of the others, where both have universities."""
    if not countries or not countries[0].places:
        return []
    return [_contrast(countries[0], other) for other in countries[1:] if other.places]


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


_LARGEST = Label("%s件以上", "%s or more")
_SMALLEST = Label("%s件未満", "fewer than %s")
_BETWEEN = Label("%s件以上%s件未満", "%s to under %s")


def size_label(number: int) -> str:
    """The name of a class of ``SIZES``: papers a year."""
    least = f"{SIZES[number]:,}"
    if number == 0:
        return _LARGEST % least
    above = f"{SIZES[number - 1]:,}"
    return _BETWEEN % (least, above) if SIZES[number] else _SMALLEST % above
