"""Collaboration: who wrote a work together, and how far apart they are.

Distances are compared as whole numbers: an institution's place becomes a point on a sphere in units of 2^-26 of its
radius (10 cm), and squared chords between such points are exact in 64 bits, so that the largest of them, and what is
short or long, does not depend on engine or order.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sin

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from tsunagu.strengths.measures import topshare
from tsunagu.strengths.measures.fixed import whole
from tsunagu.strengths.tables import COLLAB, DISTANCE_KNOWN, INDUSTRY, INTERNATIONAL, KINDS, LONG, REFERENCE, SHORT

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

    land: np.ndarray  # int64, the number of the country, 0 where unknown
    firm: np.ndarray  # bool
    located: np.ndarray  # bool
    point: np.ndarray  # int64, three columns: the point on the sphere

    @classmethod
    def of(cls, institutions: pa.Table) -> Places:
        """institutions: columns institution_id, country, sector, lat, lon (degrees) of ``tables.INSTITUTION``."""
        number = np.array(institutions["institution_id"].to_pylist(), np.int64)
        size = int(number.max(initial=0)) + 2  # the last is nobody
        land, firm, located = np.zeros(size, np.int64), np.zeros(size, bool), np.zeros(size, bool)
        countries = [_ONE_COUNTRY.get(code, code) for code in institutions["country"].to_pylist()]
        numbers = {code: place for place, code in enumerate(sorted(set(countries) - {None}), 1)} | {None: 0}
        land[number] = [numbers[code] for code in countries]
        firm[number] = [sector == INDUSTRIAL for sector in institutions["sector"].to_pylist()]
        lat, lon = (np.radians(np.array(institutions[name].to_pylist(), float)) for name in ("lat", "lon"))
        known = ~(np.isnan(lat) | np.isnan(lon))
        located[number] = known
        axes = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)[known]
        point = np.zeros((size, 3), np.int64)
        point[number[known]] = (np.floor(axes * 2 ** (_BITS + 1)).astype(np.int64) + 1) >> 1  # rounded to nearest
        return cls(land, firm, located, point)


def flags(work: np.ndarray, institution: np.ndarray, places: Places, cap: int = CAP) -> dict[str, np.ndarray]:
    """How many institutions and countries a work has, and what kind of collaboration it is.

    And how far apart its institutions are.

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
    of, at = _pairs(work, institution)
    n_inst = np.bincount(of, minlength=size)
    at = np.minimum(at, len(places.land) - 1)
    n_country = np.bincount(_pairs(of, places.land[at])[0], minlength=size)
    firm, known = np.zeros(size, bool), n_inst > 0
    firm[of[places.firm[at]]] = True
    known[of[~places.located[at]]] = False
    several = n_inst > 1
    looked = (known & several)[of]
    chord, crowded = _longest(of[looked], places.point[at[looked]], size, cap)
    known &= ~crowded
    bits = {
        COLLAB: several | (n_country > 1),
        INTERNATIONAL: n_country > 1,
        INDUSTRY: firm,
        SHORT: several & known & (chord <= _squared(SHORT_KM)),
        LONG: several & known & (chord >= _squared(LONG_KM)),
        DISTANCE_KNOWN: known,
    }
    collab = np.zeros(size, np.int64)
    for bit, test in bits.items():
        collab[test] |= bit
    return {"n_inst": n_inst, "n_country": n_country, "collab": collab, "max_km": _km(chord)}


def profile(contributions: ir.Table, weights: ir.Table) -> ir.Table:
    """Papers by kind of collaboration and their part in the top share.

    The columns of ``tables.COLLABORATION`` but the scheme.

    contributions: ``tables.CONTRIBUTION`` of one scheme; weights: what ``topshare.weights`` returns for its thresholds.
    Whole counting, as in the Leiden Ranking. Returns one row per field, institution_id and year with n_* (papers) and
    top_* (sums of top weights, units of 2^-40), all int64 and additive over fields, years and institutions.
    """
    rows = contributions.join(weights, list(REFERENCE))
    top = topshare.weight(rows.cited_by, rows.threshold, rows.w_above, rows.w_tied)
    rows = rows.select(
        "field", "institution_id", "year", top=top, **{kind: (rows.flags & _BIT[kind]) > 0 for kind in KINDS}
    )
    papers = {f"n_{kind}": rows[kind].cast("int64").sum() for kind in KINDS}
    tops = {f"top_{kind}": rows[kind].ifelse(rows.top, whole(0)).sum() for kind in KINDS}
    return rows.group_by("field", "institution_id", "year").agg(**papers, **tops)


def _pairs(left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distinct pairs of numbers below 2^31, in order; those without a right side are left out."""
    keys = left << 32 | right
    keys = np.sort(keys[np.diff(keys, prepend=-1) != 0])  # authors of an institution often follow one another
    keys = keys[np.diff(keys, prepend=-1) > 0]
    right = keys & (2**32 - 1)
    return keys[right > 0] >> 32, right[right > 0]


def _longest(work: np.ndarray, point: np.ndarray, size: int, cap: int) -> tuple[np.ndarray, np.ndarray]:
    """The largest squared chord among the points of each work, and whether they are more than the cap.

    The points of a work come together.
    """
    crowded = np.zeros(size, bool)
    large = (np.bincount(work, minlength=size) > cap)[work]
    if large.any():
        places = np.unique(np.column_stack([work[large], point[large]]), axis=0)
        crowded = np.bincount(places[:, 0], minlength=size) > cap
        places = places[~crowded[places[:, 0]]]
        work, point = np.concatenate([work[~large], places[:, 0]]), np.concatenate([point[~large], places[:, 1:]])
    ends = np.flatnonzero(np.diff(work, append=-1))
    after = np.repeat(ends, np.diff(ends, prepend=-1)) - np.arange(len(work))  # how many points of the same work follow
    x, y, z = np.ascontiguousarray(point.T)
    longest = np.zeros(len(work), np.int64)
    here, step = np.arange(len(work)), 0
    while len(here):  # each point with the next, the one after that, and so on
        step += 1
        here = here[after[here] >= step]
        there = here + step
        chord = (x[here] - x[there]) ** 2 + (y[here] - y[there]) ** 2 + (z[here] - z[there]) ** 2
        longest[here] = np.maximum(longest[here], chord)
    chords = np.zeros(size, np.int64)
    if len(work):
        begins = np.concatenate([[0], ends[:-1] + 1])
        chords[work[begins]] = np.maximum.reduceat(longest, begins)
    return chords, crowded


def _squared(km: float) -> int:
    """The square of the chord of a distance along the sphere, in units of 2^-52 of the radius squared."""
    return int((2 * sin(km / (2 * RADIUS_KM))) ** 2 * 2 ** (2 * _BITS))


def _km(chord: np.ndarray) -> np.ndarray:
    """The distance along the sphere, rounded to the nearest km.

    How many halves between two numbers of km it has passed.
    """
    return np.searchsorted(_HALVES, chord, side="right")


# Up to half the girth of the sphere; points are rounded, so that opposite ones may be a little farther apart than the
# sphere is wide.
_HALVES = np.array([_squared(km + 0.5) for km in range(int(pi * RADIUS_KM))])
