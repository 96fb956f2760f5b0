"""Names of countries and areas by their code in ISO 3166, for readers."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import cache

from tsunagu.strengths.conventions.data import rows


def country_name(code: str, language: str = "ja") -> str:
    """The name of a country in the reader's language; the code itself where it is none of ISO 3166."""
    return _names(language).get(code, code)


def country_codes() -> Set[str]:
    """All codes that are known."""
    return _names("en").keys()


@cache
def _names(language: str) -> Mapping[str, str]:
    return {row["country"]: row["name_ja" if language == "ja" else "name_en"] for row in rows("countries.csv")}
