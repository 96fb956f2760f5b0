"""Fiscal years of Japanese administration: April to March, named by the calendar year in which they begin."""

from __future__ import annotations

import datetime
import re

from tsunagu.kernel.labels import language
from tsunagu.kernel.text import normalize

_FULL_NAMES = ("令和", "平成", "昭和")  # the newest first
_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}  # the year before the first one
_WRITTEN = re.compile(r"(令和|平成|昭和|R|H|S|FY)?\s*(元|[0-9]{1,4})\s*(?:年度?)?", re.IGNORECASE)


class FiscalYear(int):
    """A fiscal year: ``FiscalYear(2022)`` runs from 2022-04-01 to 2023-03-31."""

    @classmethod
    def parse(cls, text: str) -> FiscalYear:
        """Read 「令和5年度」, "R5", "FY2023", "2023". Raises ``ValueError`` for anything else."""
        match = _WRITTEN.fullmatch(normalize(text).strip())
        if match is None:
            raise ValueError(f"not a fiscal year: {text!r}")
        era, digits = match.groups()
        number = 1 if digits == "元" else int(digits)
        year = number + _ERAS.get((era or "").upper(), 0)
        if number == 0 or not 1926 <= year <= 2200:
            raise ValueError(f"not a fiscal year: {text!r}")
        return cls(year)

    @classmethod
    def of(cls, day: datetime.date) -> FiscalYear:
        """The fiscal year a day lies in."""
        return cls(day.year if day.month >= 4 else day.year - 1)

    def text(self) -> str:
        """「令和4年度」 or "FY2022", in the language of the reader."""
        if language() == "en":
            return f"FY{int(self)}"
        era = next((name for name in _FULL_NAMES if self > _ERAS[name]), _FULL_NAMES[-1])
        number = int(self) - _ERAS[era]
        return f"{era}{'元' if number == 1 else number}年度"

    def short(self) -> str:
        """「R4」 or "FY2022", for maps and axes."""
        is_reiwa = self > _ERAS["令和"]
        return f"R{int(self) - _ERAS['令和']}" if is_reiwa and language() != "en" else f"FY{int(self)}"
