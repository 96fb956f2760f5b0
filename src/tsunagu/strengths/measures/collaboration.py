"""Collaboration: who wrote a work together, and how far apart they are.

Distances are compared as whole numbers: an institution's place becomes a point on a sphere in units of 2^-26 of its
radius (10 cm), and squared chords between such points are exact in 64 bits, so that the largest of them, and what is
short or long, does not depend on engine or order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sin

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tsunagu.strengths.measures import topshare
from tsunagu.strengths.measures.fixed import whole
from tsunagu.strengths.tables import COLLAB, DISTANCE_KNOWN, INDUSTRY, INTERNATIONAL, KINDS, LONG, SHORT

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

CAP = 100  # distinct places; the pairs of more are not looked at, and the distance of the work counts as unknown
RADIUS_KM = 6371  # mean radius of the earth
SHORT_KM, LONG_KM = 100, 5000
INDUSTRIAL = "company"  # the sector of a firm
_ONE_COUNTRY = {"HK": "CN", "MO": "CN"}

_BITS = 26
_BIT = {
    "collab": COLLAB,
    "international": INTERNATIONAL,
    "industry": INDUSTRY,
    "short": SHORT,
    "long": LONG,
    "distance_known": DISTANCE_KNOWN,
}


@dataclass(frozen=True, slots=True)
class Places:
    """What flags need to know of institutions, by institution_id; of one that is not listed nothing is known."""

    land: Ints  # the number of the country, 0 where unknown
    firm: Flags
    located: Flags
    point: Ints  # three columns: the point on the sphere

    @classmethod
    def of(cls, institutions: pa.Table) -> Places:
        """institutions: columns institution_id, country, sector, lat, lon (degrees) of ``tables.INSTITUTION``."""
        number = np.array(institutions["institution_id"].to_pylist(), np.int64)
        size = int(number.max(initial=0)) + 2  # the last is nobody
        land, point = np.zeros(size, np.int64), np.zeros((size, 3), np.int64)
        land[number] = _lands(institutions["country"].to_pylist())
        sectors = np.array(institutions["sector"].to_pylist(), object)
        lat, lon = _radians(institutions, "lat"), _radians(institutions, "lon")
        known = ~(np.isnan(lat) | np.isnan(lon))
        point[number[known]] = _in_units(_on_the_sphere(lat, lon)[known])
        return cls(land, _marked(number[sectors == INDUSTRIAL], size), _marked(number[known], size), point)


def _lands(countries: Sequence[str | None]) -> list[int]:
    """The countries as numbers from 1 on, 0 where unknown."""
    codes = [_ONE_COUNTRY.get(code, code) for code in countries if code is not None]
    numbers = {code: number for number, code in enumerate(sorted(set(codes)), 1)}
    return [0 if code is None else numbers[_ONE_COUNTRY.get(code, code)] for code in countries]


def _radians(institutions: pa.Table, name: str) -> Floats:
    degrees: Floats = np.array(institutions[name].to_pylist(), float)
    return np.radians(degrees)


def _on_the_sphere(lat: Floats, lon: Floats) -> Floats:
    """Points on the sphere of radius 1, three columns; lat, lon: radians."""
    x = np.cos(lat) * np.cos(lon)
    y = np.cos(lat) * np.sin(lon)
    z = np.sin(lat)
    return np.stack([x, y, z], axis=1)


def _in_units(points: Floats) -> Ints:
    """Coordinates in units of 2^-26, rounded to nearest."""
    halves = np.floor(points * 2 ** (_BITS + 1)).astype(np.int64)
    units: Ints = (halves + 1) >> 1
    return units


def flags(work: Ints, institution: Ints, places: Places, cap: int = CAP) -> dict[str, Ints]:
    """How many institutions and countries a work has, what kind of collaboration it is, and how far it reaches.

    work, institution: rows of authorships as int64: the number of the work, from 0 without gaps, and institution_id, 0
    where an author has none; repeated rows count once. cap: works with more distinct places than this have an unknown
    distance.

    Returns n_inst, n_country, collab and max_km (int64) of each work, in the order of numbers. Bits of ``collab``,
    after the collaboration indicators of the CWTS Leiden Ranking Open Edition (its published SQL):

    - COLLAB: more than one institution or country;
    - INTERNATIONAL: more than one country, Hong Kong and Macao counted as China; an unknown country is not counted;
    - INDUSTRY: one of the institutions is a company;
    - DISTANCE_KNOWN: there is an institution, the places of all are known, and they are no more than ``cap``;
    - SHORT, LONG: more than one institution, and the largest great-circle distance is at most 100 km, or at least 5,000
      km.

    max_km is that distance rounded to the nearest km (on opposite sides of the earth within 2 km), 0 for a single
    institution, of no meaning where it is not known. The bits follow the distance before rounding.
    """
    size = int(work.max(initial=-1)) + 1
    work, at = _pairs(work, institution)
    at = np.minimum(at, len(places.land) - 1)
    n_inst = np.bincount(work, minlength=size)
    n_country = np.bincount(_pairs(work, places.land[at])[0], minlength=size)
    several = n_inst > 1
    located = (n_inst > 0) & ~_marked(work[~places.located[at]], size)
    looked_at = (located & several)[work]
    chord, crowded = _longest(work[looked_at], places.point[at[looked_at]], size, cap)
    known = located & ~crowded
    bits = {
        COLLAB: several | (n_country > 1),
        INTERNATIONAL: n_country > 1,
        INDUSTRY: _marked(work[places.firm[at]], size),
        SHORT: several & known & (chord <= _squared(SHORT_KM)),
        LONG: several & known & (chord >= _squared(LONG_KM)),
        DISTANCE_KNOWN: known,
    }
    return {"n_inst": n_inst, "n_country": n_country, "collab": _together(bits, size), "max_km": _km(chord)}


def _marked(numbers: Ints, size: int) -> Flags:
    """Whether each number below the size is among these."""
    marks = np.zeros(size, bool)
    marks[numbers] = True
    return marks


def _together(bits: dict[int, Flags], size: int) -> Ints:
    """Which bits of each work are set, as one number."""
    collab = np.zeros(size, np.int64)
    for bit, is_set in bits.items():
        collab[is_set] |= bit
    return collab


def profile(contributions: ir.Table, weights: ir.Table) -> ir.Table:
    """Papers by kind of collaboration and their part in the top share.

    contributions: ``tables.CONTRIBUTION`` of one scheme; weights: what ``topshare.weights`` returns for its thresholds.
    Returns the columns of ``tables.COLLABORATION`` but the scheme: one row per field, institution_id and year with n_*
    (papers) and top_* (sums of top weights, units of 2^-40), all int64 and additive over fields, years and
    institutions. Whole counting, as in the Leiden Ranking.
    """
    rows = topshare.weighted(contributions, weights)
    kinds = {kind: (rows.flags & _BIT[kind]) > 0 for kind in KINDS}
    rows = rows.select("field", "institution_id", "year", "top", **kinds)
    papers = {f"n_{kind}": rows[kind].cast("int64").sum() for kind in KINDS}
    top = {kind: rows[kind].ifelse(rows.top, whole(0)) for kind in KINDS}
    tops = {f"top_{kind}": top[kind].sum() for kind in KINDS}
    return rows.group_by("field", "institution_id", "year").agg(**papers, **tops)


def _pairs(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Distinct pairs of numbers below 2^31, in order; those without a right side are left out."""
    keys = left << 32 | right
    keys = np.sort(keys[np.diff(keys, prepend=-1) != 0])  # authors of an institution often follow one another
    keys = keys[np.diff(keys, prepend=-1) > 0]
    right = keys & (2**32 - 1)
    return keys[right > 0] >> 32, right[right > 0]


