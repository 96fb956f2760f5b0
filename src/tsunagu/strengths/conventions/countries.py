"""Names of countries and areas by their code in ISO 3166, for readers."""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import cache

from tsunagu.kernel.labels import Label
from tsunagu.strengths.conventions.data import rows


def country_name(code: str) -> str:
    """The name of a country in the language of the reader; the code itself where it is none of ISO 3166."""
    return str(_names().get(code, code))


def country_codes() -> Set[str]:
    """All codes that are known."""
    return _names().keys()


@cache
def _names() -> Mapping[str, Label]:
    return {row["country"]: Label(row["name_ja"], row["name_en"]) for row in rows("countries.csv")}
