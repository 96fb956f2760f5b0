"""Names of countries."""

from __future__ import annotations

from babel import Locale

from tsunagu.kernel.labels import speaking
from tsunagu.strengths.conventions.countries import country_name
from tsunagu.strengths.conventions.data import rows

OURS = {"CC", "CD", "CG", "GB", "HK", "MO", "US"}  # named otherwise than in CLDR, as SOURCES.md says


def test_a_country_is_named_in_the_language_of_the_reader() -> None:
    assert [country_name(code) for code in ("JP", "GB", "US", "KR", "TW")] == ["日本", "英国", "米国", "韓国", "台湾"]
    with speaking("en"):
        assert [country_name(code) for code in ("JP", "GB", "HK")] == ["Japan", "United Kingdom", "Hong Kong"]
    assert country_name("??") == "??"


def test_the_names_are_those_of_the_common_locale_data() -> None:
    for language in ("ja", "en"):
        known = Locale(language).territories
        differing = {
            row["country"] for row in rows("countries.csv") if row[f"name_{language}"] != known[row["country"]]
        }
        assert differing <= OURS
