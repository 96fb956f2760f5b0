"""Where a university stands in its country.

Its share of the national papers of natural science and its group, which every page shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from tsunagu.strengths.conventions import editions
from tsunagu.strengths.conventions.schemes import EIGHT
from tsunagu.strengths.measures import counting
from tsunagu.strengths.measures.groups import OTHER, THRESHOLDS, grouped, national_shares
from tsunagu.strengths.questions.choice import SPAN, Choice, Window
from tsunagu.strengths.questions.kept import kept
from tsunagu.strengths.questions.reading import HOME, JAPAN, Institution, Reading, filled
from tsunagu.strengths.tables import INSTITUTION, ONE

EDUCATION = "education"  # OpenAlex's word for universities
MEMBER = ibis.table({"institution_id": "int32", "country": "string", "group": "int8"}, name="member")

_THRESHOLDS = ibis.table(THRESHOLDS, name="thresholds")


@dataclass(frozen=True, slots=True)
class Standing:
    """An institution's papers of natural science by fractional counting (num), and those of its country (den)."""

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


def standings(reading: Reading, choice: Choice, edition: str = editions.GROUPS) -> Mapping[int, Standing]:
    """The standing of every institution of the countries at home, in a choice's window and the groups of an edition.

    Natural science is the eight fields together, or all fields of data without these. All sectors belong to the
    country's papers.
    """
    return _standings(reading, Window(choice.first_year, choice.window), edition)


def members(
    reading: Reading, choice: Choice, country: str, *, everyone: bool = False, edition: str = editions.GROUPS
) -> pa.Table:
    """The institutions of a country that have papers in a choice's window and scheme, as the table bound as ``member``.

    Universities only unless everyone is asked. Groups are those of natural science; without any paper of it an
    institution is below all thresholds.
    """
    return _members(reading, Window(choice.first_year, choice.window), choice.scheme, country, everyone, edition)


@kept
def _members(
    reading: Reading,
    window: Window,
    scheme: str,
    country: str,
    everyone: bool,
    edition: str,
) -> pa.Table:
    standing = _standings(reading, window, edition)
    numbers = sorted(row["institution_id"] for row in reading.rows(_present(scheme), span=window.table))
    here = [number for number in numbers if reading.institutions[number].country == country]
    member = [number for number in here if everyone or is_university(reading.institutions[number])]
    groups = [_group(standing.get(number)) for number in member]
    return filled(MEMBER, institution_id=member, country=[country] * len(member), group=groups)


def _group(standing: Standing | None) -> int:
    return standing.group if standing else OTHER


def is_university(institution: Institution) -> bool:
    """Whether OpenAlex calls it an institution of education."""
    return institution.sector == EDUCATION


def is_grouped(institution: Institution) -> bool:
    """Whether it is one of those of whom groups are said: the universities in Japan."""
    return is_university(institution) and institution.country == JAPAN


def natural_science(reading: Reading) -> str:
    """The scheme whose fields together are natural science."""
    return EIGHT if reading.edition.eight_from else reading.edition.schemes[0]


def spanned(cells: ir.Table, spans: ir.Table = SPAN) -> ir.Table:
    """The cells within the window bound as ``span``, or once for each of several, with first_year and last_year."""
    rows = cells.cross_join(spans)
    return rows.filter(rows.year >= rows.first_year, rows.year <= rows.last_year)


@kept
def _standings(reading: Reading, window: Window, edition: str) -> Mapping[int, Standing]:
    given = {"span": window.table, "thresholds": editions.thresholds(edition)}
    rows = reading.rows(_shares(natural_science(reading)), **given)
    return {row["institution_id"]: _standing(row) for row in rows}


def _standing(row: Mapping[str, Any]) -> Standing:
    return Standing(row["institution_id"], row["country"], row["group"], row["num"], row["den"])


@lru_cache
def _present(scheme: str) -> ir.Table:
    return spanned(HOME.filter(HOME.scheme == scheme)).select("institution_id").distinct()


@lru_cache
def _shares(scheme: str) -> ir.Table:
    sums = counting.sums(spanned(HOME.filter(HOME.scheme == scheme)), ["institution_id"])
    return grouped(national_shares(sums, INSTITUTION.unbound()), _THRESHOLDS)
