"""How far two places are from one another."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

_RADIUS = 6371.0  # of the earth, in kilometers
_STEP = 10  # places are known to a hundredth of a degree, and stand for a whole prefecture


def kilometers(
    latitude: float,
    longitude: float,
    other_latitude: float,
    other_longitude: float,
) -> int:
    """The straight way between two places in degrees, to ten kilometers.

    >>> kilometers(34.07, 134.56, 33.56, 133.53)
    110
    """
    north, east = radians(other_latitude - latitude), radians(other_longitude - longitude)
    bend = cos(radians(latitude)) * cos(radians(other_latitude))
    half = sin(north / 2) ** 2 + bend * sin(east / 2) ** 2
    return round(2 * _RADIUS * asin(sqrt(half)) / _STEP) * _STEP
