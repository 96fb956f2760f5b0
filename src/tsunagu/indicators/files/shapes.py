"""What may stand in the text files. docs/indicators-data.md explains it to editors."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from tsunagu.indicators.enums import Aggregation, Direction, Kind, Level, Status
from tsunagu.indicators.rules.figures import Figure, Period
from tsunagu.kernel.years import FiscalYear


class Fact(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Something read from a document: ``at`` names it with the page, ``printed`` is its text."""

    at: str = ""
    printed: str = ""
    link: str = ""


class DefinitionFile(Fact, kw_only=True):
    """``[[indicator.definition]]``, the oldest first. assumed: ours; the document then says why there is one."""

    version: int
    text: str
    text_en: str
    unit: str
    unit_en: str
    formula: str = ""
    formula_en: str = ""
    valid_from: datetime.date | None = None
    assumed: bool = False
    bridge: Decimal | None = None
    bridge_source: str = ""


class IndicatorFile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """``[[indicator]]``."""

    key: str
    name: str
    name_en: str
    level: Level
    direction: Direction
    aggregation: Aggregation
    definition: list[DefinitionFile]

    @property
    def versions(self) -> list[int]:
        """The versions of its definitions, in the order of the file."""
        return [one.version for one in self.definition]


class FigureFile(Fact, kw_only=True):
    """``[[figure]]``. published: the day on which the document was, so since when the figure is known."""

    indicator: str
    version: int
    body: str
    published: datetime.date
    kind: Kind = Kind.ACTUAL
    status: Status = Status.CONFIRMED
    year: int | None = None
    day: datetime.date | None = None
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    @property
    def period(self) -> Period:
        """For which period it is."""
        return Period(None if self.year is None else FiscalYear(self.year), self.day)

    @property
    def figure(self) -> Figure:
        """What it says."""
        return Figure(self.value, self.numerator, self.denominator)

    @property
    def name(self) -> str:
        """How a message calls it."""
        return f"{self.indicator} {self.body} {self.period.code}"

    @property
    def place(self) -> tuple[object, ...]:
        """Whose figure it is, for what."""
        return self.indicator, self.version, self.body, self.period, self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """All text files of the room. checksum: of their contents."""

    indicators: list[IndicatorFile]
    figures: list[FigureFile]
    checksum: str
