"""Numbers of documents beside what is counted here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tsunagu.kernel.tables import Column, Columns
from tsunagu.networks.enums import Measure
from tsunagu.networks.models import Offer, PrintedCount, Strategy
from tsunagu.networks.queries import directory
from tsunagu.networks.queries.directory import Listed, NetworkQuery, cited
from tsunagu.networks.queries.overlaps import members, shared


@dataclass(frozen=True, slots=True)
class Compared:
    """A number of a document, and what is counted."""

    count: PrintedCount
    counted: int


COUNTS = Columns[Compared](
    Column("name", "名称", "Name", lambda row: row.count.name),
    Column("printed", "資料の数", "Printed", lambda row: row.count.number, style="number"),
    Column("counted", "数えた数", "Counted", lambda row: row.counted, style="number"),
    Column("document", "資料", "Document", lambda row: cited(row.count)),
)


def compared() -> list[Compared]:
    """All numbers in the order of the file; in a fixed number of statements."""
    counting = _Counting()
    return [Compared(row, counting.counted(row)) for row in PrintedCount.objects.all()]


class _Counting:
    """All that is counted, read once."""

    def __init__(self) -> None:
        question = NetworkQuery()
        self.rows = directory.networks(question)
        self.places = directory.by_prefecture(self.rows)
        self.ties = members(self.rows, question)
        self.offers = list(Offer.objects.values_list("network__body__key", flat=True))

    def counted(self, count: PrintedCount) -> int:
        """What the database says."""
        return self._measures[Measure(count.measure)](count.of)

    @property
    def _measures(self) -> dict[Measure, Callable[[str], int]]:
        return {
            Measure.STANDING: lambda of: sum(row.network.standing == of for row in self.rows),
            Measure.MEMBERS: self._members,
            Measure.SHARED: self._shared,
            Measure.MEETING: self._meeting,
            Measure.OFFERS: self.offers.count,
            Measure.STRATEGIES: lambda of: Strategy.objects.count(),
        }

    def _members(self, key: str) -> int:
        return sum(row.members for row in self.rows if row.network.body.key == key)

    def _shared(self, code: str) -> int:
        rows: list[Listed] = self.places.get(code, [])
        there = {row.network.body_id: row.network for row in rows}
        return len(shared((tie for tie in self.ties if tie.of_id in there), there))

    def _meeting(self, programs: str) -> int:
        one, other = programs.split()
        return sum(directory.meeting(rows, (one, other)) for rows in self.places.values())
