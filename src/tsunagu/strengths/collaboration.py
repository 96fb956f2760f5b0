"""Collaboration: who wrote a work together, and how far apart they are.

Distances are compared as whole numbers: an institution's place becomes a point on a sphere in units of 2^-26 of its radius (10 cm), and squared
chords between such points are exact in 64 bits, so that the largest of them, and what is short or long, does not depend on engine or order.
"""

from __future__ import annotations

from math import sin

import ibis
import ibis.expr.types as ir
from ibis import _

from tsunagu.strengths import topshare
from tsunagu.strengths.fixed import whole
from tsunagu.strengths.tables import COLLAB, DISTANCE_KNOWN, INDUSTRY, INTERNATIONAL, KINDS, LONG, ONE, REFERENCE, SHORT

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
_POINT = ["x", "y", "z"]


def flags(authorships: ir.Table, institutions: ir.Table, cap: int = CAP) -> ir.Table:
    """How many institutions and countries a work has, what kind of collaboration it is, and how far apart its institutions are.

    authorships: rows with work_id and institution_id (int32, null where an author has none); repeated rows count once. institutions: columns
    institution_id, country, sector, lat, lon (degrees) of ``tables.INSTITUTION``; one that is not listed counts, with everything about it unknown.
    cap: works with more distinct places than this have an unknown distance.

    Returns one row per work of ``authorships``: work_id, n_inst, n_country (int16), collab (int16), max_km (int32). Bits of ``collab``, after the
    collaboration indicators of the CWTS Leiden Ranking Open Edition (its published SQL):

    - COLLAB: more than one institution or country;
    - INTERNATIONAL: more than one country, Hong Kong and Macao counted as China; an unknown country is not counted;
    - INDUSTRY: one of the institutions is a company;
    - DISTANCE_KNOWN: there is an institution, the places of all are known, and they are no more than ``cap``;
    - SHORT, LONG: more than one institution, and the largest great-circle distance is at most 100 km, or at least 5,000 km.

    max_km is that distance rounded to the nearest km (on opposite sides of the earth within 2 km), 0 for a single institution, null where it is not
    known. The bits follow the distance before rounding. Works of one or two institutions, most of all, are finished without looking at pairs.
    """
    places = _places(institutions)
    # Most works have one or two institutions; whoever is neither the first nor the last makes it a work of more.
    ends = authorships.group_by("work_id").agg(first=_.institution_id.min(), last=_.institution_id.max())
    rows = ends.left_join(_named(places, "a"), [("first", "a_id")]).left_join(_named(places, "b"), [("last", "b_id")])
    rows = rows.select("work_id", "first", "last", *_sides("a"), *_sides("b"))
    rows = rows.mutate(several=(rows.first < rows.last).fill_null(False), chord=_chord(rows, "a_", "b_"))
    more = _between(authorships, rows.filter(rows.several), places, cap)

    rows = rows.left_join(more, [("work_id", "more_id")])
    known = rows.a_located & rows.b_located & rows.located.fill_null(True)
    rows = rows.select(
        "work_id",
        n_inst=(ibis.cases((rows.first.isnull(), 0), (rows.several, 2), else_=1) + rows.n.fill_null(0)).cast("int16"),
        n_country=(_countries_of_two(rows) + rows.countries.fill_null(0)).cast("int16"),
        firm=rows.a_firm.fill_null(False) | rows.b_firm.fill_null(False) | rows.firms.fill_null(False),
        chord=known.ifelse(ibis.greatest(rows.chord, rows.longest.fill_null(0)), ibis.null("int64")),
    )
    return rows.select("work_id", "n_inst", "n_country", collab=_bits(rows), max_km=_km(rows.chord))


