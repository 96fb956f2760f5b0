"""Yen: whole yen, read from and written as the units that ministries print."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Self

from tsunagu.kernel.labels import language
from tsunagu.kernel.text import normalize

_UNITS = {
    "兆": 10**12,
    "億": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "万": 10**4,
    "千": 10**3,
    "": 1,
}
_JAPANESE_UNITS = {10**12: "兆", 10**8: "億", 10**4: "万"}
_ENGLISH_UNITS = {10**12: "trillion", 10**9: "billion", 10**6: "million"}
_PART = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)\s*(兆|億|千万|百万|万|千|)")
_AMOUNT = re.compile(rf"(?:{_PART.pattern})+\s*円")


class Yen(int):
    """An amount in whole yen.

    A type of its own so that a thousand-yen figure or a float cannot slip in: build it with ``Yen.parse`` or from whole
    yen.
    """

    def __new__(cls, amount: int) -> Self:
        """Take whole yen; refuse floats and decimals, which would round silently."""
        if not isinstance(amount, int) or isinstance(amount, bool):
            raise TypeError(f"Yen takes whole yen, not {amount!r}")
        return super().__new__(cls, amount)

    def __add__(self, other: int) -> Yen:
        return Yen(int(self) + int(other))

    __radd__ = __add__

    def __sub__(self, other: int) -> Yen:
        return Yen(int(self) - int(other))

    @classmethod
    def parse(cls, text: str) -> Yen:
        """Read the first amount of a printed text: 「13,751百万円」, 「3千万円程度」, 「1兆1,111億円」.

        Raises ``ValueError`` when the text has no amount (「ー」, 「〇〇億円」, 「数億円」): unknown is never 0.
        """
        match = _AMOUNT.search(normalize(text))
        if match is None:
            raise ValueError(f"no amount of yen in {text!r}")
        total = Decimal(0)
        for number, unit in _PART.findall(match.group()):
            total += Decimal(number.replace(",", "")) * _UNITS[unit]
        if total != total.to_integral_value():
            raise ValueError(f"not whole yen: {text!r}")
        return cls(int(total))

    def text(self) -> str:
        """The amount for readers: 「137億5,100万円」 in Japanese, "¥13.75 billion" in English."""
        sign, amount = "-" if self < 0 else "", abs(int(self))
        return sign + (_english(amount) if language() == "en" else _japanese(amount))

    def short(self) -> str:
        """The amount in its largest unit with one place, for charts and cards: 「137.5億円」, "¥13.8 billion"."""
        units = _ENGLISH_UNITS if language() == "en" else _JAPANESE_UNITS
        size, unit = next(((size, unit) for size, unit in units.items() if abs(self) >= size), (1, ""))
        number = f"{Decimal(int(self)) / size:,.1f}".removesuffix(".0")
        return f"¥{number} {unit}".rstrip() if language() == "en" else f"{number}{unit}円"


def _english(amount: int) -> str:
    """An amount with two places of its largest unit: ¥13.75 billion."""
    for size, name in _ENGLISH_UNITS.items():
        if amount >= size:
            return f"¥{Decimal(amount) / size:,.2f}".rstrip("0").rstrip(".") + f" {name}"
    return f"¥{amount:,}"


def _japanese(amount: int) -> str:
    """An amount with all units that are not zero: 「137億5,100万円」."""
    rest, parts = amount, []
    for size, name in _JAPANESE_UNITS.items():
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count:,}{name}")
    if rest or not parts:
        parts.append(f"{rest:,}")
    return f"{''.join(parts)}円"
