"""Numbers of the documents, beside what is counted here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tsunagu.governance.enums import Measure
from tsunagu.governance.models import Meeting, Member, Point, PrintedCount
from tsunagu.governance.rules.counting import Asked, There, counted
from tsunagu.kernel.tables import Column, Columns


@dataclass(frozen=True, slots=True)
class Compared:
    """A number of a document, and what is counted here of what the files say."""

    count: PrintedCount
    counted: int

    @property
    def agrees(self) -> bool:
        """Whether both are the same."""
        return self.counted == self.count.number


COUNTS = Columns[Compared](
    Column("name", "名称", "Name", lambda row: row.count.name),
    Column("printed", "資料の数", "Printed", lambda row: row.count.number, style="number"),
    Column("counted", "数えた数", "Counted", lambda row: row.counted, style="number"),
    Column("document", "資料", "Document", lambda row: f"{row.count.document}:{row.count.page}"),
)


def compared() -> list[Compared]:
    """All counts in the order of their documents, in four statements; what was recorded on the site does not count."""
    points = Point.objects.filter(filed=True).values_list("body__key", "kind", "heading__key")
    there = There(_bodies_of(Member), _bodies_of(Meeting), tuple(Asked(*row) for row in points))
    return [Compared(row, _counted(row, there)) for row in PrintedCount.objects.all()]


def _counted(row: PrintedCount, there: There) -> int:
    return counted(Measure(row.measure), there, row.body, row.kind)


def _bodies_of(model: Any) -> tuple[str, ...]:
    """The body of each row that a file names."""
    return tuple(model.objects.filter(filed=True).values_list("body__key", flat=True))
