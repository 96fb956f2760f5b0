"""Values that a column may have at all.

Identifiers and codes outside these lists would be counted nowhere, or for the wrong country.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from tsunagu.strengths.conventions import countries, schemes
from tsunagu.strengths.enums import TypeRule


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """values: all there are. what: one of them in words, with an example."""

    values: Set[str] | Set[int]
    what: str

    def form(self, value: object, of: str = "") -> str:
        """What is wrong with a value, in words; of: whose value it is."""
        return f"{value!r}{of} is not {self.what}."

    def outside(self, name: str) -> str:
        """Whether a column holds another value, as SQL; unknown where it holds none."""
        return f"{name} NOT IN ({', '.join(repr(value) for value in sorted(self.values))})"


def _numbers(scheme: str) -> Set[int]:
    return {field.field for field in schemes.fields(scheme)}


def _source_ids(scheme: str) -> Set[int]:
    return {field.source_id for field in schemes.fields(scheme) if field.source_id}


_DOCUMENT_TYPES = schemes.type_groups(TypeRule.NISTEP).keys()  # every rule lists all of them
TYPES = Vocabulary(_DOCUMENT_TYPES, "a type of document of OpenAlex, such as article or journal-article")
SUBFIELDS = Vocabulary(_numbers("subfield"), "a subfield of OpenAlex, such as 1702")
CONCEPTS = Vocabulary(_numbers("concept"), "the number of one of the 19 top concepts")
TOP_CONCEPTS = Vocabulary(_source_ids("concept"), "one of the 19 top concepts of OpenAlex, such as 71924100")
COUNTRIES = Vocabulary(countries.country_codes(), "a country code of ISO 3166, such as JP")
SECTORS = Vocabulary(
    frozenset("archive company education facility funder government healthcare nonprofit other".split()),
    "a type of institution of OpenAlex, such as education or company",
)