def _longest(work: Ints, point: Ints, size: int, cap: int) -> tuple[Ints, Flags]:
    """The largest squared chord among the points of each work, and whether they are more than the cap.

    The points of a work come together.
    """
    work, point, crowded = _distinct(work, point, size, cap)
    chords = np.zeros(size, np.int64)
    if len(work):
        ends = np.flatnonzero(np.diff(work, append=-1))
        begins = np.concatenate([[0], ends[:-1] + 1])
        chords[work[begins]] = np.maximum.reduceat(_chords(point, ends), begins)
    return chords, crowded


def _distinct(work: Ints, point: Ints, size: int, cap: int) -> tuple[Ints, Ints, Flags]:
    """The points without those of works that have more than the cap, and which these works are.

    Only where a work has more points at all are equal ones looked for.
    """
    many = (np.bincount(work, minlength=size) > cap)[work]
    if not many.any():
        return work, point, np.zeros(size, bool)
    places = np.unique(np.column_stack([work[many], point[many]]), axis=0)
    crowded = np.bincount(places[:, 0], minlength=size) > cap
    places = places[~crowded[places[:, 0]]]
    work = np.concatenate([work[~many], places[:, 0]])
    return work, np.concatenate([point[~many], places[:, 1:]]), crowded


def _chords(point: Ints, ends: Ints) -> Ints:
    """The largest squared chord from each point to a later one of the same work; ends: the last point of each work."""
    number = np.arange(len(point))
    later = np.repeat(ends, np.diff(ends, prepend=-1)) - number  # how many points of the same work follow
    x, y, z = np.ascontiguousarray(point.T)
    longest = np.zeros(len(point), np.int64)
    here, step = number, 0
    while len(here):  # each point with the next, the one after that, and so on
        step += 1
        here = here[later[here] >= step]
        there = here + step
        chord = (x[here] - x[there]) ** 2
        chord += (y[here] - y[there]) ** 2
        chord += (z[here] - z[there]) ** 2
        longest[here] = np.maximum(longest[here], chord)
    return longest


def _squared(km: float) -> int:
    """The square of the chord of a distance along the sphere, in units of 2^-52 of the radius squared."""
    chord = 2 * sin(km / (2 * RADIUS_KM))
    return int(chord**2 * 2 ** (2 * _BITS))


def _km(chord: Ints) -> Ints:
    """The distance along the sphere, rounded to the nearest km: how many halves between two numbers of km it passes."""
    return np.searchsorted(_HALVES, chord, side="right")


# Up to half the girth of the sphere; points are rounded, so that opposite ones may be a little farther apart than the
# sphere is wide.
_HALVES = np.array([_squared(km + 0.5) for km in range(int(pi * RADIUS_KM))])
