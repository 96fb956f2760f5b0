"""Where a university stands in its country.

Its share of the national papers of natural science and its group, which every page shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from tsunagu.strengths.conventions import editions
from tsunagu.strengths.conventions.schemes import EIGHT
from tsunagu.strengths.measures import counting
from tsunagu.strengths.measures.groups import OTHER, THRESHOLDS, grouped, national_shares
from tsunagu.strengths.questions.choice import SPAN, Choice
from tsunagu.strengths.questions.kept import kept
from tsunagu.strengths.questions.reading import HOME, JAPAN, Institution, Reading
from tsunagu.strengths.tables import INSTITUTION, ONE

EDUCATION = "education"  # OpenAlex's word for universities
MEMBER = ibis.table({"institution_id": "int32", "country": "string", "group": "int8"}, name="member")

_THRESHOLDS = ibis.table(THRESHOLDS, name="thresholds")


@dataclass(frozen=True, slots=True)
class Standing:
    """An institution's papers of natural science (fractional counting) and its part of its country's."""

    institution_id: int
    country: str
    group: int
    num: int
    den: int

    @property
    def share(self) -> float:
        """Its part of the country's papers."""
        return self.num / self.den

    @property
    def papers(self) -> float:
        """Its papers."""
        return self.num / ONE


def standings(reading: Reading, made: Choice, edition: str = editions.GROUPS) -> Mapping[int, Standing]:
    """The standing of every institution of the countries at home.

    In the window of a choice, in the groups of an edition.

    Natural science is the eight fields together, or all fields of data without these. All sectors belong to the
    country's papers.
    """
    return kept(
        reading, ("standings", made.first_year, made.window, edition), lambda: _standings(reading, made, edition)
    )


def members(
    reading: Reading, made: Choice, country: str, *, everyone: bool = False, edition: str = editions.GROUPS
) -> pa.Table:
    """The institutions of a country that have papers in the window and scheme of a choice.

    As the table bound as ``member``.

    Universities only unless everyone is asked. Groups are those of natural science; without any paper of it an
    institution is below all thresholds.
    """

    def make() -> pa.Table:
        found, ours = standings(reading, made, edition), reading.institutions
        present = sorted(row["institution_id"] for row in reading.rows(_present(made.scheme), span=made.span))
        here = [one for one in present if ours[one].country == country and (everyone or is_university(ours[one]))]
        groups = [found[one].group if one in found else OTHER for one in here]
        return pa.table(
            {"institution_id": here, "country": [country] * len(here), "group": groups},
            schema=MEMBER.schema().to_pyarrow(),
        )

    return kept(reading, ("members", made.scheme, made.first_year, made.window, country, everyone, edition), make)


def is_university(one: Institution) -> bool:
    """Whether OpenAlex calls it an institution of education."""
    return one.sector == EDUCATION


def is_grouped(one: Institution) -> bool:
    """Whether it is one of those of whom groups are said: the universities in Japan."""
    return is_university(one) and one.country == JAPAN


def natural_science(reading: Reading) -> str:
    """The scheme whose fields together are natural science."""
    return EIGHT if reading.edition.eight_from else reading.edition.schemes[0]


def spanned(cells: ir.Table, spans: ir.Table = SPAN) -> ir.Table:
    """The cells within the window bound as ``span``.

    Or once for each of several windows, with first_year and last_year.
    """
    both = cells.cross_join(spans)
    return both.filter(both.year >= both.first_year, both.year <= both.last_year)


def _standings(reading: Reading, made: Choice, edition: str) -> Mapping[int, Standing]:
    rows = reading.rows(_shares(natural_science(reading)), span=made.span, thresholds=editions.thresholds(edition))
    return {
        row["institution_id"]: Standing(
            **{name: row[name] for name in ("institution_id", "country", "group", "num", "den")}
        )
        for row in rows
    }


@lru_cache
def _present(scheme: str) -> ir.Table:
    return spanned(HOME.filter(HOME.scheme == scheme)).select("institution_id").distinct()


@lru_cache
def _shares(scheme: str) -> ir.Table:
    sums = counting.sums(spanned(HOME.filter(HOME.scheme == scheme)), ["institution_id"])
    return grouped(national_shares(sums, INSTITUTION.unbound()), _THRESHOLDS)
