"""As of when networks are looked at: a day, or a whole fiscal year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tsunagu.kernel import clock
from tsunagu.kernel.years import FiscalYear


@dataclass(frozen=True, slots=True)
class Moment:
    """The days that are looked at; what held on any of them counts."""

    first: date
    last: date

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day."""
        return self.first, self.last

    @property
    def networks(self) -> Q:
        """Networks that were there, as far as is known."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=self.last)
        return begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=self.first))


def moment(year: FiscalYear | None) -> Moment:
    """A fiscal year; today, where none is said."""
    if year is None:
        today = clock.today()
        return Moment(today, today)
    return Moment(date(year, 4, 1), date(year + 1, 3, 31))
