"""Whether a center has what a document asks of those in a list, such as a WPI center (S39)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext

from tsunagu.kernel import clock
from tsunagu.kernel.conditions import Checked, Line, Verdict, check
from tsunagu.kernel.tables import Columns, file_column
from tsunagu.organizations.models import Criterion, Listing
from tsunagu.organizations.rules import criteria as rules
from tsunagu.organizations.rules.criteria import Asked, Figures


@dataclass(frozen=True, slots=True)
class Judged:
    """One criterion of one center in one year; both as they were told, and empty where nobody told them."""

    line: Line[Criterion]
    center: str = ""
    year: str = ""

    @property
    def criterion(self) -> Criterion:
        """What is asked; each leaf is made of one."""
        return cast("Criterion", self.line.leaf.source)

    @property
    def figure(self) -> str:
        """The figure with its unit, as the page shows it; empty where it is unknown."""
        value = self.line.value
        if isinstance(value, bool):
            return gettext("はい") if value else gettext("いいえ")
        return "" if value is None else f"{value:,}{self.criterion.display_unit}"

    @property
    def verdict(self) -> Verdict:
        """How it came out; all criteria are of no day, so each is in force."""
        return self.line.verdict or Verdict.UNKNOWN

    @property
    def words(self) -> str:
        """The verdict in words: a figure that misses an approximate number narrowly is for a person to judge."""
        is_near = self.verdict is Verdict.UNKNOWN and self.line.value is not None
        return gettext("要判断（人が判断する）") if is_near else self.verdict.label


def _figure(row: Judged) -> str | int | None:
    """The figure; yes and no in the words of the terminal, where truths are written so, too."""
    value = row.line.value
    return ("yes" if value else "no") if isinstance(value, bool) else value


def cited(row: Judged) -> str:
    """Document and page of a criterion."""
    return f"{row.criterion.document}:{row.criterion.page}"


JUDGED = Columns[Judged](
    file_column("center", lambda row: row.center),
    file_column("year", lambda row: row.year),
    file_column("criterion", lambda row: row.criterion.key),
    file_column("figure", _figure),
    file_column("verdict", lambda row: row.verdict.value),
    file_column("document", cited),
    file_column("printed", lambda row: row.criterion.printed),
)


def lists() -> QuerySet[Listing]:
    """The lists of which a document says what it takes to stand in them."""
    return Listing.objects.filter(criteria__isnull=False).distinct()


def asked(listing: Listing) -> list[Asked[Criterion]]:
    """What is asked of those in a list, in the order of the document."""
    return [_asked(row) for row in listing.criteria.all()]


def _asked(row: Criterion) -> Asked[Criterion]:
    return Asked(row.key, row.least, row.unit, row.printed, source=row)


def checked(asked: Sequence[Asked[Criterion]], figures: Figures) -> Checked[Criterion]:
    """How a center with these figures comes out today."""
    about = Decimal(settings.ABOUT_PERCENT) / 100
    return check(rules.condition(asked, about), figures, clock.today())