def profile(contributions: ir.Table, weights: ir.Table) -> ir.Table:
    """Papers by kind of collaboration and their part in the top share: the columns of ``tables.COLLABORATION`` but the scheme.

    contributions: ``tables.CONTRIBUTION`` of one scheme; weights: what ``topshare.weights`` returns for its thresholds. Whole counting, as in the
    Leiden Ranking. Returns one row per field, institution_id and year with n_* (papers) and top_* (sums of top weights, units of 2^-40), all int64
    and additive over fields, years and institutions.
    """
    rows = contributions.join(weights, list(REFERENCE))
    top = topshare.weight(rows.cited_by, rows.threshold, rows.w_above, rows.w_tied)
    rows = rows.select("field", "institution_id", "year", top=top, **{kind: (rows.flags & _BIT[kind]) > 0 for kind in KINDS})
    papers = {f"n_{kind}": rows[kind].cast("int64").sum() for kind in KINDS}
    tops = {f"top_{kind}": rows[kind].ifelse(rows.top, whole(0)).sum() for kind in KINDS}
    return rows.group_by("field", "institution_id", "year").agg(**papers, **tops)


def proportions(profile: ir.Table) -> ir.Table:
    """PP(collab), PP(int), PP(industry), PP(short) and PP(long), and Q of each kind, from sums.

    profile: ``tables.COLLABORATION`` or sums of it by any columns, with p_full, the papers of the same institutions, fields and years
    (``tables.CELL``), joined to it. Returns it with pp_* and q_* (float64): pp_short and pp_long among the papers whose distance is known, the others
    among all papers; q_* the top papers of a kind per paper of that kind. Null where there is no paper to divide by.
    """
    amounts = {}
    for kind in KINDS:
        of = profile.n_distance_known if kind in ("short", "long") else profile.p_full
        amounts[f"pp_{kind}"] = profile[f"n_{kind}"].cast("float64") / of.nullif(0).cast("float64")
        papers = profile[f"n_{kind}"].nullif(0).cast("float64")
        amounts[f"q_{kind}"] = profile[f"top_{kind}"].cast("float64") / papers / whole(ONE).cast("float64")
    return profile.mutate(**amounts)


def _places(institutions: ir.Table) -> ir.Table:
    """Country as a number, whether a firm, and the point on the sphere of each institution."""
    country = institutions.country.cases(*_ONE_COUNTRY.items(), else_=institutions.country)
    rows = institutions.select("institution_id", "sector", "lat", "lon", country=country)
    order = ibis.dense_rank().over(order_by=rows.country).cast("int32")
    lat, lon, size = rows.lat.radians(), rows.lon.radians(), whole(2 ** (_BITS + 1)).cast("float64")
    point = {"x": lat.cos() * lon.cos() * size, "y": lat.cos() * lon.sin() * size, "z": lat.sin() * size}
    return rows.select(
        "institution_id",
        land=rows.country.notnull().ifelse(order, ibis.null("int32")),
        firm=(rows.sector == INDUSTRIAL).fill_null(False),
        located=rows.lat.notnull() & rows.lon.notnull(),
        **{axis: (value.floor().cast("int64") + whole(1)) >> 1 for axis, value in point.items()},  # rounded to nearest
    )


def _named(places: ir.Table, side: str) -> ir.Table:
    """The places under other names, for one end of a pair."""
    return places.select(**{new: places[new[2:]] for new in _sides(side)}, **{f"{side}_id": _.institution_id}).view()


def _sides(side: str) -> list[str]:
    """The names of what is known of one end."""
    return [f"{side}_{name}" for name in ("land", "firm", "located", *_POINT)]


