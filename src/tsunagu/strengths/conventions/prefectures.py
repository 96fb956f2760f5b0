"""The prefectures of Japan by their numbers (JIS X 0401), from north to south."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from tsunagu.kernel.labels import Label
from tsunagu.strengths.conventions import data


@lru_cache
def prefectures() -> Mapping[str, Label]:
    """The names of the prefectures, by their numbers. Institutions bear the Japanese name."""
    return {row["code"]: Label(row["name_ja"], row["name_en"]) for row in data.rows("prefectures.csv")}
