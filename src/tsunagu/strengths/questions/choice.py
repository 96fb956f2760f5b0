"""How the numbers of an answer are to be counted: the same choice on every page, in the API and in the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import ibis
import pyarrow as pa

from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.enums import Counting, Top
from tsunagu.strengths.errors import Unanswerable
from tsunagu.strengths.questions.reading import Edition, Reading
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
        years = {"first_year": [self.first_year], "last_year": [self.last_year]}
        return pa.table(years, schema=pa.schema({"first_year": pa.int16(), "last_year": pa.int16()}))


@dataclass(frozen=True, slots=True)
class Choice:
    """A window of years and a way of counting. ``scheme``: the fields shown."""

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
        return urlencode(
            {"window": self.window, "scheme": self.scheme, "counting": self.counting.value, "top": self.top.value}
        )

    @property
    def has_interval(self) -> bool:
        """Whether intervals were computed for this way of counting.

        Top 10% with ties in part, whole or fractional by institution.
        """
        return self.top is Top.TOP and self.counting is not Counting.AUTHOR

    @property
    def world_q(self) -> float:
        """The Q of the whole world, by definition of the top share."""
        return 0.1 if self.top in (Top.TOP, Top.SCALE) else 0.01

    @property
    def scaled(self) -> bool:
        """Whether ties at the threshold count for nothing and the works above it are scaled (NISTEP).

        Otherwise they count in part (CWTS).
        """
        return self.top in (Top.SCALE, Top.SCALE1)

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
    by_last = {last: first for first, last in edition.spans}
    last = max(by_last) if window is None else window
    if last not in by_last:
        raise Unanswerable("", f"there is no window that ends in {window}; there are {', '.join(map(str, by_last))}")
    named = scheme or edition.schemes[0]
    if named not in edition.schemes:
        raise Unanswerable("", f"there is no field scheme {scheme}; there are {', '.join(edition.schemes)}")
    return Choice(last, by_last[last], named, Counting(counting or Counting.FRAC), Top(top or Top.TOP))


def chosen(edition: Edition, question: Counted) -> Choice:
    """The choice that a question makes. Raises Unanswerable as ``choice`` does."""
    return choice(
        edition,
        window=question.window,
        scheme=question.scheme or None,
        counting=question.counting,
        top=question.top,
    )


def field_of(made: Choice, field: int, where: str = "field") -> int:
    """A field of the choice's scheme, or 0 for all. Raises Unanswerable for one that the scheme does not have."""
    if field != schemes.ALL and field not in {known.field for known in schemes.fields(made.scheme)}:
        raise Unanswerable(where, f"the scheme {made.scheme} has no field {field}")
    return field


def spans_table(edition: Edition) -> pa.Table:
    """All windows of the data as the table that expressions bind as ``spans``."""
    first, last = zip(*edition.spans, strict=True) if edition.spans else ((), ())
    return pa.table({"first_year": pa.array(first, pa.int16()), "last_year": pa.array(last, pa.int16())})


def asked(*institutions: int) -> pa.Table:
    """Institutions as the table that expressions bind as ``asked``."""
    return pa.table({"institution_id": pa.array(institutions, pa.int32())})


def provenance(reading: Reading, made: Choice) -> dict[str, Any]:
    """What every number carries: edition of the data, scheme, counting, tie rule and window.

    For pages, exports and the API.
    """
    edition = reading.edition
    return {
        "edition": edition.label,
        "snapshot": edition.snapshot,
        "nature": edition.nature,
        "scheme": made.scheme,
        "map_edition": edition.map_edition,
        "counting": made.counting.value,
        "top": made.top.value,
        "window": f"{made.first_year}-{made.window}",
        "citations": edition.settings.citations,
        "view": edition.settings.view,
        "documents": edition.type_rule,
    }
