"""How the numbers of an answer are to be counted: the same choice on every page, in the API and in the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import ibis
import pyarrow as pa

from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.enums import Counting, TieRule, Top
from tsunagu.strengths.errors import Unanswerable
from tsunagu.strengths.questions.reading import Edition, Reading, filled
from tsunagu.strengths.questions.records import Counted

SPAN = ibis.table({"first_year": "int16", "last_year": "int16"}, name="span")
ASKED = ibis.table({"institution_id": "int32"}, name="asked")


@dataclass(frozen=True, slots=True)
class Window:
    """Some years in a row."""

    first_year: int
    last_year: int

    @property
    def table(self) -> pa.Table:
        """The window as the table that expressions bind as ``span``."""
        return filled(SPAN, first_year=[self.first_year], last_year=[self.last_year])


@dataclass(frozen=True, slots=True)
class Choice:
    """A window of years and a way of counting. window: its last year. scheme: the fields shown."""

    window: int
    first_year: int
    scheme: str
    counting: Counting = Counting.FRAC
    top: Top = Top.TOP

    @property
    def scheme_label(self) -> str:
        """The name of the field scheme in the reader's language."""
        return schemes.schemes()[self.scheme].name

    @property
    def query(self) -> str:
        """The choice as the query of an address, so that a link asks what its page shows."""
        counted = {"counting": self.counting.value, "top": self.top.value}
        return urlencode({"window": self.window, "scheme": self.scheme, **counted})

    @property
    def has_interval(self) -> bool:
        """Whether intervals were computed for this way of counting.

        Top 10% with ties in part, whole or fractional by institution.
        """
        return self.top is Top.TOP and self.counting is not Counting.AUTHOR

    @property
    def world_q(self) -> float:
        """The Q of the whole world, by definition of the top share."""
        return self.top.world_q

    @property
    def scaled(self) -> bool:
        """Whether ties at the threshold count for nothing and the works above it are scaled (NISTEP).

        Otherwise they count in part (CWTS).
        """
        return self.top.tie_rule is TieRule.NISTEP_SCALE

    @property
    def span(self) -> pa.Table:
        """The window as the table that expressions bind as ``span``."""
        return Window(self.first_year, self.window).table


def choice(
    edition: Edition,
    *,
    window: int | None = None,
    scheme: str | None = None,
    counting: str | None = None,
    top: str | None = None,
) -> Choice:
    """The choice from what was asked for.

    What was not asked for is the newest window, the eight fields, fractional counting and CWTS's tie rule.

    Raises Unanswerable naming what can be chosen instead.
    """
    years = _window(edition, window)
    fields = scheme or edition.schemes[0]
    if fields not in edition.schemes:
        raise Unanswerable("scheme", f"there is no field scheme {scheme}; there are {', '.join(edition.schemes)}")
    counted, rule = Counting(counting or Counting.FRAC), Top(top or Top.TOP)
    return Choice(years.last_year, years.first_year, fields, counted, rule)


def _window(edition: Edition, last: int | None) -> Window:
    """The window that ends in a year, or the newest."""
    first_years = {last_year: first_year for first_year, last_year in edition.spans}
    last_year = max(first_years) if last is None else last
    if last_year not in first_years:
        known = ", ".join(map(str, first_years))
        raise Unanswerable("window", f"there is no window that ends in {last}; there are {known}")
    return Window(first_years[last_year], last_year)


def chosen(edition: Edition, question: Counted) -> Choice:
    """The choice that a question makes. Raises Unanswerable as ``choice`` does."""
    return choice(
        edition,
        window=question.window,
        scheme=question.scheme or None,
        counting=question.counting,
        top=question.top,
    )


def field_of(choice: Choice, field: int, where: str = "field") -> int:
    """A field of the choice's scheme, or 0 for all. Raises Unanswerable for one that the scheme does not have."""
    known = {schemes.ALL, *(field.field for field in schemes.fields(choice.scheme))}
    if field not in known:
        raise Unanswerable(where, f"the scheme {choice.scheme} has no field {field}")
    return field


def spans_table(edition: Edition) -> pa.Table:
    """All windows of the data as the table that expressions bind as ``spans``."""
    first_years, last_years = zip(*edition.spans, strict=True) if edition.spans else ((), ())
    return filled(SPAN, first_year=first_years, last_year=last_years)


def asked(*institutions: int) -> pa.Table:
    """Institutions as the table that expressions bind as ``asked``."""
    return filled(ASKED, institution_id=institutions)


def provenance(reading: Reading, choice: Choice) -> dict[str, Any]:
    """What every number carries: edition of the data, scheme, counting, tie rule and window.

    For pages, exports and the API.
    """
    edition = reading.edition
    return {
        "edition": edition.label,
        "snapshot": edition.snapshot,
        "nature": edition.nature.value,
        "scheme": choice.scheme,
        "map_edition": edition.map_edition,
        "counting": choice.counting.value,
        "top": choice.top.value,
        "window": f"{choice.first_year}-{choice.window}",
        "citations": edition.settings.citations,
        "view": edition.settings.view,
        "documents": edition.type_rule,
    }
