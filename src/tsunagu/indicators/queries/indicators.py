"""Which indicators there are, with their definitions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tsunagu.indicators.enums import Level
from tsunagu.indicators.models import Definition, Indicator, Observation
from tsunagu.indicators.queries.known import counting, written
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import Choices, asked
from tsunagu.kernel.tables import Column, Columns, file_column


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorQuery:
    """Which indicators are asked for."""

    level: Level | None = asked(Label("測るもの", "Level"), None, help="only indicators of this level")


@dataclass(frozen=True, slots=True)
class Listed:
    """An indicator with its definitions, the oldest first, and of how many bodies figures are known."""

    indicator: Indicator
    definitions: list[Definition]
    bodies: int

    @property
    def now(self) -> Definition:
        """Its last definition."""
        return self.definitions[-1]

    @property
    def level(self) -> Level:
        """What it measures."""
        return Level(self.indicator.level)


INDICATORS = Columns[Listed](
    Column("indicator", "番号", "Key", lambda row: row.indicator.key),
    Column("name", "指標", "Indicator", lambda row: row.indicator.name),
    Column("level", "測るもの", "Level", lambda row: row.indicator.level),
    Column("unit", "単位", "Unit", lambda row: row.now.unit),
    Column("direction", "方向", "Direction", lambda row: row.indicator.direction),
    Column("aggregation", "まとめ方", "Aggregation", lambda row: row.indicator.aggregation),
    Column("version", "定義の版", "Version", lambda row: row.now.version, style="number"),
    Column("assumed", "本サイトの仮定", "Assumed", lambda row: row.now.assumed),
    Column("bodies", "値のある機関", "Bodies", lambda row: row.bodies, style="number"),
    file_column("definition", lambda row: row.now.text),
    file_column("document", lambda row: row.now.document),
    file_column("page", lambda row: row.now.page),
)


def indicators(question: IndicatorQuery | None = None) -> list[Listed]:
    """The indicators that are asked for, in the order of the files; in three statements."""
    level = question.level if question else None
    rows = Indicator.objects.prefetch_related("definitions")
    bodies = _bodies(counting(written()))
    chosen = rows.filter(level=level) if level else rows
    return [Listed(row, list(row.definitions.all()), bodies[row.pk]) for row in chosen]


def indicator(key: str) -> Listed | None:
    """The indicator of a key, if there is one."""
    return next((row for row in indicators() if row.indicator.key == key), None)


def definition(number: int) -> Definition | None:
    """The definition with a number, if there is one."""
    return Definition.objects.select_related("indicator").filter(pk=number).first()


def choices() -> Choices:
    """All indicators, to choose from."""
    return [(row.key, row.display_name) for row in Indicator.objects.all()]


def definitions() -> Choices:
    """All definitions under which figures may be told, to choose from: the last of each indicator first."""
    rows = Definition.objects.select_related("indicator").order_by("indicator__order", "-version")
    return [(str(row.pk), f"{row.indicator} ({row.display_unit}) v{row.version}") for row in rows]


def _bodies(rows: Iterable[Observation]) -> Counter[int]:
    """Of how many bodies each indicator has figures."""
    pairs = {(row.definition.indicator_id, row.subject_id) for row in rows}
    return Counter(indicator for indicator, _ in pairs)