def _between(authorships: ir.Table, several: ir.Table, places: ir.Table, cap: int) -> ir.Table:
    """What the institutions that are neither the first nor the last of a work add: n, countries, firms, whether all are located, longest chord."""
    held = authorships.select("work_id", "institution_id").join(several.select("work_id", "first", "last"), "work_id")
    held = held.filter(held.institution_id > held.first, held.institution_id < held.last)
    held = held.aggregate(by=["work_id", "institution_id"]).left_join(places, "institution_id")
    rows = held.join(several, "work_id")
    third = rows.land.notnull() & (rows.land != rows.a_land.fill_null(-1)) & (rows.land != rows.b_land.fill_null(-1))
    far = ibis.greatest(_chord(rows, "a_", ""), _chord(rows, "b_", ""))
    rows = rows.select("work_id", "firm", "located", *_POINT, land=third.ifelse(rows.land, ibis.null("int32")), far=far)
    added = rows.group_by("work_id").agg(n=_.count(), firms=_.firm.fill_null(False).max(), located=_.located.fill_null(False).min(), far=_.far.max())
    lands = rows.filter(rows.land.notnull()).select("land", land_id="work_id").distinct().group_by("land_id").agg(countries=_.count())

    # All that looks at points begins at one filter: with any other shape Ibis writes the rows out again for each, and they are computed again.
    points = rows.filter(rows.located).select("work_id", *_POINT)
    crowded = _crowded(points, several.semi_join(added.filter(added.n + 2 > cap), "work_id"), cap)
    chords = _chords(points.anti_join(crowded, "work_id"))
    added = added.left_join(lands, [("work_id", "land_id")]).left_join(chords, [("work_id", "chord_id")])
    added = added.left_join(crowded.rename(crowded_id="work_id"), [("work_id", "crowded_id")])
    located = added.located & added.crowded_id.isnull()
    return added.select("n", "countries", "firms", located=located, longest=ibis.greatest(added.far, added.chord), more_id="work_id")


def _crowded(points: ir.Table, works: ir.Table, cap: int) -> ir.Table:
    """Those of the works that have more distinct places than the cap."""
    ends = [works.select("work_id", **{axis: works[side + axis] for axis in _POINT}) for side in ("a_", "b_")]
    points = ibis.union(points.semi_join(works, "work_id"), *ends, distinct=True)
    places = points.group_by("work_id").agg(places=_.count())
    return places.filter(places.places > cap).select("work_id")


def _chords(points: ir.Table) -> ir.Table:
    """The largest squared chord among the points of each work."""
    left = points.select("work_id", **{f"a_{axis}": points[axis] for axis in _POINT})
    right = points.select(chord_id="work_id", **{f"b_{axis}": points[axis] for axis in _POINT}).view()
    pairs = left.join(right, left.work_id == right.chord_id)  # both ways round: comparing to halve them costs as much as it saves
    return pairs.group_by("chord_id").agg(chord=_chord(pairs, "a_", "b_").max())


def _countries_of_two(rows: ir.Table) -> ir.IntegerValue:
    a, b = rows.a_land.notnull(), rows.b_land.notnull()
    return ibis.cases((a & b & (rows.a_land != rows.b_land), 2), (a | b, 1), else_=0)


def _chord(rows: ir.Table, a: str, b: str) -> ir.IntegerValue:
    """The square of the straight line between two points, in units of 2^-52 of the radius squared."""
    steps = [rows[a + axis] - rows[b + axis] for axis in _POINT]
    return steps[0] * steps[0] + steps[1] * steps[1] + steps[2] * steps[2]


def _squared(km: int) -> int:
    """The square of the chord of a distance along the sphere."""
    return int((2 * sin(km / (2 * RADIUS_KM))) ** 2 * 2 ** (2 * _BITS))


def _bits(rows: ir.Table) -> ir.IntegerValue:
    several = rows.n_inst > 1
    tests = {
        COLLAB: several | (rows.n_country > 1),
        INTERNATIONAL: rows.n_country > 1,
        INDUSTRY: rows.firm,
        SHORT: several & (rows.chord <= whole(_squared(SHORT_KM))),
        LONG: several & (rows.chord >= whole(_squared(LONG_KM))),
        DISTANCE_KNOWN: rows.chord.notnull(),
    }
    bits = ibis.literal(0, "int16")
    for bit, test in tests.items():
        bits = bits + test.fill_null(False).ifelse(bit, 0)
    return bits.cast("int16")


def _km(chord: ir.IntegerValue) -> ir.IntegerValue:
    """The distance along the sphere, rounded to the nearest km."""
    # Points are rounded, so that opposite ones may be a little farther apart than the sphere is wide.
    widest = whole(2 ** (2 * _BITS + 2))
    half = (chord > widest).ifelse(widest, chord).cast("float64").sqrt() / whole(2 ** (_BITS + 1)).cast("float64")
    doubled = (half.asin() * whole(4 * RADIUS_KM).cast("float64")).floor().cast("int64")
    return ((doubled + whole(1)) >> 1).cast("int32")
